/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of rrasd, and the small rrasd that it is connected to. */
#ifndef TESTS_UNIT_CLIENT_FIXTURE_H
#define TESTS_UNIT_CLIENT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "loop.h"
#include "server/ipc/fd_passing.h"
#include "server/ipc/frame_stream.h"
#include "server/ipc/rras_client.h"

#define MAX_CALLS 64

/* The daemon of the test: remembers what comes, answers when it is told. */
struct daemon {
	int listening;
	struct tevent_fd *fde;
	struct frame_stream *stream;
	size_t accepted;
	struct rras_frame *calls[MAX_CALLS];
	int fds[MAX_CALLS];
	size_t num_calls;
	uint32_t cancelled[MAX_CALLS];
	size_t num_cancelled;
	size_t num_closed;
};

struct fixture {
	struct tevent_context *ev;
	char dir[32];
	char *path;
	struct daemon d;
	struct rras_client *client;
	size_t replies;
	uint32_t faults[MAX_CALLS];
	char *stubs[MAX_CALLS];
};

/** @brief Who asks. */
extern const struct rras_caller caller;
/** @brief The socket alone: the kernel connects, nobody answers. */
void daemon_listen(struct fixture *f, int backlog);
/** @brief The daemon, which remembers what comes. */
void daemon_start(struct fixture *f);
void daemon_stop(struct fixture *f);
/** @brief Answer a call, counted from 0. */
void daemon_reply(struct fixture *f, size_t call, uint32_t fault,
		  DATA_BLOB stub);
/** @brief For cmocka's setup and teardown; *state is a struct fixture. */
int setup(void **state);
int teardown(void **state);
/** @brief Send a call; its answer goes to replies, faults and stubs.
 *
 * @param event_fd To pass, or -1.
 */
struct tevent_req *call(struct fixture *f, uint32_t opnum, int event_fd);

#endif
