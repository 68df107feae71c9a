/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether MPPE can be had is told by the kernel's module. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <cmocka.h>
#include "mppe.h"

static int setup(void **state)
{
	char *root = strdup("/tmp/test_mppe.XXXXXX");

	assert_non_null(root);
	assert_non_null(mkdtemp(root));
	*state = root;
	return 0;
}

/* Do something to a path below the root. */
static void shell(const char *command, const char *root, const char *path)
{
	char line[512];

	assert_true(snprintf(line, sizeof(line), "%s %s%s", command, root,
			     path) < (int)sizeof(line));
	assert_int_equal(system(line), 0);
}

static int teardown(void **state)
{
	shell("rm -rf", *state, "");
	free(*state);
	return 0;
}

static void test_absent(void **state)
{
	assert_false(mppe_is_supported_in(*state));
	shell("mkdir -p", *state, "/sys/module/ppp_generic");
	assert_false(mppe_is_supported_in(*state));
}

static void test_loaded(void **state)
{
	shell("mkdir -p", *state, "/sys/module/ppp_mppe");
	assert_true(mppe_is_supported_in(*state));
}

static void test_loadable(void **state)
{
	static const char *const names[] = {"/ppp_mppe.ko", "/ppp_mppe.ko.xz",
					    "/ppp_mppe.ko.zst",
					    "/ppp_mppe.ko.gz"};
	static const char *const other =
		"/lib/modules/0.1/kernel/drivers/net/ppp";
	char directory[400];
	struct utsname kernel;
	size_t i;

	/* One of another kernel is of no use. */
	snprintf(directory, sizeof(directory), "%s%s", (char *)*state, other);
	shell("mkdir -p", directory, "");
	shell("touch", directory, names[0]);
	assert_false(mppe_is_supported_in(*state));
	assert_int_equal(uname(&kernel), 0);
	snprintf(directory, sizeof(directory),
		 "%s/lib/modules/%s/kernel/drivers/net/ppp", (char *)*state,
		 kernel.release);
	shell("mkdir -p", directory, "");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		shell("touch", directory, names[i]);
		assert_true(mppe_is_supported_in(*state));
		shell("rm", directory, names[i]);
		assert_false(mppe_is_supported_in(*state));
	}
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_absent),
		TEST(test_loaded),
		TEST(test_loadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
