/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer of the state directory: what is answered is on the disk, and what
 * others do to its files meanwhile.
 */
#include "persist_fixture.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_mode(const char *path, mode_t mode)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
