/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See tunnel_copy.h. */
#include "client/libmprapi/image_same.h"
#include "client/libmprapi/tunnel_copy.h"

/* The blobs and their bytes in one block. */
static bool names_from_idl(const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *from,
			   IKEV2_TUNNEL_CONFIG_PARAMS *to)
{
	uint32_t count =
		from->certificateNames != NULL ? from->dwTotalCertificates : 0;
	size_t size = count * sizeof(CERT_NAME_BLOB);
	uint8_t *end = NULL;
	uint32_t i;

	for (i = 0; i < count; i++) {
		size += from->certificateNames[i].cbData;
	}
	if (count == 0) {
		return true;
	}
	to->certificateNames = calloc(1, size);
	if (to->certificateNames == NULL) {
		return false;
	}
	end = (uint8_t *)(to->certificateNames + count);
	for (i = 0; i < count; i++) {
		const struct CERT_BLOB_1 *blob = &from->certificateNames[i];

		if (blob->cbData > 0 && blob->pbData != NULL) {
			to->certificateNames[i] =
				(CERT_NAME_BLOB){blob->cbData, end};
			memcpy(end, blob->pbData, blob->cbData);
			end += blob->cbData;
		}
	}
	to->dwTotalCertificates = count;
	return true;
}

/* The same; texts come after the structures, which are aligned. */
static bool ekus_from_idl(const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *from,
			  IKEV2_TUNNEL_CONFIG_PARAMS *to)
{
	uint32_t count = from->certificateEKUs != NULL ? from->dwTotalEkus : 0;
	size_t size = count * sizeof(MPR_CERT_EKU);
	WCHAR *end = NULL;
	uint32_t i;

	for (i = 0; i < count; i++) {
		size += from->certificateEKUs[i].dwSize * sizeof(WCHAR);
	}
	if (count == 0) {
		return true;
	}
	to->certificateEKUs = calloc(1, size);
	if (to->certificateEKUs == NULL) {
		return false;
	}
	end = (WCHAR *)(void *)(to->certificateEKUs + count);
	for (i = 0; i < count; i++) {
		const struct CERT_EKU_1 *eku = &from->certificateEKUs[i];

		to->certificateEKUs[i].IsEKUOID = eku->IsEKUOID != 0;
		if (eku->dwSize > 0 && eku->pwszEKU != NULL) {
			to->certificateEKUs[i].dwSize = eku->dwSize;
			to->certificateEKUs[i].pwszEKU = end;
			memcpy(end, eku->pwszEKU, eku->dwSize * sizeof(WCHAR));
			end += eku->dwSize;
		}
	}
	to->dwTotalEkus = count;
	return true;
}

static bool ikev2_from_idl(const struct IKEV2_CONFIG_PARAMS_3 *from,
			   IKEV2_CONFIG_PARAMS *to)
{
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *tunnel =
		&from->TunnelConfigParams;

	*to = (IKEV2_CONFIG_PARAMS){
		.dwNumPorts = from->dwNumPorts,
		.dwPortFlags = from->dwPortFlags,
		.dwTunnelConfigParamFlags = from->dwTunnelConfigParamFlags,
		.TunnelConfigParams =
			{
				.dwIdleTimeout = tunnel->dwIdleTimeout,
				.dwNetworkBlackoutTime =
					tunnel->dwNetworkBlackoutTime,
				.dwSaLifeTime = tunnel->dwSaLifeTime,
				.dwSaDataSizeForRenegotiation =
					tunnel->dwSaDataSizeForRenegotiation,
				.dwConfigOptions = tunnel->dwConfigOptions,
				.dwEncryptionType = tunnel->dwEncryptionType,
			},
	};
	return names_from_idl(tunnel, &to->TunnelConfigParams) &&
	       ekus_from_idl(tunnel, &to->TunnelConfigParams) &&
	       blob_from_idl(&tunnel->machineCertificateName,
			     &to->TunnelConfigParams.machineCertificateName) &&
	       blob_from_idl(&tunnel->machineCertificateHash,
			     &to->TunnelConfigParams.machineCertificateHash) &&
	       policy_from_idl(tunnel->customPolicy,
			       &to->TunnelConfigParams.customPolicy);
}

static bool l2tp_from_idl(const struct L2TP_CONFIG_PARAMS_2 *from,
			  L2TP_CONFIG_PARAMS *to)
{
	const struct L2TP_TUNNEL_CONFIG_PARAMS_1 *tunnel =
		&from->TunnelConfigParams;

	*to = (L2TP_CONFIG_PARAMS){
		.dwNumPorts = from->dwNumPorts,
		.dwPortFlags = from->dwPortFlags,
		.dwTunnelConfigParamFlags = from->dwTunnelConfigParamFlags,
		.TunnelConfigParams =
			{
				.dwIdleTimeout = tunnel->dwIdleTimeout,
				.dwEncryptionType = tunnel->dwEncryptionType,
				.dwSaLifeTime = tunnel->dwSaLifeTime,
				.dwSaDataSizeForRenegotiation =
					tunnel->dwSaDataSizeForRenegotiation,
			},
	};
	return policy_from_idl(tunnel->customPolicy,
			       &to->TunnelConfigParams.customPolicy);
}

static bool sstp_from_idl(const struct SSTP_CONFIG_PARAMS_1 *from,
			  SSTP_CONFIG_PARAMS *to)
{
	*to = (SSTP_CONFIG_PARAMS){
		.dwNumPorts = from->dwNumPorts,
		.dwPortFlags = from->dwPortFlags,
		.isUseHttps = from->isUseHttps != 0,
		.certAlgorithm = from->certAlgorithm,
		.sstpCertDetails.isDefault =
			from->sstpCertDetails.isDefault != 0,
	};
	return blob_from_idl(&from->sstpCertDetails.certBlob,
			     &to->sstpCertDetails.certBlob);
}

bool tunnels_from_idl(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
		      MPRAPI_TUNNEL_CONFIG_PARAMS0 *to)
{
	bool ikev2 =
		ikev2_from_idl(&from->IkeConfigParams, &to->IkeConfigParams);
	bool l2tp =
		l2tp_from_idl(&from->L2tpConfigParams, &to->L2tpConfigParams);
	bool sstp =
		sstp_from_idl(&from->SstpConfigParams, &to->SstpConfigParams);

	COPY_SAME(to->PptpConfigParams, from->PptpConfigParams);
	return ikev2 && l2tp && sstp;
}

static bool names_to_idl(TALLOC_CTX *mem_ctx,
			 const IKEV2_TUNNEL_CONFIG_PARAMS *from,
			 struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *to)
{
	uint32_t i;

	if (from->certificateNames == NULL || from->dwTotalCertificates == 0) {
		return true;
	}
	to->certificateNames = talloc_zero_array(mem_ctx, struct CERT_BLOB_1,
						 from->dwTotalCertificates);
	if (to->certificateNames == NULL) {
		return false;
	}
	to->dwTotalCertificates = from->dwTotalCertificates;
	for (i = 0; i < from->dwTotalCertificates; i++) {
		to->certificateNames[i] =
			blob_to_idl(from->certificateNames[i]);
	}
	return true;
}

static bool ekus_to_idl(TALLOC_CTX *mem_ctx,
			const IKEV2_TUNNEL_CONFIG_PARAMS *from,
			struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *to)
{
	uint32_t i;

	if (from->certificateEKUs == NULL || from->dwTotalEkus == 0) {
		return true;
	}
	to->certificateEKUs = talloc_zero_array(mem_ctx, struct CERT_EKU_1,
						from->dwTotalEkus);
	if (to->certificateEKUs == NULL) {
		return false;
	}
	to->dwTotalEkus = from->dwTotalEkus;
	for (i = 0; i < from->dwTotalEkus; i++) {
		const MPR_CERT_EKU *eku = &from->certificateEKUs[i];

		to->certificateEKUs[i] = (struct CERT_EKU_1){
			.dwSize = eku->pwszEKU != NULL ? eku->dwSize : 0,
			.IsEKUOID = eku->IsEKUOID ? 1 : 0,
			.pwszEKU = eku->dwSize > 0 ? eku->pwszEKU : NULL,
		};
	}
	return true;
}

static bool ikev2_to_idl(TALLOC_CTX *mem_ctx, const IKEV2_CONFIG_PARAMS *from,
			 struct IKEV2_CONFIG_PARAMS_3 *to)
{
	const IKEV2_TUNNEL_CONFIG_PARAMS *tunnel = &from->TunnelConfigParams;

	*to = (struct IKEV2_CONFIG_PARAMS_3){
		.dwNumPorts = from->dwNumPorts,
		.dwPortFlags = from->dwPortFlags,
		.dwTunnelConfigParamFlags = from->dwTunnelConfigParamFlags,
		.TunnelConfigParams =
			{
				.dwIdleTimeout = tunnel->dwIdleTimeout,
				.dwNetworkBlackoutTime =
					tunnel->dwNetworkBlackoutTime,
				.dwSaLifeTime = tunnel->dwSaLifeTime,
				.dwSaDataSizeForRenegotiation =
					tunnel->dwSaDataSizeForRenegotiation,
				.dwConfigOptions = tunnel->dwConfigOptions,
				.machineCertificateName = blob_to_idl(
					tunnel->machineCertificateName),
				.dwEncryptionType = tunnel->dwEncryptionType,
				.customPolicy =
					policy_to_idl(tunnel->customPolicy),
				.machineCertificateHash = blob_to_idl(
					tunnel->machineCertificateHash),
			},
	};
	return names_to_idl(mem_ctx, tunnel, &to->TunnelConfigParams) &&
	       ekus_to_idl(mem_ctx, tunnel, &to->TunnelConfigParams);
}

static struct L2TP_CONFIG_PARAMS_2 l2tp_to_idl(const L2TP_CONFIG_PARAMS *from)
{
	const L2TP_TUNNEL_CONFIG_PARAMS *tunnel = &from->TunnelConfigParams;

	return (struct L2TP_CONFIG_PARAMS_2){
		.dwNumPorts = from->dwNumPorts,
		.dwPortFlags = from->dwPortFlags,
		.dwTunnelConfigParamFlags = from->dwTunnelConfigParamFlags,
		.TunnelConfigParams =
			{
				.dwIdleTimeout = tunnel->dwIdleTimeout,
				.dwEncryptionType = tunnel->dwEncryptionType,
				.dwSaLifeTime = tunnel->dwSaLifeTime,
				.dwSaDataSizeForRenegotiation =
					tunnel->dwSaDataSizeForRenegotiation,
				.customPolicy =
					policy_to_idl(tunnel->customPolicy),
			},
	};
}

bool tunnels_to_idl(TALLOC_CTX *mem_ctx,
		    const MPRAPI_TUNNEL_CONFIG_PARAMS0 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to)
{
	const SSTP_CONFIG_PARAMS *sstp = &from->SstpConfigParams;

	COPY_SAME(to->PptpConfigParams, from->PptpConfigParams);
	to->L2tpConfigParams = l2tp_to_idl(&from->L2tpConfigParams);
	to->SstpConfigParams = (struct SSTP_CONFIG_PARAMS_1){
		.dwNumPorts = sstp->dwNumPorts,
		.dwPortFlags = sstp->dwPortFlags,
		.isUseHttps = sstp->isUseHttps ? 1 : 0,
		.certAlgorithm = sstp->certAlgorithm,
		.sstpCertDetails =
			{
				.isDefault =
					sstp->sstpCertDetails.isDefault ? 1 : 0,
				.certBlob = blob_to_idl(
					sstp->sstpCertDetails.certBlob),
			},
	};
	return ikev2_to_idl(mem_ctx, &from->IkeConfigParams,
			    &to->IkeConfigParams);
}

void tunnels_free(MPRAPI_TUNNEL_CONFIG_PARAMS0 *tunnels)
{
	IKEV2_TUNNEL_CONFIG_PARAMS *ikev2 =
		&tunnels->IkeConfigParams.TunnelConfigParams;

	free(ikev2->certificateNames);
	free(ikev2->machineCertificateName.pbData);
	free(ikev2->customPolicy);
	free(ikev2->certificateEKUs);
	free(ikev2->machineCertificateHash.pbData);
	free(tunnels->L2tpConfigParams.TunnelConfigParams.customPolicy);
	free(tunnels->SstpConfigParams.sstpCertDetails.certBlob.pbData);
	*tunnels = (MPRAPI_TUNNEL_CONFIG_PARAMS0){0};
}
