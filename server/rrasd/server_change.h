/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the methods about the server as a whole have in common: opnums 0 and
 * 43 with those of their Ex forms, 44 and 47.
 */
#ifndef SERVER_RRASD_SERVER_CHANGE_H
#define SERVER_RRASD_SERVER_CHANGE_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct rrasd;
struct rrasd_call;
struct server_settings_change;

/**
 * @brief The ports of all kinds that there are now.
 *
 * @param[out] total, in_use  0 on a LAN-only router, which has no use for any
 */
void server_ports(const struct rrasd *rrasd, uint32_t *total, uint32_t *in_use);

/** @brief Note for the audit trail what ports a change brings. */
void audit_note_server(struct rrasd_call *call,
		       const struct server_settings_change *change);

/**
 * @brief Change the server's settings.
 *
 * @param[in] refused  not WERR_OK: the answer, nothing is changed
 * @param[in] change   copied
 */
struct tevent_req *
server_change_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		   struct rrasd_call *call, WERROR refused,
		   const struct server_settings_change *change);
/** @return as router_set_server_recv(), or what it was refused with */
WERROR server_change_recv(struct tevent_req *req);

#endif
