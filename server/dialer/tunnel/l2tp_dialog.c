/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The states of an L2TP tunnel, and what each message does in them
 * (RFC 2661 sections 7.2.1 and 7.4.1, the sides of who begins).
 *
 *   we        SCCRQ ->            <- SCCRP   SCCCN, ICRQ ->
 *   the peer                      <- ICRP    ICCN ->
 *
 * SCCCN and ICRQ go together: nothing between them asks for the peer's word.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "l2tp.h"
#include "server/dialer/text.h"

#define MAX_DATAGRAMS 16 /* at once; then others have their turn */

static bool arm_hello(struct tunnel *tunnel);

/* -- the end -- */

static void stop(struct tunnel *tunnel)
{
	tunnel->state = L2TP_OVER;
	TALLOC_FREE(tunnel->reliable);
	TALLOC_FREE(tunnel->hello);
	TALLOC_FREE(tunnel->fde);
	l2tp_kernel_close(&tunnel->sockets);
	l2tp_udp_close(&tunnel->udp);
	TALLOC_FREE(tunnel->ipsec);
	tunnel->changed(tunnel);
}

/* One without a tunnel at the peer has nothing to be told. */
static void tell_peer(struct tunnel *tunnel, uint16_t result, uint16_t error,
		      const char *text)
{
	if (tunnel->ids.peer_tunnel != 0 && tunnel->reliable != NULL) {
		l2tp_say_stop(tunnel, result, error, text);
	}
}

static void set_end(struct tunnel *tunnel, enum dialer_connect_result result,
		    const char *format, va_list arguments)
{
	char text[sizeof(tunnel->end.text)];

	vsnprintf(text, sizeof(text), format, arguments);
	tunnel->end.result = result;
	dialer_copy_text(tunnel->end.text, sizeof(tunnel->end.text), text);
}

void l2tp_dialog_fail(struct tunnel *tunnel, enum dialer_connect_result result,
		      const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set_end(tunnel, result, format, arguments);
	va_end(arguments);
	tell_peer(tunnel, L2TP_STOP_CLEAR, L2TP_ERROR_NONE, "");
	stop(tunnel);
}

static void out_of_memory(struct tunnel *tunnel)
{
	l2tp_dialog_fail(tunnel, DIALER_CONNECT_LOCAL, "out of memory");
}

/*
 * "Receipt of an invalid or malformed control message should be logged
 * appropriately, and the control connection cleared to ensure recovery to a
 * known state" (7.1).
 */
static void fail_protocol(struct tunnel *tunnel, uint16_t error,
			  const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void fail_protocol(struct tunnel *tunnel, uint16_t error,
			  const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set_end(tunnel, DIALER_CONNECT_BAD_REPLY, format, arguments);
	va_end(arguments);
	tell_peer(tunnel, L2TP_STOP_ERROR, error, tunnel->end.text);
	stop(tunnel);
}

/* -- what we want -- */

void l2tp_dialog_close(struct tunnel *tunnel)
{
	tunnel->state = L2TP_CLOSING;
	TALLOC_FREE(tunnel->hello);
	if (!l2tp_say_hangup(tunnel) ||
	    !l2tp_say_stop(tunnel, L2TP_STOP_CLEAR, L2TP_ERROR_NONE, "")) {
		out_of_memory(tunnel);
	}
}

/* -- what the peer says -- */

/* Tunnel authentication needs a secret of both ends; [MS-RRASM] has no place
 * for one, and Windows' own client does not answer a challenge either. */
static void on_challenge(struct tunnel *tunnel)
{
	l2tp_dialog_fail(tunnel, DIALER_CONNECT_NOT_ALLOWED,
			 "%s asks for a tunnel secret, and there is none",
			 tunnel->peer_name);
}

static void on_sccrp(struct tunnel *tunnel, const struct l2tp_message *message)
{
	dialer_copy_text(tunnel->peer_name, sizeof(tunnel->peer_name),
			 message->host_name);
	tunnel->ids.peer_tunnel = message->tunnel;
	l2tp_reliable_set_peer(tunnel->reliable, message->tunnel,
			       message->window);
	if (message->tunnel == 0) {
		fail_protocol(tunnel, L2TP_ERROR_VALUE,
			      "SCCRP without a tunnel's number");
		return;
	}
	if (message->version >> 8 != 1) {
		fail_protocol(tunnel, L2TP_ERROR_VALUE,
			      "the server speaks version %u of L2TP",
			      message->version >> 8);
		return;
	}
	if (message->has_challenge) {
		on_challenge(tunnel);
		return;
	}
	tunnel->state = L2TP_WAIT_ICRP;
	if (!l2tp_say_connected(tunnel) || !l2tp_say_call(tunnel)) {
		out_of_memory(tunnel);
	}
}

/* The session is in the kernel before the peer hears that it may speak PPP. */
static void on_icrp(struct tunnel *tunnel, const struct l2tp_message *message)
{
	int error;

	if (message->session == 0) {
		fail_protocol(tunnel, L2TP_ERROR_VALUE,
			      "ICRP without a session's number");
		return;
	}
	tunnel->ids.peer_session = message->session;
	error = tunnel->knobs->kernel(&tunnel->udp, &tunnel->ids,
				      &tunnel->sockets);
	if (error != 0) {
		l2tp_dialog_fail(tunnel,
				 tunnel_result_of_errno(TUNNEL_KERNEL, error),
				 "the kernel makes no L2TP session: %s",
				 strerror(error));
		return;
	}
	if (!l2tp_say_call_connected(tunnel) || !arm_hello(tunnel)) {
		out_of_memory(tunnel);
		return;
	}
	l2tp_reliable_set_tries(tunnel->reliable, tunnel->knobs->tries);
	tunnel->state = L2TP_UP;
	tunnel->changed(tunnel);
}

static void on_end(struct tunnel *tunnel, const struct l2tp_message *message)
{
	l2tp_end_by_peer(message, tunnel->state >= L2TP_UP, &tunnel->end);
	l2tp_reliable_acknowledge(tunnel->reliable);
	if (message->type == L2TP_CDN) {
		tell_peer(tunnel, L2TP_STOP_CLEAR, L2TP_ERROR_NONE, "");
	}
	stop(tunnel);
}

static bool is_ours(const struct tunnel *tunnel,
		    const struct l2tp_message *message)
{
	return message->header.session == tunnel->ids.session ||
	       (message->header.session == 0 &&
		message->session == tunnel->ids.session);
}

/*
 * "A Finite State Machine error" is a message that this state does not know.
 * Calls that the peer begins (OCRQ, ICRQ) are not answered: it will give them
 * up, and they have nothing to do with ours.
 */
static void on_message(struct tunnel *tunnel,
		       const struct l2tp_message *message)
{
	switch (message->type) {
	case L2TP_STOPCCN:
		on_end(tunnel, message);
		return;
	case L2TP_CDN:
		if (is_ours(tunnel, message)) {
			on_end(tunnel, message);
		}
		return;
	case L2TP_SCCRP:
		if (tunnel->state == L2TP_WAIT_SCCRP) {
			on_sccrp(tunnel, message);
			return;
		}
		break;
	case L2TP_ICRP:
		if (tunnel->state == L2TP_WAIT_ICRP &&
		    is_ours(tunnel, message)) {
			on_icrp(tunnel, message);
			return;
		}
		break;
	case L2TP_SCCRQ:
	case L2TP_SCCCN:
		break;
	default:
		return;
	}
	if (tunnel->state != L2TP_CLOSING) {
		fail_protocol(tunnel, L2TP_ERROR_NONE,
			      "the server sent %s out of turn",
			      l2tp_type_name(message->type));
	}
}

static bool is_known(enum l2tp_type type)
{
	return strcmp(l2tp_type_name(type), "unknown") != 0;
}

/* @return whether there is anything left to do with a new message */
static bool is_sound(struct tunnel *tunnel, enum l2tp_verdict verdict,
		     const struct l2tp_message *message, uint16_t bad)
{
	if (verdict == L2TP_UNKNOWN_AVP) {
		fail_protocol(tunnel, L2TP_ERROR_UNKNOWN_AVP,
			      "%s with AVP %u, which is mandatory and unknown",
			      l2tp_type_name(message->type), bad);
		return false;
	}
	if (verdict != L2TP_GOOD) {
		fail_protocol(tunnel,
			      verdict == L2TP_BAD_LENGTH ? L2TP_ERROR_LENGTH
							 : L2TP_ERROR_VALUE,
			      "%s is malformed at AVP %u",
			      l2tp_type_name(message->type), bad);
		return false;
	}
	if (is_known(message->type)) {
		return true;
	}
	/* "If the M bit is set ... the tunnel MUST be cleared", else "the
	 * message ... may be ignored" (4.4.1). */
	if (message->type_is_mandatory) {
		fail_protocol(tunnel, L2TP_ERROR_UNKNOWN_AVP,
			      "message type %u, which is mandatory and unknown",
			      (unsigned int)message->type);
		return false;
	}
	return true;
}

/* The first message of the server's fixes its port. */
static bool fix_peer(struct tunnel *tunnel, const struct sockaddr_storage *from)
{
	int error = 0;

	if (!tunnel->udp.connected) {
		error = l2tp_udp_connect(&tunnel->udp, from);
	}
	if (error != 0) {
		l2tp_dialog_fail(tunnel,
				 tunnel_result_of_errno(TUNNEL_NETWORK, error),
				 "%s", strerror(error));
	}
	return error == 0;
}

static void on_new(struct tunnel *tunnel, enum l2tp_verdict verdict,
		   const struct l2tp_message *message, uint16_t bad,
		   const struct sockaddr_storage *from)
{
	if (!fix_peer(tunnel, from) ||
	    !is_sound(tunnel, verdict, message, bad)) {
		return;
	}
	on_message(tunnel, message);
	if (tunnel->state != L2TP_OVER) {
		l2tp_reliable_acknowledge(tunnel->reliable);
	}
}

static void on_datagram(struct tunnel *tunnel, const uint8_t *bytes,
			size_t size, const struct sockaddr_storage *from)
{
	struct l2tp_message message;
	enum l2tp_verdict verdict;
	enum l2tp_type type;
	uint16_t bad;

	verdict = l2tp_message_read(bytes, size, &message, &bad);
	if (verdict == L2TP_IGNORE ||
	    message.header.tunnel != tunnel->ids.tunnel) {
		return;
	}
	/* What cannot be read is a message all the same. */
	type = verdict == L2TP_GOOD ? message.type : L2TP_HELLO;
	if (tunnel->state == L2TP_UP && !arm_hello(tunnel)) {
		out_of_memory(tunnel);
		return;
	}
	if (l2tp_reliable_receive(tunnel->reliable, &message.header, type) ==
	    L2TP_ARRIVAL_NEW) {
		on_new(tunnel, verdict, &message, bad, from);
	}
	if (tunnel->state == L2TP_CLOSING &&
	    l2tp_reliable_is_idle(tunnel->reliable)) {
		stop(tunnel);
	}
}

static void ask(struct tunnel *tunnel)
{
	if (!l2tp_say_hello(tunnel)) {
		out_of_memory(tunnel);
	}
}

/*
 * ICMP's word that nobody listens.  At the beginning it is the answer.  Of a
 * tunnel that is up anybody may forge one, so the peer is asked; when the
 * question has not been answered either, it is believed.
 */
static void on_error(struct tunnel *tunnel, int error)
{
	enum dialer_connect_result result =
		tunnel_result_of_errno(TUNNEL_NETWORK, error);

	if (tunnel->state < L2TP_UP) {
		if (result != DIALER_CONNECT_LOCAL) {
			l2tp_dialog_fail(tunnel, result, "%s", strerror(error));
		}
		return;
	}
	if (error != ECONNREFUSED) {
		return;
	}
	if (l2tp_reliable_sent(tunnel->reliable) > 1) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_LOST,
				 "the server no longer has the tunnel's port");
	} else if (l2tp_reliable_is_idle(tunnel->reliable)) {
		ask(tunnel);
	}
}

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data)
{
	struct tunnel *tunnel =
		talloc_get_type_abort(private_data, struct tunnel);
	uint8_t bytes[L2TP_MAX_MESSAGE];
	struct sockaddr_storage from;
	ssize_t size;
	int i;

	for (i = 0; i < MAX_DATAGRAMS && tunnel->state != L2TP_OVER; i++) {
		size = l2tp_udp_receive(&tunnel->udp, bytes, sizeof(bytes),
					&from);
		if (size >= 0) {
			on_datagram(tunnel, bytes, (size_t)size, &from);
		} else if (errno != EAGAIN) {
			on_error(tunnel, errno);
		} else {
			return;
		}
	}
}

/* -- signs of life -- */

static void on_hello_time(struct tevent_context *ev, struct tevent_timer *te,
			  struct timeval now, void *private_data)
{
	struct tunnel *tunnel =
		talloc_get_type_abort(private_data, struct tunnel);

	tunnel->hello = NULL;
	if (!arm_hello(tunnel)) {
		out_of_memory(tunnel);
	} else if (l2tp_reliable_is_idle(tunnel->reliable)) {
		ask(tunnel);
	}
}

/* "after a period of inactivity" of the control connection (5.5).
 * @return false when out of memory */
static bool arm_hello(struct tunnel *tunnel)
{
	TALLOC_FREE(tunnel->hello);
	if (tunnel->config->hello_interval == 0) {
		return true;
	}
	tunnel->hello = tevent_add_timer(
		tunnel->ev, tunnel,
		tevent_timeval_current_ofs(tunnel->config->hello_interval, 0),
		on_hello_time, tunnel);
	return tunnel->hello != NULL;
}

/* -- the beginning -- */

static void transmit(const uint8_t *bytes, size_t size, void *private_data)
{
	const struct tunnel *tunnel = private_data;

	l2tp_udp_send(&tunnel->udp, bytes, size);
}

static void lost(void *private_data)
{
	struct tunnel *tunnel =
		talloc_get_type_abort(private_data, struct tunnel);

	l2tp_dialog_fail(tunnel, DIALER_CONNECT_LOST,
			 "the server no longer acknowledges messages");
}

void l2tp_dialog_start(struct tunnel *tunnel)
{
	const struct l2tp_reliable_config config = {
		.first_wait = tunnel->knobs->first_wait,
		.longest_wait = tunnel->knobs->longest_wait,
		.transmit = transmit,
		.lost = lost,
		.private_data = tunnel,
	};

	tunnel->state = L2TP_WAIT_SCCRP;
	tunnel->reliable = l2tp_reliable_create(tunnel, tunnel->ev, &config);
	tunnel->fde = tevent_add_fd(tunnel->ev, tunnel, tunnel->udp.fd,
				    TEVENT_FD_READ, on_readable, tunnel);
	if (tunnel->reliable == NULL || tunnel->fde == NULL) {
		out_of_memory(tunnel);
		return;
	}
	if (!l2tp_say_request(tunnel)) {
		out_of_memory(tunnel);
	}
}
