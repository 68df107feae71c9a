/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dialing on demand: a network device that stands in for a link that is down.
 *
 * It is a tun device: what is routed to it is read by us and has the link
 * dialed.  (Logging by netfilter would need rules in tables that are the
 * administrator's, and a route to hang them on; pppd's own demand mode needs a
 * process and an address for each link that is down.)
 *
 * Routes stay on the stand-in all the time.  While the link is up, each of
 * them has a copy on the link's own interface that comes before it; the
 * kernel removes the copies with that interface.  So there is no moment
 * without a route, and nothing to put right after a crash.
 *
 * Packets that come while the link is dialed are kept, as many as are worth
 * it, and sent over the link when it is up.  Those of this machine itself
 * have the source address of another interface, which was chosen when they
 * were made; forwarded ones are not lost.
 *
 * The device is there as long as this object: tun devices that are not
 * persistent go with their descriptor, and their routes with them, also when
 * we are killed.  DemandRoutes are put on it again.
 */
#ifndef SERVER_ROUTER_DEMAND_H
#define SERVER_ROUTER_DEMAND_H

#include <stdbool.h>
#include <talloc.h>
#include <tevent.h>

struct demand;

/** @brief A packet wants the link.
 * @return whether it is worth keeping: the link is, or is to be, dialed */
typedef bool (*demand_fn)(void *private_data);

/**
 * @brief Make the device and its routes.
 *
 * @param[in]  device  its name; must not be that of another one
 * @param[in]  routes  networks, separated by blanks
 * @param[in]  fn      called from the loop
 * @param[out] why     on failure a sentence, child of @mem_ctx
 * @return child of @mem_ctx, or NULL
 */
struct demand *demand_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			     const char *device, const char *routes,
			     demand_fn fn, void *private_data,
			     const char **why);

/** @brief Whether it is the one that these settings ask for, and still there:
 * anybody with the right to may delete its device. */
bool demand_is(const struct demand *demand, const char *device,
	       const char *routes);

/** @brief The link is up: it gets the routes, then the packets. */
void demand_link_up(struct demand *demand, const char *ifname, int ifindex);

/** @brief The link is down, or could not be dialed: packets are not kept. */
void demand_link_down(struct demand *demand);

#endif
