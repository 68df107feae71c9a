/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 text as Windows counts and compares it. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <talloc.h>
#include <charset.h>
#include "text.h"

/*
 * CH_UTF8, not the default CH_UNIX, whose meaning smb.conf may change: names
 * in the store are always UTF-8.  Samba lets two things pass that are none:
 * encoded surrogates, and values over U+10FFFF.
 */
static codepoint_t next_utf8(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	size_t size = 0;
	codepoint_t code;

	/* Nearly all names; a search among thousands compares many. */
	if (p[0] < 0x80) {
		++*text;
		return p[0];
	}
	code = next_codepoint_ext(*text, strnlen(*text, 4), CH_UTF8, &size);
	if (code == INVALID_CODEPOINT || (code >= 0xD800 && code <= 0xDFFF) ||
	    p[0] > 0xF4 || (p[0] == 0xF4 && p[1] > 0x8F)) {
		return INVALID_CODEPOINT;
	}
	*text += size;
	return code;
}

ssize_t text_utf16_length(const char *text)
{
	ssize_t units = 0;

	while (*text != '\0') {
		codepoint_t code = next_utf8(&text);

		if (code == INVALID_CODEPOINT) {
			return -1;
		}
		units += code > 0xFFFF ? 2 : 1;
	}
	return units;
}

bool text_is_line(const char *text, size_t units)
{
	ssize_t length = text_utf16_length(text);
	const char *p = NULL;

	if (length < 0 || (size_t)length > units) {
		return false;
	}
	for (p = text; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7F) {
			return false;
		}
	}
	return true;
}

int text_compare_fold(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		codepoint_t ca = next_utf8(&a);
		codepoint_t cb = next_utf8(&b);

		if (ca == INVALID_CODEPOINT || cb == INVALID_CODEPOINT) {
			if (ca == cb) {
				return strcmp(a, b);
			}
			return ca == INVALID_CODEPOINT ? 1 : -1;
		}
		ca = toupper_m(ca);
		cb = toupper_m(cb);
		if (ca != cb) {
			return ca < cb ? -1 : 1;
		}
	}
	return (*a != '\0') - (*b != '\0');
}
