/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory images MPR_DEVICE_0 and _1. */
#include <string.h>
#include <talloc.h>
#include <ndr.h>
#include "ndr_images.h"
#include "image_interface_device.h"
#include "image_string.h"

/* Sizes of the structures. */
enum { SIZE_0 = 292, SIZE_1 = 556, SIZE_1_64 = 560 };

/* What may stand behind an image to round it up. */
enum { ALIGNMENT = 8 };

/* -- from the model to the image -- */

static WERROR push_strings(struct MPR_DEVICE_1 *image,
			   const struct router_device *device)
{
	const char *number = device->szLocalPhoneNumber;
	WERROR werr =
		image_string_push(device->szDeviceType, image->szDeviceType,
				  UNITS(image->szDeviceType));

	if (W_ERROR_IS_OK(werr)) {
		werr = image_string_push(device->szDeviceName,
					 image->szDeviceName,
					 UNITS(image->szDeviceName));
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = image_string_push(number != NULL ? number : "",
					 image->szLocalPhoneNumber,
					 UNITS(image->szLocalPhoneNumber));
	}
	return werr;
}

static WERROR append_struct(TALLOC_CTX *mem_ctx, DATA_BLOB *bytes,
			    const struct MPR_DEVICE_1 *image, size_t size)
{
	DATA_BLOB made;
	WERROR werr = WERR_OK;

	if (ndr_push_struct_blob(&made, mem_ctx, image,
				 (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_1) !=
	    NDR_ERR_SUCCESS) {
		return WERR_NOT_ENOUGH_MEMORY; /* nothing else can fail */
	}
	/* Level 0 is the beginning of level 1. */
	if (!data_blob_append(mem_ctx, bytes, made.data, size)) {
		werr = WERR_NOT_ENOUGH_MEMORY;
	}
	talloc_free(made.data);
	return werr;
}

WERROR image_interface_device_push(TALLOC_CTX *mem_ctx, uint32_t level,
				   const struct router_device *device,
				   DATA_BLOB *bytes)
{
	struct MPR_DEVICE_1 image = {.szAlternates = 0};
	bool has_list = level == 1 && device->szAlternates != NULL &&
			device->szAlternates[0] != NULL;
	WERROR werr;

	if (level > 1) {
		return WERR_NOT_SUPPORTED;
	}
	werr = push_strings(&image, device);
	if (has_list) {
		image.szAlternates = SIZE_1;
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = append_struct(mem_ctx, bytes, &image,
				     level == 0 ? SIZE_0 : SIZE_1);
	}
	if (W_ERROR_IS_OK(werr) && has_list) {
		werr = image_strings_push(mem_ctx, bytes, device->szAlternates);
	}
	return werr;
}

/* -- from the image to the model -- */

static WERROR pull_strings(TALLOC_CTX *mem_ctx, uint32_t level,
			   const struct MPR_DEVICE_1_64 *image,
			   struct router_device *device)
{
	WERROR werr = image_string_pull(mem_ctx, image->szDeviceType,
					UNITS(image->szDeviceType),
					&device->szDeviceType);

	if (W_ERROR_IS_OK(werr)) {
		werr = image_string_pull(mem_ctx, image->szDeviceName,
					 UNITS(image->szDeviceName),
					 &device->szDeviceName);
	}
	if (W_ERROR_IS_OK(werr) && level == 1) {
		werr = image_string_pull(mem_ctx, image->szLocalPhoneNumber,
					 UNITS(image->szLocalPhoneNumber),
					 &device->szLocalPhoneNumber);
	}
	return werr;
}

/* @param[in] size  of the structure; what is behind it is the list's */
static WERROR pull_list(TALLOC_CTX *mem_ctx, const DATA_BLOB *bytes,
			size_t size, uint64_t offset,
			struct router_device *device)
{
	size_t used = 0;
	WERROR werr;

	if (offset == 0) {
		return bytes->length == size ? WERR_OK : WERR_INVALID_PARAMETER;
	}
	if (offset < size || offset > bytes->length || offset % 2 != 0) {
		return WERR_INVALID_PARAMETER;
	}
	werr = image_strings_pull(mem_ctx, bytes->data + offset,
				  bytes->length - offset, ROUTER_MAX_ALTERNATES,
				  &device->szAlternates, &used);
	if (W_ERROR_IS_OK(werr) && bytes->length - offset - used >= ALIGNMENT) {
		werr = WERR_INVALID_PARAMETER;
	}
	return werr;
}

struct device_form {
	uint32_t level;
	size_t size;
};

static const struct device_form forms[] = {
	{0, SIZE_0},
	{1, SIZE_1},
	{1, SIZE_1_64},
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* Read the structure into the widest form, of which the others have a part. */
static bool pull_struct(const struct device_form *form, const DATA_BLOB *bytes,
			struct MPR_DEVICE_1_64 *image)
{
	uint8_t wide[SIZE_1_64] = {0};
	DATA_BLOB blob = data_blob_const(wide, sizeof(wide));

	if (bytes->length < form->size) {
		return false;
	}
	memcpy(wide, bytes->data, form->size);
	if (ndr_pull_struct_blob(
		    &blob, NULL, image,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_DEVICE_1_64) !=
	    NDR_ERR_SUCCESS) {
		return false;
	}
	return true;
}

static WERROR pull_form(TALLOC_CTX *mem_ctx, const struct device_form *form,
			const DATA_BLOB *bytes, struct router_device *device)
{
	struct MPR_DEVICE_1_64 image;
	WERROR werr;

	if (!pull_struct(form, bytes, &image)) {
		return WERR_INVALID_PARAMETER;
	}
	werr = pull_strings(mem_ctx, form->level, &image, device);
	if (W_ERROR_IS_OK(werr)) {
		werr = pull_list(mem_ctx, bytes, form->size, image.szAlternates,
				 device);
	}
	return werr;
}

WERROR image_interface_device_pull(TALLOC_CTX *mem_ctx, uint32_t level,
				   const DATA_BLOB *bytes,
				   struct router_device *device)
{
	WERROR werr = WERR_INVALID_PARAMETER;
	size_t i;

	if (level > 1) {
		return WERR_NOT_SUPPORTED;
	}
	for (i = 0; i < FORMS; i++) {
		TALLOC_CTX *frame;

		if (forms[i].level != level) {
			continue;
		}
		frame = talloc_new(mem_ctx);
		if (frame == NULL) {
			return WERR_NOT_ENOUGH_MEMORY;
		}
		*device = (struct router_device){.szDeviceType = NULL};
		werr = pull_form(frame, &forms[i], bytes, device);
		if (!W_ERROR_EQUAL(werr, WERR_INVALID_PARAMETER)) {
			return werr;
		}
		talloc_free(frame);
	}
	*device = (struct router_device){.szDeviceType = NULL};
	return werr;
}
