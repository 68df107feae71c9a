/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The UDP socket of an L2TP tunnel; see l2tp_udp.h.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include "l2tp_udp.h"
#include "way_out.h"

static in_port_t *port_of(struct sockaddr_storage *address)
{
	return address->ss_family == AF_INET6
		       ? &((struct sockaddr_in6 *)(void *)address)->sin6_port
		       : &((struct sockaddr_in *)(void *)address)->sin_port;
}

uint16_t l2tp_port(const struct sockaddr_storage *address)
{
	struct sockaddr_storage copy = *address;

	return ntohs(*port_of(&copy));
}

void l2tp_address_text(const struct sockaddr_storage *address, char *text,
		       socklen_t size)
{
	const void *bytes =
		address->ss_family == AF_INET6
			? (const void *)&(
				  (const struct sockaddr_in6 *)(const void *)
					  address)
				  ->sin6_addr
			: (const void *)&(
				  (const struct sockaddr_in *)(const void *)
					  address)
				  ->sin_addr;

	if (inet_ntop(address->ss_family, bytes, text, size) == NULL) {
		text[0] = '\0';
	}
}

static int new_socket(int family)
{
	return socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Connecting a UDP socket sends nothing: the kernel only looks for a way. */
static int find_local(struct l2tp_udp *udp)
{
	int fd = new_socket(udp->peer.ss_family), error = 0;
	socklen_t size = sizeof(udp->local);

	if (fd == -1) {
		return errno;
	}
	if (connect(fd, (const struct sockaddr *)&udp->peer, udp->size) == -1 ||
	    getsockname(fd, (struct sockaddr *)&udp->local, &size) == -1) {
		error = errno;
	}
	close(fd);
	*port_of(&udp->local) = 0;
	return error;
}

/* Only with RECVERR is a socket without a peer told of ICMP's messages. */
static int want_errors(int fd, int family)
{
	const int on = 1;

	return family == AF_INET6 ? setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR,
					       &on, sizeof(on))
				  : setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on,
					       sizeof(on));
}

static int bind_local(struct l2tp_udp *udp)
{
	socklen_t size = sizeof(udp->local);

	udp->fd = new_socket(udp->peer.ss_family);
	way_out_bind(udp->fd, &udp->peer);
	if (udp->fd == -1 || want_errors(udp->fd, udp->peer.ss_family) == -1 ||
	    bind(udp->fd, (const struct sockaddr *)&udp->local, udp->size) ==
		    -1 ||
	    getsockname(udp->fd, (struct sockaddr *)&udp->local, &size) == -1) {
		return errno;
	}
	return 0;
}

int l2tp_udp_open(struct l2tp_udp *udp, const struct sockaddr_storage *peer,
		  socklen_t size)
{
	int error;

	*udp = (struct l2tp_udp){.fd = -1, .peer = *peer, .size = size};
	error = find_local(udp);
	if (error == 0) {
		error = bind_local(udp);
	}
	if (error != 0) {
		l2tp_udp_close(udp);
	}
	return error;
}

void l2tp_udp_close(struct l2tp_udp *udp)
{
	if (udp->fd != -1) {
		close(udp->fd);
		udp->fd = -1;
	}
}

void l2tp_udp_send(const struct l2tp_udp *udp, const uint8_t *bytes,
		   size_t size)
{
	ssize_t sent;

	sent = udp->connected
		       ? send(udp->fd, bytes, size, MSG_NOSIGNAL)
		       : sendto(udp->fd, bytes, size, MSG_NOSIGNAL,
				(const struct sockaddr *)&udp->peer, udp->size);
	(void)sent;
}

/* The queue of errors is not ours to read, only to empty: as long as there is
 * something in it the socket is ready. */
static void drop_errors(int fd)
{
	struct msghdr message = {.msg_iov = NULL};

	while (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) != -1) {
		message = (struct msghdr){.msg_iov = NULL};
	}
}

static bool same_host(const struct sockaddr_storage *a,
		      const struct sockaddr_storage *b)
{
	char text[2][INET6_ADDRSTRLEN];

	l2tp_address_text(a, text[0], sizeof(text[0]));
	l2tp_address_text(b, text[1], sizeof(text[1]));
	return a->ss_family == b->ss_family && strcmp(text[0], text[1]) == 0;
}

ssize_t l2tp_udp_receive(const struct l2tp_udp *udp, uint8_t *bytes,
			 size_t size, struct sockaddr_storage *from)
{
	socklen_t from_size = sizeof(*from);
	ssize_t received;
	int error;

	memset(from, 0, sizeof(*from));
	received = recvfrom(udp->fd, bytes, size, MSG_DONTWAIT,
			    (struct sockaddr *)from, &from_size);
	if (received == -1) {
		error = errno;
		drop_errors(udp->fd);
		errno = error == EINTR ? EAGAIN : error;
		return -1;
	}
	if (!same_host(from, &udp->peer)) {
		errno = EAGAIN;
		return -1;
	}
	return received;
}

int l2tp_udp_connect(struct l2tp_udp *udp, const struct sockaddr_storage *peer)
{
	if (connect(udp->fd, (const struct sockaddr *)peer, udp->size) == -1) {
		return errno;
	}
	udp->peer = *peer;
	udp->connected = true;
	return 0;
}
