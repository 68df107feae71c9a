/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunnels that encrypt by themselves: L2TP by IPsec, with the interface's
 * pre-shared key, and SSTP by TLS; see link.h.
 *
 * An entry that asks for no key is dialed without IPsec.  Windows would look
 * for a certificate of the machine's then, which this router has none of; what
 * an entry of that kind wants encrypted is encrypted by MPPE.
 *
 * TLS of version 1.2 or later has 128 bit at least: as strong as the strongest
 * encryption that an entry can demand.
 */
#include "link.h"
#include "gen_ndr/rras_types.h"

static bool may_be_l2tp(const struct dialer_settings *settings)
{
	size_t i;

	if (settings->num_targets == 0) {
		return settings->kind == DIALER_KIND_L2TP;
	}
	for (i = 0; i < settings->num_targets; i++) {
		if (settings->targets[i].kind == DIALER_KIND_L2TP) {
			return true;
		}
	}
	return false;
}

WERROR link_security(const struct router_entry *entry,
		     const struct router_key *key,
		     struct dialer_settings *settings)
{
	settings->tls_encrypts = true;
	if (!may_be_l2tp(settings)) {
		return WERR_OK;
	}
	if (key != NULL) {
		settings->ipsec_key = data_blob_const(key->bytes, key->size);
		return WERR_OK;
	}
	return entry->dwfOptions & MPRIO_IpSecPreSharedKey
		       ? W_ERROR(ERROR_OAKLEY_NO_POLICY)
		       : WERR_OK;
}
