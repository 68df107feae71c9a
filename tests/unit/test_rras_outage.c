/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server/ipc/rras_client when rrasd is down, restarts or does not react. */
#include "client_fixture.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "server/ipc/frame_codec.h"
#include "server/ipc/frame_queue.h"

static void count_up(struct tevent_context *ev, struct tevent_timer *te,
		     struct timeval now, void *private_data)
{
	(*(size_t *)private_data)++;
}

static void run_for(struct fixture *f, uint32_t milliseconds)
{
	size_t done = 0;

	tevent_add_timer(f->ev, f,
			 tevent_timeval_current_ofs(0, milliseconds * 1000),
			 count_up, &done);
	loop_until(f->ev, &done, 1);
}

static void test_no_daemon(void **state)
{
	struct fixture *f = *state;

	call(f, 1, -1);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
}

static void test_path_too_long(void **state)
{
	struct fixture *f = *state;
	char path[200] = {0};

	memset(path, 'x', sizeof(path) - 1);
	talloc_free(f->client);
	f->client = rras_client_create(f, f->ev, path);
	call(f, 1, -1);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
}

/* The kernel connects, but nobody runs the loop: the first ping finds out. */
static void test_wedged_daemon(void **state)
{
	struct fixture *f = *state;

	daemon_listen(f, 5);
	call(f, 1, -1);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	assert_int_equal(f->d.num_calls, 0);
}

/* Accept by hand, and say once that we live. */
static int daemon_accept_and_pong(struct fixture *f)
{
	struct frame_queue *queue = frame_queue_create(f);
	struct rras_frame pong = {.type = RRAS_FRAME_PONG};
	DATA_BLOB blob;
	int fd;

	assert_int_equal(fcntl(f->d.listening, F_SETFL, O_NONBLOCK), 0);
	while ((fd = accept(f->d.listening, NULL, NULL)) == -1) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(frame_encode(f, &pong, &blob), 0);
	assert_int_equal(frame_queue_add(queue, &blob, -1), 0);
	assert_int_equal(frame_queue_flush(queue, fd), 0);
	talloc_free(queue);
	return fd;
}

/* rrasd answered before, but its loop has stopped since. */
static void test_daemon_stops_reacting(void **state)
{
	struct fixture *f = *state;
	int fd;

	daemon_listen(f, 5);
	rras_client_set_times(f->client, 200, 50);
	assert_null(rras_client_last_error(f->client));
	call(f, 1, -1);
	fd = daemon_accept_and_pong(f);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	assert_string_equal(rras_client_last_error(f->client),
			    "rrasd does not react");
	fd_close(&fd);
}

/*
 * A call on a connection that has served: it does not wait for the next look
 * at a silent daemon, which is an hour away.
 */
static void test_call_to_a_wedged_daemon(void **state)
{
	struct fixture *f = *state;
	int fd;

	daemon_listen(f, 5);
	rras_client_set_times(f->client, 100, 3600 * 1000);
	call(f, 21, -1);
	fd = daemon_accept_and_pong(f);
	run_for(f, 150);
	assert_int_equal(f->replies, 0);
	call(f, 1, -1);
	loop_until(f->ev, &f->replies, 2);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	assert_int_equal(f->faults[1], RPC_S_SERVER_UNAVAILABLE);
	fd_close(&fd);
}

/* The client's own loop stood still: what arrived meanwhile counts. */
static void test_client_held_up(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	rras_client_set_times(f->client, 100, 3600 * 1000);
	call(f, 21, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	daemon_reply(f, 0, 0, data_blob_const("in time", 7));
	usleep(200 * 1000);
	loop_until(f->ev, &f->replies, 1);
	assert_string_equal(f->stubs[0], "in time");
}

/* Neither of them had any time: rrasd gets some before it is given up. */
static void test_machine_held_up(void **state)
{
	struct fixture *f = *state;

	daemon_listen(f, 5);
	rras_client_set_times(f->client, 200, 3600 * 1000);
	call(f, 1, -1);
	run_for(f, 20);
	usleep(300 * 1000);
	run_for(f, 20);
	assert_int_equal(f->replies, 0);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	assert_string_equal(rras_client_last_error(f->client),
			    "rrasd does not react");
}

/* A patient call with a daemon that lives: many looks, no end. */
static void test_patient_call(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	rras_client_set_times(f->client, 100, 10);
	call(f, 21, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	run_for(f, 300);
	assert_int_equal(f->replies, 0);
	daemon_reply(f, 0, 0, data_blob_const("at last", 7));
	loop_until(f->ev, &f->replies, 1);
	assert_string_equal(f->stubs[0], "at last");
	assert_int_equal(f->d.accepted, 1);
}

/* A full backlog: connect() says EAGAIN, the deadline ends it. */
static void test_full_backlog(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int others[8];
	size_t i;

	daemon_listen(f, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", f->path);
	for (i = 0; i < 8; i++) {
		others[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(others[i], (struct sockaddr *)&address,
			      sizeof(address));
	}
	call(f, 1, -1);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	for (i = 0; i < 8; i++) {
		fd_close(&others[i]);
	}
}

static void test_daemon_dies_and_returns(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	call(f, 1, -1);
	call(f, 2, -1);
	loop_until(f->ev, &f->d.num_calls, 2);
	daemon_stop(f);
	loop_until(f->ev, &f->replies, 2);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	assert_int_equal(f->faults[1], RPC_S_SERVER_UNAVAILABLE);

	call(f, 3, -1);
	loop_until(f->ev, &f->replies, 3);
	assert_int_equal(f->faults[2], RPC_S_SERVER_UNAVAILABLE);

	daemon_start(f);
	call(f, 4, -1);
	loop_until(f->ev, &f->d.num_calls, 3);
	daemon_reply(f, 2, 0, data_blob_const("back", 4));
	loop_until(f->ev, &f->replies, 4);
	assert_int_equal(f->faults[3], 0);
	assert_string_equal(f->stubs[3], "back");
}

/* A client that did not run its loop while rrasd was restarted. */
static void test_restart_behind_our_back(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	call(f, 1, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	daemon_reply(f, 0, 0, data_blob_null);
	loop_until(f->ev, &f->replies, 1);
	daemon_stop(f);
	daemon_start(f);
	call(f, 2, -1);
	loop_until(f->ev, &f->d.num_calls, 2);
	daemon_reply(f, 1, 0, data_blob_null);
	loop_until(f->ev, &f->replies, 2);
	assert_int_equal(f->faults[1], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_daemon),
		TEST(test_path_too_long),
		TEST(test_wedged_daemon),
		TEST(test_daemon_stops_reacting),
		TEST(test_call_to_a_wedged_daemon),
		TEST(test_client_held_up),
		TEST(test_machine_held_up),
		TEST(test_patient_call),
		TEST(test_full_backlog),
		TEST(test_daemon_dies_and_returns),
		TEST(test_restart_behind_our_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
