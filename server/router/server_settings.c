/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's settings: their defaults, their ports, and one on top of
 * another.
 */
#include "server_settings.h"
#include <ndr.h>
#include "ndr_dimsvc_config.h"
#include "router_private.h"
#include "store.h"

#define ENABLE_ALL (MPR_ENABLE_RAS_ON_DEVICE | MPR_ENABLE_ROUTING_ON_DEVICE)

/* Where the ports of a kind are. */
struct kind_members {
	uint32_t *dwNumPorts;
	uint32_t *dwPortFlags;
};

#define MEMBERS(params)                                     \
	(struct kind_members)                               \
	{                                                   \
		&(params).dwNumPorts, &(params).dwPortFlags \
	}

static struct kind_members members(struct server_settings *settings,
				   enum port_kind kind)
{
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnels = &settings->tunnels;

	switch (kind) {
	case PORT_KIND_PPPOE:
		return (struct kind_members){&settings->pppoe_ports,
					     &settings->pppoe_port_flags};
	case PORT_KIND_PPTP:
		return MEMBERS(tunnels->PptpConfigParams);
	case PORT_KIND_L2TP:
		return MEMBERS(tunnels->L2tpConfigParams);
	case PORT_KIND_SSTP:
		return MEMBERS(tunnels->SstpConfigParams);
	case PORT_KIND_IKEV2:
		return MEMBERS(tunnels->IkeConfigParams);
	case PORT_KIND_SERIAL:
	case PORT_KINDS:
		break;
	}
	return (struct kind_members){NULL, NULL};
}

/* Only for reading. */
static struct kind_members look(const struct server_settings *settings,
				enum port_kind kind)
{
	return members((struct server_settings *)(uintptr_t)settings, kind);
}

uint32_t server_settings_ports(const struct server_settings *settings,
			       enum port_kind kind)
{
	struct kind_members found = look(settings, kind);

	return found.dwNumPorts != NULL ? *found.dwNumPorts : 0;
}

uint32_t server_settings_port_flags(const struct server_settings *settings,
				    enum port_kind kind)
{
	struct kind_members found = look(settings, kind);

	return found.dwPortFlags != NULL ? *found.dwPortFlags : 0;
}

void server_settings_set_ports(struct server_settings *settings,
			       enum port_kind kind, uint32_t dwNumPorts,
			       uint32_t dwPortFlags)
{
	struct kind_members found = members(settings, kind);

	if (found.dwNumPorts != NULL) {
		*found.dwNumPorts = dwNumPorts;
		*found.dwPortFlags = dwPortFlags;
	}
}

/*
 * Idle after five minutes, dead after half an hour, a security association of
 * eight hours or 100 MB for IKEv2, of one hour or 250 MB for L2TP: what the
 * Routing and Remote Access console shows for a new server.  The registry's
 * own defaults (2.2.3.4.3): HTTPS, a certificate that SSTP chooses itself.
 */
static void set_defaults(struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnels)
{
	tunnels->IkeConfigParams.dwTunnelConfigParamFlags =
		MPRAPI_IKEV2_SET_TUNNEL_CONFIG_PARAMS;
	tunnels->IkeConfigParams.TunnelConfigParams =
		(struct IKEV2_TUNNEL_CONFIG_PARAMS_3){
			.dwIdleTimeout = 300,
			.dwNetworkBlackoutTime = 1800,
			.dwSaLifeTime = 28800,
			.dwSaDataSizeForRenegotiation = 102400,
			.dwEncryptionType = 2,
		};
	tunnels->L2tpConfigParams.dwTunnelConfigParamFlags =
		MPRAPI_IKEV2_SET_TUNNEL_CONFIG_PARAMS;
	tunnels->L2tpConfigParams.TunnelConfigParams =
		(struct L2TP_TUNNEL_CONFIG_PARAMS_1){
			.dwIdleTimeout = 300,
			.dwEncryptionType = 2,
			.dwSaLifeTime = 3600,
			.dwSaDataSizeForRenegotiation = 250000,
		};
	tunnels->SstpConfigParams.isUseHttps = 1;
	tunnels->SstpConfigParams.certAlgorithm = CALG_SHA_256;
	tunnels->SstpConfigParams.sstpCertDetails.isDefault = 1;
}

struct server_settings *server_settings_new(TALLOC_CTX *mem_ctx,
					    const uint32_t *ports)
{
	struct server_settings *settings =
		talloc_zero(mem_ctx, struct server_settings);
	int kind;

	if (settings == NULL) {
		return NULL;
	}
	set_defaults(&settings->tunnels);
	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		server_settings_set_ports(settings, (enum port_kind)kind,
					  ports[kind], ENABLE_ALL);
	}
	return settings;
}

/* By way of its marshalling, which knows every pointer. */
struct server_settings *server_settings_copy(TALLOC_CTX *mem_ctx,
					     const struct server_settings *from)
{
	struct server_settings *to =
		talloc_zero(mem_ctx, struct server_settings);
	DATA_BLOB blob = {0};
	enum ndr_err_code err = NDR_ERR_ALLOC;

	if (to == NULL) {
		return NULL;
	}
	*to = *from;
	err = ndr_push_struct_blob(
		&blob, to, &from->tunnels,
		(ndr_push_flags_fn_t)ndr_push_MPRAPI_TUNNEL_CONFIG_PARAMS_3);
	if (err == NDR_ERR_SUCCESS) {
		err = ndr_pull_struct_blob_all(
			&blob, to, &to->tunnels,
			(ndr_pull_flags_fn_t)
				ndr_pull_MPRAPI_TUNNEL_CONFIG_PARAMS_3);
	}
	data_blob_free(&blob);
	if (err != NDR_ERR_SUCCESS) {
		TALLOC_FREE(to);
	}
	return to;
}

/* -- one on top of another -- */

/*
 * Revision 2 added the server's own certificate and the encryption, revision
 * 3 the extended key usages and the certificate's hash.
 *
 * 2.2.1.2.137: dwTunnelConfigParamFlags "SHOULD be set to 0x00000001 when sent
 * and SHOULD be ignored on receipt" (the mprapi page has it say whether the
 * rest is valid): it is left as it is sent.
 */
static void merge_ikev2(struct IKEV2_CONFIG_PARAMS_3 *to,
			const struct IKEV2_CONFIG_PARAMS_3 *from,
			uint8_t revision)
{
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 old = to->TunnelConfigParams;
	struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *new = &to->TunnelConfigParams;

	*new = from->TunnelConfigParams;
	if (revision < MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_2) {
		new->machineCertificateName = old.machineCertificateName;
		new->dwEncryptionType = old.dwEncryptionType;
		new->customPolicy = old.customPolicy;
	}
	if (revision < MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_3) {
		new->dwTotalEkus = old.dwTotalEkus;
		new->certificateEKUs = old.certificateEKUs;
		new->machineCertificateHash = old.machineCertificateHash;
	}
}

/*
 * 2.2.1.2.140: "The RRAS server specifies TRUE for this value if administrator
 * has not configured the certificate"; "a value 0 for the cbData member [...]
 * removes the certificate configuration."
 */
static void merge_sstp(struct SSTP_CONFIG_PARAMS_1 *to,
		       const struct SSTP_CONFIG_PARAMS_1 *from)
{
	to->isUseHttps = from->isUseHttps != 0;
	to->certAlgorithm = from->certAlgorithm;
	to->sstpCertDetails = from->sstpCertDetails;
	to->sstpCertDetails.isDefault =
		from->sstpCertDetails.certBlob.cbData == 0;
}

static void merge_tunnel(struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to,
			 const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
			 enum port_kind kind, uint8_t revision)
{
	if (kind == PORT_KIND_IKEV2) {
		merge_ikev2(&to->IkeConfigParams, &from->IkeConfigParams,
			    revision);
	} else if (kind == PORT_KIND_SSTP) {
		merge_sstp(&to->SstpConfigParams, &from->SstpConfigParams);
	} else if (kind == PORT_KIND_L2TP &&
		   revision >= MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_3) {
		to->L2tpConfigParams.TunnelConfigParams =
			from->L2tpConfigParams.TunnelConfigParams;
	}
}

void server_settings_merge(struct server_settings *to,
			   const struct server_settings_change *change)
{
	const struct server_settings *from = &change->settings;
	int i;

	for (i = 0; i < PORT_KIND_SERIAL; i++) {
		enum port_kind kind = (enum port_kind)i;

		if (!(change->kinds & SERVER_SETTINGS_KIND(kind))) {
			continue;
		}
		to->kinds |= SERVER_SETTINGS_KIND(kind);
		server_settings_set_ports(
			to, kind, server_settings_ports(from, kind),
			server_settings_port_flags(from, kind));
		if (!change->ports_only) {
			merge_tunnel(&to->tunnels, &from->tunnels, kind,
				     change->revision);
		}
	}
}
