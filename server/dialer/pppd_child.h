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
	pppd_child_fn fn;
	void *private_data;
};

/**
 * @brief Start a program.
 *
 * It leads a session and a process group, dumps no core, has a clean
 * environment, /dev/null as its input, ignores SIGPIPE, and has no descriptors
 * but these.  It outlives this process, unless that dies before the program
 * has been executed with its lock.
 * Freeing the child kills the whole group; it is reaped later.
 *
 * @param[in] config  valid in the call
 * @param[in] ev      must outlive the process, else a zombie stays
 * @return WERR_OK, or why there is no process.  That argv[0] cannot be
 *         executed shows as exit status 127.
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

/** @brief Free it and leave the process alone: this daemon ends. */
void pppd_child_leave(struct pppd_child *child);

/** @brief Its pid; 0 when it has ended. */
pid_t pppd_child_pid(const struct pppd_child *child);

/** @brief Send a signal to the process alone. */
void pppd_child_signal(struct pppd_child *child, int signal_number);

/** @brief Kill the process and its group. */
void pppd_child_kill(struct pppd_child *child);

#endif
