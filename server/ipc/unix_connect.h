/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting to a unix SOCK_STREAM socket without ever blocking. */
#ifndef SERVER_IPC_UNIX_CONNECT_H
#define SERVER_IPC_UNIX_CONNECT_H

#include <talloc.h>
#include <tevent.h>

/**
 * @brief Begin to connect.
 *
 * A daemon whose backlog is full is tried again until the deadline; one that
 * is not there fails at once.
 *
 * @param[in] path     of the socket
 * @param[in] deadline when to give up
 */
struct tevent_req *unix_connect_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     const char *path, struct timeval deadline);

/**
 * @brief The result.
 *
 * @param[out] fd the connected close-on-exec socket, now the caller's
 * @return 0, ETIMEDOUT at the deadline, or the errno of the system call
 */
int unix_connect_recv(struct tevent_req *req, int *fd);

#endif
