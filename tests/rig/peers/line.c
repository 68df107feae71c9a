/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The far side of a serial line. */
#include "line.h"
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PPPD "/usr/sbin/pppd"

/* Settings of the slave, set through the master so as not to open it. */
static void set_raw(int master)
{
	struct termios settings;

	if (tcgetattr(master, &settings) == -1) {
		err(1, "tcgetattr");
	}
	cfmakeraw(&settings);
	cfsetspeed(&settings, B115200);
	if (tcsetattr(master, TCSANOW, &settings) == -1) {
		err(1, "tcsetattr");
	}
}

/* rename(2) over the old link: the device never lacks. */
static void link_device(const struct line *line, const char *slave)
{
	char path[256];

	snprintf(path, sizeof(path), "%s.new", line->device);
	unlink(path);
	if (symlink(slave, path) == -1 || rename(path, line->device) == -1) {
		err(1, "%s", line->device);
	}
}

void line_open(struct line *line)
{
	const char *slave;

	line->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (line->master == -1 || grantpt(line->master) == -1 ||
	    unlockpt(line->master) == -1) {
		err(1, "pty");
	}
	set_raw(line->master);
	slave = ptsname(line->master);
	line->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (inotify_add_watch(line->watch, slave, IN_OPEN | IN_CLOSE) == -1) {
		err(1, "%s", slave);
	}
	line->in_use = false;
	line->pppd = 0;
	line->ready_fd = -1;
	link_device(line, slave);
}

static bool slave_is_open(const struct line *line)
{
	struct pollfd fd = {.fd = line->master};

	return poll(&fd, 1, 0) == 0 || !(fd.revents & POLLHUP);
}

enum line_event line_event(struct line *line)
{
	char buf[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	bool was_in_use = line->in_use, closed = false, reopened = false;
	ssize_t len, at;

	len = read(line->watch, buf, sizeof(buf));
	for (at = 0; at < len;) {
		const struct inotify_event *event = (void *)(buf + at);

		if (event->mask & IN_CLOSE) {
			closed = true;
		} else if (closed && (event->mask & IN_OPEN)) {
			reopened = true;
		}
		at += (ssize_t)(sizeof(*event) + event->len);
	}
	line->in_use = slave_is_open(line);
	if (was_in_use && (!line->in_use || reopened)) {
		return LINE_CLOSED;
	}
	return line->in_use && !was_in_use ? LINE_OPENED : LINE_NOTHING;
}

/* The child: pppd copies between our pty and its own. Never returns. */
static void exec_pppd(const struct line *line, const char *options,
		      int ready_fd)
{
	char fd[16];
	sigset_t none;
	int null;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	fcntl(line->master, F_SETFL, 0);
	null = open("/dev/null", O_RDWR);
	dup2(line->master, STDIN_FILENO);
	dup2(line->master, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	fcntl(ready_fd, F_SETFD, 0);
	snprintf(fd, sizeof(fd), "%d", ready_fd);
	execl(PPPD, "pppd", "nodetach", "notty", "local", "silent", "plugin",
	      line->plugin, "ready-fd", fd, "linkname", line->name, "file",
	      options, line->addresses, NULL);
	_exit(127);
}

void line_answer(struct line *line, const char *options)
{
	int ready[2];

	if (pipe2(ready, O_CLOEXEC) == -1) {
		err(1, "pipe");
	}
	line->pppd = fork();
	if (line->pppd == -1) {
		err(1, "fork");
	}
	if (line->pppd == 0) {
		exec_pppd(line, options, ready[1]);
	}
	close(ready[1]);
	line->ready_fd = ready[0];
}

static void close_ready(struct line *line)
{
	if (line->ready_fd != -1) {
		close(line->ready_fd);
		line->ready_fd = -1;
	}
}

bool line_take_ready(struct line *line)
{
	char byte;
	bool ready = read(line->ready_fd, &byte, 1) == 1;

	close_ready(line);
	return ready;
}

bool line_reap(struct line *line)
{
	if (line->pppd == 0 || waitpid(line->pppd, NULL, WNOHANG) == 0) {
		return false;
	}
	/* Its copying child ends with it, or now. */
	kill(-line->pppd, SIGKILL);
	line->pppd = 0;
	close_ready(line);
	return true;
}

/*
 * pppd gets 0.3 s to end by itself, so that it removes its pid files; one
 * that a test has frozen does not.
 */
static void end_pppd(struct line *line)
{
	int i;

	if (line->pppd == 0) {
		return;
	}
	kill(-line->pppd, SIGHUP);
	for (i = 0; i < 30; i++) {
		if (line_reap(line)) {
			return;
		}
		usleep(10000);
	}
	line_kill(line);
}

void line_kill(struct line *line)
{
	if (line->pppd != 0) {
		kill(-line->pppd, SIGKILL);
		waitpid(line->pppd, NULL, 0);
		line->pppd = 0;
	}
	close_ready(line);
}

void line_release(struct line *line)
{
	end_pppd(line);
	if (line->master == -1) {
		return;
	}
	tcflush(line->master, TCIOFLUSH);
	fcntl(line->master, F_SETFL, O_NONBLOCK);
	set_raw(line->master);
}

static void line_close(struct line *line)
{
	/* pppd holds a copy of the master: it must go for the line to drop. */
	line_kill(line);
	close(line->watch);
	close(line->master);
	line->watch = line->master = -1;
	line->in_use = false;
}

void line_drop(struct line *line)
{
	line_close(line);
	line_open(line);
}

void line_unplug(struct line *line)
{
	unlink(line->device);
	line_close(line);
}
