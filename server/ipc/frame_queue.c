/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames that wait to be written to a unix socket. */
#include "frame_queue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/queue.h>
#include "fd_passing.h"

/* One frame; child of the queue. */
struct outgoing {
	STAILQ_ENTRY(outgoing) next;
	uint8_t length[FRAME_LENGTH_SIZE];
	DATA_BLOB blob;
	size_t sent; /* of FRAME_LENGTH_SIZE + blob.length */
	int fd;	     /* to go with the first byte, or -1 */
};

struct frame_queue {
	STAILQ_HEAD(, outgoing) frames;
	size_t size;
};

uint32_t frame_length_pull(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void frame_length_push(uint8_t *bytes, size_t length)
{
	bytes[0] = (uint8_t)(length & 0xff);
	bytes[1] = (uint8_t)(length >> 8 & 0xff);
	bytes[2] = (uint8_t)(length >> 16 & 0xff);
	bytes[3] = (uint8_t)(length >> 24 & 0xff);
}

struct frame_queue *frame_queue_create(TALLOC_CTX *mem_ctx)
{
	struct frame_queue *queue = talloc_zero(mem_ctx, struct frame_queue);

	if (queue != NULL) {
		STAILQ_INIT(&queue->frames);
	}
	return queue;
}

static int outgoing_destructor(struct outgoing *out)
{
	fd_close(&out->fd);
	return 0;
}

int frame_queue_add(struct frame_queue *queue, DATA_BLOB *blob, int fd)
{
	struct outgoing *out = talloc_zero(queue, struct outgoing);

	if (out == NULL) {
		return ENOMEM;
	}
	out->fd = -1;
	if (fd != -1) {
		out->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		if (out->fd == -1) {
			talloc_free(out);
			return EMFILE;
		}
	}
	talloc_set_destructor(out, outgoing_destructor);
	frame_length_push(out->length, blob->length);
	out->blob.data = talloc_move(out, &blob->data);
	out->blob.length = blob->length;
	blob->length = 0;
	STAILQ_INSERT_TAIL(&queue->frames, out, next);
	queue->size += FRAME_LENGTH_SIZE + out->blob.length;
	return 0;
}

static ssize_t outgoing_send(const struct outgoing *out, int sock)
{
	struct iovec iov[2];
	size_t count = 0;
	size_t done = 0; /* of the blob */

	if (out->sent < FRAME_LENGTH_SIZE) {
		iov[count].iov_base = (void *)(out->length + out->sent);
		iov[count].iov_len = FRAME_LENGTH_SIZE - out->sent;
		count++;
	} else {
		done = out->sent - FRAME_LENGTH_SIZE;
	}
	iov[count].iov_base = out->blob.data + done;
	iov[count].iov_len = out->blob.length - done;
	count++;
	return fd_send(sock, iov, count, out->fd);
}

int frame_queue_flush(struct frame_queue *queue, int sock)
{
	struct outgoing *out;

	while ((out = STAILQ_FIRST(&queue->frames)) != NULL) {
		ssize_t sent = outgoing_send(out, sock);

		if (sent == -1 && errno == EINTR) {
			continue;
		}
		if (sent == -1) {
			return errno;
		}
		fd_close(&out->fd);
		out->sent += (size_t)sent;
		queue->size -= (size_t)sent;
		if (out->sent == FRAME_LENGTH_SIZE + out->blob.length) {
			STAILQ_REMOVE_HEAD(&queue->frames, next);
			talloc_free(out);
		}
	}
	return 0;
}

size_t frame_queue_size(const struct frame_queue *queue)
{
	return queue->size;
}
