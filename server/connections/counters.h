/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's counters of network interfaces, asked over netlink.
 *
 * 64 bits here; how they fit into the 32-bit members of RASI_PORT_1 and its
 * like is the images' matter.
 */
#ifndef SERVER_CONNECTIONS_COUNTERS_H
#define SERVER_CONNECTIONS_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct counters;

/** @brief Of one interface, since it exists. */
struct link_counters {
	uint64_t rx_bytes, tx_bytes;
	uint64_t rx_frames, tx_frames;
	uint64_t rx_errors, rx_crc_errors, rx_frame_errors, rx_overruns;
};

/**
 * @brief Open the socket.
 *
 * @return NULL when out of memory or without netlink
 */
struct counters *counters_create(TALLOC_CTX *mem_ctx,
				 struct tevent_context *ev);

/**
 * @brief Ask the kernel.
 *
 * Those who ask while an answer is under way for all interfaces share it.
 * Freeing the request stops the waiting.  ERROR_TIMEOUT after a second.
 *
 * @param[in] ifindex  one interface; 0 for all of them in one dump
 */
struct tevent_req *counters_read_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct counters *counters, int ifindex);
/** @retval ERROR_FILE_NOT_FOUND  there is no such interface (any more) */
WERROR counters_read_recv(struct tevent_req *req);

/** @brief What the kernel said last; false when it never spoke of it. */
bool counters_get(const struct counters *counters, int ifindex,
		  struct link_counters *values);

/** @brief @a - @b, member by member; 0 where that is negative. */
struct link_counters link_counters_since(const struct link_counters *a,
					 const struct link_counters *b);

#endif
