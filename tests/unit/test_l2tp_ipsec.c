/* SPDX-License-Identifier: GPL-3.0-or-later */
/* L2TP below which an IKE daemon is to put IPsec: never without. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>
#include "fake_charon.h"
#include "l2tp_fixture.h"
#include "loop.h"

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
	assert_int_equal(charon_commands(charon), 2 + 3 + 3);
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
		.command = "initiate",
		.answer = CHARON_NO,
		.error = "establishing CHILD_SA failed"};
	struct fixture *f = *state;

	with_key(f, &script);
	assert_fails(f, DIALER_CONNECT_IPSEC, "establishing CHILD_SA failed");
	assert_nothing_sent(f);
}

/* The daemon does not even answer. */
static void test_ike_deadline(void **state)
{
	static const struct charon_script script = {.command = "initiate",
						    .answer = CHARON_SILENT};
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		L2TP_TEST(test_secured),
		L2TP_TEST(test_not_secured),
		L2TP_TEST(test_no_ike_daemon),
		L2TP_TEST(test_no_ipsec_in_kernel),
		L2TP_TEST(test_ike_refused),
		L2TP_TEST(test_ike_deadline),
		L2TP_TEST(test_ike_daemon_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
