/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three revisions of the tunnels' configuration; see tunnel_copy.h. */
#include "client/libmprapi/tunnel_copy.h"

/* What all revisions of IKEV2_CONFIG_PARAMS have. */
#define COPY_IKEV2_1(to, from)                                            \
	do {                                                              \
		(to)->dwNumPorts = (from)->dwNumPorts;                    \
		(to)->dwPortFlags = (from)->dwPortFlags;                  \
		(to)->dwTunnelConfigParamFlags =                          \
			(from)->dwTunnelConfigParamFlags;                 \
		(to)->TunnelConfigParams.dwIdleTimeout =                  \
			(from)->TunnelConfigParams.dwIdleTimeout;         \
		(to)->TunnelConfigParams.dwNetworkBlackoutTime =          \
			(from)->TunnelConfigParams.dwNetworkBlackoutTime; \
		(to)->TunnelConfigParams.dwSaLifeTime =                   \
			(from)->TunnelConfigParams.dwSaLifeTime;          \
		(to)->TunnelConfigParams.dwSaDataSizeForRenegotiation =   \
			(from)->TunnelConfigParams                        \
				.dwSaDataSizeForRenegotiation;            \
		(to)->TunnelConfigParams.dwConfigOptions =                \
			(from)->TunnelConfigParams.dwConfigOptions;       \
		(to)->TunnelConfigParams.dwTotalCertificates =            \
			(from)->TunnelConfigParams.dwTotalCertificates;   \
		(to)->TunnelConfigParams.certificateNames =               \
			(from)->TunnelConfigParams.certificateNames;      \
	} while (0)

/* What revisions 2 and 3 have besides. */
#define COPY_IKEV2_2(to, from)                                             \
	do {                                                               \
		(to)->TunnelConfigParams.machineCertificateName =          \
			(from)->TunnelConfigParams.machineCertificateName; \
		(to)->TunnelConfigParams.dwEncryptionType =                \
			(from)->TunnelConfigParams.dwEncryptionType;       \
		(to)->TunnelConfigParams.customPolicy =                    \
			(from)->TunnelConfigParams.customPolicy;           \
	} while (0)

/* PPTP, SSTP, and of L2TP what all revisions have. */
#define COPY_OTHERS(to, from)                                      \
	do {                                                       \
		(to)->PptpConfigParams = (from)->PptpConfigParams; \
		(to)->L2tpConfigParams.dwNumPorts =                \
			(from)->L2tpConfigParams.dwNumPorts;       \
		(to)->L2tpConfigParams.dwPortFlags =               \
			(from)->L2tpConfigParams.dwPortFlags;      \
		(to)->SstpConfigParams = (from)->SstpConfigParams; \
	} while (0)

void tunnels_1_to_3(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_1 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to)
{
	*to = (struct MPRAPI_TUNNEL_CONFIG_PARAMS_3){0};
	COPY_IKEV2_1(&to->IkeConfigParams, &from->IkeConfigParams);
	COPY_OTHERS(to, from);
}

void tunnels_2_to_3(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_2 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to)
{
	*to = (struct MPRAPI_TUNNEL_CONFIG_PARAMS_3){0};
	COPY_IKEV2_1(&to->IkeConfigParams, &from->IkeConfigParams);
	COPY_IKEV2_2(&to->IkeConfigParams, &from->IkeConfigParams);
	COPY_OTHERS(to, from);
}

void tunnels_3_to_1(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_1 *to)
{
	*to = (struct MPRAPI_TUNNEL_CONFIG_PARAMS_1){0};
	COPY_IKEV2_1(&to->IkeConfigParams, &from->IkeConfigParams);
	COPY_OTHERS(to, from);
}

void tunnels_3_to_2(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_2 *to)
{
	*to = (struct MPRAPI_TUNNEL_CONFIG_PARAMS_2){0};
	COPY_IKEV2_1(&to->IkeConfigParams, &from->IkeConfigParams);
	COPY_IKEV2_2(&to->IkeConfigParams, &from->IkeConfigParams);
	COPY_OTHERS(to, from);
}
