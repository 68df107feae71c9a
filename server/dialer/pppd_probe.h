/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether this machine has what pppd needs, and where.
 */
#ifndef SERVER_DIALER_PPPD_PROBE_H
#define SERVER_DIALER_PPPD_PROBE_H

#include "dialer.h"

/**
 * @brief Look for pppd, /dev/ppp and our plugin.
 *
 * The plugin is config->pppd_plugin_dir/rras_pppd.so, or else
 * .../pppd-VERSION/rras_pppd.so for the VERSION below pppd's own directory of
 * plugins: each works with one version of pppd only.
 *
 * @param[out] plugin  path of the plugin; child of @mem_ctx
 * @param[out] why     on ERROR_DDM_NOT_RUNNING: what is missing; child of
 *                     @mem_ctx or static
 */
WERROR pppd_probe(TALLOC_CTX *mem_ctx, const struct dialer_config *config,
		  const char **plugin, const char **why);

#endif
