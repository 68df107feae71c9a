/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of MPRI_INTERFACE_0 to _3. */
#include <string.h>
#include <talloc.h>
#include <ndr.h>
#include "image_form.h"

/* The members, as lists to be copied: A of bytes, N of a number. */

#define MEMBERS_0(A, N)           \
	A(wszInterfaceName)       \
	N(dwInterface)            \
	N(fEnabled)               \
	N(dwIfType)               \
	N(dwConnectionState)      \
	N(fUnReachabilityReasons) \
	N(dwLastError)

#define MEMBERS_2(A, N)               \
	MEMBERS_0(A, N)               \
	N(dwfOptions)                 \
	A(szLocalPhoneNumber)         \
	N(szAlternates)               \
	N(ipaddr)                     \
	N(ipaddrDns)                  \
	N(ipaddrDnsAlt)               \
	N(ipaddrWins)                 \
	N(ipaddrWinsAlt)              \
	N(dwfNetProtocols)            \
	A(szDeviceType)               \
	A(szDeviceName)               \
	A(szX25PadType)               \
	A(szX25Address)               \
	A(szX25Facilities)            \
	A(szX25UserData)              \
	N(dwChannels)                 \
	N(dwSubEntries)               \
	N(dwDialMode)                 \
	N(dwDialExtraPercent)         \
	N(dwDialExtraSampleSeconds)   \
	N(dwHangUpExtraPercent)       \
	N(dwHangUpExtraSampleSeconds) \
	N(dwIdleDisconnectSeconds)    \
	N(dwType)                     \
	N(dwEncryptionType)           \
	N(dwCustomAuthKey)            \
	N(dwCustomAuthDataSize)       \
	N(lpbCustomAuthData)          \
	A(guidId)                     \
	N(dwVpnStrategy)

#define MEMBERS_3(A, N)   \
	MEMBERS_2(A, N)   \
	N(AddressCount)   \
	A(ipv6addrDns)    \
	A(ipv6addrDnsAlt) \
	N(ipv6addr)

#define MEMBERS_1(A, N) MEMBERS_0(A, N)

#define COPY(member)  memcpy(&to->member, &from->member, sizeof(to->member));
#define WIDEN(member) to->member = from->member;
/* Offsets of ours fit into 4 bytes: they are checked as 32-bit numbers. */
#define NARROW(member) to->member = (__typeof__(to->member))from->member;

#define FORM(type, level)                                                     \
	static void widen_##type(struct image_wide *wide, const void *image)  \
	{                                                                     \
		struct MPRI_INTERFACE_3_64 *to = &wide->members;              \
		const struct type *from = image;                              \
                                                                              \
		MEMBERS_##level(COPY, WIDEN)                                  \
	}                                                                     \
	static void narrow_##type(void *image, const struct image_wide *wide) \
	{                                                                     \
		struct type *to = image;                                      \
		const struct MPRI_INTERFACE_3_64 *from = &wide->members;      \
                                                                              \
		MEMBERS_##level(COPY, NARROW)                                 \
	}

FORM(MPRI_INTERFACE_0, 0)
FORM(MPRI_INTERFACE_1, 1)
FORM(MPRI_INTERFACE_1_64, 1)
FORM(MPRI_INTERFACE_2, 2)
FORM(MPRI_INTERFACE_2_64, 2)
FORM(MPRI_INTERFACE_3, 3)
FORM(MPRI_INTERFACE_3_64, 3)

/* Level 1 has a member that no other has. */
#define FORM_HOURS(type)                                               \
	static void widen_hours_##type(struct image_wide *wide,        \
				       const void *image)              \
	{                                                              \
		const struct type *from = image;                       \
                                                                       \
		widen_##type(wide, image);                             \
		wide->lpwsDialoutHoursRestriction =                    \
			from->lpwsDialoutHoursRestriction;             \
	}                                                              \
	static void narrow_hours_##type(void *image,                   \
					const struct image_wide *wide) \
	{                                                              \
		struct type *to = image;                               \
		const struct image_wide *from = wide;                  \
                                                                       \
		narrow_##type(image, wide);                            \
		NARROW(lpwsDialoutHoursRestriction)                    \
	}

FORM_HOURS(MPRI_INTERFACE_1)
FORM_HOURS(MPRI_INTERFACE_1_64)

#define ENTRY(type, bytes, padded, prefix)                    \
	{                                                     \
		.size = (bytes), .padded_size = (padded),     \
		.pull = (ndr_pull_flags_fn_t)ndr_pull_##type, \
		.push = (ndr_push_flags_fn_t)ndr_push_##type, \
		.widen = widen_##prefix##type,                \
		.narrow = narrow_##prefix##type,              \
	}

const struct image_form image_forms[IMAGE_LEVELS][2] = {
	{ENTRY(MPRI_INTERFACE_0, 540, 540, ),
	 ENTRY(MPRI_INTERFACE_0, 540, 540, )},
	{ENTRY(MPRI_INTERFACE_1, 544, 544, hours_),
	 ENTRY(MPRI_INTERFACE_1_64, 552, 552, hours_)},
	{ENTRY(MPRI_INTERFACE_2, 2468, 2468, ),
	 ENTRY(MPRI_INTERFACE_2_64, 2488, 2488, )},
	{ENTRY(MPRI_INTERFACE_3, 2508, 2512, ),
	 ENTRY(MPRI_INTERFACE_3_64, 2528, 2528, )},
};

/* Room for an image of any form. */
union any_image {
	struct MPRI_INTERFACE_0 level_0;
	struct MPRI_INTERFACE_1_64 level_1;
	struct MPRI_INTERFACE_2_64 level_2;
	struct MPRI_INTERFACE_3_64 level_3;
};

WERROR image_form_pull(const struct image_form *form, const DATA_BLOB *bytes,
		       struct image_wide *wide)
{
	DATA_BLOB head = data_blob_const(bytes->data, form->size);
	union any_image image = {.level_0 = {.dwInterface = 0}};
	TALLOC_CTX *frame = NULL;
	enum ndr_err_code err;

	if (bytes->length < form->size) {
		return WERR_INVALID_PARAMETER;
	}
	frame = talloc_new(NULL);
	if (frame == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	err = ndr_pull_struct_blob(&head, frame, &image, form->pull);
	talloc_free(frame);
	if (!NDR_ERR_CODE_IS_SUCCESS(err)) {
		return WERR_INVALID_PARAMETER;
	}
	*wide = (struct image_wide){.lpwsDialoutHoursRestriction = 0};
	form->widen(wide, &image);
	return WERR_OK;
}

WERROR image_form_push(TALLOC_CTX *mem_ctx, const struct image_form *form,
		       const struct image_wide *wide, DATA_BLOB *bytes)
{
	static const uint8_t padding[8];
	union any_image image = {.level_0 = {.dwInterface = 0}};
	enum ndr_err_code err;

	memset(&image, 0, sizeof(image));
	form->narrow(&image, wide);
	err = ndr_push_struct_blob(bytes, mem_ctx, &image, form->push);
	if (!NDR_ERR_CODE_IS_SUCCESS(err) ||
	    !data_blob_append(mem_ctx, bytes, padding,
			      form->padded_size - form->size)) {
		return WERR_NOT_ENOUGH_MEMORY; /* nothing else can fail */
	}
	return WERR_OK;
}
