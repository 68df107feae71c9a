/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of a process; see child_start.h. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>
#include "child_start.h"

#define NOT_EXECUTED  127
#define FIRST_FREE_FD 16 /* above all numbers that the child uses */

/* -- in the child: async-signal-safe calls only, there may be threads -- */

/* Its log and the plugin's socket may lose their readers, us: an error then,
 * not a signal. */
static void reset_signals(void)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	const struct sigaction ignored = {.sa_handler = SIG_IGN};
	sigset_t none;
	int i;

	for (i = 1; i < NSIG; i++) {
		sigaction(i, &by_default, NULL);
	}
	sigaction(SIGPIPE, &ignored, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * As many descriptors as the daemon may have are not for its children: pppd,
 * and who knows what its scripts start, waits with select().
 */
static void limit_fds(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 &&
	    files.rlim_cur > FD_SETSIZE) {
		files.rlim_cur = FD_SETSIZE;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Put the descriptors in their places by way of numbers above all of them. */
static bool place_fds(const int *fds, int count)
{
	int i, high[CHILD_START_FDS];

	for (i = 0; i < count; i++) {
		high[i] = fds[i] != -1 ? fcntl(fds[i], F_DUPFD, FIRST_FREE_FD)
				       : -1;
		if (fds[i] != -1 && high[i] == -1) {
			return false;
		}
	}
	for (i = 0; i < count; i++) {
		if (high[i] == -1) {
			close(i);
		} else if (dup2(high[i], i) == -1) {
			return false;
		}
	}
	return close_range((unsigned)count, ~0U, 0) == 0;
}

/*
 * From here on the kernel says that this process lives, and who it is.  After
 * the closing of all other descriptors: to close any of the same file is to
 * give the lock back.
 *
 * A daemon that has died before has a successor that may have found nobody to
 * hold the lock.  One that dies later leaves a link that is found.
 */
static bool take_lock(int fd, pid_t daemon_pid)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return (fd == -1 || fcntl(fd, F_SETLK, &whole) == 0) &&
	       getppid() == daemon_pid;
}

static _Noreturn void run(const struct child_start_config *config,
			  pid_t daemon_pid)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/sbin:/sbin:"
			     "/usr/local/bin:/usr/bin:/bin";
	static char lang[] = "LANG=C.UTF-8";
	char *const environment[] = {path, lang, NULL};
	const struct rlimit none = {0, 0};

	setsid();
	reset_signals();
	umask(022);
	setrlimit(RLIMIT_CORE, &none); /* it will know a password */
	if (place_fds(config->fds, CHILD_START_FDS) &&
	    take_lock(config->lock, daemon_pid) && chdir("/") == 0) {
		limit_fds(); /* not before those above it are closed */
		execve(config->argv[0], config->argv, environment);
	}
	_exit(NOT_EXECUTED);
}

/* -- in the parent -- */

/*
 * vfork(): after a fork() each page of ours that is written to is copied,
 * which cost more than all else that we do for a link.  The child borrows our
 * memory until it is pppd, and keeps to its own variables; no handler of ours
 * may run in it.
 */
pid_t child_start(const struct child_start_config *config)
{
	sigset_t all, before;
	pid_t pid, daemon = getpid();

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = vfork();
	if (pid == 0) {
		run(config, daemon);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}
