/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attempts with several targets: which failure is followed by the next, what
 * becomes of the owner's view of it, and which error is the last word.
 */
#include "dialer_fixture.h"

#define SERVER "vpn.example.com:1723"

static const struct dialer_target strategy[] = {
	{DIALER_KIND_PPTP, "", SERVER},
	{DIALER_KIND_L2TP, "", SERVER},
};

static const struct dialer_target numbers[] = {
	{DIALER_KIND_MODEM, "/dev/null", "111"},
	{DIALER_KIND_MODEM, "/dev/null", "222"},
	{DIALER_KIND_MODEM, "/dev/null", "333"},
};

static WERROR try_dial(struct fixture *f, const struct dialer_target *targets,
		       size_t count)
{
	struct dialer_settings settings = direct;

	settings.targets = targets;
	settings.num_targets = count;
	return dialer_link_connect(f->link, &settings);
}

static void dial_all(struct fixture *f, const struct dialer_target *targets,
		     size_t count)
{
	assert_code(try_dial(f, targets, count), PENDING);
}

static void report(struct fixture *f, enum dialer_connect_result result,
		   const char *text)
{
	happen(f, (struct dialer_event){
			  .type = DIALER_EVENT_CONNECT_REPORT,
			  .connect = {.result = result, .text = text}});
}

/* The dial phase of the present target ends without a link. */
static void fail_to_dial(struct fixture *f, enum dialer_connect_result result,
			 const char *text)
{
	report(f, result, text);
	phase(f, DIALER_PHASE_HANGUP);
	gone(f, false, 8);
}

static void assert_target(struct fixture *f, size_t index,
			  enum dialer_kind kind, const char *number)
{
	const struct dialer_memory_attempt *seen;

	assert_non_null(f->memory->last);
	seen = dialer_memory_attempt(f->memory->last);
	assert_int_equal(seen->settings->kind, kind);
	assert_string_equal(seen->settings->number, number);
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	assert_int_equal(f->status->phase, DIALER_PHASE_DIAL);
	assert_int_equal(f->status->target, index);
	assert_int_equal(f->status->kind, kind);
	assert_string_equal(f->status->remote_endpoint, number);
}

static void test_next_kind(void **state)
{
	struct fixture *f = *state;
	uint32_t port;

	dial_all(f, strategy, 2);
	assert_target(f, 0, DIALER_KIND_PPTP, SERVER);
	assert_string_equal(f->status->device, "WAN Miniport (PPTP)");
	port = f->status->dwPort;
	report(f, DIALER_CONNECT_CLOSED, "");
	phase(f, DIALER_PHASE_HANGUP);
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	gone(f, false, 8);
	assert_target(f, 1, DIALER_KIND_L2TP, SERVER);
	assert_string_equal(f->status->device, "WAN Miniport (L2TP)");
	assert_int_not_equal(f->status->dwPort, port);
	assert_false(ports_get(f->ports, port)->claimed);
	assert_int_equal(f->memory->starts, 2);
	phase(f, DIALER_PHASE_LCP);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	assert_code(f->status->last_error, NO_ERROR);
	assert_int_equal(f->status->target, 1);
}

static void test_all_kinds_fail(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 2);
	fail_to_dial(f, DIALER_CONNECT_CLOSED, "");
	report(f, DIALER_CONNECT_SILENT, "no SCCRP");
	phase(f, DIALER_PHASE_HANGUP);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, false, 8);
	assert_end(f, ERROR_AUTOMATIC_VPN_FAILED, true);
	assert_non_null(strstr(f->status->reason, "PPTP: Nothing at"));
	assert_non_null(strstr(f->status->reason, "L2TP: The server does not"));
	assert_non_null(strstr(f->status->reason, "no SCCRP"));
}

static void test_numbers_in_turn(void **state)
{
	struct fixture *f = *state;

	dial_all(f, numbers, 3);
	fail_to_dial(f, DIALER_CONNECT_BUSY, "BUSY");
	assert_target(f, 1, DIALER_KIND_MODEM, "222");
	fail_to_dial(f, DIALER_CONNECT_NO_CARRIER, "NO CARRIER");
	assert_target(f, 2, DIALER_KIND_MODEM, "333");
	fail_to_dial(f, DIALER_CONNECT_NO_ANSWER, "NO ANSWER");
	assert_end(f, ERROR_NO_ANSWER, true);
	assert_int_equal(f->memory->starts, 3);
}

/* Each has the dial phase's whole deadline. */
static void test_deadline_of_each(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 2);
	while (f->memory->starts == 1) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_target(f, 1, DIALER_KIND_L2TP, SERVER);
	run_until(f, f->link, DIALER_DISCONNECTED);
	assert_end(f, ERROR_AUTOMATIC_VPN_FAILED, true);
}

/* PPP was never heard through the first: GRE does not come through. */
static void test_lcp_silence(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 2);
	phase(f, DIALER_PHASE_LCP);
	simple(f, DIALER_EVENT_LCP_TIMEOUT);
	phase(f, DIALER_PHASE_HANGUP);
	gone(f, false, 16);
	assert_target(f, 1, DIALER_KIND_L2TP, SERVER);
	phase(f, DIALER_PHASE_LCP);
	simple(f, DIALER_EVENT_HANGUP);
	gone(f, false, 16);
	assert_end(f, ERROR_AUTOMATIC_VPN_FAILED, true);
	assert_non_null(strstr(f->status->reason, "GRE"));
}

/* A password that was refused is not tried anew: it may lock the account. */
static void test_verdict_is_final(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 2);
	phase(f, DIALER_PHASE_LCP);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_AUTH,
					.auth = {.message = "E=691 R=0"}});
	phase(f, DIALER_PHASE_HANGUP);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, false, 19);
	assert_end(f, ERROR_AUTHENTICATION_FAILURE, true);
	assert_int_equal(f->memory->starts, 1);
}

static void test_link_that_was_up(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 2);
	phase(f, DIALER_PHASE_LCP);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	ip_up(f);
	happen(f,
	       (struct dialer_event){.type = DIALER_EVENT_TUNNEL_CLOSED,
				     .connect = {.result = DIALER_CONNECT_ENDED,
						 .text = "result 3"}});
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, false, 16);
	assert_end(f, ERROR_REMOTE_DISCONNECTION, true);
	assert_non_null(strstr(f->status->reason, "result 3"));
	assert_int_equal(f->memory->starts, 1);
}

static void test_tunnel_lost_before_up(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 1);
	phase(f, DIALER_PHASE_LCP);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	happen(f,
	       (struct dialer_event){
		       .type = DIALER_EVENT_TUNNEL_CLOSED,
		       .connect = {.result = DIALER_CONNECT_LOST, .text = ""}});
	gone(f, false, 16);
	assert_end(f, ERROR_VPN_DISCONNECT, true);
}

static void test_hang_up_stops_all(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	f->memory->obeys = false;
	dial_all(f, strategy, 2);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, false, 5);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	assert_end(f, ERROR_INTERFACE_DISCONNECTED, false);
	assert_int_equal(f->memory->starts, 1);
}

/* Between two targets: the first one goes down, the next is not started. */
static void test_hang_up_between(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	f->memory->obeys = false;
	dial_all(f, strategy, 2);
	report(f, DIALER_CONNECT_SILENT, "");
	phase(f, DIALER_PHASE_HANGUP);
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, false, 8);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	assert_end(f, ERROR_INTERFACE_DISCONNECTED, false);
	assert_int_equal(f->memory->starts, 1);
}

/* What cannot be tried is left out; what is wrong with the first is said when
 * nothing can. */
static void test_what_cannot_be_tried(void **state)
{
	struct fixture *f = *state;
	const struct dialer_target some[] = {
		{DIALER_KIND_SSTP, "", SERVER}, /* no ports */
		{DIALER_KIND_PPTP, "", "not a name"},
		{DIALER_KIND_L2TP, "", SERVER},
		{DIALER_KIND_SSTP, "", SERVER},
	};

	assert_code(try_dial(f, some, 2), ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_code(try_dial(f, some + 1, 1), ERROR_BAD_PHONE_NUMBER);
	assert_int_equal(f->status->state, DIALER_DISCONNECTED);
	dial_all(f, some, 4);
	assert_target(f, 2, DIALER_KIND_L2TP, SERVER);
	fail_to_dial(f, DIALER_CONNECT_SILENT, "");
	assert_end(f, ERROR_VPN_TIMEOUT, true);
}

static void test_addresses_of_tunnel(void **state)
{
	struct fixture *f = *state;

	dial_all(f, strategy, 1);
	assert_string_equal(f->status->local_endpoint, "");
	happen(f, (struct dialer_event){.type = DIALER_EVENT_TUNNEL_UP,
					.tunnel = {.local = "192.0.2.2",
						   .remote = "192.0.2.1"}});
	assert_string_equal(f->status->local_endpoint, "192.0.2.2");
	assert_string_equal(f->status->remote_endpoint, "192.0.2.1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_next_kind),
		TEST(test_all_kinds_fail),
		TEST(test_numbers_in_turn),
		TEST(test_deadline_of_each),
		TEST(test_lcp_silence),
		TEST(test_verdict_is_final),
		TEST(test_link_that_was_up),
		TEST(test_tunnel_lost_before_up),
		TEST(test_hang_up_stops_all),
		TEST(test_hang_up_between),
		TEST(test_what_cannot_be_tried),
		TEST(test_addresses_of_tunnel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
