/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon's socket and those who are connected to it: rpcd_rras for remote
 * callers, libmprapi for root on this machine.
 *
 * The socket is 0600 in a directory of 0700; each peer's uid is checked on
 * top of that, because what a peer says of a caller is believed.
 */
#ifndef SERVER_RRASD_PEER_H
#define SERVER_RRASD_PEER_H

#include <stdint.h>
#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>

struct listener;
struct peer;
struct dispatch;

/** @brief The socket's name in the run directory. */
#define RRASD_SOCKET_NAME "rrasd.sock"

/** @brief What the peers of one socket are held to. */
struct listener_config {
	const char *run_dir;
	uid_t allowed_uid;  /**< 0 but in tests */
	uint32_t max_calls; /**< outstanding, of one peer */
};

/**
 * @brief Listen.
 *
 * A socket that a daemon before left behind is replaced: the caller holds the
 * lock of the run directory (run_dir.h), so nobody serves it.
 *
 * @param[in]  config  must outlive the listener
 * @param[out] why     on failure a sentence with the path and the reason
 * @return NULL on failure; freeing it closes the socket and all peers
 */
struct listener *listener_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct listener_config *config,
				 struct dispatch *dispatch, const char **why);

/**
 * @brief Serve a connected socket.
 *
 * @param[in] fd  taken over
 * @return NULL when refused or out of memory.  A peer ends itself when its
 *         socket is closed or it sends what is not a frame; its calls are
 *         then cancelled, or run on detached.
 */
struct peer *peer_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			 const struct listener_config *config,
			 struct dispatch *dispatch, int fd);

#endif
