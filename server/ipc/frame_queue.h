/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames that wait to be written to a unix socket, each with its length. */
#ifndef SERVER_IPC_FRAME_QUEUE_H
#define SERVER_IPC_FRAME_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <util/data_blob.h>

/** Bytes of the uint32, little-endian, in front of each frame. */
#define FRAME_LENGTH_SIZE 4u

struct frame_queue;

/** @brief The length that stands at @bytes. */
uint32_t frame_length_pull(const uint8_t *bytes);

/** @brief An empty queue, or NULL when there is no memory. */
struct frame_queue *frame_queue_create(TALLOC_CTX *mem_ctx);

/**
 * @brief Add an encoded frame at the end.
 *
 * @param[in,out] blob the frame; moved into the queue on success
 * @param[in]     fd   descriptor to pass with it, duplicated, or -1
 * @return 0, ENOMEM or EMFILE
 */
int frame_queue_add(struct frame_queue *queue, DATA_BLOB *blob, int fd);

/**
 * @brief Write as much as the kernel takes without blocking.
 *
 * Each frame is written by itself, so that a descriptor stays with its frame.
 *
 * @return 0 when the queue is empty now, EAGAIN when some is left, or the
 *         errno of the socket
 */
int frame_queue_flush(struct frame_queue *queue, int sock);

/** @brief Bytes that wait. */
size_t frame_queue_size(const struct frame_queue *queue);

#endif
