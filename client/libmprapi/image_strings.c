/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See image_strings.h. */
#include <string.h>
#include "client/libmprapi/image_strings.h"

bool image_slice_strings(DATA_BLOB image, uint64_t offset, size_t least,
			 DATA_BLOB *slice)
{
	size_t i;

	*slice = data_blob_null;
	if (offset == 0) {
		return true;
	}
	if (offset < least || offset > image.length) {
		return false;
	}
	for (i = offset; image.length - i >= 4; i += 2) {
		if (memcmp(&image.data[i], "\0\0\0\0", 4) == 0) {
			*slice = data_blob_const(&image.data[offset],
						 i + 4 - offset);
			return true;
		}
	}
	/* No strings at all: one terminator will do. */
	return image.length - offset >= 2 && image.data[offset] == 0 &&
	       image.data[offset + 1] == 0;
}

DATA_BLOB image_strings(const WCHAR *strings)
{
	size_t i = 0;

	if (strings == NULL || strings[0] == 0) {
		return data_blob_null;
	}
	while (strings[i] != 0 || strings[i + 1] != 0) {
		i++;
	}
	return data_blob_const(strings, (i + 2) * sizeof(WCHAR));
}
