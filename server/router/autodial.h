/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the router dials and hangs up by itself: the one authority for it.
 *
 *   persistent   dialed at start, and kept up
 *   redial       after an attempt that failed, RedialAttempts times,
 *                RedialSeconds apart and ever farther, with jitter; after the
 *                loss of a link with RedialOnLinkFailure
 *   hours        hung up when the last allowed minute of DialoutHours ends
 *   demand       dialed when a packet is routed to the interface
 *
 * All of it ends with a Connect or a Disconnect by hand, which interrupts a
 * wait at once; nothing is dialed by itself while the service is paused, the
 * interface is disabled, or outside of its hours.
 */
#ifndef SERVER_ROUTER_AUTODIAL_H
#define SERVER_ROUTER_AUTODIAL_H

#include <stdbool.h>
#include <time.h>
#include "interface.h"

struct autodial; /**< of one interface; child of it */

/** @brief Begin; called when a demand-dial interface has its link. */
struct autodial *autodial_create(struct interface *iface);

/** @brief Settings, hours, credentials, fEnabled or the pause have changed. */
void autodial_reconsider(struct autodial *autodial);

/** @brief The link's status has changed. */
void autodial_link_changed(struct autodial *autodial);

/** @brief An administrator connects (true) or disconnects: what waits, waits
 * no longer. */
void autodial_by_hand(struct autodial *autodial, bool connect);

/** @brief When the next attempt is due (CLOCK_REALTIME), 0 for none. */
time_t autodial_next(const struct autodial *autodial);

#endif
