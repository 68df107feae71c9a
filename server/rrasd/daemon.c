/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a process a daemon. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"
#include "log.h"

#define DESCRIPTORS 65536 /* as in rrasd.service */
#define PRIORITY    (-20) /* as there: a nice value */

void daemon_protect(void)
{
	const struct rlimit no_core = {0, 0};

	umask(077);
	if (setrlimit(RLIMIT_CORE, &no_core) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		log_warning("core dumps cannot be turned off: %s",
			    strerror(errno));
	}
	/* EPIPE and EFBIG are handled where they arise. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* As many as it may have by itself, where root may not have more either. */
void daemon_take_descriptors(void)
{
	struct rlimit now, wanted = {DESCRIPTORS, DESCRIPTORS};

	if (getrlimit(RLIMIT_NOFILE, &now) != 0 ||
	    now.rlim_cur >= DESCRIPTORS) {
		return;
	}
	if (now.rlim_max > DESCRIPTORS) {
		wanted.rlim_max = now.rlim_max;
	}
	if (setrlimit(RLIMIT_NOFILE, &wanted) == 0) {
		return;
	}
	now.rlim_cur = now.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &now) != 0 || now.rlim_cur < DESCRIPTORS) {
		log_notice("%u descriptors are all that can be had",
			   (unsigned)now.rlim_cur);
	}
}

/* "The autogroup feature", sched(7): a nice value counts among the processes of
 * one session only, and each pppd has its own.  A session that is not ours (a
 * shell's) stays as it is. */
static void take_priority_of_session(int priority)
{
	FILE *file;

	if (getsid(0) != getpid()) {
		return;
	}
	file = fopen("/proc/self/autogroup", "we");
	if (file == NULL) {
		return; /* a kernel without it */
	}
	fprintf(file, "%d", priority);
	if (fclose(file) != 0) {
		log_notice("no priority over the sessions of pppd: %s",
			   strerror(errno));
	}
}

/* What an administrator has set stays. */
void daemon_take_priority(void)
{
	const struct sched_param none = {0};

	if (getpriority(PRIO_PROCESS, 0) == 0 &&
	    sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &none) ==
		    0 &&
	    setpriority(PRIO_PROCESS, 0, PRIORITY) != 0) {
		log_notice("no priority over pppd: %s", strerror(errno));
	}
	take_priority_of_session(getpriority(PRIO_PROCESS, 0));
}

static void wait_for_child(int fd)
{
	char ready;
	ssize_t length;

	do {
		length = read(fd, &ready, 1);
	} while (length == -1 && errno == EINTR);
	_exit(length == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int daemon_fork(void)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0) {
		return -1;
	}
	pid = fork();
	if (pid == -1) {
		close(fds[0]);
		close(fds[1]);
		return -1;
	}
	if (pid > 0) {
		close(fds[1]);
		wait_for_child(fds[0]);
	}
	close(fds[0]);
	setsid();
	return fds[1];
}

void daemon_ready(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (chdir("/") != 0 || null == -1 || dup2(null, STDIN_FILENO) == -1 ||
	    dup2(null, STDOUT_FILENO) == -1 ||
	    dup2(null, STDERR_FILENO) == -1) {
		log_warning("cannot let go of the terminal: %s",
			    strerror(errno));
	}
	if (null > STDERR_FILENO) {
		close(null);
	}
	if (write(fd, "", 1) != 1) {
		log_warning("the starting process has gone");
	}
	close(fd);
}
