/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to dial again: what the settings ask for and how the last attempt
 * ended decide.  No timers and no clock here.
 */
#ifndef SERVER_ROUTER_AUTODIAL_POLICY_H
#define SERVER_ROUTER_AUTODIAL_POLICY_H

#include <stdbool.h>
#include <stdint.h>
#include <core/werror.h>

struct router_entry;

/** @brief Of the configuration. */
struct autodial_config {
	uint32_t max_seconds;	  /**< the longest wait between attempts */
	uint32_t jitter;	  /**< percent of a wait, either way */
	uint32_t refused_seconds; /**< the shortest wait after the peer has
				   * refused the user; 0: it is not tried
				   * again */
};

/** @brief What an entry asks for. */
struct autodial_wish {
	bool persistent;   /**< dialed at start and kept up */
	bool on_loss;	   /**< RedialOnLinkFailure */
	uint32_t attempts; /**< after a failure */
	uint32_t seconds;  /**< the first wait between attempts */
};

/**
 * @brief The wish of an entry; NULL wishes nothing.
 *
 * An entry with RedialOnLinkFailure=1 and without an idle time-out is
 * persistent: its link is to be there whenever it can.  The phonebook has no
 * other key that could say so; with a time-out, the same key means only that a
 * link in use is re-established.
 */
struct autodial_wish autodial_wish_of(const struct router_entry *entry);

/** @brief How an attempt, or the link that it gave, has ended. */
struct autodial_end {
	bool refused;	     /**< by ourselves: Connect did not begin at all */
	WERROR error;	     /**< of it, or of the attempt */
	bool failed;	     /**< neither on purpose nor by a time-out */
	bool was_up;	     /**< there was a link */
	uint32_t up_seconds; /**< for so long */
	uint32_t failures;   /**< before this end, since the last link that
			      * lasted or a Connect by hand */
};

/** @brief Whether the end is that of a link that lasted: the next series of
 * attempts is a new one. */
bool autodial_has_lasted(const struct autodial_wish *wish,
			 const struct autodial_end *end);

/**
 * @brief Whether to dial again, and after how long.
 *
 * The waits double from RedialSeconds on up to max_seconds (Windows always
 * waits RedialSeconds), and vary by the jitter, so that links that ended
 * together do not come back together.  After the loss of a link that lasted
 * the first attempt comes within 5 s.  After an attempt that the peer has
 * refused for the user's sake the wait is refused_seconds at least: a directory
 * that locks accounts counts refusals within a time, and a wrong password must
 * not lock the account; while a server that refuses everybody for an hour must
 * not leave a router without its link until an administrator comes.
 *
 * @param[in]  random        any number, new each time
 * @param[out] milliseconds  to wait, when the result is true
 */
bool autodial_again(const struct autodial_config *config,
		    const struct autodial_wish *wish,
		    const struct autodial_end *end, uint32_t random,
		    uint64_t *milliseconds);

/** @brief How long packets do not have the link dialed after such an end. */
uint64_t autodial_hold(const struct autodial_config *config,
		       const struct autodial_wish *wish,
		       const struct autodial_end *end, uint32_t random);

#endif
