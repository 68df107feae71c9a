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
#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include "server/router/router.h"

struct connections;
struct dial_in;
struct ports;
struct record_dir;

/** @brief The most plugins that are connected at a time. */
#define DIAL_IN_PEERS_MAX 16384

/** @brief How long a plugin may take to tell what it is; seconds. */
#define DIAL_IN_HELLO_SECONDS 5

/** @brief What dial-in is made of; all outlive it. */
struct dial_in_config {
	const char *run_dir;	 /**< 0700; the socket is "dial-in.sock" in it,
				  * 0600, and replaces one that is there */
	uid_t allowed_uid;	 /**< of pppd: 0 but in tests */
	uint32_t max_peers;	 /**< DIAL_IN_PEERS_MAX but in tests */
	uint32_t hello_timeout;	 /**< DIAL_IN_HELLO_SECONDS but in tests */
	uint32_t hangup_timeout; /**< seconds from SIGTERM to SIGKILL */
	struct connections *connections;
	struct ports *ports;
	/** Where links are kept for the next daemon (served_record.h); NULL:
	 * they get other handles from it. */
	const struct record_dir *records;
	router_log_fn log; /**< NULL: nothing is logged */
};

/**
 * @brief Begin to listen; freeing it closes the socket, the links stay.
 *
 * Links that an earlier daemon knew are connections when this returns; those
 * that have died meanwhile have ended again by then, for the events.
 *
 * @param[in]  config  copied; its strings outlive dial-in
 * @param[out] why     on failure a sentence, child of @mem_ctx
 * @retval ERROR_ACCESS_DENIED      no socket can be made
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR dial_in_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		      const struct dial_in_config *config,
		      struct dial_in **dial_in, const char **why);

#endif
