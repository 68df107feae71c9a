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

/** @brief Of one interface, since it exists; they never wrap. */
struct link_counters {
	uint64_t rx_bytes, tx_bytes;
	uint64_t rx_frames, tx_frames;
	uint64_t rx_errors; /**< of any kind, those below too */
	uint64_t rx_crc_errors, rx_frame_errors;
	uint64_t rx_overruns; /**< of the device and of its queue */
};

/**
 * @brief Open the socket.
 *
 * Freeing it ends all requests with ERROR_OPERATION_ABORTED.
 *
 * @return NULL when out of memory or without netlink
 */
struct counters *counters_create(TALLOC_CTX *mem_ctx,
				 struct tevent_context *ev);

/**
 * @brief Ask the kernel.
 *
 * One question is under way at a time; those who ask meanwhile share the next
 * one, so that what they get is never older than their asking, and many who
 * ask for one interface each get one dump.  A long answer is taken piece by
 * piece, a turn of the loop for each.  Freeing the request stops the waiting.
 *
 * @param[in] ifindex  one interface; 0 for all of them in one dump
 */
struct tevent_req *counters_read_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct counters *counters, int ifindex);
/**
 * @retval ERROR_FILE_NOT_FOUND  there is no such interface (any more)
 * @retval ERROR_TIMEOUT  the kernel has not answered within a second
 * @retval ERROR_NO_SYSTEM_RESOURCES  the kernel cannot be asked
 * @retval ERROR_GEN_FAILURE  it refuses the answer
 */
WERROR counters_read_recv(struct tevent_req *req);

/**
 * @brief What the kernel said last; false when it never spoke of the
 *        interface, or said that it is gone.
 */
bool counters_get(const struct counters *counters, int ifindex,
		  struct link_counters *values);

/** @brief @a - @b, member by member; 0 where that is negative. */
struct link_counters link_counters_since(const struct link_counters *a,
					 const struct link_counters *b);

#endif
