/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting to a unix SOCK_STREAM socket without ever blocking. */
#include "unix_connect.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <util/tevent_unix.h>
#include "fd_passing.h"

/* Pause before the next try on a full backlog, in microseconds. */
#define RETRY_USEC 20000

struct unix_connect_state {
	struct tevent_context *ev;
	struct sockaddr_un address;
	struct timeval deadline;
	int fd;
};

static void unix_connect_try(struct tevent_req *req);
static void unix_connect_retry(struct tevent_req *subreq);

static void unix_connect_cleanup(struct tevent_req *req,
				 enum tevent_req_state req_state)
{
	struct unix_connect_state *state =
		tevent_req_data(req, struct unix_connect_state);

	if (req_state != TEVENT_REQ_DONE) {
		fd_close(&state->fd);
	}
}

struct tevent_req *unix_connect_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     const char *path, struct timeval deadline)
{
	struct unix_connect_state *state;
	struct tevent_req *req;
	size_t length = strlen(path);

	req = tevent_req_create(mem_ctx, &state, struct unix_connect_state);
	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->deadline = deadline;
	state->fd = -1;
	tevent_req_set_cleanup_fn(req, unix_connect_cleanup);
	if (length >= sizeof(state->address.sun_path)) {
		tevent_req_error(req, ENAMETOOLONG);
		return tevent_req_post(req, ev);
	}
	state->address.sun_family = AF_UNIX;
	memcpy(state->address.sun_path, path, length);
	state->fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (state->fd == -1) {
		tevent_req_error(req, (uint64_t)errno);
		return tevent_req_post(req, ev);
	}
	unix_connect_try(req);
	return tevent_req_is_in_progress(req) ? req : tevent_req_post(req, ev);
}

/*
 * A unix socket knows no EINPROGRESS: EAGAIN means a full backlog, and the
 * only way to wait is to try again.
 */
static void unix_connect_try(struct tevent_req *req)
{
	struct unix_connect_state *state =
		tevent_req_data(req, struct unix_connect_state);
	struct timeval now = tevent_timeval_current();
	struct tevent_req *subreq;

	if (connect(state->fd, (const struct sockaddr *)&state->address,
		    sizeof(state->address)) == 0) {
		tevent_req_done(req);
		return;
	}
	if (errno != EAGAIN && errno != EINTR) {
		tevent_req_error(req, (uint64_t)errno);
		return;
	}
	if (tevent_timeval_compare(&now, &state->deadline) >= 0) {
		tevent_req_error(req, ETIMEDOUT);
		return;
	}
	subreq = tevent_wakeup_send(state, state->ev,
				    tevent_timeval_add(&now, 0, RETRY_USEC));
	if (tevent_req_nomem(subreq, req)) {
		return;
	}
	tevent_req_set_callback(subreq, unix_connect_retry, req);
}

static void unix_connect_retry(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	bool woken = tevent_wakeup_recv(subreq);

	talloc_free(subreq);
	if (!woken) {
		tevent_req_oom(req);
		return;
	}
	unix_connect_try(req);
}

int unix_connect_recv(struct tevent_req *req, int *fd)
{
	struct unix_connect_state *state =
		tevent_req_data(req, struct unix_connect_state);
	int error;

	if (tevent_req_is_unix_error(req, &error)) {
		tevent_req_received(req);
		return error;
	}
	*fd = state->fd;
	state->fd = -1;
	tevent_req_received(req);
	return 0;
}
