/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the daemon's log on stderr. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "gen_ndr/frame.h"
#include "server/rrasd/audit.h"
#include "server/rrasd/log.h"

static char said[16384];

/* What is written to stderr between begin() and end() is in said. */
static FILE *listening;
static int saved;

static void begin(void)
{
	listening = tmpfile();
	assert_non_null(listening);
	fflush(stderr);
	saved = dup(STDERR_FILENO);
	dup2(fileno(listening), STDERR_FILENO);
}

static void end(void)
{
	size_t length;

	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(listening);
	length = fread(said, 1, sizeof(said) - 1, listening);
	said[length] = '\0';
	fclose(listening);
}

static void test_levels(void **state)
{
	unsetenv("JOURNAL_STREAM");
	log_setup(LOG_TO_STDERR, LOG_LEVEL_WARNING);
	begin();
	log_error("one %d", 1);
	log_warning("two");
	log_notice("three");
	log_info("four");
	log_debug("five");
	end();
	assert_non_null(strstr(said, "rrasd: one 1\n"));
	assert_non_null(strstr(said, "rrasd: two\n"));
	assert_null(strstr(said, "three"));
	assert_null(strstr(said, "four"));
	assert_null(strstr(said, "five"));
	assert_true(log_enabled(LOG_LEVEL_WARNING));
	assert_false(log_enabled(LOG_LEVEL_NOTICE));
}

static void test_priorities_under_systemd(void **state)
{
	char stream[64];
	struct stat st;

	begin();
	assert_int_equal(fstat(STDERR_FILENO, &st), 0);
	snprintf(stream, sizeof(stream), "%llu:%llu",
		 (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_setup(LOG_TO_STDERR, LOG_LEVEL_DEBUG);
	log_error("bad");
	log_notice("good");
	end();
	unsetenv("JOURNAL_STREAM");
	assert_string_equal(said, "<3>bad\n<5>good\n");
}

/* A desktop's programs inherit the variable, and their stderr is a terminal. */
static void test_journal_of_another(void **state)
{
	setenv("JOURNAL_STREAM", "8:12345", 1);
	log_setup(LOG_TO_STDERR, LOG_LEVEL_DEBUG);
	begin();
	log_error("bad");
	end();
	unsetenv("JOURNAL_STREAM");
	assert_non_null(strstr(said, "rrasd: bad\n"));
	assert_null(strstr(said, "<3>"));
}

/* Nobody can forge a line, whatever he has us say. */
static void test_one_line(void **state)
{
	log_setup(LOG_TO_STDERR, LOG_LEVEL_NOTICE);
	begin();
	log_notice("peer: %s", "a\nb\x1b[2J\r\x7f");
	end();
	assert_non_null(strstr(said, "peer: a?b?[2J??\n"));
}

static void test_too_long(void **state)
{
	char text[5000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	begin();
	log_notice("%s", text);
	end();
	assert_true(strlen(said) < 1200);
	assert_int_equal(said[strlen(said) - 1], '\n');
}

static void test_quote(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);

	assert_string_equal(log_quote(mem_ctx, "B\xc3\xbcro"),
			    "\"B\xc3\xbcro\"");
	assert_string_equal(log_quote(mem_ctx, "a\"b\\c\n\x7f"),
			    "\"a\\\"b\\\\c\\x0a\\x7f\"");
	assert_string_equal(log_quote(mem_ctx, ""), "\"\"");
	talloc_free(mem_ctx);
}

/* A machine without a journal: the trail goes to the log, and all of it. */
static void test_audit_without_journal(void **state)
{
	const struct rras_caller caller = {.account = "alice"};
	char name[2001];
	const char *why;
	struct audit *audit = audit_open(NULL, "journal", &why);
	struct audit_record *record;

	assert_non_null(audit);
	if (access("/run/systemd/journal/socket", F_OK) == 0) {
		talloc_free(audit);
		skip();
	}
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	record = audit_record(audit, &caller, "RRouterInterfaceDelete");
	audit_note_string(record, "interface", name);
	/* Whoever wants to hear errors only wants his trail nevertheless. */
	log_setup(LOG_TO_STDERR, LOG_LEVEL_ERROR);
	begin();
	audit_write(audit, record, AUDIT_RESULT, 0);
	end();
	assert_non_null(strstr(said, "audit: {"));
	assert_non_null(strstr(said, "\"alice\""));
	assert_non_null(strstr(said, name));
	assert_string_equal(said + strlen(said) - 2, "}\n");
	talloc_free(audit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_priorities_under_systemd),
		cmocka_unit_test(test_journal_of_another),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_audit_without_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
