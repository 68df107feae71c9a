/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RasRpcDeleteEntry (opnum 5). */
#include "ndr_rasrpc.h"
#include "compat/rras_errors.h"
#include "server/router/router.h"
#include <util/tevent_werror.h>
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"
#include "windows_path.h"

struct op_delete_entry_state {
	uint8_t dummy;
};

static void op_delete_entry_done(struct tevent_req *subreq);

/* "If lpszEntry is NULL, return an error"; it cannot be on the wire. */
static WERROR check(const struct RasRpcDeleteEntry *r)
{
	if (r->in.lpszEntry[0] == '\0') {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	/* The router has one phonebook; others are other machines' or other
	 * users' business. */
	if (!windows_path_is_phonebook(r->in.lpszPhonebook)) {
		return W_ERROR(ERROR_CANNOT_OPEN_PHONEBOOK);
	}
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.3.4.1.  What an interface is without its entry, the router
 * knows.
 */
struct tevent_req *op_delete_entry_send(TALLOC_CTX *mem_ctx,
					struct tevent_context *ev,
					struct rrasd_call *call)
{
	const struct RasRpcDeleteEntry *r = call->r;
	struct op_delete_entry_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_delete_entry_state);

	if (req == NULL) {
		return NULL;
	}
	audit_note_string(call->audit, "lpszPhonebook", r->in.lpszPhonebook);
	audit_note_string(call->audit, "lpszEntry", r->in.lpszEntry);
	if (tevent_req_werror(req, check(r))) {
		return tevent_req_post(req, ev);
	}
	subreq = router_delete_entry_send(state, ev, call->rrasd->router,
					  r->in.lpszEntry);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_delete_entry_done, req);
	return req;
}

static void op_delete_entry_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq,
					router_delete_entry_recv(subreq));
}

WERROR op_delete_entry_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
