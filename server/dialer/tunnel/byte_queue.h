/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that wait to be written: first in, first out, never more than its
 * capacity. */
#ifndef SERVER_DIALER_TUNNEL_BYTE_QUEUE_H
#define SERVER_DIALER_TUNNEL_BYTE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>

struct byte_queue {
	uint8_t *bytes;
	size_t capacity;
	size_t start; /**< of those that wait */
	size_t used;
};

/** @return false when there is no memory */
bool byte_queue_init(TALLOC_CTX *mem_ctx, struct byte_queue *queue,
		     size_t capacity);

/** @brief How many bytes more it takes. */
size_t byte_queue_room(const struct byte_queue *queue);

/** @brief Where the next @size bytes go, to be followed by
 * byte_queue_add(); @size is not above byte_queue_room(). */
uint8_t *byte_queue_space(struct byte_queue *queue, size_t size);
void byte_queue_add(struct byte_queue *queue, size_t size);

/** @brief The first bytes; valid until the queue is changed. */
const uint8_t *byte_queue_front(const struct byte_queue *queue);
void byte_queue_drop(struct byte_queue *queue, size_t size);

#endif
