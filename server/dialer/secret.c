/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A password in the bytes that an authentication protocol wants.
 */
#include <string.h>
#include "secret.h"

/* Whether all of it is below U+0100: one byte, or two led by C2 or C3. */
static bool is_latin1(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	while (*p != '\0') {
		if (*p < 0x80) {
			p++;
		} else if ((*p == 0xc2 || *p == 0xc3) &&
			   (p[1] & 0xc0) == 0x80) {
			p += 2;
		} else {
			return false;
		}
	}
	return true;
}

static void to_latin1(char *text)
{
	const unsigned char *from = (const unsigned char *)text;
	unsigned char *to = (unsigned char *)text;

	while (*from != '\0') {
		if (*from < 0x80) {
			*to++ = *from++;
		} else {
			*to++ = (unsigned char)((from[0] & 3) << 6 |
						(from[1] & 0x3f));
			from += 2;
		}
	}
	*to = '\0';
}

bool secret_for(const char *password, enum rras_plugin_auth auth, char *to,
		size_t size)
{
	size_t length = strlen(password);

	if (length >= size) {
		return false;
	}
	memcpy(to, password, length + 1);
	if ((auth == RRAS_PLUGIN_AUTH_MSCHAP ||
	     auth == RRAS_PLUGIN_AUTH_MSCHAPV2) &&
	    is_latin1(to)) {
		to_latin1(to);
	}
	return true;
}
