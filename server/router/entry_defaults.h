/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server makes of the settings that a client sends, and what it
 * tells of those that it has ([MS-RRASM] 3.1.4.13 to 3.1.4.15).  Policy on the
 * model; no wire, no store.
 */
#ifndef SERVER_ROUTER_ENTRY_DEFAULTS_H
#define SERVER_ROUTER_ENTRY_DEFAULTS_H

#include "entry.h"

/**
 * @brief Settings for RRouterInterfaceCreate at level 2 or 3, in place.
 *
 * Read-only members get their values (a new guidId, the type of the device),
 * dwfOptions its defaults.
 *
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR router_entry_for_create(struct router_entry *entry);

/**
 * @brief Settings for RRouterInterfaceSetInfo at level 2 or 3, in place.
 *
 * Read-only members, and those that a client cannot send, are taken from what
 * the interface has.
 *
 * @param[in] old  the settings that @entry replaces; NULL: the phonebook has
 *                 lost them
 * @retval WERR_OK, WERR_NOT_ENOUGH_MEMORY or ERROR_INVALID_PARAMETER
 */
WERROR router_entry_for_set(struct router_entry *entry,
			    const struct router_entry *old);

/** @brief dwfOptions for RRouterInterfaceGetInfo. */
uint32_t router_entry_options_for_get(const struct router_entry *entry);

#endif
