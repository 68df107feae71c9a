/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own records and frames: what is pulled is what was pushed, and what is
 * too long, of another version or of another kind is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "ndr_frame.h"
#include "ndr_store.h"
#include "ndr_control.h"

#define PUSH(type) ((ndr_push_flags_fn_t)ndr_push_##type)
#define PULL(type) ((ndr_pull_flags_fn_t)ndr_pull_##type)

static DATA_BLOB push(TALLOC_CTX *mem_ctx, const void *value,
		      ndr_push_flags_fn_t fn)
{
	DATA_BLOB blob = {.data = NULL};

	assert_int_equal(ndr_push_struct_blob(&blob, mem_ctx, value, fn),
			 NDR_ERR_SUCCESS);
	return blob;
}

static void pull(TALLOC_CTX *mem_ctx, const DATA_BLOB *blob, void *value,
		 ndr_pull_flags_fn_t fn)
{
	assert_int_equal(ndr_pull_struct_blob_all(blob, mem_ctx, value, fn),
			 NDR_ERR_SUCCESS);
}

static struct rras_frame call_frame(struct rras_sid *sids, uint32_t num_sids)
{
	static uint8_t stub[] = {7, 0, 0, 0};
	struct rras_frame frame = {
		.version = RRAS_FRAME_VERSION,
		.type = RRAS_FRAME_CALL,
	};

	frame.body.call = (struct rras_frame_call){
		.id = 42,
		.interface_id = {.time_low = 0x8f09f000},
		.opnum = 13,
		.caller =
			{
				.transport = RRAS_TRANSPORT_NP,
				.auth_type = 9,
				.auth_level = 6,
				.uid = UINT64_MAX,
				.account = "J\xc3\xbcrgen",
				.domain = "",
				.num_sids = num_sids,
				.sids = sids,
			},
		.stub = {.data = stub, .length = sizeof(stub)},
	};
	return frame;
}

static void test_call_frame(void **state)
{
	struct rras_sid administrators = {
		.sid_rev_num = 1,
		.num_auths = 2,
		.id_auth = {0, 0, 0, 0, 0, 5},
		.sub_auths = {32, 544},
	};
	struct rras_frame frame = call_frame(&administrators, 1), got;
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	DATA_BLOB blob = push(mem_ctx, &frame, PUSH(rras_frame));
	const struct rras_frame_call *call = &got.body.call;

	(void)state;
	pull(mem_ctx, &blob, &got, PULL(rras_frame));
	assert_int_equal(got.type, RRAS_FRAME_CALL);
	assert_int_equal(call->id, 42);
	assert_int_equal(call->interface_id.time_low, 0x8f09f000);
	assert_int_equal(call->opnum, 13);
	assert_int_equal(call->caller.transport, RRAS_TRANSPORT_NP);
	assert_int_equal(call->caller.auth_level, 6);
	assert_true(call->caller.uid == UINT64_MAX);
	assert_string_equal(call->caller.account, "J\xc3\xbcrgen");
	assert_string_equal(call->caller.domain, "");
	assert_null(call->caller.address);
	assert_int_equal(call->caller.num_sids, 1);
	assert_memory_equal(call->caller.sids, &administrators,
			    sizeof(administrators));
	assert_int_equal(call->stub.length, 4);
	assert_memory_equal(call->stub.data, frame.body.call.stub.data, 4);
	talloc_free(mem_ctx);
}

static void test_reply_and_cancel(void **state)
{
	struct rras_frame got,
		frame = {
			.version = RRAS_FRAME_VERSION,
			.type = RRAS_FRAME_REPLY,
			.body.reply = {.id = 3, .fault = 0x1c010002},
		};
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	DATA_BLOB blob = push(mem_ctx, &frame, PUSH(rras_frame));

	(void)state;
	pull(mem_ctx, &blob, &got, PULL(rras_frame));
	assert_int_equal(got.type, RRAS_FRAME_REPLY);
	assert_int_equal(got.body.reply.id, 3);
	assert_int_equal(got.body.reply.fault, 0x1c010002);
	assert_int_equal(got.body.reply.stub.length, 0);

	frame.type = RRAS_FRAME_CANCEL;
	frame.body.cancel.id = 9;
	blob = push(mem_ctx, &frame, PUSH(rras_frame));
	pull(mem_ctx, &blob, &got, PULL(rras_frame));
	assert_int_equal(got.type, RRAS_FRAME_CANCEL);
	assert_int_equal(got.body.cancel.id, 9);
	talloc_free(mem_ctx);
}

static enum ndr_err_code pull_frame(const DATA_BLOB *blob)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct rras_frame frame;
	enum ndr_err_code err = ndr_pull_struct_blob_all(blob, mem_ctx, &frame,
							 PULL(rras_frame));

	talloc_free(mem_ctx);
	return err;
}

static void test_bad_frames(void **state)
{
	struct rras_sid sid = {.sid_rev_num = 1, .num_auths = 1};
	struct rras_frame frame = call_frame(&sid, 1);
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	DATA_BLOB blob = push(mem_ctx, &frame, PUSH(rras_frame));
	DATA_BLOB part = blob;

	(void)state;
	for (part.length = 0; part.length < blob.length; part.length++) {
		assert_int_not_equal(pull_frame(&part), NDR_ERR_SUCCESS);
	}
	assert_int_equal(pull_frame(&blob), NDR_ERR_SUCCESS);
	blob.data[4] = 99; /* no such type */
	assert_int_equal(pull_frame(&blob), NDR_ERR_BAD_SWITCH);
	blob.data[0] = 2; /* a version of later */
	assert_int_equal(pull_frame(&blob), NDR_ERR_RANGE);

	sid.num_auths = 16;
	frame = call_frame(&sid, 1);
	blob = push(mem_ctx, &frame, PUSH(rras_frame));
	assert_int_equal(pull_frame(&blob), NDR_ERR_RANGE);
	talloc_free(mem_ctx);
}

static void test_store_interface(void **state)
{
	struct rras_store_string hours[] = {
		{.text = "2 09:00-12:00 13:00-17:30"},
		{.text = "4 09:00-12:00"},
	};
	struct rras_store_interface got,
		value = {
			.version = RRAS_STORE_VERSION,
			.dwInterface = 0x10000001,
			.wszInterfaceName = "Z\xc3\xbcrich",
			.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
			.fEnabled = true,
			.guid = {.time_low = 77},
			.num_hours = 2,
			.DialoutHours = hours,
		};
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	DATA_BLOB blob = push(mem_ctx, &value, PUSH(rras_store_interface));

	(void)state;
	pull(mem_ctx, &blob, &got, PULL(rras_store_interface));
	assert_int_equal(got.dwInterface, 0x10000001);
	assert_string_equal(got.wszInterfaceName, "Z\xc3\xbcrich");
	assert_int_equal(got.dwIfType, ROUTER_IF_TYPE_FULL_ROUTER);
	assert_true(got.fEnabled);
	assert_int_equal(got.guid.time_low, 77);
	assert_int_equal(got.num_hours, 2);
	assert_string_equal(got.DialoutHours[1].text, hours[1].text);

	value.num_hours = 0;
	value.DialoutHours = NULL;
	blob = push(mem_ctx, &value, PUSH(rras_store_interface));
	pull(mem_ctx, &blob, &got, PULL(rras_store_interface));
	assert_null(got.DialoutHours);

	blob.data[0] = RRAS_STORE_VERSION + 1;
	assert_int_equal(ndr_pull_struct_blob(&blob, mem_ctx, &got,
					      PULL(rras_store_interface)),
			 NDR_ERR_RANGE);
	talloc_free(mem_ctx);
}

static void test_store_credentials(void **state)
{
	struct rras_store_credentials got,
		value = {
			.version = RRAS_STORE_VERSION,
			.dwInterface = 5,
			.user = "u",
			.domain = NULL,
			.password = "p\xc3\xa4ss \"quoted\"",
		};
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	DATA_BLOB blob = push(mem_ctx, &value, PUSH(rras_store_credentials));
	const char *text = NULL;

	(void)state;
	pull(mem_ctx, &blob, &got, PULL(rras_store_credentials));
	assert_int_equal(got.dwInterface, 5);
	assert_string_equal(got.user, "u");
	assert_null(got.domain);
	assert_string_equal(got.password, value.password);

	/* NDR_SECRET: a printer shows the record, not the password */
	text = ndr_print_struct_string(
		mem_ctx, (ndr_print_fn_t)ndr_print_rras_store_credentials,
		"credentials", &value);
	assert_non_null(strstr(text, "'u'"));
	assert_null(strstr(text, "quoted"));
	talloc_free(mem_ctx);
}

static void test_store_server(void **state)
{
	struct rras_store_server got, value = {
					      .version = RRAS_STORE_VERSION,
					      .next_handle = 0xfffffff0,
				      };
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	DATA_BLOB blob = push(mem_ctx, &value, PUSH(rras_store_server));

	(void)state;
	pull(mem_ctx, &blob, &got, PULL(rras_store_server));
	assert_int_equal(got.next_handle, 0xfffffff0);
	talloc_free(mem_ctx);
}

/* A reply travels as a stub: push the [out] side, pull it again. */
static void test_link_status(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_rrascontrol.calls[NDR_RRASCONTROL_LINKSTATUS];
	struct rrascontrol_link_status status = {
		.state = ROUTER_IF_STATE_CONNECTED,
		.phase = "up",
		.ifname = "ppp0",
		.local = "10.0.0.2",
		.remote = "10.0.0.1",
		.dns1 = "0.0.0.0",
		.dns2 = "0.0.0.0",
		.mppe_bits = 128,
		.last_error = W_ERROR(691),
	};
	struct rrascontrol_LinkStatus r = {.out = {.status = &status}};
	struct rrascontrol_LinkStatus got = {.in = {.dwInterface = 0}};
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct ndr_push *push_ndr = ndr_push_init_ctx(mem_ctx);
	struct ndr_pull *pull_ndr = NULL;
	DATA_BLOB stub;

	(void)state;
	assert_int_equal(call->ndr_push(push_ndr, NDR_OUT, &r),
			 NDR_ERR_SUCCESS);
	stub = ndr_push_blob(push_ndr);
	pull_ndr = ndr_pull_init_blob(&stub, mem_ctx);
	pull_ndr->flags |= LIBNDR_FLAG_REF_ALLOC;
	assert_int_equal(call->ndr_pull(pull_ndr, NDR_OUT, &got),
			 NDR_ERR_SUCCESS);
	assert_int_equal(pull_ndr->offset, stub.length);
	assert_int_equal(got.out.status->state, ROUTER_IF_STATE_CONNECTED);
	assert_string_equal(got.out.status->phase, "up");
	assert_string_equal(got.out.status->local, "10.0.0.2");
	assert_null(got.out.status->reason);
	assert_int_equal(got.out.status->mppe_bits, 128);
	assert_int_equal(W_ERROR_V(got.out.status->last_error), 691);
	talloc_free(mem_ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call_frame),
		cmocka_unit_test(test_reply_and_cancel),
		cmocka_unit_test(test_bad_frames),
		cmocka_unit_test(test_store_interface),
		cmocka_unit_test(test_store_credentials),
		cmocka_unit_test(test_store_server),
		cmocka_unit_test(test_link_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
