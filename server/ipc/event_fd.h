/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event of a local caller: an eventfd(2) that came with a call. */
#ifndef SERVER_IPC_EVENT_FD_H
#define SERVER_IPC_EVENT_FD_H

#include <stdbool.h>

/**
 * @brief Signal an event, without ever waiting.
 *
 * Its other end chooses what the descriptor is and how full: one that takes
 * nothing is not signalled.
 *
 * @return whether it has been signalled
 */
bool event_fd_signal(int fd);

#endif
