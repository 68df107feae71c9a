/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of a link's pppd.
 */
#ifndef SERVER_DIALER_PPPD_ARGS_H
#define SERVER_DIALER_PPPD_ARGS_H

#include "dialer.h"

/** @brief The descriptors that pppd inherits, by number. */
enum pppd_fd {
	PPPD_FD_PLUGIN = 3, /**< events and the password */
	PPPD_FD_REPORT = 4, /**< the connect helper's report; modems only */
	PPPD_FD_LOCK = 5,   /**< that tells that the link lives; with an id */
};

/**
 * @brief Make the arguments of pppd for a link.
 *
 * No secret is among them: the plugin asks for the password.  pppd always
 * reads /etc/ppp/options, root's ~/.ppprc and /etc/ppp/options.TTY before
 * them, so an administrator can add to them; what matters to us is said
 * explicitly, and so it wins.
 *
 * @param[in]  plugin  path of rras_pppd.so
 * @param[in]  device  the network device or the tty's path
 * @param[in]  link_id of the link's record (link_record.h), 0 for none
 * @param[out] argv    NULL-terminated; one talloc child of @mem_ctx
 * @retval WERR_INVALID_PARAMETER  a string that pppd cannot take
 * @retval ERROR_NO_EAPTLS_CERTIFICATE  certificate.h
 */
WERROR pppd_args(TALLOC_CTX *mem_ctx, const struct dialer_config *config,
		 const char *plugin, const char *device,
		 const struct dialer_settings *settings, uint64_t link_id,
		 char ***argv);

#endif
