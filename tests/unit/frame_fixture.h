/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One frame stream, and the bare socket of its peer. */
#ifndef TESTS_UNIT_FRAME_FIXTURE_H
#define TESTS_UNIT_FRAME_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "loop.h"
#include "server/ipc/fd_passing.h"
#include "server/ipc/frame_codec.h"
#include "server/ipc/frame_stream.h"

#define MAX_FRAMES 64

/* One stream under test, and the bare socket of its peer. */
struct fixture {
	struct tevent_context *ev;
	struct frame_stream *stream;
	int peer;
	struct rras_frame *frames[MAX_FRAMES];
	int fds[MAX_FRAMES];
	size_t count;
	size_t pongs;
	size_t closed; /* calls of closed() */
	enum frame_stream_end end;
	bool take_fds;
	bool free_in_handler;
};

/** @brief Record what comes in the struct fixture. */
extern const struct frame_stream_handlers handlers;
/** @brief For cmocka's setup and teardown; *state is a struct fixture. */
int setup(void **state);
int teardown(void **state);
/** @brief Run what is ready now, without waiting. */
void run_ready(struct fixture *f);
/** @brief A call with every member filled in. */
struct rras_frame call_frame(uint32_t id, DATA_BLOB stub);
/** @brief A frame with its length, as it stands on the wire. */
DATA_BLOB wire(TALLOC_CTX *mem_ctx, const struct rras_frame *frame);
/** @brief Send bytes from the peer's end. */
void peer_send(struct fixture *f, const void *bytes, size_t length);
/** @brief Send a frame from the peer's end. @param fd To pass, or -1. */
void peer_send_frame(struct fixture *f, const struct rras_frame *frame, int fd);

#endif
