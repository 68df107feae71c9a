/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alternate numbers: "the router dials [them], in the order listed, if the
 * primary number fails to connect" ([MS-RRASM] 2.2.1.2.84, szAlternates), and
 * one that does not fail may become the primary one (MPRIO_PromoteAlternates).
 */
#ifndef SERVER_ROUTER_ALTERNATES_H
#define SERVER_ROUTER_ALTERNATES_H

#include "entry.h"
#include "interface.h"

/**
 * @brief Have each way to the primary number tried with the alternates, too:
 *        all ways to one number come before those to the next.
 *
 * A phonebook may say no (TryNextAlternateOnFail, 2.2.2.2.117), but for an
 * entry of phones only.
 *
 * @param[in,out] settings  its targets become children of @mem_ctx
 * @retval WERR_OK, ERROR_NOT_ENOUGH_MEMORY
 */
WERROR alternates_add_targets(TALLOC_CTX *mem_ctx,
			      const struct router_entry *entry,
			      struct dialer_settings *settings);

/** @brief An attempt is under way, begun by us or by a daemon before: its
 * success is one to look at. */
void alternates_begin(struct interface *iface);

/**
 * @brief The status of an interface's link has changed: promote the number
 *        that has succeeded, if the entry says so; persisted like any change.
 *
 * Once an attempt: what an administrator makes of the numbers while the link
 * is up stays so.
 */
void alternates_follow(struct interface *iface);

/**
 * @brief Make an alternate number of an entry its primary one, which becomes
 *        the first of the alternates.
 *
 * @return false when it is none of them, or the primary one already
 */
bool alternates_promote(struct router_entry *entry, const char *number);

#endif
