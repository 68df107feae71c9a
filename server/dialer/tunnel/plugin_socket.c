/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras-tunnel's end of the socket to pppd's plugin.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "plugin_socket.h"

#define HEADER offsetof(struct rras_tunnel_message, start)

/* The size of a type's body; -1 for what the plugin does not send. */
static ssize_t body_size(const struct rras_tunnel_message *message)
{
	switch (message->type) {
	case RRAS_TUNNEL_START:
		return sizeof(message->start);
	case RRAS_TUNNEL_KEYS:
		return sizeof(message->keys);
	case RRAS_TUNNEL_CLOSE:
		return 0;
	default:
		return -1;
	}
}

static bool is_sound(const struct rras_tunnel_message *message, size_t size)
{
	ssize_t body;

	if (size < HEADER) {
		return false;
	}
	body = body_size(message);
	if (body < 0 || size != HEADER + (size_t)body) {
		return false;
	}
	if (message->type == RRAS_TUNNEL_START) {
		return message->start.version == RRAS_TUNNEL_VERSION &&
		       message->start.ipsec_key_size <=
			       sizeof(message->start.ipsec_key);
	}
	return message->type != RRAS_TUNNEL_KEYS ||
	       message->keys.size <= sizeof(message->keys.send_key);
}

enum plugin_socket_read plugin_socket_read(int fd,
					   struct rras_tunnel_message *message)
{
	ssize_t size =
		recv(fd, message, sizeof(*message), MSG_DONTWAIT | MSG_TRUNC);

	if (size == -1 && (errno == EAGAIN || errno == EINTR)) {
		return PLUGIN_SOCKET_NOTHING;
	}
	return size > 0 && is_sound(message, (size_t)size)
		       ? PLUGIN_SOCKET_MESSAGE
		       : PLUGIN_SOCKET_END;
}

/* The plugin reads at once, or is gone: nothing waits here. */
static bool send_message(int fd, struct msghdr *header)
{
	ssize_t sent;

	do {
		sent = sendmsg(fd, header, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (sent == -1 && errno == EINTR);
	return sent != -1;
}

bool plugin_socket_ready(int fd, const struct tunnel_ready *ready)
{
	struct rras_tunnel_message message = {.type = RRAS_TUNNEL_READY};
	struct iovec iov = {.iov_base = &message,
			    .iov_len = HEADER + sizeof(message.ready)};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {.space = {0}};
	struct msghdr header = {.msg_iov = &iov,
				.msg_iovlen = 1,
				.msg_control = &control,
				.msg_controllen = sizeof(control)};
	struct cmsghdr *rights = CMSG_FIRSTHDR(&header);

	message.ready.is_tty = ready->is_tty;
	memcpy(message.ready.local, ready->local, sizeof(ready->local));
	memcpy(message.ready.remote, ready->remote, sizeof(ready->remote));
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(rights), &ready->fd, sizeof(int));
	return send_message(fd, &header);
}

void plugin_socket_end(int fd, enum rras_tunnel_type type,
		       const struct tunnel_end *end)
{
	struct rras_tunnel_message message = {.type = type};
	struct iovec iov = {.iov_base = &message,
			    .iov_len = HEADER + sizeof(message.ended)};
	struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};

	message.ended.result = end->result;
	snprintf(message.ended.text, sizeof(message.ended.text), "%s",
		 end->text);
	send_message(fd, &header);
}
