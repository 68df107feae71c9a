/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDLC-like framing: both directions, split anywhere, damaged in every way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "hdlc.h"

struct collected {
	uint8_t bytes[HDLC_MAX_FRAME];
	size_t size, count;
};

static void collect(const uint8_t *frame, size_t size, void *private_data)
{
	struct collected *c = private_data;

	memcpy(c->bytes, frame, size);
	c->size = size;
	c->count++;
}

/* The beginning of an LCP Configure-Request, escaped by hand: all below 0x20
 * is, as long as no map has been agreed upon (RFC 1662 section 7.1). */
static const uint8_t escaped[] =
	"\x7e\xff\x7d\x23\xc0\x21\x7d\x21\x7d\x21\x7d\x20\x7d\x34\x7d\x22\x7d"
	"\x26\x7d\x20\x7d\x20\x7d\x20\x7d\x20\x7d\x25\x7d\x26\xe5\xa7\x51\x2a"
	"\x7d\x27\x7d\x22\x7d\x28\x7d\x22";
static const uint8_t lcp[] = "\xff\x03\xc0\x21\x01\x01\x00\x14\x02\x06\x00\x00"
			     "\x00\x00\x05\x06\xe5\xa7\x51\x2a\x07\x02\x08\x02";
#define LCP_SIZE (sizeof(lcp) - 1)

static void test_encode(void **state)
{
	uint8_t bytes[HDLC_MAX_ENCODED(LCP_SIZE)];
	size_t size = hdlc_encode(lcp, LCP_SIZE, HDLC_ACCM_ALL, bytes);

	assert_memory_equal(bytes, escaped, sizeof(escaped) - 1);
	assert_int_equal(bytes[size - 1], 0x7e);
}

/* CRC-16/X-25's check value: "123456789" gives 0x906e, low byte first. */
static void test_fcs(void **state)
{
	static const uint8_t digits[] = "123456789";
	static const uint8_t wanted[] = "\x7e"
					"123456789\x6e\x90\x7e";
	uint8_t bytes[HDLC_MAX_ENCODED(9)];

	assert_int_equal(hdlc_encode(digits, 9, 0, bytes), 13);
	assert_memory_equal(bytes, wanted, 13);
}

/* The map says which control characters are escaped; 0x7d and 0x7e always
 * are. */
static void test_accm(void **state)
{
	static const uint8_t frame[] = {0x01, 0x11, 0x1f, 0x7e, 0x7d, 0x20};
	static const uint8_t wanted[] = {0x7e, 0x01, 0x7d, 0x31, 0x1f,
					 0x7d, 0x5e, 0x7d, 0x5d, 0x20};
	uint8_t bytes[HDLC_MAX_ENCODED(sizeof(frame))];

	hdlc_encode(frame, sizeof(frame), 1U << 0x11, bytes);
	assert_memory_equal(bytes, wanted, sizeof(wanted));
}

static void test_split_anywhere(void **state)
{
	struct hdlc_decoder *decoder = talloc_zero(NULL, struct hdlc_decoder);
	uint8_t bytes[HDLC_MAX_ENCODED(LCP_SIZE)];
	size_t size = hdlc_encode(lcp, LCP_SIZE, HDLC_ACCM_ALL, bytes), i;

	for (i = 0; i <= size; i++) {
		struct collected c = {.count = 0};

		hdlc_decode(decoder, bytes, i, collect, &c);
		hdlc_decode(decoder, bytes + i, size - i, collect, &c);
		assert_int_equal(c.count, 1);
		assert_int_equal(c.size, LCP_SIZE);
		assert_memory_equal(c.bytes, lcp, LCP_SIZE);
	}
	assert_int_equal(decoder->bad, 0);
	talloc_free(decoder);
}

/* Every byte value, every length from one byte on. */
static void test_round_trip(void **state)
{
	struct hdlc_decoder *decoder = talloc_zero(NULL, struct hdlc_decoder);
	uint8_t frame[300], bytes[HDLC_MAX_ENCODED(300)];
	size_t i, size;

	for (i = 0; i < sizeof(frame); i++) {
		frame[i] = (uint8_t)i;
	}
	for (i = 1; i <= sizeof(frame); i++) {
		struct collected c = {.count = 0};

		size = hdlc_encode(frame, i, i % 2 ? HDLC_ACCM_ALL : 0, bytes);
		hdlc_decode(decoder, bytes, size, collect, &c);
		assert_int_equal(c.count, 1);
		assert_int_equal(c.size, i);
		assert_memory_equal(c.bytes, frame, i);
	}
	talloc_free(decoder);
}

/* After each of them a good frame is read. */
static void test_damaged(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} wrong[] = {
		{"\x7e\xff\x03\xc0\x21\x00\x00\x7e", 8}, /* FCS */
		{"\x7e\x01\x02\x7e", 4},		 /* nothing but it */
		{"\x7e\xff\x03\xc0\x7d\x7e", 6},	 /* aborted */
		{"noise\x7e", 6},
	};
	struct hdlc_decoder *decoder = talloc_zero(NULL, struct hdlc_decoder);
	uint8_t bytes[HDLC_MAX_ENCODED(LCP_SIZE)];
	size_t size = hdlc_encode(lcp, LCP_SIZE, HDLC_ACCM_ALL, bytes), i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct collected c = {.count = 0};

		hdlc_decode(decoder, (const uint8_t *)wrong[i].bytes,
			    wrong[i].size, collect, &c);
		assert_int_equal(c.count, 0);
		assert_int_equal(decoder->bad, i + 1);
		hdlc_decode(decoder, bytes, size, collect, &c);
		assert_int_equal(c.count, 1);
	}
	talloc_free(decoder);
}

static void test_flags_are_no_frames(void **state)
{
	struct hdlc_decoder *decoder = talloc_zero(NULL, struct hdlc_decoder);
	struct collected c = {.count = 0};

	hdlc_decode(decoder, (const uint8_t *)"~~~~", 4, collect, &c);
	assert_int_equal(c.count, 0);
	assert_int_equal(decoder->bad, 0);
	talloc_free(decoder);
}

/* One byte more than there is room for is dropped to its flag. */
static void test_too_long(void **state)
{
	struct hdlc_decoder *decoder = talloc_zero(NULL, struct hdlc_decoder);
	size_t most = HDLC_MAX_FRAME + 1, size;
	uint8_t *frame = talloc_zero_array(decoder, uint8_t, (unsigned)most);
	uint8_t *bytes = talloc_array(decoder, uint8_t,
				      (unsigned)HDLC_MAX_ENCODED(most));
	struct collected c = {.count = 0};

	size = hdlc_encode(frame, most, 0, bytes);
	hdlc_decode(decoder, bytes, size, collect, &c);
	assert_int_equal(c.count, 0);
	assert_int_equal(decoder->bad, 1);
	size = hdlc_encode(frame, HDLC_MAX_FRAME, 0, bytes);
	hdlc_decode(decoder, bytes, size, collect, &c);
	assert_int_equal(c.count, 1);
	assert_int_equal(c.size, HDLC_MAX_FRAME);
	talloc_free(decoder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_fcs),
		cmocka_unit_test(test_accm),
		cmocka_unit_test(test_split_anywhere),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_flags_are_no_frames),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
