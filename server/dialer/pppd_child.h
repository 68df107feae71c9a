/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A child process with a process group of its own, watched by a pidfd.
 */
#ifndef SERVER_DIALER_PPPD_CHILD_H
#define SERVER_DIALER_PPPD_CHILD_H

#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct pppd_child;

/**
 * @brief Called once, from the loop: whether there is a process.
 *
 * @param[in] error  ERROR_NO_SYSTEM_RESOURCES, ERROR_NOT_ENOUGH_MEMORY: there
 *                   is none, and nothing more is called
 */
typedef void (*pppd_child_started_fn)(WERROR error, void *private_data);

/** @brief How a process has ended whose parent we are not: nobody tells. */
#define PPPD_CHILD_END_UNKNOWN (-1)

/** @brief Called once, from the loop, with waitpid()'s status, or with
 * PPPD_CHILD_END_UNKNOWN. */
typedef void (*pppd_child_fn)(int wait_status, void *private_data);

/** @brief The most descriptors that a child gets besides 0, 1 and 2. */
#define PPPD_CHILD_FDS 4

/** @brief What is started. */
struct pppd_child_config {
	char *const *argv; /**< argv[0] is the program's path */
	int log;	   /**< what becomes its descriptors 1 and 2 */
	/** What becomes its descriptors 3, 4, ...; -1: that one is closed. */
	int fds[PPPD_CHILD_FDS];
	/** Which of @fds is a file that it locks (fcntl(2), F_SETLK) before
	 * it becomes the program; -1: none. */
	int lock;
	pppd_child_started_fn started;
	pppd_child_fn fn; /**< its end */
	void *private_data;
};

/**
 * @brief Start a program.  It takes as long as it takes: what is asked of the
 *        child meanwhile happens as soon as there is a process.
 *
 * It leads a session and a process group, dumps no core, has a clean
 * environment, /dev/null as its input, ignores SIGPIPE, and has no descriptors
 * but these.  It outlives this process, unless that dies before the program
 * has been executed with its lock.
 * Freeing the child kills the whole group; it is reaped later.
 *
 * @param[in] config  valid in the call; the descriptors may be closed after it
 * @param[in] ev      must outlive the process, else a zombie stays
 * @retval ERROR_NOT_ENOUGH_MEMORY  @started is not called.  That argv[0]
 *                                  cannot be executed shows as exit status 127
 */
WERROR pppd_child_start(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			const struct pppd_child_config *config,
			struct pppd_child **child);

/**
 * @brief Take over a process that another one has started so.
 *
 * @param[in] pidfd  of it; the child's, also on failure
 */
WERROR pppd_child_adopt(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			pid_t pid, int pidfd, pppd_child_fn fn,
			void *private_data, struct pppd_child **child);

/** @brief Free it and leave the process alone: this daemon ends.  What is
 * being started is waited for. */
void pppd_child_leave(struct pppd_child *child);

/** @brief Its pid; 0 when it has not started yet, or has ended. */
pid_t pppd_child_pid(const struct pppd_child *child);

/** @brief Send a signal to the process alone. */
void pppd_child_signal(struct pppd_child *child, int signal_number);

/** @brief Kill the process and its group. */
void pppd_child_kill(struct pppd_child *child);

#endif
