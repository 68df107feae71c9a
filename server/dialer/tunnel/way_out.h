/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way that a tunnel's own packets take.
 *
 * With MPRIO_RemoteDefaultGateway the default route goes through the link, and
 * would take the tunnel's packets along, into itself.  A route to the server
 * besides would help, and would stay when the link is killed.  So the sockets
 * are bound to the device by which the server is reached before there is a
 * link: then only routes of that device count, and nothing is left behind.
 */
#ifndef SERVER_DIALER_TUNNEL_WAY_OUT_H
#define SERVER_DIALER_TUNNEL_WAY_OUT_H

#include <sys/socket.h>

/**
 * @brief Bind a socket to the device by which a peer is reached now.
 *
 * Where that is not known, or not allowed, the socket stays as it is: it is
 * for connect() to say that there is no way.
 */
void way_out_bind(int fd, const struct sockaddr_storage *peer);

#endif
