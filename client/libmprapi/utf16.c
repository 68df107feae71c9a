/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 for Linux programs, UTF-16 for the structures of mprapi.h. */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/mprapi_ext.h"
#include "client/libmprapi/export.h"

#define REPLACEMENT 0xFFFDu
#define NOT_UTF8    0xFFFFFFFFu

static uint32_t utf8_tail(uint32_t lead, const uint8_t *s, size_t count)
{
	uint32_t c = lead;
	size_t i;

	for (i = 0; i < count; i++) {
		if ((s[i] & 0xC0) != 0x80) {
			return NOT_UTF8; /* the string's end included */
		}
		c = (c << 6) | (s[i] & 0x3Fu);
	}
	return c;
}

/* One character; no overlong forms, no surrogates (RFC 3629). */
static uint32_t utf8_next(const uint8_t **s)
{
	static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
	const uint8_t *p = *s;
	size_t tail;
	uint32_t c;

	if (p[0] < 0x80) {
		*s = p + 1;
		return p[0];
	}
	if ((p[0] & 0xE0) == 0xC0) {
		tail = 1;
		c = p[0] & 0x1Fu;
	} else if ((p[0] & 0xF0) == 0xE0) {
		tail = 2;
		c = p[0] & 0x0Fu;
	} else if ((p[0] & 0xF8) == 0xF0) {
		tail = 3;
		c = p[0] & 0x07u;
	} else {
		return NOT_UTF8;
	}
	c = utf8_tail(c, p + 1, tail);
	if (c < smallest[tail] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
		return NOT_UTF8;
	}
	*s = p + 1 + tail;
	return c;
}

RRAS_EXPORT DWORD rras_utf8_to_utf16(const char *utf8, WCHAR *utf16,
				     size_t size)
{
	const uint8_t *s = (const uint8_t *)utf8;
	size_t length = 0;

	if (utf8 == NULL || utf16 == NULL || size == 0) {
		return ERROR_INVALID_PARAMETER;
	}
	while (*s != '\0') {
		uint32_t c = utf8_next(&s);
		size_t units = c > 0xFFFF ? 2 : 1;

		if (c == NOT_UTF8) {
			utf16[0] = 0;
			return ERROR_INVALID_NAME;
		}
		if (length + units >= size) {
			utf16[0] = 0;
			return ERROR_BUFFER_OVERFLOW;
		}
		if (units == 1) {
			utf16[length++] = (WCHAR)c;
			continue;
		}
		c -= 0x10000;
		utf16[length++] = (WCHAR)(0xD800 | (c >> 10));
		utf16[length++] = (WCHAR)(0xDC00 | (c & 0x3FF));
	}
	utf16[length] = 0;
	return ERROR_SUCCESS;
}

static uint32_t utf16_next(const WCHAR *s, size_t left, size_t *used)
{
	*used = 1;
	if (s[0] < 0xD800 || s[0] > 0xDFFF) {
		return s[0];
	}
	if (s[0] > 0xDBFF || left < 2 || s[1] < 0xDC00 || s[1] > 0xDFFF) {
		return REPLACEMENT;
	}
	*used = 2;
	return 0x10000 + (((s[0] & 0x3FFu) << 10) | (s[1] & 0x3FFu));
}

static size_t utf8_put(char *out, uint32_t c)
{
	static const uint32_t leads[] = {0, 0xC0, 0xE0, 0xF0};
	size_t tail = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	size_t i;

	for (i = tail; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3F));
		c >>= 6;
	}
	out[0] = (char)(leads[tail] | c);
	return tail + 1;
}

RRAS_EXPORT char *rras_utf16_to_utf8(const WCHAR *utf16, size_t max)
{
	size_t length = 0, i = 0, used, put = 0;
	char *utf8 = NULL;

	while (length < max && utf16[length] != 0) {
		length++;
	}
	utf8 = malloc(length * 3 + 1); /* a unit makes three bytes at most */
	if (utf8 == NULL) {
		return NULL;
	}
	while (i < length) {
		uint32_t c = utf16_next(&utf16[i], length - i, &used);

		put += utf8_put(&utf8[put], c);
		i += used;
	}
	utf8[put] = '\0';
	return utf8;
}
