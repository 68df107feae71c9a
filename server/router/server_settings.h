/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an administrator has set for the server as a whole: how many ports of
 * each tunnel kind it has, and how its tunnels are configured
 * (MPR_SERVER_EX_3).
 *
 * The members are the specification's structures as pidl makes them: they are
 * kept and returned whole, and what of them is obeyed (the ports) is read out
 * of them.  Nothing here marshals.
 */
#ifndef SERVER_ROUTER_SERVER_SETTINGS_H
#define SERVER_ROUTER_SERVER_SETTINGS_H

#include "gen_ndr/dimsvc_config.h"
#include "server/ports/ports.h"
#include "router.h"

/** @brief The server's settings; read-only for all but the router. */
struct server_settings {
	/** Ports and flags of IKEv2, PPTP, L2TP and SSTP are in here. */
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 tunnels;
	uint32_t pppoe_ports;
	uint32_t pppoe_port_flags;
};

/** @brief What is set now. */
const struct server_settings *router_server_settings(struct router *router);

/** @brief The number of ports of a miniport kind in settings. */
uint32_t server_settings_ports(const struct server_settings *settings,
			       enum port_kind kind);

/** @brief Kinds that a change is about, bits of 1 << enum port_kind. */
#define SERVER_SETTINGS_KIND(kind) (1u << (kind))

struct server_settings_change {
	uint32_t kinds; /**< SERVER_SETTINGS_KIND() of each */
	/** Only the ports and their flags are meant (levels 1 and 2). */
	bool ports_only;
	struct server_settings settings; /**< copied, for the kinds above */
};

/**
 * @brief Set ([MS-RRASM] 3.1.4.44 and 3.1.4.48): persisted, then in force.
 *
 * Freeing the request stops the waiting, not the change.
 *
 * @retval ERROR_SUCCESS_REBOOT_REQUIRED   persisted; in force after a restart
 *         (more ports than the kind was set up for, note 317)
 * @retval ERROR_SUCCESS_RESTART_REQUIRED  SSTP or IKEv2, note 324
 * @retval ERROR_INVALID_PARAMETER         a number or a member out of range
 *         and those of persist_send()
 */
struct tevent_req *
router_set_server_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       struct router *router,
		       const struct server_settings_change *change);
WERROR router_set_server_recv(struct tevent_req *req);

#endif
