/* SPDX-License-Identifier: GPL-3.0-or-later */
/* L2TP servers that are not there, refuse, or talk nonsense. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "l2tp_fixture.h"
#include "loop.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		L2TP_TEST(test_silent),		 L2TP_TEST(test_other_host),
		L2TP_TEST(test_silent_later),	 L2TP_TEST(test_nobody_listens),
		L2TP_TEST(test_no_way),		 L2TP_TEST(test_no_kernel),
		L2TP_TEST(test_given_up),	 L2TP_TEST(test_refused),
		L2TP_TEST(test_stopped_at_call), L2TP_TEST(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
