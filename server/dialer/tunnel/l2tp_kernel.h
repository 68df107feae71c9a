/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel has of an L2TP session: its data messages go from and to
 * pppd without us.
 */
#ifndef SERVER_DIALER_L2TP_KERNEL_H
#define SERVER_DIALER_L2TP_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include "l2tp_udp.h"

/** @brief The numbers of a session; those of the peer are what it has
 * assigned, for what we send. */
struct l2tp_ids {
	uint16_t tunnel, peer_tunnel;
	uint16_t session, peer_session;
};

/** @brief What it is made of; -1 for none. */
struct l2tp_sockets {
	int tunnel;  /**< ours: with the UDP socket it is the tunnel, and the
		      * end of either is the end of the session */
	int session; /**< connected, for pppd */
};

/**
 * @brief Make a session over a connected UDP socket.
 *
 * @return 0, or an errno: EPROTONOSUPPORT or EAFNOSUPPORT when the kernel has
 *         no L2TP
 */
typedef int (*l2tp_kernel_fn)(const struct l2tp_udp *udp,
			      const struct l2tp_ids *ids,
			      struct l2tp_sockets *sockets);

/** @brief By PX_PROTO_OL2TP sockets. */
int l2tp_kernel_open(const struct l2tp_udp *udp, const struct l2tp_ids *ids,
		     struct l2tp_sockets *sockets);

/** @brief Close what is open. */
void l2tp_kernel_close(struct l2tp_sockets *sockets);

/**
 * @brief A number for a tunnel that no other one of ours has.
 *
 * The kernel tells of a number that is taken only when the tunnel is made,
 * much too late.
 *
 * @param[out] reservation  a descriptor: the number is free again when it is
 *                          closed
 * @return the number, 0 with errno set when there is none
 */
uint16_t l2tp_reserve_tunnel(int *reservation);

/**
 * @brief Reserve this number, if no tunnel of ours has it.
 *
 * @return the reservation, the caller's; -1
 */
int l2tp_reserve_number(uint16_t number);

/** @brief A number that cannot be guessed and is not 0; 0 when the kernel has
 * none. */
uint16_t l2tp_random_id(void);

#endif
