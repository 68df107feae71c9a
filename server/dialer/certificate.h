/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificates of EAP-TLS.
 *
 * [MS-RRASM] names one by the SHA-1 hash that Windows's store finds it by
 * (EAPTLS_USER_PROPERTIES, 2.2.1.2.128).  Ours is a directory; HASH is the
 * hash in forty small hexadecimal digits:
 *
 *	HASH.crt     the certificate, and its chain behind it, in PEM
 *	HASH.key     the private key in PEM, of root and readable by nobody else
 *	HASH.ca      who may have signed the peer's; without it ca.pem
 *	HASH.server  the common name that the peer must have; may be missing
 *
 * pppd reads the files by their paths: no key is in our memory.  The machine's
 * own authorities are not asked: a name that any of them has signed proves
 * nothing about who may take our calls.
 */
#ifndef SERVER_DIALER_CERTIFICATE_H
#define SERVER_DIALER_CERTIFICATE_H

#include "dialer.h"

/** @brief Paths; children of the structure. */
struct certificate {
	const char *crt, *key, *ca;
	const char *server; /**< a name, no path; "" for any */
};

/**
 * @brief Find what an EAP-TLS authentication needs.
 *
 * @param[in]  dir   rrasd's "certificate directory"; NULL: there is none
 * @param[out] found  child of @mem_ctx
 * @retval ERROR_NO_EAPTLS_CERTIFICATE  no hash, a file is missing or cannot be
 *         read, or the key is open to others
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR certificate_find(TALLOC_CTX *mem_ctx, const char *dir,
			const struct dialer_eap_tls *eap_tls,
			struct certificate **found);

#endif
