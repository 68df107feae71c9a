/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's look at control packets, outside of pppd: what they tell, and
 * that lying lengths tell nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "server/dialer/plugin/plugin.h"
#include <cmocka.h>

/* pppd's and the plugin's, as far as packets.c uses them. */
lcp_options lcp_hisoptions[1];
struct plugin_seen plugin_seen;
int plugin_echo_failure;

static struct rras_plugin_message sent[8];
static unsigned sent_count;

void plugin_send(struct rras_plugin_message *message, size_t body)
{
	if (sent_count < 8) {
		sent[sent_count] = *message;
	}
	sent_count++;
}

void plugin_send_event(enum rras_plugin_type type)
{
	struct rras_plugin_message message = {.type = type};

	plugin_send(&message, 0);
}

static unsigned ccp_moves;

void plugin_ccp_moves(void)
{
	ccp_moves++;
}

/* MPPE is what test_dialer_optional is about. */
static unsigned mppe_packets, mppe_rejects;

void mppe_optional_received(int code, const unsigned char *data, size_t length)
{
	mppe_packets++;
}

static unsigned mppe_networks;

void mppe_optional_network(void)
{
	mppe_networks++;
}

void mppe_optional_rejected(void)
{
	mppe_rejects++;
}

/* -- pppd's, as far as eap.c uses them -- */

int mppe_keys_set;

bool mppe_keys_isset(void);
bool mppe_keys_isset(void)
{
	return mppe_keys_set != 0;
}

static unsigned lcp_closes;

void lcp_close(int unit, char *reason)
{
	lcp_closes++;
}

/* At once: what is put off is what must not be done while pppd sends. */
#ifdef COMPAT_PPPD_2_5
void ppp_timeout(ppp_timer_cb fn, void *arg, int seconds, int microseconds)
#else
void timeout(void (*fn)(void *), void *arg, int seconds, int microseconds)
#endif
{
	fn(arg);
}

enum rras_plugin_auth plugin_auth_of(const lcp_options *peer)
{
	return RRAS_PLUGIN_AUTH_MSCHAPV2;
}

static int setup(void **state)
{
	memset(&plugin_seen, 0, sizeof(plugin_seen));
	memset(sent, 0, sizeof(sent));
	sent_count = ccp_moves = 0;
	plugin_echo_failure = 0;
	mppe_keys_set = 0;
	lcp_closes = mppe_packets = mppe_rejects = 0;
	eap_set_methods(0);
	return 0;
}

/* A packet in memory of exactly its size, for the sanitizer. */
static void feed(void (*fn)(unsigned char *, int), unsigned protocol, int code,
		 const void *data, size_t size)
{
	size_t length = size + 4;
	unsigned char *packet = malloc(length + 4);

	assert_non_null(packet);
	packet[0] = 0xff;
	packet[1] = 0x03;
	packet[2] = (unsigned char)(protocol >> 8);
	packet[3] = (unsigned char)protocol;
	packet[4] = (unsigned char)code;
	packet[5] = 7;
	packet[6] = (unsigned char)(length >> 8);
	packet[7] = (unsigned char)length;
	memcpy(packet + 8, data, size);
	fn(packet, (int)length + 4);
	free(packet);
}

static void assert_sent(unsigned index, enum rras_plugin_type type)
{
	assert_true(index < sent_count);
	assert_int_equal(sent[index].type, type);
}

static void test_chap(void **state)
{
	feed(plugin_received, 0xc223, 4, "E=691 R=1\0x", 11);
	assert_sent(0, RRAS_PLUGIN_AUTH);
	assert_int_equal(sent[0].auth.auth, RRAS_PLUGIN_AUTH_MSCHAPV2);
	assert_int_equal(sent[0].auth.ok, 0);
	assert_string_equal(sent[0].auth.message, "E=691 R=1 x");
	feed(plugin_received, 0xc223, 3, "S=ok", 4);
	assert_int_equal(sent[1].auth.ok, 1);
	feed(plugin_received, 0xc223, 1, "challenge", 9);
	assert_int_equal(sent_count, 2);
}

static void test_pap(void **state)
{
	feed(plugin_received, 0xc023, 3, "\x05nope!trailing", 14);
	assert_sent(0, RRAS_PLUGIN_AUTH);
	assert_string_equal(sent[0].auth.message, "nope!");
	feed(plugin_received, 0xc023, 3, "\xffshort", 6);
	assert_string_equal(sent[1].auth.message, "short");
	feed(plugin_received, 0xc023, 2, "", 0);
	assert_string_equal(sent[2].auth.message, "");
	assert_int_equal(sent[2].auth.ok, 1);
}

static void test_eap(void **state)
{
	feed(plugin_received, 0xc227, 4, "", 0);
	assert_sent(0, RRAS_PLUGIN_AUTH);
	assert_int_equal(sent[0].auth.auth, RRAS_PLUGIN_AUTH_EAP);
	assert_int_equal(sent[0].auth.ok, 0);
	assert_int_equal(sent[0].auth.eap_type, 0);
}

static void test_eap_methods(void **state)
{
	feed(plugin_received, 0xc227, 1, "\x01", 1);	 /* who are you? */
	feed(plugin_received, 0xc227, 1, "\x0d..", 3);	 /* by EAP-TLS */
	feed(plugin_sent, 0xc227, 2, "\x03\x1a", 2);	 /* no */
	feed(plugin_received, 0xc227, 1, "\x1a..", 3);	 /* by MS-CHAPv2 */
	feed(plugin_received, 0xc227, 1, "\x02 bye", 5); /* a notification */
	feed(plugin_received, 0xc227, 1, "", 0);
	feed(plugin_received, 0xc223, 1, "\x10", 1); /* not of EAP */
	feed(plugin_received, 0xc227, 3, "", 0);
	assert_int_equal(sent_count, 1);
	assert_int_equal(sent[0].auth.ok, 1);
	assert_int_equal(sent[0].auth.eap_type, 26);
	assert_int_equal(plugin_seen.eap_ours, 0);
	feed(plugin_sent, 0xc227, 1, "\x04md5", 4);
	assert_int_equal(plugin_seen.eap_ours, 4);
	assert_int_equal(plugin_seen.eap_theirs, 26);
	/* a verdict by another protocol has no method */
	feed(plugin_received, 0xc223, 3, "", 0);
	assert_int_equal(sent[1].auth.eap_type, 0);
}

/* -- EAP as an entry demands it -- */

#define METHOD(type) (1u << (type))

/* What pppd sees of a packet that came or goes. */
static void see(void (*fn)(unsigned char *, int), int code, const char *data,
		size_t size, unsigned char *seen)
{
	seen[0] = 0xff;
	seen[1] = 0x03;
	seen[2] = 0xc2;
	seen[3] = 0x27;
	seen[4] = (unsigned char)code;
	seen[5] = 1;
	seen[6] = 0;
	seen[7] = (unsigned char)(4 + size);
	memcpy(seen + 8, data, size);
	fn(seen, (int)(8 + size));
}

/* pppd declines what is not allowed, and asks for what is. */
static void test_eap_is_not_weaker(void **state)
{
	unsigned char seen[32];

	eap_set_methods(METHOD(13));
	see(plugin_received, 1, "\x01", 1, seen);
	assert_int_equal(seen[8], 1); /* who are you? */
	see(plugin_received, 1, "\x04\x02xx", 4, seen);
	assert_int_equal(seen[8], 255);
	see(plugin_sent, 2, "\x03\x13", 2, seen); /* pppd would like SRP */
	assert_int_equal(seen[9], 13);
	see(plugin_received, 4, "", 0, seen);
	assert_int_equal(sent_count, 1);
	assert_sent(0, RRAS_PLUGIN_AUTH_REFUSED);
	assert_int_equal(sent[0].protocol, RRAS_PLUGIN_AUTH_EAP);
	see(plugin_received, 1, "\x0d\x20", 2, seen);
	assert_int_equal(seen[8], 13);
	see(plugin_received, 4, "", 0, seen);
	assert_sent(1, RRAS_PLUGIN_AUTH);
	assert_int_equal(sent[1].auth.eap_type, 13);
	eap_set_methods(METHOD(4) | METHOD(26));
	see(plugin_received, 1, "\x0d\x20", 2, seen);
	see(plugin_sent, 2, "\x03\x13", 2, seen);
	assert_int_equal(seen[9], 26);
}

/* Whoever lets us in without a proof may be anybody. */
static void test_eap_success_too_early(void **state)
{
	unsigned char seen[32];

	eap_set_methods(METHOD(13));
	see(plugin_received, 3, "", 0, seen);
	assert_int_not_equal(seen[4], 3);
	assert_sent(0, RRAS_PLUGIN_AUTH_REFUSED);
	assert_int_equal(lcp_closes, 1);
	see(plugin_received, 1, "\x0d\x20", 2, seen);
	see(plugin_received, 3, "", 0, seen); /* no handshake yet */
	assert_int_not_equal(seen[4], 3);
	assert_int_equal(lcp_closes, 2);
	mppe_keys_set = 1;
	see(plugin_received, 3, "", 0, seen);
	assert_int_equal(seen[4], 3);
	assert_sent(2, RRAS_PLUGIN_AUTH);
	assert_int_equal(sent[2].auth.ok, 1);
	/* a method that was refused is not the one that has succeeded */
	see(plugin_received, 1, "\x04\x02xx", 4, seen);
	see(plugin_received, 3, "", 0, seen);
	assert_int_not_equal(seen[4], 3);
}

static void test_eap_refusals_end(void **state)
{
	unsigned char seen[32];
	int i;

	eap_set_methods(METHOD(13));
	for (i = 0; i < 5; i++) {
		assert_int_equal(lcp_closes, i < 3 ? 0 : 1);
		see(plugin_received, 1, "\x04\x02xx", 4, seen);
	}
	assert_int_equal(sent_count, 1);
	assert_sent(0, RRAS_PLUGIN_AUTH_REFUSED);
}

static void test_eap_alerts(void **state)
{
	unsigned char seen[32];

	eap_set_methods(METHOD(13));
	/* the peer's: our certificate has expired */
	see(plugin_received, 1, "\x0d\x00\x15\x03\x03\x00\x02\x02\x2d", 9,
	    seen);
	see(plugin_received, 4, "", 0, seen);
	assert_sent(0, RRAS_PLUGIN_AUTH);
	assert_string_equal(sent[0].auth.message,
			    "TLS: certificate expired (45)");
	/* one that is cut off tells nothing */
	feed(plugin_received, 0xc227, 1, "\x0d\x80\0\0\0\x07\x15\x03\x03", 9);
	/* ours: nobody whom we know has signed the peer's */
	see(plugin_sent, 2, "\x0d\x80\0\0\0\x07\x15\x03\x03\x00\x02\x02\x30",
	    13, seen);
	see(plugin_received, 4, "", 0, seen);
	assert_sent(1, RRAS_PLUGIN_UNPROVEN);
	assert_string_equal(sent[1].auth.message,
			    "TLS: unknown certification authority (48)");
	/* pppd could not use our certificate */
	see(plugin_received, 1, "\x0d\x20", 2, seen);
	see(plugin_sent, 2, "\x03\x1a", 2, seen);
	assert_int_equal(lcp_closes, 1);
	assert_sent(2, RRAS_PLUGIN_UNPROVEN);
	assert_non_null(strstr(sent[2].auth.message, "our certificate"));
}

static void test_terminate(void **state)
{
	char text[400];

	feed(plugin_received, 0xc021, 5, "bye", 3);
	assert_sent(0, RRAS_PLUGIN_HEARD);
	assert_sent(1, RRAS_PLUGIN_TERMINATE);
	assert_int_equal(sent[1].terminate.from_peer, 1);
	assert_int_equal(sent[1].terminate.protocol, 0xc021);
	assert_string_equal(sent[1].terminate.text, "bye");
	assert_int_equal(plugin_seen.terminated, 1);
	memset(text, 'x', sizeof(text));
	feed(plugin_sent, 0x8021, 5, text, sizeof(text));
	assert_sent(2, RRAS_PLUGIN_TERMINATE);
	assert_int_equal(sent[2].terminate.from_peer, 0);
	assert_int_equal(strlen(sent[2].terminate.text), RRAS_PLUGIN_TEXT - 1);
	/* code 5 of CHAP, or of IP, is no Terminate-Request */
	feed(plugin_received, 0xc223, 5, "", 0);
	feed(plugin_received, 0x0021, 5, "", 0);
	assert_int_equal(sent_count, 3);
}

static void test_echo_timeout(void **state)
{
	plugin_echo_failure = 2;
	feed(plugin_sent, 0xc021, 9, "magi", 4);
	feed(plugin_sent, 0xc021, 9, "magi", 4);
	feed(plugin_received, 0xc021, 10, "magi", 4); /* an answer */
	feed(plugin_sent, 0xc021, 9, "magi", 4);
	feed(plugin_sent, 0xc021, 5, "User request", 12);
	assert_sent(0, RRAS_PLUGIN_HEARD);
	assert_sent(1, RRAS_PLUGIN_TERMINATE);
	setup(NULL);
	plugin_echo_failure = 2;
	feed(plugin_sent, 0xc021, 9, "magi", 4);
	feed(plugin_sent, 0xc021, 9, "magi", 4);
	feed(plugin_sent, 0xc021, 5, "MPPE disabled", 13);
	assert_sent(0, RRAS_PLUGIN_ECHO_TIMEOUT);
	assert_sent(1, RRAS_PLUGIN_TERMINATE);
	feed(plugin_sent, 0xc021, 5, "MPPE disabled", 13); /* once */
	assert_sent(2, RRAS_PLUGIN_TERMINATE);
	setup(NULL);
	feed(plugin_sent, 0xc021, 5, "Peer not responding", 19);
	assert_sent(0, RRAS_PLUGIN_ECHO_TIMEOUT);
}

static void test_refused_authentication(void **state)
{
	/* MRU, then authentication: PAP */
	feed(plugin_sent, 0xc021, 4, "\x01\x04\x05\xd4\x03\x04\xc0\x23", 8);
	assert_sent(0, RRAS_PLUGIN_AUTH_REFUSED);
	assert_int_equal(sent[0].protocol, RRAS_PLUGIN_AUTH_PAP);
	feed(plugin_sent, 0xc021, 3, "\x03\x04\xc2\x27", 4);
	assert_int_equal(sent[1].protocol, RRAS_PLUGIN_AUTH_EAP);
	feed(plugin_sent, 0xc021, 3, "\x03\x05\xc2\x23\x05", 5);
	assert_int_equal(sent[2].protocol, RRAS_PLUGIN_AUTH_CHAP_MD5);
	/* lists with lies in them, and one that refuses something else */
	feed(plugin_sent, 0xc021, 4, "\x01\x00\x03\x04", 4);
	feed(plugin_sent, 0xc021, 4, "\x03\x04\xc0", 3);
	feed(plugin_sent, 0xc021, 4, "\x03\x02", 2);
	feed(plugin_sent, 0xc021, 4, "\x01\xff", 2);
	feed(plugin_sent, 0xc021, 4, "\x03", 1);
	feed(plugin_sent, 0xc021, 4, "\x01\x04\x05\xd4", 4);
	assert_int_equal(sent_count, 3);
	assert_int_equal(plugin_seen.configures, 0);
	feed(plugin_sent, 0xc021, 1, "", 0);
	assert_int_equal(plugin_seen.configures, 1);
}

static void test_protocol_reject(void **state)
{
	feed(plugin_received, 0xc021, 8, "\x80\x21rest", 6);
	assert_sent(1, RRAS_PLUGIN_PROTOCOL_REJECT);
	assert_int_equal(sent[1].protocol, 0x8021);
	feed(plugin_received, 0xc021, 8, "\x80", 1);
	assert_int_equal(sent_count, 2);
}

static void test_ccp_moves(void **state)
{
	feed(plugin_received, 0x80fd, 2, "\x12\x06....", 6);
	assert_int_equal(ccp_moves, 1);
	assert_int_equal(mppe_packets, 1);
	feed(plugin_sent, 0x80fd, 2, "\x12\x06....", 6);
	assert_int_equal(ccp_moves, 2);
	feed(plugin_received, 0x80fd, 5, "", 0);
	assert_int_equal(ccp_moves, 3);
	assert_sent(0, RRAS_PLUGIN_TERMINATE);
	feed(plugin_received, 0x8021, 2, "", 0);
	feed(plugin_sent, 0xc021, 2, "", 0);
	assert_int_equal(ccp_moves, 3);
}

/* Whatever the bytes: no access beyond them (the sanitizer's to see). */
static void test_random_packets(void **state)
{
	static const unsigned protocols[] = {0xc021, 0xc023, 0xc223,
					     0xc227, 0x8021, 0x80fd};
	unsigned char data[64], *packet;
	size_t i, round, size;

	srand(2);
	for (round = 0; round < 100000; round++) {
		size = (size_t)rand() % sizeof(data);
		for (i = 0; i < sizeof(data); i++) {
			data[i] = (unsigned char)rand();
		}
		if (round % 3 == 0) {
			feed(round % 2 ? plugin_received : plugin_sent,
			     protocols[round % 6], rand() % 12, data, size);
			continue;
		}
		/* lying lengths too */
		data[0] = 0xff;
		data[1] = 0x03;
		data[2] = (unsigned char)(protocols[round % 6] >> 8);
		data[3] = (unsigned char)protocols[round % 6];
		data[4] %= 12;
		data[6] = 0;
		packet = malloc(size + 1);
		assert_non_null(packet);
		memcpy(packet, data, size);
		(round % 2 ? plugin_received : plugin_sent)(packet, (int)size);
		free(packet);
	}
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_chap),
		TEST(test_pap),
		TEST(test_eap),
		TEST(test_eap_methods),
		TEST(test_eap_is_not_weaker),
		TEST(test_eap_success_too_early),
		TEST(test_eap_refusals_end),
		TEST(test_eap_alerts),
		TEST(test_terminate),
		TEST(test_echo_timeout),
		TEST(test_refused_authentication),
		TEST(test_protocol_reject),
		TEST(test_ccp_moves),
		TEST(test_random_packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
