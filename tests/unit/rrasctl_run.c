/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See rrasctl_run.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "rrasctl_run.h"

static const char *meant(const char *word)
{
	if (strcmp(word, "%s") == 0) {
		return FAKE_NAME;
	}
	return strcmp(word, "%S") == 0 ? FAKE_UPPER : word;
}

/* The words of a command line. */
static void split(struct run *run, const char *line)
{
	char *copy = strdup(line), *save = NULL, *word = NULL;

	run->argc = 0;
	for (word = strtok_r(copy, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		assert_true(run->argc < MAX_ARGS);
		run->argv[run->argc++] = strdup(meant(word));
	}
	run->argv[run->argc] = NULL;
	free(copy);
}

void run_call(struct run *run, const char *line)
{
	struct rrasctl ctl = {0};
	size_t out_size, err_size;

	split(run, line);
	ctl.out = open_memstream(&run->out, &out_size);
	ctl.err = open_memstream(&run->err, &err_size);
	run->exit_code = rrasctl_run(&ctl, run->argc, run->argv);
	fclose(ctl.out);
	fclose(ctl.err);
}

void run_forget(struct run *run)
{
	int i;

	for (i = 0; i < run->argc; i++) {
		free(run->argv[i]);
	}
	free(run->out);
	free(run->err);
}

void run_call_fake(struct run *run, const struct mpr_fake_plan *plan,
		   const char *line)
{
	struct mpr_fake fake;
	char full[512];

	mpr_fake_start(&fake, plan);
	snprintf(full, sizeof(full), "rrasctl -s %s %s", fake.config, line);
	run_call(run, full);
	mpr_fake_stop(&fake);
}

void run_expect(const struct mpr_fake_plan *plan, const char *line,
		int exit_code, const char *out, const char *err)
{
	struct run run = {0};

	run_call_fake(&run, plan, line);
	assert_int_equal(run.exit_code, exit_code);
	if (strstr(run.out, out) == NULL) {
		print_error("%s: %s\n", line, run.out);
	}
	assert_non_null(strstr(run.out, out));
	assert_non_null(strstr(run.err, err));
	if (exit_code == RRASCTL_OK) {
		assert_string_equal(run.err, "");
	}
	run_forget(&run);
}

void run_expect_after(const struct mpr_fake_plan *plan, const char *first,
		      const char *second, const char *out)
{
	struct mpr_fake fake;
	struct run run = {0};
	char line[512];

	mpr_fake_start(&fake, plan);
	snprintf(line, sizeof(line), "rrasctl -s %s %s", fake.config, first);
	run_call(&run, line);
	assert_string_equal(run.err, "");
	assert_int_equal(run.exit_code, RRASCTL_OK);
	run_forget(&run);
	snprintf(line, sizeof(line), "rrasctl -s %s %s", fake.config, second);
	run_call(&run, line);
	assert_int_equal(run.exit_code, RRASCTL_OK);
	if (strstr(run.out, out) == NULL) {
		print_error("%s: %s\n", first, run.out);
	}
	assert_non_null(strstr(run.out, out));
	run_forget(&run);
	mpr_fake_stop(&fake);
}
