/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A socket whose other end is a child's.
 */
#ifndef SERVER_DIALER_PPPD_CHANNEL_H
#define SERVER_DIALER_PPPD_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <talloc.h>
#include <tevent.h>

/** @brief A descriptor that the child writes to, and its end in the child. */
struct pppd_channel {
	struct tevent_fd *fde; /**< its owner's watch, or NULL */
	int fd;		       /**< -1: closed */
	int child_fd;	       /**< -1: closed, or passed on */
};

/** @brief One that is not open. */
#define PPPD_CHANNEL_CLOSED              \
	{                                \
		.fd = -1, .child_fd = -1 \
	}

/** @brief Make a pair of sockets; false without descriptors. */
bool pppd_channel_open(struct pppd_channel *channel, int type);

/** @brief Use a connected socket, which becomes the channel's. */
void pppd_channel_take(struct pppd_channel *channel, int fd);

/** @brief Close it, with its watch. */
void pppd_channel_close(struct pppd_channel *channel);

/** @brief The child has its end now: close ours of it. */
void pppd_channel_passed(struct pppd_channel *channel);

/**
 * @brief One read.
 *
 * A channel whose other end is closed is closed, too.
 *
 * @param[in]  flags  of recv(2); with MSG_TRUNC *got is the size of the
 *                    datagram, also if it is above @size
 * @return false when there is nothing (more), for now or for ever
 */
bool pppd_channel_read(struct pppd_channel *channel, void *buffer, size_t size,
		       int flags, size_t *got);

#endif
