/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Short programs of the machine's: what they read, how they end, and that
 * nothing of them stays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <unistd.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/router/run_command.h"
#include "start_faults.h"

#define LONG_SECONDS 60

struct fixture {
	struct tevent_context *ev;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
	talloc_free(f);
	return 0;
}

static struct tevent_req *run(struct fixture *f, const char *script,
			      uint32_t seconds)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	struct tevent_req *req =
		run_command_send(f, f->ev, argv, "what it reads\n", seconds);

	assert_non_null(req);
	return req;
}

static void assert_end(struct fixture *f, struct tevent_req *req,
		       enum rras_error error)
{
	assert_true(tevent_req_poll(req, f->ev));
	assert_int_equal(W_ERROR_V(run_command_recv(req)), error);
	talloc_free(req);
}

static void test_ends(void **state)
{
	struct fixture *f = *state;
	const char *nothing[] = {"/nonexistent/program", NULL};

	assert_end(f,
		   run(f, "read line && test \"$line\" = 'what it reads'",
		       LONG_SECONDS),
		   NO_ERROR);
	assert_end(f, run(f, "exit 3", LONG_SECONDS), ERROR_GEN_FAILURE);
	assert_end(f, run(f, "kill -TERM $$", LONG_SECONDS), ERROR_GEN_FAILURE);
	assert_end(f, run_command_send(f, f->ev, nothing, "", LONG_SECONDS),
		   ERROR_GEN_FAILURE);
}

static void test_inherits_nothing(void **state)
{
	struct fixture *f = *state;

	/* 0 to 2, and the one that ls opens */
	assert_end(f,
		   run(f, "test $(ls /proc/self/fd | wc -l) = 4", LONG_SECONDS),
		   NO_ERROR);
}

static void test_late(void **state)
{
	struct fixture *f = *state;

	assert_end(f, run(f, "sleep 1000 & sleep 1000", 0), ERROR_TIMEOUT);
}

static void release(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
	start_faults_release();
}

static void test_late_while_starting(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	start_faults_hold();
	req = run(f, "exec sleep 1000", 0);
	tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 50000),
			 release, NULL);
	assert_end(f, req, ERROR_TIMEOUT);
}

static void test_freed(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req = run(f, "exec sleep 1000", LONG_SECONDS);

	talloc_free(req); /* it is being started */

	req = run(f, "exec sleep 1000", LONG_SECONDS);
	while (waitpid(-1, NULL, WNOHANG) == -1) {
		tevent_loop_once(f->ev);
	}
	talloc_free(req);
}

static void test_not_started(void **state)
{
	struct fixture *f = *state;

	start_faults_refuse(START_FAULT_THREAD);
	assert_end(f, run(f, "exit 0", LONG_SECONDS), ERROR_GEN_FAILURE);
	start_faults_refuse(START_FAULT_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ends),  TEST(test_inherits_nothing),
		TEST(test_late),  TEST(test_late_while_starting),
		TEST(test_freed), TEST(test_not_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
