/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words from outside, made fit for logs, replies and screens.
 */
#include <stdint.h>
#include <string.h>
#include "text.h"

/* Length of the valid, printable UTF-8 character at @p, 0 if there is none. */
static size_t character_length(const unsigned char *p)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
		{0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	uint32_t code;
	size_t i, k;

	if (*p < 0x80) {
		return *p >= 0x20 && *p != 0x7f ? 1 : 0;
	}
	for (i = 0; i < 3; i++) {
		if ((*p & forms[i].mask) != forms[i].lead) {
			continue;
		}
		code = *p & (uint32_t)~forms[i].mask & 0x3f;
		for (k = 1; k <= i + 1; k++) {
			if ((p[k] & 0xc0) != 0x80) {
				return 0;
			}
			code = code << 6 | (p[k] & 0x3f);
		}
		/* not overlong, no surrogate, not a C1 control character */
		if (code < forms[i].least || code > 0x10ffff ||
		    (code >= 0xd800 && code < 0xe000) || code < 0xa0) {
			return 0;
		}
		return i + 2;
	}
	return 0;
}

void dialer_copy_text(char *to, size_t size, const char *from)
{
	const unsigned char *p = (const unsigned char *)from;
	size_t used = 0, length;

	while (*p != '\0') {
		length = character_length(p);
		if (used + (length > 0 ? length : 1) >= size) {
			break;
		}
		if (length == 0) {
			to[used++] = '?';
			p++;
			continue;
		}
		memcpy(to + used, p, length);
		used += length;
		p += length;
	}
	to[used] = '\0';
}
