/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RasRpcGetUserPreferences (opnum 9) and RasRpcSetUserPreferences (10). */
#include <util/tevent_werror.h>

#include "ndr_rasrpc.h"
#include "compat/rras_errors.h"
#include "server/router/preferences.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* "dwMode: This MUST be set to 2." */
#define MODE_ROUTER 2

/*
 * [MS-RRASM] 3.3.4.2: "Populate the pUser structure with the configuration
 * information".  What came in it does not matter.
 */
WERROR op_preferences_get(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RasRpcGetUserPreferences *r = call->r;

	if (r->in.dwMode != MODE_ROUTER) {
		*r->out.pUser = (struct RASRPC_PBUSER){.fInitialized = 0};
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	*r->out.pUser = *router_preferences(call->rrasd->router);
	return WERR_OK;
}

struct op_preferences_set_state {
	uint8_t dummy;
};

static void op_preferences_set_done(struct tevent_req *subreq);

/*
 * [MS-RRASM] 3.3.4.3.  2.2.1.2.229: "fDirty: [...] If set to 0, specifies that
 * the RASRPC_PBUSER structure need not be stored"; one that is to be stored
 * and says of itself that it "is not initialized" is an error.
 */
struct tevent_req *op_preferences_set_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   struct rrasd_call *call)
{
	const struct RasRpcSetUserPreferences *r = call->r;
	struct op_preferences_set_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_preferences_set_state);

	if (req == NULL) {
		return NULL;
	}
	if (r->in.dwMode != MODE_ROUTER ||
	    (r->in.pUser->fDirty && !r->in.pUser->fInitialized)) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_PARAMETER));
		return tevent_req_post(req, ev);
	}
	if (!r->in.pUser->fDirty) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	subreq = router_set_preferences_send(state, ev, call->rrasd->router,
					     r->in.pUser);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_preferences_set_done, req);
	return req;
}

static void op_preferences_set_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq,
					router_set_preferences_recv(subreq));
}

WERROR op_preferences_set_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
