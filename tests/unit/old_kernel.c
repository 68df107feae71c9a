/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kernel before Linux 6.5; see old_kernel.h. */
#include <errno.h>
#include <sys/socket.h>
#include "old_kernel.h"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

int __real_getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size);
int __wrap_getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size);

static bool is_old;

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	if (is_old && level == SOL_SOCKET && name == SO_PEERPIDFD) {
		errno = ENOPROTOOPT;
		return -1;
	}
	return __real_getsockopt(fd, level, name, value, size);
}

void old_kernel(bool old)
{
	is_old = old;
}
