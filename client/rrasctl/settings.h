/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of "interface create" and "interface set", and what they set. */
#ifndef CLIENT_RRASCTL_SETTINGS_H
#define CLIENT_RRASCTL_SETTINGS_H

#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

/** @brief The options as they were given; NULL for those that were not. */
struct settings {
	char *type;
	char *device;
	char *number;
	char *auth;
	char *encryption;
	char *ipv4;
	char *ipv6;
	char *ip_address;
	char *dns;
	char *idle;
	char *default_gateway;
	char *header_compression;
	char *software_compression;
	char *lcp_extensions;
	int enable;
	int disable;
};

#define SETTINGS_NUM_OPTIONS 18

/** @brief A popt table that fills @settings. */
void settings_options(struct settings *settings,
		      struct poptOption options[SETTINGS_NUM_OPTIONS]);
void settings_free(struct settings *settings);

/** @brief Whether anything but --enable and --disable was given. */
bool settings_has_entry(const struct settings *settings);

/** @brief What a new interface has where no option says otherwise. */
void settings_default(MPR_INTERFACE_3 *info);

/**
 * @brief Change @info as the options say.
 *
 * @return false after a message; *exit_code is set
 */
bool settings_apply(struct rrasctl *ctl, const struct settings *settings,
		    MPR_INTERFACE_3 *info, int *exit_code);

/** @brief The demand-dial settings of @info as lines of a report. */
void settings_report(struct report *report, const MPR_INTERFACE_3 *info);

#endif
