/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server as a whole, at the levels 0 to 2: RMprAdminServerGetInfo (opnum
 * 0) and RMprAdminServerSetInfo (opnum 43).
 */
#include <stdbool.h>
#include <string.h>
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

/* The levels 1 and 2 (2.2.1.2.62 and 2.2.1.2.63): the second structure begins
 * with the members of the first. */
enum { SERVER_1_SIZE = 16, SERVER_2_SIZE = 24, LAST_LEVEL = 2 };

static size_t size_of_level(uint32_t dwLevel)
{
	return dwLevel == 1 ? SERVER_1_SIZE : SERVER_2_SIZE;
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
static bool server_0(TALLOC_CTX *mem_ctx, const struct rrasd *rrasd,
		     DATA_BLOB *bytes)
{
	struct MPR_SERVER_0 server = {
		.fLanOnlyMode =
			router_get_type(rrasd->router) == ROUTER_TYPE_IS_LAN,
		.dwUpTime = rrasd_uptime(rrasd),
	};

	server_ports(rrasd, &server.dwTotalPorts, &server.dwPortsInUse);
	return NDR_ERR_CODE_IS_SUCCESS(ndr_push_struct_blob(
		bytes, mem_ctx, &server,
		(ndr_push_flags_fn_t)ndr_push_MPR_SERVER_0));
}

/* "The number of ports configured on that (PPTP) device". */
static bool server_1_or_2(TALLOC_CTX *mem_ctx, uint32_t dwLevel,
			  const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnels,
			  DATA_BLOB *bytes)
{
	const struct MPR_SERVER_2 server = {
		.dwNumPptpPorts = tunnels->PptpConfigParams.dwNumPorts,
		.dwPptpPortFlags = tunnels->PptpConfigParams.dwPortFlags,
		.dwNumL2tpPorts = tunnels->L2tpConfigParams.dwNumPorts,
		.dwL2tpPortFlags = tunnels->L2tpConfigParams.dwPortFlags,
		.dwNumSstpPorts = tunnels->SstpConfigParams.dwNumPorts,
		.dwSstpPortFlags = tunnels->SstpConfigParams.dwPortFlags,
	};
	enum ndr_err_code err = ndr_push_struct_blob(
		bytes, mem_ctx, &server,
		(ndr_push_flags_fn_t)ndr_push_MPR_SERVER_2);

	bytes->length = size_of_level(dwLevel);
	return NDR_ERR_CODE_IS_SUCCESS(err);
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
	DATA_BLOB bytes;

	container_clear(r->out.pInfoStruct);
	if (r->in.dwLevel > LAST_LEVEL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	if (r->in.dwLevel == 0 ? !server_0(mem_ctx, call->rrasd, &bytes)
			       : !server_1_or_2(mem_ctx, r->in.dwLevel,
						&settings->tunnels, &bytes)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	container_fill(mem_ctx, r->out.pInfoStruct, &bytes);
	return WERR_OK;
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

/* @param[in] size  what the bytes have to be of the structure of level 2 */
static WERROR pull_ports(const DATA_BLOB *bytes, size_t size,
			 struct server_settings_change *change)
{
	uint8_t whole[SERVER_2_SIZE] = {0};
	DATA_BLOB blob = data_blob_const(whole, sizeof(whole));
	struct MPR_SERVER_2 server;

	if (bytes->length != size) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	memcpy(whole, bytes->data, size);
	if (ndr_pull_struct_blob_all_noalloc(
		    &blob, &server,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_2) !=
	    NDR_ERR_SUCCESS) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	set_kind(change, PORT_KIND_PPTP, server.dwNumPptpPorts,
		 server.dwPptpPortFlags);
	set_kind(change, PORT_KIND_L2TP, server.dwNumL2tpPorts,
		 server.dwL2tpPortFlags);
	if (size == SERVER_2_SIZE) {
		set_kind(change, PORT_KIND_SSTP, server.dwNumSstpPorts,
			 server.dwSstpPortFlags);
	}
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
	if (r->in.dwLevel == 0 || r->in.dwLevel > LAST_LEVEL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	if (!container_bytes(r->in.pInfoStruct, &bytes)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	result = pull_ports(&bytes, size_of_level(r->in.dwLevel), change);
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
