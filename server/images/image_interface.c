/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory images MPRI_INTERFACE_0 to _3 <-> the router's model. */
#include <endian.h>
#include <string.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "server/router/entry_defaults.h"
#include "image_form.h"
#include "image_interface.h"
#include "image_string.h"

/*
 * An image's structure and the data behind it, [structure's end, end).
 * "end" is where the data so far end.
 */
struct image {
	struct image_wide wide;
	const struct image_form *form;
	const DATA_BLOB *bytes;
	size_t end;
};

/* The strings of a demand-dial interface, in both directions. */
#define STRINGS(S)            \
	S(szLocalPhoneNumber) \
	S(szDeviceType)       \
	S(szDeviceName)       \
	S(szX25PadType)       \
	S(szX25Address)       \
	S(szX25Facilities)    \
	S(szX25UserData)

/* The numbers that are the same in the model and in the image. */
#define NUMBERS(N)                    \
	N(dwfOptions)                 \
	N(dwfNetProtocols)            \
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
	N(guidId)                     \
	N(dwVpnStrategy)

/* IPv4 addresses, whose bytes are in network order in both. */
#define ADDRESSES(A)    \
	A(ipaddr)       \
	A(ipaddrDns)    \
	A(ipaddrDnsAlt) \
	A(ipaddrWins)   \
	A(ipaddrWinsAlt)

/* From the model to the image. */

/* Samba's data_blob_append() fails when nothing is appended to nothing. */
static bool append(TALLOC_CTX *mem_ctx, DATA_BLOB *to, const void *bytes,
		   size_t length)
{
	return length == 0 || data_blob_append(mem_ctx, to, bytes, length);
}

static void push_head(struct image_wide *wide,
		      const struct router_interface *interface)
{
	struct MPRI_INTERFACE_3_64 *to = &wide->members;

	to->dwInterface = interface->dwInterface;
	to->fEnabled = interface->fEnabled ? 1 : 0;
	to->dwIfType = (enum ROUTER_INTERFACE_TYPE)interface->dwIfType;
	to->dwConnectionState =
		(enum ROUTER_CONNECTION_STATE)interface->dwConnectionState;
	to->fUnReachabilityReasons = interface->fUnReachabilityReasons;
	to->dwLastError = interface->dwLastError;
}

static WERROR push_strings(struct MPRI_INTERFACE_3_64 *to,
			   const struct router_entry *from)
{
	WERROR werr = WERR_OK;

#define PUSH(member)                                               \
	if (W_ERROR_IS_OK(werr)) {                                 \
		werr = image_string_push(from->member, to->member, \
					 UNITS(to->member));       \
	}
	STRINGS(PUSH)
#undef PUSH
	return werr;
}

static WERROR push_entry(struct image_wide *wide,
			 const struct router_entry *from)
{
	struct MPRI_INTERFACE_3_64 *to = &wide->members;

#define PUSH(member) to->member = from->member;
	NUMBERS(PUSH)
#undef PUSH
#define PUSH(member) to->member = le32toh(from->member.s_addr);
	ADDRESSES(PUSH)
#undef PUSH
	to->dwfOptions = router_entry_options_for_get(from);
	memcpy(to->ipv6addrDns, &from->ipv6addrDns, sizeof(to->ipv6addrDns));
	memcpy(to->ipv6addrDnsAlt, &from->ipv6addrDnsAlt,
	       sizeof(to->ipv6addrDnsAlt));
	return push_strings(to, from);
}

/*
 * 2.2.1.2.83: "CustomAuthData MUST be appended to the end of this structure";
 * "The alternate phone numbers MUST be stored after the CustomAuthData".  On
 * an even offset, for they are WCHARs.
 */
static WERROR append_entry(TALLOC_CTX *mem_ctx, struct image_wide *wide,
			   size_t structure, const struct router_entry *from,
			   DATA_BLOB *data)
{
	static const uint8_t padding[1];
	const DATA_BLOB *auth = &from->CustomAuthData;

	if (auth->length > 0) {
		wide->members.lpbCustomAuthData = structure;
		wide->members.dwCustomAuthDataSize = (uint32_t)auth->length;
	}
	if (!append(mem_ctx, data, auth->data, auth->length)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	if (from->szAlternates == NULL || from->szAlternates[0] == NULL) {
		return WERR_OK;
	}
	if (!append(mem_ctx, data, padding, data->length % 2)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	wide->members.szAlternates = structure + data->length;
	return image_strings_push(mem_ctx, data, from->szAlternates);
}

static WERROR append_hours(TALLOC_CTX *mem_ctx, struct image_wide *wide,
			   size_t structure,
			   const struct router_interface *interface,
			   DATA_BLOB *data)
{
	if (interface->DialoutHours == NULL ||
	    interface->DialoutHours[0] == NULL) {
		return WERR_OK;
	}
	wide->lpwsDialoutHoursRestriction = structure;
	return image_strings_push(mem_ctx, data, interface->DialoutHours);
}

static WERROR push_level(TALLOC_CTX *mem_ctx, uint32_t level,
			 const struct router_interface *interface,
			 struct image_wide *wide, DATA_BLOB *data)
{
	size_t structure = image_forms[level][0].padded_size;
	WERROR werr;

	push_head(wide, interface);
	werr = image_string_push(interface->wszInterfaceName,
				 wide->members.wszInterfaceName,
				 UNITS(wide->members.wszInterfaceName));
	if (!W_ERROR_IS_OK(werr) || level == 0) {
		return werr;
	}
	if (level == 1) {
		return append_hours(mem_ctx, wide, structure, interface, data);
	}
	werr = push_entry(wide, interface->entry);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	return append_entry(mem_ctx, wide, structure, interface->entry, data);
}

WERROR image_interface_push(TALLOC_CTX *mem_ctx, uint32_t level,
			    const struct router_interface *interface,
			    DATA_BLOB *bytes)
{
	struct image_wide wide = {.lpwsDialoutHoursRestriction = 0};
	DATA_BLOB data = {.data = NULL};
	WERROR werr;

	if (level >= IMAGE_LEVELS) {
		return WERR_NOT_SUPPORTED;
	}
	if (level >= 2 && interface->entry == NULL) {
		return WERR_INVALID_LEVEL;
	}
	werr = push_level(mem_ctx, level, interface, &wide, &data);
	if (W_ERROR_IS_OK(werr)) {
		werr = image_form_push(mem_ctx, &image_forms[level][0], &wide,
				       bytes);
	}
	if (W_ERROR_IS_OK(werr) &&
	    !append(mem_ctx, bytes, data.data, data.length)) {
		werr = WERR_NOT_ENOUGH_MEMORY;
	}
	data_blob_free(&data);
	return werr;
}

/* From the image to the model. */

static bool in_data(const struct image *image, uint64_t offset, uint64_t size)
{
	return offset >= image->end && offset <= image->bytes->length &&
	       size <= image->bytes->length - offset;
}

/*
 * "This MUST be set to the size of MPRI_INTERFACE_2 [...].  Otherwise, an
 * error is returned": nothing may be left over but the padding that rounds up
 * what was appended.
 */
static bool ends_here(const struct image *image)
{
	size_t length = image->bytes->length;

	if (image->end == image->form->size) {
		return length == image->form->size ||
		       length == image->form->padded_size;
	}
	return length >= image->end && length - image->end < 8;
}

static WERROR pull_auth_data(struct image *image, struct router_entry *entry)
{
	uint64_t offset = image->wide.members.lpbCustomAuthData;
	uint32_t size = image->wide.members.dwCustomAuthDataSize;

	if (offset == 0) {
		return size == 0 ? WERR_OK : WERR_INVALID_PARAMETER;
	}
	if (!in_data(image, offset, size)) {
		return WERR_INVALID_PARAMETER;
	}
	if (size == 0) {
		return WERR_OK;
	}
	entry->CustomAuthData =
		data_blob_talloc(entry, image->bytes->data + offset, size);
	image->end = offset + size;
	return entry->CustomAuthData.data == NULL ? WERR_NOT_ENOUGH_MEMORY
						  : WERR_OK;
}

static WERROR pull_list(TALLOC_CTX *mem_ctx, struct image *image,
			uint64_t offset, const char ***list)
{
	size_t used = 0;
	WERROR werr;

	if (offset % 2 != 0 || !in_data(image, offset, 0)) {
		return WERR_INVALID_PARAMETER;
	}
	werr = image_strings_pull(mem_ctx, image->bytes->data + offset,
				  image->bytes->length - offset,
				  ROUTER_MAX_ALTERNATES, list, &used);
	image->end = offset + used;
	return werr;
}

static WERROR pull_strings(struct router_entry *to,
			   const struct MPRI_INTERFACE_3_64 *from)
{
	WERROR werr;

#define PULL(member)                                                    \
	werr = image_string_pull(to, from->member, UNITS(from->member), \
				 &to->member);                          \
	if (!W_ERROR_IS_OK(werr)) {                                     \
		return werr;                                            \
	}
	STRINGS(PULL)
#undef PULL
	return WERR_OK;
}

static void pull_numbers(struct router_entry *to,
			 const struct MPRI_INTERFACE_3_64 *from)
{
#define PULL(member) to->member = from->member;
	NUMBERS(PULL)
#undef PULL
#define PULL(member) to->member.s_addr = htole32(from->member);
	ADDRESSES(PULL)
#undef PULL
	memcpy(&to->ipv6addrDns, from->ipv6addrDns, sizeof(to->ipv6addrDns));
	memcpy(&to->ipv6addrDnsAlt, from->ipv6addrDnsAlt,
	       sizeof(to->ipv6addrDnsAlt));
}

static WERROR pull_entry(TALLOC_CTX *mem_ctx, struct image *image,
			 struct router_change *change)
{
	struct router_entry *entry = router_entry_new(mem_ctx);
	uint64_t alternates = image->wide.members.szAlternates;
	WERROR werr;

	if (entry == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	pull_numbers(entry, &image->wide.members);
	werr = pull_strings(entry, &image->wide.members);
	if (W_ERROR_IS_OK(werr)) {
		werr = pull_auth_data(image, entry);
	}
	/* "MUST be set to 0", but a client that sends some means it. */
	if (W_ERROR_IS_OK(werr) && alternates != 0) {
		werr = pull_list(entry, image, alternates,
				 &entry->szAlternates);
	}
	if (!W_ERROR_IS_OK(werr)) {
		talloc_free(entry);
		return werr;
	}
	change->entry = entry;
	return WERR_OK;
}

static WERROR pull_hours(TALLOC_CTX *mem_ctx, struct image *image,
			 struct router_change *change)
{
	uint64_t offset = image->wide.lpwsDialoutHoursRestriction;

	if (image->bytes->length == image->form->size) {
		change->set_hours = offset == 0;
		return WERR_OK;
	}
	change->set_hours = true;
	return pull_list(mem_ctx, image, offset, &change->DialoutHours);
}

static WERROR pull_level(TALLOC_CTX *mem_ctx, uint32_t level,
			 struct image *image, struct router_change *change)
{
	const struct MPRI_INTERFACE_3_64 *from = &image->wide.members;
	WERROR werr = image_string_pull(mem_ctx, from->wszInterfaceName,
					UNITS(from->wszInterfaceName),
					&change->wszInterfaceName);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	change->dwIfType = from->dwIfType;
	change->fEnabled = from->fEnabled != 0;
	if (level == 1) {
		werr = pull_hours(mem_ctx, image, change);
	} else if (level >= 2) {
		werr = pull_entry(mem_ctx, image, change);
	}
	if (W_ERROR_IS_OK(werr) && !ends_here(image)) {
		werr = WERR_INVALID_PARAMETER;
	}
	return werr;
}

WERROR image_interface_pull(TALLOC_CTX *mem_ctx, uint32_t level,
			    const DATA_BLOB *bytes,
			    struct router_change *change)
{
	WERROR werr = WERR_INVALID_PARAMETER;
	size_t i;

	if (level >= IMAGE_LEVELS) {
		return WERR_NOT_SUPPORTED;
	}
	for (i = 0; i < 2; i++) {
		struct image image = {
			.form = &image_forms[level][i],
			.bytes = bytes,
			.end = image_forms[level][i].size,
		};
		TALLOC_CTX *frame = talloc_new(mem_ctx);

		if (frame == NULL) {
			return WERR_NOT_ENOUGH_MEMORY;
		}
		*change = (struct router_change){.wszInterfaceName = NULL};
		werr = image_form_pull(image.form, bytes, &image.wide);
		if (W_ERROR_IS_OK(werr)) {
			werr = pull_level(frame, level, &image, change);
		}
		if (!W_ERROR_EQUAL(werr, WERR_INVALID_PARAMETER)) {
			return werr;
		}
		talloc_free(frame);
	}
	*change = (struct router_change){.wszInterfaceName = NULL};
	return werr;
}
