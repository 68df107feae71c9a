/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The socket for plugins that have lost their rrasd: who is heard, what must
 * be said, what the kernel says of the caller, and 1,200 of them at once.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "server/dialer/link_call.h"
#include "old_kernel.h"

#define CALLERS 1200
#define FEW	16
#define NOBODY	65534
#define ID	UINT64_C(0x0123456789abcdef)

static char run_dir[] = "/tmp/test_link_call_XXXXXX";

struct fixture {
	struct tevent_context *ev;
	struct link_calls *calls;
	unsigned called;
	struct link_call last;
};

static void called(const struct link_call *call, void *private_data)
{
	struct fixture *f = private_data;

	f->called++;
	f->last = *call;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	const char *why;

	f->ev = tevent_context_init(f);
	f->calls = link_calls_create(f, f->ev, run_dir, called, f, &why);
	assert_non_null(f->calls);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	old_kernel(false);
	talloc_free(*state);
	return 0;
}

static int connect_to(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", run_dir,
		 RRAS_LINK_SOCKET);
	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void say(int fd, const struct rras_plugin_message *message, size_t body)
{
	assert_int_equal(
		send(fd, message, RRAS_PLUGIN_HEADER + body, MSG_NOSIGNAL),
		RRAS_PLUGIN_HEADER + body);
}

static void say_hello(int fd, uint32_t version)
{
	struct rras_plugin_message hello = {.type = RRAS_PLUGIN_HELLO};

	hello.hello.version = version;
	say(fd, &hello, sizeof(hello.hello));
}

static void say_dialed(int fd, uint64_t id)
{
	const struct rras_plugin_message dialed = {
		.type = RRAS_PLUGIN_DIALED,
		.dialed = {.id = id, .up_realtime = 7, .up_boottime = 5}};

	say(fd, &dialed, sizeof(dialed.dialed));
}

static bool is_closed(int fd)
{
	char byte;

	/* the latter when we have not read all of it */
	return recv(fd, &byte, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET;
}

static void run_until_closed(struct fixture *f, int fd)
{
	while (!is_closed(fd)) {
		assert_int_equal(errno, EAGAIN);
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	close(fd);
	assert_int_equal(f->called, 0);
}

static void call(struct fixture *f)
{
	const struct rras_plugin_message rest = {.type = RRAS_PLUGIN_STATE_END};
	struct rras_plugin_message read;
	int fd = connect_to();

	say_hello(fd, RRAS_PLUGIN_VERSION);
	say_dialed(fd, ID);
	say(fd, &rest, 0);
	while (f->called == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_true(f->last.id == ID && f->last.dialed.id == ID);
	assert_true(f->last.dialed.up_realtime == 7);
	assert_true(f->last.dialed.up_boottime == 5);
	assert_int_equal(f->last.pid, getpid());
	assert_int_equal(pidfd_send_signal(f->last.pidfd, 0, NULL, 0), 0);
	/* what follows is for whom it was handed to; and both are his */
	TALLOC_FREE(f->calls);
	assert_int_equal(recv(f->last.fd, &read, sizeof(read), MSG_DONTWAIT),
			 RRAS_PLUGIN_HEADER);
	assert_int_equal(read.type, RRAS_PLUGIN_STATE_END);
	assert_false(is_closed(fd));
	close(f->last.fd);
	close(f->last.pidfd);
	assert_true(is_closed(fd));
	close(fd);
}

static void test_called(void **state)
{
	call(*state);
}

static void test_called_on_old_kernel(void **state)
{
	old_kernel(true);
	call(*state);
}

/* It has said all, and is gone before anybody has looked. */
static void call_and_die(struct fixture *f, bool reaped)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0) {
		int fd = connect_to();

		say_hello(fd, RRAS_PLUGIN_VERSION);
		say_dialed(fd, ID);
		_exit(0);
	}
	assert_int_equal(waitid(P_PID, (id_t)pid, &info,
				WEXITED | (reaped ? 0 : WNOWAIT)),
			 0);
	f->called = 0;
	while (f->called == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_true(f->last.id == ID);
	assert_int_equal(f->last.pid, pid);
	assert_int_equal(f->last.pidfd, -1);
	assert_true(is_closed(f->last.fd));
	close(f->last.fd);
	if (!reaped) {
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
}

static void test_dead(void **state)
{
	old_kernel(true);
	call_and_die(*state, true);
	call_and_die(*state, false); /* a zombie has a pidfd, but no socket */
}

/* Each says something else than a plugin that has lost its rrasd. */
static void test_not_understood(void **state)
{
	static const struct rras_plugin_message up = {
		.type = RRAS_PLUGIN_IP_UP};
	struct fixture *f = *state;
	int fd = connect_to();

	say_hello(fd, RRAS_PLUGIN_VERSION + 1);
	run_until_closed(f, fd);

	fd = connect_to();
	say_dialed(fd, ID); /* no hello */
	run_until_closed(f, fd);

	fd = connect_to();
	say_hello(fd, RRAS_PLUGIN_VERSION);
	say_hello(fd, RRAS_PLUGIN_VERSION);
	run_until_closed(f, fd);

	fd = connect_to();
	say_hello(fd, RRAS_PLUGIN_VERSION);
	say(fd, &up, sizeof(up.ip)); /* what should come after */
	run_until_closed(f, fd);

	fd = connect_to();
	say_hello(fd, RRAS_PLUGIN_VERSION);
	say(fd, &(struct rras_plugin_message){.type = RRAS_PLUGIN_DIALED},
	    sizeof(struct rras_plugin_dialed) - 1);
	run_until_closed(f, fd);

	fd = connect_to();
	assert_int_equal(send(fd, "x", 1, 0), 1);
	run_until_closed(f, fd);
}

/* It goes while it has something to say, and we while it has not. */
static void test_goes(void **state)
{
	struct fixture *f = *state;
	int fd = connect_to(), other = connect_to();

	say_hello(fd, RRAS_PLUGIN_VERSION);
	close(fd);
	say_hello(other, RRAS_PLUGIN_VERSION + 1);
	run_until_closed(f, other);
	fd = connect_to();
	say_hello(fd, RRAS_PLUGIN_VERSION);
	tevent_loop_once(f->ev);
	TALLOC_FREE(f->calls);
	assert_true(is_closed(fd));
	close(fd);
	assert_int_equal(f->called, 0);
}

/* One that says nothing is not kept. */
static void test_silent(void **state)
{
	struct fixture *f = *state;

	run_until_closed(f, connect_to());
}

static void look_again(struct tevent_context *ev, struct tevent_timer *te,
		       struct timeval now, void *private_data)
{
}

/* As another user: the permissions that would keep him out are taken away. */
static void test_other_user(void **state)
{
	const struct rras_plugin_message
		hello = {.type = RRAS_PLUGIN_HELLO,
			 .hello = {.version = RRAS_PLUGIN_VERSION}},
		dialed = {.type = RRAS_PLUGIN_DIALED, .dialed = {.id = ID}};
	struct fixture *f = *state;
	char path[128];
	pid_t pid;
	int status;

	if (geteuid() != 0) {
		skip();
	}
	snprintf(path, sizeof(path), "%s/%s", run_dir, RRAS_LINK_SOCKET);
	assert_int_equal(chmod(run_dir, 0711), 0);
	assert_int_equal(chmod(path, 0666), 0);
	pid = fork();
	if (pid == 0) {
		char byte;
		int fd;

		assert_int_equal(setuid(NOBODY), 0);
		fd = connect_to();
		/* what a plugin says, and it is not heard */
		(void)send(fd, &hello, RRAS_PLUGIN_HEADER + sizeof(hello.hello),
			   MSG_NOSIGNAL);
		(void)send(fd, &dialed,
			   RRAS_PLUGIN_HEADER + sizeof(dialed.dialed),
			   MSG_NOSIGNAL);
		_exit(recv(fd, &byte, 1, 0) == 0 || errno == ECONNRESET ? 0
									: 1);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 1000),
				 look_again, NULL);
		tevent_loop_once(f->ev);
	}
	assert_int_equal(status, 0);
	assert_int_equal(f->called, 0);
	assert_int_equal(chmod(run_dir, 0700), 0);
}

static void close_last(const struct link_call *call, void *private_data)
{
	unsigned *count = private_data;

	(*count)++;
	close(call->fd);
	close(call->pidfd);
}

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A process that is that many plugins; they stay until they are closed. */
static _Noreturn void play_plugins(void)
{
	int fds[CALLERS];
	unsigned i;
	char byte;

	for (i = 0; i < CALLERS; i++) {
		fds[i] = connect_to();
		say_hello(fds[i], RRAS_PLUGIN_VERSION);
		say_dialed(fds[i], ID + i);
	}
	for (i = 0; i < CALLERS; i++) {
		if (recv(fds[i], &byte, 1, 0) != 0) {
			_exit(1);
		}
	}
	_exit(0);
}

static void test_many(void **state)
{
	struct fixture *f = *state;
	unsigned count = 0;
	const char *why;
	double began;
	int status;
	pid_t pid;

	TALLOC_FREE(f->calls);
	f->calls =
		link_calls_create(f, f->ev, run_dir, close_last, &count, &why);
	assert_non_null(f->calls);
	pid = fork();
	if (pid == 0) {
		play_plugins();
	}
	began = cpu_ms();
	while (count < CALLERS) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	print_message("%d calls in %.0f ms of CPU\n", CALLERS,
		      cpu_ms() - began);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* Who says nothing keeps nobody out but who comes after very many of them. */
static void test_too_many(void **state)
{
	struct fixture *f = *state;
	struct rlimit files, few;
	int i, fds[FEW + 1];
	const char *why;

	TALLOC_FREE(f->calls);
	getrlimit(RLIMIT_NOFILE, &files);
	few = files;
	few.rlim_cur = (rlim_t)4 * FEW;
	setrlimit(RLIMIT_NOFILE, &few);
	f->calls = link_calls_create(f, f->ev, run_dir, called, f, &why);
	setrlimit(RLIMIT_NOFILE, &files);
	for (i = 0; i <= FEW; i++) {
		fds[i] = connect_to();
	}
	run_until_closed(f, fds[FEW]);
	for (i = 0; i < FEW; i++) {
		assert_false(is_closed(fds[i]));
	}
	/* as soon as one has said who it is there is a place */
	for (i = 0; i < 2; i++) {
		say_hello(fds[0], RRAS_PLUGIN_VERSION);
		say_dialed(fds[0], ID);
		while (f->called <= (unsigned)i) {
			assert_int_equal(tevent_loop_once(f->ev), 0);
		}
		close(f->last.fd);
		close(f->last.pidfd);
		close(fds[0]);
		fds[0] = connect_to();
	}
	for (i = 0; i < FEW; i++) {
		close(fds[i]);
	}
}

static void test_no_directory(void **state)
{
	struct fixture *f = *state;
	const char *why = NULL;

	assert_null(
		link_calls_create(f, f->ev, "/nonexistent", called, f, &why));
	assert_non_null(strstr(why, "/nonexistent"));
}

static int remove_dir(void **state)
{
	return rmdir(run_dir); /* no socket is left */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_called),     TEST(test_called_on_old_kernel),
		TEST(test_dead),       TEST(test_not_understood),
		TEST(test_goes),       TEST(test_silent),
		TEST(test_other_user), TEST(test_many),
		TEST(test_too_many),   TEST(test_no_directory),
	};
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (mkdtemp(run_dir) == NULL) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, remove_dir);
}
