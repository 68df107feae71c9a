/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of one demand-dial interface. */
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "entry.h"
#include "entry_device.h"
#include "text.h"

/* Every string of an entry and how many UTF-16 units it may have. */
static const struct {
	size_t offset;
	size_t units;
} strings[] = {
	{offsetof(struct router_entry, szLocalPhoneNumber), MPR_MaxPhoneNumber},
	{offsetof(struct router_entry, szDeviceType), MPR_MaxDeviceType},
	{offsetof(struct router_entry, szDeviceName), MPR_MaxDeviceName},
	{offsetof(struct router_entry, szX25PadType), MPR_MaxPadType},
	{offsetof(struct router_entry, szX25Address), MPR_MaxX25Address},
	{offsetof(struct router_entry, szX25Facilities), MPR_MaxFacilities},
	{offsetof(struct router_entry, szX25UserData), MPR_MaxUserData},
	{offsetof(struct router_entry, szPort), MPR_MaxDeviceName},
	{offsetof(struct router_entry, DemandDevice), MPR_MaxDeviceName},
	{offsetof(struct router_entry, DemandRoutes), ROUTER_MAX_DEMAND_ROUTES},
};

#define STRINGS (sizeof(strings) / sizeof(strings[0]))

static const char **string_at(struct router_entry *entry, size_t i)
{
	return (const char **)(void *)((char *)entry + strings[i].offset);
}

static const char *const_string_at(const struct router_entry *entry, size_t i)
{
	const void *at = (const char *)entry + strings[i].offset;

	return *(const char *const *)at;
}

struct router_entry *router_entry_new(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = talloc_zero(mem_ctx, struct router_entry);
	size_t i;

	if (entry == NULL) {
		return NULL;
	}
	for (i = 0; i < STRINGS; i++) {
		*string_at(entry, i) = talloc_strdup(entry, "");
		if (*string_at(entry, i) == NULL) {
			talloc_free(entry);
			return NULL;
		}
	}
	entry->TryNextAlternateOnFail = true;
	return entry;
}

static unsigned int count_alternates(const struct router_entry *entry)
{
	unsigned int count = 0;

	while (entry->szAlternates != NULL &&
	       entry->szAlternates[count] != NULL) {
		count++;
	}
	return count;
}

static bool copy_alternates(struct router_entry *copy,
			    const struct router_entry *entry)
{
	unsigned int count = count_alternates(entry);
	size_t i;

	copy->szAlternates = NULL;
	if (count == 0) {
		return true;
	}
	copy->szAlternates = talloc_zero_array(copy, const char *, count + 1);
	for (i = 0; copy->szAlternates != NULL && i < count; i++) {
		copy->szAlternates[i] = talloc_strdup(copy->szAlternates,
						      entry->szAlternates[i]);
		if (copy->szAlternates[i] == NULL) {
			return false;
		}
	}
	return copy->szAlternates != NULL;
}

static bool copy_devices(struct router_entry *copy,
			 const struct router_entry *entry)
{
	struct router_device **device = entry->SubEntries;
	bool ok = true;

	copy->SubEntries = NULL;
	for (; ok && device != NULL && *device != NULL; device++) {
		struct router_device *copied =
			router_device_copy(copy, *device);

		ok = copied != NULL && router_entry_add_device(copy, copied);
	}
	return ok;
}

struct router_entry *router_entry_copy(TALLOC_CTX *mem_ctx,
				       const struct router_entry *entry)
{
	struct router_entry *copy = talloc_zero(mem_ctx, struct router_entry);
	bool ok;
	size_t i;

	if (copy == NULL) {
		return NULL;
	}
	*copy = *entry;
	ok = copy_alternates(copy, entry) && copy_devices(copy, entry);
	for (i = 0; i < STRINGS; i++) {
		*string_at(copy, i) =
			talloc_strdup(copy, const_string_at(entry, i));
		ok = ok && *string_at(copy, i) != NULL;
	}
	copy->CustomAuthData = data_blob_talloc(
		copy, entry->CustomAuthData.data, entry->CustomAuthData.length);
	ok = ok && (entry->CustomAuthData.length == 0 ||
		    copy->CustomAuthData.data != NULL);
	if (!ok) {
		talloc_free(copy);
		return NULL;
	}
	return copy;
}

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80) {
		text++;
	}
	return *text == '\0';
}

static bool device_is_ascii(const struct router_device *device)
{
	bool ascii = is_ascii(device->szDeviceType) &&
		     is_ascii(device->szDeviceName) &&
		     is_ascii(device->szLocalPhoneNumber);
	const char **number = device->szAlternates;

	for (; number != NULL && *number != NULL; number++) {
		ascii = ascii && is_ascii(*number);
	}
	return ascii;
}

bool router_entry_is_ascii(const struct router_entry *entry)
{
	unsigned int alternates = count_alternates(entry);
	bool ascii = true;
	size_t i;

	for (i = 0; i < STRINGS; i++) {
		ascii = ascii && is_ascii(const_string_at(entry, i));
	}
	for (i = 0; i < alternates; i++) {
		ascii = ascii && is_ascii(entry->szAlternates[i]);
	}
	for (i = 1; i < router_entry_devices(entry); i++) {
		ascii = ascii && device_is_ascii(entry->SubEntries[i - 1]);
	}
	return ascii;
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_tty(const char *szDeviceName)
{
	return starts_with(szDeviceName, "tty") ||
	       starts_with(szDeviceName, "/dev/") ||
	       (starts_with(szDeviceName, "COM") && szDeviceName[3] >= '0' &&
		szDeviceName[3] <= '9');
}

const char *router_device_type(const char *szDeviceName, const char *given)
{
	if (strcasecmp(szDeviceName, "WAN Miniport (PPPOE)") == 0) {
		return DEVICE_TYPE_PPPOE;
	}
	if (starts_with(szDeviceName, "WAN Miniport (")) {
		return MPRDT_Vpn; /* PPTP, L2TP, SSTP, IKEv2 */
	}
	if (given[0] == '\0' && is_tty(szDeviceName)) {
		return MPRDT_Modem;
	}
	return given;
}

/* Device types and what they mean; others are phones that Linux has not. */
static const struct {
	const char *szDeviceType;
	enum router_entry_kind kind;
	uint32_t dwType;
} types[] = {
	{DEVICE_TYPE_PPPOE, ROUTER_ENTRY_PPPOE, MPRET_Phone},
	{MPRDT_Modem, ROUTER_ENTRY_MODEM, MPRET_Phone},
	{MPRDT_Serial, ROUTER_ENTRY_DIRECT, MPRET_Direct},
	{MPRDT_Parallel, ROUTER_ENTRY_OTHER, MPRET_Direct},
	{MPRDT_Vpn, ROUTER_ENTRY_VPN, MPRET_Vpn},
};

#define TYPES (sizeof(types) / sizeof(types[0]))

static size_t find_type(const char *szDeviceType)
{
	size_t i;

	for (i = 0; i < TYPES; i++) {
		if (strcasecmp(types[i].szDeviceType, szDeviceType) == 0) {
			break;
		}
	}
	return i;
}

enum router_entry_kind router_entry_kind(const struct router_entry *entry)
{
	size_t i = find_type(
		router_device_type(entry->szDeviceName, entry->szDeviceType));

	return i < TYPES ? types[i].kind : ROUTER_ENTRY_OTHER;
}

uint32_t router_entry_type(const char *szDeviceType)
{
	size_t i = find_type(szDeviceType);

	return i < TYPES ? types[i].dwType : MPRET_Phone;
}

WERROR router_entry_check(const struct router_entry *entry)
{
	size_t alternates = count_alternates(entry);
	size_t i;

	if (alternates > ROUTER_MAX_ALTERNATES ||
	    entry->CustomAuthData.length > ROUTER_MAX_AUTH_DATA) {
		return WERR_INVALID_PARAMETER;
	}
	for (i = 0; i < STRINGS; i++) {
		if (!text_is_line(const_string_at(entry, i),
				  strings[i].units)) {
			return WERR_INVALID_PARAMETER;
		}
	}
	for (i = 0; i < alternates; i++) {
		/* An empty one would end the list on the wire. */
		if (entry->szAlternates[i][0] == '\0' ||
		    !text_is_line(entry->szAlternates[i], MPR_MaxPhoneNumber)) {
			return WERR_INVALID_PARAMETER;
		}
	}
	for (i = 1; i < router_entry_devices(entry); i++) {
		if (!W_ERROR_IS_OK(
			    router_device_check(entry->SubEntries[i - 1]))) {
			return WERR_INVALID_PARAMETER;
		}
	}
	return WERR_OK;
}
