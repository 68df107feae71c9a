/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PPTP's client against a server of the test's: every reply, every split of
 * every message, and what no server should say.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <errno.h>
#include <unistd.h>
#include <cmocka.h>
#include "pptp_server.h"
#include "server/dialer/tunnel/pptp_socket.h"
#include "server/dialer/tunnel/tunnel.h"
#include "server/dialer/tunnel/way_out.h"

#define CALL 77

/* -- the kernel, which this machine may not have -- */

static struct {
	int error; /* of opening it */
	uint16_t peer_call;
	uint16_t way_out_port; /* of the socket that is kept out of the link */
} kernel;

void way_out_bind(int fd, const struct sockaddr_storage *peer)
{
	struct sockaddr_in in;

	assert_int_not_equal(fd, -1);
	memcpy(&in, peer, sizeof(in));
	assert_int_equal(in.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	kernel.way_out_port = ntohs(in.sin_port);
}

int pptp_socket_open(const struct in_addr *local, uint16_t *call_id)
{
	int fds[2];

	if (kernel.error != 0) {
		errno = kernel.error;
		return -1;
	}
	assert_int_equal(local->s_addr, htonl(INADDR_LOOPBACK));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	close(fds[1]);
	*call_id = CALL;
	return fds[0];
}

bool pptp_socket_connect(int fd, const struct in_addr *remote, uint16_t call_id)
{
	assert_int_equal(remote->s_addr, htonl(INADDR_LOOPBACK));
	kernel.peer_call = call_id;
	return true;
}

/* -- a client and a server -- */

struct fixture {
	struct tevent_context *ev;
	struct pptp_server *server;
	struct tunnel_config config;
	struct tunnel *tunnel;
	struct tunnel_ready ready;
	struct tunnel_end end;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};

	memset(&kernel, 0, sizeof(kernel));
	f->ev = tevent_context_init(f);
	f->server = pptp_server_new(f, f->ev);
	address.sin_port = htons(f->server->port);
	memcpy(&f->config.address, &address, sizeof(address));
	f->config.address_size = sizeof(address);
	f->config.server = "localhost";
	f->config.local_name = "router";
	f->config.timeout = 5;
	f->config.hello_interval = 60;
	f->ready.fd = -1;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	if (f->ready.fd != -1) {
		close(f->ready.fd);
	}
	talloc_free(f);
	return 0;
}

static bool try_connect(struct fixture *f)
{
	struct tevent_req *req =
		tunnel_pptp()->connect_send(f, f->ev, &f->config);
	bool ok;

	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	ok = tunnel_pptp()->connect_recv(req, f, &f->tunnel, &f->ready,
					 &f->end);
	talloc_free(req);
	return ok;
}

static void assert_refused(struct fixture *f, enum dialer_connect_result result,
			   const char *text)
{
	assert_false(try_connect(f));
	assert_int_equal(f->end.result, result);
	if (strstr(f->end.text, text) == NULL) {
		fail_msg("\"%s\" is not in \"%s\"", text, f->end.text);
	}
}

static void run(struct fixture *f)
{
	struct tevent_req *req = tunnel_pptp()->run_send(f, f->ev, f->tunnel);

	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	tunnel_pptp()->run_recv(req, &f->end);
	talloc_free(req);
}

/* The server says something while the client runs. */
static void run_after(struct fixture *f, uint16_t type, uint16_t call,
		      uint8_t result, uint8_t error)
{
	uint8_t bytes[PPTP_MAX];
	size_t size =
		pptp_server_message(bytes, type, call, CALL, result, error);

	assert_true(try_connect(f));
	pptp_server_say(f->server, bytes, size);
	run(f);
}

/* -- the way up -- */

static void test_connect(void **state)
{
	struct fixture *f = *state;

	assert_true(try_connect(f));
	assert_int_equal(f->server->heard, 2);
	assert_int_equal(f->server->types[0], PPTP_START_REQUEST);
	assert_int_equal(f->server->types[1], PPTP_OUTGOING_CALL_REQUEST);
	assert_int_equal(f->server->peer_call, CALL);
	assert_int_equal(kernel.peer_call, 4711);
	assert_int_equal(kernel.way_out_port, f->server->port);
	assert_false(f->ready.is_tty);
	assert_true(f->ready.fd != -1);
	assert_string_equal(f->ready.local, "127.0.0.1");
	assert_string_equal(f->ready.remote, "127.0.0.1");
}

/* However TCP cuts the messages. */
static void test_every_split(void **state)
{
	struct fixture *f = *state;
	size_t piece;

	for (piece = 1; piece < 160; piece++) {
		f->server->piece = piece;
		assert_true(try_connect(f));
		close(f->ready.fd);
		f->ready.fd = -1;
		TALLOC_FREE(f->tunnel);
		pptp_server_close(f->server);
		f->server->heard = f->server->in_used = 0;
	}
}

static const struct {
	uint8_t result, error;
	enum dialer_connect_result expected;
	const char *text;
} starts[] = {
	{2, 0, DIALER_CONNECT_REFUSED, "general error"},
	{2, 4, DIALER_CONNECT_BUSY, "no resources"},
	{3, 0, DIALER_CONNECT_REFUSED, "already"},
	{4, 0, DIALER_CONNECT_NOT_ALLOWED, "not authorized"},
	{5, 0, DIALER_CONNECT_BAD_REPLY, "version"},
	{255, 255, DIALER_CONNECT_REFUSED, "result 255"},
};

static const struct {
	uint8_t result, error;
	enum dialer_connect_result expected;
	const char *text;
} calls[] = {
	{2, 3, DIALER_CONNECT_REFUSED, "bad value"},
	{2, 99, DIALER_CONNECT_REFUSED, "unknown error"},
	{3, 0, DIALER_CONNECT_NO_CARRIER, "no carrier"},
	{4, 0, DIALER_CONNECT_BUSY, "busy"},
	{5, 0, DIALER_CONNECT_NO_DIALTONE, "no dial tone"},
	{6, 0, DIALER_CONNECT_NO_ANSWER, "no answer"},
	{7, 0, DIALER_CONNECT_NOT_ALLOWED, "prohibited"},
	{8, 0, DIALER_CONNECT_REFUSED, "does not exist"},
};

static void again(struct fixture *f)
{
	pptp_server_close(f->server);
	f->server->heard = f->server->in_used = 0;
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		f->server->start = starts[i].result;
		f->server->start_error = starts[i].error;
		assert_refused(f, starts[i].expected, starts[i].text);
		again(f);
	}
	f->server->start = 1;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		f->server->call = calls[i].result;
		f->server->call_error = calls[i].error;
		assert_refused(f, calls[i].expected, calls[i].text);
		again(f);
	}
}

static void test_nobody_listens(void **state)
{
	struct fixture *f = *state;

	pptp_server_deaf(f->server);
	assert_refused(f, DIALER_CONNECT_CLOSED, "TCP");
}

static void test_silence(void **state)
{
	struct fixture *f = *state;

	f->config.timeout = 1;
	f->server->start = 0;
	assert_refused(f, DIALER_CONNECT_SILENT,
		       "no Start-Control-Connection-Reply");
	again(f);
	f->server->start = 1;
	f->server->call = 0;
	assert_refused(f, DIALER_CONNECT_SILENT, "no Outgoing-Call-Reply");
}

static void test_no_kernel(void **state)
{
	struct fixture *f = *state;

	kernel.error = EPROTONOSUPPORT;
	assert_refused(f, DIALER_CONNECT_NO_KERNEL, "kernel");
	again(f);
	kernel.error = EMFILE;
	assert_refused(f, DIALER_CONNECT_LOCAL, "kernel");
}

/* -- the way down -- */

static void test_server_ends(void **state)
{
	struct fixture *f = *state;

	run_after(f, PPTP_CALL_DISCONNECT_NOTIFY, 4711, 3, 0);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
	assert_non_null(strstr(f->end.text, "administrator"));
}

static void test_server_stops(void **state)
{
	struct fixture *f = *state;

	run_after(f, PPTP_STOP_REQUEST, 0, 3, 0);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
	assert_non_null(strstr(f->end.text, "shut down"));
	while (f->server->heard < 3) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(f->server->types[2], PPTP_STOP_REPLY);
}

static void test_server_closes(void **state)
{
	struct fixture *f = *state;

	assert_true(try_connect(f));
	pptp_server_close(f->server);
	run(f);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
}

/* Another call's end is none of ours; silence is found out. */
static void test_hello(void **state)
{
	struct fixture *f = *state;

	f->config.hello_interval = 1;
	f->server->echoes = false;
	run_after(f, PPTP_CALL_DISCONNECT_NOTIFY, 9, 1, 0);
	assert_int_equal(f->end.result, DIALER_CONNECT_LOST);
	assert_non_null(strstr(f->end.text, "3 Echo-Requests"));
	assert_int_equal(f->server->heard, 2 + 3);
	assert_int_equal(f->server->types[2], PPTP_ECHO_REQUEST);
}

static void test_echo_is_answered(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[2 * PPTP_MAX];
	size_t size;

	assert_true(try_connect(f));
	size = pptp_server_message(bytes, PPTP_ECHO_REQUEST, 0, 0, 0, 0);
	size += pptp_server_message(bytes + size, PPTP_SET_LINK_INFO, 0, 0, 0,
				    0);
	size += pptp_server_message(bytes + size, PPTP_STOP_REQUEST, 0, 0, 1,
				    0);
	pptp_server_say(f->server, bytes, size);
	run(f);
	while (f->server->heard < 4) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(f->server->types[2], PPTP_ECHO_REPLY);
	assert_int_equal(f->server->types[3], PPTP_STOP_REPLY);
}

static void close_tunnel(struct fixture *f)
{
	struct tevent_req *req = tunnel_pptp()->close_send(f, f->ev, f->tunnel);

	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	tunnel_pptp()->close_recv(req);
	talloc_free(req);
}

static void test_close(void **state)
{
	struct fixture *f = *state;

	assert_true(try_connect(f));
	close_tunnel(f);
	assert_int_equal(f->server->heard, 4);
	assert_int_equal(f->server->types[2], PPTP_CALL_CLEAR_REQUEST);
	assert_int_equal(f->server->types[3], PPTP_STOP_REQUEST);
}

/* A server that does not answer is not waited for. */
static void test_close_alone(void **state)
{
	struct fixture *f = *state;

	f->server->clears = false;
	assert_true(try_connect(f));
	close_tunnel(f);
	assert_int_equal(f->server->heard, 3);
}

/* -- what no server should say -- */

static void test_junk(void **state)
{
	static const uint8_t ssh[] = "SSH-2.0-OpenSSH_9.2p1\r\n";
	static const uint8_t empty[PPTP_HEADER] = {0, 0};
	static const uint8_t cookie[] = {0, 16, 0, 1, 1, 2, 3, 4};
	static const struct {
		const uint8_t *bytes;
		size_t size;
	} junk[] = {{ssh, sizeof(ssh)},
		    {empty, sizeof(empty)},
		    {cookie, sizeof(cookie)}};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		assert_true(try_connect(f));
		pptp_server_say(f->server, junk[i].bytes, junk[i].size);
		run(f);
		assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
		assert_non_null(strstr(f->end.text, "not PPTP"));
		TALLOC_FREE(f->tunnel);
		close(f->ready.fd);
		f->ready.fd = -1;
		again(f);
	}
}

/* Every message with every byte of its header and body changed: the client
 * ends, or goes on; the words are printable. */
static void test_random_bytes(void **state)
{
	struct pptp_message message;
	uint8_t bytes[PPTP_MAX + 16];
	size_t used, size, i, round;

	srand(1);
	for (round = 0; round < 200000; round++) {
		pptp_encode(
			&(struct pptp_message){.type = (uint16_t)(rand() % 17)},
			bytes);
		for (i = (size_t)rand() % 4; i > 0; i--) {
			bytes[(size_t)rand() % PPTP_MAX] = (uint8_t)rand();
		}
		size = (size_t)rand() % PPTP_MAX;
		if (pptp_decode(bytes, size, &message, &used) ==
		    PPTP_FOUND_MESSAGE) {
			assert_true(used >= PPTP_HEADER && used <= size);
			assert_true(strlen(message.words) <= PPTP_STATISTICS);
			assert_true(strlen(message.name) <= PPTP_NAME);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_connect),	     TEST(test_every_split),
		TEST(test_refusals),	     TEST(test_nobody_listens),
		TEST(test_silence),	     TEST(test_no_kernel),
		TEST(test_server_ends),	     TEST(test_server_stops),
		TEST(test_server_closes),    TEST(test_hello),
		TEST(test_echo_is_answered), TEST(test_close),
		TEST(test_close_alone),	     TEST(test_junk),
		TEST(test_random_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
