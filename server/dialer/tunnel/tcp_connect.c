/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP connection, made without blocking; see tcp_connect.h. */
#include "tcp_connect.h"
#include "way_out.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <util/tevent_unix.h>

struct tcp_connect_state {
	struct tevent_fd *fde;
	int fd;
};

static void tcp_connect_writable(struct tevent_context *ev,
				 struct tevent_fd *fde, uint16_t flags,
				 void *private_data);

static void tcp_connect_cleanup(struct tevent_req *req,
				enum tevent_req_state req_state)
{
	struct tcp_connect_state *state =
		tevent_req_data(req, struct tcp_connect_state);

	TALLOC_FREE(state->fde);
	if (req_state != TEVENT_REQ_DONE && state->fd != -1) {
		close(state->fd);
		state->fd = -1;
	}
}

struct tevent_req *tcp_connect_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    const struct sockaddr_storage *address,
				    socklen_t address_size)
{
	struct tcp_connect_state *state;
	struct tevent_req *req;
	const int on = 1;

	req = tevent_req_create(mem_ctx, &state, struct tcp_connect_state);
	if (req == NULL) {
		return NULL;
	}
	tevent_req_set_cleanup_fn(req, tcp_connect_cleanup);
	state->fd = socket(address->ss_family,
			   SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (state->fd == -1) {
		tevent_req_error(req, (uint64_t)errno);
		return tevent_req_post(req, ev);
	}
	way_out_bind(state->fd, address);
	/* Messages are whole when they are written: nothing to wait for. */
	(void)setsockopt(state->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(state->fd, (const struct sockaddr *)address,
		    address_size) != 0 &&
	    errno != EINPROGRESS) {
		tevent_req_error(req, (uint64_t)errno);
		return tevent_req_post(req, ev);
	}
	/* tevent tells of errors only to those who want to read */
	state->fde = tevent_add_fd(ev, state, state->fd,
				   TEVENT_FD_READ | TEVENT_FD_WRITE,
				   tcp_connect_writable, req);
	if (tevent_req_nomem(state->fde, req)) {
		return tevent_req_post(req, ev);
	}
	return req;
}

static void tcp_connect_writable(struct tevent_context *ev,
				 struct tevent_fd *fde, uint16_t flags,
				 void *private_data)
{
	struct tevent_req *req =
		talloc_get_type_abort(private_data, struct tevent_req);
	struct tcp_connect_state *state =
		tevent_req_data(req, struct tcp_connect_state);
	socklen_t size = sizeof(int);
	int error = 0;

	if (getsockopt(state->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
		error = errno;
	}
	if (error != 0) {
		tevent_req_error(req, (uint64_t)error);
		return;
	}
	tevent_req_done(req);
}

int tcp_connect_recv(struct tevent_req *req, int *fd)
{
	struct tcp_connect_state *state =
		tevent_req_data(req, struct tcp_connect_state);
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
