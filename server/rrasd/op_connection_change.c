/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is done to a connection: RRasAdminConnectionClearStats (opnum 3),
 * RRasAdminSendUserMessage (35), RRasAdminConnectionRemoveQuarantine (42) and
 * RRasAdminUpdateConnection (48).
 */
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/connections/connections.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* Its handle, and whose it is, which later nobody may know. */
static const struct connection *noted_connection(struct rrasd_call *call,
						 uint32_t handle)
{
	const struct connection *connection =
		connections_get(call->rrasd->connections, handle);

	audit_note_number(call->audit, "hConnection", handle);
	if (connection != NULL) {
		audit_note_string(call->audit, "interface",
				  connection->wszInterfaceName);
	}
	return connection;
}

/* -- opnum 3 -- */

struct op_connection_clear_stats_state {
	uint8_t dummy; /* it only owns what it waits for */
};

static void op_connection_clear_stats_done(struct tevent_req *subreq);

/* [MS-RRASM] 3.1.4.4; a base line, for the kernel's counters are not ours. */
struct tevent_req *op_connection_clear_stats_send(TALLOC_CTX *mem_ctx,
						  struct tevent_context *ev,
						  struct rrasd_call *call)
{
	const struct RRasAdminConnectionClearStats *r = call->r;
	struct op_connection_clear_stats_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_connection_clear_stats_state);

	if (req == NULL) {
		return NULL;
	}
	noted_connection(call, r->in.hDimConnection);
	subreq = connections_clear_send(state, ev, call->rrasd->connections,
					r->in.hDimConnection, false);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_connection_clear_stats_done, req);
	return req;
}

/* MprAdminConnectionClearStats: "ERROR_INVALID_PARAMETER: The handle to the
 * port is invalid", by which it means the connection's. */
static void op_connection_clear_stats_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	WERROR result = connections_clear_recv(subreq);

	TALLOC_FREE(subreq);
	if (W_ERROR_V(result) == ERROR_INVALID_HANDLE) {
		result = W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (!tevent_req_werror(req, result)) {
		tevent_req_done(req);
	}
}

WERROR op_connection_clear_stats_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- opnum 35 -- */

/*
 * [MS-RRASM] 3.1.4.36.  A message goes to the messenger service of a client
 * that says it has one (RAS_FLAGS_MESSENGER_PRESENT); PPP has no packet for
 * it, and no link of ours has the flag: ERROR_NOT_SUPPORTED.
 * MprAdminSendUserMessage: "ERROR_INTERFACE_NOT_CONNECTED: The hConnection
 * parameter is not valid."
 */
WERROR op_send_user_message(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	const struct RRasAdminSendUserMessage *r = call->r;

	if (noted_connection(call, r->in.hDimConnection) == NULL) {
		return W_ERROR(ERROR_INTERFACE_NOT_CONNECTED);
	}
	return W_ERROR(ERROR_NOT_SUPPORTED);
}

/* -- opnum 42 -- */

/*
 * [MS-RRASM] 3.1.4.43.  MprAdminConnectionRemoveQuarantine: "ERROR_NOT_FOUND:
 * The RAS client is not in quarantine", and none of ours ever is, whatever its
 * address; "ERROR_INVALID_PARAMETER: The handle [...] is invalid."
 */
WERROR op_connection_remove_quarantine(TALLOC_CTX *mem_ctx,
				       struct rrasd_call *call)
{
	const struct RRasAdminConnectionRemoveQuarantine *r = call->r;

	audit_note_number(call->audit, "fIsIpAddress", r->in.fIsIpAddress);
	if (r->in.fIsIpAddress == 0 &&
	    noted_connection(call, r->in.hRasConnection) == NULL) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	return W_ERROR(ERROR_NOT_FOUND);
}

/* -- opnum 48 -- */

static bool is_update(const struct MPRAPI_OBJECT_HEADER_IDL *header)
{
	return header->revision ==
		       MPRAPI_RAS_UPDATE_CONNECTION_OBJECT_REVISION_1 &&
	       header->type == MPRAPI_OBJECT_TYPE_UPDATE_CONNECTION_OBJECT;
}

/*
 * [MS-RRASM] 3.1.4.49: "updates the endpoint by sending MOBIKE on a
 * connection [...] hDimConnection [...] SHOULD be set to a particular IKEv2
 * connection identifier": a PPP link cannot be moved.
 */
WERROR op_connection_update(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	const struct RRasAdminUpdateConnection *r = call->r;
	const struct RAS_UPDATE_CONNECTION_1_IDL *update =
		&r->in.pServerConfig->UpdateConnection.UpdateConnection1;

	if (noted_connection(call, r->in.hDimConnection) == NULL) {
		return W_ERROR(ERROR_INTERFACE_NOT_CONNECTED);
	}
	if (!is_update(&update->Header)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	return W_ERROR(ERROR_NOT_SUPPORTED);
}
