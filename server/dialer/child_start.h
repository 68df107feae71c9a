/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The start of a process that has nothing of ours but what it is given.
 */
#ifndef SERVER_DIALER_CHILD_START_H
#define SERVER_DIALER_CHILD_START_H

#include <sys/types.h>

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
 * @brief Start a process; see pppd_child_start().
 *
 * @return its pid, or -1
 */
pid_t child_start(const struct child_start_config *config);

#endif
