/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A connected plugin of a served link: who it is, and its messages.
 */
#ifndef SERVER_CONNECTIONS_DIAL_IN_PEER_H
#define SERVER_CONNECTIONS_DIAL_IN_PEER_H

#include "dial_in.h"
#include "served_state.h"

struct dial_in_peer;

/** @brief What becomes of a peer; called from the loop. */
struct dial_in_peer_handlers {
	/** Its state is complete, or has changed since. */
	void (*told)(struct dial_in_peer *peer, void *private_data);
	/** It is closed, or what it said was no sense; the callee frees it.
	 * @why is NULL for a close. */
	void (*closed)(struct dial_in_peer *peer, const char *why,
		       void *private_data);
};

/**
 * @brief Take a connected socket.
 *
 * @param[in]  fd        becomes the peer's, also on failure
 * @param[in]  handlers  outlive the peer
 * @param[out] why       on failure a constant sentence
 * @return NULL when it is not allowed, has died, or out of memory
 */
struct dial_in_peer *
dial_in_peer_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const struct dial_in_config *config, int fd,
		    const struct dial_in_peer_handlers *handlers,
		    void *private_data, const char **why);

/** @brief What it has told. */
const struct served_state *dial_in_peer_state(const struct dial_in_peer *peer);

pid_t dial_in_peer_pid(const struct dial_in_peer *peer);

/** @brief Its socket, open as long as it is there; only to look at. */
int dial_in_peer_socket(const struct dial_in_peer *peer);

/** @brief Take the pidfd of its process; it becomes the caller's. */
int dial_in_peer_take_pidfd(struct dial_in_peer *peer);

#endif
