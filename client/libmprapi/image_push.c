/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPR_INTERFACE_n into a container. */
#include <string.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/image_copy.h"
#include "client/libmprapi/image_interface.h"

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

static DATA_BLOB strings_blob(const WCHAR *strings)
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

#define READ_COMMON(image, info)                                 \
	do {                                                     \
		COPY_COMMON(&(image)->fixed, (info));            \
		(image)->fixed.dwInterface =                     \
			(uint32_t)(uintptr_t)(info)->hInterface; \
		(image)->fixed.fEnabled = (info)->fEnabled != 0; \
	} while (0)

#define READ_ENTRY(image, info)                                                \
	do {                                                                   \
		READ_COMMON(image, info);                                      \
		COPY_ENTRY(&(image)->fixed, (info));                           \
		(image)->fixed.guidId = guid_from_windows(&(info)->guidId);    \
		(image)->alternates = strings_blob((info)->szAlternates);      \
		if ((info)->lpbCustomAuthData != NULL) {                       \
			(image)->auth_data =                                   \
				data_blob_const((info)->lpbCustomAuthData,     \
						(info)->dwCustomAuthDataSize); \
		}                                                              \
	} while (0)

static void read_info(uint32_t level, const void *info, struct image *image)
{
	const MPR_INTERFACE_0 *info_0 = info;
	const MPR_INTERFACE_1 *info_1 = info;
	const MPR_INTERFACE_2 *info_2 = info;
	const MPR_INTERFACE_3 *info_3 = info;

	*image = (struct image){0};
	switch (level) {
	case 0:
		READ_COMMON(image, info_0);
		break;
	case 1:
		READ_COMMON(image, info_1);
		image->hours =
			strings_blob(info_1->lpwsDialoutHoursRestriction);
		break;
	case 2:
		READ_ENTRY(image, info_2);
		break;
	default:
		READ_ENTRY(image, info_3);
		COPY_IPV6(&image->fixed, info_3);
		break;
	}
}

static bool push(TALLOC_CTX *mem_ctx, const void *r, ndr_push_flags_fn_t fn,
		 DATA_BLOB *blob)
{
	return ndr_push_struct_blob(blob, mem_ctx, r, fn) == NDR_ERR_SUCCESS;
}

static bool push_0(TALLOC_CTX *mem_ctx, const struct image *image,
		   DATA_BLOB *blob)
{
	struct MPRI_INTERFACE_0 r = {0};

	COPY_COMMON(&r, &image->fixed);
	r.fEnabled = image->fixed.fEnabled;
	r.dwInterface = image->fixed.dwInterface;
	return push(mem_ctx, &r, (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_0,
		    blob);
}

static bool push_1(TALLOC_CTX *mem_ctx, const struct image *image,
		   DATA_BLOB *blob)
{
	struct MPRI_INTERFACE_1 r = {0};

	COPY_COMMON(&r, &image->fixed);
	r.fEnabled = image->fixed.fEnabled;
	r.dwInterface = image->fixed.dwInterface;
	r.lpwsDialoutHoursRestriction = image->hours.length > 0 ? SIZE_1 : 0;
	return push(mem_ctx, &r, (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_1,
		    blob) &&
	       data_blob_append(mem_ctx, blob, image->hours.data,
				image->hours.length);
}

/*
 * 2.2.1.2.83: "CustomAuthData MUST be appended to the end of this structure";
 * "The alternate phone numbers MUST be stored after the CustomAuthData field".
 */
static void place_entry(struct image *image, size_t size)
{
	struct MPRI_INTERFACE_3 *r = &image->fixed;
	size_t end = size;

	r->dwCustomAuthDataSize = (uint32_t)image->auth_data.length;
	r->lpbCustomAuthData = 0;
	if (image->auth_data.length > 0) {
		r->lpbCustomAuthData = (uint32_t)end;
		end += image_room(image->auth_data.length);
	}
	r->szAlternates = image->alternates.length > 0 ? (uint32_t)end : 0;
}

static bool append_entry(TALLOC_CTX *mem_ctx, const struct image *image,
			 DATA_BLOB *blob)
{
	static const uint8_t zero[8];
	size_t length = image->auth_data.length;

	return data_blob_append(mem_ctx, blob, image->auth_data.data, length) &&
	       data_blob_append(mem_ctx, blob, zero,
				image_room(length) - length) &&
	       data_blob_append(mem_ctx, blob, image->alternates.data,
				image->alternates.length);
}

static bool push_2(TALLOC_CTX *mem_ctx, struct image *image, DATA_BLOB *blob)
{
	struct MPRI_INTERFACE_2 r = {0};

	place_entry(image, SIZE_2);
	COPY_COMMON(&r, &image->fixed);
	COPY_ENTRY(&r, &image->fixed);
	r.fEnabled = image->fixed.fEnabled;
	r.dwInterface = image->fixed.dwInterface;
	r.guidId = image->fixed.guidId;
	r.dwCustomAuthDataSize = image->fixed.dwCustomAuthDataSize;
	r.lpbCustomAuthData = image->fixed.lpbCustomAuthData;
	r.szAlternates = image->fixed.szAlternates;
	return push(mem_ctx, &r, (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_2,
		    blob) &&
	       append_entry(mem_ctx, image, blob);
}

static bool push_3(TALLOC_CTX *mem_ctx, struct image *image, DATA_BLOB *blob)
{
	place_entry(image, SIZE_3);
	return push(mem_ctx, &image->fixed,
		    (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_3, blob) &&
	       append_entry(mem_ctx, image, blob);
}

uint32_t interface_to_image(TALLOC_CTX *mem_ctx, uint32_t level, bool creating,
			    const void *info, DATA_BLOB *blob)
{
	struct image image;
	bool ok;

	if (level > 3) {
		return ERROR_NOT_SUPPORTED;
	}
	read_info(level, info, &image);
	if (creating) {
		image.alternates = data_blob_null;
	}
	switch (level) {
	case 0:
		ok = push_0(mem_ctx, &image, blob);
		break;
	case 1:
		ok = push_1(mem_ctx, &image, blob);
		break;
	case 2:
		ok = push_2(mem_ctx, &image, blob);
		break;
	default:
		ok = push_3(mem_ctx, &image, blob);
		break;
	}
	return ok ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}
