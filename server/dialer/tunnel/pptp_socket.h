/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's side of a PPTP call: a PPPoX socket, which carries PPP in GRE
 * (RFC 2637 section 4).
 */
#ifndef SERVER_DIALER_TUNNEL_PPTP_SOCKET_H
#define SERVER_DIALER_TUNNEL_PPTP_SOCKET_H

#include <netinet/in.h>
#include <stdbool.h>

/**
 * @brief Open a socket with a call id of its own.
 *
 * @param[in]  local    whence GRE is sent, and where it arrives
 * @param[out] call_id  that the kernel has chosen
 * @return the descriptor, -1 and errno
 */
int pptp_socket_open(const struct in_addr *local, uint16_t *call_id);

/**
 * @brief Connect it to the other end's call id, by the device through which
 *        that end is reached now (way_out.h).
 *
 * @return false and errno
 */
bool pptp_socket_connect(int fd, const struct in_addr *remote,
			 uint16_t call_id);

#endif
