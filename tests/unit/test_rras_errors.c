/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit test of compat/rras_errors: the table and every way to look in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "compat/rras_errors.h"

/* What the specification fixes must not change by a slip in the table. */
static void test_known_values(void **state)
{

	assert_int_equal(ERROR_SUCCESS, 0);
	assert_int_equal(NO_ERROR, 0);
	assert_int_equal(RPC_S_ACCESS_DENIED, ERROR_ACCESS_DENIED);
	assert_int_equal(ERROR_NOT_SUPPORTED, 50);
	assert_int_equal(PENDING, 600);
	assert_int_equal(ERROR_NO_ANSWER, 678);
	assert_int_equal(ERROR_AUTHENTICATION_FAILURE, 691);
	assert_int_equal(ERROR_PPP_TIMEOUT, 718);
	assert_int_equal(ERROR_IKEV2_PSK_INTERFACE_ALREADY_EXISTS, 0x366);
	assert_int_equal(ERROR_DDM_NOT_RUNNING, 903);
	assert_int_equal(ERROR_INTERFACE_CONNECTED, 908);
	assert_int_equal(ERROR_INTERFACE_HAS_NO_DEVICES, 925);
	assert_int_equal(ERROR_SERVICE_IS_PAUSED, 928);
	assert_int_equal(RPC_S_SERVER_UNAVAILABLE, 0x6ba);
	assert_true(E_INVALIDARG == UINT32_C(0x80070057));
}

static void test_sorted_and_unique(void **state)
{
	const struct rras_error_info *table;
	size_t count, i, j;

	table = rras_error_table(&count);
	for (i = 1; i < count; i++) {
		assert_true(table[i - 1].number < table[i].number);
		for (j = 0; j < i; j++) {
			assert_string_not_equal(table[j].name, table[i].name);
			assert_string_not_equal(table[j].text, table[i].text);
		}
	}
}

/* 600 to 870 and 900 to 956 are complete, but for 947, which has no name. */
static void test_ranges_complete(void **state)
{
	uint32_t number;

	for (number = 600; number <= 870; number++) {
		assert_non_null(rras_error_by_number(number));
	}
	for (number = 900; number <= 956; number++) {
		if (number != 947) {
			assert_non_null(rras_error_by_number(number));
		}
	}
	assert_null(rras_error_by_number(947));
}

static void test_all_directions(void **state)
{
	const struct rras_error_info *table;
	size_t count, i;

	table = rras_error_table(&count);
	for (i = 0; i < count; i++) {
		assert_ptr_equal(rras_error_by_number(table[i].number),
				 &table[i]);
		assert_ptr_equal(rras_error_by_name(table[i].name), &table[i]);
		assert_ptr_equal(rras_error_by_text(table[i].text), &table[i]);
		assert_true(strlen(table[i].text) > 0);
	}
	assert_string_equal(rras_error_by_name("NO_ERROR")->name,
			    "ERROR_SUCCESS");
	assert_string_equal(rras_error_by_name("RPC_S_ACCESS_DENIED")->name,
			    "ERROR_ACCESS_DENIED");
}

static void test_unknown(void **state)
{
	char *line;

	assert_null(rras_error_by_number(4711));
	assert_null(rras_error_by_number(UINT32_MAX));
	assert_null(rras_error_by_name("error_success"));
	assert_null(rras_error_by_name(""));
	assert_null(rras_error_by_text("no such text"));

	line = rras_error_describe(NULL, 4711);
	assert_string_equal(line, "Unknown error 4711 (0x00001267)");
	talloc_free(line);
}

static void test_describe(void **state)
{
	char *line;

	line = rras_error_describe(NULL, ERROR_NO_ANSWER);
	assert_string_equal(line, "There was no answer (678, ERROR_NO_ANSWER)");
	talloc_free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_values),
		cmocka_unit_test(test_sorted_and_unique),
		cmocka_unit_test(test_ranges_complete),
		cmocka_unit_test(test_all_directions),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_describe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
