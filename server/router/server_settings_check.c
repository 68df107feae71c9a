/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server's settings may be, by the pages of their structures.
 */
#include "server_settings.h"
#include "compat/rras_errors.h"
#include "ikev2.h"

static bool within(uint32_t value, uint32_t least, uint32_t most)
{
	return value >= least && value <= most;
}

/*
 * "This value cannot exceed the server port limit" (2.2.1.2.62), which is
 * PORTS_MAX.  "ERROR_INVALID_PARAMETER: [...] if you try to set the number of
 * PPTP ports to 0 [...] if the flags are not valid" (MprAdminServerSetInfo).
 * The structures' pages do not allow zero for L2TP and SSTP either; here it is
 * what a kind has that nothing carries links over, and a client that reads the
 * settings and writes them back must not be refused.
 *
 * The tables of SSTP and IKEv2 have no routing, but example 4.1 shows SSTP
 * with both: both flags are accepted for every kind.
 */
static bool ports_are_valid(const struct server_settings *settings,
			    enum port_kind kind)
{
	uint32_t least = kind == PORT_KIND_PPTP ? 1 : 0;
	uint32_t flags = server_settings_port_flags(settings, kind);

	return within(server_settings_ports(settings, kind), least,
		      PORTS_MAX) &&
	       (flags & ~(uint32_t)(MPR_ENABLE_RAS_ON_DEVICE |
				    MPR_ENABLE_ROUTING_ON_DEVICE)) == 0;
}

static bool blob_is_whole(const struct CERT_BLOB_1 *blob)
{
	return blob->cbData == 0 || blob->pbData != NULL;
}

static bool policy_is_valid(const struct ROUTER_CUSTOM_IKEv2_POLICY_0 *policy)
{
	return policy == NULL || router_ikev2_policy_is_valid(policy);
}

/* 2.2.1.2.136 and 2.2.1.2.270. */
static bool association_is_valid(uint32_t dwIdleTimeout, uint32_t dwSaLifeTime,
				 uint32_t dwSaDataSizeForRenegotiation,
				 uint32_t dwEncryptionType)
{
	return within(dwIdleTimeout, 300, 17279999) &&
	       within(dwSaLifeTime, 300, 17279999) &&
	       dwSaDataSizeForRenegotiation >= 1024 && dwEncryptionType <= 3;
}

static bool certificates_are_whole(const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *p)
{
	uint32_t i;

	if ((p->dwTotalCertificates > 0 && p->certificateNames == NULL) ||
	    (p->dwTotalEkus > 0 && p->certificateEKUs == NULL)) {
		return false;
	}
	for (i = 0; i < p->dwTotalCertificates; i++) {
		if (!blob_is_whole(&p->certificateNames[i])) {
			return false;
		}
	}
	for (i = 0; i < p->dwTotalEkus; i++) {
		const struct CERT_EKU_1 *eku = &p->certificateEKUs[i];

		if (eku->dwSize == 0 || eku->pwszEKU == NULL) {
			return false;
		}
	}
	return blob_is_whole(&p->machineCertificateName) &&
	       blob_is_whole(&p->machineCertificateHash);
}

static bool ikev2_is_valid(const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *p)
{
	return association_is_valid(p->dwIdleTimeout, p->dwSaLifeTime,
				    p->dwSaDataSizeForRenegotiation,
				    p->dwEncryptionType) &&
	       p->dwNetworkBlackoutTime >= 120 && p->dwConfigOptions == 0 &&
	       policy_is_valid(p->customPolicy) && certificates_are_whole(p);
}

static bool l2tp_is_valid(const struct L2TP_TUNNEL_CONFIG_PARAMS_1 *p)
{
	return association_is_valid(p->dwIdleTimeout, p->dwSaLifeTime,
				    p->dwSaDataSizeForRenegotiation,
				    p->dwEncryptionType) &&
	       policy_is_valid(p->customPolicy);
}

/* 2.2.1.2.140: "It accepts ONLY SHA256 HASH as the valid HASH." */
static bool sstp_is_valid(const struct SSTP_CONFIG_PARAMS_1 *p)
{
	const struct CERT_BLOB_1 *hash = &p->sstpCertDetails.certBlob;

	return p->certAlgorithm == CALG_SHA_256 && blob_is_whole(hash) &&
	       (hash->cbData == 0 || hash->cbData == 32);
}

static bool kind_is_valid(const struct server_settings *settings,
			  enum port_kind kind)
{
	const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *t = &settings->tunnels;

	if (!ports_are_valid(settings, kind)) {
		return false;
	}
	switch (kind) {
	case PORT_KIND_IKEV2:
		return ikev2_is_valid(&t->IkeConfigParams.TunnelConfigParams);
	case PORT_KIND_L2TP:
		return l2tp_is_valid(&t->L2tpConfigParams.TunnelConfigParams);
	case PORT_KIND_SSTP:
		return sstp_is_valid(&t->SstpConfigParams);
	case PORT_KIND_PPPOE:
	case PORT_KIND_PPTP:
		return true;
	case PORT_KIND_SERIAL:
	case PORT_KINDS:
		break;
	}
	return false;
}

WERROR server_settings_check(const struct server_settings *settings,
			     uint32_t kinds)
{
	int kind;

	if (kinds == 0 || (kinds & ~SERVER_SETTINGS_ALL) != 0) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		if ((kinds & SERVER_SETTINGS_KIND(kind)) &&
		    !kind_is_valid(settings, (enum port_kind)kind)) {
			return W_ERROR(ERROR_INVALID_PARAMETER);
		}
	}
	return WERR_OK;
}
