/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A unix socket of a daemon. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "unix_listener.h"

struct unix_listener {
	struct tevent_context *ev;
	struct unix_listener_config config;
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
			const char *dir, const char *name, const char **why)
{
	size_t length = strlen(dir) + 1 + strlen(name);

	if (length >= sizeof(address->sun_path)) {
		*why = talloc_asprintf(mem_ctx,
				       "the run directory's path %s is too "
				       "long for a socket in it",
				       dir);
		return false;
	}
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	strcpy(address->sun_path, dir);
	strcat(address->sun_path, "/");
	strcat(address->sun_path, name);
	return true;
}

/* Bind and listen under the final name. */
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
	/* The file is made with the socket's mode: it never has another one. */
	if (fchmod(fd, 0600) != 0 ||
	    bind(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 ||
	    listen(fd, SOMAXCONN) != 0) {
		*why = failed(mem_ctx, "cannot listen on", path);
		return false;
	}
	return true;
}

static void listener_ready(struct tevent_context *ev, struct tevent_fd *fde,
			   uint16_t flags, void *private_data);

static void listener_continue(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data);

/*
 * Out of descriptors or memory the connection stays in the queue and the
 * socket stays readable: look again a second later instead of spinning.
 */
static void listener_rest(struct unix_listener *listener)
{
	TALLOC_FREE(listener->fde);
	listener->pause = tevent_add_timer(listener->ev, listener,
					   tevent_timeval_current_ofs(1, 0),
					   listener_continue, listener);
}

static void listener_watch(struct unix_listener *listener)
{
	listener->fde = tevent_add_fd(listener->ev, listener, listener->fd,
				      TEVENT_FD_READ, listener_ready, listener);
	if (listener->fde == NULL) {
		listener_rest(listener);
	}
}

static void listener_continue(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data)
{
	struct unix_listener *listener =
		talloc_get_type_abort(private_data, struct unix_listener);

	listener->pause = NULL;
	listener_watch(listener);
}

static void listener_ready(struct tevent_context *ev, struct tevent_fd *fde,
			   uint16_t flags, void *private_data)
{
	struct unix_listener *listener =
		talloc_get_type_abort(private_data, struct unix_listener);
	const struct unix_listener_config *config = &listener->config;
	int fd =
		accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd != -1) {
		config->fn(fd, config->private_data);
	} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		   errno == ENOMEM) {
		config->fn(-1, config->private_data);
		listener_rest(listener);
	}
}

static int listener_destructor(struct unix_listener *listener)
{
	TALLOC_FREE(listener->pause);
	TALLOC_FREE(listener->fde);
	unlink(listener->address.sun_path);
	close(listener->fd);
	return 0;
}

struct unix_listener *
unix_listener_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		     const struct unix_listener_config *config,
		     const char **why)
{
	struct unix_listener *listener =
		talloc_zero(mem_ctx, struct unix_listener);

	*why = "out of memory";
	if (listener == NULL) {
		return NULL;
	}
	listener->ev = ev;
	listener->config = *config;
	listener->fd = -1;
	if (set_address(mem_ctx, &listener->address, config->dir, config->name,
			why)) {
		listener->fd =
			socket(AF_UNIX,
			       config->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	}
	if (listener->fd == -1 ||
	    !bind_socket(mem_ctx, listener->fd, &listener->address, why)) {
		if (listener->fd != -1) {
			close(listener->fd);
		}
		talloc_free(listener);
		return NULL;
	}
	talloc_set_destructor(listener, listener_destructor);
	listener_watch(listener);
	return listener;
}
