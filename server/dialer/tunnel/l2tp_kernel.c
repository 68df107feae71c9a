/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's side of an L2TP session: PX_PROTO_OL2TP sockets.
 *
 * A socket that is connected with session 0 stands for the tunnel, whose
 * packets are those of a UDP socket of ours; one with a session is what pppd
 * binds to /dev/ppp.  Netlink (ip l2tp) would do it too, but asks for a kernel
 * with L2TPv3.
 */
#include "l2tp_kernel.h"
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <netinet/in.h>
#include <sys/random.h>
#include <sys/un.h>
#include <linux/if_pppox.h>

#define RESERVE_TRIES 64

static int connect_v4(int fd, const struct l2tp_udp *udp,
		      const struct l2tp_ids *ids)
{
	struct sockaddr_pppol2tp address = {
		.sa_family = AF_PPPOX,
		.sa_protocol = PX_PROTO_OL2TP,
	};

	address.pppol2tp.fd = udp->fd;
	memcpy(&address.pppol2tp.addr, &udp->peer,
	       sizeof(address.pppol2tp.addr));
	address.pppol2tp.s_tunnel = ids->tunnel;
	address.pppol2tp.d_tunnel = ids->peer_tunnel;
	address.pppol2tp.s_session = ids->session;
	address.pppol2tp.d_session = ids->peer_session;
	return connect(fd, (const struct sockaddr *)&address, sizeof(address));
}

static int connect_v6(int fd, const struct l2tp_udp *udp,
		      const struct l2tp_ids *ids)
{
	struct sockaddr_pppol2tpin6 address = {
		.sa_family = AF_PPPOX,
		.sa_protocol = PX_PROTO_OL2TP,
	};

	address.pppol2tp.fd = udp->fd;
	memcpy(&address.pppol2tp.addr, &udp->peer,
	       sizeof(address.pppol2tp.addr));
	address.pppol2tp.s_tunnel = ids->tunnel;
	address.pppol2tp.d_tunnel = ids->peer_tunnel;
	address.pppol2tp.s_session = ids->session;
	address.pppol2tp.d_session = ids->peer_session;
	return connect(fd, (const struct sockaddr *)&address, sizeof(address));
}

/* @return the descriptor, or -1 with errno set */
static int open_socket(const struct l2tp_udp *udp, const struct l2tp_ids *ids)
{
	int fd, result, error;

	fd = socket(AF_PPPOX, SOCK_DGRAM | SOCK_CLOEXEC, PX_PROTO_OL2TP);
	if (fd == -1) {
		return -1;
	}
	result = udp->peer.ss_family == AF_INET6 ? connect_v6(fd, udp, ids)
						 : connect_v4(fd, udp, ids);
	if (result == -1) {
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int l2tp_kernel_open(const struct l2tp_udp *udp, const struct l2tp_ids *ids,
		     struct l2tp_sockets *sockets)
{
	struct l2tp_ids tunnel = {.tunnel = ids->tunnel,
				  .peer_tunnel = ids->peer_tunnel};
	int error;

	sockets->session = -1;
	sockets->tunnel = open_socket(udp, &tunnel);
	if (sockets->tunnel != -1) {
		sockets->session = open_socket(udp, ids);
	}
	if (sockets->session == -1) {
		error = errno;
		l2tp_kernel_close(sockets);
		return error;
	}
	return 0;
}

void l2tp_kernel_close(struct l2tp_sockets *sockets)
{
	if (sockets->session != -1) {
		close(sockets->session);
		sockets->session = -1;
	}
	if (sockets->tunnel != -1) {
		close(sockets->tunnel);
		sockets->tunnel = -1;
	}
}

uint16_t l2tp_random_id(void)
{
	uint16_t id = 0;

	while (id == 0) {
		if (getrandom(&id, sizeof(id), 0) != sizeof(id)) {
			return 0;
		}
	}
	return id;
}

/*
 * An abstract unix address belongs to the network namespace, as the kernel's
 * tunnels do, and is free again when its owner is gone, however it went.
 */
static bool reserve(int fd, uint16_t id)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int length =
		snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
			 "openrras/l2tp/tunnel/%u", id);

	return bind(fd, (const struct sockaddr *)&address,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				(size_t)length)) == 0;
}

static int reservation_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

int l2tp_reserve_number(uint16_t number)
{
	int fd = reservation_socket();

	if (fd != -1 && !reserve(fd, number)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

uint16_t l2tp_reserve_tunnel(int *reservation)
{
	int fd = reservation_socket(), i;
	uint16_t id;

	*reservation = fd;
	if (fd == -1) {
		return 0;
	}
	for (i = 0; i < RESERVE_TRIES; i++) {
		id = l2tp_random_id();
		if (id == 0 || reserve(fd, id)) {
			return id;
		}
	}
	return 0;
}
