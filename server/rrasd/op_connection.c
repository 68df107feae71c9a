/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is asked of one connection: RRasAdminConnectionGetInfo (opnum 2) and
 * RRasAdminConnectionGetInfoEx (46).
 */
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "connection_info.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* RASI_CONNECTION_0 to _3; level 4 is for RRasAdminConnectionEnum alone. */
#define LAST_LEVEL 3

struct op_connection_state {
	struct rrasd_call *call;
};

static struct tevent_req *refuse(struct tevent_req *req,
				 struct tevent_context *ev, uint32_t error)
{
	tevent_req_werror(req, W_ERROR(error));
	return tevent_req_post(req, ev);
}

/*
 * MprAdminConnectionGetInfo: "ERROR_INTERFACE_NOT_CONNECTED: The hConnection
 * handle is invalid."  The connection may have ended while it was counted.
 */
static WERROR count_recv(struct tevent_req *subreq)
{
	WERROR result = connections_count_recv(subreq);

	TALLOC_FREE(subreq);
	if (W_ERROR_V(result) == ERROR_INVALID_HANDLE) {
		result = W_ERROR(ERROR_INTERFACE_NOT_CONNECTED);
	}
	return result;
}

/* -- opnum 2 -- */

static void op_connection_get_info_done(struct tevent_req *subreq);

static WERROR answer(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRasAdminConnectionGetInfo *r = call->r;
	const struct connection *connection =
		connections_get(call->rrasd->connections, r->in.hDimConnection);
	struct image_connection info;
	DATA_BLOB bytes;
	WERROR result;

	if (connection == NULL) {
		return W_ERROR(ERROR_INTERFACE_NOT_CONNECTED);
	}
	info = connection_info(call->rrasd, connection,
			       connection_level_counts(r->in.dwLevel));
	result = image_connection_push(mem_ctx, r->in.dwLevel, &info, &bytes);
	if (W_ERROR_IS_OK(result)) {
		container_fill(r, r->out.pInfoStruct, &bytes);
	}
	return result;
}

/*
 * [MS-RRASM] 3.1.4.3: "If dwLevel is not supported, return an error":
 * ERROR_INVALID_LEVEL (MprAdminConnectionGetInfo).
 */
struct tevent_req *op_connection_get_info_send(TALLOC_CTX *mem_ctx,
					       struct tevent_context *ev,
					       struct rrasd_call *call)
{
	struct RRasAdminConnectionGetInfo *r = call->r;
	struct op_connection_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct op_connection_state);

	if (req == NULL) {
		return NULL;
	}
	state->call = call;
	container_clear(r->out.pInfoStruct);
	if (r->in.dwLevel > LAST_LEVEL) {
		return refuse(req, ev, ERROR_INVALID_LEVEL);
	}
	if (!connection_level_counts(r->in.dwLevel)) {
		if (!tevent_req_werror(req, answer(state, call))) {
			tevent_req_done(req);
		}
		return tevent_req_post(req, ev);
	}
	/* 0 is all of them there, and none of them here. */
	if (r->in.hDimConnection == 0) {
		return refuse(req, ev, ERROR_INTERFACE_NOT_CONNECTED);
	}
	subreq = connections_count_send(state, ev, call->rrasd->connections,
					r->in.hDimConnection);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_connection_get_info_done, req);
	return req;
}

static void op_connection_get_info_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_connection_state *state =
		tevent_req_data(req, struct op_connection_state);

	if (tevent_req_werror(req, count_recv(subreq)) ||
	    tevent_req_werror(req, answer(state, state->call))) {
		return;
	}
	tevent_req_done(req);
}

WERROR op_connection_get_info_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- opnum 46 -- */

static void op_connection_get_info_ex_done(struct tevent_req *subreq);

/*
 * [MS-RRASM] 3.1.4.47: "the RRAS server SHOULD check and ensure that this
 * handle represents a valid connection handle"; its page names no code, so it
 * is that of opnum 2.
 */
struct tevent_req *op_connection_get_info_ex_send(TALLOC_CTX *mem_ctx,
						  struct tevent_context *ev,
						  struct rrasd_call *call)
{
	struct RRasAdminConnectionGetInfoEx *r = call->r;
	struct op_connection_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct op_connection_state);

	if (req == NULL) {
		return NULL;
	}
	state->call = call;
	connection_ex_blank(r->out.pRasConnection);
	if (!connection_header_is_valid(r->in.objectHeader)) {
		return refuse(req, ev, ERROR_INVALID_PARAMETER);
	}
	if (r->in.hDimConnection == 0) {
		return refuse(req, ev, ERROR_INTERFACE_NOT_CONNECTED);
	}
	subreq = connections_count_send(state, ev, call->rrasd->connections,
					r->in.hDimConnection);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_connection_get_info_ex_done, req);
	return req;
}

static void op_connection_get_info_ex_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_connection_state *state =
		tevent_req_data(req, struct op_connection_state);
	const struct rrasd *rrasd = state->call->rrasd;
	struct RRasAdminConnectionGetInfoEx *r = state->call->r;
	struct image_connection info;

	if (tevent_req_werror(req, count_recv(subreq))) {
		return;
	}
	/* It is there: the counting has looked. */
	info = connection_info(
		rrasd,
		connections_get(rrasd->connections, r->in.hDimConnection),
		true);
	connection_ex_fill(&info, r->out.pRasConnection);
	tevent_req_done(req);
}

WERROR op_connection_get_info_ex_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
