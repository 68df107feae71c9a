/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A state directory below a temporary one, and the writer that keeps it.
 */
#ifndef TESTS_UNIT_PERSIST_FIXTURE_H
#define TESTS_UNIT_PERSIST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

/** @brief Open the state directory again, as after a stop of the daemon. */
WERROR open_again(struct fixture *f);
/** @brief For cmocka's setup and teardown; *state is a struct fixture. */
int setup(void **state);
int teardown(void **state);
/** @brief A record, or a key, of a C string. */
TDB_DATA text(const char *s);
/** @brief A job, waited for. @param result may be NULL. */
WERROR run(struct fixture *f, struct persist_job *job,
	   struct persist_result *result);
/** @brief Store one record. */
WERROR store(struct fixture *f, const char *key, const char *value);
/** @brief What a restarted daemon would find. */
void assert_stored(struct fixture *f, const char *key, const char *expected);
/** @brief The path of a file of the state directory. */
char *file_path(struct fixture *f, const char *name);
/** @brief Write one behind the back of the writer. */
void write_file(struct fixture *f, const char *name, const char *bytes);
/** @brief It must have these bytes. */
void assert_file(struct fixture *f, const char *name, const char *expected);
/** @brief It must not be there. */
void assert_absent(struct fixture *f, const char *name);
/** @brief A job that replaces a.pbk; see persist_job_replace_file(). */
struct persist_job *file_job(struct fixture *f, const char *bytes,
			     const struct persist_file_id *expected,
			     enum persist_file_order order);

#endif
