/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administrator's log says of a link. */
#include "link_log.h"
#include <arpa/inet.h>
#include <string.h>
#include <syslog.h>
#include "compat/rras_errors.h"
#include "router_private.h"

static void log_up(const struct router *router, const char *name,
		   const struct dialer_status *status)
{
	char local[INET_ADDRSTRLEN], remote[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &status->ppp.local, local, sizeof(local));
	inet_ntop(AF_INET, &status->ppp.remote, remote, sizeof(remote));
	router_log(router, LOG_NOTICE, "%s: %s over %s as %s, %s to %s", name,
		   status->adopted && status->ppp.lcp_up ? "still connected"
							 : "connected",
		   status->device, status->ifname, local, remote);
}

static void log_end(const struct router *router, const char *name,
		    const struct dialer_status *status)
{
	uint32_t error = W_ERROR_V(status->last_error);
	const char *peer = status->peer_message;
	const struct rras_error_info *info = rras_error_by_number(error);

	if (error == ERROR_SUCCESS) {
		router_log(router, LOG_NOTICE, "%s: disconnected", name);
		return;
	}
	/* Often the reason quotes the peer. */
	if (strstr(status->reason, peer) != NULL) {
		peer = "";
	}
	router_log(router, LOG_NOTICE, "%s: disconnected: %s (%u, %s)%s%s",
		   name, status->reason, error, info ? info->name : "",
		   peer[0] ? "; the peer says: " : "", peer);
}

void link_log_change(const struct router *router, const char *name,
		     const struct dialer_status *status, int *logged)
{
	if (*logged == (int)status->state) {
		return;
	}
	*logged = (int)status->state;
	switch (status->state) {
	case DIALER_CONNECTING:
		router_log(router, LOG_INFO, "%s: connecting over %s", name,
			   status->device);
		break;
	case DIALER_CONNECTED:
		log_up(router, name, status);
		break;
	case DIALER_DISCONNECTED:
		log_end(router, name, status);
		break;
	case DIALER_DISCONNECTING:
		break;
	}
}
