/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dcerpc_binding_handle over rras_client. */
#include "rras_binding.h"

#include <stdbool.h>
#include <core/ntstatus.h>
#include <util/tevent_ntstatus.h>

struct rras_binding {
	struct rras_client *client;
	struct GUID interface_id;
	const struct rras_caller *caller;
	int event_fd;
	uint32_t fault;
};

struct raw_call_state {
	struct rras_binding *binding;
	DATA_BLOB stub;
};

static void raw_call_done(struct tevent_req *subreq);

static struct tevent_req *
binding_raw_call_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		      struct dcerpc_binding_handle *handle,
		      const struct GUID *object, uint32_t opnum,
		      uint32_t in_flags, const uint8_t *in_data,
		      size_t in_length)
{
	struct rras_binding *binding =
		dcerpc_binding_handle_data(handle, struct rras_binding);
	struct rras_client_call call = {
		.interface_id = binding->interface_id,
		.opnum = opnum,
		.caller = binding->caller,
		.stub = {.data = discard_const_p(uint8_t, in_data),
			 .length = in_length},
		.event_fd = binding->event_fd,
	};
	struct raw_call_state *state;
	struct tevent_req *req, *subreq;

	req = tevent_req_create(mem_ctx, &state, struct raw_call_state);
	if (req == NULL) {
		return NULL;
	}
	state->binding = binding;
	binding->event_fd = -1;
	subreq = rras_client_call_send(state, ev, binding->client, &call);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, raw_call_done, req);
	return req;
}

static void raw_call_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct raw_call_state *state =
		tevent_req_data(req, struct raw_call_state);
	uint32_t fault = rras_client_call_recv(subreq, state, &state->stub);

	talloc_free(subreq);
	state->binding->fault = fault;
	if (fault != 0) {
		tevent_req_nterror(req, dcerpc_fault_to_nt_status(fault));
		return;
	}
	tevent_req_done(req);
}

static NTSTATUS binding_raw_call_recv(struct tevent_req *req,
				      TALLOC_CTX *mem_ctx, uint8_t **out_data,
				      size_t *out_length, uint32_t *out_flags)
{
	struct raw_call_state *state =
		tevent_req_data(req, struct raw_call_state);
	NTSTATUS status;

	if (tevent_req_is_nterror(req, &status)) {
		tevent_req_received(req);
		return status;
	}
	*out_data = talloc_move(mem_ctx, &state->stub.data);
	*out_length = state->stub.length;
	*out_flags = 0; /* NDR32, little-endian */
	tevent_req_received(req);
	return NT_STATUS_OK;
}

/* The client connects by itself when a call needs it. */
static bool binding_is_connected(struct dcerpc_binding_handle *handle)
{
	return true;
}

static uint32_t binding_set_timeout(struct dcerpc_binding_handle *handle,
				    uint32_t timeout)
{
	return UINT32_MAX;
}

/* Stubs whose [out,ref] pointers the caller left unset get them allocated. */
static bool binding_ref_alloc(struct dcerpc_binding_handle *handle)
{
	return true;
}

static const struct dcerpc_binding_handle_ops binding_ops = {
	.name = "rrasd",
	.is_connected = binding_is_connected,
	.set_timeout = binding_set_timeout,
	.raw_call_send = binding_raw_call_send,
	.raw_call_recv = binding_raw_call_recv,
	.ref_alloc = binding_ref_alloc,
};

/*
 * Without this the synchronous stubs would run a loop of their own, in which
 * our socket is not.  Samba deprecates it for its own callers only: there is
 * no other public way.
 */
static void binding_set_sync_loop(struct dcerpc_binding_handle *handle,
				  struct tevent_context *ev)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	dcerpc_binding_handle_set_sync_ev(handle, ev);
#pragma GCC diagnostic pop
}

struct dcerpc_binding_handle *
rras_binding_create(TALLOC_CTX *mem_ctx, struct rras_client *client,
		    const struct ndr_interface_table *table,
		    const struct rras_caller *caller)
{
	struct dcerpc_binding_handle *handle;
	struct rras_binding *binding;

	handle = dcerpc_binding_handle_create(
		mem_ctx, &binding_ops, NULL, table, &binding,
		struct rras_binding, __location__);
	if (handle == NULL) {
		return NULL;
	}
	*binding = (struct rras_binding){
		.client = client,
		.interface_id = table->syntax_id.uuid,
		.caller = caller,
		.event_fd = -1,
	};
	binding_set_sync_loop(handle, rras_client_event_context(client));
	return handle;
}

uint32_t rras_binding_fault(struct dcerpc_binding_handle *handle)
{
	const struct rras_binding *binding =
		dcerpc_binding_handle_data(handle, struct rras_binding);

	return binding->fault;
}

void rras_binding_set_event(struct dcerpc_binding_handle *handle, int event_fd)
{
	struct rras_binding *binding =
		dcerpc_binding_handle_data(handle, struct rras_binding);

	binding->event_fd = event_fd;
}
