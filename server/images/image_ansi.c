/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings of memory images in CHAR arrays. */
#include "image_ansi.h"
#include <string.h>

void image_ansi_push(const char *text, uint8_t *array, size_t size)
{
	size_t i = 0;

	memset(array, 0, size);
	for (; *text != '\0' && i + 1 < size; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x80) {
			array[i++] = byte;
		} else if (byte >= 0xc0) {
			array[i++] = '?'; /* and nothing for what follows it */
		}
	}
}

bool image_ansi_is_text(const uint8_t *array, size_t size)
{
	return memchr(array, '\0', size) != NULL;
}
