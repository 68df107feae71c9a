/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event of a local caller: an eventfd(2) that came with a call. */
#include "event_fd.h"
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

bool event_fd_signal(int fd)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};
	uint64_t one = 1;

	return poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0 &&
	       write(fd, &one, sizeof(one)) == (ssize_t)sizeof(one);
}
