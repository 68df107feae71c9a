/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of server/ipc/rras_client: answered, cancelled, freed. */
#include "client_fixture.h"
#include <sys/eventfd.h>
#include <unistd.h>

static void test_call_and_reply(void **state)
{
	struct fixture *f = *state;
	const struct rras_frame_call *seen;

	daemon_start(f);
	call(f, 12, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	seen = &f->d.calls[0]->body.call;
	assert_int_equal(seen->opnum, 12);
	assert_int_equal(seen->interface_id.time_low, 0x20610036);
	assert_string_equal(seen->caller.account, "tester");
	assert_int_equal(seen->stub.length, 8);
	assert_memory_equal(seen->stub.data, "question", 8);
	assert_int_equal(f->d.fds[0], -1);

	daemon_reply(f, 0, 0, data_blob_const("answer", 6));
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], 0);
	assert_string_equal(f->stubs[0], "answer");
}

/* Replies are matched by id, not by order; one connection serves all. */
static void test_replies_out_of_order(void **state)
{
	struct fixture *f = *state;
	size_t i;

	daemon_start(f);
	for (i = 0; i < 10; i++) {
		call(f, (uint32_t)i, -1);
	}
	loop_until(f->ev, &f->d.num_calls, 10);
	for (i = 10; i-- > 0;) {
		char text[2] = {(char)('a' + f->d.calls[i]->body.call.opnum)};

		daemon_reply(f, i, 0, data_blob_const(text, 1));
	}
	loop_until(f->ev, &f->replies, 10);
	for (i = 0; i < 10; i++) {
		assert_int_equal(f->stubs[i][0], 'a' + 9 - i);
	}
	assert_int_equal(f->d.accepted, 1);
}

static void test_fault_verbatim(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	call(f, 1, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	daemon_reply(f, 0, 0x1c010002, data_blob_null);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], 0x1c010002);
	assert_string_equal(f->stubs[0], "");
}

static void test_freed_call_is_cancelled(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	daemon_start(f);
	req = call(f, 1, -1);
	call(f, 2, -1);
	loop_until(f->ev, &f->d.num_calls, 2);
	talloc_free(req);
	loop_until(f->ev, &f->d.num_cancelled, 1);
	assert_int_equal(f->d.cancelled[0], f->d.calls[0]->body.call.id);

	/* An answer that was on its way already finds nobody. */
	daemon_reply(f, 0, 0, data_blob_const("late", 4));
	daemon_reply(f, 1, 0, data_blob_const("wanted", 6));
	loop_until(f->ev, &f->replies, 1);
	assert_string_equal(f->stubs[0], "wanted");
}

static void test_cancel(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	daemon_start(f);
	req = call(f, 1, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	assert_true(tevent_req_cancel(req));
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_CALL_CANCELLED);
	loop_until(f->ev, &f->d.num_cancelled, 1);
}

/* Freed before the connection stood: rrasd never hears of it. */
static void test_freed_before_sent(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	talloc_free(call(f, 1, -1));
	call(f, 2, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	assert_int_equal(f->d.calls[0]->body.call.opnum, 2);
	assert_int_equal(f->d.num_cancelled, 0);
}

static void test_client_freed_with_calls(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	call(f, 1, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	TALLOC_FREE(f->client);
	loop_until(f->ev, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	loop_until(f->ev, &f->d.num_closed, 1);
}

static void test_daemon_sends_garbage(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};

	daemon_start(f);
	call(f, 1, -1);
	loop_until(f->ev, &f->d.num_calls, 1);
	frame.body.reply.id = 4711; /* nobody's */
	assert_int_equal(frame_stream_write(f->d.stream, &frame, -1), 0);
	frame.type = RRAS_FRAME_CANCEL; /* not rrasd's to send */
	assert_int_equal(frame_stream_write(f->d.stream, &frame, -1), 0);
	daemon_reply(f, 0, 0, data_blob_const("ok", 2));
	loop_until(f->ev, &f->replies, 1);
	assert_string_equal(f->stubs[0], "ok");
}

static void test_event_goes_along(void **state)
{
	struct fixture *f = *state;
	int event_fd = eventfd(0, EFD_CLOEXEC);
	uint64_t value = 0;

	daemon_start(f);
	call(f, 21, event_fd);
	loop_until(f->ev, &f->d.num_calls, 1);
	assert_true(f->d.fds[0] != -1);
	value = 1;
	assert_int_equal(write(f->d.fds[0], &value, sizeof(value)), 8);
	fd_close(&f->d.fds[0]);
	value = 0;
	assert_int_equal(read(event_fd, &value, sizeof(value)), 8);
	assert_int_equal(value, 1);
	fd_close(&event_fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_call_and_reply),
		TEST(test_replies_out_of_order),
		TEST(test_fault_verbatim),
		TEST(test_freed_call_is_cancelled),
		TEST(test_cancel),
		TEST(test_freed_before_sent),
		TEST(test_client_freed_with_calls),
		TEST(test_daemon_sends_garbage),
		TEST(test_event_goes_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
