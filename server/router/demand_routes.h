/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The routes of a stand-in device, and their copies on the link.
 */
#ifndef SERVER_ROUTER_DEMAND_ROUTES_H
#define SERVER_ROUTER_DEMAND_ROUTES_H

#include <stdbool.h>
#include <talloc.h>
#include <tevent.h>

struct demand_routes;

/** @brief All routes have been copied, as far as could be. */
typedef void (*demand_routes_fn)(void *private_data);

/** @brief A connection to the kernel; NULL when there is none. */
struct demand_routes *demand_routes_create(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   demand_routes_fn fn,
					   void *private_data);

/**
 * @brief Route networks to a device.
 *
 * @param[in]  routes  separated by blanks
 * @param[out] why     on failure a sentence, child of @mem_ctx
 */
bool demand_routes_add(struct demand_routes *routes, TALLOC_CTX *mem_ctx,
		       int ifindex, const char *networks, const char **why);

/** @brief Copy the routes of one device to another, in front of them; the
 * function of demand_routes_create() is called when that is done. */
bool demand_routes_copy(struct demand_routes *routes, int from, int to);

#endif
