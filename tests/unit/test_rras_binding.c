/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pidl's own client stubs over server/ipc/rras_binding. */
#include "client_fixture.h"
#include <dcerpc.h>
#include "gen_ndr/ndr_dimsvc_c.h"
#include "server/ipc/rras_binding.h"

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
	loop_until(f->ev, &f->d.num_calls, 1);
	assert_int_equal(f->d.calls[0]->body.call.interface_id.time_low,
			 0x8f09f000);
	assert_int_equal(f->d.calls[0]->body.call.stub.length, 4);
	assert_int_equal(f->d.calls[0]->body.call.stub.data[0], 77);
	daemon_reply(f, 0, 0, data_blob_const(answer, 4));
	loop_until(f->ev, &result->done, 1);
	assert_true(NT_STATUS_IS_OK(result->status));
	assert_int_equal(W_ERROR_V(r.out.result), ERROR_INTERFACE_CONNECTED);
	assert_int_equal(rras_binding_fault(handle), 0);

	result = stub_call(f, handle, &r);
	loop_until(f->ev, &f->d.num_calls, 2);
	daemon_reply(f, 1, 0x12345678, data_blob_null);
	loop_until(f->ev, &result->done, 1);
	assert_false(NT_STATUS_IS_OK(result->status));
	assert_int_equal(rras_binding_fault(handle), 0x12345678);

	/* A reply that is too short is the stub's to refuse. */
	result = stub_call(f, handle, &r);
	loop_until(f->ev, &f->d.num_calls, 3);
	daemon_reply(f, 2, 0, data_blob_const(answer, 3));
	loop_until(f->ev, &result->done, 1);
	assert_false(NT_STATUS_IS_OK(result->status));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_binding_handle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
