/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clean stop: no link that this daemon has made outlives it. */
#ifndef SERVER_RRASD_SHUTDOWN_H
#define SERVER_RRASD_SHUTDOWN_H

#include <stdint.h>
#include <tevent.h>

struct rrasd;
struct rrasd_config;

/** @brief How long a stop may take. */
uint32_t shutdown_seconds(const struct rrasd_config *config);

/**
 * @brief Stop serving, hang up every link, and wait until they are gone.
 *
 * Bounded: each hang-up has the dialer's deadline, and the whole twice that.
 * When the request is done, the daemon has no peers and no listener; what is
 * still up is killed when the dialer is freed.
 */
struct tevent_req *shutdown_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 struct rrasd *rrasd);

/**
 * @brief Wait for no hang-up any more: what is not gone yet is killed.
 *
 * The request is done when it is gone, as ever, so that nothing is left of it:
 * at once, unless the kernel does not let go of a process.
 */
void shutdown_hurry(struct tevent_req *req);

/** @brief How many links were still up when time was over; usually 0. */
unsigned shutdown_recv(struct tevent_req *req);

#endif
