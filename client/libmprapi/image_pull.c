/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPR_INTERFACE_n out of a container; nothing in it is trusted. */
#include <stdlib.h>
#include <string.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/image_copy.h"
#include "client/libmprapi/image_interface.h"
#include "client/libmprapi/image_strings.h"

static GUID guid_to_windows(const struct GUID *from)
{
	GUID to = {
		.Data1 = from->time_low,
		.Data2 = from->time_mid,
		.Data3 = from->time_hi_and_version,
	};

	memcpy(&to.Data4[0], from->clock_seq, 2);
	memcpy(&to.Data4[2], from->node, 6);
	return to;
}

static bool slice_bytes(DATA_BLOB blob, uint64_t offset, size_t least,
			size_t size, DATA_BLOB *slice)
{
	*slice = data_blob_null;
	if (offset == 0 || size == 0) {
		return true;
	}
	if (offset < least || offset > blob.length ||
	    size > blob.length - offset) {
		return false;
	}
	*slice = data_blob_const(&blob.data[offset], size);
	return true;
}

static bool pull_form(const struct image_form *form, DATA_BLOB blob,
		      struct image *image)
{
	const struct image_wide *wide = &image->wide;

	return W_ERROR_IS_OK(image_form_pull(form, &blob, &image->wide)) &&
	       image_slice_strings(blob, wide->lpwsDialoutHoursRestriction,
				   form->size, &image->hours) &&
	       slice_bytes(blob, wide->members.lpbCustomAuthData, form->size,
			   wide->members.dwCustomAuthDataSize,
			   &image->auth_data) &&
	       image_slice_strings(blob, wide->members.szAlternates, form->size,
				   &image->alternates);
}

static bool accounts_for_all(const struct image_form *form, DATA_BLOB blob,
			     const struct image *image)
{
	bool trailing = image->hours.length > 0 ||
			image->auth_data.length > 0 ||
			image->alternates.length > 0;

	return trailing == (blob.length > form->padded_size);
}

/*
 * Of the levels with pointers there are two forms, and the texts do not say
 * which one goes over the wire.  It is the one that accounts for all bytes:
 * there are some behind the structure when an offset leads to them.
 */
static bool image_pull(uint32_t level, DATA_BLOB blob, struct image *image)
{
	const struct image_form *form = NULL;
	bool strict;
	int i;

	for (i = 0; i < 4; i++) {
		form = &image_forms[level][i % 2];
		strict = i < 2; /* else be content with what fits */
		if (pull_form(form, blob, image) &&
		    (!strict || accounts_for_all(form, blob, image))) {
			return true;
		}
	}
	return false;
}

static void *append(uint8_t **end, DATA_BLOB blob)
{
	void *start = *end;

	if (blob.length == 0) {
		return NULL;
	}
	memcpy(start, blob.data, blob.length);
	*end += image_room(blob.length);
	return start;
}

static size_t info_size(uint32_t level)
{
	static const size_t sizes[] = {
		sizeof(MPR_INTERFACE_0),
		sizeof(MPR_INTERFACE_1),
		sizeof(MPR_INTERFACE_2),
		sizeof(MPR_INTERFACE_3),
	};

	return level > 3 ? 0 : sizes[level];
}

/* @info is zero, and has room for what its members point to. */
static void fill(void *info, uint32_t level, const struct image *image)
{
	const struct MPRI_INTERFACE_3_64 *from = &image->wide.members;
	uint8_t *end = (uint8_t *)info + image_room(info_size(level));
	MPR_INTERFACE_3 to = {0};

	COPY_MEMBERS(&to, from);
	to.hInterface = handle_of(from->dwInterface);
	to.fEnabled = from->fEnabled != 0;
	to.guidId = guid_to_windows(&from->guidId);
	to.dwCustomAuthDataSize = (DWORD)image->auth_data.length;
	to.lpbCustomAuthData = append(&end, image->auth_data);
	to.szAlternates = append(&end, image->alternates);
	memcpy(info, &to, info_members(level));
	if (level == 1) {
		((MPR_INTERFACE_1 *)info)->lpwsDialoutHoursRestriction =
			append(&end, image->hours);
	}
}

uint32_t interface_from_image(uint32_t level, DATA_BLOB blob, void **info)
{
	struct image image;
	void *p;

	if (level > 3) {
		return ERROR_NOT_SUPPORTED;
	}
	if (!image_pull(level, blob, &image)) {
		return ERROR_INVALID_DATA;
	}
	p = calloc(1, image_room(info_size(level)) +
			      image_room(image.hours.length) +
			      image_room(image.auth_data.length) +
			      image_room(image.alternates.length));
	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	fill(p, level, &image);
	*info = p;
	return ERROR_SUCCESS;
}

uint32_t interfaces_from_image(uint32_t count, DATA_BLOB blob, void **array)
{
	MPR_INTERFACE_0 *p;
	struct image image;
	const size_t size = image_forms[0][0].size;
	uint32_t i;

	if (blob.length / size < count) {
		return ERROR_INVALID_DATA;
	}
	p = calloc((size_t)count + 1, sizeof(*p)); /* none is an array too */
	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	for (i = 0; i < count; i++) {
		DATA_BLOB one = data_blob_const(&blob.data[i * size], size);

		if (!image_pull(0, one, &image)) {
			free(p);
			return ERROR_INVALID_DATA;
		}
		fill(&p[i], 0, &image);
	}
	*array = p;
	return ERROR_SUCCESS;
}
