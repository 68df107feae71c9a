/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session: boot script, command with its input and output, halt script. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "console.h"
#include "init.h"

#define LOG_DIR RIG_DIR "/log"
/** Exit status for "the rig failed", as env(1) and timeout(1) use it. */
#define EXIT_RIG 125

struct session {
	const struct rig_job *job;
	struct console console;
	int signals;	 /* signalfd for SIGCHLD */
	pid_t command;	 /* 0 when it has ended */
	uint8_t status;	 /* of the command */
	int input;	 /* to the command, -1 after the end of input */
	int output;	 /* from the command, -1 after its end */
	int error;	 /* the same; always -1 with a terminal */
	size_t consumed; /* bytes of the current input frame */
	bool stuck;	 /* the command does not take its input */
};

static uint8_t exit_status(int status)
{
	if (WIFEXITED(status)) {
		return (uint8_t)WEXITSTATUS(status);
	}
	return (uint8_t)(128 + WTERMSIG(status));
}

/* The child's side: never returns. */
static void exec_program(const struct rig_job *job, char *const argv[])
{
	sigset_t none;
	char **env;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	clearenv();
	for (env = job->envp; *env != NULL; env++) {
		putenv(*env);
	}
	execvp(argv[0], argv);
	fprintf(stderr, "rig: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Collect ended processes; true when `pid` is among them. */
static bool reap(pid_t pid, uint8_t *status)
{
	bool found = false;
	pid_t ended;
	int raw;

	while ((ended = waitpid(-1, &raw, WNOHANG)) > 0) {
		if (ended == pid) {
			*status = exit_status(raw);
			found = true;
		}
	}
	return found;
}

static void wait_sigchld(struct session *session)
{
	struct signalfd_siginfo info;

	if (read(session->signals, &info, sizeof(info)) == -1) {
		rig_warn("signalfd");
	}
}

/* Run a script outside of the hosts; its output goes to a log. */
static uint8_t run_script(struct session *session, char *script,
			  const char *log)
{
	char *argv[] = {script, NULL};
	uint8_t status = EXIT_RIG;
	pid_t pid;

	pid = fork();
	if (pid == -1) {
		rig_die("fork");
	}
	if (pid == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			      0644);
		int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

		setsid();
		dup2(null, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		exec_program(session->job, argv);
	}
	while (!reap(pid, &status)) {
		wait_sigchld(session);
	}
	return status;
}

static void send_file(struct session *session, const char *path)
{
	char data[CONSOLE_MAX];
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		return;
	}
	while ((n = read(fd, data, sizeof(data))) > 0) {
		console_send(&session->console, CONSOLE_RIG, data, (size_t)n);
	}
	close(fd);
}

/* Child: enter the host, keep the directory. */
static void exec_command(const struct rig_job *job)
{
	if (rig_enter_host(job->host) == -1) {
		fprintf(stderr, "rig: no host \"%s\"\n", job->host);
		_exit(EXIT_RIG);
	}
	if (chdir(job->cwd) == -1) {
		fprintf(stderr, "rig: %s: %s\n", job->cwd, strerror(errno));
		_exit(EXIT_RIG);
	}
	exec_program(job, job->argv);
}

static void start_with_terminal(struct session *session)
{
	int master;

	session->command = forkpty(&master, NULL, NULL, NULL);
	if (session->command == -1) {
		rig_die("forkpty");
	}
	if (session->command == 0) {
		exec_command(session->job);
	}
	session->input = master;
	session->output = master;
	session->error = -1;
}

static void start_with_pipes(struct session *session)
{
	int in[2], out[2], err[2];

	if (pipe2(in, O_CLOEXEC) == -1 || pipe2(out, O_CLOEXEC) == -1 ||
	    pipe2(err, O_CLOEXEC) == -1) {
		rig_die("pipe");
	}
	session->command = fork();
	if (session->command == -1) {
		rig_die("fork");
	}
	if (session->command == 0) {
		/*
		 * Its own group, for signals, but not a session: a leader
		 * would take the first serial device for its terminal.
		 */
		setpgid(0, 0);
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		exec_command(session->job);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	session->input = in[1];
	session->output = out[0];
	session->error = err[0];
}

static void start_command(struct session *session)
{
	if (session->job->tty) {
		start_with_terminal(session);
	} else {
		start_with_pipes(session);
	}
	fcntl(session->input, F_SETFL, O_NONBLOCK);
	fcntl(session->output, F_SETFL, O_NONBLOCK);
	if (session->error != -1) {
		fcntl(session->error, F_SETFL, O_NONBLOCK);
	}
}

static void close_input(struct session *session)
{
	if (session->job->tty) {
		static const char eot = 4;

		if (write(session->input, &eot, 1) != 1) {
			rig_warn("terminal");
		}
	} else if (session->input != -1) {
		close(session->input);
		session->input = -1;
	}
}

/* Returns true when the whole frame was taken. */
static bool take_input(struct session *session, const uint8_t *data, size_t len)
{
	ssize_t n;

	if (len == 0) {
		close_input(session);
		return true;
	}
	while (session->input != -1 && session->consumed < len) {
		n = write(session->input, data + session->consumed,
			  len - session->consumed);
		if (n == -1 && errno == EAGAIN) {
			return false;
		}
		if (n <= 0) {
			/* It closed its input; what follows is dropped. */
			break;
		}
		session->consumed += (size_t)n;
	}
	session->consumed = 0;
	return true;
}

static void take_window(struct session *session, const uint8_t *data)
{
	struct winsize size = {
		.ws_row = (unsigned short)(data[0] | data[1] << 8),
		.ws_col = (unsigned short)(data[2] | data[3] << 8),
	};

	if (session->job->tty) {
		ioctl(session->input, TIOCSWINSZ, &size);
	}
}

/* Act on the frame in the buffer; it stays there while input is stuck. */
static void take_frame(struct session *session)
{
	const uint8_t *payload;
	bool done = true;
	size_t len;

	switch (console_frame(&session->console, &payload, &len)) {
	case CONSOLE_INPUT:
		done = take_input(session, payload, len);
		break;
	case CONSOLE_WINDOW:
		if (len == 4) {
			take_window(session, payload);
		}
		break;
	case CONSOLE_SIGNAL:
		if (len == 1 && session->command > 0) {
			kill(-session->command, payload[0]);
		}
		break;
	default:
		break;
	}
	session->stuck = !done;
	if (done) {
		console_next(&session->console);
	}
}

/* Pass on what the command wrote. Returns false when there was nothing. */
static bool pass_output(struct session *session, int *fd,
			enum console_frame type)
{
	char data[CONSOLE_MAX];
	ssize_t n;

	if (*fd == -1) {
		return false;
	}
	n = read(*fd, data, sizeof(data));
	if (n > 0) {
		console_send(&session->console, type, data, (size_t)n);
		return true;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		/* A terminal's master serves both ways: keep it open. */
		if (!session->job->tty) {
			close(*fd);
		}
		*fd = -1;
	}
	return false;
}

static void relay_once(struct session *session)
{
	const bool stuck = session->stuck;
	struct pollfd fds[] = {
		{.fd = session->console.fd, .events = stuck ? 0 : POLLIN},
		{.fd = session->signals, .events = POLLIN},
		{.fd = session->output, .events = POLLIN},
		{.fd = session->error, .events = POLLIN},
		{.fd = stuck ? session->input : -1, .events = POLLOUT},
	};

	if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) == -1) {
		return;
	}
	if (fds[0].revents != 0 && !stuck && console_read(&session->console)) {
		take_frame(session);
	} else if (fds[0].revents & POLLHUP) {
		rig_power_off();
	}
	if (fds[4].revents != 0) {
		take_frame(session);
	}
	if (fds[2].revents != 0) {
		pass_output(session, &session->output, CONSOLE_OUTPUT);
	}
	if (fds[3].revents != 0) {
		pass_output(session, &session->error, CONSOLE_ERROR);
	}
	if (fds[1].revents != 0) {
		wait_sigchld(session);
		if (reap(session->command, &session->status)) {
			session->command = 0;
		}
	}
}

static uint8_t run_command(struct session *session)
{
	start_command(session);
	console_send(&session->console, CONSOLE_READY, NULL, 0);
	while (session->command > 0) {
		relay_once(session);
	}
	/* What it left in the pipes; its orphans may hold them open. */
	while (pass_output(session, &session->output, CONSOLE_OUTPUT)) {
	}
	while (pass_output(session, &session->error, CONSOLE_ERROR)) {
	}
	return session->status;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

void rig_session(const struct rig_job *job, const char *console)
{
	static struct session session;
	uint8_t status = EXIT_RIG;

	session.job = job;
	session.signals = open_signals();
	console_open(&session.console, console);
	mkdir(LOG_DIR, 0755);
	if (job->boot[0] != '\0' &&
	    run_script(&session, job->boot, LOG_DIR "/boot.log") != 0) {
		send_file(&session, LOG_DIR "/boot.log");
	} else {
		status = run_command(&session);
	}
	if (job->halt[0] != '\0' &&
	    run_script(&session, job->halt, LOG_DIR "/halt.log") != 0) {
		send_file(&session, LOG_DIR "/halt.log");
	}
	console_send(&session.console, CONSOLE_EXIT, &status, 1);
	tcdrain(session.console.fd);
}
