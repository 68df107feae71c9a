/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's socket. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "server/ipc/unix_listener.h"
#include "log.h"
#include "peer.h"

struct listener {
	struct tevent_context *ev;
	const struct listener_config *config;
	struct dispatch *dispatch;
	struct unix_listener *socket;
};

static void listener_accepted(int fd, void *private_data)
{
	struct listener *listener =
		talloc_get_type_abort(private_data, struct listener);

	if (fd == -1) {
		log_error("cannot accept a peer: %s", strerror(errno));
		return;
	}
	peer_create(listener, listener->ev, listener->config,
		    listener->dispatch, fd);
}

struct listener *listener_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct listener_config *config,
				 struct dispatch *dispatch, const char **why)
{
	struct listener *listener = talloc_zero(mem_ctx, struct listener);
	const struct unix_listener_config socket_config = {
		.dir = config->run_dir,
		.name = RRASD_SOCKET_NAME,
		.type = SOCK_STREAM,
		.fn = listener_accepted,
		.private_data = listener,
	};

	*why = "out of memory";
	if (listener == NULL) {
		return NULL;
	}
	listener->ev = ev;
	listener->config = config;
	listener->dispatch = dispatch;
	/* Its sentence must outlive the listener. */
	listener->socket =
		unix_listener_create(listener, ev, &socket_config, why);
	if (listener->socket == NULL) {
		*why = talloc_strdup(mem_ctx, *why);
		TALLOC_FREE(listener);
	}
	return listener;
}
