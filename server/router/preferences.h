/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user preferences of RASRPC ([MS-RRASM] 2.2.1.2.229): the callback
 * numbers of ports, and the last one that was used.
 *
 * There is one set for the router, not one a user: 3.3.4.2 knows no users.
 * The structure is the specification's as pidl makes it: nothing here obeys
 * it, it is kept and returned.
 */
#ifndef SERVER_ROUTER_PREFERENCES_H
#define SERVER_ROUTER_PREFERENCES_H

#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include "gen_ndr/rasrpc_types.h"

struct router;

/**
 * @brief Those of a router for which none were set: initialized, and all else
 *        empty.  NULL when out of memory.
 */
struct RASRPC_PBUSER *preferences_create(TALLOC_CTX *mem_ctx);

/**
 * @brief Check and copy what is kept of preferences.
 *
 * Members that the specification wants empty are empty in the copy, as are
 * lists that "can be set to NULL"; strings have zeros behind their end.
 *
 * @param[out] to  child of @mem_ctx
 * @retval ERROR_INVALID_PARAMETER  a string without an end, or a device type
 *         that 2.2.1.2.230 does not list
 */
WERROR preferences_copy(TALLOC_CTX *mem_ctx, const struct RASRPC_PBUSER *from,
			struct RASRPC_PBUSER **to);

/** @brief The router's; valid until the next turn of the loop. */
const struct RASRPC_PBUSER *router_preferences(const struct router *router);

/**
 * @brief Set them: persisted first, answered second; copied.
 *
 * Freeing the request stops the waiting, not the change.
 * Errors: those of preferences_copy() and of persist_send().
 */
struct tevent_req *
router_set_preferences_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			    struct router *router,
			    const struct RASRPC_PBUSER *preferences);
WERROR router_set_preferences_recv(struct tevent_req *req);

#endif
