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

#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "server/rrasd/dispatch.h"
#include "rrasd_fake.h"

#define DIMSVC	(&ndr_table_dimsvc.syntax_id.uuid)
#define CONTROL (&ndr_table_rrascontrol.syntax_id.uuid)

struct answer {
	bool arrived;
	uint32_t fault;
	DATA_BLOB stub;
};

static int setup(void **state)
{
	*state = fake_create();
	return 0;
}

static int teardown(void **state)
{
	fake_destroy(*state);
	return 0;
}

static void answered(struct tevent_req *req)
{
	struct answer *answer = tevent_req_callback_data_void(req);

	answer->arrived = true;
	answer->fault = dispatch_recv(req, req, &answer->stub);
}

static struct tevent_req *begin(struct fake *fake, enum fake_who who,
				const struct GUID *interface_id, uint32_t opnum,
				DATA_BLOB stub, struct answer *answer)
{
	struct tevent_req *req = dispatch_send(
		fake, fake->ev, fake->rrasd.dispatch,
		fake_call(fake, who, interface_id, opnum, stub), -1, NULL);

	assert_non_null(req);
	*answer = (struct answer){.arrived = false};
	tevent_req_set_callback(req, answered, answer);
	return req;
}

/* A call that is answered without waiting for anything. */
static struct tevent_req *call(struct fake *fake, enum fake_who who,
			       const struct GUID *interface_id, uint32_t opnum,
			       DATA_BLOB stub, struct answer *answer)
{
	struct tevent_req *req =
		begin(fake, who, interface_id, opnum, stub, answer);

	tevent_loop_once(fake->ev);
	assert_true(answer->arrived);
	return req;
}

static uint32_t get_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_u32(uint8_t *bytes, uint32_t value)
{
	bytes[0] = (uint8_t)value;
	bytes[1] = (uint8_t)(value >> 8);
	bytes[2] = (uint8_t)(value >> 16);
	bytes[3] = (uint8_t)(value >> 24);
}

static uint32_t result_of(const struct answer *answer)
{
	assert_int_equal(answer->fault, 0);
	assert_true(answer->stub.length >= 4);
	return get_u32(answer->stub.data + answer->stub.length - 4);
}

static DATA_BLOB level_stub(struct fake *fake, uint32_t level)
{
	const struct RMprAdminServerGetInfo r = {
		.in = {.dwLevel = level},
	};

	return fake_stub(fake, 0, &r);
}

static DATA_BLOB handle_stub(uint32_t *handle)
{
	return (DATA_BLOB){.data = (uint8_t *)handle, .length = 4};
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

static void assert_fault(struct fake *fake, enum fake_who who,
			 const struct GUID *interface_id, uint32_t opnum,
			 DATA_BLOB stub, uint32_t fault)
{
	struct answer answer;
	struct tevent_req *req =
		call(fake, who, interface_id, opnum, stub, &answer);

	assert_int_equal(answer.fault, fault);
	assert_int_equal(answer.stub.length, 0);
	assert_int_equal(fake->ran, 0);
	talloc_free(req);
}

static void test_unknown(void **state)
{
	const struct GUID nowhere = {.time_low = 1};
	struct fake *fake = *state;
	DATA_BLOB none = data_blob_null;

	assert_fault(fake, FAKE_ADMIN, &nowhere, 0, none,
		     DCERPC_NCA_S_UNKNOWN_IF);
	assert_fault(fake, FAKE_ADMIN, DIMSVC, 1, none,
		     DCERPC_NCA_S_OP_RNG_ERROR);
	assert_fault(fake, FAKE_ADMIN, DIMSVC, 53, none,
		     DCERPC_NCA_S_OP_RNG_ERROR);
	assert_fault(fake, FAKE_ADMIN, DIMSVC, UINT32_MAX, none,
		     DCERPC_NCA_S_OP_RNG_ERROR);
}

/* What opnum 13 echoes: level, container and handle. */
static DATA_BLOB container_stub(struct fake *fake)
{
	uint8_t bytes[] = {1, 2, 3, 4};
	struct DIM_INFORMATION_CONTAINER container = {
		.dwBufferSize = sizeof(bytes),
		.pBuffer = bytes,
	};
	const struct RRouterInterfaceGetInfo r = {
		.in = {.pInfoStruct = &container},
	};

	return fake_stub(fake, 13, &r);
}

static void test_echo(void **state)
{
	struct fake *fake = *state;
	DATA_BLOB stub = container_stub(fake);
	struct answer answer;
	struct tevent_req *req =
		call(fake, FAKE_ADMIN, DIMSVC, 13, stub, &answer);

	assert_int_equal(result_of(&answer), 0);
	/* Size, pointer, count and bytes; then there is the result. */
	assert_int_equal(answer.stub.length, 20);
	assert_memory_equal(answer.stub.data, stub.data + 4, 4);
	assert_memory_equal(answer.stub.data + 12, "\1\2\3\4", 4);
	talloc_free(req);
}

static void test_bad_stubs(void **state)
{
	struct fake *fake = *state;
	DATA_BLOB good = container_stub(fake);
	uint8_t bytes[64] = {0};
	size_t length;

	memcpy(bytes, good.data, good.length);
	for (length = 0; length < good.length; length++) {
		assert_fault(fake, FAKE_ADMIN, DIMSVC, 13,
			     (DATA_BLOB){bytes, length},
			     DCERPC_FAULT_BAD_STUB_DATA);
	}
	/* Bytes left over. */
	assert_fault(fake, FAKE_ADMIN, DIMSVC, 13,
		     (DATA_BLOB){bytes, good.length + 1},
		     DCERPC_FAULT_BAD_STUB_DATA);
	/* A size that is not the count, more than there is, more than may be.
	 */
	put_u32(bytes + 4, 3);
	assert_fault(fake, FAKE_ADMIN, DIMSVC, 13,
		     (DATA_BLOB){bytes, good.length},
		     DCERPC_FAULT_BAD_STUB_DATA);
	put_u32(bytes + 4, 0x1000);
	put_u32(bytes + 12, 0x1000);
	assert_fault(fake, FAKE_ADMIN, DIMSVC, 13,
		     (DATA_BLOB){bytes, good.length},
		     DCERPC_FAULT_BAD_STUB_DATA);
	put_u32(bytes + 4, UINT32_MAX);
	put_u32(bytes + 12, UINT32_MAX);
	assert_fault(fake, FAKE_ADMIN, DIMSVC, 13,
		     (DATA_BLOB){bytes, good.length},
		     DCERPC_FAULT_BAD_STUB_DATA);
}

/* Whatever an outsider asks, he learns only that he may not. */
static void test_outsiders(void **state)
{
	const struct GUID nowhere = {.time_low = 1};
	struct fake *fake = *state;
	uint32_t handle = 7;
	enum fake_who who;

	for (who = FAKE_PLAIN; who <= FAKE_ANONYMOUS; who++) {
		struct answer answer;
		struct tevent_req *req;
		uint32_t opnum;

		req = call(fake, who, DIMSVC, 3, handle_stub(&handle), &answer);
		assert_int_equal(result_of(&answer), 5);
		talloc_free(req);
		for (opnum = 50; opnum < 60; opnum++) {
			assert_fault(fake, who, DIMSVC, opnum,
				     handle_stub(&handle), 5);
			assert_fault(fake, who, CONTROL, opnum,
				     handle_stub(&handle), 5);
			assert_fault(fake, who, &nowhere, opnum,
				     handle_stub(&handle), 5);
		}
		/* Not even that his arguments are malformed. */
		assert_fault(fake, who, DIMSVC, 3, data_blob_null, 5);
	}
	assert_int_equal(fake->ran, 0);
}

static void test_refusals_are_audited(void **state)
{
	const struct GUID nowhere = {.time_low = 0xabcdef};
	struct fake *fake = *state;
	char text[4096];

	assert_fault(fake, FAKE_PLAIN, &nowhere, 77, data_blob_null, 5);
	assert_int_equal(fake_audit(fake, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "00abcdef-"));
	assert_non_null(strstr(text, ":77\""));
}

/* root's own interface is not an administrator's. */
static void test_control(void **state)
{
	struct fake *fake = *state;
	struct answer answer;
	struct tevent_req *req;

	assert_fault(fake, FAKE_ADMIN, CONTROL, 0, data_blob_null, 5);
	req = call(fake, FAKE_LOCAL_ROOT, CONTROL, 0, data_blob_null, &answer);
	assert_int_equal(result_of(&answer), 50);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
		TEST(test_unknown),
		TEST(test_echo),
		TEST(test_bad_stubs),
		TEST(test_outsiders),
		TEST(test_refusals_are_audited),
		TEST(test_control),
		TEST(test_secret),
		TEST(test_too_busy),
		TEST(test_event_fd_is_closed),
		TEST(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
