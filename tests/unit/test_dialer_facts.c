/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a link that is up: options, ends, since when. */
#include "dialer_fixture.h"
#include "server/dialer/endpoint.h"

/* -- what was negotiated -- */

static void lcp(struct fixture *f, uint32_t auth_protocol, const char *endpoint)
{
	happen(f, (struct dialer_event){
			  .type = DIALER_EVENT_LCP,
			  .lcp = {.local = {.mru = 1492, .accm = 1},
				  .remote = {.mru = 1480,
					     .auth_protocol = auth_protocol},
				  .endpoint = endpoint}});
}

static void test_options_are_shown(void **state)
{
	struct fixture *f = *state;
	const struct ppp_projection *ppp = &f->status->ppp;

	dial(f);
	assert_false(ppp->lcp_up);
	lcp(f, PPP_AUTH_EAP, "");
	assert_true(ppp->lcp_up);
	assert_int_equal(ppp->lcp_local.mru, 1492);
	assert_int_equal(ppp->lcp_local.accm, 1);
	assert_int_equal(ppp->lcp_remote.mru, 1480);
	assert_int_equal(ppp->lcp_remote.auth_protocol, PPP_AUTH_EAP);
	assert_int_equal(ppp->lcp_remote.eap_type, 0);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_AUTH,
					.auth = {true, 26, "S=0123"}});
	assert_int_equal(ppp->lcp_remote.eap_type, 26);
	assert_string_equal(f->status->peer_message, ""); /* a hash */
}

static void test_compression_comes_and_goes(void **state)
{
	struct fixture *f = *state;
	const struct ppp_projection *ppp = &f->status->ppp;

	dial(f);
	happen(f, (struct dialer_event){
			  .type = DIALER_EVENT_CCP,
			  .ccp = {true, {.algorithm = 18, .mppe_bits = 128}}});
	assert_true(ppp->ccp_up);
	assert_int_equal(ppp->ccp_local.mppe_bits, 128);
	assert_int_equal(ppp->ccp_remote.mppe_bits, 0);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_CCP});
	assert_false(ppp->ccp_up);
	assert_int_equal(ppp->ccp_local.mppe_bits, 0);
}

static void test_one_of_two_protocols_goes_down(void **state)
{
	struct fixture *f = *state;
	const struct ppp_projection *ppp = &f->status->ppp;

	connected(f);
	ip6_up(f);
	assert_true(ppp->ip6_up);
	while (f->changes == 0) {
		tevent_loop_once(f->ev);
	}
	f->changes = 0;
	simple(f, DIALER_EVENT_IP6_DOWN);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	assert_false(ppp->ip6_up);
	assert_int_equal(ppp->remote_ifid[0], 0);
	assert_true(ppp->ip_up);
	tevent_loop_once(f->ev);
	assert_int_equal(f->changes, 1); /* whoever shows it is told */
}

/* -- who and where -- */

static void test_ends_of_a_cable(void **state)
{
	struct fixture *f = *state;

	dial(f);
	assert_string_equal(f->status->user, "alice");
	assert_string_equal(f->status->domain, "");
	assert_string_equal(f->status->local_endpoint, "/dev/null");
	lcp(f, PPP_AUTH_NONE, "00:01:02:03:04:05"); /* not of PPPoE */
	assert_string_equal(f->status->remote_endpoint, "");
}

static void test_ends_of_a_call(void **state)
{
	struct fixture *f = *state;
	struct dialer_settings settings = direct;

	settings.kind = DIALER_KIND_MODEM;
	settings.number = "555-0100";
	settings.domain = "CORP";
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	assert_string_equal(f->status->domain, "CORP");
	assert_string_equal(f->status->local_endpoint, "/dev/null");
	assert_string_equal(f->status->remote_endpoint, "555-0100");
	gone(f, false, 16);
	assert_string_equal(f->status->remote_endpoint, "");
	assert_string_equal(f->status->domain, "");
}

static void test_mac_addresses(void **state)
{
	char address[DIALER_MAC_SIZE];

	dialer_mac_of_text("00:1A:b2:C3:0d:FF", address);
	assert_string_equal(address, "00:1a:b2:c3:0d:ff");
	dialer_mac_of_text("", address);
	assert_string_equal(address, "");
	dialer_mac_of_text("192.0.2.1", address);
	assert_string_equal(address, "");
	dialer_mac_of_text("00:1a:b2:c3:0d:ff:00", address);
	assert_string_equal(address, "");
	dialer_mac_of_device("lo", address); /* has none: not Ethernet */
	assert_string_equal(address, "");
	dialer_mac_of_device("no-such-device-of-this-name", address);
	assert_string_equal(address, "");
}

static int64_t ns_since(clockid_t clock, const struct timespec *then)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (now.tv_sec - then->tv_sec) * INT64_C(1000000000) +
	       (now.tv_nsec - then->tv_nsec);
}

static void test_time_of_connection(void **state)
{
	struct fixture *f = *state;
	struct timespec first;

	dial(f);
	assert_int_equal(f->status->connected.tv_sec, 0);
	ip_up(f);
	first = f->status->connected;
	assert_in_range(ns_since(CLOCK_REALTIME, &first), 0, 60000000000);
	assert_in_range(
		ns_since(CLOCK_BOOTTIME, &f->status->connected_boottime), 0,
		60000000000);
	/* the peer negotiates anew: still the same connection */
	simple(f, DIALER_EVENT_IP_DOWN);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	assert_memory_equal(&f->status->connected, &first, sizeof(first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_options_are_shown),
		TEST(test_compression_comes_and_goes),
		TEST(test_one_of_two_protocols_goes_down),
		TEST(test_ends_of_a_cable),
		TEST(test_ends_of_a_call),
		TEST(test_mac_addresses),
		TEST(test_time_of_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
