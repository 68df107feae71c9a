/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links that this machine serves: a pppd started by pppoe-server, pptpd,
 * xl2tpd or a getty, whose options load our plugin with "rras-dial-in KIND".
 *
 * The plugin connects to the socket of this listener, as root, tells what
 * the link is, and connects again when the daemon was away.  Each such link
 * claims a port of its kind and is a connection of type CLIENT as long as it
 * is up.  A link that finds no free port is not refused by us: its server
 * has accepted it; it is a connection without a port.
 */
#ifndef SERVER_CONNECTIONS_DIAL_IN_H
#define SERVER_CONNECTIONS_DIAL_IN_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct connections;
struct dial_in;
struct ports;

struct dial_in_config {
	const char *run_dir; /**< 0700; the socket is "dial-in.sock" in it */
	uint32_t hangup_timeout; /**< seconds from SIGTERM to SIGKILL */
	struct connections *connections;
	struct ports *ports;
};

/**
 * @brief Begin to listen; freeing it closes the socket, the links stay.
 *
 * @param[out] why  on failure a sentence, child of @mem_ctx
 */
WERROR dial_in_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		      const struct dial_in_config *config,
		      struct dial_in **dial_in, const char **why);

#endif
