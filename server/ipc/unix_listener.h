/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A unix socket of a daemon: 0600, in a directory that is the daemon's alone.
 */
#ifndef SERVER_IPC_UNIX_LISTENER_H
#define SERVER_IPC_UNIX_LISTENER_H

#include <talloc.h>
#include <tevent.h>

struct unix_listener;

/**
 * @brief Somebody has connected.
 *
 * @param[in] fd  close-on-exec and non-blocking, now the callee's; -1 when
 *                nobody could be accepted (errno says why), which is tried
 *                again after a second
 */
typedef void (*unix_listener_fn)(int fd, void *private_data);

/** @brief Where, and for whom. */
struct unix_listener_config {
	const char *dir;
	const char *name; /**< in it */
	int type;	  /**< SOCK_STREAM, SOCK_SEQPACKET */
	unix_listener_fn fn;
	void *private_data;
};

/**
 * @brief Listen.
 *
 * A socket that is there is replaced: the caller knows that nobody serves it
 * (rrasd by the lock of its run directory).  Anything else is not.
 *
 * @param[in]  config  copied
 * @param[out] why     on failure a sentence with the path and the reason
 * @return NULL on failure; freeing it closes and removes the socket
 */
struct unix_listener *
unix_listener_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		     const struct unix_listener_config *config,
		     const char **why);

#endif
