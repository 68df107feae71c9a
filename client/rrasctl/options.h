/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that every command of rrasctl takes. */
#ifndef CLIENT_RRASCTL_OPTIONS_H
#define CLIENT_RRASCTL_OPTIONS_H

#include "client/rrasctl/rrasctl.h"

/** What poptGetNextOpt() returns for them. */
enum rrasctl_option {
	OPTION_HELP = 1000,
	OPTION_VERSION,
};

#define RRASCTL_NUM_OPTIONS 14

/** @brief A popt table that fills @ctl; ends with POPT_TABLEEND. */
void options_fill(struct rrasctl *ctl,
		  struct poptOption options[RRASCTL_NUM_OPTIONS]);

/**
 * @brief Look for --json among words that could not be parsed.
 *
 * For the message about them: popt stops at the first one that is wrong.
 */
void options_find_json(struct rrasctl *ctl, const char **words);

/** @brief Free what the options hold, and burn the password. */
void options_free(struct rrasctl *ctl);

#endif
