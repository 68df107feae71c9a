/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PPTP server of the test's.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#include "pptp_server.h"

static void put(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

size_t pptp_server_message(uint8_t *bytes, uint16_t type, uint16_t call,
			   uint16_t peer_call, uint8_t result, uint8_t error)
{
	static const size_t sizes[] = {
		[PPTP_START_REPLY] = 156,
		[PPTP_STOP_REQUEST] = 16,
		[PPTP_STOP_REPLY] = 16,
		[PPTP_ECHO_REQUEST] = 16,
		[PPTP_ECHO_REPLY] = 20,
		[PPTP_OUTGOING_CALL_REPLY] = 32,
		[PPTP_CALL_DISCONNECT_NOTIFY] = 148,
		[PPTP_SET_LINK_INFO] = 24,
	};
	size_t size = sizes[type];

	memset(bytes, 0, size);
	put(bytes, (uint16_t)size);
	put(bytes + 2, 1);
	put(bytes + 4, 0x1A2B);
	put(bytes + 6, 0x3C4D);
	put(bytes + 8, type);
	switch (type) {
	case PPTP_START_REPLY:
		put(bytes + 12, PPTP_VERSION);
		bytes[14] = result;
		bytes[15] = error;
		memcpy(bytes + 28, "server", 6);
		break;
	case PPTP_OUTGOING_CALL_REPLY:
		put(bytes + 12, call);
		put(bytes + 14, peer_call);
		bytes[16] = result;
		bytes[17] = error;
		break;
	case PPTP_CALL_DISCONNECT_NOTIFY:
		put(bytes + 12, call);
		bytes[14] = result;
		bytes[15] = error;
		break;
	case PPTP_STOP_REQUEST:
	case PPTP_STOP_REPLY:
		bytes[12] = result;
		break;
	default:
		break;
	}
	return size;
}

/* One piece a turn of the loop: the client sees them one by one. */
static void send_piece(struct tevent_context *ev, struct tevent_timer *te,
		       struct timeval now, void *private_data)
{
	struct pptp_server *server = private_data;
	size_t n = server->out_used;

	server->sender = NULL;
	if (server->piece != 0 && n > server->piece) {
		n = server->piece;
	}
	assert_int_equal(send(server->fd, server->out, n, MSG_NOSIGNAL), n);
	server->out_used -= n;
	memmove(server->out, server->out + n, server->out_used);
	if (server->out_used > 0) {
		server->sender = tevent_add_timer(
			ev, server, tevent_timeval_zero(), send_piece, server);
	}
}

void pptp_server_say(struct pptp_server *server, const uint8_t *bytes,
		     size_t size)
{
	assert_true(server->out_used + size <= sizeof(server->out));
	memcpy(server->out + server->out_used, bytes, size);
	server->out_used += size;
	if (server->sender == NULL) {
		send_piece(server->ev, NULL, tevent_timeval_zero(), server);
	}
}

static void reply(struct pptp_server *server, uint16_t type, uint8_t result,
		  uint8_t error)
{
	uint8_t bytes[PPTP_MAX];

	pptp_server_say(server, bytes,
			pptp_server_message(bytes, type, server->call_id,
					    server->peer_call, result, error));
}

static void react(struct pptp_server *server)
{
	const struct pptp_message *message = &server->last;

	switch (message->type) {
	case PPTP_START_REQUEST:
		if (server->start != 0) {
			reply(server, PPTP_START_REPLY, server->start,
			      server->start_error);
		}
		break;
	case PPTP_OUTGOING_CALL_REQUEST:
		server->peer_call = message->call;
		if (server->call != 0) {
			reply(server, PPTP_OUTGOING_CALL_REPLY, server->call,
			      server->call_error);
		}
		break;
	case PPTP_ECHO_REQUEST:
		if (server->echoes) {
			reply(server, PPTP_ECHO_REPLY, 1, 0);
		}
		break;
	case PPTP_CALL_CLEAR_REQUEST:
		if (server->clears) {
			reply(server, PPTP_CALL_DISCONNECT_NOTIFY, 4, 0);
		}
		break;
	case PPTP_STOP_REQUEST:
		if (server->stops) {
			reply(server, PPTP_STOP_REPLY, 1, 0);
		}
		break;
	default:
		break;
	}
}

static void readable(struct tevent_context *ev, struct tevent_fd *fde,
		     uint16_t flags, void *private_data)
{
	struct pptp_server *server = private_data;
	ssize_t size = recv(server->fd, server->in + server->in_used,
			    sizeof(server->in) - server->in_used, MSG_DONTWAIT);
	size_t used;

	if (size == 0 || (size < 0 && server->in_used == 0)) {
		TALLOC_FREE(server->fde);
		return;
	}
	server->in_used += size > 0 ? (size_t)size : 0;
	while (pptp_decode(server->in, server->in_used, &server->last, &used) ==
	       PPTP_FOUND_MESSAGE) {
		server->in_used -= used;
		memmove(server->in, server->in + used, server->in_used);
		assert_true(server->heard < 64);
		server->types[server->heard++] = server->last.type;
		react(server);
	}
}

static void acceptable(struct tevent_context *ev, struct tevent_fd *fde,
		       uint16_t flags, void *private_data)
{
	struct pptp_server *server = private_data;
	const int on = 1;

	server->fd = accept(server->listener, NULL, NULL);
	assert_true(server->fd != -1);
	setsockopt(server->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	server->fde = tevent_add_fd(ev, server, server->fd, TEVENT_FD_READ,
				    readable, server);
}

void pptp_server_close(struct pptp_server *server)
{
	TALLOC_FREE(server->fde);
	TALLOC_FREE(server->sender);
	server->out_used = 0;
	if (server->fd != -1) {
		close(server->fd);
		server->fd = -1;
	}
}

void pptp_server_deaf(struct pptp_server *server)
{
	TALLOC_FREE(server->accepting);
	if (server->listener != -1) {
		close(server->listener);
		server->listener = -1;
	}
}

static int destructor(struct pptp_server *server)
{
	pptp_server_close(server);
	pptp_server_deaf(server);
	return 0;
}

struct pptp_server *pptp_server_new(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev)
{
	struct pptp_server *server = talloc_zero(mem_ctx, struct pptp_server);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof(address);

	server->ev = ev;
	server->fd = -1;
	server->start = server->call = 1;
	server->echoes = server->clears = server->stops = true;
	server->call_id = 4711;
	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
	assert_int_equal(getsockname(server->listener,
				     (struct sockaddr *)&address, &size),
			 0);
	server->port = ntohs(address.sin_port);
	assert_int_equal(listen(server->listener, 1), 0);
	server->accepting = tevent_add_fd(ev, server, server->listener,
					  TEVENT_FD_READ, acceptable, server);
	assert_non_null(server->accepting);
	talloc_set_destructor(server, destructor);
	return server;
}
