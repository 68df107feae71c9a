/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's messages: good ones become events, hostile ones nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "server/dialer/pppd_event.h"
#include "server/dialer/secret.h"

static struct rras_plugin_message in;
static struct pppd_message out;

/* Decode from a buffer of exactly that size, so that a sanitizer sees more. */
static enum pppd_message_kind decode(size_t size)
{
	void *copy = malloc(size > 0 ? size : 1);
	enum pppd_message_kind kind;

	assert_non_null(copy);
	memcpy(copy, &in, size < sizeof(in) ? size : sizeof(in));
	kind = pppd_message_decode(copy, size, &out);
	free(copy);
	return kind;
}

#define DECODE(member) decode(RRAS_PLUGIN_HEADER + sizeof(in.member))

static void start(uint32_t type)
{
	memset(&in, 0, sizeof(in));
	in.type = type;
}

static void test_hello(void **state)
{
	start(RRAS_PLUGIN_HELLO);
	in.hello.version = RRAS_PLUGIN_VERSION;
	assert_int_equal(DECODE(hello), PPPD_MESSAGE_NOTHING);
	in.hello.version++;
	assert_int_equal(DECODE(hello), PPPD_MESSAGE_BAD);
	assert_string_equal(out.text, "The pppd plugin is of another version");
}

static void test_phases(void **state)
{
	static const enum dialer_phase expected[] = {
		DIALER_PHASE_DIAL, DIALER_PHASE_LCP, DIALER_PHASE_AUTHENTICATE,
		DIALER_PHASE_NETWORK, DIALER_PHASE_HANGUP};
	uint32_t i;

	start(RRAS_PLUGIN_PHASE);
	in.phase.ifindex = 3;
	for (i = 0; i < 5; i++) {
		in.phase.phase = i;
		assert_int_equal(DECODE(phase), PPPD_MESSAGE_EVENT);
		assert_int_equal(out.event.type, DIALER_EVENT_PHASE);
		assert_int_equal(out.event.phase, expected[i]);
		assert_int_equal(out.ifindex, 3);
	}
	in.phase.phase = 5;
	assert_int_equal(DECODE(phase), PPPD_MESSAGE_BAD);
	in.phase.phase = UINT32_MAX;
	assert_int_equal(DECODE(phase), PPPD_MESSAGE_BAD);
}

static void start_lcp(void)
{
	start(RRAS_PLUGIN_LCP);
	in.lcp.local = (struct rras_plugin_lcp_end){
		.mru = 1492,
		.accm = 0xa0000,
		.mrru = 1600,
		.pfc = 7,
		.magic = 1,
	};
	in.lcp.remote = (struct rras_plugin_lcp_end){
		.mru = 1480,
		.acfc = 1,
		.ssnhf = 0x100,
		.auth_protocol = 0xc223,
		.auth_algorithm = 0x81,
	};
	strcpy(in.lcp.endpoint, "00:AA:\x1b\xff"
				"BB");
}

static void test_lcp(void **state)
{
	const struct ppp_lcp_options *local = &out.event.lcp.local;
	const struct ppp_lcp_options *remote = &out.event.lcp.remote;

	start_lcp();
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_EVENT);
	assert_int_equal(local->mru, 1492);
	assert_int_equal(local->accm, 0xa0000);
	assert_int_equal(local->mrru, 1600);
	assert_true(local->protocol_compression);
	assert_false(local->address_compression);
	assert_true(local->magic_number);
	assert_false(local->short_sequence);
	assert_int_equal(local->auth_protocol, PPP_AUTH_NONE);
	assert_int_equal(remote->mru, 1480);
	assert_false(remote->protocol_compression);
	assert_true(remote->address_compression);
	assert_false(remote->magic_number);
	assert_true(remote->short_sequence);
	assert_string_equal(ppp_auth_name(remote), "MS-CHAPv2");
	assert_int_equal(remote->eap_type, 0);
	assert_string_equal(out.event.lcp.endpoint, "00:AA:??BB");
}

static void test_lies_about_lcp(void **state)
{
	start_lcp();
	memset(in.lcp.endpoint, 'x', sizeof(in.lcp.endpoint));
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_BAD);
	start_lcp();
	in.lcp.local.mru = 65536;
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_BAD);
	start_lcp();
	in.lcp.remote.mrru = UINT32_MAX;
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_BAD);
	start_lcp();
	in.lcp.remote.auth_algorithm = 0x82;
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_BAD);
	start_lcp();
	in.lcp.remote.auth_protocol = PPP_AUTH_PAP; /* has no algorithm */
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_BAD);
	start_lcp();
	in.lcp.local.auth_protocol = 0xc021;
	assert_int_equal(DECODE(lcp), PPPD_MESSAGE_BAD);
}

static void test_names_of_authentication(void **state)
{
	static const struct {
		uint32_t protocol, algorithm;
		const char *name;
	} names[] = {{PPP_AUTH_NONE, 0, ""},
		     {PPP_AUTH_PAP, 0, "PAP"},
		     {PPP_AUTH_CHAP, PPP_CHAP_MD5, "CHAP-MD5"},
		     {PPP_AUTH_CHAP, PPP_CHAP_MS, "MS-CHAP"},
		     {PPP_AUTH_CHAP, PPP_CHAP_MSV2, "MS-CHAPv2"},
		     {PPP_AUTH_EAP, 0, "EAP"}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		start_lcp();
		in.lcp.remote.auth_protocol = names[i].protocol;
		in.lcp.remote.auth_algorithm = names[i].algorithm;
		assert_int_equal(DECODE(lcp), PPPD_MESSAGE_EVENT);
		assert_string_equal(ppp_auth_name(&out.event.lcp.remote),
				    names[i].name);
	}
}

static void test_auth(void **state)
{
	start(RRAS_PLUGIN_AUTH);
	in.auth.auth = RRAS_PLUGIN_AUTH_PAP;
	strcpy(in.auth.message, "no\x1b[2J way \xff");
	assert_int_equal(DECODE(auth), PPPD_MESSAGE_EVENT);
	assert_false(out.event.auth.ok);
	assert_int_equal(out.event.auth.eap_type, 0);
	assert_string_equal(out.event.auth.message, "no?[2J way ?");
	in.auth.eap_type = 26;
	in.auth.ok = 2;
	assert_int_equal(DECODE(auth), PPPD_MESSAGE_EVENT);
	assert_true(out.event.auth.ok);
	assert_int_equal(out.event.auth.eap_type, 26);
	in.auth.eap_type = 256;
	assert_int_equal(DECODE(auth), PPPD_MESSAGE_BAD);
	in.auth.eap_type = 0;
	memset(in.auth.message, 'x', sizeof(in.auth.message));
	assert_int_equal(DECODE(auth), PPPD_MESSAGE_BAD);
	in.auth.message[0] = '\0';
	in.auth.auth = 0x80000000;
	assert_int_equal(DECODE(auth), PPPD_MESSAGE_BAD);
}

static void test_peer(void **state)
{
	start(RRAS_PLUGIN_PEER);
	in.peer.eap_type = 4;
	strcpy(in.peer.name, "CORP\\b\xc3\xb6"
			     "b\n");
	assert_int_equal(DECODE(peer), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.type, DIALER_EVENT_PEER);
	assert_int_equal(out.event.peer.eap_type, 4);
	assert_string_equal(out.event.peer.name, "CORP\\b\xc3\xb6"
						 "b?");
	in.peer.eap_type = 0x104;
	assert_int_equal(DECODE(peer), PPPD_MESSAGE_BAD);
	in.peer.eap_type = 0;
	memset(in.peer.name, 'x', sizeof(in.peer.name));
	assert_int_equal(DECODE(peer), PPPD_MESSAGE_BAD);
}

static void test_ccp(void **state)
{
	const struct ppp_ccp_options *local = &out.event.ccp.local;
	const struct ppp_ccp_options *remote = &out.event.ccp.remote;

	start(RRAS_PLUGIN_CCP);
	in.ccp.up = 1;
	in.ccp.local = (struct rras_plugin_ccp_end){18, 128, 1, 0};
	in.ccp.remote = (struct rras_plugin_ccp_end){26, 0, 0, 4};
	assert_int_equal(DECODE(ccp), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.type, DIALER_EVENT_CCP);
	assert_true(out.event.ccp.up);
	assert_int_equal(local->algorithm, 18);
	assert_int_equal(local->mppe_bits, 128);
	assert_true(local->mppe_stateless);
	assert_false(local->mppc);
	assert_int_equal(remote->algorithm, 26);
	assert_int_equal(remote->mppe_bits, 0);
	assert_false(remote->mppe_stateless);
	assert_true(remote->mppc);
	in.ccp.local.mppe_bits = 64;
	assert_int_equal(DECODE(ccp), PPPD_MESSAGE_BAD);
	in.ccp.local.mppe_bits = 56;
	assert_int_equal(DECODE(ccp), PPPD_MESSAGE_EVENT);
	in.ccp.remote.method = 256;
	assert_int_equal(DECODE(ccp), PPPD_MESSAGE_BAD);
	start(RRAS_PLUGIN_CCP);
	assert_int_equal(DECODE(ccp), PPPD_MESSAGE_EVENT);
	assert_false(out.event.ccp.up);
}

static void test_addresses(void **state)
{
	start(RRAS_PLUGIN_IP_UP);
	strcpy(in.ip.ifname, "ppp0");
	in.ip.local = htonl(0x0a000001);
	in.ip.ifindex = 12;
	in.ip.dns[1] = htonl(0x0a000002);
	in.ip.vj_remote = 1;
	assert_int_equal(DECODE(ip), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.ip.local.s_addr, htonl(0x0a000001));
	assert_int_equal(out.event.ip.dns[1].s_addr, htonl(0x0a000002));
	assert_string_equal(out.event.ip.ifname, "ppp0");
	assert_int_equal(out.event.ip.ifindex, 12);
	assert_false(out.event.ip.vj_local);
	assert_true(out.event.ip.vj_remote);
	in.ip.ifindex = 0x80000000;
	assert_int_equal(DECODE(ip), PPPD_MESSAGE_BAD);
	in.ip.ifindex = 0;
	memset(in.ip.ifname, 'p', sizeof(in.ip.ifname));
	assert_int_equal(DECODE(ip), PPPD_MESSAGE_BAD);

	start(RRAS_PLUGIN_IP6_UP);
	in.ip6.remote[7] = 9;
	in.ip6.ifindex = 13;
	assert_int_equal(DECODE(ip6), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.ip6.remote_ifid[7], 9);
	assert_int_equal(out.event.ip6.ifindex, 13);
	in.ip6.ifindex = UINT32_MAX;
	assert_int_equal(DECODE(ip6), PPPD_MESSAGE_BAD);
	in.ip6.ifindex = 0;
	memset(in.ip6.ifname, 'p', sizeof(in.ip6.ifname));
	assert_int_equal(DECODE(ip6), PPPD_MESSAGE_BAD);
}

static void test_ends(void **state)
{
	static const struct {
		uint32_t number;
		enum dialer_protocol protocol;
	} protocols[] = {{0xc021, DIALER_PROTOCOL_LCP},
			 {0x8021, DIALER_PROTOCOL_IPCP},
			 {0x8057, DIALER_PROTOCOL_IPV6CP},
			 {0x80fd, DIALER_PROTOCOL_CCP},
			 {0x8021c021, DIALER_PROTOCOL_OTHER}};
	size_t i;

	start(RRAS_PLUGIN_TERMINATE);
	strcpy(in.terminate.text, "User request");
	in.terminate.from_peer = 1;
	for (i = 0; i < 5; i++) {
		in.terminate.protocol = protocols[i].number;
		assert_int_equal(DECODE(terminate), PPPD_MESSAGE_EVENT);
		assert_int_equal(out.event.terminate.protocol,
				 protocols[i].protocol);
		assert_true(out.event.terminate.from_peer);
		assert_string_equal(out.event.terminate.text, "User request");
	}
	memset(in.terminate.text, 'x', sizeof(in.terminate.text));
	assert_int_equal(DECODE(terminate), PPPD_MESSAGE_BAD);

	start(RRAS_PLUGIN_EXIT);
	in.exit.rx_bytes = 1ULL << 33;
	assert_int_equal(DECODE(exit), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.type, DIALER_EVENT_TRAFFIC);
	assert_true(out.event.traffic.rx_bytes == 1ULL << 33);

	start(RRAS_PLUGIN_PROTOCOL_REJECT);
	in.protocol = 0x8021;
	assert_int_equal(DECODE(protocol), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.protocol, DIALER_PROTOCOL_IPCP);

	start(RRAS_PLUGIN_AUTH_REFUSED);
	in.protocol = RRAS_PLUGIN_AUTH_PAP;
	assert_int_equal(DECODE(protocol), PPPD_MESSAGE_EVENT);
	assert_string_equal(out.event.text, "PAP");
	in.protocol = 4711;
	assert_int_equal(DECODE(protocol), PPPD_MESSAGE_BAD);
}

static void test_simple_ones(void **state)
{
	static const struct {
		enum rras_plugin_type in;
		enum dialer_event_type out;
	} types[] = {
		{RRAS_PLUGIN_HEARD, DIALER_EVENT_PEER_HEARD},
		{RRAS_PLUGIN_LCP_TIMEOUT, DIALER_EVENT_LCP_TIMEOUT},
		{RRAS_PLUGIN_IP_DOWN, DIALER_EVENT_IP_DOWN},
		{RRAS_PLUGIN_IP6_DOWN, DIALER_EVENT_IP6_DOWN},
		{RRAS_PLUGIN_HANGUP, DIALER_EVENT_HANGUP},
		{RRAS_PLUGIN_ECHO_TIMEOUT, DIALER_EVENT_ECHO_TIMEOUT},
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		start(types[i].in);
		assert_int_equal(decode(RRAS_PLUGIN_HEADER),
				 PPPD_MESSAGE_EVENT);
		assert_int_equal(out.event.type, types[i].out);
		assert_int_equal(decode(RRAS_PLUGIN_HEADER + 4),
				 PPPD_MESSAGE_BAD);
	}
	start(RRAS_PLUGIN_SECRET_REQUEST);
	in.secret_request.auth = RRAS_PLUGIN_AUTH_EAP;
	assert_int_equal(DECODE(secret_request), PPPD_MESSAGE_SECRET_REQUEST);
	assert_int_equal(out.auth, RRAS_PLUGIN_AUTH_EAP);
	in.secret_request.auth = 99;
	assert_int_equal(DECODE(secret_request), PPPD_MESSAGE_BAD);
}

static void test_tunnel(void **state)
{
	start(RRAS_PLUGIN_TUNNEL_UP);
	strcpy(in.tunnel_up.local, "192.0.2.2");
	strcpy(in.tunnel_up.remote, "192.0.2.1");
	assert_int_equal(DECODE(tunnel_up), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.type, DIALER_EVENT_TUNNEL_UP);
	assert_string_equal(out.event.tunnel.local, "192.0.2.2");
	assert_string_equal(out.event.tunnel.remote, "192.0.2.1");
	memset(in.tunnel_up.remote, 'x', sizeof(in.tunnel_up.remote));
	assert_int_equal(DECODE(tunnel_up), PPPD_MESSAGE_BAD);

	start(RRAS_PLUGIN_TUNNEL_ENDED);
	in.tunnel_ended.result = DIALER_CONNECT_REFUSED;
	strcpy(in.tunnel_ended.text, "result 4");
	assert_int_equal(DECODE(tunnel_ended), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.type, DIALER_EVENT_CONNECT_REPORT);
	assert_int_equal(out.event.connect.result, DIALER_CONNECT_REFUSED);
	assert_string_equal(out.event.connect.text, "result 4");
	in.tunnel_ended.was_up = 1;
	assert_int_equal(DECODE(tunnel_ended), PPPD_MESSAGE_EVENT);
	assert_int_equal(out.event.type, DIALER_EVENT_TUNNEL_CLOSED);
	in.tunnel_ended.result = DIALER_CONNECT_OK;
	assert_int_equal(DECODE(tunnel_ended), PPPD_MESSAGE_BAD);
	in.tunnel_ended.result = DIALER_CONNECT_RESULTS;
	assert_int_equal(DECODE(tunnel_ended), PPPD_MESSAGE_BAD);

	start(RRAS_PLUGIN_KEY_REQUEST);
	assert_int_equal(decode(RRAS_PLUGIN_HEADER), PPPD_MESSAGE_KEY_REQUEST);
}

static void test_dialed(void **state)
{
	start(RRAS_PLUGIN_DIALED);
	in.dialed.id = 7;
	in.dialed.up_realtime = 1000000001;
	assert_int_equal(DECODE(dialed), PPPD_MESSAGE_DIALED);
	assert_true(out.dialed.id == 7);
	assert_true(out.dialed.up_realtime == 1000000001);
	in.dialed.up_boottime = UINT64_MAX;
	assert_int_equal(DECODE(dialed), PPPD_MESSAGE_BAD);
	start(RRAS_PLUGIN_STATE_END);
	assert_int_equal(decode(RRAS_PLUGIN_HEADER), PPPD_MESSAGE_STATE_END);
}

/* Every type at every size: only the right size is believed. */
static void test_sizes(void **state)
{
	size_t size, good;
	uint32_t type;

	for (type = 0; type < 120; type++) {
		good = 0;
		for (size = 0; size <= sizeof(in) + 8; size++) {
			start(type);
			good += decode(size) != PPPD_MESSAGE_BAD;
		}
		/* a zero hello is of another version, a tunnel does not end
		 * with "OK", zero is no link's id; SECRET is not for us */
		if ((type >= RRAS_PLUGIN_PHASE &&
		     type <= RRAS_PLUGIN_TUNNEL_UP) ||
		    type == RRAS_PLUGIN_STATE_END) {
			assert_int_equal(good, 1);
		} else {
			assert_int_equal(good, 0);
		}
	}
	start(UINT32_MAX);
	assert_int_equal(decode(sizeof(in)), PPPD_MESSAGE_BAD);
}

static void test_random_bytes(void **state)
{
	unsigned char *bytes = (unsigned char *)&in;
	size_t i, round;

	srand(1);
	for (round = 0; round < 100000; round++) {
		for (i = 0; i < sizeof(in); i++) {
			bytes[i] = (unsigned char)rand();
		}
		if (round % 2 == 0) {
			in.type = (uint32_t)(rand() % 21);
		}
		decode((size_t)rand() % (sizeof(in) + 1));
	}
}

static void assert_secret(const char *password, enum rras_plugin_auth auth,
			  const char *expected)
{
	char secret[RRAS_PLUGIN_SECRET_SIZE];

	assert_true(secret_for(password, auth, secret, sizeof(secret)));
	assert_string_equal(secret, expected);
}

static void test_secrets(void **state)
{
	char longest[RRAS_PLUGIN_SECRET_SIZE + 1];
	char secret[RRAS_PLUGIN_SECRET_SIZE];

	assert_secret("", RRAS_PLUGIN_AUTH_PAP, "");
	assert_secret("Pa$$ w\"rd", RRAS_PLUGIN_AUTH_MSCHAPV2, "Pa$$ w\"rd");
	assert_secret("f\xc3\xbcr", RRAS_PLUGIN_AUTH_MSCHAPV2, "f\xfcr");
	assert_secret("f\xc3\xbcr", RRAS_PLUGIN_AUTH_CHAP_MD5, "f\xc3\xbcr");
	assert_secret("\xc2\xa3", RRAS_PLUGIN_AUTH_MSCHAP, "\xa3");
	assert_secret("\xe2\x82\xac\xc3\xbc", RRAS_PLUGIN_AUTH_MSCHAPV2,
		      "\xe2\x82\xac\xc3\xbc");
	assert_secret("cut\xc3", RRAS_PLUGIN_AUTH_MSCHAPV2, "cut\xc3");
	memset(longest, 'x', sizeof(longest));
	longest[RRAS_PLUGIN_SECRET_SIZE] = '\0';
	assert_false(secret_for(longest, RRAS_PLUGIN_AUTH_PAP, secret,
				sizeof(secret)));
	longest[RRAS_PLUGIN_SECRET_SIZE - 1] = '\0';
	assert_secret(longest, RRAS_PLUGIN_AUTH_PAP, longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hello),
		cmocka_unit_test(test_phases),
		cmocka_unit_test(test_lcp),
		cmocka_unit_test(test_lies_about_lcp),
		cmocka_unit_test(test_names_of_authentication),
		cmocka_unit_test(test_auth),
		cmocka_unit_test(test_peer),
		cmocka_unit_test(test_ccp),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_simple_ones),
		cmocka_unit_test(test_tunnel),
		cmocka_unit_test(test_dialed),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
