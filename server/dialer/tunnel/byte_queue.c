/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that wait to be written; see byte_queue.h. */
#include "byte_queue.h"

#include <string.h>

bool byte_queue_init(TALLOC_CTX *mem_ctx, struct byte_queue *queue,
		     size_t capacity)
{
	*queue = (struct byte_queue){.capacity = capacity};
	queue->bytes = talloc_array(mem_ctx, uint8_t, (unsigned int)capacity);
	return queue->bytes != NULL;
}

size_t byte_queue_room(const struct byte_queue *queue)
{
	return queue->capacity - queue->used;
}

uint8_t *byte_queue_space(struct byte_queue *queue, size_t size)
{
	if (queue->start + queue->used + size > queue->capacity) {
		memmove(queue->bytes, queue->bytes + queue->start, queue->used);
		queue->start = 0;
	}
	return queue->bytes + queue->start + queue->used;
}

void byte_queue_add(struct byte_queue *queue, size_t size)
{
	queue->used += size;
}

const uint8_t *byte_queue_front(const struct byte_queue *queue)
{
	return queue->bytes + queue->start;
}

void byte_queue_drop(struct byte_queue *queue, size_t size)
{
	queue->used -= size;
	queue->start = queue->used == 0 ? 0 : queue->start + size;
}
