/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A paced stream: many questions, long answers, slow ones. */
#include "frame_fixture.h"
#include <poll.h>
#include <sys/socket.h>

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
	loop_until(f->ev, &server->asked, 1);
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
	loop_until(f->ev, &f->count, QUESTIONS);
	assert_int_equal(server->asked, QUESTIONS);
	assert_int_equal(server->closed, 0);
	talloc_free(reader);
	loop_until(f->ev, &server->closed, 1);
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
	loop_until(f->ev, &server->asked, 10);
	loop_until(f->ev, &f->pongs, 2);
	assert_int_equal(f->closed, 0);
}

/* A peer that goes while it is waited for. */
static void test_paced_and_left(void **state)
{
	struct fixture *f = *state;
	int client = -1;
	struct server *server = server_with_questions(f, &client);

	fd_close(&client);
	loop_until(f->ev, &server->closed, 1);
	assert_int_equal(server->asked, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_paced),
		TEST(test_paced_and_slow),
		TEST(test_paced_and_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
