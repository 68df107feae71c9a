/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of SSTP over TLS; see sstp_call.h. */
#include "sstp_call_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <gnutls/crypto.h>
#include "sstp_binding.h"
#include "sstp_http.h"
#include "sstp_message.h"

/* [MS-SSTP] 3.2.2, in seconds. */
#define TIMER_VAL_ABORT_STATE_TIMEOUT_1 3 /* until the peer aborts too */

/* Signs of life that a peer may miss. */
#define MAX_MISSED 3

/* A record of TLS behind a part of a packet. */
#define IN_SIZE ((size_t)(16384 + SSTP_MAX_PACKET + 1))
/* What one record can become on the pty, escaped; what one read of the pty
 * can become in the stream; and a message of ours beside it. */
#define PTY_ROOM    ((size_t)(3 * 16384))
#define STREAM_ROOM ((size_t)(16384))

/* -- ends -- */

void sstp_call_tell(struct sstp_call *call)
{
	if (call->fn != NULL) {
		call->fn(call, call->private_data);
	}
}

/* @end has been filled in. */
void sstp_call_finish(struct sstp_call *call)
{
	TALLOC_FREE(call->deadline);
	TALLOC_FREE(call->hello);
	call->state = SSTP_CALL_ENDED;
	sstp_call_tell(call);
}

bool sstp_call_send(struct sstp_call *call, const struct sstp_message *message)
{
	uint8_t *packet;

	/* STREAM_ROOM keeps frames away from here; a peer that asks for
	 * thousands of echoes and reads none goes without. */
	if (tls_stream_room(call->stream) < SSTP_MAX_MESSAGE) {
		return false;
	}
	packet = tls_stream_space(call->stream, SSTP_MAX_MESSAGE);
	tls_stream_add(call->stream, sstp_message_push(message, packet));
	return true;
}

void sstp_call_send_type(struct sstp_call *call, enum sstp_type type)
{
	sstp_call_send(call, &(struct sstp_message){.type = type});
}

static void deadline_passed(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data);

void sstp_call_set_deadline(struct sstp_call *call, uint32_t seconds)
{
	TALLOC_FREE(call->deadline);
	call->deadline = tevent_add_timer(
		call->ev, call, tevent_timeval_current_ofs(seconds, 0),
		deadline_passed, call);
	if (call->deadline == NULL) {
		tunnel_end_set(&call->end, DIALER_CONNECT_LOCAL,
			       "out of memory");
		sstp_call_finish(call);
	}
}

/* The last message is in the stream. */
void sstp_call_leave(struct sstp_call *call, bool last_word, uint32_t seconds)
{
	call->state = SSTP_LEAVING;
	call->last_word = last_word;
	TALLOC_FREE(call->hello);
	if (call->pty != NULL) {
		sstp_pty_pause(call->pty, true);
	}
	tls_stream_resume(call->stream);
	sstp_call_set_deadline(call, seconds);
}

/* 3.1.5.1: what the peer did is a reason to abort. */
void sstp_call_abort(struct sstp_call *call, uint8_t attribute,
		     enum sstp_status status, enum dialer_connect_result result,
		     const char *text)
{
	tunnel_end_set(&call->end, result, "%s", text);
	sstp_call_send(call, &(struct sstp_message){
				     .type = SSTP_MSG_CALL_ABORT,
				     .has_status = true,
				     .status_attribute = attribute,
				     .status = status,
			     });
	sstp_call_leave(call, false, TIMER_VAL_ABORT_STATE_TIMEOUT_1);
}

static void deadline_passed(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data)
{
	struct sstp_call *call =
		talloc_get_type_abort(private_data, struct sstp_call);

	call->deadline = NULL;
	if (call->state == SSTP_CONNECT_ACKED) {
		sstp_call_abort(call, SSTP_ATTRIB_NO_ERROR,
				ATTRIB_STATUS_NEGOTIATION_TIMEOUT,
				DIALER_CONNECT_SILENT,
				"PPP did not authenticate in time");
		return;
	}
	sstp_call_finish(call); /* LEAVING: why has been said */
}

/* -- signs of life -- */

static void hello(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data);

static void set_hello(struct sstp_call *call)
{
	TALLOC_FREE(call->hello);
	call->hello = tevent_add_timer(
		call->ev, call,
		tevent_timeval_current_ofs(call->hello_interval, 0), hello,
		call);
	if (call->hello == NULL) {
		tunnel_end_set(&call->end, DIALER_CONNECT_LOCAL,
			       "out of memory");
		sstp_call_finish(call);
	}
}

/*
 * [MS-SSTP] 3.2.2 has one timer of 60 seconds and one echo.  Ours are those
 * of every tunnel: shorter, and three of them.
 */
static void hello(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	struct sstp_call *call =
		talloc_get_type_abort(private_data, struct sstp_call);

	call->hello = NULL;
	if (call->heard) {
		call->missed = 0;
	} else if (call->missed == MAX_MISSED) {
		tunnel_end_set(&call->end, DIALER_CONNECT_LOST,
			       "the server does not answer echo requests");
		sstp_call_finish(call);
		return;
	} else {
		call->missed++;
		sstp_call_send_type(call, SSTP_MSG_ECHO_REQUEST);
	}
	call->heard = false;
	set_hello(call);
}

/* -- frames -- */

static void pty_frame(const uint8_t *frame, size_t size, void *private_data)
{
	struct sstp_call *call = private_data;
	uint8_t *packet;

	if (tls_stream_room(call->stream) < size + SSTP_HEADER_SIZE) {
		return; /* cannot be while STREAM_ROOM is kept */
	}
	packet = tls_stream_space(call->stream, size + SSTP_HEADER_SIZE);
	sstp_data_header(packet, size);
	memcpy(packet + SSTP_HEADER_SIZE, frame, size);
	tls_stream_add(call->stream, size + SSTP_HEADER_SIZE);
	if (tls_stream_room(call->stream) < STREAM_ROOM) {
		sstp_pty_pause(call->pty, true);
	}
}

/* pppd has taken something: go on with the server. */
static void pty_sent(void *private_data)
{
	struct sstp_call *call = private_data;

	if (sstp_pty_room(call->pty) >= PTY_ROOM) {
		tls_stream_resume(call->stream);
	}
}

static const struct sstp_pty_ops pty_ops = {
	.frame = pty_frame,
	.sent = pty_sent,
};

static bool is_carried(const struct sstp_call *call)
{
	return call->pty != NULL && (call->state == SSTP_CONNECT_ACKED ||
				     call->state == SSTP_CALL_CONNECTED);
}

static void take_frame(struct sstp_call *call, const uint8_t *packet,
		       size_t size)
{
	if (!is_carried(call)) {
		return;
	}
	sstp_pty_write(call->pty, packet + SSTP_HEADER_SIZE,
		       size - SSTP_HEADER_SIZE);
	if (sstp_pty_room(call->pty) < PTY_ROOM) {
		tls_stream_pause(call->stream);
	}
}

/* @return whether there may be more in what was received */
static bool take_packet(struct sstp_call *call)
{
	const uint8_t *front = byte_queue_front(&call->in);
	size_t size;

	switch (sstp_packet_peek(front, call->in.used, &size)) {
	case SSTP_PEEK_PART:
		return false;
	case SSTP_PEEK_BAD:
		tunnel_end_set(&call->end, DIALER_CONNECT_BAD_REPLY,
			       "what the server sends is not SSTP");
		sstp_call_finish(call);
		return false;
	case SSTP_PEEK_DATA:
		take_frame(call, front, size);
		break;
	case SSTP_PEEK_CONTROL:
		sstp_call_take_control(call, front, size);
		break;
	}
	byte_queue_drop(&call->in, size);
	return call->state != SSTP_CALL_ENDED;
}

/* -- the stream -- */

static void stream_received(const uint8_t *bytes, size_t size,
			    void *private_data)
{
	struct sstp_call *call = private_data;

	if (call->state == SSTP_CALL_ENDED) {
		return;
	}
	call->heard = true;
	memcpy(byte_queue_space(&call->in, size), bytes, size);
	byte_queue_add(&call->in, size);
	if (call->state == SSTP_HTTP_SENT && !sstp_call_take_http(call)) {
		return;
	}
	while (take_packet(call)) {
	}
}

static void stream_sent(void *private_data)
{
	struct sstp_call *call = private_data;

	if (call->state == SSTP_LEAVING) {
		if (call->last_word && tls_stream_is_flushed(call->stream)) {
			sstp_call_finish(call);
		}
		return;
	}
	if (call->pty != NULL && tls_stream_room(call->stream) >= STREAM_ROOM) {
		sstp_pty_pause(call->pty, false);
	}
}

static void stream_ended(enum tls_error error, const char *text,
			 void *private_data)
{
	struct sstp_call *call = private_data;

	if (call->state == SSTP_CALL_ENDED) {
		return;
	}
	if (call->state != SSTP_LEAVING && call->pty != NULL) {
		tunnel_end_set(&call->end, DIALER_CONNECT_ENDED,
			       "the server closed the connection%s%s",
			       text[0] != '\0' ? ": " : "", text);
	} else if (call->state != SSTP_LEAVING) {
		tunnel_end_set(&call->end, DIALER_CONNECT_BAD_REPLY,
			       "the server closed the connection instead of "
			       "%s%s%s",
			       sstp_call_waits_for(call),
			       text[0] != '\0' ? ": " : "", text);
	}
	sstp_call_finish(call);
}

static const struct tls_stream_ops stream_ops = {
	.received = stream_received,
	.sent = stream_sent,
	.ended = stream_ended,
};

/* -- from outside -- */

static bool send_request(struct sstp_call *call, const char *host)
{
	uint8_t id[16];
	char *request;
	size_t size;

	if (gnutls_rnd(GNUTLS_RND_NONCE, id, sizeof(id)) != 0) {
		return false;
	}
	request = sstp_http_request(call, host, id);
	if (request == NULL) {
		return false;
	}
	size = strlen(request);
	memcpy(tls_stream_space(call->stream, size), request, size);
	tls_stream_add(call->stream, size);
	talloc_free(request);
	return true;
}

struct sstp_call *sstp_call_create(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct tls_stream *stream, const char *host)
{
	struct sstp_call *call = talloc_zero(mem_ctx, struct sstp_call);

	if (call == NULL) {
		talloc_free(stream);
		return NULL;
	}
	call->ev = ev;
	call->stream = talloc_move(call, &stream);
	call->state = SSTP_HTTP_SENT;
	if (!byte_queue_init(call, &call->in, IN_SIZE) ||
	    !tls_stream_start(call->stream, &stream_ops, call) ||
	    !send_request(call, host)) {
		talloc_free(call);
		return NULL;
	}
	return call;
}

void sstp_call_set_callback(struct sstp_call *call, sstp_call_fn fn,
			    void *private_data)
{
	call->fn = fn;
	call->private_data = private_data;
}

enum sstp_state sstp_call_state(const struct sstp_call *call)
{
	return call->state;
}

const struct tunnel_end *sstp_call_end(const struct sstp_call *call)
{
	return &call->end;
}

const char *sstp_call_waits_for(const struct sstp_call *call)
{
	switch (call->state) {
	case SSTP_HTTP_SENT:
		return "the answer to SSTP_DUPLEX_POST";
	case SSTP_CONNECT_SENT:
		return "the answer to Call Connect Request";
	case SSTP_CONNECT_ACKED:
		return "PPP";
	default:
		return "its end";
	}
}

bool sstp_call_carry(struct sstp_call *call, uint32_t hello_interval,
		     int *slave)
{
	call->pty = sstp_pty_open(call, call->ev, &pty_ops, call, slave);
	if (call->pty == NULL || !sstp_pty_start(call->pty)) {
		return false;
	}
	call->hello_interval = hello_interval;
	set_hello(call);
	return true;
}

void sstp_call_authenticated(struct sstp_call *call, const uint8_t *send_key,
			     const uint8_t *receive_key, size_t size)
{
	uint8_t hlak[SSTP_HLAK_SIZE];
	struct sstp_message connected;
	bool ok;

	if (call->state != SSTP_CONNECT_ACKED) {
		return; /* PPP may authenticate again later */
	}
	sstp_binding_hlak(send_key, receive_key, size, hlak);
	ok = sstp_binding_make(call->hash, call->nonce,
			       tls_stream_certificate(call->stream), hlak,
			       &connected);
	gnutls_memset(hlak, 0, sizeof(hlak));
	if (!ok) {
		sstp_call_abort(call, SSTP_ATTRIB_CRYPTO_BINDING,
				ATTRIB_STATUS_VALUE_NOT_SUPPORTED,
				DIALER_CONNECT_LOCAL,
				"the crypto binding cannot be computed");
		return;
	}
	/* never connected without it: 3.2.5.3.2, "MUST send" */
	if (!sstp_call_send(call, &connected)) {
		tunnel_end_set(&call->end, DIALER_CONNECT_LOST,
			       "the server takes nothing, not even the crypto "
			       "binding");
		sstp_call_finish(call);
		return;
	}
	TALLOC_FREE(call->deadline);
	call->state = SSTP_CALL_CONNECTED;
}

void sstp_call_disconnect(struct sstp_call *call, uint32_t seconds)
{
	if (call->state == SSTP_CALL_ENDED) {
		return;
	}
	if (call->state != SSTP_LEAVING) {
		tunnel_end_set(&call->end, DIALER_CONNECT_ENDED,
			       "we disconnected");
		sstp_call_send(call, &(struct sstp_message){
					     .type = SSTP_MSG_CALL_DISCONNECT,
				     });
	}
	sstp_call_leave(call, call->last_word, seconds);
}
