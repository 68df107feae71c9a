/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer of the state directory when something is wrong with it: nothing
 * has changed, and every failure has its code and its reason.
 */
#include "persist_fixture.h"
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static void test_damaged_database(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->persist);
	write_file(f, "rras.tdb", "this is no database");
	assert_werror(open_again(f), ERROR_FILE_CORRUPT);
	assert_non_null(strstr(f->why, f->dir));
	assert_file(f, "rras.tdb", "this is no database");

	write_file(f, "rras.tdb", "");
	assert_werror(open_again(f), ERROR_FILE_CORRUPT);
	assert_file(f, "rras.tdb", "");
}

static void test_damaged_records(void **state)
{
	struct fixture *f = *state;
	char junk[4096];
	unsigned i;
	int fd;

	for (i = 0; i < 50; i++) {
		char key[16];

		snprintf(key, sizeof(key), "key %u", i);
		assert_werror(store(f, key, "0123456789012345678901234567"),
			      ERROR_SUCCESS);
	}
	TALLOC_FREE(f->persist);
	memset(junk, 0x5a, sizeof(junk));
	fd = open(file_path(f, "rras.tdb"), O_WRONLY);
	/* Behind the header and its 1024 hash chains. */
	assert_int_equal(pwrite(fd, junk, sizeof(junk), 168 + 4 * 1024),
			 sizeof(junk));
	close(fd);
	assert_werror(open_again(f), ERROR_FILE_CORRUPT);
	assert_non_null(strstr(f->why, "damaged"));
}

static void test_second_process(void **state)
{
	struct fixture *f = *state;
	struct persist *second = NULL;

	assert_werror(persist_open(f->mem, f->ev, f->dir, &second, &f->why),
		      ERROR_SHARING_VIOLATION);
	assert_non_null(strstr(f->why, f->dir));
	assert_null(second);
}

static void test_no_parent(void **state)
{
	struct fixture *f = *state;
	struct persist *persist = NULL;

	assert_werror(persist_open(f->mem, f->ev, "/nonexistent/state",
				   &persist, &f->why),
		      ERROR_WRITE_FAULT);
	assert_non_null(strstr(f->why, "/nonexistent/state"));
}

static void mount_tmpfs(struct fixture *f, const char *options)
{
	if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", f->parent, "tmpfs", 0, options) != 0) {
		print_message("needs root and a mount namespace\n");
		skip();
	}
}

static void test_full_disk(void **state)
{
	struct fixture *f = *state;
	static char big[2 * 1024 * 1024];
	struct persist_result result;
	struct persist_job *job;

	TALLOC_FREE(f->persist);
	mount_tmpfs(f, "size=1m");
	assert_werror(open_again(f), ERROR_SUCCESS);
	assert_werror(store(f, "key", "before"), ERROR_SUCCESS);
	memset(big, 'x', sizeof(big) - 1);
	assert_werror(store(f, "big", big), ERROR_DISK_FULL);

	/* The file does not fit: the record is not stored either. */
	job = file_job(f, big, NULL, PERSIST_FILE_FIRST);
	assert_true(persist_job_store(job, "key", text("after")));
	assert_werror(run(f, job, &result), ERROR_DISK_FULL);
	assert_non_null(strstr(result.why, "a.pbk"));
	assert_absent(f, "a.pbk.new");

	assert_stored(f, "key", "before");
	assert_werror(store(f, "key", "again"), ERROR_SUCCESS);
	assert_stored(f, "key", "again");
	TALLOC_FREE(f->persist);
	umount(f->parent);
}

static void test_read_only(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->persist);
	mount_tmpfs(f, "size=1m");
	assert_werror(open_again(f), ERROR_SUCCESS);
	assert_werror(store(f, "key", "value"), ERROR_SUCCESS);
	TALLOC_FREE(f->persist);
	assert_int_equal(
		mount(NULL, f->parent, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	assert_werror(open_again(f), ERROR_WRITE_PROTECT);
	assert_non_null(strstr(f->why, f->dir));
	umount(f->parent);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_damaged_database), TEST(test_damaged_records),
		TEST(test_second_process),   TEST(test_no_parent),
		TEST(test_full_disk),	     TEST(test_read_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
