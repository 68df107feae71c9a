/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The custom configuration of an interface's IKEv2 tunnel ([MS-RRASM]
 * 2.2.1.2.268).
 */
#ifndef SERVER_ROUTER_IKEV2_H
#define SERVER_ROUTER_IKEV2_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "gen_ndr/dimsvc_config.h"

/** @brief Bytes of a certificate's name or hash (CERT_BLOB_1). */
#define ROUTER_MAX_CERTIFICATE 0x10000

struct router_ikev2 {
	uint32_t dwSaLifeTime;	   /**< seconds */
	uint32_t dwSaDataSize;	   /**< kilobytes */
	DATA_BLOB certificateName; /**< empty: none */
	DATA_BLOB certificateHash; /**< empty: none */
	const struct ROUTER_CUSTOM_IKEv2_POLICY_0 *customPolicy; /**< or NULL */
};

/** @brief Whether a policy has values that its page (2.2.1.2.237) lists. */
bool router_ikev2_policy_is_valid(
	const struct ROUTER_CUSTOM_IKEv2_POLICY_0 *policy);

/**
 * @brief Whether every value is one that its page allows.
 *
 * A certificate's bytes have no meaning here.
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR router_ikev2_check(const struct router_ikev2 *config);

/** @brief A deep copy; NULL when out of memory. */
struct router_ikev2 *router_ikev2_copy(TALLOC_CTX *mem_ctx,
				       const struct router_ikev2 *config);

#endif
