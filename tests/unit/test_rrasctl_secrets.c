/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials, and where passwords come from and must not stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "rrasctl_run.h"

static const struct mpr_fake_plan friendly = {0};

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static void test_credentials(void **state)
{
	const struct mpr_fake_plan none = {.no_credentials = true};
	char path[] = "/tmp/rrasctl_password.XXXXXX", line[128];

	close(mkstemp(path));
	write_file(path, "p w\xc3\xb6rd \r\nsecond line\n", 0600);
	snprintf(line, sizeof(line),
		 "credential set %%s joe --domain D --password-file %s", path);
	run_expect_after(&friendly, line, "credential show %s -j",
			 "\"user\":\"joe\",\"domain\":\"D\"}");
	run_expect_after(&friendly, line, "credential show %s --show-password",
			 "Password:              p w\xc3\xb6rd \n");
	run_expect_after(&none, line, "credential show %s -j",
			 "\"user\":\"joe\",\"domain\":\"D\"}");
	/* What is not given stays: the mask is sent back for the password. */
	run_expect_after(&friendly, "credential set %s joe --keep-password",
			 "credential show %s -j --show-password",
			 "\"user\":\"joe\",\"domain\":\"OLD\",\"password\":"
			 "\"" FAKE_MASK "\"");
	run_expect_after(&friendly, "credential set %s --clear",
			 "credential show %s -j --show-password",
			 "\"user\":null,\"domain\":null,\"password\":null");
	run_expect(&none, "credential show %s", RRASCTL_REFUSED, "",
		   "no credentials have been set");
	run_expect(&none, "credential show %s", RRASCTL_REFUSED, "",
		   "ERROR_CANNOT_FIND_PHONEBOOK_ENTRY");
	write_file(path, "", 0600);
	run_expect(&friendly, line, RRASCTL_USAGE, "", "no password in it");
	unlink(path);
}

/* Whatever way -U is written, the password is gone from the arguments. */
static void test_password_scrubbed(void **state)
{
	static const char *const lines[] = {
		"rrasctl -U joe%secret frob frob",
		"rrasctl -Ujoe%secret frob frob",
		"rrasctl -jU joe%secret frob frob",
		"rrasctl -jUjoe%secret frob frob",
		"rrasctl --user joe%secret frob frob",
		"rrasctl --user=joe%secret frob frob",
		"rrasctl interface show -U=joe%secret",
	};
	size_t i;
	int j;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct run run = {0};

		run_call(&run, lines[i]);
		for (j = 0; j < run.argc; j++) {
			assert_null(strstr(run.argv[j], "secret"));
			assert_null(strchr(run.argv[j], '%'));
		}
		assert_null(strstr(run.err, "secret"));
		run_forget(&run);
	}
}

static void test_auth_file(void **state)
{
	char path[] = "/tmp/rrasctl_auth.XXXXXX", line[128];
	struct run run = {0};

	close(mkstemp(path));
	write_file(path, "username = joe\npassword = x\n", 0644);
	snprintf(line, sizeof(line), "rrasctl -S localhost -A %s server info",
		 path);
	run_call(&run, line);
	assert_int_equal(run.exit_code, RRASCTL_USAGE);
	assert_non_null(strstr(run.err, "everybody can read"));
	run_forget(&run);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_credentials),
		cmocka_unit_test(test_password_scrubbed),
		cmocka_unit_test(test_auth_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
