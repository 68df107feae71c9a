/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of pppd's command line, for the files pppd_args*.c.
 */
#ifndef SERVER_DIALER_PPPD_ARGS_PARTS_H
#define SERVER_DIALER_PPPD_ARGS_PARTS_H

#include "argv.h"
#include "dialer.h"

/**
 * @brief Who we are, and by which protocols we prove it.
 *
 * @retval ERROR_NO_EAPTLS_CERTIFICATE  EAP-TLS alone is allowed, and there is
 *         no certificate for it
 */
WERROR pppd_args_authentication(struct argv *argv,
				const struct dialer_config *config,
				const struct dialer_settings *settings);

/** @brief MPPE, and with it CCP. */
void pppd_args_encryption(struct argv *argv,
			  const struct dialer_settings *settings);

/**
 * @brief "address:", a word without an option: it must come before the PPPoE
 *        plugin, which takes such words for network devices and has the
 *        kernel look for a module of that name.
 */
void pppd_args_address(struct argv *argv,
		       const struct dialer_settings *settings);

/** @brief IPv4 and IPv6. */
void pppd_args_network(struct argv *argv,
		       const struct dialer_settings *settings);

#endif
