/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An L2TP tunnel from its first message to its last, with a server on the
 * loopback; what the kernel would do is faked.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "fake_charon.h"
#include "l2tp_lns.h"
#include "loop.h"

struct fixture {
	struct tevent_context *ev;
	struct lns_faults faults;
	struct lns *lns;
	struct tunnel_config config;
	struct tevent_req *req;
	struct tunnel *tunnel;
	struct tunnel_ready ready;
	struct tunnel_end end;
	size_t connected, failed, ended, closed;
};

/* -- the kernel -- */

static struct l2tp_ids kernel_ids;
static int kernel_error;

static int fake_kernel(const struct l2tp_udp *udp, const struct l2tp_ids *ids,
		       struct l2tp_sockets *sockets)
{
	kernel_ids = *ids;
	if (kernel_error != 0) {
		return kernel_error;
	}
	assert_true(udp->connected);
	sockets->tunnel = open("/dev/null", O_RDWR | O_CLOEXEC);
	sockets->session = open("/dev/null", O_RDWR | O_CLOEXEC);
	return 0;
}

static int protect_error;
static size_t protected_sockets;

static int fake_protect(int fd, sa_family_t family, uint16_t number)
{
	assert_int_equal(family, AF_INET);
	assert_int_not_equal(number, 0);
	protected_sockets++;
	return protect_error;
}

static const struct l2tp_knobs knobs = {
	.first_wait = 20,
	.longest_wait = 100,
	.tries = 3,
	.kernel = fake_kernel,
	.protect = fake_protect,
};

/* -- the client -- */

static void on_connect_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	if (tunnel_l2tp()->connect_recv(req, f, &f->tunnel, &f->ready,
					&f->end)) {
		f->connected++;
	} else {
		f->failed++;
	}
	talloc_free(req);
	f->req = NULL;
}

static void on_run_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	tunnel_l2tp()->run_recv(req, &f->end);
	talloc_free(req);
	f->req = NULL;
	f->ended++;
}

static void on_close_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	tunnel_l2tp()->close_recv(req);
	talloc_free(req);
	f->closed++;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->lns = lns_create(f, f->ev, &f->faults);
	f->config = (struct tunnel_config){
		.server = "localhost",
		.local_name = "client",
		.timeout = 20,
		.hello_interval = 0,
		.address = f->lns->address,
		.address_size = sizeof(struct sockaddr_in),
	};
	f->ready.fd = -1;
	kernel_error = protect_error = 0;
	protected_sockets = 0;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	if (f->ready.fd != -1) {
		close(f->ready.fd);
	}
	talloc_free(f->tunnel);
	talloc_free(f);
	return 0;
}

static void connect_now(struct fixture *f)
{
	f->req = l2tp_connect_send(f, f->ev, &f->config, &knobs);
	assert_non_null(f->req);
	tevent_req_set_callback(f->req, on_connect_done, f);
}

static void run_now(struct fixture *f)
{
	f->req = tunnel_l2tp()->run_send(f, f->ev, f->tunnel);
	assert_non_null(f->req);
	tevent_req_set_callback(f->req, on_run_done, f);
}

static void close_now(struct fixture *f)
{
	struct tevent_req *req = tunnel_l2tp()->close_send(f, f->ev, f->tunnel);

	assert_non_null(req);
	tevent_req_set_callback(req, on_close_done, f);
}

static void connect_up(struct fixture *f)
{
	connect_now(f);
	loop_until(f->ev, &f->connected, 1);
	assert_int_not_equal(f->ready.fd, -1);
}

static void assert_fails(struct fixture *f, enum dialer_connect_result result,
			 const char *text)
{
	connect_now(f);
	loop_until(f->ev, &f->failed, 1);
	assert_int_equal(f->end.result, result);
	assert_string_equal(f->end.text, text);
	assert_null(f->tunnel);
}

/* -- it works -- */

static void test_connect(void **state)
{
	struct fixture *f = *state;

	connect_up(f);
	loop_until(f->ev, &f->lns->heard[L2TP_ICCN], 1);
	assert_false(f->ready.is_tty);
	assert_string_equal(f->ready.local, "127.0.0.1");
	assert_string_equal(f->ready.remote, "127.0.0.1");
	assert_int_equal(kernel_ids.peer_tunnel, LNS_TUNNEL);
	assert_int_equal(kernel_ids.peer_session, LNS_SESSION);
	assert_int_equal(kernel_ids.tunnel, f->lns->peer_tunnel);
	assert_int_equal(kernel_ids.session, f->lns->peer_session);
	assert_int_equal(f->lns->count, 4);
}

static void up_and_down(struct fixture *f)
{
	connect_up(f);
	close_now(f);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->lns->heard[L2TP_CDN], 1);
	assert_int_equal(f->lns->heard[L2TP_STOPCCN], 1);
	assert_int_equal(f->lns->heard_result, L2TP_STOP_CLEAR);
	assert_int_equal(f->lns->count, 6);
}

static void test_close(void **state)
{
	up_and_down(*state);
}

static void test_every_message_lost_once(void **state)
{
	struct fixture *f = *state;

	f->faults.lose = true;
	up_and_down(f);
	assert_int_not_equal(f->lns->lost_in, 0);
	assert_int_not_equal(f->lns->lost_out, 0);
}

static void test_every_message_twice(void **state)
{
	struct fixture *f = *state;

	f->faults.twice = true;
	up_and_down(f);
}

static void test_noise_between_messages(void **state)
{
	struct fixture *f = *state;

	f->faults.reorder = true;
	up_and_down(f);
}

static void test_all_of_it(void **state)
{
	struct fixture *f = *state;

	f->faults.lose = f->faults.twice = f->faults.reorder = true;
	up_and_down(f);
}

/* 8.1: the server "picks a free port", and we go on with that one. */
static void test_other_port(void **state)
{
	struct fixture *f = *state;

	f->faults.other_port = true;
	up_and_down(f);
	assert_int_not_equal(l2tp_port(&f->lns->address),
			     l2tp_port(&f->tunnel->udp.peer));
}

/* -- it does not begin -- */

static void test_silent(void **state)
{
	struct fixture *f = *state;

	f->config.timeout = 1;
	f->faults.silent_at = L2TP_SCCRQ;
	assert_fails(f, DIALER_CONNECT_SILENT, "no answer to SCCRQ");
}

/* What somebody else answers is no answer. */
static void test_other_host(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->lns);
	f->faults.other_host = true;
	f->lns = lns_create(f, f->ev, &f->faults);
	f->config.address = f->lns->address;
	f->config.timeout = 1;
	assert_fails(f, DIALER_CONNECT_SILENT, "no answer to SCCRQ");
	assert_int_equal(f->lns->heard[L2TP_SCCRQ], 1);
}

static void test_silent_later(void **state)
{
	struct fixture *f = *state;

	f->config.timeout = 1;
	f->faults.silent_at = L2TP_ICRQ;
	assert_fails(f, DIALER_CONNECT_SILENT,
		     "fake-lns has made a tunnel, but does not answer ICRQ");
	/* and it is told */
	loop_until(f->ev, &f->lns->count, 2);
}

static void test_nobody_listens(void **state)
{
	struct fixture *f = *state;

	lns_die(f->lns);
	assert_fails(f, DIALER_CONNECT_CLOSED, "Connection refused");
}

static void test_no_way(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_in *address =
		(struct sockaddr_in *)(void *)&f->config.address;

	/* a broadcast address: connect() refuses it at once */
	address->sin_addr.s_addr = htonl(INADDR_BROADCAST);
	assert_fails(f, DIALER_CONNECT_UNREACHABLE,
		     "no way to the server: Permission denied");
}

static void test_no_kernel(void **state)
{
	struct fixture *f = *state;

	kernel_error = EPROTONOSUPPORT;
	assert_fails(
		f, DIALER_CONNECT_NO_KERNEL,
		"the kernel makes no L2TP session: Protocol not supported");
	loop_until(f->ev, &f->lns->heard[L2TP_STOPCCN], 1);
}

/* The request is freed: the tunnel goes without a word, and nothing leaks. */
static void test_given_up(void **state)
{
	struct fixture *f = *state;

	connect_now(f);
	loop_until(f->ev, &f->lns->heard[L2TP_ICRQ], 1);
	TALLOC_FREE(f->req);
	assert_int_equal(f->connected + f->failed, 0);
}

/* -- the server refuses -- */

struct refusal {
	enum l2tp_type type;
	uint16_t result, error;
	const char *error_text;
	enum dialer_connect_result expected;
	const char *text;
};

static const struct refusal refusals[] = {
	{L2TP_STOPCCN, 1, 0, NULL, DIALER_CONNECT_REFUSED,
	 "StopCCN 1 (general request to clear the control connection)"},
	{L2TP_STOPCCN, 2, 4, "no tunnels left", DIALER_CONNECT_REFUSED,
	 "StopCCN 2 (general error), not enough resources for now: "
	 "no tunnels left"},
	{L2TP_STOPCCN, 2, 7, NULL, DIALER_CONNECT_REFUSED,
	 "StopCCN 2 (general error), try another server"},
	{L2TP_STOPCCN, 3, 0, NULL, DIALER_CONNECT_REFUSED,
	 "StopCCN 3 (the control connection exists already)"},
	{L2TP_STOPCCN, 4, 0, "go away", DIALER_CONNECT_NOT_ALLOWED,
	 "StopCCN 4 (not authorised to make a control connection): go away"},
	{L2TP_STOPCCN, 5, 0x200, NULL, DIALER_CONNECT_BAD_REPLY,
	 "StopCCN 5 (the protocol version is not supported), unknown"},
	{L2TP_STOPCCN, 6, 0, NULL, DIALER_CONNECT_REFUSED,
	 "StopCCN 6 (the server is being shut down)"},
	{L2TP_STOPCCN, 7, 0, NULL, DIALER_CONNECT_BAD_REPLY,
	 "StopCCN 7 (finite state machine error)"},
	{L2TP_STOPCCN, 99, 0, NULL, DIALER_CONNECT_REFUSED,
	 "StopCCN 99 (unknown)"},
	{L2TP_CDN, 1, 0, NULL, DIALER_CONNECT_NO_CARRIER,
	 "CDN 1 (loss of carrier)"},
	{L2TP_CDN, 2, 6, "vendor", DIALER_CONNECT_REFUSED,
	 "CDN 2 (general error), an error of the vendor's: vendor"},
	{L2TP_CDN, 3, 0, NULL, DIALER_CONNECT_REFUSED,
	 "CDN 3 (administrative reasons)"},
	{L2TP_CDN, 4, 0, NULL, DIALER_CONNECT_REFUSED,
	 "CDN 4 (facilities are not available for the moment)"},
	{L2TP_CDN, 7, 0, NULL, DIALER_CONNECT_NO_CARRIER,
	 "CDN 7 (no carrier detected)"},
	{L2TP_CDN, 8, 0, NULL, DIALER_CONNECT_BUSY, "CDN 8 (busy)"},
	{L2TP_CDN, 9, 0, NULL, DIALER_CONNECT_NO_DIALTONE,
	 "CDN 9 (no dial tone)"},
	{L2TP_CDN, 10, 0, NULL, DIALER_CONNECT_NO_ANSWER,
	 "CDN 10 (the call was not established in time)"},
	{L2TP_CDN, 11, 0, NULL, DIALER_CONNECT_REFUSED,
	 "CDN 11 (no appropriate framing was detected)"},
};

static void test_refused(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		bool stop = refusals[i].type == L2TP_STOPCCN;

		TALLOC_FREE(f->lns);
		f->faults = (struct lns_faults){
			.stop_at = stop ? L2TP_SCCRQ : L2TP_ZLB,
			.hang_up_at = stop ? L2TP_ZLB : L2TP_ICRQ,
			.result = refusals[i].result,
			.error = refusals[i].error,
			.error_text = refusals[i].error_text,
		};
		f->lns = lns_create(f, f->ev, &f->faults);
		f->config.address = f->lns->address;
		f->failed = 0;
		assert_fails(f, refusals[i].expected, refusals[i].text);
	}
}

/* A StopCCN in the middle of the call's beginning. */
static void test_stopped_at_call(void **state)
{
	struct fixture *f = *state;

	f->faults.stop_at = L2TP_ICRQ;
	f->faults.result = 6;
	assert_fails(f, DIALER_CONNECT_REFUSED,
		     "StopCCN 6 (the server is being shut down)");
}

/* -- the server talks nonsense -- */

struct nonsense {
	enum l2tp_type at;
	uint8_t body[40];
	size_t size;
	enum dialer_connect_result result;
	const char *text;
	uint16_t stop_result, stop_error; /**< what it is told */
};

#define TYPE(type) 0x80, 8, 0, 0, 0, 0, 0, (type)
#define VERSION	   0x80, 8, 0, 0, 0, 2, 1, 0
#define TUNNEL	   0x80, 8, 0, 0, 0, 9, 0x42, 0x42

static const struct nonsense nonsenses[] = {
	{L2TP_SCCRQ,
	 {0x80, 5, 0, 0, 0, 0},
	 6,
	 DIALER_CONNECT_BAD_REPLY,
	 "ZLB is malformed at AVP 0",
	 0,
	 0},
	{L2TP_SCCRQ,
	 {TYPE(2)},
	 8,
	 DIALER_CONNECT_BAD_REPLY,
	 "SCCRP without a tunnel's number",
	 0,
	 0},
	{L2TP_SCCRQ,
	 {TYPE(2), TUNNEL, 0x80, 8, 0, 0, 0, 2, 2, 0},
	 24,
	 DIALER_CONNECT_BAD_REPLY,
	 "the server speaks version 2 of L2TP",
	 2,
	 3},
	{L2TP_SCCRQ,
	 {TYPE(2), VERSION, TUNNEL, 0x80, 6, 0, 0, 0, 77},
	 30,
	 DIALER_CONNECT_BAD_REPLY,
	 "SCCRP with AVP 77, which is mandatory and unknown",
	 0,
	 0},
	{L2TP_SCCRQ,
	 {TYPE(2), VERSION, 0xc0, 8, 0, 0, 0, 9, 1, 2},
	 24,
	 DIALER_CONNECT_BAD_REPLY,
	 "SCCRP with AVP 9, which is mandatory and unknown",
	 0,
	 0},
	{L2TP_SCCRQ,
	 {TYPE(2), VERSION, TUNNEL, 0x80, 8, 0, 0, 0, 11, 1, 2},
	 32,
	 DIALER_CONNECT_NOT_ALLOWED,
	 " asks for a tunnel secret, and there is none",
	 1,
	 0},
	{L2TP_SCCRQ,
	 {TYPE(11)},
	 8,
	 DIALER_CONNECT_BAD_REPLY,
	 "the server sent ICRP out of turn",
	 0,
	 0},
	{L2TP_SCCRQ,
	 {TYPE(5)},
	 8,
	 DIALER_CONNECT_BAD_REPLY,
	 "message type 5, which is mandatory and unknown",
	 0,
	 0},
	{L2TP_ICRQ,
	 {TYPE(2), VERSION, TUNNEL},
	 24,
	 DIALER_CONNECT_BAD_REPLY,
	 "the server sent SCCRP out of turn",
	 2,
	 0},
	{L2TP_ICRQ,
	 {TYPE(6), 0x80, 99, 0, 0, 0, 1},
	 14,
	 DIALER_CONNECT_BAD_REPLY,
	 "HELLO is malformed at AVP 1",
	 2,
	 2},
};

static void test_nonsense(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(nonsenses) / sizeof(nonsenses[0]); i++) {
		TALLOC_FREE(f->lns);
		f->faults = (struct lns_faults){
			.raw_at = nonsenses[i].at,
			.raw = nonsenses[i].body,
			.raw_size = nonsenses[i].size,
		};
		f->lns = lns_create(f, f->ev, &f->faults);
		f->config.address = f->lns->address;
		f->failed = 0;
		assert_fails(f, nonsenses[i].result, nonsenses[i].text);
		if (nonsenses[i].stop_result != 0) {
			loop_until(f->ev, &f->lns->heard[L2TP_STOPCCN], 1);
			assert_int_equal(f->lns->heard_result,
					 nonsenses[i].stop_result);
			assert_int_equal(f->lns->heard_error,
					 nonsenses[i].stop_error);
		}
	}
}

/* -- life -- */

static void test_messages_without_meaning(void **state)
{
	static const uint8_t unknown[] = {0x00, 8, 0, 0, 0, 0, 0, 99};
	static const uint8_t garbage[] = {0xc8, 0x02, 0xff, 0xff, 0};
	struct fixture *f = *state;
	size_t acknowledged = 0;

	connect_up(f);
	run_now(f);
	loop_until(f->ev, &f->lns->heard[L2TP_ICCN], 1);
	lns_throw(f->lns, garbage, sizeof(garbage));
	lns_say(f->lns, L2TP_HELLO);
	lns_say(f->lns, L2TP_SLI);
	lns_say(f->lns, L2TP_WEN);
	lns_say(f->lns, L2TP_OCRQ);
	lns_say(f->lns, L2TP_ICRQ);
	lns_say_raw(f->lns, unknown, sizeof(unknown));
	while (!l2tp_reliable_is_idle(f->lns->reliable)) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
		assert_true(acknowledged++ < 1000);
	}
	assert_int_equal(f->ended, 0);
}

static void test_ended_by_stop(void **state)
{
	struct fixture *f = *state;

	connect_up(f);
	run_now(f);
	f->faults.result = 6;
	f->faults.error_text = "going home";
	lns_say(f->lns, L2TP_STOPCCN);
	loop_until(f->ev, &f->ended, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
	/* a result without an error code and with words has the code 0 */
	assert_string_equal(f->end.text,
			    "StopCCN 6 (the server is being shut down): "
			    "going home");
	assert_int_equal(f->tunnel->udp.fd, -1);
	assert_int_equal(f->tunnel->sockets.tunnel, -1);
}

static void test_ended_by_cdn(void **state)
{
	struct fixture *f = *state;

	connect_up(f);
	run_now(f);
	f->faults.result = 3;
	lns_say(f->lns, L2TP_CDN);
	loop_until(f->ev, &f->ended, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
	assert_string_equal(f->end.text, "CDN 3 (administrative reasons)");
	loop_until(f->ev, &f->lns->heard[L2TP_STOPCCN], 1);
}

/* Somebody else's call. */
static void test_other_session(void **state)
{
	struct fixture *f = *state;
	uint16_t session;

	connect_up(f);
	run_now(f);
	loop_until(f->ev, &f->lns->heard[L2TP_ICCN], 1);
	session = f->lns->peer_session;
	f->lns->peer_session++;
	f->faults.result = 3;
	lns_say(f->lns, L2TP_CDN);
	f->lns->peer_session = session;
	lns_say(f->lns, L2TP_STOPCCN);
	loop_until(f->ev, &f->ended, 1);
	assert_string_equal(f->end.text,
			    "StopCCN 3 (the control connection exists "
			    "already)");
}

/* It ends before anybody runs it. */
static void test_ended_early(void **state)
{
	struct fixture *f = *state;

	f->faults.stop_at = L2TP_ICCN;
	f->faults.result = 4;
	connect_up(f);
	while (f->tunnel->state != L2TP_OVER) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	run_now(f);
	loop_until(f->ev, &f->ended, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
	close_now(f);
	loop_until(f->ev, &f->closed, 1);
}

static void test_hello(void **state)
{
	struct fixture *f = *state;

	f->config.hello_interval = 1;
	connect_up(f);
	run_now(f);
	loop_until(f->ev, &f->lns->heard[L2TP_HELLO], 2);
	assert_int_equal(f->ended, 0);
}

static void test_peer_falls_silent(void **state)
{
	struct fixture *f = *state;

	f->config.hello_interval = 1;
	f->faults.silent_at = L2TP_HELLO;
	connect_up(f);
	run_now(f);
	loop_until(f->ev, &f->ended, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_LOST);
	assert_string_equal(f->end.text,
			    "the server no longer acknowledges messages");
}

static void test_peer_dies(void **state)
{
	struct fixture *f = *state;

	f->config.hello_interval = 1;
	connect_up(f);
	run_now(f);
	loop_until(f->ev, &f->lns->heard[L2TP_ICCN], 1);
	lns_die(f->lns);
	loop_until(f->ev, &f->ended, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_LOST);
	assert_string_equal(f->end.text,
			    "the server no longer has the tunnel's port");
}

/* One that does not answer our good-bye is not waited for. */
static void test_close_is_bounded(void **state)
{
	struct fixture *f = *state;

	connect_up(f);
	loop_until(f->ev, &f->lns->heard[L2TP_ICCN], 1);
	f->faults.silent_at = L2TP_CDN;
	close_now(f);
	loop_until(f->ev, &f->closed, 1);
}

/* A request that is freed leaves the tunnel as it is. */
static void test_run_freed(void **state)
{
	struct fixture *f = *state;

	connect_up(f);
	run_now(f);
	TALLOC_FREE(f->req);
	close_now(f);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->ended, 0);
	assert_int_equal(f->lns->heard[L2TP_STOPCCN], 1);
}

/* Freeing the tunnel ends it at once, whoever waits. */
static void test_freed(void **state)
{
	struct fixture *f = *state;

	connect_up(f);
	run_now(f);
	close_now(f);
	TALLOC_FREE(f->tunnel);
	TALLOC_FREE(f->req);
	assert_int_equal(f->ended + f->closed, 0);
}

/* -- IPsec -- */

static const struct charon_script obliging = {.command = NULL};

static struct charon *with_key(struct fixture *f,
			       const struct charon_script *script)
{
	static uint8_t key[] = "pre-shared";
	struct charon *charon = charon_start(f, script);

	f->config.ipsec_key = (DATA_BLOB){.data = key, .length = 10};
	f->config.vici_socket = charon_path(charon);
	return charon;
}

static void test_secured(void **state)
{
	struct fixture *f = *state;
	struct charon *charon = with_key(f, &obliging);

	up_and_down(f);
	assert_int_equal(protected_sockets, 1);
	/* and taken back by the end of the tunnel */
	assert_int_equal(charon_commands(charon), 6);
}

static void test_not_secured(void **state)
{
	assert_int_equal(protected_sockets, 0);
	up_and_down(*state);
	assert_int_equal(protected_sockets, 0);
}

/* Not one message in the clear. */
static void assert_nothing_sent(struct fixture *f)
{
	uint8_t bytes[16];

	assert_int_equal(f->lns->count, 0);
	assert_int_equal(recv(f->lns->fd, bytes, sizeof(bytes), MSG_DONTWAIT),
			 -1);
}

static void test_no_ike_daemon(void **state)
{
	struct fixture *f = *state;

	charon_stop(with_key(f, &obliging));
	connect_now(f);
	loop_until(f->ev, &f->failed, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_LOCAL);
	assert_non_null(strstr(f->end.text, "no IKE daemon"));
	assert_nothing_sent(f);
}

static void test_no_ipsec_in_kernel(void **state)
{
	struct fixture *f = *state;

	with_key(f, &obliging);
	protect_error = ENOPROTOOPT;
	assert_fails(f, DIALER_CONNECT_NO_KERNEL,
		     "the kernel has no IPsec: Protocol not available");
	assert_nothing_sent(f);
}

static void test_ike_refused(void **state)
{
	static const struct charon_script script = {
		"initiate", CHARON_NO, "establishing CHILD_SA failed", NULL};
	struct fixture *f = *state;

	with_key(f, &script);
	assert_fails(f, DIALER_CONNECT_IPSEC, "establishing CHILD_SA failed");
	assert_nothing_sent(f);
}

/* The daemon does not even answer. */
static void test_ike_deadline(void **state)
{
	static const struct charon_script script = {"initiate", CHARON_SILENT,
						    NULL, NULL};
	struct fixture *f = *state;

	with_key(f, &script);
	f->config.timeout = 1;
	assert_fails(f, DIALER_CONNECT_SILENT, "no answer to IKE");
	assert_nothing_sent(f);
}

static void test_ike_daemon_dies(void **state)
{
	struct fixture *f = *state;
	struct charon *charon = with_key(f, &obliging);

	connect_up(f);
	run_now(f);
	charon_stop(charon);
	loop_until(f->ev, &f->ended, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_LOST);
	assert_string_equal(f->end.text,
			    "the IKE daemon has gone, and IPsec with it");
}

/* -- numbers -- */

static void test_reservation(void **state)
{
	int fds[200], i;
	uint16_t ids[200], k;

	for (i = 0; i < 200; i++) {
		ids[i] = l2tp_reserve_tunnel(&fds[i]);
		assert_int_not_equal(ids[i], 0);
		for (k = 0; k < i; k++) {
			assert_int_not_equal(ids[i], ids[k]);
		}
	}
	for (i = 0; i < 200; i++) {
		close(fds[i]);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_connect),
		TEST(test_close),
		TEST(test_every_message_lost_once),
		TEST(test_every_message_twice),
		TEST(test_noise_between_messages),
		TEST(test_all_of_it),
		TEST(test_other_port),
		TEST(test_silent),
		TEST(test_other_host),
		TEST(test_silent_later),
		TEST(test_nobody_listens),
		TEST(test_no_way),
		TEST(test_no_kernel),
		TEST(test_given_up),
		TEST(test_refused),
		TEST(test_stopped_at_call),
		TEST(test_nonsense),
		TEST(test_messages_without_meaning),
		TEST(test_ended_by_stop),
		TEST(test_ended_by_cdn),
		TEST(test_other_session),
		TEST(test_ended_early),
		TEST(test_hello),
		TEST(test_peer_falls_silent),
		TEST(test_peer_dies),
		TEST(test_close_is_bounded),
		TEST(test_run_freed),
		TEST(test_freed),
		TEST(test_secured),
		TEST(test_not_secured),
		TEST(test_no_ike_daemon),
		TEST(test_no_ipsec_in_kernel),
		TEST(test_ike_refused),
		TEST(test_ike_deadline),
		TEST(test_ike_daemon_dies),
		cmocka_unit_test(test_reservation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
