/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP connection, made without blocking. */
#ifndef SERVER_DIALER_TUNNEL_TCP_CONNECT_H
#define SERVER_DIALER_TUNNEL_TCP_CONNECT_H

#include <sys/socket.h>
#include <talloc.h>
#include <tevent.h>

/** @brief Begin to connect; the caller has the deadline.
 * @param[in] address  with its port; copied */
struct tevent_req *tcp_connect_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    const struct sockaddr_storage *address,
				    socklen_t address_size);

/**
 * @param[out] fd  non-blocking, close-on-exec, without Nagle's delay; now the
 *                 caller's
 * @return 0, or the errno of what failed
 */
int tcp_connect_recv(struct tevent_req *req, int *fd);

#endif
