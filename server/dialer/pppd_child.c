/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A child process with a process group of its own, watched by a pidfd.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pppd_child.h"
#include "pppd_leftovers.h"

#define MAX_FDS	      4
#define NOT_EXECUTED  127
#define FIRST_FREE_FD 16 /* above all numbers that the child uses */

/* Owned by the loop: a child that is freed is still waited for. */
struct reaper {
	struct pppd_child *child; /* NULL when freed */
	struct tevent_fd *fde;
	pid_t pid;
	int pidfd;
};

struct pppd_child {
	struct reaper *reaper; /* NULL when the process has been reaped */
	pppd_child_fn fn;
	void *private_data;
};

static int reaper_destructor(struct reaper *reaper)
{
	if (reaper->child != NULL) {
		reaper->child->reaper = NULL;
	}
	TALLOC_FREE(reaper->fde);
	if (reaper->pidfd != -1) {
		close(reaper->pidfd);
	}
	return 0;
}

static int child_destructor(struct pppd_child *child)
{
	pppd_child_kill(child);
	if (child->reaper != NULL) {
		child->reaper->child = NULL;
	}
	return 0;
}

static void process_ended(struct tevent_context *ev, struct tevent_fd *fde,
			  uint16_t flags, void *private_data)
{
	struct reaper *reaper = private_data;
	struct pppd_child *child = reaper->child;
	int status = 0;

	/* The zombie holds the number, so it is still this group that dies:
	 * a connect script may have outlived its pppd. */
	kill(-reaper->pid, SIGKILL);
	if (waitpid(reaper->pid, &status, WNOHANG) == 0) {
		return;
	}
	if (WIFSIGNALED(status)) {
		pppd_leftovers_remove_later(reaper->pid);
	}
	talloc_free(reaper);
	if (child != NULL) {
		child->fn(status, child->private_data);
	}
}

/* -- in the child: async-signal-safe calls only, there may be threads -- */

static void reset_signals(void)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	sigset_t none;
	int i;

	for (i = 1; i < NSIG; i++) {
		sigaction(i, &by_default, NULL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Put the descriptors in their places by way of numbers above all of them. */
static bool place_fds(const int *fds, int count)
{
	int i, high[3 + MAX_FDS];

	for (i = 0; i < count; i++) {
		high[i] = fcntl(fds[i], F_DUPFD, FIRST_FREE_FD);
		if (high[i] == -1) {
			return false;
		}
	}
	for (i = 0; i < count; i++) {
		if (dup2(high[i], i) == -1) {
			return false;
		}
	}
	return close_range((unsigned)count, ~0U, 0) == 0;
}

/*
 * A daemon that was killed cannot adopt its links when it starts again: it
 * would dial them a second time.  So they end with it.
 */
static void end_with_daemon(pid_t daemon_pid)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != daemon_pid) {
		_exit(NOT_EXECUTED); /* it died before we asked */
	}
}

static _Noreturn void run(char *const argv[], const int *fds, int count,
			  pid_t daemon_pid)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/sbin:/sbin:"
			     "/usr/local/bin:/usr/bin:/bin";
	static char lang[] = "LANG=C.UTF-8";
	char *const environment[] = {path, lang, NULL};
	const struct rlimit none = {0, 0};

	end_with_daemon(daemon_pid);
	setsid();
	reset_signals();
	umask(022);
	setrlimit(RLIMIT_CORE, &none); /* it will know a password */
	if (place_fds(fds, count) && chdir("/") == 0) {
		execve(argv[0], argv, environment);
	}
	_exit(NOT_EXECUTED);
}

/* -- in the parent -- */

static WERROR start_process(struct reaper *reaper, char *const argv[],
			    const int *fds, int count)
{
	const pid_t daemon_pid = getpid();

	reaper->pid = fork();
	if (reaper->pid == -1) {
		return WERR_NO_SYSTEM_RESOURCES;
	}
	if (reaper->pid == 0) {
		run(argv, fds, count, daemon_pid);
	}
	reaper->pidfd = pidfd_open(reaper->pid, 0);
	if (reaper->pidfd == -1) {
		kill(reaper->pid, SIGKILL); /* may lead no group yet */
		waitpid(reaper->pid, NULL, 0);
		return WERR_NO_SYSTEM_RESOURCES;
	}
	return WERR_OK;
}

static WERROR watch_process(struct reaper *reaper, struct tevent_context *ev)
{
	reaper->fde = tevent_add_fd(ev, reaper, reaper->pidfd, TEVENT_FD_READ,
				    process_ended, reaper);
	if (reaper->fde == NULL) {
		kill(reaper->pid, SIGKILL);
		waitpid(reaper->pid, NULL, 0);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return WERR_OK;
}

WERROR pppd_child_start(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			char *const argv[], int log, const int *fds,
			size_t num_fds, pppd_child_fn fn, void *private_data,
			struct pppd_child **_child)
{
	int places[3 + MAX_FDS] = {-1, log, log}, count = 3;
	struct pppd_child *child;
	struct reaper *reaper;
	WERROR error;
	size_t i;

	for (i = 0; i < num_fds && i < MAX_FDS; i++) {
		places[count++] = fds[i];
	}
	child = talloc(mem_ctx, struct pppd_child);
	reaper = talloc(ev, struct reaper);
	if (child == NULL || reaper == NULL) {
		talloc_free(child);
		talloc_free(reaper);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	*child = (struct pppd_child){.fn = fn, .private_data = private_data};
	*reaper = (struct reaper){.pidfd = -1};
	talloc_set_destructor(reaper, reaper_destructor);
	places[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	error = start_process(reaper, argv, places, count);
	close(places[0]);
	if (W_ERROR_IS_OK(error)) {
		error = watch_process(reaper, ev);
	}
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(reaper);
		talloc_free(child);
		return error;
	}
	reaper->child = child;
	child->reaper = reaper;
	talloc_set_destructor(child, child_destructor);
	*_child = child;
	return WERR_OK;
}

pid_t pppd_child_pid(const struct pppd_child *child)
{
	return child->reaper != NULL ? child->reaper->pid : 0;
}

void pppd_child_signal(struct pppd_child *child, int signal_number)
{
	if (child->reaper != NULL) {
		pidfd_send_signal(child->reaper->pidfd, signal_number, NULL, 0);
	}
}

void pppd_child_kill(struct pppd_child *child)
{
	if (child->reaper != NULL) {
		kill(-child->reaper->pid, SIGKILL);
		/* it may not have got as far as setsid() */
		kill(child->reaper->pid, SIGKILL);
	}
}
