/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's end of the socket to rrasd.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "transport.h"

#define SECRET_WAIT_MS 10000

static int socket_fd = -1;

/*
 * A full queue makes pppd wait for rrasd, as it should; SO_SNDTIMEO, which
 * rrasd sets, bounds it.  Without rrasd the link goes on: errors are ignored.
 */
void plugin_send(struct rras_plugin_message *message, size_t body)
{
	if (socket_fd != -1) {
		(void)send(socket_fd, message, RRAS_PLUGIN_HEADER + body,
			   MSG_NOSIGNAL);
	}
}

void plugin_send_event(enum rras_plugin_type type)
{
	struct rras_plugin_message message = {.type = type};

	plugin_send(&message, 0);
}

void plugin_copy_name(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}

void transport_inherit(int fd)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_HELLO};

	fcntl(fd, F_SETFD, FD_CLOEXEC);
	socket_fd = fd;
	message.hello.version = RRAS_PLUGIN_VERSION;
	plugin_send(&message, sizeof(message.hello));
}

void transport_close(void)
{
	if (socket_fd != -1) {
		close(socket_fd);
		socket_fd = -1;
	}
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool wait_for_answer(void)
{
	int64_t end = now_ms() + SECRET_WAIT_MS, left;
	struct pollfd pollfd = {.fd = socket_fd, .events = POLLIN};
	int result;

	while ((left = end - now_ms()) > 0) {
		result = poll(&pollfd, 1, (int)left);
		if (result != -1 || errno != EINTR) {
			return result == 1;
		}
	}
	return false;
}

bool transport_ask_secret(enum rras_plugin_auth auth, char *secret)
{
	struct rras_plugin_message message = {
		.type = RRAS_PLUGIN_SECRET_REQUEST,
		.secret_request = {.auth = auth},
	};
	bool ok = false;
	ssize_t size;

	plugin_send(&message, sizeof(message.secret_request));
	if (!wait_for_answer()) {
		return false;
	}
	size = recv(socket_fd, &message, sizeof(message), 0);
	if (size == RRAS_PLUGIN_HEADER + (ssize_t)sizeof(message.secret) &&
	    message.type == RRAS_PLUGIN_SECRET && message.secret.known) {
		plugin_copy_name(secret, MAXSECRETLEN, message.secret.secret);
		ok = true;
	}
	explicit_bzero(&message, sizeof(message));
	return ok;
}
