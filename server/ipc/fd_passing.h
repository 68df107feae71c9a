/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file descriptor beside the bytes of a unix socket (SCM_RIGHTS). */
#ifndef SERVER_IPC_FD_PASSING_H
#define SERVER_IPC_FD_PASSING_H

#include <sys/types.h>
#include <sys/uio.h>

/**
 * @brief Close a descriptor that may be absent.
 *
 * @param[in,out] fd closed unless -1, then -1
 */
void fd_close(int *fd);

/**
 * @brief Send bytes without blocking, and perhaps a descriptor with them.
 *
 * @param[in] sock  unix stream socket
 * @param[in] iov   what to send
 * @param[in] count how many parts
 * @param[in] fd    descriptor to pass with the first byte, or -1
 * @return bytes taken by the kernel, or -1 and errno; no SIGPIPE
 */
ssize_t fd_send(int sock, struct iovec *iov, size_t count, int fd);

/**
 * @brief Receive bytes without blocking, and the descriptor beside them.
 *
 * The kernel ends a read at the piece of data that carries descriptors, so
 * the descriptor belongs to the last byte received.
 *
 * @param[in]  sock   unix stream socket
 * @param[out] buffer where to
 * @param[in]  size   room there
 * @param[out] fd     close-on-exec descriptor, now the caller's, or -1;
 *                    surplus ones have been closed
 * @return bytes received, 0 at the end of the stream, or -1 and errno
 */
ssize_t fd_recv(int sock, void *buffer, size_t size, int *fd);

#endif
