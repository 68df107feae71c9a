/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How attempts and links end, and that every transient state has a deadline.
 */
#include "dialer_fixture.h"
#include "server/dialer/link.h"

/* -- the end -- */

static void test_attempt_fails(void **state)
{
	struct fixture *f = *state;

	dial(f);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_AUTH,
					.auth = {false, 0, "E=691 R=1"}});
	terminate(f, DIALER_PROTOCOL_LCP, true, "Authentication failed");
	phase(f, DIALER_PHASE_HANGUP);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	assert_int_equal(f->status->phase, DIALER_PHASE_HANGUP);
	gone(f, false, 16);
	assert_end(f, ERROR_AUTHENTICATION_FAILURE, true);
	assert_string_equal(f->status->peer_message, "E=691 R=1");
}

static void test_child_just_ends(void **state)
{
	struct fixture *f = *state;

	dial(f);
	gone(f, true, 9);
	assert_end(f, ERROR_PORT_DISCONNECTED, true);
	connected(f);
	assert_code(f->status->last_error, NO_ERROR);
	assert_string_equal(f->status->reason, "");
	gone(f, true, 9);
	assert_end(f, ERROR_NO_CONNECTION, true);
}

static void test_modem_report(void **state)
{
	struct fixture *f = *state;

	dial(f);
	happen(f,
	       (struct dialer_event){.type = DIALER_EVENT_CONNECT_REPORT,
				     .connect = {DIALER_CONNECT_BUSY, "BUSY"}});
	gone(f, false, 8);
	assert_end(f, ERROR_LINE_BUSY, true);
	assert_string_equal(f->status->reason, "The line is busy: BUSY");
	dial(f);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_CONNECT_REPORT,
					.connect = {DIALER_CONNECT_OK, ""}});
	phase(f, DIALER_PHASE_LCP);
	simple(f, DIALER_EVENT_LCP_TIMEOUT);
	gone(f, false, 16);
	assert_end(f, ERROR_PPP_NO_RESPONSE, true);
}

/* Two who insist on different strengths. Inside of IPsec we do not. */
static void test_peer_insists_on_mppe(void **state)
{
	static uint8_t key[] = "k3y";
	struct fixture *f = *state;
	struct dialer_settings settings = direct;

	settings.kind = DIALER_KIND_L2TP;
	settings.number = "vpn.example.org";
	settings.encryption = DIALER_ENCRYPTION_REQUIRE;
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	phase(f, DIALER_PHASE_NETWORK);
	terminate(f, DIALER_PROTOCOL_LCP, true, "MPPE required but not seen");
	gone(f, false, 5);
	assert_end(f, ERROR_NO_REMOTE_ENCRYPTION, true);
	settings.ipsec_key = data_blob_const(key, 3);
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	phase(f, DIALER_PHASE_NETWORK);
	terminate(f, DIALER_PROTOCOL_LCP, true, "MPPE required but not seen");
	gone(f, false, 5);
	assert_end(f, ERROR_NO_LOCAL_ENCRYPTION, true);
}

/* Addresses refused: pppd stays, so the dialer ends it. */
static void test_address_refused(void **state)
{
	struct fixture *f = *state;

	dial(f);
	phase(f, DIALER_PHASE_NETWORK);
	ip6_up(f);
	terminate(f, DIALER_PROTOCOL_IPV6CP, true, "no matter");
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	terminate(f, DIALER_PROTOCOL_IPCP, false, "Refused our IP address");
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	assert_int_equal(dialer_memory_attempt(f->memory->last)->hangups, 1);
	terminate(f, DIALER_PROTOCOL_LCP, false, "User request");
	run_until(f, f->link, DIALER_DISCONNECTED);
	assert_end(f, ERROR_PPP_REQUIRED_ADDRESS_REJECTED, true);
}

static void test_loss_of_a_link(void **state)
{
	static const struct {
		enum dialer_event_type type;
		enum rras_error error;
	} cases[] = {
		{DIALER_EVENT_HANGUP, ERROR_NO_CONNECTION},
		{DIALER_EVENT_ECHO_TIMEOUT, ERROR_LINK_FAILURE},
		{DIALER_EVENT_IP_DOWN, ERROR_NO_CONNECTION},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < 3; i++) {
		connected(f);
		simple(f, cases[i].type);
		assert_int_equal(f->status->state, DIALER_DISCONNECTING);
		assert_int_equal(
			dialer_memory_attempt(f->memory->last)->hangups, 0);
		happen(f, (struct dialer_event){.type = DIALER_EVENT_TRAFFIC,
						.traffic = {1ULL << 40, 7}});
		gone(f, false, 16);
		assert_end(f, cases[i].error, true);
		assert_true(f->status->rx_bytes == 1ULL << 40);
		assert_int_equal(f->status->tx_bytes, 7);
	}
	connected(f);
	terminate(f, DIALER_PROTOCOL_LCP, true, "go away");
	terminate(f, DIALER_PROTOCOL_LCP, false, "User request");
	phase(f, DIALER_PHASE_HANGUP);
	gone(f, false, 5);
	assert_end(f, ERROR_REMOTE_DISCONNECTION, true);
	assert_string_equal(f->status->peer_message, "go away");
}

static void test_ipv6_may_go(void **state)
{
	struct fixture *f = *state;

	connected(f);
	ip6_up(f);
	simple(f, DIALER_EVENT_IP6_DOWN);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	phase(f, DIALER_PHASE_LCP); /* announced again: no step back */
	assert_int_equal(f->status->phase, DIALER_PHASE_UP);
}

static void test_renegotiation_is_no_end(void **state)
{
	struct fixture *f = *state;

	connected(f);
	simple(f, DIALER_EVENT_IP_DOWN);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	phase(f, DIALER_PHASE_LCP);
	phase(f, DIALER_PHASE_NETWORK);
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	assert_int_equal(f->status->phase, DIALER_PHASE_UP);
	/* but not when somebody has ended the link, or the line is lost */
	simple(f, DIALER_EVENT_IP_DOWN);
	terminate(f, DIALER_PROTOCOL_LCP, true, "bye");
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, false, 16);
	assert_end(f, ERROR_REMOTE_DISCONNECTION, true);
}

/* -- deadlines -- */

static void test_deadlines_of_phases(void **state)
{
	static const struct {
		enum dialer_phase phase;
		bool heard;
		enum rras_error error;
	} cases[] = {
		{DIALER_PHASE_DIAL, false, ERROR_NO_ANSWER},
		{DIALER_PHASE_LCP, false, ERROR_PPP_NO_RESPONSE},
		{DIALER_PHASE_LCP, true, ERROR_PPP_TIMEOUT},
		{DIALER_PHASE_AUTHENTICATE, true, ERROR_PPP_TIMEOUT},
		{DIALER_PHASE_NETWORK, true, ERROR_PPP_NOT_CONVERGING},
	};
	struct fixture *f = *state;
	struct dialer_link *links[5];
	const struct dialer_status *status;
	size_t i;

	for (i = 0; i < 5; i++) { /* all at the same time */
		links[i] = dialer_link_create(f, f->dialer, "l", NULL, NULL);
		assert_code(dialer_link_connect(links[i], &direct), PENDING);
		phase(f, cases[i].phase);
		if (cases[i].heard) {
			simple(f, DIALER_EVENT_PEER_HEARD);
		}
	}
	for (i = 0; i < 5; i++) {
		run_until(f, links[i], DIALER_DISCONNECTED);
		status = dialer_link_status(links[i]);
		assert_code(status->last_error, cases[i].error);
		assert_true(status->failed);
	}
	assert_int_equal(f->memory->attempts, 0);
}

/* Whatever it waits for, it does not wait for ever. */
static void test_every_wait_has_a_deadline(void **state)
{
	static const enum dialer_phase way[] = {DIALER_PHASE_LCP,
						DIALER_PHASE_AUTHENTICATE,
						DIALER_PHASE_NETWORK};
	struct fixture *f = *state;
	size_t i;

	f->memory->obeys = false;
	assert_null(f->link->deadline);
	dial(f);
	assert_non_null(f->link->deadline);
	for (i = 0; i < 3; i++) {
		TALLOC_FREE(f->link->deadline);
		phase(f, way[i]);
		assert_non_null(f->link->deadline);
	}
	ip_up(f);
	assert_null(f->link->deadline);
	simple(f, DIALER_EVENT_HANGUP); /* it goes down by itself */
	assert_non_null(f->link->deadline);
	for (i = LINK_ENDING_HANGUP; i <= LINK_ENDING_KILL; i++) {
		TALLOC_FREE(f->link->deadline);
		link_end(f->link, (enum link_ending)i);
		assert_int_equal(f->status->state, DIALER_DISCONNECTING);
		assert_non_null(f->link->deadline);
	}
	gone(f, true, 9);
	assert_null(f->link->deadline);
}

/* For whose sake it was hung up is what the administrator reads. */
static void test_hours_are_over(void **state)
{
	struct fixture *f = *state;

	connected(f);
	dialer_link_hang_up(f->link, DIALER_HANGUP_HOURS);
	run_until(f, f->link, DIALER_DISCONNECTED);
	assert_end(f, ERROR_DIALOUT_HOURS_RESTRICTION, false);
}

static void test_connected_has_no_deadline(void **state)
{
	struct fixture *f = *state;
	struct dialer_link *other;

	connected(f);
	other = dialer_link_create(f, f->dialer, "other", NULL, NULL);
	assert_code(dialer_link_connect(other, &direct), PENDING);
	run_until(f, other, DIALER_DISCONNECTED); /* longer than any */
	assert_int_equal(f->status->state, DIALER_CONNECTED);
}

/* An end that does not come is asked for, then forced, then given up. */
static void test_end_is_pressed_on(void **state)
{
	struct fixture *f = *state;
	const struct dialer_memory_attempt *seen;
	struct tevent_req *req;

	f->memory->obeys = false;
	connected(f);
	seen = dialer_memory_attempt(f->memory->last);
	simple(f, DIALER_EVENT_IP_DOWN);
	req = dialer_link_wait_send(f, f->ev, f->link);
	while (seen->hangups == 0) {
		assert_int_equal(seen->kills, 0);
		tevent_loop_once(f->ev);
	}
	while (seen->kills == 0) {
		tevent_loop_once(f->ev);
	}
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	run_until(f, f->link, DIALER_DISCONNECTED);
	assert_end(f, ERROR_NO_CONNECTION, true);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_wait_recv(req), ERROR_NO_CONNECTION);
}

static void test_hangup_that_fails(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	f->memory->obeys = false;
	connected(f);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), ERROR_TIMEOUT);
	assert_int_equal(f->status->state, DIALER_DISCONNECTED);
	assert_int_equal(f->memory->attempts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_attempt_fails),
		TEST(test_child_just_ends),
		TEST(test_modem_report),
		TEST(test_peer_insists_on_mppe),
		TEST(test_address_refused),
		TEST(test_loss_of_a_link),
		TEST(test_ipv6_may_go),
		TEST(test_renegotiation_is_no_end),
		TEST(test_deadlines_of_phases),
		TEST(test_every_wait_has_a_deadline),
		TEST(test_hours_are_over),
		TEST(test_connected_has_no_deadline),
		TEST(test_end_is_pressed_on),
		TEST(test_hangup_that_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
