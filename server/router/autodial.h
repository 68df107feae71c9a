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
 * A Connect or a Disconnect by hand interrupts a wait at once.  After a
 * Disconnect nothing is dialed until a Connect, until the interface is
 * disabled and enabled again, or until the next start; packets still have it
 * dialed, as on Windows.  Nothing is dialed by itself while the service is
 * paused, the interface is disabled, or outside of its hours: what was to be
 * dialed then is dialed afterwards.
 *
 * Waits are measured on a clock that nobody sets (CLOCK_BOOTTIME).
 */
#ifndef SERVER_ROUTER_AUTODIAL_H
#define SERVER_ROUTER_AUTODIAL_H

#include <stdbool.h>
#include <time.h>
#include <talloc.h>
#include <core/werror.h>

struct autodial; /**< of one interface */
struct interface;
struct router;

/**
 * @brief Begin, for an interface that has its link; nothing is dialed before
 *        autodial_start().
 *
 * @return child of @iface, NULL when out of memory
 */
struct autodial *autodial_create(struct interface *iface);

/** @brief Dial what is persistent: the router has started, and what is up from
 * before is known. */
void autodial_start(struct autodial *autodial);

/** @brief Settings, credentials or fEnabled are others than before: what was
 * waited for because of the old ones is tried now. */
void autodial_settings_changed(struct autodial *autodial);

/** @brief The minute, the clock or the pause has changed. */
void autodial_reconsider(struct autodial *autodial);

/** @brief The link's status has changed. */
void autodial_link_changed(struct autodial *autodial);

/** @brief An administrator connects (true) or disconnects. */
void autodial_by_hand(struct autodial *autodial, bool connect);

/** @brief A Connect could not even begin. */
void autodial_refused(struct autodial *autodial, WERROR error);

/** @brief A packet asks for the link.
 * @return whether it is being dialed, or is there */
bool autodial_demand(struct autodial *autodial);

/** @brief Whether another attempt is to come; Disconnect ends it. */
bool autodial_is_waiting(const struct autodial *autodial);

/** @brief When the next attempt is due (CLOCK_REALTIME), 0 for none. */
time_t autodial_next(const struct autodial *autodial);

#endif
