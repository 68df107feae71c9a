/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes that were received from a unix socket, cut into frames. */
#ifndef SERVER_IPC_FRAME_BUFFER_H
#define SERVER_IPC_FRAME_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>

/** @brief The first byte is the first of a frame; all zero when empty. */
struct frame_buffer {
	uint8_t *bytes;
	size_t capacity;
	size_t filled;
	size_t taken; /**< of the filled, frames that were delivered */
};

/**
 * @brief Make room for at least one more byte; nothing may be taken.
 *
 * Doubled, up to what the first frame needs: the memory grows with the bytes
 * that arrived, not with the length that was promised.
 *
 * @param[in] mem_ctx owner of the bytes
 * @return false when there is no memory
 */
bool frame_buffer_make_room(TALLOC_CTX *mem_ctx, struct frame_buffer *buffer);

/** @brief What stands behind the frames that were taken. */
enum frame_buffer_next {
	FRAME_BUFFER_FRAME,    /**< a whole frame */
	FRAME_BUFFER_PART,     /**< a part of one, or nothing */
	FRAME_BUFFER_TOO_LONG, /**< the beginning of an impossible one */
};

/**
 * @brief Look at the next frame.
 *
 * @param[out] frame, length only with FRAME_BUFFER_FRAME: the frame without
 *                           its length, inside the buffer
 */
enum frame_buffer_next frame_buffer_peek(const struct frame_buffer *buffer,
					 uint8_t **frame, size_t *length);

/** @brief Count the next frame, which is whole, as taken. */
void frame_buffer_take(struct frame_buffer *buffer, size_t length);

/** @brief Drop what was taken; give back the memory of a long frame. */
void frame_buffer_drop(struct frame_buffer *buffer);

#endif
