/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vici's messages: written, read, and refused when they are damaged.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "vici_message.h"

static void test_written(void **state)
{
	static const uint8_t expected[] = {
		3, 1, 'k', 0, 2, 'v', 'w',	       /* key-value */
		1, 1, 's',			       /* section */
		4, 1, 'l', 5, 0, 1,   'a', 5, 0, 0, 6, /* list */
		2};
	static const char *const items[] = {"a", "", NULL};
	struct vici_writer writer;

	vici_begin(&writer);
	vici_value(&writer, "k", "vw");
	vici_section(&writer, "s");
	vici_list(&writer, "l", items);
	vici_section_end(&writer);
	assert_false(writer.overflow);
	assert_int_equal(writer.size, sizeof(expected));
	assert_memory_equal(writer.bytes, expected, sizeof(expected));
}

static void test_too_much(void **state)
{
	static uint8_t much[VICI_MAX_MESSAGE];
	static char name[300];
	struct vici_writer writer;

	vici_begin(&writer);
	vici_bytes(&writer, "k", much, sizeof(much));
	assert_true(writer.overflow);
	memset(name, 'n', sizeof(name) - 1);
	vici_begin(&writer);
	vici_section(&writer, name);
	assert_true(writer.overflow);
}

static void test_read(void **state)
{
	static const uint8_t bytes[] = {1,   1,	  's', 3, 1, 'a', 0, 2,
					'x', 'y', 2,   3, 1, 'b', 0, 0};
	char text[2];
	size_t size;

	assert_true(vici_find(bytes, sizeof(bytes), "a", text, sizeof(text)));
	assert_string_equal(text, "x"); /* cut */
	assert_true(vici_find(bytes, sizeof(bytes), "b", text, sizeof(text)));
	assert_string_equal(text, "");
	assert_false(vici_find(bytes, sizeof(bytes), "s", text, sizeof(text)));
	for (size = 0; size < sizeof(bytes); size++) {
		assert_false(vici_find(bytes, size, "b", text, sizeof(text)));
	}
}

static void test_malformed(void **state)
{
	static const uint8_t bad[][4] = {{7, 0, 0, 0},	 {3, 9, 'k', 0},
					 {1, 5, 's', 0}, {5, 0, 9, 0},
					 {4, 200, 0, 0}, {0, 0, 0, 0}};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct vici_reader reader = {.bytes = bad[i],
					     .left = sizeof(bad[i])};

		assert_int_equal(vici_next(&reader), VICI_MALFORMED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
