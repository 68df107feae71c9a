/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state directory and its writer; see persist_fixture.h. */
#include "persist_fixture.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

WERROR open_again(struct fixture *f)
{
	TALLOC_FREE(f->persist);
	return persist_open(f->mem, f->ev, f->dir, &f->persist, &f->why);
}

int setup(void **state)
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

int teardown(void **state)
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

TDB_DATA text(const char *s)
{
	return (TDB_DATA){.dptr = (uint8_t *)(uintptr_t)s, .dsize = strlen(s)};
}

WERROR run(struct fixture *f, struct persist_job *job,
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

WERROR store(struct fixture *f, const char *key, const char *value)
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

void assert_stored(struct fixture *f, const char *key, const char *expected)
{
	struct found found = {.key = key};

	assert_werror(open_again(f), ERROR_SUCCESS);
	assert_werror(persist_traverse(f->persist, look, &found),
		      ERROR_SUCCESS);
	assert_string_equal(found.value, expected);
}

char *file_path(struct fixture *f, const char *name)
{
	return talloc_asprintf(f->mem, "%s/%s", f->dir, name);
}

void write_file(struct fixture *f, const char *name, const char *bytes)
{
	FILE *file = fopen(file_path(f, name), "w");

	assert_non_null(file);
	fputs(bytes, file);
	assert_int_equal(fclose(file), 0);
}

void assert_file(struct fixture *f, const char *name, const char *expected)
{
	char buffer[256] = "";
	FILE *file = fopen(file_path(f, name), "r");

	assert_non_null(file);
	buffer[fread(buffer, 1, sizeof(buffer) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(buffer, expected);
}

void assert_absent(struct fixture *f, const char *name)
{
	assert_int_equal(access(file_path(f, name), F_OK), -1);
	assert_int_equal(errno, ENOENT);
}

/* In pieces of one byte, and empty ones: more than one writev(2) takes. */
struct persist_job *file_job(struct fixture *f, const char *bytes,
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
