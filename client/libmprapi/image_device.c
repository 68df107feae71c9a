/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See image_device.h. */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include "ndr_images.h"
#include "client/libmprapi/image_device.h"
#include "client/libmprapi/image_plain.h"
#include "client/libmprapi/image_same.h"
#include "client/libmprapi/image_strings.h"

#define SIZE_32 556 /* bytes of MPR_DEVICE_1 */
#define SIZE_64 560

static bool pull_wide(DATA_BLOB image, size_t size,
		      struct MPR_DEVICE_1_64 *wide)
{
	struct MPR_DEVICE_1 narrow = {0};

	if (image.length < size) {
		return false;
	}
	if (size == SIZE_64) {
		return ndr_pull_struct_blob(
			       &image, NULL, wide,
			       (ndr_pull_flags_fn_t)ndr_pull_MPR_DEVICE_1_64) ==
		       NDR_ERR_SUCCESS;
	}
	if (ndr_pull_struct_blob(&image, NULL, &narrow,
				 (ndr_pull_flags_fn_t)ndr_pull_MPR_DEVICE_1) !=
	    NDR_ERR_SUCCESS) {
		return false;
	}
	COPY_SAME(wide->szDeviceType, narrow.szDeviceType);
	COPY_SAME(wide->szDeviceName, narrow.szDeviceName);
	COPY_SAME(wide->szLocalPhoneNumber, narrow.szLocalPhoneNumber);
	wide->szAlternates = narrow.szAlternates;
	return true;
}

/* The form that accounts for all bytes, see image_pull.c. */
static bool pull_device(DATA_BLOB image, struct MPR_DEVICE_1_64 *wide,
			DATA_BLOB *alternates)
{
	static const size_t sizes[] = {SIZE_32, SIZE_64};
	size_t i;

	for (i = 0; i < 2; i++) {
		if (pull_wide(image, sizes[i], wide) &&
		    (image.length > sizes[i]) == (wide->szAlternates != 0) &&
		    image_slice_strings(image, wide->szAlternates, sizes[i],
					alternates)) {
			return true;
		}
	}
	return false;
}

static uint32_t device_1_from_image(DATA_BLOB image, void **info)
{
	struct MPR_DEVICE_1_64 from = {0};
	DATA_BLOB alternates = data_blob_null;
	MPR_DEVICE_1 *to = NULL;

	if (!pull_device(image, &from, &alternates)) {
		return ERROR_INVALID_DATA;
	}
	to = calloc(1, sizeof(*to) + alternates.length);
	if (to == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	COPY_WIDE(to->szDeviceType, from.szDeviceType);
	COPY_WIDE(to->szDeviceName, from.szDeviceName);
	COPY_WIDE(to->szLocalPhoneNumber, from.szLocalPhoneNumber);
	if (alternates.length > 0) {
		to->szAlternates = (PWCHAR)(void *)(to + 1);
		memcpy(to->szAlternates, alternates.data, alternates.length);
	}
	*info = to;
	return ERROR_SUCCESS;
}

uint32_t device_from_image(uint32_t level, DATA_BLOB image, void **info)
{
	switch (level) {
	case 0:
		return image_plain_one(image_plain_device(), image, info);
	case 1:
		return device_1_from_image(image, info);
	default:
		return ERROR_NOT_SUPPORTED;
	}
}

static uint32_t device_0_to_image(TALLOC_CTX *mem_ctx, const MPR_DEVICE_0 *from,
				  DATA_BLOB *image)
{
	struct MPR_DEVICE_0 to;

	COPY_WIDE(to.szDeviceType, from->szDeviceType);
	COPY_WIDE(to.szDeviceName, from->szDeviceName);
	return ndr_push_struct_blob(
		       image, mem_ctx, &to,
		       (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_0) ==
			       NDR_ERR_SUCCESS
		       ? ERROR_SUCCESS
		       : ERROR_NOT_ENOUGH_MEMORY;
}

static uint32_t device_1_to_image(TALLOC_CTX *mem_ctx, const MPR_DEVICE_1 *from,
				  DATA_BLOB *image)
{
	DATA_BLOB alternates = image_strings(from->szAlternates);
	struct MPR_DEVICE_1 to = {
		.szAlternates = alternates.length > 0 ? SIZE_32 : 0,
	};

	COPY_WIDE(to.szDeviceType, from->szDeviceType);
	COPY_WIDE(to.szDeviceName, from->szDeviceName);
	COPY_WIDE(to.szLocalPhoneNumber, from->szLocalPhoneNumber);
	if (ndr_push_struct_blob(image, mem_ctx, &to,
				 (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_1) !=
		    NDR_ERR_SUCCESS ||
	    !data_blob_append(mem_ctx, image, alternates.data,
			      alternates.length)) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	return ERROR_SUCCESS;
}

uint32_t device_to_image(TALLOC_CTX *mem_ctx, uint32_t level, const void *info,
			 DATA_BLOB *image)
{
	switch (level) {
	case 0:
		return device_0_to_image(mem_ctx, info, image);
	case 1:
		return device_1_to_image(mem_ctx, info, image);
	default:
		return ERROR_NOT_SUPPORTED;
	}
}
