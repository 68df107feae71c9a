/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors arrive with their frame, and none is ever left open. */
#include "frame_fixture.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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
	loop_until(f->ev, &f->count, 1);
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
	loop_until(f->ev, &f->count, 1);
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
	loop_until(f->ev, &f->count, 3);
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
	loop_until(f->ev, &f->count, 2);
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
	loop_until(f->ev, &f->count, 1);
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
	loop_until(f->ev, &f->count, 1);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fd_taken),
		TEST(test_fd_not_taken),
		TEST(test_fd_of_the_right_frame),
		TEST(test_fd_of_a_frame_in_pieces),
		TEST(test_fd_surplus),
		TEST(test_fd_several_in_a_message),
		TEST(test_fd_freed_with_the_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
