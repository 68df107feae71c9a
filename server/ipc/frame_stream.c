/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames over a unix SOCK_STREAM: read loop, writing, end. */
#include "frame_stream.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "fd_passing.h"
#include "frame_buffer.h"
#include "frame_codec.h"
#include "frame_queue.h"

/* Frames that wait longer for those before them, in milliseconds, hold up the
 * answer to a ping so much that the peer could take us for dead. */
#define SHOW_LIFE_AFTER 250

/* A paced stream that waits for its peer looks this often, in seconds. */
#define PACE_SECONDS 1

struct frame_stream {
	struct tevent_context *ev;
	struct tevent_fd *fde;
	int sock;
	const struct frame_stream_handlers *handlers;
	void *private_data;

	struct frame_buffer buffer;
	uint64_t received; /* in all */
	int head_fd;	   /* came with the first frame in the buffer */
	int tail_fd;	   /* came with the last frame in the buffer */
	int current_fd;	   /* came with the frame being delivered */
	bool *freed;	   /* tells the deliverer that a handler freed us */
	struct tevent_immediate *delivering;

	struct frame_queue *queue;
	bool paced;
	struct tevent_timer *pace; /* exists while the peer has to read first */
	struct timeval busy; /* zero, or since when frames wait for others */

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
	fd_close(&stream->tail_fd);
	fd_close(&stream->current_fd);
	TALLOC_FREE(stream->pace);
	TALLOC_FREE(stream->delivering);
	TALLOC_FREE(stream->queue);
	TALLOC_FREE(stream->buffer.bytes);
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
	TALLOC_FREE(stream->pace);
	TALLOC_FREE(stream->delivering);
	tevent_schedule_immediate(stream->closing, stream->ev, stream_closed,
				  stream);
}

/* The end that a failed system call means. */
static enum frame_stream_end end_of_errno(int error)
{
	return error == EPIPE || error == ECONNRESET ? FRAME_STREAM_CLOSED
						     : FRAME_STREAM_FAILED;
}

static void stream_deliver_soon(struct frame_stream *stream);
static void stream_pace(struct tevent_context *ev, struct tevent_timer *timer,
			struct timeval now, void *private_data);

/* The peer has read everything: on with what it sent meanwhile. */
static void stream_unblock(struct frame_stream *stream)
{
	tevent_fd_set_flags(stream->fde, TEVENT_FD_READ);
	if (stream->pace != NULL) {
		TALLOC_FREE(stream->pace);
		stream_deliver_soon(stream);
	}
}

/*
 * The peer has to read first.  tevent does not tell of a hang-up while only
 * TEVENT_FD_WRITE is wanted, so a paced stream tries again by itself.
 */
static void stream_block(struct frame_stream *stream)
{
	tevent_fd_set_flags(stream->fde,
			    stream->paced ? TEVENT_FD_WRITE
					  : TEVENT_FD_READ | TEVENT_FD_WRITE);
	if (!stream->paced || stream->pace != NULL) {
		return;
	}
	stream->pace = tevent_add_timer(
		stream->ev, stream, tevent_timeval_current_ofs(PACE_SECONDS, 0),
		stream_pace, stream);
	if (stream->pace == NULL) {
		stream_end(stream, FRAME_STREAM_FAILED);
	}
}

static void stream_flush(struct frame_stream *stream)
{
	int error = frame_queue_flush(stream->queue, stream->sock);

	if (error == 0) {
		stream_unblock(stream);
	} else if (error == EAGAIN) {
		stream_block(stream);
	} else {
		stream_end(stream, end_of_errno(error));
	}
}

static void stream_pace(struct tevent_context *ev, struct tevent_timer *timer,
			struct timeval now, void *private_data)
{
	struct frame_stream *stream =
		talloc_get_type_abort(private_data, struct frame_stream);

	stream->pace = NULL; /* tevent frees it */
	stream_flush(stream);
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

void frame_stream_fail(struct frame_stream *stream)
{
	stream_end(stream, FRAME_STREAM_FAILED);
}

static void stream_answer_ping(struct frame_stream *stream,
			       const struct rras_frame *ping)
{
	struct rras_frame pong = {.type = RRAS_FRAME_PONG};

	pong.body.pong.id = ping->body.ping.id;
	if (frame_stream_write(stream, &pong, -1) == ENOMEM) {
		frame_stream_fail(stream);
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
	int error = delivery != NULL
			    ? frame_decode(delivery, bytes, length, &frame)
			    : ENOMEM;

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

/* The last frame is unfinished, thus the first one now, or it is gone. */
static void stream_keep_fd(struct frame_stream *stream)
{
	if (stream->buffer.filled > 0 && stream->head_fd == -1) {
		stream->head_fd = stream->tail_fd;
		stream->tail_fd = -1;
	}
	fd_close(&stream->tail_fd);
}

static void stream_pick_fd(struct frame_stream *stream)
{
	stream->current_fd = stream->head_fd;
	stream->head_fd = -1;
	if (stream->buffer.taken == stream->buffer.filled &&
	    stream->current_fd == -1) {
		stream->current_fd = stream->tail_fd;
		stream->tail_fd = -1;
	}
}

/* Returns false when the handler freed the stream. */
static bool stream_deliver_next(struct frame_stream *stream, uint8_t *bytes,
				size_t length)
{
	bool freed = false;

	frame_buffer_take(&stream->buffer, length);
	stream_pick_fd(stream);
	stream->freed = &freed;
	stream_deliver_frame(stream, bytes, length);
	if (freed) {
		return false;
	}
	stream->freed = NULL;
	fd_close(&stream->current_fd);
	return true;
}

/*
 * Deliver the whole frames.  A paced stream has one for each turn of the
 * loop: by the next turn the answer, if it was ready, has been queued.
 */
static void stream_deliver(struct frame_stream *stream)
{
	enum frame_buffer_next next = FRAME_BUFFER_PART;
	uint8_t *bytes = NULL;
	size_t length = 0;

	if (stream->pace != NULL) {
		return;
	}
	while (!stream->ended &&
	       (next = frame_buffer_peek(&stream->buffer, &bytes, &length)) ==
		       FRAME_BUFFER_FRAME) {
		if (!stream_deliver_next(stream, bytes, length)) {
			return;
		}
		if (stream->paced) {
			stream_deliver_soon(stream);
			return;
		}
	}
	stream->busy = tevent_timeval_zero();
	if (next == FRAME_BUFFER_TOO_LONG) {
		stream_end(stream, FRAME_STREAM_MALFORMED);
	}
	frame_buffer_drop(&stream->buffer);
	stream_keep_fd(stream);
}

/*
 * Many frames that take long, two hundred Connects for example: the ping that
 * asks whether we live stands behind them, so say it without being asked.
 */
static void stream_show_life(struct frame_stream *stream)
{
	static const struct rras_frame pong = {.type = RRAS_FRAME_PONG};
	struct timeval now = tevent_timeval_current();
	struct timeval due;

	if (tevent_timeval_is_zero(&stream->busy)) {
		stream->busy = now;
	}
	due = tevent_timeval_add(&stream->busy, 0, SHOW_LIFE_AFTER * 1000);
	if (tevent_timeval_compare(&now, &due) >= 0) {
		stream->busy = now;
		frame_stream_write(stream, &pong, -1);
	}
}

static void stream_delivering(struct tevent_context *ev,
			      struct tevent_immediate *immediate,
			      void *private_data)
{
	struct frame_stream *stream =
		talloc_get_type_abort(private_data, struct frame_stream);

	if (stream->pace == NULL) {
		stream_show_life(stream);
	}
	stream_deliver(stream);
}

static void stream_deliver_soon(struct frame_stream *stream)
{
	if (!stream->ended) {
		tevent_schedule_immediate(stream->delivering, stream->ev,
					  stream_delivering, stream);
	}
}

/* One read an event: a peer that floods us does not starve the others. */
static void stream_readable(struct frame_stream *stream)
{
	struct frame_buffer *buffer = &stream->buffer;
	ssize_t received;

	if (!frame_buffer_make_room(stream, buffer)) {
		stream_end(stream, FRAME_STREAM_FAILED);
		return;
	}
	received = fd_recv(stream->sock, buffer->bytes + buffer->filled,
			   buffer->capacity - buffer->filled, &stream->tail_fd);
	if (received == -1) {
		if (errno != EAGAIN && errno != EINTR) {
			stream_end(stream, end_of_errno(errno));
		}
		return;
	}
	if (received == 0) {
		stream_end(stream, buffer->filled > 0 ? FRAME_STREAM_TRUNCATED
						      : FRAME_STREAM_CLOSED);
		return;
	}
	buffer->filled += (size_t)received;
	stream->received += (size_t)received;
	stream_deliver(stream);
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
		.tail_fd = -1,
		.current_fd = -1,
	};
	talloc_set_destructor(stream, stream_destructor);
	stream->queue = frame_queue_create(stream);
	stream->closing = tevent_create_immediate(stream);
	stream->delivering = tevent_create_immediate(stream);
	stream->fde = tevent_add_fd(ev, stream, fd, TEVENT_FD_READ,
				    stream_ready, stream);
	if (stream->queue == NULL || stream->closing == NULL ||
	    stream->delivering == NULL || stream->fde == NULL) {
		talloc_free(stream);
		return NULL;
	}
	return stream;
}

void frame_stream_pace(struct frame_stream *stream)
{
	stream->paced = true;
}

int frame_stream_take_fd(struct frame_stream *stream)
{
	int fd = stream->current_fd;

	stream->current_fd = -1;
	return fd;
}

/* The result of a recv() that takes nothing. */
static ssize_t stream_peek(const struct frame_stream *stream)
{
	char byte;

	return recv(stream->sock, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

bool frame_stream_is_open(const struct frame_stream *stream)
{
	ssize_t peeked;

	if (stream->ended) {
		return false;
	}
	peeked = stream_peek(stream);
	return peeked > 0 ||
	       (peeked == -1 && (errno == EAGAIN || errno == EINTR));
}

bool frame_stream_has_input(const struct frame_stream *stream)
{
	return !stream->ended && stream_peek(stream) > 0;
}

uint64_t frame_stream_received(const struct frame_stream *stream)
{
	return stream->received;
}

size_t frame_stream_queued(const struct frame_stream *stream)
{
	return stream->ended ? 0 : frame_queue_size(stream->queue);
}
