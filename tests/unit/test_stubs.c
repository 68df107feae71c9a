/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests and replies that no vector has: the limits of what a client may
 * claim, optional pointers, text outside of the first plane, endless lists.
 */
#include "vectors.h"

static enum ndr_err_code decode_hex(uint32_t opnum, const char *hex)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub = from_hex(frame, hex);
	enum ndr_err_code err = decode_bytes(&ndr_table_dimsvc.calls[opnum],
					     stub.data, stub.length);

	talloc_free(frame);
	return err;
}

static void test_limits(void **state)
{
	/* GetInfo: a container of one byte more than the limit */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETINFO, "00000000"
								 "01008000"
								 "00000000"
								 "07000000"),
			 NDR_ERR_RANGE);
	/* the size and the array's own size disagree */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETINFO, "00000000"
								 "08000000"
								 "01000000"
								 "04000000"
								 "00000000"
								 "07000000"),
			 NDR_ERR_ARRAY_SIZE);
	/* an array that claims more than any container holds */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETINFO, "00000000"
								 "08000000"
								 "01000000"
								 "01008000"
								 "00000000"
								 "07000000"),
			 NDR_ERR_RANGE);
	/* GetHandle: a name of too many units, however many there are */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETHANDLE, "01100000"
								   "00000000"
								   "01100000"
								   "76000000"
								   "00000000"
								   "00000000"),
			 NDR_ERR_RANGE);
	/* GetHandle: a name without a terminator */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETHANDLE, "02000000"
								   "00000000"
								   "02000000"
								   "76006e00"
								   "00000000"
								   "00000000"),
			 NDR_ERR_ARRAY_SIZE);
	/* ServerGetInfoEx: a revision without an arm */
	assert_int_equal(decode_hex(NDR_RMPRADMINSERVERGETINFOEX, "04000000"
								  "04010000"
								  "00000000"),
			 NDR_ERR_BAD_SWITCH);
}

static void test_null_resume_handle(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_dimsvc.calls[NDR_RROUTERINTERFACEENUM];
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub = from_hex(frame, "00000000"
					 "00000000"
					 "00000000"
					 "ffffffff"
					 "00000000");
	DATA_BLOB again;
	struct RRouterInterfaceEnum *r = NULL;
	void *decoded = NULL;
	uint32_t used = 0;

	assert_int_equal(decode(frame, call, &stub, &decoded, &used),
			 NDR_ERR_SUCCESS);
	assert_int_equal(used, stub.length);
	r = decoded;
	assert_null(r->in.lpdwResumeHandle);
	again = encode(frame, call, r);
	assert_int_equal(again.length, stub.length);
	assert_memory_equal(again.data, stub.data, stub.length);
	talloc_free(frame);
}

/* Names are full UTF-16: what is outside of the first plane takes two units,
 * and one of the two alone is no text. */
static void test_names_are_utf16(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_dimsvc.calls[NDR_RROUTERINTERFACEGETHANDLE];
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub = from_hex(frame, "05000000"
					 "00000000"
					 "05000000"
					 "5a00fc003dd800de00000000"
					 "00000000"
					 "01000000");
	struct RRouterInterfaceGetHandle *r = NULL;
	void *decoded = NULL;
	uint32_t used = 0;
	DATA_BLOB again;

	assert_int_equal(decode(frame, call, &stub, &decoded, &used),
			 NDR_ERR_SUCCESS);
	assert_int_equal(used, stub.length);
	r = decoded;
	assert_string_equal(r->in.lpwsInterfaceName,
			    "Z\xc3\xbc\xf0\x9f\x98\x80");
	again = encode(frame, call, r);
	assert_int_equal(again.length, stub.length);
	assert_memory_equal(again.data, stub.data, stub.length);

	stub.data[18] = 'x'; /* the second half has become an ordinary unit */
	stub.data[19] = 0;
	assert_int_equal(decode(frame, call, &stub, &decoded, &used),
			 NDR_ERR_CHARCNV);
	talloc_free(frame);
}

/* A list longer than max_recursion must not eat the stack. */
static void test_endless_list(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_rasrpc.calls[NDR_RASRPCSETUSERPREFERENCES];
	TALLOC_CTX *frame = talloc_new(NULL);
	struct RasRpcSetUserPreferences r = {.in = {.dwMode = 0}};
	struct RASRPC_PBUSER user = {.fDirty = 1};
	DATA_BLOB stub;

	r.in.pUser = &user;
	for (size_t i = 0; i < 1500; i++) {
		struct RASRPC_LOCATIONLIST *node =
			talloc_zero(frame, struct RASRPC_LOCATIONLIST);

		node->pNext = user.pLocations;
		user.pLocations = node;
	}
	stub = encode(frame, call, &r);
	assert_int_equal(decode_bytes(call, stub.data, stub.length),
			 NDR_ERR_MAX_RECURSION_EXCEEDED);
	talloc_free(frame);
}

/* The reply of opnum 11 has the caller's size, whatever the string's. */
static void test_system_directory_reply(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_rasrpc.calls[NDR_RASRPCGETSYSTEMDIRECTORY];
	TALLOC_CTX *frame = talloc_new(NULL);
	struct RasRpcGetSystemDirectory r = {
		.in = {.uSize = 260},
		.out = {.lpBuffer = "C:", .result = W_ERROR(2)},
	};
	struct ndr_push *ndr = ndr_push_init_ctx(frame);
	DATA_BLOB expected = from_hex(frame, "04010000"
					     "00000000"
					     "03000000"
					     "43003a000000"
					     "0000"
					     "02000000");
	DATA_BLOB reply;

	assert_int_equal(call->ndr_push(ndr, NDR_OUT, &r), NDR_ERR_SUCCESS);
	reply = ndr_push_blob(ndr);
	assert_int_equal(reply.length, expected.length);
	assert_memory_equal(reply.data, expected.data, expected.length);
	talloc_free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_null_resume_handle),
		cmocka_unit_test(test_names_are_utf16),
		cmocka_unit_test(test_endless_list),
		cmocka_unit_test(test_system_directory_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
