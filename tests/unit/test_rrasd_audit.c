/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the audit trail in a file. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>
#include <talloc.h>

#include "gen_ndr/frame.h"
#include "server/rrasd/audit.h"

struct fixture {
	char dir[64];
	const char *path;
	const char *why;
	struct audit *audit;
};

static struct rras_sid user_sid = {
	.sid_rev_num = 1,
	.num_auths = 5,
	.id_auth = {0, 0, 0, 0, 0, 5},
	.sub_auths = {21, 4294967295u, 2, 3, 1103},
};

static const struct rras_caller caller = {
	.transport = RRAS_TRANSPORT_NP,
	.auth_type = 9,
	.auth_level = 6,
	.uid = 1000,
	.account = "alice\n\"",
	.domain = "EXAMPLE",
	.address = "192.0.2.1",
	.num_sids = 1,
	.sids = &user_sid,
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	strcpy(f->dir, "/tmp/test_rrasd_audit.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->path = talloc_asprintf(f, "%s/audit", f->dir);
	f->audit = audit_open(f, f->path, &f->why);
	assert_non_null(f->audit);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char *old = talloc_asprintf(f, "%s.1", f->path);

	unlink(f->path);
	unlink(old);
	rmdir(f->dir);
	talloc_free(f);
	return 0;
}

static json_t *line_of(const char *path, int number)
{
	char text[4096] = "";
	FILE *file = fopen(path, "r");
	json_t *line;

	assert_non_null(file);
	while (number-- > 0) {
		assert_non_null(fgets(text, sizeof(text), file));
	}
	fclose(file);
	line = json_loads(text, 0, NULL);
	assert_non_null(line);
	return line;
}

static const char *member(json_t *line, const char *object, const char *name)
{
	return json_string_value(
		json_object_get(json_object_get(line, object), name));
}

static void write_one(struct fixture *f, enum audit_outcome outcome,
		      uint32_t code)
{
	struct audit_record *record =
		audit_record(f, &caller, "RRouterInterfaceCreate");

	audit_note_string(record, "interface", "Bü\tro \x01");
	audit_note_string(record, "broken", "\xff\xfe");
	audit_note_number(record, "dwLevel", 4294967295u);
	audit_write(f->audit, record, outcome, code);
	talloc_free(record);
}

static void test_line(void **state)
{
	struct fixture *f = *state;
	json_t *line, *arguments;

	write_one(f, AUDIT_RESULT, 904);
	line = line_of(f->path, 1);
	assert_string_equal(member(line, "who", "account"), "alice\n\"");
	assert_string_equal(member(line, "who", "domain"), "EXAMPLE");
	assert_string_equal(member(line, "who", "sid"),
			    "S-1-5-21-4294967295-2-3-1103");
	assert_string_equal(member(line, "from", "address"), "192.0.2.1");
	assert_string_equal(member(line, "from", "transport"), "ncacn_np");
	arguments = json_object_get(line, "arguments");
	assert_string_equal(member(line, "arguments", "interface"),
			    "Bü\tro \x01");
	assert_string_equal(member(line, "arguments", "broken"), "(not UTF-8)");
	assert_int_equal(
		json_integer_value(json_object_get(arguments, "dwLevel")),
		4294967295u);
	assert_int_equal(json_integer_value(json_object_get(line, "result")),
			 904);
	assert_string_equal(
		json_string_value(json_object_get(line, "result_name")),
		"ERROR_INTERFACE_ALREADY_EXISTS");
	assert_int_equal(
		strlen(json_string_value(json_object_get(line, "time"))),
		strlen("2026-01-01T00:00:00.000Z"));
	json_decref(line);
}

static void test_outcomes(void **state)
{
	struct fixture *f = *state;
	json_t *line;

	write_one(f, AUDIT_FAULT, 5);
	write_one(f, AUDIT_ABANDONED, 0);
	line = line_of(f->path, 1);
	assert_int_equal(json_integer_value(json_object_get(line, "fault")), 5);
	assert_null(json_object_get(line, "result"));
	json_decref(line);
	line = line_of(f->path, 2);
	assert_true(json_is_true(json_object_get(line, "abandoned")));
	assert_null(json_object_get(line, "result"));
	json_decref(line);
}

static void test_unknown_caller(void **state)
{
	const struct rras_caller nobody = {.uid = UINT64_MAX};
	struct fixture *f = *state;
	struct audit_record *record = audit_record(f, &nobody, "x");
	json_t *line;

	audit_write(f->audit, record, AUDIT_RESULT, 5);
	line = line_of(f->path, 1);
	assert_string_equal(member(line, "who", "account"), "");
	assert_null(json_object_get(json_object_get(line, "who"), "uid"));
	assert_null(json_object_get(json_object_get(line, "who"), "sid"));
	json_decref(line);
	talloc_free(record);
}

static void test_mode(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* A file that was there before is not left open to others. */
	assert_int_equal(chmod(f->path, 0644), 0);
	talloc_free(f->audit);
	f->audit = audit_open(f, f->path, &f->why);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void test_rotation(void **state)
{
	struct fixture *f = *state;
	char *old = talloc_asprintf(f, "%s.1", f->path);
	struct stat st;

	write_one(f, AUDIT_RESULT, 1);
	assert_int_equal(rename(f->path, old), 0);
	write_one(f, AUDIT_RESULT, 2);
	json_decref(line_of(f->path, 1));
	assert_int_equal(unlink(f->path), 0);
	audit_reopen(f->audit);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

/* Half a line would make the next one unreadable too. */
static void test_full_disk(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, full;
	struct stat st;

	write_one(f, AUDIT_RESULT, 1);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = before;
	full.rlim_cur = (rlim_t)st.st_size + 20;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	write_one(f, AUDIT_RESULT, 2);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	write_one(f, AUDIT_RESULT, 3);
	json_decref(line_of(f->path, 1));
	json_decref(line_of(f->path, 2));
}

static void test_bad_paths(void **state)
{
	struct fixture *f = *state;
	char *link = talloc_asprintf(f, "%s.1", f->path);
	struct stat before, after;

	assert_null(audit_open(f, "/nonexistent/audit", &f->why));
	assert_non_null(strstr(f->why, "/nonexistent/audit"));
	assert_null(audit_open(f, f->dir, &f->why));
	assert_int_equal(stat("/dev/null", &before), 0);
	assert_null(audit_open(f, "/dev/null", &f->why));
	assert_int_equal(stat("/dev/null", &after), 0);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_equal(symlink(f->path, link), 0);
	assert_null(audit_open(f, link, &f->why));
}

/* Memory can run out between a call and its record. */
static void test_no_record(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	audit_note_string(NULL, "a", "b");
	audit_note_number(NULL, "a", 1);
	audit_write(f->audit, NULL, AUDIT_RESULT, 0);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_outcomes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_caller, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_mode, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rotation, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full_disk, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_bad_paths, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_no_record, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
