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
	struct tevent_context *ev;
	struct tevent_req *start; /* NULL when it has started */
	struct tevent_fd *fde;
	pid_t pid; /* 0: not yet started */
	int pidfd;
	int signal_number; /* that it gets when it has started; 0: none */
	bool adopted;	   /* another process was its parent */
	bool killed;	   /* it cannot put away what it has */
};

struct pppd_child {
	struct reaper *reaper; /* NULL when the process has been reaped */
	pppd_child_started_fn started;
	pppd_child_fn fn;
	void *private_data;
};

static int reaper_destructor(struct reaper *reaper)
{
	if (reaper->child != NULL) {
		reaper->child->reaper = NULL;
	}
	TALLOC_FREE(reaper->start); /* ends what it may have started */
	TALLOC_FREE(reaper->fde);
	if (reaper->pidfd != -1) {
		close(reaper->pidfd);
	}
	/* Here for a daemon that ends before its children have, too. */
	if (reaper->killed) {
		pppd_leftovers_remove_later(reaper->pid);
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

static void signal_process(struct reaper *reaper, int signal_number)
{
	if (signal_number == SIGKILL) {
		reaper->killed = true;
		kill_group(reaper);
	} else {
		pidfd_send_signal(reaper->pidfd, signal_number, NULL, 0);
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
	reaper->killed =
		status == PPPD_CHILD_END_UNKNOWN || WIFSIGNALED(status);
	talloc_free(reaper);
	if (child != NULL) {
		child->fn(status, child->private_data);
	}
}

/* -- the beginning -- */

static bool watch_process(struct reaper *reaper)
{
	reaper->fde = tevent_add_fd(reaper->ev, reaper, reaper->pidfd,
				    TEVENT_FD_READ, process_ended, reaper);
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
	(*reaper)->ev = ev;
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

static struct tevent_req *start(struct reaper *reaper,
				const struct pppd_child_config *config)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct child_start_config wanted = {
		.argv = config->argv,
		.fds = {null, config->log, config->log},
		.lock = config->lock != -1 ? FIRST_FD + config->lock : -1,
	};
	struct tevent_req *req;

	memcpy(wanted.fds + FIRST_FD, config->fds, sizeof(config->fds));
	req = child_start_send(reaper, reaper->ev, &wanted);
	close(null);
	return req;
}

/* Takes what has started. */
static WERROR take_process(struct reaper *reaper)
{
	WERROR error =
		child_start_recv(reaper->start, &reaper->pid, &reaper->pidfd);

	TALLOC_FREE(reaper->start);
	W_ERROR_NOT_OK_RETURN(error);
	if (!watch_process(reaper)) {
		kill(reaper->pid, SIGKILL);
		waitpid(reaper->pid, NULL, 0);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return WERR_OK;
}

static void process_started(struct tevent_req *req)
{
	struct reaper *reaper = tevent_req_callback_data(req, struct reaper);
	struct pppd_child *child = reaper->child;
	WERROR error = take_process(reaper);

	if (!W_ERROR_IS_OK(error)) {
		talloc_free(reaper);
	} else if (reaper->signal_number != 0) {
		signal_process(reaper, reaper->signal_number);
	}
	if (child != NULL && child->started != NULL) {
		child->started(error, child->private_data);
	}
}

WERROR pppd_child_start(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			const struct pppd_child_config *config,
			struct pppd_child **_child)
{
	struct pppd_child *child;
	struct reaper *reaper;

	make(mem_ctx, ev, &child, &reaper);
	W_ERROR_HAVE_NO_MEMORY(child);
	reaper->start = start(reaper, config);
	if (reaper->start == NULL) {
		talloc_free(reaper);
		talloc_free(child);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	tevent_req_set_callback(reaper->start, process_started, reaper);
	join(child, reaper, config->fn, config->private_data);
	child->started = config->started;
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
	if (!watch_process(reaper)) {
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
	child->started = NULL;
	if (child->reaper != NULL && child->reaper->start != NULL) {
		child_start_wait(child->reaper->start);
	}
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
	struct reaper *reaper = child->reaper;

	if (reaper == NULL) {
		return;
	}
	if (reaper->start == NULL) {
		signal_process(reaper, signal_number);
	} else if (reaper->signal_number != SIGKILL) {
		reaper->signal_number = signal_number;
	}
}

void pppd_child_kill(struct pppd_child *child)
{
	pppd_child_signal(child, SIGKILL);
}
