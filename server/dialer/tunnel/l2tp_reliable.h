/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reliable delivery of L2TP control messages (RFC 2661 section 5.8): sequence
 * numbers, the peer's window, retransmission with back-off, duplicates and
 * acknowledgements.
 *
 * It knows neither sockets nor what messages mean.  "A message lost" is one
 * that is sent again; the peer is lost when one has been sent often enough.
 */
#ifndef SERVER_DIALER_L2TP_RELIABLE_H
#define SERVER_DIALER_L2TP_RELIABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include "l2tp_message.h"

struct l2tp_reliable;

struct l2tp_reliable_config {
	/** First wait for an acknowledgement, in milliseconds; each further
	 * one is twice as long ("exponential backoff"). */
	uint32_t first_wait;
	uint32_t longest_wait; /**< "a cap ... MUST NOT be less than 8 s" */
	uint32_t tries;	       /**< transmissions of one message; 0: the owner
				* has a deadline */

	/** @brief Put bytes on the wire; what is lost there is sent again. */
	void (*transmit)(const uint8_t *bytes, size_t size, void *private_data);
	/** @brief A message was sent as often as may be, or as can be without
	 * memory.  Called from the loop; may free the whole. */
	void (*lost)(void *private_data);
	void *private_data;
};

/** @brief What has come in. */
enum l2tp_arrival {
	L2TP_ARRIVAL_NEW,   /**< the next message: to be worked on */
	L2TP_ARRIVAL_ACK,   /**< nothing but an acknowledgement */
	L2TP_ARRIVAL_OLD,   /**< had before; it is acknowledged again */
	L2TP_ARRIVAL_EARLY, /**< one before it is missing: dropped, the peer
			     * sends it again */
};

/** @return child of @mem_ctx, NULL when out of memory */
struct l2tp_reliable *
l2tp_reliable_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		     const struct l2tp_reliable_config *config);

/** @brief From now on at most so many transmissions, counted anew. */
void l2tp_reliable_set_tries(struct l2tp_reliable *reliable, uint32_t tries);

/** @brief The tunnel's number of the peer, for acknowledgements. */
void l2tp_reliable_set_peer(struct l2tp_reliable *reliable, uint16_t tunnel,
			    uint16_t window);

/**
 * @brief Send a message, now or as soon as the peer's window lets it.
 *
 * @return false when out of memory: it will not be sent again, if at all
 */
bool l2tp_reliable_send(struct l2tp_reliable *reliable,
			const struct l2tp_writer *message);

/** @brief A control message has come in, of the type or L2TP_ZLB. */
enum l2tp_arrival l2tp_reliable_receive(struct l2tp_reliable *reliable,
					const struct l2tp_header *header,
					enum l2tp_type type);

/** @brief Acknowledge what has come in, unless a message since has done it. */
void l2tp_reliable_acknowledge(struct l2tp_reliable *reliable);

/** @brief Whether all that was sent is acknowledged. */
bool l2tp_reliable_is_idle(const struct l2tp_reliable *reliable);

/** @brief How often the message that waits for its acknowledgement was sent;
 * 0 when none waits. */
uint32_t l2tp_reliable_sent(const struct l2tp_reliable *reliable);

#endif
