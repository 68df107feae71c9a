/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connected plugin of a served link. */
#include <errno.h>
#include <poll.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include "dial_in_peer.h"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77 /* Linux 6.5 */
#endif

struct dial_in_peer {
	const struct dial_in_peer_handlers *handlers;
	void *private_data;
	struct served_state state;
	struct tevent_timer *deadline; /* until its state is complete */
	struct tevent_fd *fde;
	int fd;
	int pidfd;
	pid_t pid;
};

const struct served_state *dial_in_peer_state(const struct dial_in_peer *peer)
{
	return &peer->state;
}

pid_t dial_in_peer_pid(const struct dial_in_peer *peer)
{
	return peer->pid;
}

int dial_in_peer_socket(const struct dial_in_peer *peer)
{
	return peer->fd;
}

int dial_in_peer_take_pidfd(struct dial_in_peer *peer)
{
	int pidfd = peer->pidfd;

	peer->pidfd = -1;
	return pidfd;
}

static void peer_closed(struct dial_in_peer *peer, const char *why)
{
	peer->handlers->closed(peer, why, peer->private_data);
}

/* One datagram a turn; what it is about may free the peer. */
static void peer_readable(struct tevent_context *ev, struct tevent_fd *fde,
			  uint16_t flags, void *private_data)
{
	struct dial_in_peer *peer =
		talloc_get_type_abort(private_data, struct dial_in_peer);
	struct rras_plugin_message message;
	const char *why = NULL;
	ssize_t size;

	size = recv(peer->fd, &message, sizeof(message), MSG_TRUNC);
	if (size == -1 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (size <= 0) {
		peer_closed(peer, NULL);
		return;
	}
	if (!served_state_take(&peer->state, &message, (size_t)size, &why)) {
		peer_closed(peer, why);
		return;
	}
	if (peer->state.complete) {
		TALLOC_FREE(peer->deadline);
		peer->handlers->told(peer, peer->private_data);
	}
}

static void peer_late(struct tevent_context *ev, struct tevent_timer *te,
		      struct timeval now, void *private_data)
{
	struct dial_in_peer *peer =
		talloc_get_type_abort(private_data, struct dial_in_peer);

	peer->deadline = NULL;
	peer_closed(peer, "It does not say what it is");
}

static bool is_connected(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLRDHUP};

	return poll(&pollfd, 1, 0) == 0;
}

/*
 * The process that has connected.  Before Linux 6.5 its number may be another
 * process's by now; but then its socket is closed, unless a child of it has
 * the socket too, which pppd's children do not.
 */
static bool open_process(struct dial_in_peer *peer)
{
	socklen_t length = sizeof(peer->pidfd);

	if (getsockopt(peer->fd, SOL_SOCKET, SO_PEERPIDFD, &peer->pidfd,
		       &length) == 0) {
		return true;
	}
	peer->pidfd = pidfd_open(peer->pid, 0);
	return peer->pidfd != -1 && is_connected(peer->fd);
}

static bool identify(struct dial_in_peer *peer,
		     const struct dial_in_config *config, const char **why)
{
	struct ucred ucred;
	socklen_t length = sizeof(ucred);

	if (getsockopt(peer->fd, SOL_SOCKET, SO_PEERCRED, &ucred, &length) !=
	    0) {
		*why = "It is not known who it is";
		return false;
	}
	peer->pid = ucred.pid;
	if (ucred.uid != config->allowed_uid) {
		*why = "Its user may not serve links";
		return false;
	}
	if (!open_process(peer)) {
		*why = "It is gone already";
		return false;
	}
	return true;
}

static int peer_destructor(struct dial_in_peer *peer)
{
	TALLOC_FREE(peer->fde);
	close(peer->fd);
	if (peer->pidfd != -1) {
		close(peer->pidfd);
	}
	return 0;
}

static bool watch(struct dial_in_peer *peer, struct tevent_context *ev,
		  const struct dial_in_config *config)
{
	peer->fde = tevent_add_fd(ev, peer, peer->fd, TEVENT_FD_READ,
				  peer_readable, peer);
	peer->deadline = tevent_add_timer(
		ev, peer, tevent_timeval_current_ofs(config->hello_timeout, 0),
		peer_late, peer);
	return peer->fde != NULL && peer->deadline != NULL;
}

struct dial_in_peer *
dial_in_peer_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const struct dial_in_config *config, int fd,
		    const struct dial_in_peer_handlers *handlers,
		    void *private_data, const char **why)
{
	struct dial_in_peer *peer = talloc_zero(mem_ctx, struct dial_in_peer);

	*why = "There is no memory for it";
	if (peer == NULL) {
		close(fd);
		return NULL;
	}
	peer->fd = fd;
	peer->pidfd = -1;
	peer->handlers = handlers;
	peer->private_data = private_data;
	talloc_set_destructor(peer, peer_destructor);
	if (!watch(peer, ev, config) || !identify(peer, config, why)) {
		talloc_free(peer);
		return NULL;
	}
	return peer;
}
