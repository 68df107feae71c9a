/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer of the state directory: what is answered is on the disk, what
 * fails has changed nothing, and every failure has its code and its reason.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/router/persist.h"

#define assert_werror(werr, code) \
	assert_int_equal(W_ERROR_V(werr), (uint32_t)(code))

struct fixture {
	TALLOC_CTX *mem;
	struct tevent_context *ev;
	char parent[64];
	char dir[80];
	struct persist *persist;
	const char *why;
};

static WERROR open_again(struct fixture *f)
{
	TALLOC_FREE(f->persist);
	return persist_open(f->mem, f->ev, f->dir, &f->persist, &f->why);
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->mem = talloc_new(f);
	f->ev = tevent_context_init(f);
	snprintf(f->parent, sizeof(f->parent), "/tmp/test_persist.XXXXXX");
	if (mkdtemp(f->parent) == NULL) {
		return -1;
	}
	snprintf(f->dir, sizeof(f->dir), "%s/state", f->parent);
	*state = f;
	return W_ERROR_IS_OK(open_again(f)) ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	TALLOC_FREE(f->persist);
	snprintf(command, sizeof(command), "rm -rf %s", f->parent);
	if (system(command) != 0) {
		return -1;
	}
	TALLOC_FREE(f);
	return 0;
}

static TDB_DATA text(const char *s)
{
	return (TDB_DATA){.dptr = (uint8_t *)(uintptr_t)s, .dsize = strlen(s)};
}

static WERROR run(struct fixture *f, struct persist_job *job,
		  struct persist_result *result)
{
	struct tevent_req *req = persist_send(f->mem, f->ev, f->persist, job);
	WERROR werr;

	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	werr = persist_recv(req, f->mem, result);
	TALLOC_FREE(req);
	return werr;
}

static WERROR store(struct fixture *f, const char *key, const char *value)
{
	struct persist_job *job = persist_job(f->mem);

	assert_true(persist_job_store(job, key, text(value)));
	return run(f, job, NULL);
}

struct found {
	const char *key;
	char value[64];
	unsigned count;
};

static int look(const char *key, TDB_DATA value, void *private_data)
{
	struct found *found = private_data;

	found->count++;
	if (strcmp(key, found->key) == 0) {
		snprintf(found->value, sizeof(found->value), "%.*s",
			 (int)value.dsize, (const char *)value.dptr);
	}
	return 0;
}

/* What a restarted daemon would find. */
static void assert_stored(struct fixture *f, const char *key,
			  const char *expected)
{
	struct found found = {.key = key};

	assert_werror(open_again(f), ERROR_SUCCESS);
	assert_werror(persist_traverse(f->persist, look, &found),
		      ERROR_SUCCESS);
	assert_string_equal(found.value, expected);
}

static char *file_path(struct fixture *f, const char *name)
{
	return talloc_asprintf(f->mem, "%s/%s", f->dir, name);
}

static void write_file(struct fixture *f, const char *name, const char *bytes)
{
	FILE *file = fopen(file_path(f, name), "w");

	assert_non_null(file);
	fputs(bytes, file);
	assert_int_equal(fclose(file), 0);
}

static void assert_file(struct fixture *f, const char *name,
			const char *expected)
{
	char buffer[256] = "";
	FILE *file = fopen(file_path(f, name), "r");

	assert_non_null(file);
	buffer[fread(buffer, 1, sizeof(buffer) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(buffer, expected);
}

static void assert_mode(const char *path, mode_t mode)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

static void assert_absent(struct fixture *f, const char *name)
{
	assert_int_equal(access(file_path(f, name), F_OK), -1);
	assert_int_equal(errno, ENOENT);
}

/* In pieces of one byte, and empty ones: more than one writev(2) takes. */
static struct persist_job *file_job(struct fixture *f, const char *bytes,
				    const struct persist_file_id *expected,
				    enum persist_file_order order)
{
	struct persist_job *job = persist_job(f->mem);
	size_t length = strlen(bytes), i;
	char *copy = talloc_strdup(job, bytes);
	struct iovec *pieces =
		talloc_zero_array(job, struct iovec, (unsigned)(2 * length));

	for (i = 0; i < length; i++) {
		pieces[2 * i] =
			(struct iovec){.iov_base = copy + i, .iov_len = 1};
	}
	persist_job_replace_file(job, "a.pbk", pieces, 2 * length, expected,
				 order);
	return job;
}

static void test_modes(void **state)
{
	struct fixture *f = *state;
	mode_t old = umask(0);

	chmod(f->dir, 0755);
	chmod(file_path(f, "rras.tdb"), 0644);
	assert_werror(open_again(f), ERROR_SUCCESS);
	assert_werror(run(f, file_job(f, "x", NULL, PERSIST_FILE_FIRST), NULL),
		      ERROR_SUCCESS);
	umask(old);
	assert_mode(f->dir, 0700);
	assert_mode(file_path(f, "rras.tdb"), 0600);
	assert_mode(file_path(f, "a.pbk"), 0600);
	assert_absent(f, "rras.tdb.new");
	assert_absent(f, "a.pbk.new");
}

static void test_store_and_delete(void **state)
{
	struct fixture *f = *state;
	struct persist_job *job;

	assert_werror(store(f, "one", "1"), ERROR_SUCCESS);
	assert_stored(f, "one", "1");
	job = persist_job(f->mem);
	assert_true(persist_job_store(job, "two", text("2")));
	assert_true(persist_job_delete(job, "one"));
	assert_true(persist_job_delete(job, "never there"));
	assert_werror(run(f, job, NULL), ERROR_SUCCESS);
	assert_stored(f, "one", "");
	assert_stored(f, "two", "2");
}

static void test_replace_and_read(void **state)
{
	struct fixture *f = *state;
	struct persist_result result;
	struct persist_file_id id;
	DATA_BLOB bytes;
	struct tevent_req *req;
	bool changed;

	assert_werror(
		persist_read_now(f->mem, f->persist, "a.pbk", &bytes, &id),
		ERROR_SUCCESS);
	assert_false(id.exists);
	assert_werror(
		run(f, file_job(f, "first", &id, PERSIST_FILE_FIRST), &result),
		ERROR_SUCCESS);
	assert_true(result.file_replaced);
	assert_file(f, "a.pbk", "first");

	/* We know that version: nothing to read. */
	req = persist_read_send(f->mem, f->ev, f->persist, "a.pbk",
				&result.file);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_read_recv(req, f->mem, &changed, &bytes, &id),
		      ERROR_SUCCESS);
	assert_false(changed);

	write_file(f, "a.pbk", "an edit");
	req = persist_read_send(f->mem, f->ev, f->persist, "a.pbk",
				&result.file);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_read_recv(req, f->mem, &changed, &bytes, &id),
		      ERROR_SUCCESS);
	assert_true(changed);
	assert_int_equal(bytes.length, 7);
	assert_memory_equal(bytes.data, "an edit", 7);

	unlink(file_path(f, "a.pbk"));
	req = persist_read_send(f->mem, f->ev, f->persist, "a.pbk", &id);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_read_recv(req, f->mem, &changed, &bytes, &id),
		      ERROR_SUCCESS);
	assert_true(changed);
	assert_false(id.exists);
	assert_int_equal(bytes.length, 0);
}

static void test_empty_file(void **state)
{
	struct fixture *f = *state;

	assert_werror(run(f, file_job(f, "", NULL, PERSIST_FILE_FIRST), NULL),
		      ERROR_SUCCESS);
	assert_file(f, "a.pbk", "");
}

static void test_read_no_file(void **state)
{
	struct fixture *f = *state;
	struct persist_file_id id;
	DATA_BLOB bytes;
	struct tevent_req *req;
	bool changed;

	assert_int_equal(mkdir(file_path(f, "a.pbk"), 0700), 0);
	req = persist_read_send(f->mem, f->ev, f->persist, "a.pbk", NULL);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_read_recv(req, f->mem, &changed, &bytes, &id),
		      ERROR_WRITE_FAULT);
	assert_false(changed);
}

/* An edit by others since we read: nothing of ours is stored. */
static void test_foreign_edit(void **state)
{
	struct fixture *f = *state;
	enum persist_file_order orders[] = {PERSIST_FILE_FIRST,
					    PERSIST_FILE_LAST};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct persist_result result;
		struct persist_file_id id;
		struct persist_job *job;
		DATA_BLOB bytes;

		write_file(f, "a.pbk", "old");
		assert_werror(persist_read_now(f->mem, f->persist, "a.pbk",
					       &bytes, &id),
			      ERROR_SUCCESS);
		write_file(f, "a.pbk", "theirs");
		job = file_job(f, "ours", &id, orders[i]);
		assert_true(persist_job_store(job, "key", text("value")));
		assert_werror(run(f, job, &result), ERROR_RETRY);
		assert_non_null(strstr(result.why, "a.pbk"));
		assert_file(f, "a.pbk", "theirs");
		assert_absent(f, "a.pbk.new");
		assert_stored(f, "key", "");
	}
}

/* The file of a deletion cannot be replaced: the records are gone for good,
 * and the caller is told about the file. */
static void test_late_file_fails(void **state)
{
	struct fixture *f = *state;
	struct persist_result result;
	struct persist_job *job;

	assert_werror(store(f, "key", "value"), ERROR_SUCCESS);
	assert_int_equal(mkdir(file_path(f, "a.pbk"), 0700), 0);
	job = file_job(f, "x", NULL, PERSIST_FILE_LAST);
	assert_true(persist_job_delete(job, "key"));
	assert_werror(run(f, job, &result), ERROR_SUCCESS);
	assert_false(result.file_replaced);
	assert_absent(f, "a.pbk.new");
	assert_stored(f, "key", "");

	job = file_job(f, "x", NULL, PERSIST_FILE_FIRST);
	assert_true(persist_job_store(job, "key", text("value")));
	assert_werror(run(f, job, &result), ERROR_WRITE_FAULT);
	assert_absent(f, "a.pbk.new");
	assert_stored(f, "key", "");
}

static void test_stale_staged_file(void **state)
{
	struct fixture *f = *state;

	write_file(f, "victim", "safe");
	assert_int_equal(symlink("victim", file_path(f, "a.pbk.new")), 0);
	assert_werror(
		run(f, file_job(f, "new", NULL, PERSIST_FILE_FIRST), NULL),
		ERROR_SUCCESS);
	assert_file(f, "a.pbk", "new");
	assert_file(f, "victim", "safe");
}

static void test_order_and_nobody_waits(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	for (i = 0; i < 20; i++) {
		struct persist_job *job = persist_job(f->mem);
		struct tevent_req *req;
		char value[16];

		snprintf(value, sizeof(value), "%u", i);
		assert_true(persist_job_store(job, "key", text(value)));
		req = persist_send(f->mem, f->ev, f->persist, job);
		assert_non_null(req);
		TALLOC_FREE(req);
	}
	/* Freeing the writer finishes all of them, in their order. */
	assert_stored(f, "key", "19");
}

static void test_abandoned_then_answered(void **state)
{
	struct fixture *f = *state;
	struct persist_job *job = persist_job(f->mem);
	struct tevent_req *req;

	assert_true(persist_job_store(job, "abandoned", text("1")));
	req = persist_send(f->mem, f->ev, f->persist, job);
	TALLOC_FREE(req);
	assert_werror(store(f, "waited", "2"), ERROR_SUCCESS);
	assert_stored(f, "abandoned", "1");
}

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
		TEST(test_modes),
		TEST(test_store_and_delete),
		TEST(test_replace_and_read),
		TEST(test_empty_file),
		TEST(test_read_no_file),
		TEST(test_foreign_edit),
		TEST(test_late_file_fails),
		TEST(test_stale_staged_file),
		TEST(test_order_and_nobody_waits),
		TEST(test_abandoned_then_answered),
		TEST(test_damaged_database),
		TEST(test_damaged_records),
		TEST(test_second_process),
		TEST(test_no_parent),
		TEST(test_full_disk),
		TEST(test_read_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
