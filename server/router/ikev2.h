/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The custom configuration of an interface's IKEv2 tunnel ([MS-RRASM]
 * 2.2.1.2.268), free of any wire format.
 */
#ifndef SERVER_ROUTER_IKEV2_H
#define SERVER_ROUTER_IKEV2_H

#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>

/** @brief Bytes of a certificate's name or hash (CERT_BLOB_1). */
#define ROUTER_MAX_CERTIFICATE 0x10000

/** @brief The members of a policy, as a list. */
#define ROUTER_IKEV2_POLICY(N)       \
	N(dwIntegrityMethod)         \
	N(dwEncryptionMethod)        \
	N(dwCipherTransformConstant) \
	N(dwAuthTransformConstant)   \
	N(dwPfsGroup)                \
	N(dwDhGroup)

/** @brief What to propose: ROUTER_CUSTOM_IKEv2_POLICY_0 (2.2.1.2.237). */
struct router_ikev2_policy {
	uint32_t dwIntegrityMethod;
	uint32_t dwEncryptionMethod;
	uint32_t dwCipherTransformConstant;
	uint32_t dwAuthTransformConstant;
	uint32_t dwPfsGroup;
	uint32_t dwDhGroup;
};

struct router_ikev2 {
	uint32_t dwSaLifeTime;				/**< seconds */
	uint32_t dwSaDataSize;				/**< kilobytes */
	DATA_BLOB certificateName;			/**< empty: none */
	DATA_BLOB certificateHash;			/**< empty: none */
	const struct router_ikev2_policy *customPolicy; /**< NULL: none */
};

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
