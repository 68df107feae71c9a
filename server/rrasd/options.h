/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon's configuration: the parametric options "rras:..." in the
 * [global] section of smb.conf.
 */
#ifndef SERVER_RRASD_OPTIONS_H
#define SERVER_RRASD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <talloc.h>
#include "server/router/router.h"
#include "server/dialer/dialer.h"
#include "server/ports/ports.h"

/** @brief Everything that can be configured; all strings are its children. */
struct rrasd_config {
	const char *state_dir;
	const char *run_dir;
	uint32_t router_type;  /**< enum router_type */
	uint32_t name_servers; /**< enum name_servers_program */
	bool allow_uid_0;      /**< uid 0 is an administrator */
	const char *audit;     /**< "journal" or the path of a file */
	bool return_passwords;
	const char *metrics; /**< metrics_endpoint_parse(); NULL: none */
	uint32_t max_calls;  /**< outstanding, of all peers */
	uint32_t max_calls_per_peer; /**< outstanding, of one peer */
	struct dialer_config dialer;
	struct autodial_config autodial;
	/** Numbers: where no administrator has set another one. */
	struct ports_config ports;
	/** For tests, no option: the kernel's LAN interfaces are not listed. */
	bool without_links;
};

/**
 * @brief Read the configuration.
 *
 * @param[in]  mem_ctx  owner of both results
 * @param[in]  file     path of an smb.conf, NULL for Samba's own
 * @param[out] config   the values, defaults filled in
 * @param[out] why      on failure: a sentence that names the file or the
 *                      option and says what is allowed
 * @return false on failure
 *
 * Options of ours that do not exist are only warned of, as Samba does.
 */
bool rrasd_config_load(TALLOC_CTX *mem_ctx, const char *file,
		       struct rrasd_config **config, const char **why);

/** @brief Print every option with its range, default and meaning. */
void rrasd_config_print_options(FILE *f);

#endif
