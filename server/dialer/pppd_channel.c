/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A socket whose other end is a child's.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "pppd_channel.h"

#define SEND_TIMEOUT_SECONDS 5

void pppd_channel_passed(struct pppd_channel *channel)
{
	if (channel->child_fd != -1) {
		close(channel->child_fd);
		channel->child_fd = -1;
	}
}

void pppd_channel_close(struct pppd_channel *channel)
{
	TALLOC_FREE(channel->fde);
	pppd_channel_passed(channel);
	if (channel->fd != -1) {
		close(channel->fd);
		channel->fd = -1;
	}
}

void pppd_channel_take(struct pppd_channel *channel, int fd)
{
	pppd_channel_close(channel);
	channel->fd = fd;
}

bool pppd_channel_open(struct pppd_channel *channel, int type)
{
	const struct timeval timeout = {.tv_sec = SEND_TIMEOUT_SECONDS};
	int fds[2];

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fds) != 0) {
		return false;
	}
	channel->fd = fds[0];
	channel->child_fd = fds[1];
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	/* what the child sends never holds it up for ever */
	setsockopt(fds[1], SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	return true;
}

bool pppd_channel_read(struct pppd_channel *channel, void *buffer, size_t size,
		       int flags, size_t *got)
{
	ssize_t result;

	if (channel->fd == -1) {
		return false;
	}
	do {
		result = recv(channel->fd, buffer, size, flags);
	} while (result == -1 && errno == EINTR);
	if (result == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
		return false;
	}
	if (result <= 0) {
		pppd_channel_close(channel);
		return false;
	}
	*got = (size_t)result;
	return true;
}
