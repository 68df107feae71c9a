/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The UDP socket of an L2TP tunnel.
 *
 * RFC 2661 section 8.1: the server answers from whatever port it likes, and
 * "once the source and destination ports and addresses are established, they
 * MUST remain static": the socket has no peer until the first answer, takes
 * from the server's address only, and is connected from then on.
 */
#ifndef SERVER_DIALER_L2TP_UDP_H
#define SERVER_DIALER_L2TP_UDP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/** @brief Where a socket is and whom it speaks to. */
struct l2tp_udp {
	int fd; /**< non-blocking, close-on-exec; -1 for none */
	struct sockaddr_storage local, peer;
	socklen_t size; /**< of either address */
	bool connected;
};

/** @brief Open a socket, with our address towards @peer and a free port.
 *
 * @return 0, or an errno: ENETUNREACH without a way to the peer */
int l2tp_udp_open(struct l2tp_udp *udp, const struct sockaddr_storage *peer,
		  socklen_t size);

/** @brief Close it; harmless when it is not open. */
void l2tp_udp_close(struct l2tp_udp *udp);

/** @brief Send; an error is as good as a datagram that is lost. */
void l2tp_udp_send(const struct l2tp_udp *udp, const uint8_t *bytes,
		   size_t size);

/**
 * @brief Take one datagram of the peer's.
 *
 * @param[out] from  who has sent it: for l2tp_udp_connect()
 * @return its size; -1 with errno EAGAIN when there is none now or it is not
 *         the server's, else with what the network said of something that we
 *         have sent (ECONNREFUSED, EHOSTUNREACH, ...)
 */
ssize_t l2tp_udp_receive(const struct l2tp_udp *udp, uint8_t *bytes,
			 size_t size, struct sockaddr_storage *from);

/** @brief From now on @peer only. @return 0 or an errno */
int l2tp_udp_connect(struct l2tp_udp *udp, const struct sockaddr_storage *peer);

/** @brief The port of an address, in host byte order. */
uint16_t l2tp_port(const struct sockaddr_storage *address);

/** @brief An address without its port, as text. */
void l2tp_address_text(const struct sockaddr_storage *address, char *text,
		       socklen_t size);

#endif
