/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The MEDIA subsections of a phonebook entry behind the first: the devices of
 * a multilink connection's other links ([MS-RRASM] 2.2.2.2.96).
 */
#ifndef SERVER_ROUTER_PBK_MEDIA_H
#define SERVER_ROUTER_PBK_MEDIA_H

#include "entry.h"
#include "pbk_section.h"

/**
 * @brief Read them into entry->SubEntries.
 *
 * One that cannot be read has empty strings: it spoils no others, and keeps
 * its place.
 * @return false when there is no memory
 */
bool pbk_media_read(const struct pbk_section *section,
		    struct router_entry *entry);

/**
 * @brief Write those of entry->SubEntries that change.
 *
 * There is no way to take one away: what the entry does not speak of stays.
 * @return false when there is no memory
 */
bool pbk_media_write(struct pbk_section *section,
		     const struct router_entry *entry);

#endif
