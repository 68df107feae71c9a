/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file descriptor beside the bytes of a unix socket. */
#include "fd_passing.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Room for some surplus descriptors: those that we see, we close.  For more
 * than these the kernel closes the rest itself (MSG_CTRUNC).
 */
#define CONTROL_FDS 4

union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(CONTROL_FDS * sizeof(int))];
};

void fd_close(int *fd)
{
	if (*fd != -1) {
		close(*fd);
		*fd = -1;
	}
}

static void control_put(struct msghdr *msg, union control *control, int fd)
{
	struct cmsghdr *cmsg;

	memset(control, 0, sizeof(*control));
	msg->msg_control = control->space;
	msg->msg_controllen = CMSG_SPACE(sizeof(int));
	cmsg = CMSG_FIRSTHDR(msg);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
}

ssize_t fd_send(int sock, struct iovec *iov, size_t count, int fd)
{
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = count};
	union control control;

	if (fd != -1) {
		control_put(&msg, &control, fd);
	}
	return sendmsg(sock, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Take the first descriptor of one control message, close the others. */
static void control_take(struct cmsghdr *cmsg, int *fd)
{
	size_t count = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	size_t i;

	for (i = 0; i < count; i++) {
		int received;

		memcpy(&received, CMSG_DATA(cmsg) + i * sizeof(int),
		       sizeof(int));
		if (*fd == -1) {
			*fd = received;
		} else {
			close(received);
		}
	}
}

ssize_t fd_recv(int sock, void *buffer, size_t size, int *fd)
{
	struct iovec iov = {.iov_base = buffer, .iov_len = size};
	union control control;
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space),
	};
	struct cmsghdr *cmsg;
	ssize_t received;

	*fd = -1;
	received = recvmsg(sock, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (received == -1) {
		return -1;
	}
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg != NULL;
	     cmsg = CMSG_NXTHDR(&msg, cmsg)) {
		if (cmsg->cmsg_level == SOL_SOCKET &&
		    cmsg->cmsg_type == SCM_RIGHTS) {
			control_take(cmsg, fd);
		}
	}
	return received;
}
