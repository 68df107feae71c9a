/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PPTP's control connection: what is said and heard on it.
 *
 * The requests' callbacks are deferred to the loop, so the tunnel stays where
 * it is while its messages are being read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "pptp_end.h"
#include "pptp_socket.h"
#include "pptp_tunnel.h"

#define MISSED_MAX  3 /* signs of life */
#define SUCCESS	    1 /* result codes; echo's too */
#define STOP_REASON 1

/* -- the end of the request under way -- */

static void succeed(struct tunnel *tunnel)
{
	if (tunnel->req != NULL) {
		tevent_req_done(tunnel->req);
	}
}

/* tunnel->end says why. */
void pptp_fail(struct tunnel *tunnel)
{
	TALLOC_FREE(tunnel->fde); /* nothing more is read */
	if (tunnel->req != NULL) {
		tevent_req_error(tunnel->req, ECONNABORTED);
	}
}

void pptp_fail_socket(struct tunnel *tunnel, enum tunnel_socket socket,
		      int error, const char *what)
{
	tunnel_end_set(&tunnel->end,
		       tunnel->state >= PPTP_UP
			       ? DIALER_CONNECT_LOST
			       : tunnel_result_of_errno(socket, error),
		       "%s: %s", what, strerror(error));
	pptp_fail(tunnel);
}

/* -- sending -- */

static void flush(struct tunnel *tunnel)
{
	ssize_t sent = send(tunnel->fd, tunnel->out, tunnel->out_used,
			    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent > 0) {
		tunnel->out_used -= (size_t)sent;
		memmove(tunnel->out, tunnel->out + sent, tunnel->out_used);
	} else if (sent == -1 && errno != EAGAIN && errno != EINTR) {
		tunnel->out_used = 0; /* reading tells what it is */
	}
	if (tunnel->fde == NULL) {
		return;
	}
	tevent_fd_set_flags(tunnel->fde,
			    tunnel->out_used > 0
				    ? TEVENT_FD_READ | TEVENT_FD_WRITE
				    : TEVENT_FD_READ);
}

/* A peer that asks and does not read loses its answers: then it misses signs
 * of life, and so do we. */
void pptp_say(struct tunnel *tunnel, const struct pptp_message *message)
{
	uint8_t bytes[PPTP_MAX];
	size_t size = pptp_encode(message, bytes);

	if (size <= sizeof(tunnel->out) - tunnel->out_used) {
		memcpy(tunnel->out + tunnel->out_used, bytes, size);
		tunnel->out_used += size;
		flush(tunnel);
	}
}

static void say_start(struct tunnel *tunnel)
{
	struct pptp_message message = {.type = PPTP_START_REQUEST};

	snprintf(message.name, sizeof(message.name), "%s", tunnel->local_name);
	tunnel->state = PPTP_STARTING;
	pptp_say(tunnel, &message);
}

static void say_call(struct tunnel *tunnel)
{
	const struct pptp_message message = {
		.type = PPTP_OUTGOING_CALL_REQUEST,
		.call = tunnel->call,
		.serial = tunnel->call,
	};

	tunnel->state = PPTP_CALLING;
	pptp_say(tunnel, &message);
}

static void say_stop(struct tunnel *tunnel)
{
	const struct pptp_message message = {.type = PPTP_STOP_REQUEST,
					     .result = STOP_REASON};

	tunnel->state = PPTP_STOPPING;
	pptp_say(tunnel, &message);
}

/* -- signs of life -- */

static void on_hello(struct tevent_context *ev, struct tevent_timer *te,
		     struct timeval now, void *private_data);

void pptp_set_hello(struct tunnel *tunnel)
{
	TALLOC_FREE(tunnel->hello);
	tunnel->hello = tevent_add_timer(
		tunnel->ev, tunnel,
		tevent_timeval_current_ofs(tunnel->hello_interval, 0), on_hello,
		tunnel);
	if (tunnel->hello == NULL) {
		tunnel_end_set(&tunnel->end, DIALER_CONNECT_LOCAL,
			       "out of memory");
		pptp_fail(tunnel);
	}
}

static void on_hello(struct tevent_context *ev, struct tevent_timer *te,
		     struct timeval now, void *private_data)
{
	struct tunnel *tunnel = private_data;
	const struct pptp_message message = {
		.type = PPTP_ECHO_REQUEST, .identifier = ++tunnel->identifier};

	tunnel->hello = NULL;
	if (tunnel->missed >= MISSED_MAX) {
		tunnel_end_set(&tunnel->end, DIALER_CONNECT_LOST,
			       "%u Echo-Requests without a reply",
			       tunnel->missed);
		pptp_fail(tunnel);
		return;
	}
	tunnel->missed++;
	pptp_say(tunnel, &message);
	pptp_set_hello(tunnel);
}

/* -- what the server says -- */

static void on_start_reply(struct tunnel *tunnel,
			   const struct pptp_message *message)
{
	if (tunnel->state != PPTP_STARTING) {
		return;
	}
	/* Some servers answer with another minor version: it was "may be
	 * used" (section 2.2); what counts is the result. */
	if (message->result != SUCCESS) {
		pptp_end_of_start(&tunnel->end, message);
		pptp_fail(tunnel);
		return;
	}
	tunnel->call_fd =
		pptp_socket_open(&tunnel->local.sin_addr, &tunnel->call);
	if (tunnel->call_fd == -1) {
		pptp_fail_socket(tunnel, TUNNEL_KERNEL, errno,
				 "PPTP of the kernel");
		return;
	}
	say_call(tunnel);
}

static void on_call_reply(struct tunnel *tunnel,
			  const struct pptp_message *message)
{
	if (tunnel->state != PPTP_CALLING ||
	    message->peer_call != tunnel->call) {
		return;
	}
	if (message->result != SUCCESS) {
		pptp_end_of_call(&tunnel->end, message);
		pptp_fail(tunnel);
		return;
	}
	tunnel->peer_call = message->call;
	if (!pptp_socket_connect(tunnel->call_fd, &tunnel->remote.sin_addr,
				 tunnel->peer_call)) {
		pptp_fail_socket(tunnel, TUNNEL_KERNEL, errno,
				 "PPTP of the kernel");
		return;
	}
	tunnel->state = PPTP_UP;
	succeed(tunnel);
}

static void on_disconnect(struct tunnel *tunnel,
			  const struct pptp_message *message)
{
	if (tunnel->state == PPTP_CLEARING) {
		say_stop(tunnel);
	} else if (tunnel->state == PPTP_CALLING ||
		   (tunnel->state == PPTP_UP &&
		    message->call == tunnel->peer_call)) {
		pptp_end_by_server(&tunnel->end, message);
		pptp_fail(tunnel);
	}
}

static void on_stop(struct tunnel *tunnel, const struct pptp_message *message)
{
	const struct pptp_message reply = {.type = PPTP_STOP_REPLY,
					   .result = SUCCESS};

	pptp_say(tunnel, &reply);
	pptp_end_by_server(&tunnel->end, message);
	pptp_fail(tunnel);
}

static void on_echo(struct tunnel *tunnel, const struct pptp_message *message)
{
	const struct pptp_message reply = {.type = PPTP_ECHO_REPLY,
					   .identifier = message->identifier,
					   .result = SUCCESS};

	pptp_say(tunnel, &reply);
}

static void hear(struct tunnel *tunnel, const struct pptp_message *message)
{
	tunnel->missed = 0;
	switch (message->type) {
	case PPTP_START_REPLY:
		on_start_reply(tunnel, message);
		break;
	case PPTP_OUTGOING_CALL_REPLY:
		on_call_reply(tunnel, message);
		break;
	case PPTP_CALL_DISCONNECT_NOTIFY:
		on_disconnect(tunnel, message);
		break;
	case PPTP_STOP_REQUEST:
		on_stop(tunnel, message);
		break;
	case PPTP_STOP_REPLY:
		if (tunnel->state == PPTP_STOPPING) {
			succeed(tunnel);
		}
		break;
	case PPTP_ECHO_REQUEST:
		on_echo(tunnel, message);
		break;
	default: /* of no interest to a client, or not known */
		break;
	}
}

/* All messages that are complete.  A request that ends has freed nothing
 * yet, but ends the reading: fde is gone, or another request is under way. */
static void hear_all(struct tunnel *tunnel)
{
	struct pptp_message message;
	enum pptp_found found = PPTP_FOUND_MESSAGE;
	size_t used;

	while (tunnel->fde != NULL && found == PPTP_FOUND_MESSAGE) {
		found = pptp_decode(tunnel->in, tunnel->in_used, &message,
				    &used);
		if (found == PPTP_FOUND_MESSAGE) {
			tunnel->in_used -= used;
			memmove(tunnel->in, tunnel->in + used, tunnel->in_used);
			hear(tunnel, &message);
		}
	}
	if (found == PPTP_FOUND_JUNK && tunnel->fde != NULL) {
		tunnel_end_set(&tunnel->end,
			       tunnel->state >= PPTP_UP
				       ? DIALER_CONNECT_ENDED
				       : DIALER_CONNECT_BAD_REPLY,
			       "what it says is not PPTP");
		pptp_fail(tunnel);
	}
}

static void on_end_of_file(struct tunnel *tunnel)
{
	tunnel_end_set(&tunnel->end,
		       tunnel->state >= PPTP_UP ? DIALER_CONNECT_ENDED
						: DIALER_CONNECT_REFUSED,
		       "it closed the control connection");
	pptp_fail(tunnel);
}

static void on_readable(struct tunnel *tunnel)
{
	ssize_t size = recv(tunnel->fd, tunnel->in + tunnel->in_used,
			    sizeof(tunnel->in) - tunnel->in_used, MSG_DONTWAIT);

	if (size > 0) {
		tunnel->in_used += (size_t)size;
		hear_all(tunnel);
	} else if (size == 0) {
		on_end_of_file(tunnel);
	} else if (errno != EAGAIN && errno != EINTR) {
		pptp_fail_socket(tunnel, TUNNEL_NETWORK, errno,
				 "control connection");
	}
}

static void on_fd(struct tevent_context *ev, struct tevent_fd *fde,
		  uint16_t flags, void *private_data)
{
	struct tunnel *tunnel = private_data;

	if (flags & TEVENT_FD_WRITE) {
		flush(tunnel);
	}
	if (flags & TEVENT_FD_READ) {
		on_readable(tunnel);
	}
}

void pptp_begin(struct tunnel *tunnel)
{
	socklen_t size = sizeof(tunnel->local);

	if (getsockname(tunnel->fd, (struct sockaddr *)&tunnel->local, &size) !=
	    0) {
		pptp_fail_socket(tunnel, TUNNEL_NETWORK, errno, "TCP");
		return;
	}
	tunnel->fde = tevent_add_fd(tunnel->ev, tunnel, tunnel->fd,
				    TEVENT_FD_READ, on_fd, tunnel);
	if (tunnel->fde == NULL) {
		tunnel_end_set(&tunnel->end, DIALER_CONNECT_LOCAL,
			       "out of memory");
		pptp_fail(tunnel);
		return;
	}
	say_start(tunnel);
}
