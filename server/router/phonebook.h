/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * router.pbk, the store of demand-dial settings ([MS-RRASM] 2.2.2).
 *
 * The file belongs to administrators as much as to us: they, or a console
 * over SMB, may replace it at any time.  What we do not know we keep, in its
 * place; what we write replaces the file atomically.
 */
#ifndef SERVER_ROUTER_PHONEBOOK_H
#define SERVER_ROUTER_PHONEBOOK_H

#include <sys/uio.h>
#include <core/werror.h>
#include "entry.h"

struct phonebook; /**< a parsed phonebook, in memory */

/**
 * @brief Parse a phonebook's text.
 *
 * What is no phonebook at all is corrupt.  In one that is, a damaged line
 * spoils its own entry only, and stays where it is.
 *
 * @param[in]  text, length  the file's bytes; need not end in a NUL
 * @param[out] pbk           child of @mem_ctx
 * @param[out] why           on error: a sentence with the line's number
 * @retval WERR_OK, WERR_NOT_ENOUGH_MEMORY, ERROR_CORRUPT_PHONEBOOK
 */
WERROR phonebook_parse(TALLOC_CTX *mem_ctx, const char *text, size_t length,
		       struct phonebook **pbk, const char **why);

/**
 * @brief The text of @pbk, in pieces that point into it: CR LF line ends, as
 *        [MS-RRASM] 2.2.2 wants.  Valid until @pbk is changed or freed.
 */
WERROR phonebook_pieces(TALLOC_CTX *mem_ctx, const struct phonebook *pbk,
			struct iovec **pieces, size_t *num_pieces);

/**
 * @brief Whether @pbk has an entry of that name (case-insensitive).
 *
 * Names "MUST be unique"; where they are not, the first entry counts and the
 * others are kept.
 */
bool phonebook_has_entry(const struct phonebook *pbk, const char *name);

/**
 * @brief Read an entry.
 *
 * @retval ERROR_CANNOT_FIND_PHONEBOOK_ENTRY  there is none of that name
 * @retval ERROR_CORRUPT_PHONEBOOK  a key that we need has no valid value, or
 *                                  a line is damaged; @why names it
 */
WERROR phonebook_get_entry(TALLOC_CTX *mem_ctx, const struct phonebook *pbk,
			   const char *name, struct router_entry **entry,
			   const char **why);

/**
 * @brief Set an entry, new or old, in memory.
 *
 * Of an old one the order of keys and all keys that @entry does not speak of
 * are kept; a new one has all keys in the order of [MS-RRASM] 2.2.2.2.
 *
 * Values that are not valid are replaced; damaged lines are for their author to
 * mend, for nobody else knows what they were to say.
 *
 * @retval WERR_OK, WERR_NOT_ENOUGH_MEMORY
 * @retval ERROR_CORRUPT_PHONEBOOK  the entry has a damaged line
 * @retval ERROR_INVALID_PARAMETER  a text of @entry is too long for its member
 *         or has a control character, or the name is no entry's name
 */
WERROR phonebook_set_entry(struct phonebook *pbk, const char *name,
			   const struct router_entry *entry);

/** @brief Remove an entry, in memory; none of that name is no error. */
void phonebook_remove_entry(struct phonebook *pbk, const char *name);

#endif
