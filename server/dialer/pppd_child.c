/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process with a process group of its own, watched by a pidfd.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "child_start.h"
#include "pppd_child.h"
#include "pppd_leftovers.h"

#ifndef PIDFD_SIGNAL_PROCESS_GROUP
#define PIDFD_SIGNAL_PROCESS_GROUP (1U << 2) /* Linux 6.9 */
#endif

#define FIRST_FD 3 /* after the standard ones */

/* Owned by the loop: a child that is freed is still waited for. */
struct reaper {
	struct pppd_child *child; /* NULL when freed */
	struct tevent_fd *fde;
	pid_t pid;
	int pidfd;
	bool adopted; /* another process was its parent */
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

/*
 * Its group: a connect script may have outlived its pppd.  A number is not
 * given again as long as a process or a group has it; that of our own child
 * is held by the zombie, that of an adopted one by its group or by nobody,
 * and then the kernel goes round all numbers before it comes back to this one.
 */
static void kill_group(const struct reaper *reaper)
{
	if (pidfd_send_signal(reaper->pidfd, SIGKILL, NULL,
			      PIDFD_SIGNAL_PROCESS_GROUP) != 0 &&
	    errno == EINVAL) {
		kill(-reaper->pid, SIGKILL); /* before Linux 6.9 */
	}
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
	int status = PPPD_CHILD_END_UNKNOWN;

	kill_group(reaper);
	if (!reaper->adopted && waitpid(reaper->pid, &status, WNOHANG) == 0) {
		return;
	}
	if (status == PPPD_CHILD_END_UNKNOWN || WIFSIGNALED(status)) {
		pppd_leftovers_remove_later(reaper->pid);
	}
	talloc_free(reaper);
	if (child != NULL) {
		child->fn(status, child->private_data);
	}
}

/* -- the beginning -- */

static WERROR start_process(struct reaper *reaper,
			    const struct child_start_config *config)
{
	reaper->pid = child_start(config);
	if (reaper->pid == -1) {
		return WERR_NO_SYSTEM_RESOURCES;
	}
	reaper->pidfd = pidfd_open(reaper->pid, 0);
	if (reaper->pidfd == -1) {
		kill(reaper->pid, SIGKILL); /* may lead no group yet */
		waitpid(reaper->pid, NULL, 0);
		return WERR_NO_SYSTEM_RESOURCES;
	}
	return WERR_OK;
}

static bool watch_process(struct reaper *reaper, struct tevent_context *ev)
{
	reaper->fde = tevent_add_fd(ev, reaper, reaper->pidfd, TEVENT_FD_READ,
				    process_ended, reaper);
	return reaper->fde != NULL;
}

/* Both NULL when out of memory. */
static void make(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		 struct pppd_child **child, struct reaper **reaper)
{
	*child = talloc_zero(mem_ctx, struct pppd_child);
	*reaper = talloc_zero(ev, struct reaper);
	if (*child == NULL || *reaper == NULL) {
		TALLOC_FREE(*child);
		TALLOC_FREE(*reaper);
		return;
	}
	(*reaper)->pidfd = -1;
	talloc_set_destructor(*reaper, reaper_destructor);
}

static void join(struct pppd_child *child, struct reaper *reaper,
		 pppd_child_fn fn, void *private_data)
{
	child->fn = fn;
	child->private_data = private_data;
	child->reaper = reaper;
	reaper->child = child;
	talloc_set_destructor(child, child_destructor);
}

static WERROR start_watched(struct reaper *reaper, struct tevent_context *ev,
			    const struct pppd_child_config *config)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct child_start_config start = {
		.argv = config->argv,
		.fds = {null, config->log, config->log},
		.lock = config->lock != -1 ? FIRST_FD + config->lock : -1,
	};
	WERROR error;

	memcpy(start.fds + FIRST_FD, config->fds, sizeof(config->fds));
	error = start_process(reaper, &start);
	close(null);
	if (W_ERROR_IS_OK(error) && !watch_process(reaper, ev)) {
		kill(reaper->pid, SIGKILL);
		waitpid(reaper->pid, NULL, 0);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return error;
}

WERROR pppd_child_start(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			const struct pppd_child_config *config,
			struct pppd_child **_child)
{
	struct pppd_child *child;
	struct reaper *reaper;
	WERROR error;

	make(mem_ctx, ev, &child, &reaper);
	W_ERROR_HAVE_NO_MEMORY(child);
	error = start_watched(reaper, ev, config);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(reaper);
		talloc_free(child);
		return error;
	}
	join(child, reaper, config->fn, config->private_data);
	*_child = child;
	return WERR_OK;
}

WERROR pppd_child_adopt(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			pid_t pid, int pidfd, pppd_child_fn fn,
			void *private_data, struct pppd_child **_child)
{
	struct pppd_child *child;
	struct reaper *reaper;

	make(mem_ctx, ev, &child, &reaper);
	if (child == NULL) {
		close(pidfd);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	reaper->pid = pid;
	reaper->pidfd = pidfd;
	reaper->adopted = true;
	if (!watch_process(reaper, ev)) {
		talloc_free(reaper);
		talloc_free(child);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	join(child, reaper, fn, private_data);
	*_child = child;
	return WERR_OK;
}

void pppd_child_leave(struct pppd_child *child)
{
	if (child->reaper != NULL) {
		talloc_free(child->reaper); /* parts them */
	}
	talloc_free(child);
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
		kill_group(child->reaper);
		/* it may not have got as far as setsid() */
		pidfd_send_signal(child->reaper->pidfd, SIGKILL, NULL, 0);
	}
}
