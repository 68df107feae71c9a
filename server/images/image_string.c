/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings of memory images. */
#include <endian.h>
#include <iconv.h>
#include <string.h>
#include <talloc.h>
#include "image_string.h"

/*
 * Convert all of @from.
 *
 * @param[in,out] room  bytes that @to has; how many are left
 * @retval WERR_INVALID_DATA  @from is not well-formed or @to is too small:
 *         then what comes before is there, whole characters only
 * @retval WERR_NOT_ENOUGH_MEMORY
 */
static WERROR convert(const char *to_set, const char *from_set,
		      const void *from, size_t length, void *to, size_t *room)
{
	iconv_t cd = iconv_open(to_set, from_set);
	char *in = (char *)(uintptr_t)from;
	char *out = to;
	bool ok;

	if (cd == (iconv_t)-1) {
		return WERR_NOT_ENOUGH_MEMORY; /* every libc has these sets */
	}
	ok = iconv(cd, &in, &length, &out, room) != (size_t)-1 && length == 0;
	iconv_close(cd);
	return ok ? WERR_OK : WERR_INVALID_DATA;
}

/* @count units, little-endian, as UTF-8 */
static WERROR to_utf8(TALLOC_CTX *mem_ctx, const void *units, size_t count,
		      const char **text)
{
	/* A unit takes three bytes at most; a pair takes four. */
	size_t room = 3 * count;
	size_t left = room;
	char *converted = talloc_size(mem_ctx, room + 1);
	WERROR werr;

	if (converted == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	werr = convert("UTF-8", "UTF-16LE", units, 2 * count, converted, &left);
	if (!W_ERROR_IS_OK(werr)) {
		talloc_free(converted);
		return W_ERROR_EQUAL(werr, WERR_INVALID_DATA)
			       ? WERR_INVALID_PARAMETER
			       : werr;
	}
	converted[room - left] = '\0';
	*text = talloc_realloc_size(mem_ctx, converted, room - left + 1);
	if (*text == NULL) {
		*text = converted; /* longer than it needs to be */
	}
	return WERR_OK;
}

WERROR image_string_pull(TALLOC_CTX *mem_ctx, const uint16_t *units,
			 size_t count, const char **text)
{
	size_t length = 0;
	uint16_t *wire = NULL;
	WERROR werr;
	size_t i;

	while (length < count && units[length] != 0) {
		length++;
	}
	if (length == count) {
		return WERR_INVALID_PARAMETER;
	}
	wire = talloc_size(mem_ctx, 2 * length);
	if (wire == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	for (i = 0; i < length; i++) {
		wire[i] = htole16(units[i]);
	}
	werr = to_utf8(mem_ctx, wire, length, text);
	explicit_bzero(wire, 2 * length); /* it may be a secret */
	talloc_free(wire);
	return werr;
}

/* Most names are ASCII, and long lists have many of them: opening a converter
 * for each takes longer than all else. */
static size_t push_ascii(const char *text, uint16_t *units, size_t room)
{
	size_t i;

	for (i = 0; i < room && text[i] != '\0' && (text[i] & 0x80) == 0; i++) {
		units[i] = (uint8_t)text[i];
	}
	return i;
}

/* If not all of it is written, what fits is; without memory for a converter
 * what comes before the first letter that is not ASCII. */
WERROR image_string_push(const char *text, uint16_t *units, size_t count)
{
	size_t done, left, i;
	WERROR werr;

	memset(units, 0, 2 * count);
	done = push_ascii(text, units, count - 1);
	if (text[done] == '\0') {
		return WERR_OK;
	}
	left = 2 * (count - 1 - done);
	werr = convert("UTF-16LE", "UTF-8", text + done, strlen(text + done),
		       units + done, &left);
	for (i = done; i < count; i++) {
		units[i] = le16toh(units[i]);
	}
	return werr;
}

void image_string_cut(const char *text, uint16_t *units, size_t count)
{
	image_string_push(text, units, count);
}

/* Bytes of the string at the start, terminator included; 0 without one. */
static size_t string_size(const uint8_t *bytes, size_t length)
{
	size_t at;

	for (at = 0; at + 2 <= length; at += 2) {
		if (bytes[at] == 0 && bytes[at + 1] == 0) {
			return at + 2;
		}
	}
	return 0;
}

WERROR image_strings_pull(TALLOC_CTX *mem_ctx, const uint8_t *bytes,
			  size_t length, unsigned int max, const char ***list,
			  size_t *used)
{
	const char **strings = NULL;
	unsigned int count = 0;
	size_t size;
	WERROR werr = WERR_OK;

	*used = 0;
	while ((size = string_size(bytes + *used, length - *used)) > 2) {
		if (count == max) {
			talloc_free(strings);
			return WERR_INVALID_PARAMETER;
		}
		strings = talloc_realloc(mem_ctx, strings, const char *,
					 count + 2);
		if (strings == NULL) {
			return WERR_NOT_ENOUGH_MEMORY;
		}
		werr = to_utf8(strings, bytes + *used, size / 2 - 1,
			       &strings[count]);
		if (!W_ERROR_IS_OK(werr)) {
			talloc_free(strings);
			return werr;
		}
		strings[++count] = NULL;
		*used += size;
	}
	if (size == 0) {
		talloc_free(strings);
		return WERR_INVALID_PARAMETER;
	}
	*used += size;
	*list = strings;
	return WERR_OK;
}

static WERROR append_string(TALLOC_CTX *mem_ctx, DATA_BLOB *bytes,
			    const char *text)
{
	size_t room = 2 * strlen(text) + 2;
	size_t left = room - 2;
	uint8_t *units = talloc_zero_size(mem_ctx, room);
	WERROR werr;

	if (units == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	werr = convert("UTF-16LE", "UTF-8", text, strlen(text), units, &left);
	if (W_ERROR_IS_OK(werr) &&
	    !data_blob_append(mem_ctx, bytes, units, room - left)) {
		werr = WERR_NOT_ENOUGH_MEMORY;
	}
	talloc_free(units);
	return werr;
}

WERROR image_strings_push(TALLOC_CTX *mem_ctx, DATA_BLOB *bytes,
			  const char *const *list)
{
	static const uint8_t end[2];
	WERROR werr;

	for (; *list != NULL; list++) {
		if ((*list)[0] == '\0') {
			return WERR_INVALID_DATA;
		}
		werr = append_string(mem_ctx, bytes, *list);
		if (!W_ERROR_IS_OK(werr)) {
			return werr;
		}
	}
	if (!data_blob_append(mem_ctx, bytes, end, sizeof(end))) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return WERR_OK;
}
