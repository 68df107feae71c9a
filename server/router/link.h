/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an entry and credentials mean to the dialer.
 */
#ifndef SERVER_ROUTER_LINK_H
#define SERVER_ROUTER_LINK_H

#include "credentials.h"
#include "credentials_ex.h"
#include "entry.h"
#include "server/dialer/dialer.h"

/**
 * @brief The dialer's settings for an entry.
 *
 * Never weaker than the entry demands: what cannot be done is an error, not
 * left out.
 *
 * @param[in]  mem_ctx      owner of what has to be made anew
 * @param[in]  credentials  or NULL: none
 * @param[in]  eap          so
 * @param[out] settings     its strings are those of the three above, and
 *                          as long-lived
 * @retval ERROR_INTERFACE_HAS_NO_DEVICES  a device type that this router
 *         has no devices of (ISDN, X.25, ...), or IKEv2 alone
 * @retval ERROR_NO_AUTH_PROTOCOL_AVAILABLE  the options leave none
 * @retval ERROR_PPP_NO_PROTOCOLS_CONFIGURED  neither IPv4 nor IPv6
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR link_settings(TALLOC_CTX *mem_ctx, const struct router_entry *entry,
		     const struct credentials *credentials,
		     const struct router_eap *eap,
		     struct dialer_settings *settings);

/**
 * @brief The tunnels' own encryption: SSTP's TLS, which an entry that demands
 *        encryption is content with; and L2TP's IPsec.
 *
 * MPRIO_IpSecPreSharedKey "Configured the demand-dial interface to use
 * preshared key" (2.2.1.2.83): without one such an interface is not dialed,
 * and one that has a key is never dialed without IPsec, whatever the flag.
 *
 * @param[in]     key       that SetCredentialsEx has given the interface, or
 *                          NULL
 * @param[in,out] settings  with its targets; the key is @key's memory
 * @retval ERROR_OAKLEY_NO_POLICY  it is to use a key and there is none
 */
WERROR link_security(const struct router_entry *entry,
		     const struct router_key *key,
		     struct dialer_settings *settings);

#endif
