/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RasRpcSubmitRequest (opnum 12): the frame of all types of requests. */
#include <util/tevent_werror.h>

#include "ndr_rasrpc.h"
#include "compat/rras_errors.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "ras_request.h"

static const struct ras_request_type *const types[] = {
	&ras_request_port_enum,		&ras_request_get_info,
	&ras_request_get_dev_config,	&ras_request_set_device_config,
	&ras_request_get_device_config, &ras_request_get_called_id,
	&ras_request_set_called_id,	&ras_request_driver_caps,
};

static const struct ras_request_type *find_type(uint32_t RB_Reqtype)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i]->RB_Reqtype == RB_Reqtype) {
			return types[i];
		}
	}
	return NULL;
}

struct op_submit_request_state {
	struct ras_request request;
	const struct ras_request_type *type;
};

static void op_submit_request_done(struct tevent_req *subreq);

static struct tevent_req *submit(struct op_submit_request_state *state,
				 struct tevent_context *ev)
{
	struct rrasd_call *call = state->request.call;

	call->only_reads = !state->type->changes;
	audit_note_number(call->audit, "RB_Reqtype", state->type->RB_Reqtype);
	if (state->type->run != NULL) {
		ras_request_set_retcode(
			&state->request,
			state->type->run(state, &state->request));
		return NULL;
	}
	return state->type->send(state, ev, &state->request);
}

/*
 * [MS-RRASM] 3.3.4.5: "Return ERROR_SUCCESS [...] without any further
 * processing of the call" for what is no request; else the method succeeds,
 * too, and the retcode tells.  Of the types in the range that 2.2.1.1.18 does
 * not name nothing is said, but that clients must not send them.
 */
struct tevent_req *op_submit_request_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct rrasd_call *call)
{
	struct RasRpcSubmitRequest *r = call->r;
	struct op_submit_request_state *state;
	struct tevent_req *subreq = NULL;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_submit_request_state);

	if (req == NULL) {
		return NULL;
	}
	r->out.pReqBuffer = r->in.pReqBuffer;
	call->only_reads = true;
	if (ras_request_open(call, r->out.pReqBuffer, r->in.dwcbBufSize,
			     &state->request)) {
		state->type = find_type(state->request.head.RB_Reqtype);
		if (state->type == NULL) {
			ras_request_set_retcode(&state->request,
						W_ERROR(ERROR_NOT_SUPPORTED));
		} else {
			subreq = submit(state, ev);
		}
	}
	if (subreq == NULL) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_submit_request_done, req);
	return req;
}

static void op_submit_request_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_submit_request_state *state =
		tevent_req_data(req, struct op_submit_request_state);
	WERROR retcode = state->type->recv(subreq);

	TALLOC_FREE(subreq);
	ras_request_set_retcode(&state->request, retcode);
	tevent_req_done(req);
}

WERROR op_submit_request_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
