/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit test of server/ipc/frame_stream, over socket pairs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "server/ipc/fd_passing.h"
#include "server/ipc/frame_codec.h"
#include "server/ipc/frame_stream.h"

#define MAX_FRAMES 64

/* One stream under test, and the bare socket of its peer. */
struct fixture {
	struct tevent_context *ev;
	struct frame_stream *stream;
	int peer;
	struct rras_frame *frames[MAX_FRAMES];
	int fds[MAX_FRAMES];
	size_t count;
	size_t pongs;
	size_t closed; /* calls of closed() */
	enum frame_stream_end end;
	bool take_fds;
	bool free_in_handler;
};

static void on_frame(struct frame_stream *stream, struct rras_frame *frame,
		     void *private_data)
{
	struct fixture *f = private_data;

	if (frame->type == RRAS_FRAME_PONG) {
		f->pongs++;
		return;
	}
	assert_true(f->count < MAX_FRAMES);
	f->frames[f->count] = talloc_steal(f, frame);
	f->fds[f->count] = f->take_fds ? frame_stream_take_fd(stream) : -1;
	f->count++;
	if (f->free_in_handler) {
		TALLOC_FREE(f->stream);
	}
}

static void on_closed(struct frame_stream *stream, enum frame_stream_end end,
		      void *private_data)
{
	struct fixture *f = private_data;

	f->closed++;
	f->end = end;
}

static const struct frame_stream_handlers handlers = {
	.frame = on_frame,
	.closed = on_closed,
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	int pair[2];

	assert_non_null(f);
	f->ev = tevent_context_init(f);
	assert_non_null(f->ev);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	f->peer = pair[1];
	f->stream = frame_stream_create(f, f->ev, pair[0], &handlers, f);
	assert_non_null(f->stream);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->stream);
	fd_close(&f->peer);
	talloc_free(f);
	return 0;
}

/* The loop must have something to do until the condition holds. */
static void guard(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	fail_msg("nothing happened");
}

static void run_until(struct fixture *f, const size_t *counter, size_t value)
{
	struct tevent_timer *te = tevent_add_timer(
		f->ev, f, tevent_timeval_current_ofs(20, 0), guard, NULL);

	while (*counter < value) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	talloc_free(te);
}

/* Run what is ready now, without waiting. */
static void nothing(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

static void run_ready(struct fixture *f)
{
	int round;

	for (round = 0; round < 4; round++) {
		bool done = false;

		tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 2000),
				 nothing, &done);
		while (!done) {
			assert_int_equal(tevent_loop_once(f->ev), 0);
		}
	}
}

static struct rras_frame call_frame(uint32_t id, DATA_BLOB stub)
{
	static struct rras_sid sids[] = {
		{.sid_rev_num = 1,
		 .num_auths = 2,
		 .id_auth = {0, 0, 0, 0, 0, 5},
		 .sub_auths = {32, 544}},
		{.sid_rev_num = 1,
		 .num_auths = 1,
		 .id_auth = {0, 0, 0, 0, 0, 5},
		 .sub_auths = {18}},
	};
	struct rras_frame frame = {.type = RRAS_FRAME_CALL};

	frame.body.call = (struct rras_frame_call){
		.id = id,
		.interface_id = {.time_low = 0x8f09f000},
		.opnum = 21,
		.caller = {.transport = RRAS_TRANSPORT_NP,
			   .auth_type = 9,
			   .auth_level = 6,
			   .uid = UINT64_C(0x100000001),
			   .account = "grüße",
			   .domain = "DOM",
			   .address = "192.0.2.1",
			   .num_sids = 2,
			   .sids = sids},
		.stub = stub,
	};
	return frame;
}

/* A frame with its length, as it stands on the wire. */
static DATA_BLOB wire(TALLOC_CTX *mem_ctx, const struct rras_frame *frame)
{
	DATA_BLOB blob, out;

	assert_int_equal(frame_encode(mem_ctx, frame, &blob), 0);
	out = data_blob_talloc(mem_ctx, NULL, blob.length + 4);
	out.data[0] = (uint8_t)(blob.length & 0xff);
	out.data[1] = (uint8_t)(blob.length >> 8 & 0xff);
	out.data[2] = (uint8_t)(blob.length >> 16 & 0xff);
	out.data[3] = (uint8_t)(blob.length >> 24);
	memcpy(out.data + 4, blob.data, blob.length);
	data_blob_free(&blob);
	return out;
}

static void peer_send(struct fixture *f, const void *bytes, size_t length)
{
	assert_int_equal(send(f->peer, bytes, length, MSG_NOSIGNAL), length);
}

static void peer_send_frame(struct fixture *f, const struct rras_frame *frame,
			    int fd)
{
	DATA_BLOB bytes = wire(f, frame);
	struct iovec iov = {.iov_base = bytes.data, .iov_len = bytes.length};

	assert_int_equal(fd_send(f->peer, &iov, 1, fd), bytes.length);
	data_blob_free(&bytes);
}

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
	run_until(f, &f->count, 1);
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
	run_until(f, &f->count, 1);
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
	run_until(f, &f->count, 39);
	run_ready(f);
	assert_int_equal(f->count, 39);
	peer_send(f, all.data + all.length - 1, 1);
	run_until(f, &f->count, 40);
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
	run_until(f, &f->count, 1);
	assert_call(f->frames[0], 9, stub);
	assert_int_equal(frame_stream_queued(sender), 0);
	talloc_free(sender);
	run_until(f, &f->closed, 1);
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

/* Malformed input of any kind ends the stream, once, and delivers nothing. */
static void assert_malformed(struct fixture *f)
{
	run_until(f, &f->closed, 1);
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
		run_until(f, &f->closed, 1);
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
		run_until(f, &f->closed, 1);
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

static void test_peer_closes(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = {.type = RRAS_FRAME_CANCEL};

	assert_true(frame_stream_is_open(f->stream));
	fd_close(&f->peer);
	assert_false(frame_stream_is_open(f->stream));
	run_until(f, &f->closed, 1);
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
	run_until(f, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_CLOSED);
}

static void test_frames_before_close(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(3, data_blob_const("z", 1));

	peer_send_frame(f, &frame, -1);
	fd_close(&f->peer);
	run_until(f, &f->closed, 1);
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
	run_until(f, &f->closed, 1);
	assert_int_equal(f->end, FRAME_STREAM_STUCK);
}

/* A server whose answers are large and come with the loop's next turn. */
struct server {
	struct tevent_context *ev;
	struct frame_stream *stream;
	DATA_BLOB stub;
	size_t asked;
	size_t closed;
};

static void server_answer(struct tevent_context *ev,
			  struct tevent_immediate *immediate,
			  void *private_data)
{
	struct server *server = private_data;
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};

	talloc_free(immediate);
	frame.body.reply.stub = server->stub;
	assert_int_equal(frame_stream_write(server->stream, &frame, -1), 0);
}

static void server_frame(struct frame_stream *stream, struct rras_frame *frame,
			 void *private_data)
{
	struct server *server = private_data;

	server->asked++;
	tevent_schedule_immediate(tevent_create_immediate(server), server->ev,
				  server_answer, server);
}

static void server_closed(struct frame_stream *stream,
			  enum frame_stream_end end, void *private_data)
{
	struct server *server = private_data;

	assert_int_equal(end, FRAME_STREAM_CLOSED);
	server->closed++;
}

static const struct frame_stream_handlers server_handlers = {
	.frame = server_frame,
	.closed = server_closed,
};

#define QUESTIONS 30

/* All questions at once, before an answer is read. */
static struct server *server_with_questions(struct fixture *f, int *client)
{
	struct server *server = talloc_zero(f, struct server);
	struct rras_frame frame = call_frame(1, data_blob_const("?", 1));
	DATA_BLOB question = wire(f, &frame);
	int pair[2], i;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	server->ev = f->ev;
	server->stub = data_blob_talloc_zero(server, RRAS_FRAME_MAX / 2);
	server->stream = frame_stream_create(server, f->ev, pair[0],
					     &server_handlers, server);
	frame_stream_pace(server->stream);
	for (i = 0; i < QUESTIONS; i++) {
		assert_int_equal(send(pair[1], question.data, question.length,
				      MSG_NOSIGNAL),
				 question.length);
	}
	run_until(f, &server->asked, 1);
	run_ready(f);
	assert_int_equal(server->asked, 1);
	*client = pair[1];
	return server;
}

/* Together the answers are longer than what may wait for a peer. */
static void test_paced(void **state)
{
	struct fixture *f = *state;
	int client = -1;
	struct server *server = server_with_questions(f, &client);
	struct frame_stream *reader;

	assert_true(QUESTIONS * server->stub.length > FRAME_STREAM_MAX_QUEUED);
	reader = frame_stream_create(f, f->ev, client, &handlers, f);
	run_until(f, &f->count, QUESTIONS);
	assert_int_equal(server->asked, QUESTIONS);
	assert_int_equal(server->closed, 0);
	talloc_free(reader);
	run_until(f, &server->closed, 1);
}

/* Questions that take long: a sign of life comes before the last answer. */
static void slow_frame(struct frame_stream *stream, struct rras_frame *frame,
		       void *private_data)
{
	struct server *server = private_data;

	server->asked++;
	poll(NULL, 0, 150);
}

static void test_paced_and_slow(void **state)
{
	static const struct frame_stream_handlers slow = {
		.frame = slow_frame,
		.closed = server_closed,
	};
	struct fixture *f = *state;
	struct server *server = talloc_zero(f, struct server);
	struct rras_frame frame = call_frame(1, data_blob_const("?", 1));
	size_t i;

	server->stream =
		frame_stream_create(server, f->ev, f->peer, &slow, server);
	f->peer = -1;
	frame_stream_pace(server->stream);
	for (i = 0; i < 10; i++) {
		assert_int_equal(frame_stream_write(f->stream, &frame, -1), 0);
	}
	run_until(f, &server->asked, 10);
	run_until(f, &f->pongs, 2);
	assert_int_equal(f->closed, 0);
}

/* A peer that goes while it is waited for. */
static void test_paced_and_left(void **state)
{
	struct fixture *f = *state;
	int client = -1;
	struct server *server = server_with_questions(f, &client);

	fd_close(&client);
	run_until(f, &server->closed, 1);
	assert_int_equal(server->asked, 1);
}

static void test_free_in_handler(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_const("a", 1));
	DATA_BLOB bytes = wire(f, &frame);

	f->free_in_handler = true;
	peer_send(f, bytes.data, bytes.length);
	peer_send(f, bytes.data, bytes.length);
	run_until(f, &f->count, 1);
	run_ready(f);
	assert_int_equal(f->count, 1);
	assert_int_equal(f->closed, 0);
}

/* The end of a pipe whose other end was given away. */
static int pipe_to_pass(int *other)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	*other = ends[0];
	return ends[1];
}

/* Does anybody still have the writing end? */
static bool pipe_is_open(int reading_end)
{
	char byte;

	return read(reading_end, &byte, 1) == -1 && errno == EAGAIN;
}

static void test_fd_taken(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);
	int watch, fd = pipe_to_pass(&watch);

	f->take_fds = true;
	peer_send_frame(f, &frame, fd);
	fd_close(&fd);
	run_until(f, &f->count, 1);
	assert_true(f->fds[0] != -1);
	assert_true(fcntl(f->fds[0], F_GETFD) & FD_CLOEXEC);
	assert_true(pipe_is_open(watch));
	fd_close(&f->fds[0]);
	assert_false(pipe_is_open(watch));
	fd_close(&watch);
}

static void test_fd_not_taken(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);
	int watch, fd = pipe_to_pass(&watch);

	peer_send_frame(f, &frame, fd);
	fd_close(&fd);
	run_until(f, &f->count, 1);
	assert_false(pipe_is_open(watch));
	fd_close(&watch);
}

/* Of three frames that wait in the socket only the second one has it. */
static void test_fd_of_the_right_frame(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);
	int watch, fd = pipe_to_pass(&watch);

	f->take_fds = true;
	peer_send_frame(f, &frame, -1);
	peer_send_frame(f, &frame, fd);
	peer_send_frame(f, &frame, -1);
	fd_close(&fd);
	run_until(f, &f->count, 3);
	assert_int_equal(f->fds[0], -1);
	assert_true(f->fds[1] != -1);
	assert_int_equal(f->fds[2], -1);
	fd_close(&f->fds[1]);
	assert_false(pipe_is_open(watch));
	fd_close(&watch);
}

/* The descriptor comes with the first byte, the frame ends much later. */
static void test_fd_of_a_frame_in_pieces(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_const("abc", 3));
	DATA_BLOB bytes = wire(f, &frame);
	struct iovec iov = {.iov_base = bytes.data, .iov_len = 1};
	int watch, fd = pipe_to_pass(&watch);

	f->take_fds = true;
	assert_int_equal(fd_send(f->peer, &iov, 1, fd), 1);
	fd_close(&fd);
	run_ready(f);
	peer_send(f, bytes.data + 1, 9);
	run_ready(f);
	peer_send(f, bytes.data + 10, bytes.length - 10);
	peer_send_frame(f, &frame, -1);
	run_until(f, &f->count, 2);
	assert_true(f->fds[0] != -1);
	assert_int_equal(f->fds[1], -1);
	fd_close(&f->fds[0]);
	assert_false(pipe_is_open(watch));
	fd_close(&watch);
}

/* A second descriptor inside the same frame is surplus. */
static void test_fd_surplus(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_const("abc", 3));
	DATA_BLOB bytes = wire(f, &frame);
	int watch[2], fd[2];
	int i;

	f->take_fds = true;
	for (i = 0; i < 2; i++) {
		struct iovec iov = {.iov_base = bytes.data + i, .iov_len = 1};

		fd[i] = pipe_to_pass(&watch[i]);
		assert_int_equal(fd_send(f->peer, &iov, 1, fd[i]), 1);
		fd_close(&fd[i]);
		run_ready(f);
	}
	peer_send(f, bytes.data + 2, bytes.length - 2);
	run_until(f, &f->count, 1);
	assert_true(pipe_is_open(watch[0]));
	assert_false(pipe_is_open(watch[1]));
	fd_close(&f->fds[0]);
	fd_close(&watch[0]);
	fd_close(&watch[1]);
}

/* More than one descriptor in one message: the first counts. */
static void test_fd_several_in_a_message(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = call_frame(1, data_blob_null);
	DATA_BLOB bytes = wire(f, &frame);
	struct iovec iov = {.iov_base = bytes.data, .iov_len = bytes.length};
	char space[CMSG_SPACE(6 * sizeof(int))] = {0};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = space,
			     .msg_controllen = sizeof(space)};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int watch[6], fd[6];
	int i;

	for (i = 0; i < 6; i++) {
		fd[i] = pipe_to_pass(&watch[i]);
	}
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(cmsg), fd, sizeof(fd));
	assert_int_equal(sendmsg(f->peer, &msg, 0), bytes.length);
	f->take_fds = true;
	for (i = 0; i < 6; i++) {
		fd_close(&fd[i]);
	}
	run_until(f, &f->count, 1);
	assert_true(pipe_is_open(watch[0]));
	fd_close(&f->fds[0]);
	for (i = 0; i < 6; i++) {
		assert_false(pipe_is_open(watch[i]));
		fd_close(&watch[i]);
	}
}

/* Freed with a descriptor in hand and one in the queue: nothing leaks. */
static void test_fd_freed_with_the_stream(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame =
		call_frame(1, data_blob_talloc_zero(f, 0x400000));
	int in, out, fd;

	fd = pipe_to_pass(&in);
	assert_int_equal(
		fd_send(f->peer,
			&(struct iovec){.iov_base = "\1", .iov_len = 1}, 1, fd),
		1);
	fd_close(&fd);
	run_ready(f);
	assert_int_equal(frame_stream_write(f->stream, &frame, -1), 0);
	fd = pipe_to_pass(&out);
	assert_int_equal(frame_stream_write(f->stream, &frame, fd), 0);
	fd_close(&fd);
	assert_true(pipe_is_open(in));
	assert_true(pipe_is_open(out));
	TALLOC_FREE(f->stream);
	assert_false(pipe_is_open(in));
	assert_false(pipe_is_open(out));
	fd_close(&in);
	fd_close(&out);
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
		TEST(test_call_arrives),
		TEST(test_byte_by_byte),
		TEST(test_many_at_once),
		TEST(test_long_frame),
		TEST(test_write_too_long),
		TEST(test_oversized),
		TEST(test_garbage),
		TEST(test_empty_frame),
		TEST(test_wrong_version),
		TEST(test_unknown_type),
		TEST(test_bytes_left_over),
		TEST(test_sids_missing),
		TEST(test_truncated),
		TEST(test_every_byte_flipped),
		TEST(test_decode_random),
		TEST(test_peer_closes),
		TEST(test_write_to_closed),
		TEST(test_frames_before_close),
		TEST(test_stuck_peer),
		TEST(test_paced),
		TEST(test_paced_and_slow),
		TEST(test_paced_and_left),
		TEST(test_free_in_handler),
		TEST(test_fd_taken),
		TEST(test_fd_not_taken),
		TEST(test_fd_of_the_right_frame),
		TEST(test_fd_of_a_frame_in_pieces),
		TEST(test_fd_surplus),
		TEST(test_fd_several_in_a_message),
		TEST(test_fd_freed_with_the_stream),
		TEST(test_ping_answered),
		TEST(test_end_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
