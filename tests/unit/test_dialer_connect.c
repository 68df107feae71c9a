/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras-connect against a modem that is a thread behind a pty.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "server/dialer/backend.h"
#include "server/dialer/connect/connect_proto.h"

/* What the modem does with a command line. */
struct modem {
	const char *at;	  /* answer to AT and the like; NULL: none */
	const char *dial; /* answer to ATD; NULL: none */
	int fd;
	char dialed[256];
};

static void modem_say(int fd, const char *text)
{
	char line[64];
	int length = snprintf(line, sizeof(line), "\r\n%s\r\n", text);

	assert_int_equal(write(fd, line, (size_t)length), length);
}

static void modem_command(struct modem *modem, const char *line)
{
	bool is_dial = strncmp(line, "ATD", 3) == 0;
	const char *answer = is_dial ? modem->dial : modem->at;

	if (is_dial) {
		snprintf(modem->dialed, sizeof(modem->dialed), "%s", line);
	}
	if (answer != NULL && line[0] != '\0') {
		modem_say(modem->fd, answer);
	}
}

static void *modem_run(void *argument)
{
	struct modem *modem = argument;
	char line[256], byte;
	size_t used = 0;

	while (read(modem->fd, &byte, 1) == 1) { /* EIO: the port is closed */
		if (byte == '\r') {
			line[used] = '\0';
			modem_command(modem, line);
			used = 0;
		} else if (byte != '\n' && used < sizeof(line) - 1) {
			line[used++] = byte;
		}
	}
	return NULL;
}

static int open_port(int master)
{
	struct termios termios;
	int port;

	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	port = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(port != -1);
	assert_int_equal(tcgetattr(port, &termios), 0);
	cfmakeraw(&termios);
	assert_int_equal(tcsetattr(port, TCSANOW, &termios), 0);
	return port;
}

/* Seconds. If the machine stands still while chat sends, that is a failure. */
enum {
	patience = 20, /* nothing waits for so long */
	in_vain = 3,
};

static pid_t start_helper(int port, int report_fd, unsigned int timeout,
			  const char *number, const char *init,
			  const char *path)
{
	char report[32], timeouts[32], numbers[300], inits[64];
	pid_t pid = fork();

	if (pid != 0) {
		return pid;
	}
	dup2(port, 0);
	dup2(port, 1);
	snprintf(report, sizeof(report), "--report-fd=%d", report_fd);
	snprintf(timeouts, sizeof(timeouts), "--timeout=%u", timeout);
	snprintf(numbers, sizeof(numbers), "--number=%s", number);
	snprintf(inits, sizeof(inits), "--init=%s", init);
	setenv("PATH", path, 1);
	execl(RRAS_CONNECT, "rras-connect", report, timeouts, numbers, inits,
	      NULL);
	_exit(126);
}

static struct rras_connect_report run_helper(struct modem *modem,
					     const char *number,
					     const char *init, const char *path,
					     int *exit_status)
{
	struct rras_connect_report report = {.version = 0};
	int fds[2], port, status;
	pthread_t thread;
	pid_t pid;

	modem->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	port = open_port(modem->fd);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	assert_int_equal(pthread_create(&thread, NULL, modem_run, modem), 0);
	pid = start_helper(port, fds[1],
			   modem->dial == NULL ? in_vain : patience, number,
			   init, path);
	close(fds[1]);
	assert_int_equal(recv(fds[0], &report, sizeof(report), 0),
			 sizeof(report));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	*exit_status = WEXITSTATUS(status);
	close(fds[0]);
	close(port);
	pthread_join(thread, NULL);
	close(modem->fd);
	return report;
}

static const char normal_path[] = "/usr/sbin:/usr/bin:/sbin:/bin";

static void expect(struct modem modem, const char *number,
		   enum dialer_connect_result result, const char *text)
{
	struct rras_connect_report report;
	int status;

	report = run_helper(&modem, number, "ATZ", normal_path, &status);
	assert_int_equal(report.version, RRAS_CONNECT_VERSION);
	assert_int_equal(report.result, result);
	assert_string_equal(report.text, text);
	assert_int_equal(status, result == DIALER_CONNECT_OK ? 0 : 1);
}

static void test_connect(void **state)
{
	struct modem modem = {"OK", "CONNECT 115200", -1, ""};
	struct rras_connect_report report;
	int status;

	report = run_helper(&modem, "0,(555) 12-34", "", normal_path, &status);
	assert_int_equal(report.result, DIALER_CONNECT_OK);
	assert_int_equal(status, 0);
	assert_string_equal(modem.dialed, "ATDT0,(555) 12-34");
	run_helper(&modem, "P123", "AT&F", normal_path, &status);
	assert_string_equal(modem.dialed, "ATDP123");
}

static void test_refusals(void **state)
{
	expect((struct modem){"OK", "BUSY", -1, ""}, "1", DIALER_CONNECT_BUSY,
	       "BUSY");
	expect((struct modem){"OK", "NO CARRIER", -1, ""}, "1",
	       DIALER_CONNECT_NO_CARRIER, "NO CARRIER");
	expect((struct modem){"OK", "NO DIALTONE", -1, ""}, "1",
	       DIALER_CONNECT_NO_DIALTONE, "NO DIALTONE");
	expect((struct modem){"OK", "NO DIAL TONE", -1, ""}, "1",
	       DIALER_CONNECT_NO_DIALTONE, "NO DIAL TONE");
	expect((struct modem){"OK", "NO ANSWER", -1, ""}, "1",
	       DIALER_CONNECT_NO_ANSWER, "NO ANSWER");
	expect((struct modem){"OK", "VOICE", -1, ""}, "1", DIALER_CONNECT_VOICE,
	       "VOICE");
	expect((struct modem){"OK", "ERROR", -1, ""}, "1", DIALER_CONNECT_ERROR,
	       "ERROR");
	/* "redial blocked": too often, or too soon */
	expect((struct modem){"OK", "DELAYED", -1, ""}, "1",
	       DIALER_CONNECT_ERROR, "DELAYED");
	expect((struct modem){"OK", "BLACKLISTED", -1, ""}, "1",
	       DIALER_CONNECT_ERROR, "BLACKLISTED");
}

static void test_nobody_answers(void **state)
{
	expect((struct modem){"OK", NULL, -1, ""}, "1", DIALER_CONNECT_TIMEOUT,
	       "");
}

static void test_silent_modem(void **state)
{
	expect((struct modem){NULL, NULL, -1, ""}, "1",
	       DIALER_CONNECT_NOT_READY, "");
}

static void test_modem_refuses_init(void **state)
{
	expect((struct modem){"ERROR", "BUSY", -1, ""}, "1",
	       DIALER_CONNECT_ERROR, "ERROR");
}

static void test_bad_number_never_reaches_the_modem(void **state)
{
	struct modem modem = {"OK", "CONNECT", -1, ""};
	struct rras_connect_report report;
	int status;

	report = run_helper(&modem, "1;H0", "", normal_path, &status);
	assert_int_equal(report.result, DIALER_CONNECT_FAILED);
	assert_int_equal(status, 1);
	assert_string_equal(modem.dialed, "");
}

static void test_no_chat(void **state)
{
	struct modem modem = {"OK", "CONNECT", -1, ""};
	struct rras_connect_report report;
	int status;

	report = run_helper(&modem, "1", "", "/nonexistent", &status);
	assert_int_equal(report.result, DIALER_CONNECT_FAILED);
	assert_string_equal(report.text, "chat is not installed");
}

/* pppd, as its connect script sees it, and what becomes of it. */
static pid_t start_parent(int port, int report_fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		start_helper(port, report_fd, patience, "1", "", normal_path);
		pause();
		_exit(1);
	}
	return pid;
}

/* pppd is killed with 9 and nobody ends its group: the modem is left alone. */
static void test_parent_killed(void **state)
{
	struct rras_connect_report report;
	int fds[2], master, port;
	char byte;
	pid_t pid;

	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	port = open_port(master);
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	fcntl(fds[1], F_SETFD, 0);
	pid = start_parent(port, fds[1]);
	close(fds[1]);
	assert_int_equal(read(master, &byte, 1), 1); /* chat has begun */
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	/* the end of all who could report, and no report */
	assert_int_equal(recv(fds[0], &report, sizeof(report), 0), 0);
	close(fds[0]);
	close(port);
	close(master);
}

static int exit_status_of(const char *arguments)
{
	char command[512];
	int status;

	snprintf(command, sizeof(command), "%s %s 2>/dev/null", RRAS_CONNECT,
		 arguments);
	status = system(command);
	return WEXITSTATUS(status);
}

static void test_usage(void **state)
{
	assert_int_equal(exit_status_of(""), 2);
	assert_int_equal(exit_status_of("--nonsense --number=1"), 2);
	assert_int_equal(exit_status_of("--number=1 more"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_nobody_answers),
		cmocka_unit_test(test_silent_modem),
		cmocka_unit_test(test_modem_refuses_init),
		cmocka_unit_test(test_bad_number_never_reaches_the_modem),
		cmocka_unit_test(test_no_chat),
		cmocka_unit_test(test_parent_killed),
		cmocka_unit_test(test_usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
