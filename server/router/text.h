/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-8 text as Windows counts and compares it: lengths in UTF-16 units,
 * case folded by the table that Windows file and interface names use.
 */
#ifndef SERVER_ROUTER_TEXT_H
#define SERVER_ROUTER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * @brief How many UTF-16 units @text takes, without a terminator.
 *
 * @return -1 when @text is not well-formed UTF-8 (overlong forms, encoded
 *         surrogates and values over U+10FFFF are not)
 */
ssize_t text_utf16_length(const char *text);

/**
 * @brief Whether @text fits into a WCHAR array of @units + 1 and a line of
 *        the phonebook: well-formed, no control characters.
 */
bool text_is_line(const char *text, size_t units);

/**
 * @brief Order two names, case folded: a total order, 0 when the same name.
 *
 * Text that is not UTF-8 is ordered by its bytes, and is no other's equal.
 */
int text_compare_fold(const char *a, const char *b);

#endif
