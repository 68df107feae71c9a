/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * L2TP control messages: the bytes that we write, and what we make of those
 * that we get.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "l2tp_message.h"

#define HEADER(length) 0xc8, 0x02, 0x00, (length), 0, 7, 0, 9, 0, 1, 0, 2

/* -- writing -- */

static void test_request(void **state)
{
	static const uint8_t expected[] = {
		0xc8, 0x02, 0,	76, 0, 0,  0,	 0,    0,    3,	  0,
		4,    0x80, 8,	0,  0, 0,  0,	 0,    1, /* Message Type SCCRQ
							   */
		0x80, 8,    0,	0,  0, 2,  1,	 0, /* Protocol Version 1.0 */
		0x80, 8,    0,	0,  0, 7,  'u',	 's',  0x80, 10,  0,
		0,    0,    3,	0,  0, 0,  3,	       /* framing */
		0x80, 8,    0,	0,  0, 9,  0x12, 0x34, /* Assigned Tunnel ID */
		0x80, 8,    0,	0,  0, 10, 0,	 4,    /* Receive Window Size */
		0x00, 14,   0,	0,  0, 8,  'O',	 'p',  'e',  'n', 'R',
		'R',  'A',  'S'};
	struct l2tp_writer writer;

	l2tp_write(&writer, L2TP_SCCRQ, 0, 0);
	l2tp_write_us(&writer, "us", 0x1234, 4);
	l2tp_set_sequence(writer.bytes, 3, 4);
	assert_int_equal(writer.size, sizeof(expected));
	assert_memory_equal(writer.bytes, expected, sizeof(expected));
}

static void test_length(void **state)
{
	struct l2tp_writer writer;

	l2tp_write(&writer, L2TP_ZLB, 7, 9);
	assert_int_equal(writer.size, L2TP_HEADER_SIZE);
	assert_int_equal(writer.bytes[3], L2TP_HEADER_SIZE);
	l2tp_write(&writer, L2TP_ICCN, 7, 9);
	l2tp_write_call(&writer, 10000000);
	assert_int_equal(writer.size, 40);
	assert_int_equal(writer.bytes[3], 40);
}

/* "MUST be at least one octet in length" */
static void test_no_host_name(void **state)
{
	struct l2tp_writer writer;
	struct l2tp_message message;
	uint16_t bad;

	l2tp_write(&writer, L2TP_SCCRQ, 0, 0);
	l2tp_write_us(&writer, "", 1, 4);
	assert_int_equal(
		l2tp_message_read(writer.bytes, writer.size, &message, &bad),
		L2TP_GOOD);
	assert_string_equal(message.host_name, "localhost");
}

static void test_result(void **state)
{
	struct l2tp_writer writer;
	struct l2tp_message message;
	uint16_t bad;

	l2tp_write(&writer, L2TP_STOPCCN, 7, 0);
	l2tp_write_tunnel(&writer, 21);
	l2tp_write_result(&writer, 2, 8, "AVP 99");
	assert_int_equal(
		l2tp_message_read(writer.bytes, writer.size, &message, &bad),
		L2TP_GOOD);
	assert_int_equal(message.type, L2TP_STOPCCN);
	assert_int_equal(message.header.tunnel, 7);
	assert_int_equal(message.tunnel, 21);
	assert_int_equal(message.result, 2);
	assert_int_equal(message.error, 8);
	assert_string_equal(message.error_text, "AVP 99");
}

/* Too much for one message does not run over its end. */
static void test_full(void **state)
{
	static struct l2tp_writer writer;
	char name[4 * L2TP_TEXT];
	int i;

	memset(name, 'x', sizeof(name));
	l2tp_write(&writer, L2TP_SCCRQ, 0, 0);
	for (i = 0; i < 100; i++) {
		l2tp_write_us(&writer, name, 1, 4);
	}
	assert_true(writer.size <= L2TP_MAX_MESSAGE);
}

/* -- reading -- */

static void test_reply(void **state)
{
	static const uint8_t bytes[] = {
		HEADER(64), 0x80, 8, 0,	 0, 0,	  0,	0,    2,
		0x80,	    8,	  0, 0,	 0, 2,	  1,	0,    0x80,
		9,	    0,	  0, 0,	 7, 'l',  '\n', 's',  0x00,
		9,	    0,	  0, 0,	 8, 'x',  'y',	'z',  0x80,
		8,	    0,	  0, 0,	 9, 0xab, 0xcd, 0x80, 10,
		0,	    0,	  0, 10, 0, 8,	  'j',	'k'};
	struct l2tp_message message;
	uint16_t bad;

	/* the window's AVP is too long */
	assert_int_equal(
		l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
		L2TP_BAD_LENGTH);
	assert_int_equal(bad, 10);
	assert_int_equal(message.type, L2TP_SCCRP);
	assert_int_equal(message.header.tunnel, 7);
	assert_int_equal(message.header.session, 9);
	assert_int_equal(message.header.ns, 1);
	assert_int_equal(message.header.nr, 2);
	assert_int_equal(message.version, 0x100);
	assert_int_equal(message.tunnel, 0xabcd);
	assert_string_equal(message.host_name, "l?s");
	assert_string_equal(message.vendor_name, "xyz");
}

static void test_zlb(void **state)
{
	static const uint8_t bytes[] = {HEADER(12), 0xff};
	struct l2tp_message message;
	uint16_t bad;

	/* what is behind the length is not of the message */
	assert_int_equal(
		l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
		L2TP_GOOD);
	assert_int_equal(message.type, L2TP_ZLB);
}

/* Data, L2TPv3, or nothing of the kind. */
static void test_ignored(void **state)
{
	static const uint8_t good[] = {HEADER(12)};
	static const uint8_t firsts[][2] = {
		{0x48, 0x02}, {0x88, 0x02}, {0xc0, 0x02}, {0xca, 0x02},
		{0xc9, 0x02}, {0xc8, 0x03}, {0xc8, 0x01}};
	struct l2tp_message message;
	uint8_t bytes[sizeof(good)];
	uint16_t bad;
	size_t i;

	for (i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
		memcpy(bytes, good, sizeof(bytes));
		memcpy(bytes, firsts[i], 2);
		assert_int_equal(
			l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
			L2TP_IGNORE);
	}
	for (i = 0; i < sizeof(good); i++) {
		assert_int_equal(l2tp_message_read(good, i, &message, &bad),
				 L2TP_IGNORE);
	}
	memcpy(bytes, good, sizeof(bytes));
	bytes[3] = 11;
	assert_int_equal(
		l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
		L2TP_IGNORE);
	bytes[3] = 13;
	assert_int_equal(
		l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
		L2TP_IGNORE);
}

struct body {
	const char *what;
	uint8_t bytes[24];
	uint8_t size;
	enum l2tp_verdict verdict;
	uint16_t bad;
};

#define TYPE(type) 0x80, 8, 0, 0, 0, 0, 0, (type)

static const struct body bodies[] = {
	{"half an AVP", {0x80, 8, 0, 0, 0}, 5, L2TP_BAD_LENGTH, 0},
	{"length 5", {0x80, 5, 0, 0, 0, 0, 0, 1}, 8, L2TP_BAD_LENGTH, 0},
	{"longer than the message",
	 {0x80, 9, 0, 0, 0, 0, 0, 1},
	 8,
	 L2TP_BAD_LENGTH,
	 0},
	{"type of 3 bytes",
	 {0x80, 9, 0, 0, 0, 0, 0, 1, 1},
	 9,
	 L2TP_BAD_LENGTH,
	 0},
	{"type 0", {TYPE(0)}, 8, L2TP_BAD_VALUE, 0},
	{"type is not first",
	 {0x80, 8, 0, 0, 0, 9, 0, 1},
	 8,
	 L2TP_BAD_VALUE,
	 9},
	{"type hidden", {0xc0, 8, 0, 0, 0, 0, 0, 1}, 8, L2TP_UNKNOWN_AVP, 0},
	{"type of a vendor",
	 {0x80, 8, 0, 9, 0, 0, 0, 1},
	 8,
	 L2TP_UNKNOWN_AVP,
	 0},
	{"tunnel 0",
	 {TYPE(2), 0x80, 8, 0, 0, 0, 9, 0, 0},
	 16,
	 L2TP_BAD_VALUE,
	 9},
	{"tunnel 0 of a StopCCN",
	 {TYPE(4), 0x80, 8, 0, 0, 0, 9, 0, 0},
	 16,
	 L2TP_GOOD,
	 9},
	{"session 0",
	 {TYPE(11), 0x80, 8, 0, 0, 0, 14, 0, 0},
	 16,
	 L2TP_BAD_VALUE,
	 14},
	{"session 0 of a CDN",
	 {TYPE(14), 0x80, 8, 0, 0, 0, 14, 0, 0},
	 16,
	 L2TP_GOOD,
	 14},
	{"window 0",
	 {TYPE(2), 0x80, 8, 0, 0, 0, 10, 0, 0},
	 16,
	 L2TP_BAD_VALUE,
	 10},
	{"result of 1 byte",
	 {TYPE(4), 0x80, 7, 0, 0, 0, 1, 0},
	 15,
	 L2TP_BAD_LENGTH,
	 1},
	{"result of 3 bytes",
	 {TYPE(4), 0x80, 9, 0, 0, 0, 1, 0, 1, 0},
	 17,
	 L2TP_BAD_LENGTH,
	 1},
	{"unknown, mandatory",
	 {TYPE(6), 0x80, 6, 0, 0, 0, 99},
	 14,
	 L2TP_UNKNOWN_AVP,
	 99},
	{"unknown", {TYPE(6), 0x00, 6, 0, 0, 0, 99}, 14, L2TP_GOOD, 99},
	{"a vendor's, mandatory",
	 {TYPE(6), 0x80, 6, 0, 9, 0, 7},
	 14,
	 L2TP_UNKNOWN_AVP,
	 7},
	{"a vendor's", {TYPE(6), 0x00, 6, 0, 9, 0, 7}, 14, L2TP_GOOD, 7},
	{"hidden, mandatory",
	 {TYPE(2), 0xc0, 8, 0, 0, 0, 9, 1, 2},
	 16,
	 L2TP_UNKNOWN_AVP,
	 9},
	{"hidden", {TYPE(2), 0x40, 8, 0, 0, 0, 9, 1, 2}, 16, L2TP_GOOD, 9},
};

static void test_bodies(void **state)
{
	uint8_t bytes[64] = {HEADER(12)};
	struct l2tp_message message;
	uint16_t bad;
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		memcpy(bytes + L2TP_HEADER_SIZE, bodies[i].bytes,
		       bodies[i].size);
		bytes[3] = (uint8_t)(L2TP_HEADER_SIZE + bodies[i].size);
		print_message("%s\n", bodies[i].what);
		assert_int_equal(l2tp_message_read(bytes,
						   (size_t)L2TP_HEADER_SIZE +
							   bodies[i].size,
						   &message, &bad),
				 bodies[i].verdict);
		assert_int_equal(bad, bodies[i].bad);
	}
}

static void test_challenge(void **state)
{
	static const uint8_t bytes[] = {HEADER(29), TYPE(2), 0x80, 9, 0, 0,
					0,	    11,	     1,	   2, 3};
	struct l2tp_message message;
	uint16_t bad;

	assert_int_equal(
		l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
		L2TP_GOOD);
	assert_true(message.has_challenge);
}

/* A peer's words, however long, fit and are cut. */
static void test_long_words(void **state)
{
	static uint8_t bytes[1100] = {HEADER(0), TYPE(2), 0x83, 0xe8,
				      0,	 0,	  0,	7};
	struct l2tp_message message;
	uint16_t bad;

	memset(bytes + 26, 'h', 994);
	bytes[2] = 1020 >> 8;
	bytes[3] = 1020 & 0xff;
	assert_int_equal(
		l2tp_message_read(bytes, sizeof(bytes), &message, &bad),
		L2TP_GOOD);
	assert_int_equal(strlen(message.host_name), L2TP_TEXT - 1);
}

static void test_words(void **state)
{
	assert_string_equal(l2tp_type_name(L2TP_STOPCCN), "StopCCN");
	assert_string_equal(l2tp_type_name(L2TP_SLI), "SLI");
	assert_string_equal(l2tp_type_name((enum l2tp_type)5), "unknown");
	assert_string_equal(l2tp_type_name((enum l2tp_type)4711), "unknown");
	assert_string_equal(l2tp_result_text(L2TP_CDN, 8), "busy");
	assert_string_equal(l2tp_result_text(L2TP_STOPCCN, 6),
			    "the server is being shut down");
	assert_string_equal(l2tp_result_text(L2TP_STOPCCN, 8), "unknown");
	assert_string_equal(l2tp_result_text(L2TP_CDN, 65535), "unknown");
	assert_string_equal(l2tp_error_text(0), "");
	assert_string_equal(l2tp_error_text(7), "try another server");
	assert_string_equal(l2tp_error_text(9), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_no_host_name),
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_reply),
		cmocka_unit_test(test_zlb),
		cmocka_unit_test(test_ignored),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_challenge),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
