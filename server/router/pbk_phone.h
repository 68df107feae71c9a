/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The phone numbers of a phonebook entry ([MS-RRASM] 2.2.2.2.108): "the first
 * subsection is for the primary phone number and the others are for the
 * alternate phone numbers".
 *
 * Numbers are dialed as they stand there; UseDialingRules, which would have
 * them put together out of CountryCode and AreaCode, is kept and not obeyed.
 */
#ifndef SERVER_ROUTER_PBK_PHONE_H
#define SERVER_ROUTER_PBK_PHONE_H

#include <stdbool.h>
#include "entry.h"
#include "pbk_section.h"

/** @return false when a number is no valid text, or there is no memory */
bool pbk_phone_read(const struct pbk_section *section, struct pbk_range device,
		    struct router_entry *entry);

/**
 * @brief Write the numbers that change; the others keep all their keys.
 *
 * @param[in] old  what stands there, or NULL when that cannot be read
 */
bool pbk_phone_write(struct pbk_section *section, struct pbk_range device,
		     const struct router_entry *old,
		     const struct router_entry *entry);

/** @brief Append a phone number's subsection to the section. */
bool pbk_phone_append(struct pbk_section *section, const char *number);

#endif
