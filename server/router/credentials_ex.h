/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The extended credentials of an interface ([MS-RRASM] 3.1.4.41): what EAP-TLS
 * proves who we are with, and the key that both ends of an IPsec tunnel share.
 * Every copy in memory is burnt when it is freed, and none is ever logged.
 */
#ifndef SERVER_ROUTER_CREDENTIALS_EX_H
#define SERVER_ROUTER_CREDENTIALS_EX_H

#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>

/** @brief Bytes of a certificate's hash (EAPTLS_HASH, 2.2.1.2.127). */
#define ROUTER_MAX_HASH 20

/** @brief "dwSize MUST be less than 257" (MPR_CREDENTIALSEX_1, 2.2.1.2.87). */
#define ROUTER_MAX_KEY 256

/** @brief EAPTLS_USER_PROPERTIES (2.2.1.2.128); strings UTF-8. */
struct router_eap {
	uint32_t cbHash;
	uint8_t pbHash[ROUTER_MAX_HASH]; /**< of the user's certificate */
	const char *identity;		 /**< pwszDiffUser; never NULL */
	const char *pin; /**< pwszPin, a secret; NULL in a request: it stays as
			  * it is */
};

/** @brief A pre-shared key: bytes without a meaning. */
struct router_key {
	uint32_t size; /**< 1 to ROUTER_MAX_KEY */
	uint8_t bytes[ROUTER_MAX_KEY];
};

/**
 * @brief Whether the strings are at most 256 UTF-16 units long, as a user's
 *        name and password are, and the hash not longer than it can be.
 *
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR router_eap_check(const struct router_eap *eap);

/** @brief A copy that is burnt; a pin that is NULL counts as "".  NULL when
 * out of memory. */
struct router_eap *router_eap_copy(TALLOC_CTX *mem_ctx,
				   const struct router_eap *eap);

/** @retval WERR_OK or ERROR_INVALID_PARAMETER */
WERROR router_key_check(const struct router_key *key);

/** @brief A copy that is burnt; NULL when out of memory. */
struct router_key *router_key_copy(TALLOC_CTX *mem_ctx,
				   const struct router_key *key);

#endif
