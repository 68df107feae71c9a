/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame stream: frames both ways, and how a connection ends. */
#include "frame_fixture.h"
#include <errno.h>
#include <sys/socket.h>

static void assert_call(const struct rras_frame *frame, uint32_t id,
			DATA_BLOB stub)
{
	const struct rras_frame_call *call = &frame->body.call;

	assert_int_equal(frame->version, RRAS_FRAME_VERSION);
	assert_int_equal(frame->type, RRAS_FRAME_CALL);
	assert_int_equal(call->id, id);
	assert_int_equal(call->interface_id.time_low, 0x8f09f000);
	assert_int_equal(call->opnum, 21);
	assert_int_equal(call->caller.transport, RRAS_TRANSPORT_NP);
	assert_int_equal(call->caller.auth_type, 9);
	assert_int_equal(call->caller.auth_level, 6);
	assert_true(call->caller.uid == UINT64_C(0x100000001));
	assert_string_equal(call->caller.account, "grüße");
	assert_string_equal(call->caller.domain, "DOM");
	assert_string_equal(call->caller.address, "192.0.2.1");
	assert_int_equal(call->caller.num_sids, 2);
	assert_int_equal(call->caller.sids[0].sub_auths[1], 544);
	assert_int_equal(call->caller.sids[1].sub_auths[0], 18);
	assert_int_equal(call->stub.length, stub.length);
	assert_memory_equal(call->stub.data, stub.data, stub.length);
}

static void test_call_arrives(void **state)
{
	struct fixture *f = *state;
	DATA_BLOB stub = data_blob_const("stub bytes", 10);
	struct rras_frame frame = call_frame(7, stub);

	peer_send_frame(f, &frame, -1);
	loop_until(f->ev, &f->count, 1);
	assert_call(f->frames[0], 7, stub);
	assert_int_equal(f->closed, 0);
}

static void test_byte_by_byte(void **state)
{
	struct fixture *f = *state;
	DATA_BLOB stub = data_blob_const("x", 1);
	struct rras_frame frame = call_frame(8, stub);
	DATA_BLOB bytes = wire(f, &frame);
	size_t i;

	for (i = 0; i < bytes.length; i++) {
		assert_int_equal(f->count, 0);
		peer_send(f, bytes.data + i, 1);
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	loop_until(f->ev, &f->count, 1);
	assert_call(f->frames[0], 8, stub);
}

static void test_many_at_once(void **state)
{
	struct fixture *f = *state;
	DATA_BLOB stub = data_blob_const("ab", 2);
	DATA_BLOB all = data_blob_null;
	uint32_t i;

	for (i = 0; i < 40; i++) {
		struct rras_frame frame = call_frame(i, stub);
		DATA_BLOB one = wire(f, &frame);

		assert_true(data_blob_append(f, &all, one.data, one.length));
	}
	peer_send(f, all.data, all.length - 1);
	loop_until(f->ev, &f->count, 39);
	run_ready(f);
	assert_int_equal(f->count, 39);
	peer_send(f, all.data + all.length - 1, 1);
	loop_until(f->ev, &f->count, 40);
	for (i = 0; i < 40; i++) {
		assert_call(f->frames[i], i, stub);
	}
}

/* Both directions of the longest call, more than any socket buffer holds. */
static void test_long_frame(void **state)
{
	struct fixture *f = *state;
	DATA_BLOB stub = data_blob_talloc(f, NULL, RRAS_FRAME_MAX - 1024);
	struct rras_frame frame;
	struct frame_stream *sender;
	size_t i;

	for (i = 0; i < stub.length; i++) {
		stub.data[i] = (uint8_t)(i * 31 % 251);
	}
	frame = call_frame(9, stub);
	sender = frame_stream_create(f, f->ev, f->peer, &handlers, f);
	f->peer = -1;
	assert_non_null(sender);
	assert_int_equal(frame_stream_write(sender, &frame, -1), 0);
	assert_true(frame_stream_queued(sender) > 0);
	loop_until(f->ev, &f->count, 1);
	assert_call(f->frames[0], 9, stub);
	assert_int_equal(frame_stream_queued(sender), 0);
	talloc_free(sender);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_CLOSED);
}

static void test_write_too_long(void **state)
{
	struct fixture *f = *state;
	DATA_BLOB stub = data_blob_talloc_zero(f, RRAS_FRAME_MAX);
	struct rras_frame frame = call_frame(1, stub);

	assert_int_equal(frame_stream_write(f->stream, &frame, -1), EMSGSIZE);
	run_ready(f);
	assert_int_equal(f->closed, 0);
}

static void test_peer_closes(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = {.type = RRAS_FRAME_CANCEL};

	assert_true(frame_stream_is_open(f->stream));
	fd_close(&f->peer);
	assert_false(frame_stream_is_open(f->stream));
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_CLOSED);
	run_ready(f);
	assert_int_equal(f->closed, 1);
	assert_int_equal(frame_stream_write(f->stream, &frame, -1), ENOTCONN);
	assert_int_equal(frame_stream_queued(f->stream), 0);
}

/* A write on a dead socket is reported by closed(), from the loop. */
static void test_write_to_closed(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = {.type = RRAS_FRAME_CANCEL};

	fd_close(&f->peer);
	assert_int_equal(frame_stream_write(f->stream, &frame, -1), 0);
	assert_int_equal(f->closed, 0);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_CLOSED);
}

static void test_frames_before_close(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(3, data_blob_const("z", 1));

	peer_send_frame(f, &frame, -1);
	fd_close(&f->peer);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->count, 1);
	assert_int_equal(f->end, FRAME_STREAM_CLOSED);
}

static void test_stuck_peer(void **state)
{
	struct fixture *f = *state;
	DATA_BLOB stub = data_blob_talloc_zero(f, RRAS_FRAME_MAX / 2);
	struct rras_frame frame = call_frame(1, stub);
	int error, writes = 0;

	do {
		error = frame_stream_write(f->stream, &frame, -1);
		assert_true(frame_stream_queued(f->stream) <=
			    FRAME_STREAM_MAX_QUEUED);
		assert_true(++writes < 100);
	} while (error == 0);
	assert_int_equal(error, ENOBUFS);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_STUCK);
}

static void test_free_in_handler(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_const("a", 1));
	DATA_BLOB bytes = wire(f, &frame);

	f->free_in_handler = true;
	peer_send(f, bytes.data, bytes.length);
	peer_send(f, bytes.data, bytes.length);
	loop_until(f->ev, &f->count, 1);
	run_ready(f);
	assert_int_equal(f->count, 1);
	assert_int_equal(f->closed, 0);
}

static void test_ping_answered(void **state)
{
	struct fixture *f = *state;
	struct rras_frame ping = {.type = RRAS_FRAME_PING};
	struct rras_frame *pong;
	uint8_t bytes[64];
	ssize_t length = -1;

	ping.body.ping.id = 42;
	peer_send_frame(f, &ping, -1);
	run_ready(f);
	length = recv(f->peer, bytes, sizeof(bytes), MSG_DONTWAIT);
	assert_true(length > 4);
	assert_int_equal(frame_decode(f, bytes + 4, (size_t)length - 4, &pong),
			 0);
	assert_int_equal(pong->type, RRAS_FRAME_PONG);
	assert_int_equal(pong->body.pong.id, 42);
	assert_int_equal(f->count, 0);
}

static void test_end_texts(void **state)
{
	enum frame_stream_end a, b;

	for (a = FRAME_STREAM_CLOSED; a <= FRAME_STREAM_FAILED; a++) {
		for (b = FRAME_STREAM_CLOSED; b < a; b++) {
			assert_string_not_equal(frame_stream_end_text(a),
						frame_stream_end_text(b));
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_call_arrives),    TEST(test_byte_by_byte),
		TEST(test_many_at_once),    TEST(test_long_frame),
		TEST(test_write_too_long),  TEST(test_peer_closes),
		TEST(test_write_to_closed), TEST(test_frames_before_close),
		TEST(test_stuck_peer),	    TEST(test_free_in_handler),
		TEST(test_ping_answered),   TEST(test_end_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
