/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Child processes of links: what they inherit, how they end, who reaps them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "server/dialer/pppd_child.h"
#include "compat/rras_errors.h"
#include "start_faults.h"

struct fixture {
	struct tevent_context *ev;
	bool started;
	WERROR error;
	struct pppd_child *child;
	int fds[2]; /* fds[1] is the child's output */
	bool ended;
	int status;
};

static void started(WERROR error, void *private_data)
{
	struct fixture *f = private_data;

	assert_false(f->started);
	assert_false(f->ended);
	f->started = true;
	f->error = error;
}

static void ended(int wait_status, void *private_data)
{
	struct fixture *f = private_data;

	f->ended = true;
	f->status = wait_status;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, f->fds), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	close(f->fds[0]);
	if (f->fds[1] != -1) {
		close(f->fds[1]);
	}
	talloc_free(f);
	/* nothing is left to reap */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return 0;
}

static struct pppd_child_config config_of(struct fixture *f, char *const *argv)
{
	return (struct pppd_child_config){
		.argv = argv,
		.log = f->fds[1],
		.fds = {-1, -1, -1, -1},
		.lock = -1,
		.started = started,
		.fn = ended,
		.private_data = f,
	};
}

static void begin(struct fixture *f, const char *script, const int *fds,
		  size_t count)
{
	char shell[] = "/bin/sh", option[] = "-c", text[1024];
	char *const argv[] = {shell, option, text, NULL};
	struct pppd_child_config config = config_of(f, argv);
	size_t i;

	for (i = 0; i < count; i++) {
		config.fds[i] = fds[i];
	}
	snprintf(text, sizeof(text), "%s", script);
	assert_true(
		W_ERROR_IS_OK(pppd_child_start(f, f->ev, &config, &f->child)));
	close(f->fds[1]);
	f->fds[1] = -1;
}

static void run_to_start(struct fixture *f)
{
	while (!f->started) {
		tevent_loop_once(f->ev);
	}
	assert_true(W_ERROR_IS_OK(f->error));
}

static void start(struct fixture *f, const char *script, const int *fds,
		  size_t count)
{
	begin(f, script, fds, count);
	run_to_start(f);
}

static void run_to_end(struct fixture *f)
{
	while (!f->ended) {
		tevent_loop_once(f->ev);
	}
}

/* All that the child and its children have written, when they are gone. */
static const char *output(struct fixture *f)
{
	static char text[4096];
	size_t used = 0;
	ssize_t got;

	while ((got = read(f->fds[0], text + used, sizeof(text) - 1 - used)) >
	       0) {
		used += (size_t)got;
	}
	text[used] = '\0';
	return text;
}

static void test_exit_status(void **state)
{
	struct fixture *f = *state;

	start(f, "exit 16", NULL, 0);
	assert_true(pppd_child_pid(f->child) > 0);
	run_to_end(f);
	assert_true(WIFEXITED(f->status));
	assert_int_equal(WEXITSTATUS(f->status), 16);
	assert_int_equal(pppd_child_pid(f->child), 0);
	pppd_child_signal(f->child, SIGTERM); /* hits nobody */
	pppd_child_kill(f->child);
}

static void test_not_executable(void **state)
{
	struct fixture *f = *state;
	char path[] = "/nonexistent/pppd";
	char *const argv[] = {path, NULL};
	struct pppd_child_config config = config_of(f, argv);

	assert_true(
		W_ERROR_IS_OK(pppd_child_start(f, f->ev, &config, &f->child)));
	run_to_end(f);
	assert_int_equal(WEXITSTATUS(f->status), 127);
}

static void test_signals(void **state)
{
	struct fixture *f = *state;

	/* an ignored or blocked signal of ours is neither in the child */
	signal(SIGTERM, SIG_IGN);
	start(f, "kill -TERM $$; exit 0", NULL, 0);
	run_to_end(f);
	signal(SIGTERM, SIG_DFL);
	assert_true(WIFSIGNALED(f->status));
	assert_int_equal(WTERMSIG(f->status), SIGTERM);
}

static void test_what_it_inherits(void **state)
{
	static const char script[] =
		"echo $(ls /proc/self/fd | wc -l); ulimit -c; umask; pwd;"
		"test \"$(ps -o sid= -p $$ | tr -d ' ')\" = $$ && echo leader;"
		"echo one >&3; echo two >&4; env | grep -c SECRET_OF_OURS;"
		"readlink /proc/self/fd/0 >&2";
	struct fixture *f = *state;
	int one[2], two[2], swapped[2], leaked = dup(f->fds[0]);
	char text[16] = {0};

	assert_int_equal(pipe(one), 0);
	assert_int_equal(pipe(two), 0);
	swapped[0] = one[1];
	swapped[1] = two[1];
	setenv("SECRET_OF_OURS", "x", 1);
	start(f, script, swapped, 2);
	close(one[1]);
	close(two[1]);
	close(leaked);
	run_to_end(f);
	unsetenv("SECRET_OF_OURS");
	/* descriptors 0 to 4, and the one that ls opens; the pipe of the
	 * substitution is its output */
	assert_string_equal(output(f), "6\n0\n0022\n/\nleader\n0\n/dev/null\n");
	assert_int_equal(read(one[0], text, sizeof(text)), 4);
	assert_memory_equal(text, "one\n", 4);
	assert_int_equal(read(two[0], text, sizeof(text)), 4);
	assert_memory_equal(text, "two\n", 4);
	close(one[0]);
	close(two[0]);
}

/* The daemon has many descriptors; a pppd must not have one above those that
 * select() knows. */
static void test_limit_of_descriptors(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, many;
	int i, fds[1024];

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	many = before;
	many.rlim_cur = many.rlim_max;
	assert_true(many.rlim_cur > 1024);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &many), 0);
	for (i = 0; i < 1024; i++) {
		fds[i] = dup(f->fds[0]);
	}
	assert_true(fds[1023] >= 1024);
	start(f, "ulimit -n", &fds[1023], 1);
	for (i = 0; i < 1024; i++) {
		close(fds[i]);
	}
	run_to_end(f);
	assert_string_equal(output(f), "1024\n");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/* A child's own children die with it, however it ends. */
static void test_group_dies_with_the_leader(void **state)
{
	struct fixture *f = *state;

	start(f, "sleep 1000 & echo started", NULL, 0);
	run_to_end(f);
	assert_true(WIFEXITED(f->status));
	assert_string_equal(output(f), "started\n"); /* ends: sleep is gone */
}

static void test_kill(void **state)
{
	struct fixture *f = *state;

	start(f, "trap '' TERM; sleep 1000 & sleep 1000", NULL, 0);
	pppd_child_kill(f->child);
	run_to_end(f);
	assert_true(WIFSIGNALED(f->status));
	assert_int_equal(WTERMSIG(f->status), SIGKILL);
	assert_string_equal(output(f), "");
}

static void test_freed_child_is_reaped(void **state)
{
	struct fixture *f = *state;
	pid_t pid;

	start(f, "sleep 1000 & sleep 1000", NULL, 0);
	pid = pppd_child_pid(f->child);
	TALLOC_FREE(f->child);
	assert_string_equal(output(f), "");
	while (kill(pid, 0) == 0) {
		tevent_loop_once(f->ev); /* the reaper lives in the loop */
	}
	assert_false(f->ended);
}

/* -- what happens while it is being started -- */

static void test_told_that_it_has_started(void **state)
{
	struct fixture *f = *state;

	start_faults_hold();
	begin(f, "exit 5", NULL, 0);
	assert_int_equal(pppd_child_pid(f->child), 0);
	assert_false(f->started);
	start_faults_release();
	run_to_start(f);
	assert_true(pppd_child_pid(f->child) > 0);
	run_to_end(f);
	assert_int_equal(WEXITSTATUS(f->status), 5);
}

static void assert_signal_waits(struct fixture *f, int first, int second,
				int result)
{
	start_faults_hold();
	begin(f, "exec sleep 1000", NULL, 0);
	pppd_child_signal(f->child, first);
	pppd_child_signal(f->child, second);
	start_faults_release();
	run_to_end(f);
	assert_true(f->started);
	assert_true(WIFSIGNALED(f->status));
	assert_int_equal(WTERMSIG(f->status), result);
}

static void test_hung_up_while_starting(void **state)
{
	assert_signal_waits(*state, SIGHUP, SIGTERM, SIGTERM);
}

static void test_killed_while_starting(void **state)
{
	assert_signal_waits(*state, SIGKILL, SIGTERM, SIGKILL);
}

static void test_freed_while_starting(void **state)
{
	struct fixture *f = *state;
	siginfo_t info;

	start_faults_hold();
	begin(f, "exec sleep 1000", NULL, 0);
	TALLOC_FREE(f->child);
	while (!start_faults_holds()) {
		usleep(1000);
	}
	start_faults_release();
	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
		tevent_loop_once(f->ev);
	}
	assert_false(f->started);
	assert_false(f->ended);
}

static void test_loop_ends_while_starting(void **state)
{
	struct fixture *f = *state;

	begin(f, "exec sleep 1000", NULL, 0);
	TALLOC_FREE(f->ev);
	assert_int_equal(pppd_child_pid(f->child), 0);
}

static void test_not_started(void **state)
{
	struct fixture *f = *state;

	start_faults_refuse(START_FAULT_PIDFD);
	begin(f, "exec sleep 1000", NULL, 0);
	while (!f->started) {
		tevent_loop_once(f->ev);
	}
	start_faults_refuse(START_FAULT_NONE);
	assert_int_equal(W_ERROR_V(f->error), ERROR_NO_SYSTEM_RESOURCES);
	assert_int_equal(pppd_child_pid(f->child), 0);
	pppd_child_kill(f->child); /* hits nobody */
	assert_false(f->ended);
}

/* -- processes that outlive a daemon -- */

static pid_t holder(int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	assert_int_equal(fcntl(fd, F_GETLK, &lock), 0);
	return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

/* It is the program's that was executed, and not its children's. */
static void test_lock(void **state)
{
	char path[] = "/tmp/test_dialer_child_XXXXXX", shell[] = "/bin/sh",
	     option[] = "-c", script[] = "echo; sleep 1000 & read x <&3";
	char *const argv[] = {shell, option, script, NULL};
	struct fixture *f = *state;
	struct pppd_child_config config = config_of(f, argv);
	int input[2];
	char line;

	assert_int_equal(pipe(input), 0);
	config.fds[0] = input[0];
	config.fds[2] = mkostemp(path, O_CLOEXEC);
	config.lock = 2;
	unlink(path);
	assert_int_equal(holder(config.fds[2]), 0);
	assert_true(
		W_ERROR_IS_OK(pppd_child_start(f, f->ev, &config, &f->child)));
	assert_int_equal(read(f->fds[0], &line, 1), 1);
	run_to_start(f);
	assert_int_equal(holder(config.fds[2]), pppd_child_pid(f->child));
	close(input[0]);
	close(input[1]);
	run_to_end(f);
	assert_int_equal(holder(config.fds[2]), 0);
	close(config.fds[2]);
}

/* Somebody else's child, which leads a group with two processes. */
static pid_t start_orphan(struct fixture *f)
{
	pid_t pid = fork();
	char line;

	if (pid == 0) {
		setsid();
		dup2(f->fds[1], 1);
		execl("/bin/sh", "sh", "-c", "sleep 1000 & echo; sleep 1000",
		      NULL);
		_exit(1);
	}
	assert_int_equal(read(f->fds[0], &line, 1), 1);
	close(f->fds[1]);
	f->fds[1] = -1;
	return pid;
}

static void test_adopted(void **state)
{
	struct fixture *f = *state;
	pid_t pid = start_orphan(f);

	assert_true(W_ERROR_IS_OK(pppd_child_adopt(
		f, f->ev, pid, pidfd_open(pid, 0), ended, f, &f->child)));
	assert_int_equal(pppd_child_pid(f->child), pid);
	pppd_child_signal(f->child, SIGTERM);
	run_to_end(f);
	assert_int_equal(f->status, PPPD_CHILD_END_UNKNOWN);
	assert_string_equal(output(f), ""); /* the group is gone, too */
	assert_int_equal(pppd_child_pid(f->child), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid); /* was not reaped */
}

static void test_adopted_is_freed(void **state)
{
	struct fixture *f = *state;
	pid_t pid = start_orphan(f);

	assert_true(W_ERROR_IS_OK(pppd_child_adopt(
		f, f->ev, pid, pidfd_open(pid, 0), ended, f, &f->child)));
	TALLOC_FREE(f->child);
	assert_string_equal(output(f), "");
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	tevent_loop_once(f->ev);
	assert_false(f->ended);
}

static void test_left_alone(void **state)
{
	struct fixture *f = *state;
	pid_t pid;

	start(f, "exec sleep 1000", NULL, 0);
	pid = pppd_child_pid(f->child);
	pppd_child_leave(f->child);
	assert_int_equal(kill(pid, 0), 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
	kill(pid, SIGKILL);
	kill(-pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(f->ended);
}

/* It has become the program, or nobody would find it. */
static void test_left_alone_while_starting(void **state)
{
	struct fixture *f = *state;
	char text[16] = "";
	pid_t pid;

	begin(f, "echo $$; exec sleep 1000", NULL, 0);
	pppd_child_leave(f->child);
	assert_false(f->started);
	assert_true(read(f->fds[0], text, sizeof(text) - 1) > 0);
	pid = (pid_t)strtol(text, NULL, 10);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(f->ended);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_exit_status),
		TEST(test_not_executable),
		TEST(test_signals),
		TEST(test_what_it_inherits),
		TEST(test_limit_of_descriptors),
		TEST(test_group_dies_with_the_leader),
		TEST(test_kill),
		TEST(test_freed_child_is_reaped),
		TEST(test_told_that_it_has_started),
		TEST(test_hung_up_while_starting),
		TEST(test_killed_while_starting),
		TEST(test_freed_while_starting),
		TEST(test_loop_ends_while_starting),
		TEST(test_not_started),
		TEST(test_lock),
		TEST(test_adopted),
		TEST(test_adopted_is_freed),
		TEST(test_left_alone),
		TEST(test_left_alone_while_starting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
