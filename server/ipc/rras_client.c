/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls to rrasd and their replies. */
#include "rras_client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/queue.h>
#include <gen_ndr/dcerpc.h>
#include "compat/rras_errors.h"
#include "fd_passing.h"
#include "frame_codec.h"
#include "rras_connection.h"

TAILQ_HEAD(call_list, call_state);

struct rras_client {
	struct tevent_context *ev;
	struct rras_connection *conn;
	struct call_list pending;
	uint32_t last_id;
	const char *last_error;
};

struct call_state {
	TAILQ_ENTRY(call_state) next;
	struct tevent_req *req;
	struct rras_client *client; /* NULL when not pending */
	uint32_t id;
	DATA_BLOB frame; /* encoded, until it is sent */
	int event_fd;	 /* until it is sent */
	DATA_BLOB stub;	 /* of the reply */
};

void rras_client_set_times(struct rras_client *client, uint32_t timeout,
			   uint32_t ping_interval)
{
	rras_connection_set_times(client->conn, timeout, ping_interval);
}

const char *rras_client_last_error(const struct rras_client *client)
{
	return client->last_error;
}

struct tevent_context *rras_client_event_context(struct rras_client *client)
{
	return client->ev;
}

static struct call_state *client_find(struct rras_client *client, uint32_t id)
{
	struct call_state *call;

	TAILQ_FOREACH(call, &client->pending, next)
	{
		if (call->id == id) {
			return call;
		}
	}
	return NULL;
}

/* 0 is never used; an id that a patient call still holds is passed over. */
static uint32_t client_new_id(struct rras_client *client)
{
	do {
		client->last_id++;
	} while (client->last_id == 0 ||
		 client_find(client, client->last_id) != NULL);
	return client->last_id;
}

static void call_unlink(struct call_state *call)
{
	if (call->client != NULL) {
		TAILQ_REMOVE(&call->client->pending, call, next);
		call->client = NULL;
	}
}

/* The requester's callback always runs from the loop. */
static void call_fail(struct call_state *call, uint32_t fault)
{
	tevent_req_defer_callback(call->req, call->client->ev);
	call_unlink(call);
	tevent_req_error(call->req, fault);
}

static bool call_is_sent(const struct call_state *call)
{
	return call->frame.data == NULL;
}

static void call_transmit(struct call_state *call)
{
	int error = rras_connection_send(call->client->conn, &call->frame,
					 call->event_fd);

	switch (error) {
	case 0:
		fd_close(&call->event_fd);
		return;
	case ENOMEM:
	case EMFILE:
		call_fail(call, DCERPC_NCA_S_FAULT_REMOTE_NO_MEMORY);
		return;
	default:
		call_fail(call, RPC_S_SERVER_UNAVAILABLE);
		return;
	}
}

/* Best effort: when the cancel is lost, so is the connection. */
static void call_send_cancel(struct call_state *call)
{
	struct rras_frame cancel = {.type = RRAS_FRAME_CANCEL};
	DATA_BLOB blob;

	if (!call_is_sent(call)) {
		return;
	}
	cancel.body.cancel.id = call->id;
	if (frame_encode(call, &cancel, &blob) == 0) {
		(void)rras_connection_send(call->client->conn, &blob, -1);
		data_blob_free(&blob);
	}
}

static void call_cleanup(struct tevent_req *req,
			 enum tevent_req_state req_state)
{
	struct call_state *call = tevent_req_data(req, struct call_state);

	fd_close(&call->event_fd);
	if (call->client == NULL || req_state != TEVENT_REQ_RECEIVED) {
		return;
	}
	call_send_cancel(call);
	call_unlink(call);
}

static bool call_cancel(struct tevent_req *req)
{
	struct call_state *call = tevent_req_data(req, struct call_state);

	if (call->client == NULL) {
		return false;
	}
	call_send_cancel(call);
	call_fail(call, RPC_S_CALL_CANCELLED);
	return true;
}

static int call_encode(struct call_state *state,
		       const struct rras_client_call *call)
{
	struct rras_frame frame = {.type = RRAS_FRAME_CALL};

	frame.body.call = (struct rras_frame_call){
		.id = state->id,
		.interface_id = call->interface_id,
		.opnum = call->opnum,
		.caller = *call->caller,
		.stub = call->stub,
	};
	if (call->event_fd != -1) {
		state->event_fd = fcntl(call->event_fd, F_DUPFD_CLOEXEC, 0);
		if (state->event_fd == -1) {
			return errno;
		}
	}
	return frame_encode(state, &frame, &state->frame);
}

struct tevent_req *rras_client_call_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct rras_client *client,
					 const struct rras_client_call *call)
{
	struct call_state *state;
	struct tevent_req *req;
	int error;

	req = tevent_req_create(mem_ctx, &state, struct call_state);
	if (req == NULL) {
		return NULL;
	}
	state->req = req;
	state->event_fd = -1;
	state->id = client_new_id(client);
	tevent_req_set_cleanup_fn(req, call_cleanup);
	tevent_req_set_cancel_fn(req, call_cancel);
	if (call_encode(state, call) != 0) {
		tevent_req_error(req, DCERPC_NCA_S_PROTO_ERROR);
		return tevent_req_post(req, ev);
	}
	/* Before this call is listed: it must not fail with the old ones. */
	error = rras_connection_need(client->conn);
	if (error != 0 && error != EINPROGRESS) {
		tevent_req_oom(req);
		return tevent_req_post(req, ev);
	}
	state->client = client;
	TAILQ_INSERT_TAIL(&client->pending, state, next);
	if (error == 0) {
		call_transmit(state);
	}
	return req;
}

uint32_t rras_client_call_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			       DATA_BLOB *stub)
{
	struct call_state *call = tevent_req_data(req, struct call_state);
	enum tevent_req_state req_state;
	uint64_t error;

	*stub = data_blob_null;
	if (tevent_req_is_error(req, &req_state, &error)) {
		tevent_req_received(req);
		return req_state == TEVENT_REQ_USER_ERROR
			       ? (uint32_t)error
			       : DCERPC_NCA_S_FAULT_REMOTE_NO_MEMORY;
	}
	stub->data = talloc_move(mem_ctx, &call->stub.data);
	stub->length = call->stub.length;
	tevent_req_received(req);
	return 0;
}

static void client_up(void *private_data)
{
	struct rras_client *client =
		talloc_get_type_abort(private_data, struct rras_client);
	struct call_state *call, *tmp;

	for (call = TAILQ_FIRST(&client->pending); call != NULL; call = tmp) {
		tmp = TAILQ_NEXT(call, next);
		if (!call_is_sent(call)) {
			call_transmit(call);
		}
	}
}

static void client_fail_all(struct rras_client *client)
{
	struct call_state *call;

	while ((call = TAILQ_FIRST(&client->pending)) != NULL) {
		call_fail(call, RPC_S_SERVER_UNAVAILABLE);
	}
}

static void client_lost(const char *why, void *private_data)
{
	struct rras_client *client =
		talloc_get_type_abort(private_data, struct rras_client);

	client->last_error = why;
	client_fail_all(client);
}

static bool client_waits(void *private_data)
{
	const struct rras_client *client =
		talloc_get_type_abort(private_data, struct rras_client);

	return !TAILQ_EMPTY(&client->pending);
}

/* A reply to a call that was cancelled meanwhile finds nobody. */
static void client_frame(const struct rras_frame *frame, void *private_data)
{
	struct rras_client *client =
		talloc_get_type_abort(private_data, struct rras_client);
	const struct rras_frame_reply *reply = &frame->body.reply;
	struct call_state *call;

	if (frame->type != RRAS_FRAME_REPLY) {
		return;
	}
	call = client_find(client, reply->id);
	if (call == NULL) {
		return;
	}
	if (reply->fault != 0) {
		call_fail(call, reply->fault);
		return;
	}
	call->stub.data = talloc_steal(call, reply->stub.data);
	call->stub.length = reply->stub.length;
	tevent_req_defer_callback(call->req, client->ev);
	call_unlink(call);
	tevent_req_done(call->req);
}

static const struct rras_connection_handlers connection_handlers = {
	.up = client_up,
	.frame = client_frame,
	.lost = client_lost,
	.waits = client_waits,
};

static int client_destructor(struct rras_client *client)
{
	client_fail_all(client);
	return 0;
}

struct rras_client *rras_client_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       const char *path)
{
	struct rras_client *client = talloc_zero(mem_ctx, struct rras_client);

	if (client == NULL) {
		return NULL;
	}
	client->ev = ev;
	TAILQ_INIT(&client->pending);
	client->conn = rras_connection_create(client, ev, path,
					      &connection_handlers, client);
	if (client->conn == NULL) {
		talloc_free(client);
		return NULL;
	}
	talloc_set_destructor(client, client_destructor);
	return client;
}
