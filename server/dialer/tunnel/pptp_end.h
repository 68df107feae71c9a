/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the codes of PPTP mean to an administrator.
 */
#ifndef SERVER_DIALER_TUNNEL_PPTP_END_H
#define SERVER_DIALER_TUNNEL_PPTP_END_H

#include "pptp_message.h"
#include "tunnel.h"

/** @brief A Start-Control-Connection-Reply that is no success. */
void pptp_end_of_start(struct tunnel_end *end,
		       const struct pptp_message *message);

/** @brief An Outgoing-Call-Reply that is no success. */
void pptp_end_of_call(struct tunnel_end *end,
		      const struct pptp_message *message);

/** @brief The server ends the call or the connection by itself: a
 * Call-Disconnect-Notify or a Stop-Control-Connection-Request. */
void pptp_end_by_server(struct tunnel_end *end,
			const struct pptp_message *message);

#endif
