/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An L2TP tunnel from its first message to its last, with a server on the
 * loopback; what the kernel would do is faked.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>
#include "l2tp_fixture.h"
#include "loop.h"

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
	const struct CMUnitTest tests[] = {
		L2TP_TEST(test_connect),
		L2TP_TEST(test_close),
		L2TP_TEST(test_every_message_lost_once),
		L2TP_TEST(test_every_message_twice),
		L2TP_TEST(test_noise_between_messages),
		L2TP_TEST(test_all_of_it),
		L2TP_TEST(test_other_port),
		L2TP_TEST(test_messages_without_meaning),
		L2TP_TEST(test_ended_by_stop),
		L2TP_TEST(test_ended_by_cdn),
		L2TP_TEST(test_other_session),
		L2TP_TEST(test_ended_early),
		L2TP_TEST(test_hello),
		L2TP_TEST(test_peer_falls_silent),
		L2TP_TEST(test_peer_dies),
		L2TP_TEST(test_close_is_bounded),
		L2TP_TEST(test_run_freed),
		L2TP_TEST(test_freed),
		cmocka_unit_test(test_reservation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
