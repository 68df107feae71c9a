/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETCALLEDID and REQTYPE_SETCALLEDID, and the audit trail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rrasd_request.h"

#define RDI	 28
#define RCI_SIZE 500
#define RCI	 504

static struct request *called_id(struct world *world, uint32_t type,
				 const char *device, uint32_t dwSize)
{
	struct request *request = request_make(world, type, MIN_SIZE);
	uint16_t units[129];

	memset(request->bytes + BUFFER, 0, RCI);
	request_put(request, 4, 1);
	request_put(request, 8, dwSize);
	world_text(units, 129, device);
	memcpy(request->bytes + BUFFER + RDI + WNAME, units,
	       2 * strlen(device));
	return request;
}

static uint32_t set_called_id(struct world *world, const char *device,
			      const void *bytes, uint32_t size)
{
	struct request *request =
		called_id(world, SETCALLEDID, device, size + 8);
	uint32_t code;

	request_put(request, RCI_SIZE, size);
	memcpy(request->bytes + BUFFER + RCI, bytes, size);
	code = request_retcode(request);
	talloc_free(request);
	return code;
}

static void assert_called_id(struct world *world, const char *device,
			     const void *bytes, uint32_t size)
{
	struct request *request =
		called_id(world, GETCALLEDID, device, size + 8);

	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8), size + 8);
	assert_int_equal(request_get(request, RCI_SIZE), size);
	assert_memory_equal(request->bytes + BUFFER + RCI, bytes, size);
	request_assert_untouched(request, RCI + size);
	talloc_free(request);
}

static void test_called_id(void **state)
{
	static const uint8_t first[] = "5\0005\0\0\0\0"; /* two terminators */
	static const uint8_t second[] = "1\0.\0002\0\0";
	struct world *world = *state;
	const char *device = "WAN Miniport (PPTP)";
	struct request *request;

	assert_called_id(world, device, "", 0);
	assert_int_equal(set_called_id(world, "wan miniport (PPTP)", first, 8),
			 0);
	assert_int_equal(set_called_id(world, NULL_DEVICE, second, 8), 0);
	assert_called_id(world, device, first, 8);
	world_restart(world);
	assert_called_id(world, device, first, 8);
	assert_called_id(world, "/DEV/NULL", second, 8);
	assert_called_id(world, "/dev/zero", "", 0);
	/* dwSize tells how much is needed; nothing is filled. */
	request = called_id(world, GETCALLEDID, device, 15);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8), 16);
	assert_int_equal(request_get(request, RCI_SIZE), 0);
	request_assert_untouched(request, RCI);
	talloc_free(request);
	/* Another one, then none */
	assert_int_equal(set_called_id(world, device, second, 8), 0);
	assert_called_id(world, device, second, 8);
	assert_int_equal(set_called_id(world, device, "", 0), 0);
	assert_called_id(world, device, "", 0);
	world_restart(world);
	assert_called_id(world, device, "", 0);
	assert_called_id(world, NULL_DEVICE, second, 8);
}

static void test_called_id_not_written(void **state)
{
	struct request *request =
		called_id(*state, SETCALLEDID, NULL_DEVICE, 4 + 8);

	request_put(request, 4, 0);
	request_put(request, RCI_SIZE, 4);
	request_put(request, RCI, '5');
	assert_int_equal(request_retcode(request), 0);
	assert_called_id(*state, NULL_DEVICE, "", 0);
	talloc_free(request);
}

static void test_called_id_errors(void **state)
{
	struct request *request;
	char *much = talloc_zero_size(*state, 4200);
	int i;

	request_assert_refused(called_id(*state, GETCALLEDID, "COM9", 8),
			       ERROR_DEVICE_DOES_NOT_EXIST);
	request_assert_refused(called_id(*state, SETCALLEDID, "", 8),
			       ERROR_DEVICE_DOES_NOT_EXIST);
	for (i = 0; i < 2; i++) {
		uint32_t type = i == 0 ? GETCALLEDID : SETCALLEDID;
		uint32_t most = MIN_SIZE - BUFFER - 508;

		request = called_id(*state, type, NULL_DEVICE, 8);
		request_put(request, RCI_SIZE, most + 1);
		request_assert_refused(request, E_INVALIDARG);
		request = called_id(*state, type, NULL_DEVICE, 8);
		request_put(request, RCI_SIZE, 0xfffffffc);
		request_assert_refused(request, E_INVALIDARG);
	}
	request_assert_refused(
		called_id(*state, GETCALLEDID, NULL_DEVICE, 0xffffffff),
		E_INVALIDARG);
	request_assert_refused(called_id(*state, GETCALLEDID, NULL_DEVICE,
					 MIN_SIZE - BUFFER - 500 + 1),
			       E_INVALIDARG);
	/* "a null-terminated Unicode string", and our limit */
	assert_int_equal(set_called_id(*state, NULL_DEVICE, "5\0006\0", 4),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set_called_id(*state, NULL_DEVICE, "5\0\0", 3),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set_called_id(*state, NULL_DEVICE, much, 4096), 0);
	assert_int_equal(set_called_id(*state, NULL_DEVICE, much, 4098),
			 ERROR_INVALID_PARAMETER);
	assert_called_id(*state, NULL_DEVICE, much, 4096);
}

/* -- the audit trail -- */

static void test_audit(void **state)
{
	struct request *request =
		request_make(*state, GETDEVICECONFIGINFO, MIN_SIZE);
	struct request *ids = called_id(*state, SETCALLEDID, NULL_DEVICE, 8);

	request_put(request, 4, 6); /* dwVersion */
	request_put(request, 8, 0); /* cbBuffer */
	assert_int_equal(request_retcode(request), 0);
	request_assert_ignored(request_make(*state, PORTENUM, 100));
	assert_null(strstr(world_audit(*state), "RasRpcSubmitRequest"));
	request_put(ids, RCI_SIZE, 0);
	assert_int_equal(request_retcode(ids), 0);
	assert_non_null(strstr(world_audit(*state), "RasRpcSubmitRequest"));
	talloc_free(request);
	talloc_free(ids);
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, request_setup, request_teardown)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(test_called_id),
		TEST(test_called_id_not_written),
		TEST(test_called_id_errors),
		TEST(test_audit),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
