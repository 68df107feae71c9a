/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit test of server/ipc/rras_client and rras_binding with a small rrasd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <dcerpc.h>
#include "compat/rras_errors.h"
#include "gen_ndr/ndr_dimsvc_c.h"
#include "server/ipc/fd_passing.h"
#include "server/ipc/frame_codec.h"
#include "server/ipc/frame_queue.h"
#include "server/ipc/frame_stream.h"
#include "server/ipc/rras_binding.h"
#include "server/ipc/rras_client.h"

#define MAX_CALLS 64

/* The daemon of the test: remembers what comes, answers when it is told. */
struct daemon {
	int listening;
	struct tevent_fd *fde;
	struct frame_stream *stream;
	size_t accepted;
	struct rras_frame *calls[MAX_CALLS];
	int fds[MAX_CALLS];
	size_t num_calls;
	uint32_t cancelled[MAX_CALLS];
	size_t num_cancelled;
	size_t num_closed;
};

struct fixture {
	struct tevent_context *ev;
	char dir[32];
	char *path;
	struct daemon d;
	struct rras_client *client;
	size_t replies;
	uint32_t faults[MAX_CALLS];
	char *stubs[MAX_CALLS];
};

static const struct rras_caller caller = {
	.transport = RRAS_TRANSPORT_LOCAL,
	.account = "tester",
};

static void daemon_frame(struct frame_stream *stream, struct rras_frame *frame,
			 void *private_data)
{
	struct fixture *f = private_data;
	struct daemon *d = &f->d;

	if (frame->type == RRAS_FRAME_CANCEL) {
		d->cancelled[d->num_cancelled++] = frame->body.cancel.id;
		return;
	}
	assert_int_equal(frame->type, RRAS_FRAME_CALL);
	d->fds[d->num_calls] = frame_stream_take_fd(stream);
	d->calls[d->num_calls++] = talloc_steal(f, frame);
}

static void daemon_closed(struct frame_stream *stream,
			  enum frame_stream_end end, void *private_data)
{
	struct fixture *f = private_data;

	f->d.num_closed++;
	TALLOC_FREE(f->d.stream);
}

static const struct frame_stream_handlers daemon_handlers = {
	.frame = daemon_frame,
	.closed = daemon_closed,
};

static void daemon_accept(struct tevent_context *ev, struct tevent_fd *fde,
			  uint16_t flags, void *private_data)
{
	struct fixture *f = private_data;
	int fd = accept(f->d.listening, NULL, NULL);

	assert_true(fd != -1);
	f->d.accepted++;
	TALLOC_FREE(f->d.stream);
	f->d.stream = frame_stream_create(f, ev, fd, &daemon_handlers, f);
}

static void daemon_listen(struct fixture *f, int backlog)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	f->d.listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", f->path);
	assert_int_equal(bind(f->d.listening, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
	assert_int_equal(listen(f->d.listening, backlog), 0);
}

static void daemon_start(struct fixture *f)
{
	daemon_listen(f, 5);
	f->d.fde = tevent_add_fd(f->ev, f, f->d.listening, TEVENT_FD_READ,
				 daemon_accept, f);
}

static void daemon_stop(struct fixture *f)
{
	TALLOC_FREE(f->d.fde);
	TALLOC_FREE(f->d.stream);
	fd_close(&f->d.listening);
	unlink(f->path);
}

static void daemon_reply(struct fixture *f, size_t call, uint32_t fault,
			 DATA_BLOB stub)
{
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};

	frame.body.reply.id = f->d.calls[call]->body.call.id;
	frame.body.reply.fault = fault;
	frame.body.reply.stub = stub;
	assert_int_equal(frame_stream_write(f->d.stream, &frame, -1), 0);
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->d.listening = -1;
	strcpy(f->dir, "/tmp/rras-test.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->path = talloc_asprintf(f, "%s/socket", f->dir);
	f->client = rras_client_create(f, f->ev, f->path);
	assert_non_null(f->client);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	daemon_stop(f);
	TALLOC_FREE(f->client);
	rmdir(f->dir);
	talloc_free(f);
	return 0;
}

static void guard(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	fail_msg("nothing happened");
}

static void run_until(struct fixture *f, const size_t *counter, size_t value)
{
	struct tevent_timer *te = tevent_add_timer(
		f->ev, f, tevent_timeval_current_ofs(30, 0), guard, NULL);

	while (*counter < value) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	talloc_free(te);
}

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
	run_until(f, &done, 1);
}

static void call_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);
	DATA_BLOB stub;
	uint32_t fault = rras_client_call_recv(req, f, &stub);

	talloc_free(req);
	f->stubs[f->replies] = talloc_strndup(
		f, stub.data ? (char *)stub.data : "", stub.length);
	data_blob_free(&stub);
	f->faults[f->replies++] = fault;
}

static struct tevent_req *call(struct fixture *f, uint32_t opnum, int event_fd)
{
	struct rras_client_call request = {
		.interface_id = {.time_low = 0x20610036},
		.opnum = opnum,
		.caller = &caller,
		.stub = data_blob_const("question", 8),
		.event_fd = event_fd,
	};
	struct tevent_req *req =
		rras_client_call_send(f, f->ev, f->client, &request);

	assert_non_null(req);
	tevent_req_set_callback(req, call_done, f);
	return req;
}

static void test_call_and_reply(void **state)
{
	struct fixture *f = *state;
	const struct rras_frame_call *seen;

	daemon_start(f);
	call(f, 12, -1);
	run_until(f, &f->d.num_calls, 1);
	seen = &f->d.calls[0]->body.call;
	assert_int_equal(seen->opnum, 12);
	assert_int_equal(seen->interface_id.time_low, 0x20610036);
	assert_string_equal(seen->caller.account, "tester");
	assert_int_equal(seen->stub.length, 8);
	assert_memory_equal(seen->stub.data, "question", 8);
	assert_int_equal(f->d.fds[0], -1);

	daemon_reply(f, 0, 0, data_blob_const("answer", 6));
	run_until(f, &f->replies, 1);
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
	run_until(f, &f->d.num_calls, 10);
	for (i = 10; i-- > 0;) {
		char text[2] = {(char)('a' + f->d.calls[i]->body.call.opnum)};

		daemon_reply(f, i, 0, data_blob_const(text, 1));
	}
	run_until(f, &f->replies, 10);
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
	run_until(f, &f->d.num_calls, 1);
	daemon_reply(f, 0, 0x1c010002, data_blob_null);
	run_until(f, &f->replies, 1);
	assert_int_equal(f->faults[0], 0x1c010002);
	assert_string_equal(f->stubs[0], "");
}

static void test_no_daemon(void **state)
{
	struct fixture *f = *state;

	call(f, 1, -1);
	run_until(f, &f->replies, 1);
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
	run_until(f, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
}

/* The kernel connects, but nobody runs the loop: the first ping finds out. */
static void test_wedged_daemon(void **state)
{
	struct fixture *f = *state;

	daemon_listen(f, 5);
	call(f, 1, -1);
	run_until(f, &f->replies, 1);
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
	run_until(f, &f->replies, 1);
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
	run_until(f, &f->replies, 2);
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
	run_until(f, &f->d.num_calls, 1);
	daemon_reply(f, 0, 0, data_blob_const("in time", 7));
	usleep(200 * 1000);
	run_until(f, &f->replies, 1);
	assert_string_equal(f->stubs[0], "in time");
}

/* A patient call with a daemon that lives: many looks, no end. */
static void test_patient_call(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	rras_client_set_times(f->client, 100, 10);
	call(f, 21, -1);
	run_until(f, &f->d.num_calls, 1);
	run_for(f, 300);
	assert_int_equal(f->replies, 0);
	daemon_reply(f, 0, 0, data_blob_const("at last", 7));
	run_until(f, &f->replies, 1);
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
	run_until(f, &f->replies, 1);
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
	run_until(f, &f->d.num_calls, 2);
	daemon_stop(f);
	run_until(f, &f->replies, 2);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	assert_int_equal(f->faults[1], RPC_S_SERVER_UNAVAILABLE);

	call(f, 3, -1);
	run_until(f, &f->replies, 3);
	assert_int_equal(f->faults[2], RPC_S_SERVER_UNAVAILABLE);

	daemon_start(f);
	call(f, 4, -1);
	run_until(f, &f->d.num_calls, 3);
	daemon_reply(f, 2, 0, data_blob_const("back", 4));
	run_until(f, &f->replies, 4);
	assert_int_equal(f->faults[3], 0);
	assert_string_equal(f->stubs[3], "back");
}

/* A client that did not run its loop while rrasd was restarted. */
static void test_restart_behind_our_back(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	call(f, 1, -1);
	run_until(f, &f->d.num_calls, 1);
	daemon_reply(f, 0, 0, data_blob_null);
	run_until(f, &f->replies, 1);
	daemon_stop(f);
	daemon_start(f);
	call(f, 2, -1);
	run_until(f, &f->d.num_calls, 2);
	daemon_reply(f, 1, 0, data_blob_null);
	run_until(f, &f->replies, 2);
	assert_int_equal(f->faults[1], 0);
}

static void test_freed_call_is_cancelled(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	daemon_start(f);
	req = call(f, 1, -1);
	call(f, 2, -1);
	run_until(f, &f->d.num_calls, 2);
	talloc_free(req);
	run_until(f, &f->d.num_cancelled, 1);
	assert_int_equal(f->d.cancelled[0], f->d.calls[0]->body.call.id);

	/* An answer that was on its way already finds nobody. */
	daemon_reply(f, 0, 0, data_blob_const("late", 4));
	daemon_reply(f, 1, 0, data_blob_const("wanted", 6));
	run_until(f, &f->replies, 1);
	assert_string_equal(f->stubs[0], "wanted");
}

static void test_cancel(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	daemon_start(f);
	req = call(f, 1, -1);
	run_until(f, &f->d.num_calls, 1);
	assert_true(tevent_req_cancel(req));
	run_until(f, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_CALL_CANCELLED);
	run_until(f, &f->d.num_cancelled, 1);
}

/* Freed before the connection stood: rrasd never hears of it. */
static void test_freed_before_sent(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	talloc_free(call(f, 1, -1));
	call(f, 2, -1);
	run_until(f, &f->d.num_calls, 1);
	assert_int_equal(f->d.calls[0]->body.call.opnum, 2);
	assert_int_equal(f->d.num_cancelled, 0);
}

static void test_client_freed_with_calls(void **state)
{
	struct fixture *f = *state;

	daemon_start(f);
	call(f, 1, -1);
	run_until(f, &f->d.num_calls, 1);
	TALLOC_FREE(f->client);
	run_until(f, &f->replies, 1);
	assert_int_equal(f->faults[0], RPC_S_SERVER_UNAVAILABLE);
	run_until(f, &f->d.num_closed, 1);
}

static void test_daemon_sends_garbage(void **state)
{
	struct fixture *f = *state;
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};

	daemon_start(f);
	call(f, 1, -1);
	run_until(f, &f->d.num_calls, 1);
	frame.body.reply.id = 4711; /* nobody's */
	assert_int_equal(frame_stream_write(f->d.stream, &frame, -1), 0);
	frame.type = RRAS_FRAME_CANCEL; /* not rrasd's to send */
	assert_int_equal(frame_stream_write(f->d.stream, &frame, -1), 0);
	daemon_reply(f, 0, 0, data_blob_const("ok", 2));
	run_until(f, &f->replies, 1);
	assert_string_equal(f->stubs[0], "ok");
}

static void test_event_goes_along(void **state)
{
	struct fixture *f = *state;
	int event_fd = eventfd(0, EFD_CLOEXEC);
	uint64_t value = 0;

	daemon_start(f);
	call(f, 21, event_fd);
	run_until(f, &f->d.num_calls, 1);
	assert_true(f->d.fds[0] != -1);
	value = 1;
	assert_int_equal(write(f->d.fds[0], &value, sizeof(value)), 8);
	fd_close(&f->d.fds[0]);
	value = 0;
	assert_int_equal(read(event_fd, &value, sizeof(value)), 8);
	assert_int_equal(value, 1);
	fd_close(&event_fd);
}

struct stub_result {
	size_t done;
	NTSTATUS status;
};

static void stub_done(struct tevent_req *req)
{
	struct stub_result *result =
		tevent_req_callback_data(req, struct stub_result);

	result->status = dcerpc_RRouterInterfaceDelete_r_recv(req, result);
	talloc_free(req);
	result->done++;
}

static struct stub_result *stub_call(struct fixture *f,
				     struct dcerpc_binding_handle *handle,
				     struct RRouterInterfaceDelete *r)
{
	struct stub_result *result = talloc_zero(f, struct stub_result);

	tevent_req_set_callback(
		dcerpc_RRouterInterfaceDelete_r_send(f, f->ev, handle, r),
		stub_done, result);
	return result;
}

/* pidl's own stubs, both ways, and a fault that no NTSTATUS stands for. */
static void test_binding_handle(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceDelete r = {.in.hInterface = 77};
	struct dcerpc_binding_handle *handle;
	struct stub_result *result;
	const uint8_t answer[4] = {0x8c, 3, 0, 0};

	daemon_start(f);
	handle = rras_binding_create(f, f->client, &ndr_table_dimsvc, &caller);
	assert_non_null(handle);
	result = stub_call(f, handle, &r);
	run_until(f, &f->d.num_calls, 1);
	assert_int_equal(f->d.calls[0]->body.call.interface_id.time_low,
			 0x8f09f000);
	assert_int_equal(f->d.calls[0]->body.call.stub.length, 4);
	assert_int_equal(f->d.calls[0]->body.call.stub.data[0], 77);
	daemon_reply(f, 0, 0, data_blob_const(answer, 4));
	run_until(f, &result->done, 1);
	assert_true(NT_STATUS_IS_OK(result->status));
	assert_int_equal(W_ERROR_V(r.out.result), ERROR_INTERFACE_CONNECTED);
	assert_int_equal(rras_binding_fault(handle), 0);

	result = stub_call(f, handle, &r);
	run_until(f, &f->d.num_calls, 2);
	daemon_reply(f, 1, 0x12345678, data_blob_null);
	run_until(f, &result->done, 1);
	assert_false(NT_STATUS_IS_OK(result->status));
	assert_int_equal(rras_binding_fault(handle), 0x12345678);

	/* A reply that is too short is the stub's to refuse. */
	result = stub_call(f, handle, &r);
	run_until(f, &f->d.num_calls, 3);
	daemon_reply(f, 2, 0, data_blob_const(answer, 3));
	run_until(f, &result->done, 1);
	assert_false(NT_STATUS_IS_OK(result->status));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_call_and_reply),
		TEST(test_replies_out_of_order),
		TEST(test_fault_verbatim),
		TEST(test_no_daemon),
		TEST(test_path_too_long),
		TEST(test_wedged_daemon),
		TEST(test_daemon_stops_reacting),
		TEST(test_call_to_a_wedged_daemon),
		TEST(test_client_held_up),
		TEST(test_patient_call),
		TEST(test_full_backlog),
		TEST(test_daemon_dies_and_returns),
		TEST(test_restart_behind_our_back),
		TEST(test_freed_call_is_cancelled),
		TEST(test_cancel),
		TEST(test_freed_before_sent),
		TEST(test_client_freed_with_calls),
		TEST(test_daemon_sends_garbage),
		TEST(test_event_goes_along),
		TEST(test_binding_handle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
