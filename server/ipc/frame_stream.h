/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames of idl/frame.idl over a connected unix SOCK_STREAM: rpcd_rras and
 * libmprapi on one end, rrasd on the other.
 *
 * On the socket a frame is a uint32, little-endian, that counts the bytes of
 * the NDR blob behind it.  Nothing here blocks.  A frame that is malformed or
 * longer than RRAS_FRAME_MAX ends this stream and harms nothing else.  The
 * memory for a frame grows with the bytes that arrived, not with the length
 * that was promised.
 */
#ifndef SERVER_IPC_FRAME_STREAM_H
#define SERVER_IPC_FRAME_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>
#include "gen_ndr/frame.h"

/** Bytes that may wait for a peer that does not read; then it is cut off. */
#define FRAME_STREAM_MAX_QUEUED ((size_t)4 * RRAS_FRAME_MAX)

struct frame_stream;

/** @brief Why a stream is over. */
enum frame_stream_end {
	FRAME_STREAM_CLOSED,	/**< the peer closed it between two frames */
	FRAME_STREAM_TRUNCATED, /**< the peer closed it inside a frame */
	FRAME_STREAM_MALFORMED, /**< the peer sent what is not a frame */
	FRAME_STREAM_STUCK,	/**< the peer does not read */
	FRAME_STREAM_FAILED,	/**< a system call failed, or no memory */
};

/** @brief What the owner of a stream wants to be told. */
struct frame_stream_handlers {
	/**
	 * @brief A frame arrived.
	 *
	 * A RRAS_FRAME_PING never comes here: the stream answers it.
	 *
	 * @param[in] frame belongs to the stream and dies after the call,
	 *                  unless it is talloc_steal()ed
	 *
	 * The stream may be freed here; the loop must not be run.
	 */
	void (*frame)(struct frame_stream *stream, struct rras_frame *frame,
		      void *private_data);

	/**
	 * @brief The stream is over; called once, always from the loop.
	 *
	 * The socket is closed already, what was queued is gone.  The stream
	 * is usually freed here.
	 */
	void (*closed)(struct frame_stream *stream, enum frame_stream_end end,
		       void *private_data);
};

/**
 * @brief Take a connected socket into service.
 *
 * @param[in] mem_ctx      owner of the stream; freeing it closes the socket
 *                         without a call of closed()
 * @param[in] ev           the loop; must outlive the stream
 * @param[in] fd           the socket, the stream's from now on, also when this
 *                         fails; its O_NONBLOCK does not matter
 * @param[in] handlers     static
 * @param[in] private_data for the handlers
 * @return the stream, or NULL when there is no memory
 */
struct frame_stream *
frame_stream_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev, int fd,
		    const struct frame_stream_handlers *handlers,
		    void *private_data);

/**
 * @brief Take no further frame while the peer has not read what it was sent.
 *
 * For a server, whose answers are longer than the questions: without it a
 * peer with many large questions would seem stuck.  While frames wait long
 * for those before them it sends a PONG unasked, as a sign of life.  Only one
 * end of a connection may be paced, else both could wait for each other.
 */
void frame_stream_pace(struct frame_stream *stream);

/**
 * @brief Send a frame; what the kernel does not take at once is queued.
 *
 * A failure of the socket is not reported here but by closed().
 *
 * @param[in] frame encoded before the return; the version is filled in
 * @param[in] fd    descriptor to pass with it, duplicated when it has to
 *                  wait, or -1
 * @return 0; EINVAL or EMSGSIZE from frame_encode(); ENOTCONN when the stream
 *         is over; ENOBUFS when the peer does not read (the stream is then
 *         over too); ENOMEM; EMFILE
 */
int frame_stream_write(struct frame_stream *stream,
		       const struct rras_frame *frame, int fd);

/** @brief End it, because what had to be sent could not be: closed() follows
 * from the loop, and the peer waits for nothing. */
void frame_stream_fail(struct frame_stream *stream);

/**
 * @brief Send a frame that frame_encode() made before.
 *
 * @param[in,out] blob moved into the stream on success
 */
int frame_stream_write_encoded(struct frame_stream *stream, DATA_BLOB *blob,
			       int fd);

/**
 * @brief Take the descriptor that came with the frame being delivered.
 *
 * Only inside the frame() handler of a RRAS_FRAME_CALL; when it is not taken,
 * the stream closes it.
 *
 * @return a close-on-exec descriptor, now the caller's, or -1
 */
int frame_stream_take_fd(struct frame_stream *stream);

/**
 * @brief Is the peer still there?
 *
 * Asks the socket itself, so a hang-up is seen by one who has not run the
 * loop for a while.
 */
bool frame_stream_is_open(const struct frame_stream *stream);

/** @brief Has something arrived that the loop has not read yet? */
bool frame_stream_has_input(const struct frame_stream *stream);

/** @brief Bytes received so far. */
uint64_t frame_stream_received(const struct frame_stream *stream);

/** @brief Bytes queued for the peer. */
size_t frame_stream_queued(const struct frame_stream *stream);

/** @brief A few words for the log. */
const char *frame_stream_end_text(enum frame_stream_end end);

#endif
