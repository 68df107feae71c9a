/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames over a unix SOCK_STREAM: read loop, writing, end. */
#include "frame_stream.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "fd_passing.h"
#include "frame_codec.h"
#include "frame_queue.h"

/* Small frames are read many at a time into a buffer of this size. */
#define READ_SIZE ((size_t)0x10000)

struct frame_stream {
	struct tevent_context *ev;
	struct tevent_fd *fde;
	int sock;
	const struct frame_stream_handlers *handlers;
	void *private_data;

	/* Received bytes; the first one is the first of a frame. */
	uint8_t *buffer;
	size_t capacity;
	size_t filled;
	int head_fd;	/* came with the unfinished frame in the buffer */
	int current_fd; /* came with the frame being delivered */
	bool *freed;	/* tells the read loop that a handler freed us */

	struct frame_queue *queue;

	bool ended;
	enum frame_stream_end end;
	struct tevent_immediate *closing;
};

const char *frame_stream_end_text(enum frame_stream_end end)
{
	switch (end) {
	case FRAME_STREAM_CLOSED:
		return "closed by the peer";
	case FRAME_STREAM_TRUNCATED:
		return "closed by the peer inside a frame";
	case FRAME_STREAM_MALFORMED:
		return "the peer sent a malformed frame";
	case FRAME_STREAM_STUCK:
		return "the peer does not read";
	case FRAME_STREAM_FAILED:
		break;
	}
	return "input or output error";
}

static void stream_close(struct frame_stream *stream)
{
	TALLOC_FREE(stream->fde); /* before the descriptor it watches */
	fd_close(&stream->sock);
	fd_close(&stream->head_fd);
	fd_close(&stream->current_fd);
	TALLOC_FREE(stream->queue);
	TALLOC_FREE(stream->buffer);
}

static int stream_destructor(struct frame_stream *stream)
{
	if (stream->freed != NULL) {
		*stream->freed = true;
	}
	stream_close(stream);
	return 0;
}

static void stream_closed(struct tevent_context *ev,
			  struct tevent_immediate *immediate,
			  void *private_data)
{
	struct frame_stream *stream =
		talloc_get_type_abort(private_data, struct frame_stream);

	stream_close(stream);
	stream->handlers->closed(stream, stream->end, stream->private_data);
}

/*
 * The first reason counts.  The owner hears of it from the loop only, so that
 * frame_stream_write() never calls back.
 */
static void stream_end(struct frame_stream *stream, enum frame_stream_end end)
{
	if (stream->ended) {
		return;
	}
	stream->ended = true;
	stream->end = end;
	TALLOC_FREE(stream->fde);
	tevent_schedule_immediate(stream->closing, stream->ev, stream_closed,
				  stream);
}

/* The end that a failed system call means. */
static enum frame_stream_end end_of_errno(int error)
{
	return error == EPIPE || error == ECONNRESET ? FRAME_STREAM_CLOSED
						     : FRAME_STREAM_FAILED;
}

static void stream_flush(struct frame_stream *stream)
{
	int error = frame_queue_flush(stream->queue, stream->sock);

	if (error == 0) {
		tevent_fd_set_flags(stream->fde, TEVENT_FD_READ);
	} else if (error == EAGAIN) {
		tevent_fd_set_flags(stream->fde,
				    TEVENT_FD_READ | TEVENT_FD_WRITE);
	} else {
		stream_end(stream, end_of_errno(error));
	}
}

int frame_stream_write_encoded(struct frame_stream *stream, DATA_BLOB *blob,
			       int fd)
{
	size_t waiting;
	int error;

	if (stream->ended) {
		return ENOTCONN;
	}
	if (blob->length > RRAS_FRAME_MAX) {
		return EMSGSIZE;
	}
	waiting = frame_queue_size(stream->queue);
	if (waiting + blob->length > FRAME_STREAM_MAX_QUEUED) {
		stream_end(stream, FRAME_STREAM_STUCK);
		return ENOBUFS;
	}
	error = frame_queue_add(stream->queue, blob, fd);
	if (error == 0 && waiting == 0) {
		stream_flush(stream);
	}
	return error;
}

int frame_stream_write(struct frame_stream *stream,
		       const struct rras_frame *frame, int fd)
{
	DATA_BLOB blob;
	int error;

	if (stream->ended) {
		return ENOTCONN;
	}
	error = frame_encode(stream, frame, &blob);
	if (error != 0) {
		return error;
	}
	error = frame_stream_write_encoded(stream, &blob, fd);
	data_blob_free(&blob);
	return error;
}

/* Is there a whole frame at @offset?  Ends the stream when it is too long. */
static bool stream_has_frame(struct frame_stream *stream, size_t offset,
			     size_t *length)
{
	size_t available = stream->filled - offset;

	if (available < FRAME_LENGTH_SIZE) {
		return false;
	}
	*length = frame_length_pull(stream->buffer + offset);
	if (*length > RRAS_FRAME_MAX) {
		stream_end(stream, FRAME_STREAM_MALFORMED);
		return false;
	}
	return available - FRAME_LENGTH_SIZE >= *length;
}

static void stream_answer_ping(struct frame_stream *stream,
			       const struct rras_frame *ping)
{
	struct rras_frame pong = {.type = RRAS_FRAME_PONG};

	pong.body.pong.id = ping->body.ping.id;
	if (frame_stream_write(stream, &pong, -1) == ENOMEM) {
		stream_end(stream, FRAME_STREAM_FAILED);
	}
}

/*
 * Decode one frame and hand it over.  The handler may free the stream, and
 * with it the frame; *stream->freed tells.
 */
static void stream_deliver_frame(struct frame_stream *stream, uint8_t *bytes,
				 size_t length)
{
	const bool *freed = stream->freed;
	TALLOC_CTX *delivery = talloc_new(stream);
	struct rras_frame *frame = NULL;
	int error = frame_decode(delivery, bytes, length, &frame);

	if (error != 0) {
		stream_end(stream, error == ENOMEM ? FRAME_STREAM_FAILED
						   : FRAME_STREAM_MALFORMED);
	} else if (frame->type == RRAS_FRAME_PING) {
		stream_answer_ping(stream, frame);
	} else {
		stream->handlers->frame(stream, frame, stream->private_data);
	}
	if (!*freed) {
		talloc_free(delivery);
	}
}

/* Drop the delivered bytes; give back the memory of a long frame. */
static void stream_consume(struct frame_stream *stream, size_t done)
{
	if (done == 0) {
		return;
	}
	stream->filled -= done;
	if (stream->filled > 0) {
		memmove(stream->buffer, stream->buffer + done, stream->filled);
	} else if (stream->capacity > READ_SIZE) {
		TALLOC_FREE(stream->buffer);
		stream->capacity = 0;
	}
}

/* The descriptor belongs to the unfinished frame, if there is one. */
static void stream_keep_fd(struct frame_stream *stream, int fd)
{
	if (stream->filled > 0 && stream->head_fd == -1) {
		stream->head_fd = fd;
		return;
	}
	fd_close(&fd);
}

/*
 * Deliver every whole frame.  @fd came with the last byte received, so it is
 * the last frame's.
 */
static void stream_deliver(struct frame_stream *stream, int fd)
{
	bool freed = false;
	size_t done = 0;
	size_t length;

	stream->freed = &freed;
	while (!stream->ended && stream_has_frame(stream, done, &length)) {
		uint8_t *bytes = stream->buffer + done + FRAME_LENGTH_SIZE;

		done += FRAME_LENGTH_SIZE + length;
		stream->current_fd = stream->head_fd;
		stream->head_fd = -1;
		if (done == stream->filled && stream->current_fd == -1) {
			stream->current_fd = fd;
			fd = -1;
		}
		stream_deliver_frame(stream, bytes, length);
		if (freed) {
			fd_close(&fd);
			return;
		}
		fd_close(&stream->current_fd);
	}
	stream->freed = NULL;
	stream_consume(stream, done);
	stream_keep_fd(stream, fd);
}

/* Room for more bytes: doubled, up to what the head frame needs. */
static bool stream_make_room(struct frame_stream *stream)
{
	size_t wanted = READ_SIZE;
	uint8_t *larger;

	if (stream->filled < stream->capacity) {
		return true;
	}
	if (stream->filled > 0) {
		size_t need =
			FRAME_LENGTH_SIZE + frame_length_pull(stream->buffer);

		wanted = stream->capacity * 2;
		if (wanted > need) {
			wanted = need;
		}
	}
	larger = talloc_realloc(stream, stream->buffer, uint8_t,
				(unsigned int)wanted);
	if (larger == NULL) {
		return false;
	}
	stream->buffer = larger;
	stream->capacity = wanted;
	return true;
}

/* One read an event: a peer that floods us does not starve the others. */
static void stream_readable(struct frame_stream *stream)
{
	ssize_t received;
	int fd = -1;

	if (!stream_make_room(stream)) {
		stream_end(stream, FRAME_STREAM_FAILED);
		return;
	}
	received = fd_recv(stream->sock, stream->buffer + stream->filled,
			   stream->capacity - stream->filled, &fd);
	if (received == -1) {
		if (errno != EAGAIN && errno != EINTR) {
			stream_end(stream, end_of_errno(errno));
		}
		return;
	}
	if (received == 0) {
		stream_end(stream, stream->filled > 0 ? FRAME_STREAM_TRUNCATED
						      : FRAME_STREAM_CLOSED);
		return;
	}
	stream->filled += (size_t)received;
	stream_deliver(stream, fd);
}

static void stream_ready(struct tevent_context *ev, struct tevent_fd *fde,
			 uint16_t flags, void *private_data)
{
	struct frame_stream *stream =
		talloc_get_type_abort(private_data, struct frame_stream);

	if (flags & TEVENT_FD_WRITE) {
		stream_flush(stream);
	}
	if (!stream->ended && (flags & TEVENT_FD_READ)) {
		stream_readable(stream);
	}
}

struct frame_stream *
frame_stream_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev, int fd,
		    const struct frame_stream_handlers *handlers,
		    void *private_data)
{
	struct frame_stream *stream = talloc(mem_ctx, struct frame_stream);

	if (stream == NULL) {
		fd_close(&fd);
		return NULL;
	}
	*stream = (struct frame_stream){
		.ev = ev,
		.sock = fd,
		.handlers = handlers,
		.private_data = private_data,
		.head_fd = -1,
		.current_fd = -1,
	};
	talloc_set_destructor(stream, stream_destructor);
	stream->queue = frame_queue_create(stream);
	stream->closing = tevent_create_immediate(stream);
	stream->fde = tevent_add_fd(ev, stream, fd, TEVENT_FD_READ,
				    stream_ready, stream);
	if (stream->queue == NULL || stream->closing == NULL ||
	    stream->fde == NULL) {
		talloc_free(stream);
		return NULL;
	}
	return stream;
}

int frame_stream_take_fd(struct frame_stream *stream)
{
	int fd = stream->current_fd;

	stream->current_fd = -1;
	return fd;
}

bool frame_stream_is_open(const struct frame_stream *stream)
{
	char byte;
	ssize_t peeked;

	if (stream->ended) {
		return false;
	}
	peeked = recv(stream->sock, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return peeked > 0 ||
	       (peeked == -1 && (errno == EAGAIN || errno == EINTR));
}

size_t frame_stream_queued(const struct frame_stream *stream)
{
	return stream->ended ? 0 : frame_queue_size(stream->queue);
}
