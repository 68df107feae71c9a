/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the kernel compresses: what its counters mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "server/connections/compression.h"

static uint32_t ratio(uint32_t plain, uint32_t compressed, uint32_t as_it_was)
{
	const struct compstat stats = {.unc_bytes = plain,
				       .comp_bytes = compressed,
				       .inc_bytes = as_it_was};

	return compression_ratio(&stats);
}

static void test_ratio(void **state)
{
	assert_int_equal(ratio(0, 0, 0), 100);
	assert_int_equal(ratio(1000, 250, 0), 25);
	assert_int_equal(ratio(1000, 250, 500), 75);
	assert_int_equal(ratio(1000, 1004, 0), 100); /* MPPE's header */
	assert_int_equal(ratio(1000, 0, 1200), 120);
	assert_int_equal(ratio(UINT32_MAX, UINT32_MAX, 0), 100);
	assert_int_equal(ratio(UINT32_MAX, UINT32_MAX, UINT32_MAX), 200);
	assert_int_equal(ratio(100, UINT32_MAX - 10, 0), 100); /* wrapped */
}

static void test_no_interface(void **state)
{
	uint32_t in = 7, out = 7;

	compression_ratios(0x7ffffff0, &in, &out);
	assert_int_equal(in, 100);
	assert_int_equal(out, 100);
	in = out = 7;
	compression_ratios(1, &in, &out); /* lo, no PPP interface */
	assert_int_equal(in, 100);
	assert_int_equal(out, 100);
	in = out = 7;
	compression_ratios(0, &in, &out); /* none known */
	assert_int_equal(in, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_no_interface),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
