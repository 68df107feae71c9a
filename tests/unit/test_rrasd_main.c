/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: its command line, its exit codes, its signals.  What needs the
 * run directory needs root, who alone may own one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>

struct fixture {
	char dir[64];
	char *conf, *log, *socket, *lock;
	char *notify;	    /* NULL: not started by systemd */
	rlim_t descriptors; /* 0: as many as the test has */
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	strcpy(f->dir, "/tmp/test_rrasd_main.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->conf = talloc_asprintf(f, "%s/smb.conf", f->dir);
	f->log = talloc_asprintf(f, "%s/log", f->dir);
	f->socket = talloc_asprintf(f, "%s/run/rrasd.sock", f->dir);
	f->lock = talloc_asprintf(f, "%s/run/rrasd.lock", f->dir);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char *command = talloc_asprintf(f, "rm -rf %s", f->dir);

	assert_int_equal(system(command), 0);
	talloc_free(f);
	return 0;
}

static void configure(struct fixture *f, const char *line)
{
	FILE *file = fopen(f->conf, "w");

	assert_non_null(file);
	fprintf(file,
		"[global]\n"
		"rras:state directory = %s/state\n"
		"rras:run directory = %s/run\n"
		"rras:audit = %s/audit\n%s\n",
		f->dir, f->dir, f->dir, line);
	assert_int_equal(fclose(file), 0);
}

static void limit_descriptors(rlim_t count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = count;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Start rrasd with up to three arguments; what it says goes to the log. */
static pid_t start(struct fixture *f, const char *a, const char *b,
		   const char *c)
{
	pid_t pid = fork();

	if (pid == 0) {
		int fd = open(f->log, O_CREAT | O_WRONLY | O_APPEND, 0600);

		unsetenv("JOURNAL_STREAM");
		unsetenv("NOTIFY_SOCKET");
		if (f->notify != NULL) {
			setenv("NOTIFY_SOCKET", f->notify, 1);
		}
		if (f->descriptors != 0) {
			limit_descriptors(f->descriptors);
		}
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execl(RRASD, "rrasd", a, b, c, NULL);
		_exit(99);
	}
	assert_true(pid > 0);
	return pid;
}

static int exit_code(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static char *read_file(struct fixture *f, const char *path)
{
	char *text = talloc_zero_size(f, 16384);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, 16383, file) < 16383);
	fclose(file);
	return text;
}

/* Until the daemon serves; the test's own deadline ends a vain wait. */
static void wait_for_socket(struct fixture *f)
{
	const struct timespec pause = {0, 10000000};

	while (access(f->socket, F_OK) != 0) {
		nanosleep(&pause, NULL);
	}
}

static void wait_for_words(struct fixture *f, const char *words, int times)
{
	const struct timespec pause = {0, 10000000};
	int seen = 0;

	while (seen < times) {
		const char *at = read_file(f, f->log);

		nanosleep(&pause, NULL);
		for (seen = 0; (at = strstr(at, words)) != NULL; at++) {
			seen++;
		}
	}
}

static char *config_option(struct fixture *f)
{
	return talloc_asprintf(f, "--configfile=%s", f->conf);
}

static void test_version_and_help(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(exit_code(start(f, "--version", NULL, NULL)), 0);
	assert_int_equal(exit_code(start(f, "--help", NULL, NULL)), 0);
	assert_int_equal(exit_code(start(f, "--show-options", NULL, NULL)), 0);
	assert_non_null(strstr(read_file(f, f->log), "rras:state directory"));
	assert_non_null(strstr(read_file(f, f->log), "--debuglevel"));
}

static void test_bad_command_lines(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(exit_code(start(f, "--nonsense", NULL, NULL)), 1);
	assert_int_equal(exit_code(start(f, "-F", "extra", NULL)), 1);
	assert_int_equal(exit_code(start(f, "-d", "-3", NULL)), 1);
	assert_int_equal(exit_code(start(f, "-d", "much", NULL)), 1);
	assert_int_equal(
		exit_code(start(f, "-F", "--configfile=/nonexistent", NULL)),
		1);
	assert_non_null(strstr(read_file(f, f->log), "--nonsense"));
	assert_non_null(strstr(read_file(f, f->log), "extra"));
	assert_non_null(strstr(read_file(f, f->log), "/nonexistent"));
}

static void test_bad_value(void **state)
{
	struct fixture *f = *state;

	configure(f, "rras:dial timeout = soon");
	assert_int_equal(exit_code(start(f, "-F", config_option(f), NULL)), 1);
	assert_non_null(strstr(read_file(f, f->log), "rras:dial timeout"));
	assert_non_null(strstr(read_file(f, f->log), "1 to 3600"));
	/* In the background it is seen as well. */
	assert_int_equal(exit_code(start(f, config_option(f), NULL, NULL)), 1);
}

static void assert_refused(struct fixture *f, const char *words)
{
	assert_int_equal(exit_code(start(f, "-F", config_option(f), NULL)), 1);
	assert_non_null(strstr(read_file(f, f->log), words));
}

/* What somebody else has put there before us is not ours to use. */
static void test_directories_of_others(void **state)
{
	struct fixture *f = *state;
	char *run = talloc_asprintf(f, "%s/run", f->dir);
	char *states = talloc_asprintf(f, "%s/state", f->dir);

	if (getuid() != 0) {
		skip();
	}
	configure(f, "");
	assert_int_equal(symlink(f->dir, run), 0);
	assert_refused(f, "rras:run directory");
	assert_int_equal(unlink(run), 0);
	assert_int_equal(mkdir(run, 0700), 0);
	assert_int_equal(chmod(run, 0755), 0);
	assert_refused(f, "mode 0700");
	assert_int_equal(chmod(run, 0700), 0);
	assert_int_equal(mkdir(states, 0700), 0);
	assert_int_equal(chown(states, 65534, 65534), 0);
	assert_refused(f, "rras:state directory");
}

static void test_serve_and_stop(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	pid_t pid;

	if (getuid() != 0) {
		skip();
	}
	configure(f, "");
	pid = start(f, "-F", config_option(f), NULL);
	wait_for_socket(f);
	assert_int_equal(stat(f->socket, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* A second one is told who the first one is. */
	assert_int_equal(exit_code(start(f, "-F", config_option(f), NULL)), 1);
	assert_non_null(strstr(read_file(f, f->log), "another rrasd"));
	assert_int_equal(kill(pid, SIGHUP), 0);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(exit_code(pid), 0);
	assert_int_equal(stat(f->socket, &st), -1);
	assert_non_null(strstr(read_file(f, f->log), "stopped"));
}

static void assert_notified(int fd, const char *words)
{
	char text[256];
	ssize_t length = recv(fd, text, sizeof(text) - 1, 0);

	assert_true(length > 0);
	text[length] = '\0';
	assert_non_null(strstr(text, words));
}

/* What systemd is told; it has no time to wait for ever. */
static void test_notify(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct fixture *f = *state;
	pid_t pid;
	int fd;

	if (getuid() != 0) {
		skip();
	}
	f->notify = talloc_asprintf(f, "%s/notify", f->dir);
	strcpy(address.sun_path, f->notify);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	configure(f, "");
	pid = start(f, "-F", config_option(f), NULL);
	assert_notified(fd, "READY=1");
	assert_int_equal(access(f->socket, F_OK), 0);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_notified(fd, "STOPPING=1");
	assert_int_equal(exit_code(pid), 0);
	close(fd);
}

/* A shell gives it 1024 descriptors: enough for 331 links. */
static void test_descriptors(void **state)
{
	struct fixture *f = *state;
	struct rlimit limit;
	pid_t pid;

	if (getuid() != 0) {
		skip();
	}
	f->descriptors = 1024;
	configure(f, "");
	pid = start(f, "-F", config_option(f), NULL);
	wait_for_socket(f);
	assert_int_equal(prlimit(pid, RLIMIT_NOFILE, NULL, &limit), 0);
	assert_true(limit.rlim_cur >= 65536 ||
		    limit.rlim_cur == limit.rlim_max);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(exit_code(pid), 0);
}

/* kill -9, and a start that finds the socket of the dead. */
static void test_start_after_kill(void **state)
{
	struct fixture *f = *state;
	int status;
	pid_t pid;

	if (getuid() != 0) {
		skip();
	}
	configure(f, "");
	pid = start(f, "-F", config_option(f), NULL);
	wait_for_socket(f);
	/* It is there before the line is. */
	wait_for_words(f, "serves", 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(access(f->socket, F_OK), 0);
	pid = start(f, "-F", config_option(f), NULL);
	wait_for_words(f, "serves", 2);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(exit_code(pid), 0);
}

/* Where sessions have nice values, the daemon's has its own one. */
static void assert_priority_of_session(struct fixture *f, pid_t daemon)
{
	char *path = talloc_asprintf(f, "/proc/%d/autogroup", daemon);
	int nice = -1;

	if (access(path, F_OK) != 0) {
		return;
	}
	assert_int_equal(
		sscanf(read_file(f, path), "/autogroup-%*d nice %d", &nice), 1);
	assert_int_equal(nice, getpriority(PRIO_PROCESS, (id_t)daemon));
}

static void test_background(void **state)
{
	struct fixture *f = *state;
	pid_t daemon;
	int lock;

	if (getuid() != 0) {
		skip();
	}
	configure(f, "");
	assert_int_equal(exit_code(start(f, config_option(f), NULL, NULL)), 0);
	/* It serves by now. */
	assert_int_equal(access(f->socket, F_OK), 0);
	daemon = atoi(read_file(f, f->lock));
	assert_true(daemon > 1);
	assert_priority_of_session(f, daemon);
	assert_int_equal(kill(daemon, SIGTERM), 0);
	/* It gives the lock up when it ends. */
	lock = open(f->lock, O_RDWR);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	close(lock);
	assert_int_equal(access(f->socket, F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_version_and_help), TEST(test_bad_command_lines),
		TEST(test_bad_value),	     TEST(test_notify),
		TEST(test_serve_and_stop),   TEST(test_start_after_kill),
		TEST(test_background),	     TEST(test_directories_of_others),
		TEST(test_descriptors),
	};

	/* A daemon that does not do what is waited for is a failure. */
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
