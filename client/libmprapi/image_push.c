/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPR_INTERFACE_n into a container. */
#include <string.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/image_copy.h"
#include "client/libmprapi/image_interface.h"
#include "client/libmprapi/image_strings.h"

static struct GUID guid_from_windows(const GUID *from)
{
	struct GUID to = {
		.time_low = from->Data1,
		.time_mid = from->Data2,
		.time_hi_and_version = from->Data3,
	};

	memcpy(to.clock_seq, &from->Data4[0], 2);
	memcpy(to.node, &from->Data4[2], 6);
	return to;
}

static void read_info(uint32_t level, const void *info, struct image *image)
{
	struct MPRI_INTERFACE_3_64 *to = &image->wide.members;
	MPR_INTERFACE_3 from = {0};

	*image = (struct image){0};
	memcpy(&from, info, info_members(level));
	COPY_MEMBERS(to, &from);
	to->dwInterface = (uint32_t)(uintptr_t)from.hInterface;
	to->fEnabled = from.fEnabled != 0;
	to->guidId = guid_from_windows(&from.guidId);
	image->alternates = image_strings(from.szAlternates);
	if (from.lpbCustomAuthData != NULL) {
		image->auth_data = data_blob_const(from.lpbCustomAuthData,
						   from.dwCustomAuthDataSize);
	}
	if (level == 1) {
		const MPR_INTERFACE_1 *info_1 = info;

		image->hours =
			image_strings(info_1->lpwsDialoutHoursRestriction);
	}
}

/*
 * 2.2.1.2.83: "CustomAuthData MUST be appended to the end of this structure";
 * "The alternate phone numbers MUST be stored after the CustomAuthData field".
 */
static void place_data(struct image *image, size_t size)
{
	struct MPRI_INTERFACE_3_64 *to = &image->wide.members;
	size_t after = size + image_room(image->auth_data.length);

	image->wide.lpwsDialoutHoursRestriction =
		image->hours.length > 0 ? size : 0;
	to->dwCustomAuthDataSize = (uint32_t)image->auth_data.length;
	to->lpbCustomAuthData = image->auth_data.length > 0 ? size : 0;
	to->szAlternates = image->alternates.length > 0 ? after : 0;
}

static bool append_data(TALLOC_CTX *mem_ctx, const struct image *image,
			DATA_BLOB *blob)
{
	static const uint8_t zero[8];
	size_t length = image->auth_data.length;

	return data_blob_append(mem_ctx, blob, image->hours.data,
				image->hours.length) &&
	       data_blob_append(mem_ctx, blob, image->auth_data.data, length) &&
	       data_blob_append(mem_ctx, blob, zero,
				image_room(length) - length) &&
	       data_blob_append(mem_ctx, blob, image->alternates.data,
				image->alternates.length);
}

uint32_t interface_to_image(TALLOC_CTX *mem_ctx, uint32_t level, bool creating,
			    const void *info, DATA_BLOB *blob)
{
	const struct image_form *form = NULL;
	struct image image;

	if (level >= IMAGE_LEVELS) {
		return ERROR_NOT_SUPPORTED;
	}
	form = &image_forms[level][0];
	read_info(level, info, &image);
	if (creating) {
		image.alternates = data_blob_null;
	}
	place_data(&image, form->size);
	if (!W_ERROR_IS_OK(image_form_push(mem_ctx, form, &image.wide, blob))) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	/* "This MUST be set to the size of MPRI_INTERFACE_n": no padding. */
	blob->length = form->size;
	return append_data(mem_ctx, &image, blob) ? ERROR_SUCCESS
						  : ERROR_NOT_ENOUGH_MEMORY;
}
