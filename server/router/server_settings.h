/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an administrator has set for the server as a whole: how many ports of
 * each miniport kind it has, and how its tunnels are configured
 * (MPR_SERVER_EX_3).
 *
 * The members are the specification's structures as pidl makes them: they are
 * kept and returned whole, and what of them is obeyed is read out of them: the
 * numbers of ports, and for PPPoE whether they may be dialed over.
 *
 * A number that was never set is the configuration's.
 */
#ifndef SERVER_ROUTER_SERVER_SETTINGS_H
#define SERVER_ROUTER_SERVER_SETTINGS_H

#include "gen_ndr/dimsvc_config.h"
#include "server/ports/ports.h"
#include "router.h"

/** @brief A set of kinds: these bits. */
#define SERVER_SETTINGS_KIND(kind) (1u << (kind))
/** @brief All kinds that have a number: the miniports. */
#define SERVER_SETTINGS_ALL (SERVER_SETTINGS_KIND(PORT_KIND_SERIAL) - 1)

/**
 * @brief The number of ports that a kind is prepared for at least, Windows's
 *        MaxWanEndpoints ([MS-RRASM] 2.2.3.3.1.7).
 *
 * "the limit configured in the registry at service start time (the default is
 * 1000 [...])" (mprapi page of MPR_SERVER_1).  A start with more ports than
 * that is prepared for these.
 */
#define SERVER_SETTINGS_PREPARED 1000

/** @brief The server's settings; read-only for all but the router. */
struct server_settings {
	uint32_t kinds; /**< those that have been set */
	uint32_t pppoe_ports;
	uint32_t pppoe_port_flags; /**< MPR_ENABLE_*_ON_DEVICE */
	/** Ports and flags of IKEv2, PPTP, L2TP and SSTP are in here.  Their
	 * counts and pointers agree. */
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 tunnels;
};

/** @brief What is set now; valid until the next turn of the loop. */
const struct server_settings *router_server_settings(struct router *router);

/** @name The number of ports of a miniport kind, and their flags
 * Of settings, in force or not; 0 for SERIAL. */
/**@{*/
uint32_t server_settings_ports(const struct server_settings *settings,
			       enum port_kind kind);
uint32_t server_settings_port_flags(const struct server_settings *settings,
				    enum port_kind kind);
void server_settings_set_ports(struct server_settings *settings,
			       enum port_kind kind, uint32_t dwNumPorts,
			       uint32_t dwPortFlags);
/**@}*/

/**
 * @brief Settings that nobody has set: the configuration's numbers, and
 *        tunnels as a new Windows server has them.
 *
 * @param[in] ports  by enum port_kind
 * @return NULL when out of memory
 */
struct server_settings *server_settings_new(TALLOC_CTX *mem_ctx,
					    const uint32_t *ports);

/**
 * @brief A deep copy.
 *
 * @return NULL when out of memory, or when a count is above what a client
 *         could send (dimsvc_config.idl)
 */
struct server_settings *
server_settings_copy(TALLOC_CTX *mem_ctx, const struct server_settings *from);

/**
 * @brief Check what a client can set of some kinds, member by member.
 *
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR server_settings_check(const struct server_settings *settings,
			     uint32_t kinds);

struct server_settings_change {
	uint32_t kinds; /**< SERVER_SETTINGS_KIND() of each */
	/** Only the ports and their flags are meant (levels 1 and 2). */
	bool ports_only;
	/** Not @ports_only: that of MPR_SERVER_SET_CONFIG_EX_n, 1 to 3.
	 * Members that came later stay as they are. */
	uint8_t revision;
	struct server_settings settings; /**< copied, for the kinds above */
};

/**
 * @brief Put a change on top of settings.
 *
 * @param[in,out] to  what it points to afterwards is the change's too
 */
void server_settings_merge(struct server_settings *to,
			   const struct server_settings_change *change);

/**
 * @brief Set ([MS-RRASM] 3.1.4.44 and 3.1.4.48): persisted, then in force.
 *
 * Fewer ports than are in use end no link: see ports_set_count().
 * Freeing the request stops the waiting, not the change.
 *
 * @retval ERROR_SUCCESS_REBOOT_REQUIRED   persisted; the number of a kind is
 *         above what the daemon's start has prepared it for, and is in force
 *         after the next start (note 317)
 * @retval ERROR_SUCCESS_RESTART_REQUIRED  persisted; SSTP or IKEv2, not
 *         @ports_only: in force after the next start (note 324)
 * @retval ERROR_INVALID_PARAMETER         no kind or one without a number, a
 *         number or a member out of range
 *         and those of persist_send()
 */
struct tevent_req *
router_set_server_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       struct router *router,
		       const struct server_settings_change *change);
WERROR router_set_server_recv(struct tevent_req *req);

#endif
