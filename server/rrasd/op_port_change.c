/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RRasAdminPortClearStats (opnum 6) and RRasAdminPortDisconnect (8): what is
 * done to the connection that a port carries.
 */
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/connections/connections.h"
#include "server/ports/ports.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

struct op_port_change_state {
	uint8_t dummy; /* it only owns what the call waits for */
};

static struct tevent_req *answer(struct tevent_req *req,
				 struct tevent_context *ev, WERROR error)
{
	if (!tevent_req_werror(req, error)) {
		tevent_req_done(req);
	}
	return tevent_req_post(req, ev);
}

/* -- RRasAdminPortClearStats -- */

/* A connection that has ended has left nothing to clear. */
static void op_port_clear_stats_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	WERROR error = connections_clear_recv(subreq);

	TALLOC_FREE(subreq);
	if (W_ERROR_V(error) != ERROR_INVALID_HANDLE &&
	    tevent_req_werror(req, error)) {
		return;
	}
	tevent_req_done(req);
}

/*
 * [MS-RRASM] 3.1.4.7: "resets the counters for the specified port".  The
 * kernel's are everybody's and stay as they are; the port remembers what they
 * were.  A port without a connection counts nothing.  MprAdminPortClearStats:
 * "RPC_S_INVALID_BINDING: The handle to the RAS server or the handle to the
 * port is invalid."
 */
struct tevent_req *op_port_clear_stats_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct rrasd_call *call)
{
	const struct RRasAdminPortClearStats *r = call->r;
	const struct port *port = ports_get(call->rrasd->ports, r->in.hPort);
	struct op_port_change_state *state;
	struct tevent_req *subreq,
		*req = tevent_req_create(mem_ctx, &state,
					 struct op_port_change_state);

	if (req == NULL) {
		return NULL;
	}
	audit_note_port(call, r->in.hPort);
	if (port == NULL) {
		return answer(req, ev, W_ERROR(RPC_S_INVALID_BINDING));
	}
	if (port->dwConnection == 0) {
		return answer(req, ev, WERR_OK);
	}
	subreq = connections_clear_send(state, ev, call->rrasd->connections,
					port->dwConnection, true);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_port_clear_stats_done, req);
	return req;
}

WERROR op_port_clear_stats_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- RRasAdminPortDisconnect -- */

/* The connection has ended by itself: then there is none any more. */
static void op_port_disconnect_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	WERROR error = connections_disconnect_recv(subreq);

	TALLOC_FREE(subreq);
	if (W_ERROR_V(error) == ERROR_INVALID_HANDLE) {
		error = W_ERROR(ERROR_PORT_NOT_CONNECTED);
	}
	if (!tevent_req_werror(req, error)) {
		tevent_req_done(req);
	}
}

/*
 * [MS-RRASM] 3.1.4.9: "ensure that hPort is a valid port handle of an active
 * connection.  If it is not, return an error other than those in the preceding
 * table."  MprAdminPortDisconnect has ERROR_INVALID_PARAMETER for a handle
 * that is not valid.  A port whose link is being dialed has no connection:
 * RRouterInterfaceDisconnect ends the attempt.  Answered when the link is
 * gone; once begun, a hang-up is carried through.
 */
struct tevent_req *op_port_disconnect_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   struct rrasd_call *call)
{
	const struct RRasAdminPortDisconnect *r = call->r;
	const struct port *port = ports_get(call->rrasd->ports, r->in.hPort);
	struct op_port_change_state *state;
	struct tevent_req *subreq,
		*req = tevent_req_create(mem_ctx, &state,
					 struct op_port_change_state);

	if (req == NULL) {
		return NULL;
	}
	audit_note_port(call, r->in.hPort);
	if (port == NULL) {
		return answer(req, ev, W_ERROR(ERROR_INVALID_PARAMETER));
	}
	if (port->dwConnection == 0) {
		return answer(req, ev, W_ERROR(ERROR_PORT_NOT_CONNECTED));
	}
	subreq = connections_disconnect_send(
		state, ev, call->rrasd->connections, port->dwConnection);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_port_disconnect_done, req);
	return req;
}

WERROR op_port_disconnect_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
