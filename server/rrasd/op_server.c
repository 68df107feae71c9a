/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server as a whole, at the levels 0 to 2: RMprAdminServerGetInfo (opnum
 * 0) and RMprAdminServerSetInfo (opnum 43).
 */
#include <ndr.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "ndr_images.h"
#include "compat/rras_errors.h"
#include "server/ports/ports.h"
#include "server/router/router.h"
#include "server/router/server_settings.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"
#include "server_change.h"

static WERROR push(TALLOC_CTX *mem_ctx, const void *image,
		   ndr_push_flags_fn_t fn,
		   struct DIM_INFORMATION_CONTAINER *container)
{
	DATA_BLOB bytes;
	enum ndr_err_code err =
		ndr_push_struct_blob(&bytes, mem_ctx, image, fn);

	if (!NDR_ERR_CODE_IS_SUCCESS(err)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	container_fill(mem_ctx, container, &bytes);
	return WERR_OK;
}

void server_ports(const struct rrasd *rrasd, uint32_t *total, uint32_t *in_use)
{
	uint32_t of_kind, used;
	enum port_kind kind;

	*total = 0;
	*in_use = 0;
	if (router_get_type(rrasd->router) == ROUTER_TYPE_IS_LAN) {
		return;
	}
	for (kind = 0; kind < PORT_KINDS; kind++) {
		ports_usage(rrasd->ports, kind, &of_kind, &used);
		*total += of_kind;
		*in_use += used;
	}
}

/* 2.2.1.2.61 */
static WERROR server_0(TALLOC_CTX *mem_ctx, const struct rrasd *rrasd,
		       struct DIM_INFORMATION_CONTAINER *container)
{
	struct MPR_SERVER_0 server = {
		.fLanOnlyMode =
			router_get_type(rrasd->router) == ROUTER_TYPE_IS_LAN,
		.dwUpTime = rrasd_uptime(rrasd),
	};

	server_ports(rrasd, &server.dwTotalPorts, &server.dwPortsInUse);
	return push(mem_ctx, &server,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_0, container);
}

/* 2.2.1.2.62: "the number of ports configured on that (PPTP) device". */
static WERROR server_1(TALLOC_CTX *mem_ctx,
		       const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnels,
		       struct DIM_INFORMATION_CONTAINER *container)
{
	const struct MPR_SERVER_1 server = {
		.dwNumPptpPorts = tunnels->PptpConfigParams.dwNumPorts,
		.dwPptpPortFlags = tunnels->PptpConfigParams.dwPortFlags,
		.dwNumL2tpPorts = tunnels->L2tpConfigParams.dwNumPorts,
		.dwL2tpPortFlags = tunnels->L2tpConfigParams.dwPortFlags,
	};

	return push(mem_ctx, &server,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_1, container);
}

/* 2.2.1.2.63 */
static WERROR server_2(TALLOC_CTX *mem_ctx,
		       const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnels,
		       struct DIM_INFORMATION_CONTAINER *container)
{
	const struct MPR_SERVER_2 server = {
		.dwNumPptpPorts = tunnels->PptpConfigParams.dwNumPorts,
		.dwPptpPortFlags = tunnels->PptpConfigParams.dwPortFlags,
		.dwNumL2tpPorts = tunnels->L2tpConfigParams.dwNumPorts,
		.dwL2tpPortFlags = tunnels->L2tpConfigParams.dwPortFlags,
		.dwNumSstpPorts = tunnels->SstpConfigParams.dwNumPorts,
		.dwSstpPortFlags = tunnels->SstpConfigParams.dwPortFlags,
	};

	return push(mem_ctx, &server,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_2, container);
}

/*
 * [MS-RRASM] 3.1.4.1: "If dwLevel is not supported, return an error other
 * than one of the errors specified in the preceding table."
 */
WERROR op_server_get_info(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RMprAdminServerGetInfo *r = call->r;
	const struct server_settings *settings =
		router_server_settings(call->rrasd->router);

	container_clear(r->out.pInfoStruct);
	switch (r->in.dwLevel) {
	case 0:
		return server_0(mem_ctx, call->rrasd, r->out.pInfoStruct);
	case 1:
		return server_1(mem_ctx, &settings->tunnels,
				r->out.pInfoStruct);
	case 2:
		return server_2(mem_ctx, &settings->tunnels,
				r->out.pInfoStruct);
	default:
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
}

/* -- RMprAdminServerSetInfo -- */

void audit_note_server(struct rrasd_call *call,
		       const struct server_settings_change *change)
{
	static const struct {
		enum port_kind kind;
		const char *ports, *flags;
	} notes[] = {
		{PORT_KIND_PPTP, "dwNumPptpPorts", "dwPptpPortFlags"},
		{PORT_KIND_L2TP, "dwNumL2tpPorts", "dwL2tpPortFlags"},
		{PORT_KIND_SSTP, "dwNumSstpPorts", "dwSstpPortFlags"},
		{PORT_KIND_IKEV2, "dwNumIkev2Ports", "dwIkev2PortFlags"},
	};
	size_t i;

	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		if (change->kinds & SERVER_SETTINGS_KIND(notes[i].kind)) {
			audit_note_number(
				call->audit, notes[i].ports,
				server_settings_ports(&change->settings,
						      notes[i].kind));
			audit_note_number(
				call->audit, notes[i].flags,
				server_settings_port_flags(&change->settings,
							   notes[i].kind));
		}
	}
}

static void set_kind(struct server_settings_change *change, enum port_kind kind,
		     uint32_t dwNumPorts, uint32_t dwPortFlags)
{
	change->kinds |= SERVER_SETTINGS_KIND(kind);
	server_settings_set_ports(&change->settings, kind, dwNumPorts,
				  dwPortFlags);
}

static WERROR pull_server_1(const DATA_BLOB *bytes,
			    struct server_settings_change *change)
{
	struct MPR_SERVER_1 server;

	if (ndr_pull_struct_blob_all_noalloc(
		    bytes, &server,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_1) !=
	    NDR_ERR_SUCCESS) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	set_kind(change, PORT_KIND_PPTP, server.dwNumPptpPorts,
		 server.dwPptpPortFlags);
	set_kind(change, PORT_KIND_L2TP, server.dwNumL2tpPorts,
		 server.dwL2tpPortFlags);
	return WERR_OK;
}

static WERROR pull_server_2(const DATA_BLOB *bytes,
			    struct server_settings_change *change)
{
	struct MPR_SERVER_2 server;

	if (ndr_pull_struct_blob_all_noalloc(
		    bytes, &server,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_2) !=
	    NDR_ERR_SUCCESS) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	set_kind(change, PORT_KIND_PPTP, server.dwNumPptpPorts,
		 server.dwPptpPortFlags);
	set_kind(change, PORT_KIND_L2TP, server.dwNumL2tpPorts,
		 server.dwL2tpPortFlags);
	set_kind(change, PORT_KIND_SSTP, server.dwNumSstpPorts,
		 server.dwSstpPortFlags);
	return WERR_OK;
}

/*
 * "This MUST be set to the size of MPR_SERVER_1": no less and no more.  The
 * codes are those of MprAdminServerSetInfo's page.
 */
static WERROR pull_change(struct rrasd_call *call,
			  const struct RMprAdminServerSetInfo *r,
			  struct server_settings_change *change)
{
	DATA_BLOB bytes;
	WERROR result;

	audit_note_number(call->audit, "dwLevel", r->in.dwLevel);
	if (r->in.dwLevel != 1 && r->in.dwLevel != 2) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	if (!container_bytes(r->in.pInfoStruct, &bytes)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	result = r->in.dwLevel == 1 ? pull_server_1(&bytes, change)
				    : pull_server_2(&bytes, change);
	audit_note_server(call, change);
	return result;
}

struct server_change_state {
	uint8_t dummy;
};

static void server_change_done(struct tevent_req *subreq);

struct tevent_req *
server_change_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		   struct rrasd_call *call, WERROR refused,
		   const struct server_settings_change *change)
{
	struct server_change_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct server_change_state);

	if (req == NULL) {
		return NULL;
	}
	if (tevent_req_werror(req, refused)) {
		return tevent_req_post(req, ev);
	}
	subreq = router_set_server_send(state, ev, call->rrasd->router, change);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, server_change_done, req);
	return req;
}

static void server_change_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq, router_set_server_recv(subreq));
}

WERROR server_change_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* [MS-RRASM] 3.1.4.44: "sets ports information on a specified server". */
struct tevent_req *op_server_set_info_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   struct rrasd_call *call)
{
	struct server_settings_change change = {.ports_only = true};
	WERROR refused = pull_change(call, call->r, &change);

	return server_change_send(mem_ctx, ev, call, refused, &change);
}

WERROR op_server_set_info_recv(struct tevent_req *req)
{
	return server_change_recv(req);
}
