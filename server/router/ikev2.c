/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Custom configurations of IKEv2 tunnels; see ikev2.h.
 */
#include "ikev2.h"
#include "compat/rras_errors.h"

/* 2.2.1.2.136: dwSaLifeTime "MUST be between 300 and 17,279,999", the data's
 * size "MUST be greater than or equal to 1024". */
enum { MIN_LIFE_TIME = 300, MAX_LIFE_TIME = 17279999, MIN_DATA_SIZE = 1024 };

/* The last values in the tables of 2.2.1.2.237; the first one is 0, that of
 * dwCipherTransformConstant is CIPHER_CONFIG_CBC_DES. */
enum {
	INTEGRITY_SHA_384 = 3,
	CIPHER_AES_256 = 4,
	CIPHER_CONFIG_CBC_DES = 1,
	CIPHER_CONFIG_GCM_AES_256 = 8,
	AUTH_CONFIG_GCM_AES_256 = 5,
	PFS_24 = 7,
	DH_GROUP_24 = 6,
};

bool router_ikev2_policy_is_valid(
	const struct ROUTER_CUSTOM_IKEv2_POLICY_0 *policy)
{
	return policy->dwIntegrityMethod <= INTEGRITY_SHA_384 &&
	       policy->dwEncryptionMethod <= CIPHER_AES_256 &&
	       policy->dwCipherTransformConstant >= CIPHER_CONFIG_CBC_DES &&
	       policy->dwCipherTransformConstant <= CIPHER_CONFIG_GCM_AES_256 &&
	       policy->dwAuthTransformConstant <= AUTH_CONFIG_GCM_AES_256 &&
	       policy->dwPfsGroup <= PFS_24 && policy->dwDhGroup <= DH_GROUP_24;
}

WERROR router_ikev2_check(const struct router_ikev2 *config)
{
	bool valid = config->dwSaLifeTime >= MIN_LIFE_TIME &&
		     config->dwSaLifeTime <= MAX_LIFE_TIME &&
		     config->dwSaDataSize >= MIN_DATA_SIZE &&
		     config->certificateName.length <= ROUTER_MAX_CERTIFICATE &&
		     config->certificateHash.length <= ROUTER_MAX_CERTIFICATE &&
		     (config->customPolicy == NULL ||
		      router_ikev2_policy_is_valid(config->customPolicy));

	return valid ? WERR_OK : W_ERROR(ERROR_INVALID_PARAMETER);
}

static bool copy_bytes(TALLOC_CTX *mem_ctx, DATA_BLOB from, DATA_BLOB *to)
{
	*to = data_blob_null;
	if (from.length == 0) {
		return true;
	}
	*to = data_blob_talloc(mem_ctx, from.data, from.length);
	return to->data != NULL;
}

struct router_ikev2 *router_ikev2_copy(TALLOC_CTX *mem_ctx,
				       const struct router_ikev2 *config)
{
	struct router_ikev2 *copy = talloc(mem_ctx, struct router_ikev2);
	bool ok;

	if (copy == NULL) {
		return NULL;
	}
	*copy = *config;
	ok = copy_bytes(copy, config->certificateName,
			&copy->certificateName) &&
	     copy_bytes(copy, config->certificateHash, &copy->certificateHash);
	if (ok && config->customPolicy != NULL) {
		copy->customPolicy =
			talloc_memdup(copy, config->customPolicy,
				      sizeof(*config->customPolicy));
		ok = copy->customPolicy != NULL;
	}
	if (!ok) {
		TALLOC_FREE(copy);
	}
	return copy;
}
