/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event of a local caller: an eventfd(2) that came with a call. */
#include "event_fd.h"
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the kernel calls it; no system call tells what a descriptor is. */
#define EVENT_FD_NAME "anon_inode:[eventfd]"

bool event_fd_is_valid(int fd)
{
	char path[32], name[sizeof(EVENT_FD_NAME)];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, name, sizeof(name));
	return length == (ssize_t)strlen(EVENT_FD_NAME) &&
	       memcmp(name, EVENT_FD_NAME, (size_t)length) == 0;
}

bool event_fd_signal(int fd)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};
	uint64_t one = 1;

	return poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0 &&
	       write(fd, &one, sizeof(one)) == (ssize_t)sizeof(one);
}
