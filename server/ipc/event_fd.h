/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event of a local caller: an eventfd(2) that came with a call. */
#ifndef SERVER_IPC_EVENT_FD_H
#define SERVER_IPC_EVENT_FD_H

#include <stdbool.h>

/**
 * @brief Whether a descriptor is an eventfd.
 *
 * Anything else is not written to: a file whose file system does not answer
 * looks writable, and makes the writer wait.
 */
bool event_fd_is_valid(int fd);

/**
 * @brief Signal an event, without waiting.
 *
 * Its other end chooses whether it is O_NONBLOCK and how full it is: one that
 * takes nothing is not signalled.
 *
 * @param[in] fd  event_fd_is_valid()
 *
 * @return whether it has been signalled
 */
bool event_fd_signal(int fd);

#endif
