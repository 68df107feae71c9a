/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The result codes of the router-administration protocol: names, numbers and
 * texts, all generated from rras_errors.def.
 *
 * [MS-RRASM] 2.2.4 and 3.1.4: a method returns ERROR_SUCCESS or an error code
 * "as specified in [MS-ERREF] or in section 2.2.4"; protocol-specific ones
 * are "between 600 and 975".  In that range the RAS and router meanings hold.
 */
#ifndef COMPAT_RRAS_ERRORS_H
#define COMPAT_RRAS_ERRORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>

/*
 * Samba's ntstatus.h has macros of two of these names, with NTSTATUS values.
 * It comes first here, so that it cannot bring them back later.
 */
#ifdef __has_include
#if __has_include(<core/ntstatus.h>)
#include <core/ntstatus.h>
#endif
#endif
#undef ERROR_INVALID_PARAMETER
#undef ERROR_INSUFFICIENT_BUFFER

/** @brief Every code by its Windows name: PENDING, ERROR_NO_ANSWER, ... */
enum rras_error {
#define RRAS_ERROR(number, name, text) name = (number),
#define RRAS_ERROR_ALIAS(number, name) name = (number),
#include "rras_errors.def"
};

/** @brief One line of the table; everything is static. */
struct rras_error_info {
	uint32_t number;  /**< the code as it goes over the wire */
	const char *name; /**< its Windows name */
	const char *text; /**< what it means, one sentence without a stop */
};

/**
 * @brief The whole table, without aliases, sorted by number.
 *
 * @param[out] count how many entries there are
 * @return the first entry
 */
const struct rras_error_info *rras_error_table(size_t *count);

/**
 * @brief Find a code by its number.
 *
 * @return the entry, or NULL when the number has no name here
 */
const struct rras_error_info *rras_error_by_number(uint32_t number);

/**
 * @brief Find a code by its Windows name or by an alias of it (NO_ERROR).
 *
 * @param[in] name the exact name; case matters
 * @return the entry, or NULL when there is no such name
 */
const struct rras_error_info *rras_error_by_name(const char *name);

/**
 * @brief Find a code by its message text.
 *
 * @param[in] text the exact text, as in struct rras_error_info
 * @return the entry, or NULL when no code has this text
 */
const struct rras_error_info *rras_error_by_text(const char *text);

/**
 * @brief A line for people: text, number and name of any code.
 *
 * "There was no answer (678, ERROR_NO_ANSWER)"; a number that has no name
 * gives "Unknown error 4711 (0x00001267)", so the number is never lost.
 *
 * @param[in] mem_ctx owner of the result
 * @param[in] number  any code
 * @return the line, or NULL when there is no memory
 */
char *rras_error_describe(TALLOC_CTX *mem_ctx, uint32_t number);

#endif
