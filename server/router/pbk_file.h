/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The phonebook as a file ([MS-RRASM] 2.2.2): its entries in their order, each
 * with its lines as they stand there.  What the lines mean is not known here.
 */
#ifndef SERVER_ROUTER_PBK_FILE_H
#define SERVER_ROUTER_PBK_FILE_H

#include <stddef.h>
#include <sys/uio.h>
#include <talloc.h>
#include <core/werror.h>

/** @brief Bytes that an entry's name may have ([MS-RRASM] 2.2.2.1 <203>). */
#define PBK_NAME_MAX 1536

/**
 * @brief Bytes that a line may have.  The specification sets no limit; no
 *        known key comes near this one.
 */
#define PBK_LINE_MAX 65535

struct pbk_file; /**< all entries, in the file's order */

/** @brief One entry; its name stands in the line above @text. */
struct pbk_entry_text {
	char *name;	   /**< as written, UTF-8 if the file is; NULL when
			    * the line that begins it has no valid one */
	char *text;	   /**< its lines, each with CR LF at its end */
	size_t length;	   /**< of @text */
	const char *fault; /**< NULL, or what is wrong with the first of its
			    * lines that is, with that line's number */
};

/**
 * @brief Parse; lines may end in CR LF or LF, the last one in nothing.
 *
 * A line is empty, a comment (";"), an entry's name in brackets or a key with
 * a value.  Anything else, a control character, and a line or a name that is
 * too long, are kept as they are and spoil the entry that they stand in (above
 * the first one: nothing).  The file as a whole is corrupt when it has faults
 * and no entry with a name, or a NUL: then it is something else than a
 * phonebook.  A byte order mark is kept.
 *
 * "MUST be unique": of entries with the same name the first one counts, as
 * with any INI file; the others are kept as they are.
 *
 * @param[out] why  on error: what is wrong first, with the line's number
 * @retval WERR_OK, WERR_NOT_ENOUGH_MEMORY, ERROR_CORRUPT_PHONEBOOK
 */
WERROR pbk_file_parse(TALLOC_CTX *mem_ctx, const char *bytes, size_t length,
		      struct pbk_file **file, const char **why);

/**
 * @brief The file's bytes, piece by piece; lines end in CR LF.
 *
 * The pieces point into @file, and are valid until it is changed or freed:
 * of thousands of entries one changes, and copying all would hold up the loop.
 */
WERROR pbk_file_pieces(TALLOC_CTX *mem_ctx, const struct pbk_file *file,
		       struct iovec **pieces, size_t *num_pieces);

/** @brief The entry of that name, case folded, or NULL; O(log n). */
const struct pbk_entry_text *pbk_file_find(const struct pbk_file *file,
					   const char *name);

/** @brief Set the lines of an entry; a new one comes last.  Copies. */
WERROR pbk_file_set(struct pbk_file *file, const char *name, const char *text);

/** @brief Remove all entries of that name. */
void pbk_file_remove(struct pbk_file *file, const char *name);

#endif
