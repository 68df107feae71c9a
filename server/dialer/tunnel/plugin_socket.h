/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras-tunnel's end of the socket to pppd's plugin.
 */
#ifndef SERVER_DIALER_TUNNEL_PLUGIN_SOCKET_H
#define SERVER_DIALER_TUNNEL_PLUGIN_SOCKET_H

#include "tunnel.h"
#include "tunnel_proto.h"

enum plugin_socket_read {
	PLUGIN_SOCKET_MESSAGE,
	PLUGIN_SOCKET_NOTHING, /**< for now */
	PLUGIN_SOCKET_END,     /**< pppd is gone, or is not our pppd */
};

/** @brief Read one message, checked for its type and size. */
enum plugin_socket_read plugin_socket_read(int fd,
					   struct rras_tunnel_message *message);

/** @brief Hand a descriptor over; it stays open here. */
bool plugin_socket_ready(int fd, const struct tunnel_ready *ready);

/** @brief Tell the end, before (FAILED) or after (CLOSED) it was ready. */
void plugin_socket_end(int fd, enum rras_tunnel_type type,
		       const struct tunnel_end *end);

#endif
