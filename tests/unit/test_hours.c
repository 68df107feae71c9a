/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DialoutHours: what is a valid string, and which times it allows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "server/router/hours.h"

static bool valid(const char *day)
{
	const char *const hours[] = {day, NULL};

	return hours_are_valid(hours);
}

static void test_valid(void **state)
{
	const char *const none[] = {NULL};

	assert_true(hours_are_valid(NULL));
	assert_true(hours_are_valid(none));
	assert_true(valid("2 09:00-12:00 13:00-17:30"));
	assert_true(valid("0 00:00-24:00"));
	assert_true(valid("6 23:59-24:00"));
	assert_true(valid("7 09:00-12:00"));
}

static void test_not_valid(void **state)
{
	static const char *const bad[] = {
		"",
		"1",
		"8 09:00-12:00",
		"x 09:00-12:00",
		"1 09:00",
		"1 09:00-",
		"1 9:00-12:00",
		"1 09:00-12:60",
		"1 24:01-24:00",
		"1 25:00-26:00",
		"1 12:00-12:00",
		"1 13:00-12:00",
		"1  09:00-10:0",
		"1 09:00-10:00x",
		"1 09:00-10:00 ",
		"11 09:00-10:00",
		"1 09-00-10:00",
		"-1 09:00-10:00",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(valid(bad[i]));
	}
}

static void test_too_many(void **state)
{
	const char *const hours[] = {
		"0 09:00-10:00", "1 09:00-10:00", "2 09:00-10:00",
		"3 09:00-10:00", "4 09:00-10:00", "5 09:00-10:00",
		"6 09:00-10:00", "0 11:00-12:00", NULL};

	assert_false(hours_are_valid(hours));
	assert_true(hours_are_valid(hours + 1));
}

static bool allow(int wday, int hour, int minute)
{
	const char *const hours[] = {"2 09:00-12:00 13:00-17:30",
				     "4 00:00-24:00", NULL};
	const struct tm when = {
		.tm_wday = wday, .tm_hour = hour, .tm_min = minute};

	return hours_allow(hours, &when);
}

static void test_allow(void **state)
{
	const char *const none[] = {NULL};
	const struct tm any = {.tm_wday = 1};

	assert_true(hours_allow(NULL, &any));
	assert_true(hours_allow(none, &any));
	assert_false(allow(2, 8, 59));
	assert_true(allow(2, 9, 0));
	assert_true(allow(2, 11, 59));
	assert_false(allow(2, 12, 0));
	assert_true(allow(2, 13, 0));
	assert_false(allow(2, 17, 30));
	assert_true(allow(4, 0, 0));
	assert_true(allow(4, 23, 59));
	assert_false(allow(3, 10, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_not_valid),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_allow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
