/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings of memory images, UTF-16LE, <-> UTF-8.
 *
 * Conversion is iconv(3)'s.  Samba's public convert_string() would let lone
 * surrogates pass, and its character sets follow smb.conf.
 */
#ifndef SERVER_IMAGES_IMAGE_STRING_H
#define SERVER_IMAGES_IMAGE_STRING_H

#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>

/** @brief How many units a WCHAR array of an image has. */
#define UNITS(array) (sizeof(array) / sizeof((array)[0]))

/**
 * @brief Read a WCHAR array, as pidl pulls it, up to its terminator.
 *
 * @param[in]  count  units that the array has
 * @param[out] text   child of @mem_ctx
 * @retval ERROR_INVALID_PARAMETER  no terminator, or a lone surrogate
 */
WERROR image_string_pull(TALLOC_CTX *mem_ctx, const uint16_t *units,
			 size_t count, const char **text);

/**
 * @brief Write a WCHAR array, for pidl to push; the rest gets zeros.
 *
 * @param[in] count  units that the array has, the terminator's included
 * @retval ERROR_INVALID_DATA  it does not fit, or is no UTF-8
 */
WERROR image_string_push(const char *text, uint16_t *units, size_t count);

/**
 * @brief Write as much of a text into a WCHAR array as fits, for names that
 *        come from this machine and may be longer than their member.
 *
 * It is cut between two characters, also before what is no UTF-8.
 */
void image_string_cut(const char *text, uint16_t *units, size_t count);

/**
 * @brief Read "a list of consecutive null-terminated Unicode strings", which
 *        ends with an empty one.
 *
 * @param[in]  bytes, length  from the list's first byte to the image's end
 * @param[in]  max   strings that it may have
 * @param[out] list  NULL-terminated child of @mem_ctx, or NULL when empty
 * @param[out] used  bytes that the list has
 * @retval ERROR_INVALID_PARAMETER  no end, too many, or a lone surrogate
 */
WERROR image_strings_pull(TALLOC_CTX *mem_ctx, const uint8_t *bytes,
			  size_t length, unsigned int max, const char ***list,
			  size_t *used);

/**
 * @brief Append such a list to @bytes, a child of @mem_ctx.
 *
 * @param[in] list  NULL-terminated
 * @retval ERROR_INVALID_DATA  a string is empty, or is no UTF-8
 */
WERROR image_strings_push(TALLOC_CTX *mem_ctx, DATA_BLOB *bytes,
			  const char *const *list);

#endif
