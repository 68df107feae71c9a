/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The start of a process that has nothing of ours but what it is given.
 */
#ifndef SERVER_DIALER_CHILD_START_H
#define SERVER_DIALER_CHILD_START_H

#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

/** @brief The most descriptors that a process gets: 0, 1, 2 and more. */
#define CHILD_START_FDS 7

/** @brief What is started. */
struct child_start_config {
	char *const *argv;	  /**< argv[0] is the program's path */
	int fds[CHILD_START_FDS]; /**< what become its 0, 1, ...; -1: is closed
				   */
	/** Which of its descriptors is a file that it locks (fcntl(2),
	 * F_SETLK) before it becomes the program; -1: none. */
	int lock;
};

/**
 * @brief Start a process, in a thread: on a busy machine it takes a second
 *        until the process is the program, and the loop does not wait for it.
 *
 * See pppd_child_start() for what the process is.  When the request is freed
 * before it was received there will be no process: that waits for the thread,
 * kills the group of what it has started, and reaps it.
 *
 * @param[in] config  copied, descriptors too
 */
struct tevent_req *child_start_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    const struct child_start_config *config);

/**
 * @brief Wait for it here and now; the request's callback is called in the
 *        call.  For the end of the daemon.
 */
void child_start_wait(struct tevent_req *req);

/**
 * @param[out] pid    a child of ours, to be waited for
 * @param[out] pidfd  of it; the caller's
 *
 * @retval ERROR_NO_SYSTEM_RESOURCES  no process, thread or descriptor is to
 *                                    be had
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR child_start_recv(struct tevent_req *req, pid_t *pid, int *pidfd);

#endif
