/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connected peer: its frames, its outstanding calls. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <util/data_blob.h>
#include <gen_ndr/dcerpc.h>

#include "gen_ndr/frame.h"
#include "server/ipc/frame_stream.h"
#include "dispatch.h"
#include "log.h"
#include "ops.h"
#include "peer.h"

struct peer {
	struct rrasd_asker asker; /* first: see peer_has_room() */
	struct tevent_context *ev;
	const struct listener_config *config;
	struct dispatch *dispatch;
	struct frame_stream *stream;
	pid_t pid;
	struct peer_call *calls; /* in the order of arrival, newest first */
	uint32_t num_calls;
};

/* A call that has not been answered; freeing it abandons the call. */
struct peer_call {
	struct peer *peer;
	struct peer_call *prev, *next;
	uint32_t id;
};

static int peer_call_destructor(struct peer_call *call)
{
	if (call->prev != NULL) {
		call->prev->next = call->next;
	} else {
		call->peer->calls = call->next;
	}
	if (call->next != NULL) {
		call->next->prev = call->prev;
	}
	call->peer->num_calls--;
	return 0;
}

static struct peer_call *peer_call_create(struct peer *peer, uint32_t id)
{
	struct peer_call *call = talloc_zero(peer, struct peer_call);

	if (call == NULL) {
		return NULL;
	}
	call->peer = peer;
	call->id = id;
	call->next = peer->calls;
	if (call->next != NULL) {
		call->next->prev = call;
	}
	peer->calls = call;
	peer->num_calls++;
	talloc_set_destructor(call, peer_call_destructor);
	return call;
}

static void peer_answer(struct peer *peer, uint32_t id, uint32_t fault,
			DATA_BLOB stub)
{
	struct rras_frame reply = {
		.type = RRAS_FRAME_REPLY,
		.body.reply = {.id = id, .fault = fault, .stub = stub},
	};
	int err = frame_stream_write(peer->stream, &reply, -1);

	if (err == EMSGSIZE || err == EINVAL) {
		/* It must not wait for ever. */
		reply.body.reply.fault = DCERPC_NCA_S_OUT_ARGS_TOO_BIG;
		reply.body.reply.stub = data_blob_null;
		err = frame_stream_write(peer->stream, &reply, -1);
	}
	if (err != 0) {
		log_info("an answer to peer %d is lost: %s", peer->pid,
			 strerror(err));
		/* Better no connection than one that waits for ever. */
		frame_stream_fail(peer->stream);
	}
}

static void peer_call_done(struct tevent_req *subreq)
{
	struct peer_call *call =
		tevent_req_callback_data(subreq, struct peer_call);
	struct peer *peer = call->peer;
	uint32_t id = call->id;
	DATA_BLOB stub = data_blob_null;
	uint32_t fault = dispatch_recv(subreq, call, &stub);

	TALLOC_FREE(subreq);
	peer_answer(peer, id, fault, stub);
	if (stub.data != NULL) {
		/* It may hold a password. */
		explicit_bzero(stub.data, stub.length);
	}
	TALLOC_FREE(call);
}

static void peer_handle_call(struct peer *peer, struct rras_frame *frame)
{
	struct tevent_req *subreq = NULL;
	struct peer_call *call = NULL;
	uint32_t id = frame->body.call.id;

	if (peer->num_calls >= peer->config->max_calls) {
		log_warning("peer %d has %u calls outstanding: another one "
			    "is refused",
			    peer->pid, peer->num_calls);
		peer_answer(peer, id, DCERPC_NCA_S_SERVER_TOO_BUSY,
			    data_blob_null);
		return;
	}
	call = peer_call_create(peer, id);
	if (call != NULL) {
		subreq = dispatch_send(call, peer->ev, peer->dispatch,
				       talloc_steal(call, frame),
				       frame_stream_take_fd(peer->stream),
				       &peer->asker);
	}
	if (subreq == NULL) {
		TALLOC_FREE(call);
		peer_answer(peer, id, DCERPC_FAULT_OUT_OF_RESOURCES,
			    data_blob_null);
		return;
	}
	tevent_req_set_callback(subreq, peer_call_done, call);
}

/* A cancel may cross its answer: an id that is not there is no error. */
static void peer_handle_cancel(struct peer *peer, uint32_t id)
{
	struct peer_call *call = peer->calls;

	while (call != NULL && call->id != id) {
		call = call->next;
	}
	TALLOC_FREE(call);
}

static void peer_frame(struct frame_stream *stream, struct rras_frame *frame,
		       void *private_data)
{
	struct peer *peer = talloc_get_type_abort(private_data, struct peer);

	switch (frame->type) {
	case RRAS_FRAME_CALL:
		peer_handle_call(peer, frame);
		return;
	case RRAS_FRAME_CANCEL:
		peer_handle_cancel(peer, frame->body.cancel.id);
		return;
	default:
		/* We have asked nothing, so nothing can be an answer. */
		log_warning("peer %d sent a frame of type %d: closed",
			    peer->pid, (int)frame->type);
		talloc_free(peer);
		return;
	}
}

static void peer_closed(struct frame_stream *stream, enum frame_stream_end end,
			void *private_data)
{
	struct peer *peer = talloc_get_type_abort(private_data, struct peer);

	if (end == FRAME_STREAM_CLOSED) {
		log_info("peer %d has gone, %u calls outstanding", peer->pid,
			 peer->num_calls);
	} else {
		log_warning("peer %d is closed: %s", peer->pid,
			    frame_stream_end_text(end));
	}
	talloc_free(peer);
}

static const struct frame_stream_handlers peer_handlers = {
	.frame = peer_frame,
	.closed = peer_closed,
};

/* A frame of the largest size finds the queue at most half full then. */
static bool peer_has_room(const struct rrasd_asker *asker)
{
	const struct peer *peer = (const struct peer *)asker;

	return frame_stream_queued(peer->stream) <= RRAS_FRAME_MAX;
}

static bool peer_is_allowed(const struct listener_config *config, int fd,
			    pid_t *pid)
{
	struct ucred ucred;
	socklen_t length = sizeof(ucred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &ucred, &length) != 0) {
		log_error("the peer's identity is not known: %s",
			  strerror(errno));
		return false;
	}
	if (ucred.uid != config->allowed_uid) {
		log_warning("process %d of user id %u is refused", ucred.pid,
			    ucred.uid);
		return false;
	}
	*pid = ucred.pid;
	return true;
}

struct peer *peer_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			 const struct listener_config *config,
			 struct dispatch *dispatch, int fd)
{
	struct peer *peer;
	pid_t pid = 0;

	if (!peer_is_allowed(config, fd, &pid)) {
		close(fd);
		return NULL;
	}
	peer = talloc_zero(mem_ctx, struct peer);
	if (peer == NULL) {
		close(fd);
		return NULL;
	}
	peer->asker.has_room = peer_has_room;
	peer->asker.connection = peer;
	peer->ev = ev;
	peer->config = config;
	peer->dispatch = dispatch;
	peer->pid = pid;
	peer->stream = frame_stream_create(peer, ev, fd, &peer_handlers, peer);
	if (peer->stream == NULL) {
		TALLOC_FREE(peer);
		return NULL;
	}
	frame_stream_pace(peer->stream);
	return peer;
}
