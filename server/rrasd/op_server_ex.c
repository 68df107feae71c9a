/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server as a whole with its tunnels: RMprAdminServerGetInfoEx (opnum 44)
 * and RMprAdminServerSetInfoEx (opnum 47), revisions 1 to 3.
 *
 * Revision 3 has every member; the older ones are part of it.  What a revision
 * does not know is not told in it, and not changed by it.
 */
#include <stdbool.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/router/router.h"
#include "server/router/server_settings.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"
#include "server_change.h"

/* What a header says of the structure behind it. */
struct header_rule {
	uint8_t type;
	/* By revision: as a client has it whose pointers take 4 bytes. */
	uint16_t least_size[4];
};

static const struct header_rule server_rule = {
	MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT,
	{0, 108, 124, 164},
};

static const struct header_rule set_config_rule = {
	MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT,
	{0, 92, 108, 148},
};

/* By revision: the size of MPR_SERVER_EX_n on the servers that have it, whose
 * pointers take 8 bytes. */
static const uint16_t server_sizes[4] = {0, 128, 160, 224};

/*
 * 2.2.1.2.142 and 2.2.1.2.145: "whose revision field MUST be 0x01, and whose
 * type field MUST be 0x02" (0x03).  The mprapi pages ask for these two alone.
 * "size: Size of the BLOB (structure) being passed": on the caller's machine,
 * and later headers of Windows have members behind those of the wire; so what
 * is too small is an error, and 0, "not told", is none.
 */
static bool header_is_valid(const struct MPRAPI_OBJECT_HEADER_IDL *header,
			    uint8_t revision, const struct header_rule *rule)
{
	return header->revision == revision && header->type == rule->type &&
	       (header->size == 0 ||
		header->size >= rule->least_size[revision]);
}

/* The members that a revision brought, for the initializer of another. */
#define IKEV2_MEMBERS_1(p)                                                 \
	.dwIdleTimeout = (p)->dwIdleTimeout,                               \
	.dwNetworkBlackoutTime = (p)->dwNetworkBlackoutTime,               \
	.dwSaLifeTime = (p)->dwSaLifeTime,                                 \
	.dwSaDataSizeForRenegotiation = (p)->dwSaDataSizeForRenegotiation, \
	.dwConfigOptions = (p)->dwConfigOptions,                           \
	.dwTotalCertificates = (p)->dwTotalCertificates,                   \
	.certificateNames = (p)->certificateNames
#define IKEV2_MEMBERS_2(p)                                     \
	.machineCertificateName = (p)->machineCertificateName, \
	.dwEncryptionType = (p)->dwEncryptionType,             \
	.customPolicy = (p)->customPolicy

/* -- what an older revision has of the newest -- */

static struct IKEV2_TUNNEL_CONFIG_PARAMS_1
ikev2_1(const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *p)
{
	return (struct IKEV2_TUNNEL_CONFIG_PARAMS_1){
		IKEV2_MEMBERS_1(p),
	};
}

static struct IKEV2_TUNNEL_CONFIG_PARAMS_2
ikev2_2(const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *p)
{
	return (struct IKEV2_TUNNEL_CONFIG_PARAMS_2){
		IKEV2_MEMBERS_1(p),
		IKEV2_MEMBERS_2(p),
	};
}

static struct L2TP_CONFIG_PARAMS_1 l2tp_1(const struct L2TP_CONFIG_PARAMS_2 *p)
{
	return (struct L2TP_CONFIG_PARAMS_1){
		.dwNumPorts = p->dwNumPorts,
		.dwPortFlags = p->dwPortFlags,
	};
}

static struct MPRAPI_TUNNEL_CONFIG_PARAMS_1
tunnels_1(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *p)
{
	const struct IKEV2_CONFIG_PARAMS_3 *ikev2 = &p->IkeConfigParams;

	return (struct MPRAPI_TUNNEL_CONFIG_PARAMS_1){
		.IkeConfigParams = {ikev2->dwNumPorts, ikev2->dwPortFlags,
				    ikev2->dwTunnelConfigParamFlags,
				    ikev2_1(&ikev2->TunnelConfigParams)},
		.PptpConfigParams = p->PptpConfigParams,
		.L2tpConfigParams = l2tp_1(&p->L2tpConfigParams),
		.SstpConfigParams = p->SstpConfigParams,
	};
}

static struct MPRAPI_TUNNEL_CONFIG_PARAMS_2
tunnels_2(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *p)
{
	const struct IKEV2_CONFIG_PARAMS_3 *ikev2 = &p->IkeConfigParams;

	return (struct MPRAPI_TUNNEL_CONFIG_PARAMS_2){
		.IkeConfigParams = {ikev2->dwNumPorts, ikev2->dwPortFlags,
				    ikev2->dwTunnelConfigParamFlags,
				    ikev2_2(&ikev2->TunnelConfigParams)},
		.PptpConfigParams = p->PptpConfigParams,
		.L2tpConfigParams = l2tp_1(&p->L2tpConfigParams),
		.SstpConfigParams = p->SstpConfigParams,
	};
}

/* -- RMprAdminServerGetInfoEx -- */

static void fill(const struct MPR_SERVER_EX_3 *whole,
		 struct MPR_SERVER_EX_IDL *server)
{
	union MPR_SERVER_EX_IDL_ARM *arm = &server->ServerConfigObject;
	const struct MPRAPI_OBJECT_HEADER_IDL header = {
		.revision = server->revision,
		.type = MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT,
		.size = server_sizes[server->revision],
	};

#define COMMON_MEMBERS                                 \
	.Header = header, .dwUpTime = whole->dwUpTime, \
	.fLanOnlyMode = whole->fLanOnlyMode,           \
	.dwTotalPorts = whole->dwTotalPorts,           \
	.dwPortsInUse = whole->dwPortsInUse
	switch (server->revision) {
	case MPRAPI_MPR_SERVER_OBJECT_REVISION_1:
		arm->ServerConfig1 = (struct MPR_SERVER_EX_1){
			COMMON_MEMBERS,
			.ConfigParams = tunnels_1(&whole->ConfigParams),
		};
		break;
	case MPRAPI_MPR_SERVER_OBJECT_REVISION_2:
		arm->ServerConfig2 = (struct MPR_SERVER_EX_2){
			COMMON_MEMBERS,
			.ConfigParams = tunnels_2(&whole->ConfigParams),
		};
		break;
	default:
		arm->ServerConfig3 = *whole;
		arm->ServerConfig3.Header = header;
		break;
	}
#undef COMMON_MEMBERS
}

/* The header is the first member of each arm. */
static const struct MPRAPI_OBJECT_HEADER_IDL *
server_header(const struct MPR_SERVER_EX_IDL *server)
{
	return &server->ServerConfigObject.ServerConfig1.Header;
}

/*
 * [MS-RRASM] 3.1.4.45.  A caller says which revision he wants by what he
 * sends; another one than 1 to 3 does not decode.  What came in goes out when
 * it is refused: an answer has to have one of the arms.
 */
WERROR op_server_get_info_ex(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RMprAdminServerGetInfoEx *r = call->r;
	struct MPR_SERVER_EX_IDL *server = r->out.pServerConfig;
	const struct rrasd *rrasd = call->rrasd;
	struct MPR_SERVER_EX_3 whole = {
		.fLanOnlyMode =
			router_get_type(rrasd->router) == ROUTER_TYPE_IS_LAN,
		.dwUpTime = rrasd_uptime(rrasd),
		.ConfigParams = router_server_settings(rrasd->router)->tunnels,
	};

	if (!header_is_valid(server_header(server), server->revision,
			     &server_rule)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	server_ports(rrasd, &whole.dwTotalPorts, &whole.dwPortsInUse);
	fill(&whole, server);
	return WERR_OK;
}

/* -- RMprAdminServerSetInfoEx -- */

static const struct {
	uint32_t protocol;
	enum port_kind kind;
} protocols[] = {
	{MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP, PORT_KIND_PPTP},
	{MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP, PORT_KIND_L2TP},
	{MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP, PORT_KIND_SSTP},
	{MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2, PORT_KIND_IKEV2},
};

/* "MUST be one of the following values"; their values are those of flags:
 * a client that sets two kinds combines them. */
static WERROR kinds_of(uint32_t setConfigForProtocols, uint32_t *kinds)
{
	size_t i;

	*kinds = 0;
	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		if (setConfigForProtocols & protocols[i].protocol) {
			*kinds |= SERVER_SETTINGS_KIND(protocols[i].kind);
			setConfigForProtocols &= ~protocols[i].protocol;
		}
	}
	return *kinds != 0 && setConfigForProtocols == 0
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_PARAMETER);
}

static struct L2TP_CONFIG_PARAMS_2 l2tp_2(const struct L2TP_CONFIG_PARAMS_1 *p)
{
	return (struct L2TP_CONFIG_PARAMS_2){
		.dwNumPorts = p->dwNumPorts,
		.dwPortFlags = p->dwPortFlags,
	};
}

static struct MPRAPI_TUNNEL_CONFIG_PARAMS_3
from_tunnels_1(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_1 *p)
{
	return (struct MPRAPI_TUNNEL_CONFIG_PARAMS_3){
		.IkeConfigParams =
			{.dwNumPorts = p->IkeConfigParams.dwNumPorts,
			 .dwPortFlags = p->IkeConfigParams.dwPortFlags,
			 .TunnelConfigParams = {IKEV2_MEMBERS_1(
				 &p->IkeConfigParams.TunnelConfigParams)}},
		.PptpConfigParams = p->PptpConfigParams,
		.L2tpConfigParams = l2tp_2(&p->L2tpConfigParams),
		.SstpConfigParams = p->SstpConfigParams,
	};
}

static struct MPRAPI_TUNNEL_CONFIG_PARAMS_3
from_tunnels_2(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_2 *p)
{
	return (struct MPRAPI_TUNNEL_CONFIG_PARAMS_3){
		.IkeConfigParams =
			{.dwNumPorts = p->IkeConfigParams.dwNumPorts,
			 .dwPortFlags = p->IkeConfigParams.dwPortFlags,
			 .TunnelConfigParams =
				 {IKEV2_MEMBERS_1(&p->IkeConfigParams
							   .TunnelConfigParams),
				  IKEV2_MEMBERS_2(
					  &p->IkeConfigParams
						   .TunnelConfigParams)}},
		.PptpConfigParams = p->PptpConfigParams,
		.L2tpConfigParams = l2tp_2(&p->L2tpConfigParams),
		.SstpConfigParams = p->SstpConfigParams,
	};
}

static uint32_t pull_arm(const struct MPR_SERVER_SET_CONFIG_EX_IDL *config,
			 struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnels)
{
	const union MPR_SERVER_SET_CONFIG_EX_IDL_ARM *arm =
		&config->ServerSetConfigObject;

	switch (config->revision) {
	case MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_1:
		*tunnels = from_tunnels_1(&arm->ServerSetConfig1.ConfigParams);
		return arm->ServerSetConfig1.setConfigForProtocols;
	case MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_2:
		*tunnels = from_tunnels_2(&arm->ServerSetConfig2.ConfigParams);
		return arm->ServerSetConfig2.setConfigForProtocols;
	default:
		*tunnels = arm->ServerSetConfig3.ConfigParams;
		return arm->ServerSetConfig3.setConfigForProtocols;
	}
}

/* "the Header field values are erroneous": MprConfigServerSetInfoEx. */
static WERROR pull_change(struct rrasd_call *call,
			  struct server_settings_change *change)
{
	const struct RMprAdminServerSetInfoEx *r = call->r;
	const struct MPR_SERVER_SET_CONFIG_EX_IDL *config = r->in.pServerConfig;
	uint32_t setConfigForProtocols;
	WERROR result;

	change->revision = config->revision;
	setConfigForProtocols = pull_arm(config, &change->settings.tunnels);
	audit_note_number(call->audit, "revision", config->revision);
	audit_note_number(call->audit, "setConfigForProtocols",
			  setConfigForProtocols);
	result = kinds_of(setConfigForProtocols, &change->kinds);
	audit_note_server(call, change);
	if (!header_is_valid(
		    &config->ServerSetConfigObject.ServerSetConfig1.Header,
		    config->revision, &set_config_rule)) {
		result = W_ERROR(ERROR_INVALID_PARAMETER);
	}
	return result;
}

/* [MS-RRASM] 3.1.4.48 */
struct tevent_req *op_server_set_info_ex_send(TALLOC_CTX *mem_ctx,
					      struct tevent_context *ev,
					      struct rrasd_call *call)
{
	struct server_settings_change change = {.kinds = 0};
	WERROR refused = pull_change(call, &change);

	return server_change_send(mem_ctx, ev, call, refused, &change);
}

WERROR op_server_set_info_ex_recv(struct tevent_req *req)
{
	return server_change_recv(req);
}
