/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the dispatcher, with fake operations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>
#include <ndr.h>
#include <gen_ndr/dcerpc.h>
#include <util/tevent_werror.h>

#include "server/rrasd/dispatch.h"
#include "rrasd_answer.h"

static DATA_BLOB level_stub(struct fake *fake, uint32_t level)
{
	const struct RMprAdminServerGetInfo r = {
		.in = {.dwLevel = level},
	};

	return fake_stub(fake, 0, &r);
}

static void test_now(void **state)
{
	struct fake *fake = *state;
	struct answer answer;
	struct tevent_req *req = call(fake, FAKE_ADMIN, DIMSVC, 0,
				      level_stub(fake, 905), &answer);
	char text[4096];

	assert_int_equal(result_of(&answer), 905);
	/* An empty container and the result. */
	assert_int_equal(answer.stub.length, 12);
	assert_int_equal(fake->ran, 1);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 0);
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 0);
	talloc_free(req);
}

static void test_later(void **state)
{
	struct fake *fake = *state;
	uint32_t handle = 7;
	struct answer answer;
	struct tevent_req *req = begin(fake, FAKE_ADMIN, DIMSVC, 3,
				       handle_stub(&handle), &answer);
	char text[4096];

	assert_false(answer.arrived);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 1);
	fake_finish(fake);
	assert_true(answer.arrived);
	assert_int_equal(result_of(&answer), 0);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 0);
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "\"Later\""));
	assert_non_null(strstr(text, "someone"));
	talloc_free(req);
}

static void test_later_error(void **state)
{
	struct fake *fake = *state;
	uint32_t handle = 7;
	struct answer answer;
	struct tevent_req *req = begin(fake, FAKE_ADMIN, DIMSVC, 3,
				       handle_stub(&handle), &answer);
	char text[4096];

	tevent_req_werror(fake->waiting, W_ERROR(678));
	assert_int_equal(result_of(&answer), 678);
	fake_audit(fake, text, sizeof(text));
	assert_non_null(strstr(text, "\"result\":678"));
	talloc_free(req);
}

static void test_handler_without_memory(void **state)
{
	struct fake *fake = *state;
	uint32_t handle = 7;
	struct answer answer;
	struct tevent_req *req = call(fake, FAKE_ADMIN, DIMSVC, 6,
				      handle_stub(&handle), &answer);

	assert_int_equal(result_of(&answer), 8);
	talloc_free(req);
}

/* A change runs on, is audited, and its answer goes nowhere. */
static void test_orphan(void **state)
{
	struct fake *fake = *state;
	uint32_t handle = 7;
	struct answer answer;
	struct tevent_req *req = begin(fake, FAKE_ADMIN, DIMSVC, 3,
				       handle_stub(&handle), &answer);
	char text[4096];

	TALLOC_FREE(req);
	assert_non_null(fake->waiting);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 1);
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 0);
	fake_finish(fake);
	assert_false(answer.arrived);
	assert_int_equal(fake->finished, 1);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 0);
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "\"result\":0"));
}

static void test_cancel(void **state)
{
	struct fake *fake = *state;
	uint32_t handle = 7;
	struct answer answer;
	struct tevent_req *req = begin(fake, FAKE_ADMIN, DIMSVC, 15,
				       handle_stub(&handle), &answer);
	char text[4096];

	assert_non_null(fake->waiting);
	TALLOC_FREE(req);
	assert_null(fake->waiting);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 0);
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "\"abandoned\":true"));
}

static void test_no_handler(void **state)
{
	struct fake *fake = *state;
	uint32_t arguments[2] = {7, 0x21};
	DATA_BLOB stub = {.data = (uint8_t *)arguments, .length = 8};
	struct answer answer;
	struct tevent_req *req =
		call(fake, FAKE_ADMIN, DIMSVC, 16, stub, &answer);

	assert_int_equal(result_of(&answer), 50);
	talloc_free(req);
}

static void test_lan_only(void **state)
{
	struct fake *fake = *state;
	uint32_t handle = 7;
	struct answer answer;
	struct tevent_req *req;

	fake->config.router_type = ROUTER_TYPE_IS_LAN;
	req = call(fake, FAKE_ADMIN, DIMSVC, 22, handle_stub(&handle), &answer);
	assert_int_equal(result_of(&answer), 903);
	assert_int_equal(fake->ran, 0);
	talloc_free(req);
}

static void test_secret(void **state)
{
	struct RRouterInterfaceSetCredentialsLocal r = {
		.in = {.lpwsInterfaceName = "dd1",
		       .lpwsUserName = "user",
		       .lpwsDomainName = "",
		       .lpwsPassword = "Hush!Hush!"},
	};
	struct fake *fake = *state;
	DATA_BLOB stub = fake_stub(fake, 49, &r);
	struct rras_frame *frame =
		fake_call(fake, FAKE_ADMIN, DIMSVC, 49, stub);
	uint8_t *copy = frame->body.call.stub.data;
	struct answer answer = {.arrived = false};
	struct tevent_req *req;
	char text[4096];

	/* Keep the bytes beyond their wiping, to look at them. */
	frame->body.call.stub.data = talloc_steal(fake, copy);
	req = dispatch_send(fake, fake->ev, fake->rrasd.dispatch, frame, -1,
			    NULL);
	tevent_req_set_callback(req, answered, &answer);
	tevent_loop_once(fake->ev);
	assert_int_equal(result_of(&answer), 0);
	assert_null(memmem(copy, stub.length, "H\0u\0s\0h", 7));
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "dd1"));
	assert_null(strstr(text, "Hush"));
	talloc_free(req);
}

static void test_too_busy(void **state)
{
	struct fake *fake = *state;
	struct tevent_req *req[9];
	struct answer answer[9];
	uint32_t handle = 7;
	unsigned i;

	for (i = 0; i < 8; i++) {
		req[i] = begin(fake, FAKE_ADMIN, DIMSVC, 15,
			       handle_stub(&handle), &answer[i]);
	}
	req[8] = call(fake, FAKE_ADMIN, DIMSVC, 15, handle_stub(&handle),
		      &answer[8]);
	assert_int_equal(answer[8].fault, DCERPC_NCA_S_SERVER_TOO_BUSY);
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 8);
	for (i = 0; i < 9; i++) {
		talloc_free(req[i]);
	}
	assert_int_equal(dispatch_num_calls(fake->rrasd.dispatch), 0);
}

static void test_event_fd_is_closed(void **state)
{
	struct fake *fake = *state;
	int fd = eventfd(0, EFD_CLOEXEC);
	struct tevent_req *req = dispatch_send(
		fake, fake->ev, fake->rrasd.dispatch,
		fake_call(fake, FAKE_ADMIN, DIMSVC, 0, level_stub(fake, 0)), fd,
		NULL);

	assert_int_equal(fcntl(fd, F_GETFD), -1);
	talloc_free(req);
}

/* The daemon ends with calls outstanding. */
static void test_end(void **state)
{
	struct fake *fake = *state;
	struct answer answer;
	uint32_t handle = 7;
	struct tevent_req *req = begin(fake, FAKE_ADMIN, DIMSVC, 3,
				       handle_stub(&handle), &answer);

	char text[4096];

	TALLOC_FREE(req);
	begin(fake, FAKE_ADMIN, DIMSVC, 15, handle_stub(&handle), &answer);
	TALLOC_FREE(fake->rrasd.dispatch);
	/* What a change has become nobody knows; that it was asked for, yes. */
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 2);
	assert_non_null(strstr(text, "\"abandoned\":true"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_now),
		TEST(test_later),
		TEST(test_later_error),
		TEST(test_handler_without_memory),
		TEST(test_orphan),
		TEST(test_cancel),
		TEST(test_no_handler),
		TEST(test_lan_only),
		TEST(test_secret),
		TEST(test_too_busy),
		TEST(test_event_fd_is_closed),
		TEST(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
