/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of rras-tunnel: one tunnel, from the plugin's first message to the
 * end of either side.
 */
#ifndef SERVER_DIALER_TUNNEL_SESSION_H
#define SERVER_DIALER_TUNNEL_SESSION_H

#include "server/dialer/server_name.h"
#include "tunnel.h"

struct session_options {
	const struct tunnel_protocol *protocol;
	struct server_name server;
	const char *dialed; /**< the server as it was written */
	const char *local_name, *ca_file, *vici_socket;
	uint32_t timeout, hello_interval; /**< in seconds */
	int fd;				  /**< to the plugin */
};

/**
 * @brief Live.
 *
 * It succeeds when the tunnel was ended in an orderly way by pppd, and fails
 * otherwise; the plugin has been told all that there is to tell.
 *
 * @param[in] options  must outlive the request
 */
struct tevent_req *session_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				const struct session_options *options);
bool session_recv(struct tevent_req *req);

/** @brief A signal: end as if pppd had asked for it. */
void session_close(struct tevent_req *req);

#endif
