/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stubs and callers that the dispatcher refuses, whatever the operation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <ndr.h>
#include <gen_ndr/dcerpc.h>

#include "rrasd_answer.h"

static void put_u32(uint8_t *bytes, uint32_t value)
{
	bytes[0] = (uint8_t)value;
	bytes[1] = (uint8_t)(value >> 8);
	bytes[2] = (uint8_t)(value >> 16);
	bytes[3] = (uint8_t)(value >> 24);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unknown),
		TEST(test_echo),
		TEST(test_bad_stubs),
		TEST(test_outsiders),
		TEST(test_refusals_are_audited),
		TEST(test_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
