/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every call of every operation goes to rrasd, and its answer back. */
#include "forward.h"

#include <syslog.h>
#include <ndr.h>
#include "caller.h"
#include "server/ipc/rras_binding.h"
#include "server/ipc/rras_client.h"

struct forwarder {
	const struct samba_worker *worker;
	const char *socket_path;
	struct rras_client *client;
	bool outage; /* logged */
};

/* One call on its way; child of the dcesrv_call_state. */
struct forward_state {
	struct dcesrv_call_state *call;
	struct dcerpc_binding_handle *handle;
	struct tevent_req *subreq;
};

static void forward_done(struct tevent_req *subreq);

struct forwarder *forwarder_create(TALLOC_CTX *mem_ctx,
				   const struct samba_worker *worker)
{
	struct forwarder *forwarder = talloc_zero(mem_ctx, struct forwarder);

	if (forwarder != NULL) {
		forwarder->worker = worker;
	}
	return forwarder;
}

bool forwarder_set_socket(struct forwarder *forwarder, const char *path)
{
	forwarder->socket_path = talloc_strdup(forwarder, path);
	return forwarder->socket_path != NULL;
}

/* The worker's event context is not known before its first call. */
static struct rras_client *forwarder_client(struct forwarder *forwarder,
					    struct tevent_context *ev)
{
	if (forwarder->client == NULL) {
		forwarder->client = rras_client_create(forwarder, ev,
						       forwarder->socket_path);
	}
	return forwarder->client;
}

static const struct forward_interface *
forward_interface_of(const struct dcesrv_call_state *call)
{
	return call->context->iface->private_data;
}

static uint16_t opnum_of(const struct dcesrv_call_state *call)
{
	return call->pkt.u.request.opnum;
}

/* Samba sends call->fault_code when a step does not succeed. */
static NTSTATUS fault(struct dcesrv_call_state *call, uint32_t code)
{
	call->fault_code = code;
	return NT_STATUS_NET_WRITE_FAULT;
}

/*
 * Samba refuses the level CONNECT by default; [MS-RRASM] 2.1.1.1 and 2.1.2.1
 * allow it.
 */
static NTSTATUS forward_bind(struct dcesrv_connection_context *context,
			     const struct dcesrv_interface *iface)
{
	return dcesrv_interface_bind_allow_connect(context, iface);
}

static void forward_unbind(struct dcesrv_connection_context *context,
			   const struct dcesrv_interface *iface)
{
}

/*
 * The decoder is strict: "strict NDR data consistency check at target level
 * 5.0" ([MS-RRASM] 3.1.4): ranges, sizes and missing bytes make a fault.  What
 * stands behind the last argument is not looked at, as in Samba's own services:
 * a client may have a verification trailer there, with padding before it
 * ([MS-RPCE] 2.2.2.13).  It does not get to rrasd: the call is encoded anew.
 */
static NTSTATUS forward_ndr_pull(struct dcesrv_call_state *call,
				 TALLOC_CTX *mem_ctx, struct ndr_pull *pull,
				 void **r)
{
	const struct forward_interface *interface = forward_interface_of(call);
	const struct ndr_interface_table *table = interface->table;
	const struct ndr_interface_call *op;
	enum dcerpc_AuthType type = DCERPC_AUTH_TYPE_NONE;
	enum dcerpc_AuthLevel level = DCERPC_AUTH_LEVEL_NONE;

	dcesrv_call_auth_info(call, &type, &level);
	if (level < interface->min_auth_level) {
		return fault(call, DCERPC_FAULT_ACCESS_DENIED);
	}
	if (opnum_of(call) >= table->num_calls) {
		return fault(call, DCERPC_FAULT_OP_RNG_ERROR);
	}
	op = &table->calls[opnum_of(call)];
	*r = talloc_named(mem_ctx, op->struct_size, "struct %s", op->name);
	if (*r == NULL) {
		return fault(call, DCERPC_FAULT_OUT_OF_RESOURCES);
	}
	if (!NDR_ERR_CODE_IS_SUCCESS(op->ndr_pull(pull, NDR_IN, *r))) {
		return fault(call, DCERPC_FAULT_NDR);
	}
	return NT_STATUS_OK;
}

static struct rras_caller *forward_caller(TALLOC_CTX *mem_ctx,
					  const struct forwarder *forwarder,
					  struct dcesrv_call_state *call)
{
	enum dcerpc_AuthType type = DCERPC_AUTH_TYPE_NONE;
	enum dcerpc_AuthLevel level = DCERPC_AUTH_LEVEL_NONE;
	struct caller_source source = {
		.session = dcesrv_call_session_info(call),
		.transport = dcerpc_binding_get_transport(
			call->conn->endpoint->ep_description),
		.address = samba_worker_client_address(forwarder->worker,
						       mem_ctx, call),
	};

	dcesrv_call_auth_info(call, &type, &level);
	source.auth_type = (uint32_t)type;
	source.auth_level = (uint32_t)level;
	return caller_create(mem_ctx, &source);
}

/* The client went away or cancelled: rrasd hears of it by the freed request. */
static void forward_gone(void *private_data)
{
	struct forward_state *state =
		talloc_get_type_abort(private_data, struct forward_state);
	struct dcesrv_call_state *call = state->call;

	talloc_free(state);
	call->fault_code = DCERPC_NCA_S_FAULT_CANCEL;
	samba_worker_answer(call);
}

/*
 * Send the call on.  The results land in @r, allocated on @mem_ctx, which is
 * the call itself: they outlive the state.
 */
static bool forward_start(struct forward_state *state, TALLOC_CTX *mem_ctx,
			  void *r)
{
	struct dcesrv_call_state *call = state->call;
	const struct forward_interface *interface = forward_interface_of(call);
	struct forwarder *forwarder = interface->forwarder;
	struct rras_client *client =
		forwarder_client(forwarder, call->event_ctx);
	struct rras_caller *caller = forward_caller(state, forwarder, call);

	if (client == NULL || caller == NULL) {
		return false;
	}
	state->handle =
		rras_binding_create(state, client, interface->table, caller);
	if (state->handle == NULL) {
		return false;
	}
	state->subreq = dcerpc_binding_handle_call_send(
		state, call->event_ctx, state->handle, NULL, interface->table,
		opnum_of(call), mem_ctx, r);
	if (state->subreq == NULL) {
		return false;
	}
	tevent_req_set_callback(state->subreq, forward_done, state);
	return samba_worker_watch(state, call, forward_gone, state);
}

static NTSTATUS forward_dispatch(struct dcesrv_call_state *call,
				 TALLOC_CTX *mem_ctx, void *r)
{
	struct forward_state *state;

	if (!samba_worker_go_async(call)) {
		return fault(call, DCERPC_FAULT_CANT_PERFORM);
	}
	state = talloc_zero(call, struct forward_state);
	if (state == NULL) {
		return fault(call, DCERPC_FAULT_OUT_OF_RESOURCES);
	}
	state->call = call;
	if (!forward_start(state, mem_ctx, r)) {
		talloc_free(state);
		return fault(call, DCERPC_FAULT_OUT_OF_RESOURCES);
	}
	return NT_STATUS_OK;
}

/* One line an outage, not one a call. */
static void forwarder_log(struct forwarder *forwarder, uint32_t code)
{
	const char *why;

	if (code != DCERPC_FAULT_SERVER_UNAVAILABLE) {
		forwarder->outage = false;
		return;
	}
	if (forwarder->outage) {
		return;
	}
	forwarder->outage = true;
	why = rras_client_last_error(forwarder->client);
	syslog(LOG_DAEMON | LOG_WARNING, "rpcd_rras: rrasd at %s: %s",
	       forwarder->socket_path, why != NULL ? why : "unavailable");
}

static void forward_done(struct tevent_req *subreq)
{
	struct forward_state *state =
		tevent_req_callback_data(subreq, struct forward_state);
	struct dcesrv_call_state *call = state->call;
	NTSTATUS status = dcerpc_binding_handle_call_recv(subreq);

	talloc_free(subreq);
	if (!NT_STATUS_IS_OK(status)) {
		/* rrasd's fault verbatim, or an answer that does not decode. */
		call->fault_code = rras_binding_fault(state->handle);
		if (call->fault_code == 0) {
			call->fault_code = DCERPC_FAULT_NDR;
		}
	}
	forwarder_log(forward_interface_of(call)->forwarder, call->fault_code);
	talloc_free(state);
	samba_worker_answer(call);
}

static NTSTATUS forward_reply(struct dcesrv_call_state *call,
			      TALLOC_CTX *mem_ctx, void *r)
{
	return call->fault_code != 0 ? NT_STATUS_NET_WRITE_FAULT : NT_STATUS_OK;
}

static NTSTATUS forward_ndr_push(struct dcesrv_call_state *call,
				 TALLOC_CTX *mem_ctx, struct ndr_push *push,
				 const void *r)
{
	const struct ndr_interface_table *table =
		forward_interface_of(call)->table;
	const struct ndr_interface_call *op = &table->calls[opnum_of(call)];

	if (!NDR_ERR_CODE_IS_SUCCESS(op->ndr_push(push, NDR_OUT, r))) {
		return fault(call, DCERPC_FAULT_NDR);
	}
	return NT_STATUS_OK;
}

/* Calls from inside Samba's own processes: there are none. */
static NTSTATUS forward_local(struct dcesrv_call_state *call,
			      TALLOC_CTX *mem_ctx, void *r)
{
	return fault(call, DCERPC_FAULT_CANT_PERFORM);
}

void forward_fill(struct dcesrv_interface *iface,
		  const struct forward_interface *interface)
{
	*iface = (struct dcesrv_interface){
		.name = interface->table->name,
		.syntax_id = interface->table->syntax_id,
		.bind = forward_bind,
		.unbind = forward_unbind,
		.ndr_pull = forward_ndr_pull,
		.dispatch = forward_dispatch,
		.reply = forward_reply,
		.ndr_push = forward_ndr_push,
		.local = forward_local,
		.private_data = interface,
		.flags = DCESRV_INTERFACE_FLAGS_HANDLES_NOT_USED,
	};
}
