/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of a phonebook entry <-> the settings of a demand-dial interface.
 *
 * Not stored, for the specification has no key for them: what 3.1.4.14 has
 * GetInfo compute (MPRIO_RequireEncryptedPw, MPRIO_RequireMsEncryptedPw,
 * MPRIO_RequireDataEncryption), and dwSubEntries and dwType, which follow from
 * MEDIA and DEVICE.
 */
#ifndef SERVER_ROUTER_PBK_ENTRY_H
#define SERVER_ROUTER_PBK_ENTRY_H

#include <talloc.h>
#include <core/werror.h>
#include "entry.h"
#include "pbk_section.h"

/** @brief The bits of dwfOptions that a phonebook entry keeps. */
uint32_t pbk_entry_options(void);

/**
 * @brief Read the settings.
 *
 * A key that is not there has a default ("if an optional key is absent [...]
 * the behavior of the RRAS is implementation-specific"); one with a value
 * that is not valid makes the entry corrupt.
 *
 * @param[out] why  on error: a sentence with the key's name
 * @retval WERR_OK, WERR_NOT_ENOUGH_MEMORY, ERROR_CORRUPT_PHONEBOOK
 */
WERROR pbk_entry_read(TALLOC_CTX *mem_ctx, const struct pbk_section *section,
		      struct router_entry **entry, const char **why);

/**
 * @brief Write the settings: only lines whose meaning changes are touched.
 *
 * @param[in] entry  passed router_entry_check()
 * @return false when there is no memory
 */
bool pbk_entry_write(struct pbk_section *section,
		     const struct router_entry *entry);

/** @brief The lines of a new entry with all keys, for pbk_entry_write(). */
struct pbk_section *pbk_entry_template(TALLOC_CTX *mem_ctx,
				       const struct router_entry *entry);

#endif
