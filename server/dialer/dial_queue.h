/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose turn it is to dial: so many attempts at once, the others in the order
 * in which they came.
 *
 * An attempt has its turn from its start until the link is up or has ended.
 * What is limited is the work of many pppds that start and negotiate at the
 * same time, until none of them keeps its deadlines; links that are up cost
 * next to nothing.
 */
#ifndef SERVER_DIALER_DIAL_QUEUE_H
#define SERVER_DIALER_DIAL_QUEUE_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>

struct dial_queue;
struct dial_turn; /**< a place in the queue; freeing it gives it up */

/** @brief The turn has come; from the loop.  May free the turn. */
typedef void (*dial_turn_fn)(void *private_data);

/**
 * @brief Make a queue.
 *
 * @param[in] max  turns at once, 0 for no limit
 * @return child of @mem_ctx, NULL when out of memory.  The turns must be freed
 *         before it.
 */
struct dial_queue *dial_queue_create(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev, uint32_t max);

/**
 * @brief Stand in the queue.
 *
 * @param[in] fn  called once, when the turn comes; not when it is there at
 *                once (dial_turn_has_come())
 * @return child of @mem_ctx, NULL when out of memory
 */
struct dial_turn *dial_queue_enter(TALLOC_CTX *mem_ctx,
				   struct dial_queue *queue, dial_turn_fn fn,
				   void *private_data);

/** @brief Whether it is this one's turn. */
bool dial_turn_has_come(const struct dial_turn *turn);

/** @brief How many wait. */
uint32_t dial_queue_length(const struct dial_queue *queue);

#endif
