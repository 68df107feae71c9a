/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings one after the other, with an empty one that ends them. */
#ifndef CLIENT_IMAGE_STRINGS_H
#define CLIENT_IMAGE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <util/data_blob.h>
#include "compat/mprapi.h"

/**
 * @brief Find the strings that an offset of an image leads to.
 *
 * @param[in]  offset  from the image's start; 0 for none
 * @param[in]  least   where what follows the structure may begin
 * @param[out] slice   points into @image; empty for none
 * @return false when they do not end inside the image
 */
bool image_slice_strings(DATA_BLOB image, uint64_t offset, size_t least,
			 DATA_BLOB *slice);

/** @brief The caller's strings as bytes, both ends included; NULL: none. */
DATA_BLOB image_strings(const WCHAR *strings);

#endif
