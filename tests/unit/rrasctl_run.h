/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs rrasctl in this process and looks at what comes out. */
#ifndef TESTS_UNIT_RRASCTL_RUN_H
#define TESTS_UNIT_RRASCTL_RUN_H

#include "client/rrasctl/rrasctl.h"
#include "mpr_fake.h"

#define MAX_ARGS 24

/** @brief One run: what went in and what came out. */
struct run {
	char *argv[MAX_ARGS + 1];
	int argc;
	char *out, *err;
	int exit_code;
};

/** @brief Run a command line; "%s" is FAKE_NAME, "%S" is FAKE_UPPER. */
void run_call(struct run *run, const char *line);
void run_forget(struct run *run);

/** @brief Run a command, without "rrasctl", against a fake of its own. */
void run_call_fake(struct run *run, const struct mpr_fake_plan *plan,
		   const char *line);

/**
 * @brief Run it, and expect an exit code and parts of both outputs.
 *
 * A run that succeeds prints nothing to standard error.
 */
void run_expect(const struct mpr_fake_plan *plan, const char *line,
		int exit_code, const char *out, const char *err);

/**
 * @brief Run two on one fake: what it was told is what it shows.
 *
 * Both succeed, and the second one prints @out.
 */
void run_expect_after(const struct mpr_fake_plan *plan, const char *first,
		      const char *second, const char *out);

#endif
