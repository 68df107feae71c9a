/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no frame ends the stream, and harms nothing else. */
#include "frame_fixture.h"
#include <errno.h>

/* Malformed input of any kind ends the stream, once, and delivers nothing. */
static void assert_malformed(struct fixture *f)
{
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_MALFORMED);
	assert_int_equal(f->count, 0);
	run_ready(f);
	assert_int_equal(f->closed, 1);
	assert_false(frame_stream_is_open(f->stream));
}

static void test_oversized(void **state)
{
	struct fixture *f = *state;
	const uint32_t length = RRAS_FRAME_MAX + 1;
	uint8_t bytes[4] = {length & 0xff, length >> 8 & 0xff,
			    length >> 16 & 0xff, length >> 24 & 0xff};

	peer_send(f, bytes, sizeof(bytes));
	assert_malformed(f);
}

static void test_garbage(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[1024];
	size_t i;

	for (i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (uint8_t)(i * 73 + 11);
	}
	bytes[2] = 0;
	bytes[3] = 0;
	bytes[0] = 100;
	bytes[1] = 1;
	peer_send(f, bytes, sizeof(bytes));
	assert_malformed(f);
}

static void test_empty_frame(void **state)
{
	struct fixture *f = *state;

	peer_send(f, "\0\0\0\0", 4);
	assert_malformed(f);
}

static void test_wrong_version(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);
	DATA_BLOB bytes = wire(f, &frame);

	bytes.data[4]++;
	peer_send(f, bytes.data, bytes.length);
	assert_malformed(f);
}

static void test_unknown_type(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);
	DATA_BLOB bytes = wire(f, &frame);

	bytes.data[8] = 99;
	peer_send(f, bytes.data, bytes.length);
	assert_malformed(f);
}

static void test_bytes_left_over(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = {.type = RRAS_FRAME_CANCEL};
	DATA_BLOB bytes = wire(f, &frame);

	bytes.data[0]++;
	peer_send(f, bytes.data, bytes.length);
	peer_send(f, "x", 1);
	assert_malformed(f);
}

static void test_sids_missing(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);

	frame.body.call.caller.sids = NULL;
	peer_send_frame(f, &frame, -1);
	assert_malformed(f);
}

/* Every possible cut of a call is a truncated stream, not a shorter call. */
static void test_truncated(void **state)
{
	struct rras_frame frame = call_frame(1, data_blob_const("abc", 3));
	DATA_BLOB bytes = wire(NULL, &frame);
	size_t cut;

	for (cut = 1; cut < bytes.length; cut++) {
		struct fixture *f;

		teardown(state);
		setup(state);
		f = *state;
		peer_send(f, bytes.data, cut);
		fd_close(&f->peer);
		loop_until(f->ev, &f->closed, 1);
		assert_int_equal(f->end, FRAME_STREAM_TRUNCATED);
		assert_int_equal(f->count, 0);
	}
	data_blob_free(&bytes);
}

/* Any byte changed: a frame or the end, never a crash (ASAN looks on). */
static void test_every_byte_flipped(void **state)
{
	struct rras_frame frame = call_frame(1, data_blob_const("abc", 3));
	DATA_BLOB bytes = wire(NULL, &frame);
	size_t at;

	for (at = 0; at < bytes.length; at++) {
		struct fixture *f;

		teardown(state);
		setup(state);
		f = *state;
		bytes.data[at] ^= 0xff;
		peer_send(f, bytes.data, bytes.length);
		bytes.data[at] ^= 0xff;
		fd_close(&f->peer);
		loop_until(f->ev, &f->closed, 1);
		assert_true(f->count <= 1);
	}
	data_blob_free(&bytes);
}

/* The same numbers in every run. */
static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Several bytes changed, or the frame cut: decoded or refused. */
static void test_decode_random(void **state)
{
	struct rras_frame frame = call_frame(1, data_blob_const("abc", 3));
	uint32_t seed = 20251122;
	size_t accepted = 0;
	DATA_BLOB blob;
	int round;

	assert_int_equal(frame_encode(NULL, &frame, &blob), 0);
	for (round = 0; round < 20000; round++) {
		DATA_BLOB copy = data_blob_talloc(NULL, blob.data, blob.length);
		uint32_t changes = 1 + next_random(&seed) % 4;
		struct rras_frame *decoded = NULL;
		int error;

		while (changes-- > 0) {
			copy.data[next_random(&seed) % copy.length] =
				(uint8_t)(next_random(&seed) & 0xff);
		}
		if (next_random(&seed) % 8 == 0) {
			copy.length = next_random(&seed) % copy.length;
		}
		error = frame_decode(NULL, copy.data, copy.length, &decoded);
		assert_true(error == 0 || error == EBADMSG);
		accepted += error == 0;
		talloc_free(decoded);
		data_blob_free(&copy);
	}
	assert_true(accepted > 0 && accepted < 20000);
	data_blob_free(&blob);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_oversized),	       TEST(test_garbage),
		TEST(test_empty_frame),	       TEST(test_wrong_version),
		TEST(test_unknown_type),       TEST(test_bytes_left_over),
		TEST(test_sids_missing),       TEST(test_truncated),
		TEST(test_every_byte_flipped), TEST(test_decode_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
