/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server of SSTP answers: by HTTP, then by control messages; see
 * sstp_call.h for the states. */
#include "sstp_call_private.h"

#include <string.h>
#include "sstp_binding.h"
#include "sstp_http.h"

/* [MS-SSTP] 3.2.2, in seconds. */
#define TIMER_VAL_NEGOTIATION	  60
#define TIMER_VAL_STATE_TIMEOUT_2 1 /* until our last word is gone */

/* -- messages -- */

static void connect_acked(struct sstp_call *call,
			  const struct sstp_message *message)
{
	call->hash = sstp_binding_choose(message->hash);
	memcpy(call->nonce, message->nonce, SSTP_NONCE_SIZE);
	if (call->hash == 0) {
		sstp_call_abort(
			call, SSTP_ATTRIB_CRYPTO_BINDING_REQ,
			ATTRIB_STATUS_VALUE_NOT_SUPPORTED,
			DIALER_CONNECT_BAD_REPLY,
			"the server knows no hash for the crypto binding "
			"that we know");
		return;
	}
	call->state = SSTP_CONNECT_ACKED;
	sstp_call_set_deadline(call, TIMER_VAL_NEGOTIATION);
	sstp_call_tell(call);
}

static const char *attribute_name(uint8_t attribute)
{
	switch (attribute) {
	case SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID:
		return " for the protocol";
	case SSTP_ATTRIB_CRYPTO_BINDING:
	case SSTP_ATTRIB_CRYPTO_BINDING_REQ:
		return " for the crypto binding";
	default:
		return "";
	}
}

static void ended_by_peer(struct sstp_call *call, const char *how,
			  enum dialer_connect_result result,
			  const struct sstp_message *message)
{
	if (!message->has_status || message->status == ATTRIB_STATUS_NO_ERROR) {
		tunnel_end_set(&call->end, result, "the server %s", how);
		return;
	}
	tunnel_end_set(&call->end, result, "the server %s: %s%s (status %u)",
		       how, sstp_status_text(message->status),
		       attribute_name(message->status_attribute),
		       (unsigned)message->status);
}

/* A call that never carried was refused, and so is a binding. */
static enum dialer_connect_result
result_of_abort(const struct sstp_call *call,
		const struct sstp_message *message)
{
	bool binding = message->has_status &&
		       message->status_attribute == SSTP_ATTRIB_CRYPTO_BINDING;

	return call->pty == NULL || binding ? DIALER_CONNECT_REFUSED
					    : DIALER_CONNECT_ENDED;
}

static void aborted(struct sstp_call *call, const struct sstp_message *message)
{
	if (call->state == SSTP_LEAVING) {
		sstp_call_finish(call); /* both have said it */
		return;
	}
	ended_by_peer(call, "aborted the call", result_of_abort(call, message),
		      message);
	sstp_call_send_type(call, SSTP_MSG_CALL_ABORT);
	sstp_call_leave(call, true, TIMER_VAL_STATE_TIMEOUT_2);
}

/* 3.2.5.3.3: PPP is all that we have to offer. */
static void refused(struct sstp_call *call, const struct sstp_message *message)
{
	struct tunnel_end end;

	ended_by_peer(call, "refused the call", DIALER_CONNECT_REFUSED,
		      message);
	end = call->end;
	sstp_call_abort(call, SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID,
			ATTRIB_STATUS_RETRY_COUNT_EXCEEDED, end.result,
			end.text);
}

/* Said again, it puts nothing off: leaving has its deadline. */
static void disconnected(struct sstp_call *call,
			 const struct sstp_message *message)
{
	bool leaving = call->state == SSTP_LEAVING;

	if (!leaving) {
		ended_by_peer(call, "disconnected", DIALER_CONNECT_ENDED,
			      message);
	}
	sstp_call_send_type(call, SSTP_MSG_CALL_DISCONNECT_ACK);
	if (leaving) {
		call->last_word = true;
	} else {
		sstp_call_leave(call, true, TIMER_VAL_STATE_TIMEOUT_2);
	}
}

/* Is it a message that a server sends in this state? */
static bool fits_state(const struct sstp_call *call, enum sstp_type type)
{
	switch (type) {
	case SSTP_MSG_CALL_CONNECT_ACK:
	case SSTP_MSG_CALL_CONNECT_NAK:
		return call->state == SSTP_CONNECT_SENT;
	case SSTP_MSG_ECHO_REQUEST:
	case SSTP_MSG_ECHO_RESPONSE:
	case SSTP_MSG_CALL_DISCONNECT:
		return call->state != SSTP_CONNECT_SENT;
	case SSTP_MSG_CALL_DISCONNECT_ACK:
		return call->state == SSTP_LEAVING;
	case SSTP_MSG_CALL_ABORT:
		return true;
	default:
		return false;
	}
}

static void take_message(struct sstp_call *call,
			 const struct sstp_message *message)
{
	switch (message->type) {
	case SSTP_MSG_CALL_CONNECT_ACK:
		connect_acked(call, message);
		break;
	case SSTP_MSG_CALL_CONNECT_NAK:
		refused(call, message);
		break;
	case SSTP_MSG_CALL_ABORT:
		aborted(call, message);
		break;
	case SSTP_MSG_CALL_DISCONNECT:
		disconnected(call, message);
		break;
	case SSTP_MSG_CALL_DISCONNECT_ACK:
		sstp_call_finish(call);
		break;
	case SSTP_MSG_ECHO_REQUEST:
		sstp_call_send_type(call, SSTP_MSG_ECHO_RESPONSE);
		break;
	default: /* an Echo Response has been heard, that is all of it */
		break;
	}
}

void sstp_call_take_control(struct sstp_call *call, const uint8_t *packet,
			    size_t size)
{
	struct sstp_message message;
	enum sstp_status status = sstp_message_pull(packet, size, &message);

	if (status == ATTRIB_STATUS_NO_ERROR &&
	    !fits_state(call, message.type)) {
		status = ATTRIB_STATUS_UNACCEPTED_FRAME_RECEIVED;
	}
	if (status == ATTRIB_STATUS_NO_ERROR) {
		take_message(call, &message);
	} else if (call->state != SSTP_LEAVING) {
		sstp_call_abort(call, SSTP_ATTRIB_NO_ERROR, status,
				DIALER_CONNECT_BAD_REPLY,
				sstp_status_text(status));
	}
}

/* -- HTTP -- */

static void http_refused(struct sstp_call *call,
			 const struct sstp_http_answer *answer)
{
	enum dialer_connect_result result = DIALER_CONNECT_REFUSED;
	const char *meaning = "refused the call";

	switch (answer->status) {
	case 401:
	case 403:
	case 407:
		result = DIALER_CONNECT_NOT_ALLOWED;
		meaning = "does not let us in";
		break;
	case 404:
	case 405:
	case 501:
		meaning = "does not offer SSTP";
		break;
	case 503:
		meaning = "is busy";
		break;
	}
	tunnel_end_set(&call->end, result, "the server %s: HTTP %u %s", meaning,
		       answer->status, answer->reason);
	sstp_call_finish(call);
}

/* @return whether there may be more in what was received */
bool sstp_call_take_http(struct sstp_call *call)
{
	struct sstp_http_answer answer;

	switch (sstp_http_peek(byte_queue_front(&call->in), call->in.used,
			       &answer)) {
	case SSTP_HTTP_PART:
		return false;
	case SSTP_HTTP_NO_HTTP:
		tunnel_end_set(&call->end, DIALER_CONNECT_BAD_REPLY,
			       "the server's answer is not HTTP");
		sstp_call_finish(call);
		return false;
	case SSTP_HTTP_ANSWER:
		break;
	}
	if (answer.status != 200) {
		http_refused(call, &answer);
		return false;
	}
	byte_queue_drop(&call->in, answer.size);
	call->state = SSTP_CONNECT_SENT;
	sstp_call_send(call, &(struct sstp_message){
				     .type = SSTP_MSG_CALL_CONNECT_REQUEST,
				     .protocol = SSTP_ENCAPSULATED_PROTOCOL_PPP,
			     });
	return true;
}
