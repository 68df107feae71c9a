/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's socket. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"
#include "peer.h"

struct listener {
	struct tevent_context *ev;
	const struct listener_config *config;
	struct dispatch *dispatch;
	struct tevent_fd *fde;
	struct tevent_timer *pause;
	struct sockaddr_un address;
	int fd;
};

static const char *failed(TALLOC_CTX *mem_ctx, const char *what,
			  const char *path)
{
	return talloc_asprintf(mem_ctx, "%s %s: %s", what, path,
			       strerror(errno));
}

static bool set_address(TALLOC_CTX *mem_ctx, struct sockaddr_un *address,
			const char *run_dir, const char **why)
{
	size_t length = strlen(run_dir) + 1 + strlen(RRASD_SOCKET_NAME);

	if (length >= sizeof(address->sun_path)) {
		*why = talloc_asprintf(mem_ctx,
				       "the run directory's path %s is too "
				       "long for a socket in it",
				       run_dir);
		return false;
	}
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	strcpy(address->sun_path, run_dir);
	strcat(address->sun_path, "/" RRASD_SOCKET_NAME);
	return true;
}

/*
 * Bind and listen under the final name.  The caller's lock says that nobody
 * serves the socket that may be there, so it is only a left-over; but nothing
 * other than a socket is removed.
 */
static bool bind_socket(TALLOC_CTX *mem_ctx, int fd,
			const struct sockaddr_un *address, const char **why)
{
	const char *path = address->sun_path;
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode)) {
		*why = talloc_asprintf(mem_ctx, "%s is not a socket", path);
		return false;
	}
	if (unlink(path) != 0 && errno != ENOENT) {
		*why = failed(mem_ctx, "cannot remove", path);
		return false;
	}
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 ||
	    chmod(path, 0600) != 0 || listen(fd, SOMAXCONN) != 0) {
		*why = failed(mem_ctx, "cannot listen on", path);
		return false;
	}
	return true;
}

static void listener_ready(struct tevent_context *ev, struct tevent_fd *fde,
			   uint16_t flags, void *private_data);

static void listener_watch(struct listener *listener)
{
	listener->fde = tevent_add_fd(listener->ev, listener, listener->fd,
				      TEVENT_FD_READ, listener_ready, listener);
	if (listener->fde == NULL) {
		log_error("no new peers: out of memory");
	}
}

static void listener_continue(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data)
{
	struct listener *listener =
		talloc_get_type_abort(private_data, struct listener);

	listener->pause = NULL;
	listener_watch(listener);
}

/*
 * Out of descriptors the connection stays in the queue and the socket stays
 * readable: look again a second later instead of spinning.
 */
static void listener_rest(struct listener *listener)
{
	TALLOC_FREE(listener->fde);
	listener->pause = tevent_add_timer(listener->ev, listener,
					   tevent_timeval_current_ofs(1, 0),
					   listener_continue, listener);
}

static void listener_ready(struct tevent_context *ev, struct tevent_fd *fde,
			   uint16_t flags, void *private_data)
{
	struct listener *listener =
		talloc_get_type_abort(private_data, struct listener);
	int fd =
		accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd == -1) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM) {
			log_error("cannot accept a peer: %s", strerror(errno));
			listener_rest(listener);
		}
		return;
	}
	peer_create(listener, ev, listener->config, listener->dispatch, fd);
}

static int listener_destructor(struct listener *listener)
{
	listener_stop(listener);
	return 0;
}

void listener_stop(struct listener *listener)
{
	TALLOC_FREE(listener->pause);
	TALLOC_FREE(listener->fde);
	if (listener->fd != -1) {
		unlink(listener->address.sun_path);
		close(listener->fd);
		listener->fd = -1;
	}
}

struct listener *listener_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct listener_config *config,
				 struct dispatch *dispatch, const char **why)
{
	struct listener *listener = talloc_zero(mem_ctx, struct listener);
	int fd = -1;

	*why = "out of memory";
	if (listener == NULL) {
		return NULL;
	}
	listener->ev = ev;
	listener->config = config;
	listener->dispatch = dispatch;
	listener->fd = -1;
	if (set_address(mem_ctx, &listener->address, config->run_dir, why)) {
		fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			    0);
	}
	if (fd == -1 || !bind_socket(mem_ctx, fd, &listener->address, why)) {
		if (fd != -1) {
			close(fd);
		}
		TALLOC_FREE(listener);
		return NULL;
	}
	listener->fd = fd;
	talloc_set_destructor(listener, listener_destructor);
	listener_watch(listener);
	return listener;
}
