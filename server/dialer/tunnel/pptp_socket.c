/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's side of a PPTP call.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
/* after netinet/in.h: it has an in_addr of its own otherwise */
#include "pptp_socket.h"
#include "way_out.h"
#include <linux/if_ether.h>
#include <linux/if_pppox.h>

static int close_with(int fd, int error)
{
	close(fd);
	errno = error;
	return -1;
}

int pptp_socket_open(const struct in_addr *local, uint16_t *call_id)
{
	struct sockaddr_pppox address = {.sa_family = AF_PPPOX,
					 .sa_protocol = PX_PROTO_PPTP};
	socklen_t size = sizeof(address);
	int fd = socket(AF_PPPOX, SOCK_STREAM | SOCK_CLOEXEC, PX_PROTO_PPTP);

	if (fd == -1) {
		return -1;
	}
	address.sa_addr.pptp.call_id = 0; /* any that is free */
	address.sa_addr.pptp.sin_addr = *local;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
		return close_with(fd, errno);
	}
	*call_id = address.sa_addr.pptp.call_id;
	return fd;
}

/* GRE has a socket of its own, which must stay out of the link as well as the
 * control connection. */
static void bind_way_out(int fd, const struct in_addr *remote)
{
	const struct sockaddr_in in = {.sin_family = AF_INET,
				       .sin_addr = *remote};
	struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};

	memcpy(&peer, &in, sizeof(in));
	way_out_bind(fd, &peer);
}

bool pptp_socket_connect(int fd, const struct in_addr *remote, uint16_t call_id)
{
	struct sockaddr_pppox address = {.sa_family = AF_PPPOX,
					 .sa_protocol = PX_PROTO_PPTP};

	address.sa_addr.pptp.call_id = call_id;
	address.sa_addr.pptp.sin_addr = *remote;
	bind_way_out(fd, remote);
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}
