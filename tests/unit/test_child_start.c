/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The start of a process: nothing waits for it, and nothing of it stays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "server/dialer/child_start.h"
#include "start_faults.h"
#include "compat/rras_errors.h"

struct fixture {
	struct tevent_context *ev;
	int output[2]; /* the second is the process's */
	unsigned fds;
};

static unsigned count_fds(void)
{
	unsigned count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) != -1;
	}
	return count;
}

static void nothing(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
}

/* The loop turns, whatever else there is. */
static void turn(struct fixture *f)
{
	tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 1000), nothing,
			 NULL);
	assert_int_equal(tevent_loop_once(f->ev), 0);
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	assert_int_equal(pipe2(f->output, O_CLOEXEC), 0);
	turn(f); /* makes epoll's descriptor */
	f->fds = count_fds();
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	start_faults_refuse(START_FAULT_NONE);
	assert_int_equal(count_fds(), f->fds);
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
	close(f->output[0]);
	close(f->output[1]);
	talloc_free(f);
	return 0;
}

/* The words and the descriptor are gone when this returns. */
static struct tevent_req *send_script(struct fixture *f, const char *script)
{
	char shell[] = "/bin/sh", option[] = "-c", text[64];
	char *const argv[] = {shell, option, text, NULL};
	struct child_start_config config = {
		.argv = argv,
		.fds = {-1, dup(f->output[1]), -1, -1, -1, -1, -1},
		.lock = -1,
	};
	struct tevent_req *req;

	strcpy(text, script);
	req = child_start_send(f, f->ev, &config);
	assert_non_null(req);
	close(config.fds[1]);
	memset(text, 'x', sizeof(text));
	return req;
}

static void assert_exit(struct tevent_req *req, int code)
{
	int pidfd = -1, status = 0;
	pid_t pid = 0;

	assert_true(W_ERROR_IS_OK(child_start_recv(req, &pid, &pidfd)));
	talloc_free(req);
	assert_true(pidfd != -1);
	close(pidfd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void test_nothing_waits(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;
	char text[8] = "";
	int turns;

	start_faults_hold();
	req = send_script(f, "echo said; exit 3");
	while (!start_faults_holds()) {
		turn(f);
	}
	for (turns = 0; turns < 10; turns++) {
		turn(f);
		assert_true(tevent_req_is_in_progress(req));
	}
	start_faults_release();
	assert_true(tevent_req_poll(req, f->ev));
	assert_exit(req, 3);
	assert_int_equal(read(f->output[0], text, sizeof(text)), 5);
	assert_string_equal(text, "said\n");
}

static void count_calls(struct tevent_req *req)
{
	unsigned *calls = tevent_req_callback_data_void(req);

	(*calls)++;
}

static void test_wait(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req = send_script(f, "exit 4");
	unsigned calls = 0;

	tevent_req_set_callback(req, count_calls, &calls);
	child_start_wait(req);
	assert_int_equal(calls, 1);
	child_start_wait(req); /* nothing is left to wait for */
	assert_int_equal(calls, 1);
	assert_exit(req, 4);
}

static void test_not_received(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req = send_script(f, "exec sleep 1000");
	char text[8];

	talloc_free(req); /* under way */

	req = send_script(f, "sleep 1000 & echo; exec sleep 1000");
	child_start_wait(req);
	assert_int_equal(read(f->output[0], text, sizeof(text)), 1);
	talloc_free(req); /* done; what it has started goes with it */
	close(f->output[1]);
	assert_int_equal(read(f->output[0], text, sizeof(text)), 0);
	f->output[1] = open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static void assert_refused(struct fixture *f)
{
	struct tevent_req *req = send_script(f, "exec sleep 1000");
	int pidfd = -1;
	pid_t pid = 0;

	assert_true(tevent_req_poll(req, f->ev));
	assert_int_equal(W_ERROR_V(child_start_recv(req, &pid, &pidfd)),
			 ERROR_NO_SYSTEM_RESOURCES);
	talloc_free(req);
	assert_int_equal(pid, 0);
	assert_int_equal(pidfd, -1);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;

	start_faults_refuse(START_FAULT_THREAD);
	assert_refused(f);
	start_faults_refuse(START_FAULT_PIDFD);
	assert_refused(f);
}

/* One less each time, down to none for the caller's. */
static void test_too_many_descriptors(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, few;
	int fd = dup(0), more;

	close(fd);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	for (more = 2; more >= 1; more--) {
		few.rlim_cur = (rlim_t)(fd + more);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
		assert_refused(f);
	}
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_waits),	 TEST(test_wait),
		TEST(test_not_received),	 TEST(test_refused),
		TEST(test_too_many_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
