/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes that were received from a unix socket, cut into frames. */
#include "frame_buffer.h"

#include <string.h>
#include "frame_queue.h"
#include "gen_ndr/frame.h"

/* Small frames are read many at a time into a buffer of this size. */
#define READ_SIZE ((size_t)0x10000)

bool frame_buffer_make_room(TALLOC_CTX *mem_ctx, struct frame_buffer *buffer)
{
	size_t wanted = READ_SIZE;
	uint8_t *larger;

	if (buffer->filled < buffer->capacity) {
		return true;
	}
	if (buffer->filled > 0) {
		size_t need =
			FRAME_LENGTH_SIZE + frame_length_pull(buffer->bytes);

		wanted = buffer->capacity * 2;
		if (wanted > need) {
			wanted = need;
		}
	}
	larger = talloc_realloc(mem_ctx, buffer->bytes, uint8_t,
				(unsigned int)wanted);
	if (larger == NULL) {
		return false;
	}
	buffer->bytes = larger;
	buffer->capacity = wanted;
	return true;
}

enum frame_buffer_next frame_buffer_peek(const struct frame_buffer *buffer,
					 uint8_t **frame, size_t *length)
{
	size_t available = buffer->filled - buffer->taken;

	if (available < FRAME_LENGTH_SIZE) {
		return FRAME_BUFFER_PART;
	}
	*length = frame_length_pull(buffer->bytes + buffer->taken);
	if (*length > RRAS_FRAME_MAX) {
		return FRAME_BUFFER_TOO_LONG;
	}
	*frame = buffer->bytes + buffer->taken + FRAME_LENGTH_SIZE;
	return available - FRAME_LENGTH_SIZE >= *length ? FRAME_BUFFER_FRAME
							: FRAME_BUFFER_PART;
}

void frame_buffer_take(struct frame_buffer *buffer, size_t length)
{
	buffer->taken += FRAME_LENGTH_SIZE + length;
}

void frame_buffer_drop(struct frame_buffer *buffer)
{
	if (buffer->taken == 0) {
		return;
	}
	buffer->filled -= buffer->taken;
	if (buffer->filled > 0) {
		memmove(buffer->bytes, buffer->bytes + buffer->taken,
			buffer->filled);
	} else if (buffer->capacity > READ_SIZE) {
		TALLOC_FREE(buffer->bytes);
		buffer->capacity = 0;
	}
	buffer->taken = 0;
}
