/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RasRpcSubmitRequest: what is no request, and the encryption. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/dialer/mppe.h"
#include "rrasd_request.h"

static void test_ignored(void **state)
{
	static const uint32_t sizes[] = {0,  1,	 4,   8,    23,	  24,
					 28, 32, 100, 5000, 5024, 5031};
	struct RasRpcSubmitRequest r = {.in = {.dwcbBufSize = 0}};
	struct request *request;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		request = request_make(*state, GETDEVICECONFIGINFO, sizes[i]);
		request_assert_ignored(request);
	}
	/* "pReqBuffer is NULL" */
	world_rasrpc(*state, NDR_RASRPCSUBMITREQUEST, &r);
	assert_result(r, 0);
	assert_null(r.out.pReqBuffer);
	/* "less than zero (0) or greater than maximum ReqTypes" */
	request_assert_ignored(request_make(*state, 142, MIN_SIZE));
	request = request_make(*state, 21, MIN_SIZE);
	request->bytes[7] = 0xff;
	request_assert_ignored(request);
	request = request_make(*state, 21, MIN_SIZE);
	request->bytes[5] = 1;
	request_assert_ignored(request);
}

static void test_unknown_types(void **state)
{
	static const uint8_t types[] = {0, 1, 20, 23, 93, 96, 110, 112, 141};
	size_t i;

	for (i = 0; i < sizeof(types); i++) {
		request_assert_refused(request_make(*state, types[i], MIN_SIZE),
				       ERROR_NOT_SUPPORTED);
	}
}

static void test_driver_caps(void **state)
{
	struct request *request =
		request_make(*state, GETNDISWANDRIVERCAPS, MIN_SIZE);

	if (!mppe_is_supported()) {
		request_assert_refused(request, ERROR_NOT_SUPPORTED);
		return;
	}
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 1);
	assert_int_equal(request_get(request, 8), 0);
	request_assert_untouched(request, 12);
	talloc_free(request);
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, request_setup, request_teardown)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(test_ignored),
		TEST(test_unknown_types),
		TEST(test_driver_caps),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
