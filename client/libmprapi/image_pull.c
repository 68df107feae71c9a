/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPR_INTERFACE_n out of a container; nothing in it is trusted. */
#include <stdlib.h>
#include <string.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/image_copy.h"
#include "client/libmprapi/image_interface.h"

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

static bool pull(DATA_BLOB blob, size_t size, void *r, ndr_pull_flags_fn_t fn)
{
	DATA_BLOB fixed = data_blob_const(blob.data, size);
	enum ndr_err_code err;

	if (blob.length < size) {
		return false;
	}
	/* No pointers in these: nothing is allocated below the NULL. */
	err = ndr_pull_struct_blob_all(&fixed, NULL, r, fn);
	return err == NDR_ERR_SUCCESS;
}

/* Strings one after the other, with the empty one that ends them. */
static bool slice_strings(DATA_BLOB blob, uint64_t offset, size_t least,
			  DATA_BLOB *slice)
{
	size_t i;

	*slice = data_blob_null;
	if (offset == 0) {
		return true;
	}
	if (offset < least || offset > blob.length) {
		return false;
	}
	for (i = offset; blob.length - i >= 4; i += 2) {
		if (memcmp(&blob.data[i], "\0\0\0\0", 4) == 0) {
			*slice = data_blob_const(&blob.data[offset],
						 i + 4 - offset);
			return true;
		}
	}
	/* No strings at all: one terminator will do. */
	return blob.length - offset >= 2 && blob.data[offset] == 0 &&
	       blob.data[offset + 1] == 0;
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

static bool slice_entry(DATA_BLOB blob, size_t least, uint64_t auth_data,
			uint64_t alternates, struct image *image)
{
	return slice_bytes(blob, auth_data, least,
			   image->fixed.dwCustomAuthDataSize,
			   &image->auth_data) &&
	       slice_strings(blob, alternates, least, &image->alternates);
}

static bool pull_0(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_0 r;

	if (!pull(blob, SIZE_0, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_0)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	return true;
}

static bool pull_1(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_1 r;

	if (!pull(blob, SIZE_1, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_1)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	return slice_strings(blob, r.lpwsDialoutHoursRestriction, SIZE_1,
			     &image->hours);
}

static bool pull_1_64(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_1_64 r;

	if (!pull(blob, SIZE_1_64, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_1_64)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	return slice_strings(blob, r.lpwsDialoutHoursRestriction, SIZE_1_64,
			     &image->hours);
}

static bool pull_2(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_2 r;

	if (!pull(blob, SIZE_2, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_2)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	COPY_ENTRY(&image->fixed, &r);
	image->fixed.dwCustomAuthDataSize = r.dwCustomAuthDataSize;
	image->fixed.guidId = r.guidId;
	return slice_entry(blob, SIZE_2, r.lpbCustomAuthData, r.szAlternates,
			   image);
}

static bool pull_2_64(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_2_64 r;

	if (!pull(blob, SIZE_2_64, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_2_64)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	COPY_ENTRY(&image->fixed, &r);
	image->fixed.dwCustomAuthDataSize = r.dwCustomAuthDataSize;
	image->fixed.guidId = r.guidId;
	return slice_entry(blob, SIZE_2_64, r.lpbCustomAuthData, r.szAlternates,
			   image);
}

static bool pull_3(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_3 r;

	if (!pull(blob, SIZE_3, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_3)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	COPY_ENTRY(&image->fixed, &r);
	image->fixed.dwCustomAuthDataSize = r.dwCustomAuthDataSize;
	image->fixed.guidId = r.guidId;
	COPY_IPV6(&image->fixed, &r);
	return slice_entry(blob, SIZE_3, r.lpbCustomAuthData, r.szAlternates,
			   image);
}

static bool pull_3_64(DATA_BLOB blob, struct image *image)
{
	struct MPRI_INTERFACE_3_64 r;

	if (!pull(blob, SIZE_3_64, &r,
		  (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_3_64)) {
		return false;
	}
	COPY_COMMON(&image->fixed, &r);
	image->fixed.dwInterface = r.dwInterface;
	image->fixed.fEnabled = r.fEnabled;
	COPY_ENTRY(&image->fixed, &r);
	image->fixed.dwCustomAuthDataSize = r.dwCustomAuthDataSize;
	image->fixed.guidId = r.guidId;
	COPY_IPV6(&image->fixed, &r);
	return slice_entry(blob, SIZE_3_64, r.lpbCustomAuthData, r.szAlternates,
			   image);
}

/*
 * Of the levels with pointers there are two forms, and the texts do not say
 * which one goes over the wire.  It is the one that accounts for all bytes:
 * there are some behind the structure when an offset leads to them.
 */
static const struct image_form {
	uint32_t level;
	size_t size;
	bool (*pull)(DATA_BLOB blob, struct image *image);
} image_forms[] = {
	{0, SIZE_0, pull_0},	   {1, SIZE_1, pull_1},
	{1, SIZE_1_64, pull_1_64}, {2, SIZE_2, pull_2},
	{2, SIZE_2_64, pull_2_64}, {3, SIZE_3, pull_3},
	{3, SIZE_3_64, pull_3_64},
};

static bool accounts_for_all(const struct image_form *form, DATA_BLOB blob,
			     const struct image *image)
{
	bool trailing = image->hours.length > 0 ||
			image->auth_data.length > 0 ||
			image->alternates.length > 0;

	return trailing == (blob.length > form->size);
}

static bool image_pull(uint32_t level, DATA_BLOB blob, struct image *image)
{
	const size_t count = sizeof(image_forms) / sizeof(image_forms[0]);
	const struct image_form *form = NULL;
	bool strict = true;
	size_t i;

	for (i = 0; i < 2 * count; i++) {
		strict = i < count; /* else be content with what fits */
		form = &image_forms[i % count];
		*image = (struct image){0};
		if (form->level == level && form->pull(blob, image) &&
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

static HANDLE handle_of(uint32_t number)
{
	return (HANDLE)(uintptr_t)number;
}

static void fill_0(MPR_INTERFACE_0 *info, const struct image *image)
{
	COPY_COMMON(info, &image->fixed);
	info->hInterface = handle_of(image->fixed.dwInterface);
	info->fEnabled = image->fixed.fEnabled != 0;
}

static void fill_1(MPR_INTERFACE_1 *info, const struct image *image)
{
	uint8_t *end = (uint8_t *)info + image_room(sizeof(*info));

	COPY_COMMON(info, &image->fixed);
	info->hInterface = handle_of(image->fixed.dwInterface);
	info->fEnabled = image->fixed.fEnabled != 0;
	info->lpwsDialoutHoursRestriction = append(&end, image->hours);
}

#define FILL_ENTRY(info, image)                                               \
	do {                                                                  \
		uint8_t *end =                                                \
			(uint8_t *)(info) + image_room(sizeof(*(info)));      \
                                                                              \
		COPY_COMMON((info), &(image)->fixed);                         \
		(info)->hInterface = handle_of((image)->fixed.dwInterface);   \
		(info)->fEnabled = (image)->fixed.fEnabled != 0;              \
		COPY_ENTRY((info), &(image)->fixed);                          \
		(info)->guidId = guid_to_windows(&(image)->fixed.guidId);     \
		(info)->dwCustomAuthDataSize =                                \
			(DWORD)(image)->auth_data.length;                     \
		(info)->lpbCustomAuthData = append(&end, (image)->auth_data); \
		(info)->szAlternates = append(&end, (image)->alternates);     \
	} while (0)

static void fill_2(MPR_INTERFACE_2 *info, const struct image *image)
{
	FILL_ENTRY(info, image);
}

static void fill_3(MPR_INTERFACE_3 *info, const struct image *image)
{
	FILL_ENTRY(info, image);
	COPY_IPV6(info, &image->fixed);
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
	switch (level) {
	case 0:
		fill_0(p, &image);
		break;
	case 1:
		fill_1(p, &image);
		break;
	case 2:
		fill_2(p, &image);
		break;
	default:
		fill_3(p, &image);
		break;
	}
	*info = p;
	return ERROR_SUCCESS;
}

uint32_t interfaces_from_image(uint32_t count, DATA_BLOB blob, void **array)
{
	MPR_INTERFACE_0 *p;
	struct image image;
	uint32_t i;

	if (blob.length / SIZE_0 < count) {
		return ERROR_INVALID_DATA;
	}
	p = calloc((size_t)count + 1, sizeof(*p)); /* none is an array too */
	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	for (i = 0; i < count; i++) {
		DATA_BLOB one =
			data_blob_const(&blob.data[(size_t)i * SIZE_0], SIZE_0);

		if (!image_pull(0, one, &image)) {
			free(p);
			return ERROR_INVALID_DATA;
		}
		fill_0(&p[i], &image);
	}
	*array = p;
	return ERROR_SUCCESS;
}
