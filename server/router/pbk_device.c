/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MEDIA subsection of a phonebook entry. */
#include <string.h>
#include <strings.h>
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "pbk_device.h"
#include "pbk_phone.h"
#include "text.h"

/*
 * MEDIA and DEVICE of a device type, in the spelling of example 4.10 and of
 * the files that Windows writes.  2.2.2.2.96: "Serial: The device type is
 * modem, pad, or switch.  Rastapi: For other device types."  A device that is
 * not in the list is written by its szDeviceType.
 */
struct device_type {
	const char *szDeviceType;
	const char *media;
	const char *device;
};

static const struct device_type device_types[] = {
	{MPRDT_Modem, "serial", "modem"},
	{MPRDT_Pad, "serial", "pad"},
	{MPRDT_Isdn, "isdn", "isdn"},
	{MPRDT_X25, "x25", "x25"},
	{DEVICE_TYPE_PPPOE, "rastapi", "PPPoE"},
	{MPRDT_Vpn, "rastapi", "vpn"},
	{MPRDT_Serial, "rastapi", "serial"},
	{MPRDT_Atm, "rastapi", "atm"},
	{MPRDT_FrameRelay, "rastapi", "framerelay"},
	{MPRDT_Irda, "rastapi", "irda"},
	{MPRDT_Sonet, "rastapi", "sonet"},
	{MPRDT_SW56, "rastapi", "sw56"},
	{MPRDT_Parallel, "rastapi", "parallel"},
	{MPRDT_Generic, "rastapi", "generic"},
	/* Read, not written: "Rastap: for other devices", and a null modem
	 * as Windows writes it, which the specification does not list. */
	{MPRDT_Generic, "rastapi", "rastapi"},
	{MPRDT_Generic, "rastapi", "rastap"},
	{MPRDT_Serial, "serial", "null"},
};

#define DEVICE_TYPES (sizeof(device_types) / sizeof(device_types[0]))

static struct device_type written_as(const char *szDeviceType)
{
	size_t i;

	for (i = 0; i < DEVICE_TYPES; i++) {
		if (strcasecmp(device_types[i].szDeviceType, szDeviceType) ==
		    0) {
			return device_types[i];
		}
	}
	return (struct device_type){szDeviceType, "rastapi", szDeviceType};
}

static const char *type_of_device(const char *device)
{
	size_t i;

	for (i = 0; i < DEVICE_TYPES; i++) {
		if (strcasecmp(device_types[i].device, device) == 0) {
			return device_types[i].szDeviceType;
		}
	}
	return device;
}

/* "If this DEVICE key is missing": the media and the name say what it is. */
static const char *type_of_media(const char *media, const char *name)
{
	size_t i;

	for (i = 0; i < DEVICE_TYPES; i++) {
		if (strcasecmp(device_types[i].media, media) == 0 &&
		    strcasecmp(media, "rastapi") != 0) {
			return device_types[i].szDeviceType;
		}
	}
	return router_device_type(name, MPRDT_Generic);
}

static const char *device_name(const struct pbk_section *section,
			       struct pbk_range device)
{
	return pbk_section_get(section, device, "DEVICE", 0, NULL);
}

struct pbk_range pbk_device_dialing(const struct pbk_section *section)
{
	struct pbk_range device;
	const char *name = NULL;
	size_t i = 0;

	do {
		device = pbk_section_device(section, i++);
		name = device_name(section, device);
	} while (name != NULL && strcasecmp(name, "switch") == 0);
	return name != NULL ? device : pbk_section_device(section, 0);
}

struct pbk_range pbk_device_x25(const struct pbk_section *section)
{
	struct pbk_range device;
	const char *name = NULL;
	size_t i = 0;

	do {
		device = pbk_section_device(section, i++);
		name = device_name(section, device);
	} while (name != NULL && strcasecmp(name, "pad") != 0 &&
		 strcasecmp(name, "x25") != 0);
	return device;
}

const char *pbk_device_read(const struct pbk_section *section,
			    struct router_entry *entry)
{
	struct pbk_range media = pbk_section_media(section);
	struct pbk_range device = pbk_device_dialing(section);
	const char *name = pbk_section_get(section, media, "Device", 0, NULL);
	const char *port = pbk_section_get(section, media, "Port", 0, NULL);
	const char *type = device_name(section, device);

	if (media.first == media.end) {
		/* "the demand-dial connection cannot be made" */
		return "MEDIA";
	}
	if (port != NULL && !text_is_line(port, MPR_MaxDeviceName)) {
		return "Port";
	}
	entry->szPort = talloc_strdup(entry, port == NULL ? "" : port);
	if (name == NULL && port != NULL) {
		entry->szDeviceName = talloc_strdup(entry, port);
	}
	type = type != NULL ? type_of_device(type)
			    : type_of_media(pbk_section_get(section, media,
							    "MEDIA", 0, NULL),
					    entry->szDeviceName);
	if (!text_is_line(type, MPR_MaxDeviceType)) {
		return "DEVICE";
	}
	entry->szDeviceType = talloc_strdup(entry, type);
	if (entry->szDeviceType == NULL || entry->szDeviceName == NULL ||
	    entry->szPort == NULL) {
		return "Device";
	}
	return pbk_phone_read(section, device, entry) ? NULL : "PhoneNumber";
}

/*
 * 2.2.2.2.97: "Port [...] MUST be present".  Windows numbers the ports of its
 * miniports; ours are found by the device's name, so any first one does.
 */
static const char *port_of(const struct router_entry *entry)
{
	switch (router_entry_kind(entry)) {
	case ROUTER_ENTRY_PPPOE:
		return "PPPoE6-0";
	case ROUTER_ENTRY_VPN:
		return "VPN2-0";
	default:
		return entry->szDeviceName;
	}
}

/* "If this key is present its value SHOULD be the same", .43 and .44. */
static bool write_preferred(struct pbk_section *section, const char *key,
			    const char *value)
{
	struct pbk_range keys = pbk_section_keys(section);

	return pbk_section_get(section, keys, key, 0, NULL) == NULL ||
	       pbk_section_set(section, &keys, key, value);
}

static bool write_port(struct pbk_section *section,
		       const struct router_entry *entry)
{
	const char *port = port_of(entry);
	struct pbk_range media = pbk_section_media(section);

	return pbk_section_set(section, &media, "Port", port) &&
	       pbk_section_set(section, &media, "Device",
			       entry->szDeviceName) &&
	       write_preferred(section, "PreferredPort", port) &&
	       write_preferred(section, "PreferredDevice", entry->szDeviceName);
}

/* "For all other media, there MUST be exactly one DEVICE subsection." */
static void remove_other_devices(struct pbk_section *section)
{
	struct pbk_range first = pbk_section_device(section, 0);
	struct pbk_range dialing = pbk_device_dialing(section);
	struct pbk_range second;

	if (first.first < dialing.first) {
		struct pbk_range above = {first.first, dialing.first};

		pbk_section_remove(section, &above, above.first, above.end);
	}
	second = pbk_section_device(section, 1);
	while (second.first < second.end) {
		pbk_section_remove(section, &second, second.first, second.end);
		second = pbk_section_device(section, 1);
	}
}

static bool write_type(struct pbk_section *section,
		       const struct router_entry *entry)
{
	struct device_type type = written_as(entry->szDeviceType);
	struct pbk_range media = pbk_section_media(section);
	struct pbk_range device;

	if (!pbk_section_set(section, &media, "MEDIA", type.media)) {
		return false;
	}
	device = pbk_device_dialing(section);
	if (device.first == device.end) {
		media = pbk_section_media(section);
		return pbk_section_insert(section, &media, media.end, "DEVICE",
					  type.device);
	}
	if (!pbk_section_set(section, &device, "DEVICE", type.device)) {
		return false;
	}
	if (strcmp(type.media, "serial") != 0) {
		remove_other_devices(section);
	}
	return true;
}

static bool has_x25(const struct router_entry *entry)
{
	return entry->szX25PadType[0] != '\0' ||
	       entry->szX25Address[0] != '\0' ||
	       entry->szX25Facilities[0] != '\0' ||
	       entry->szX25UserData[0] != '\0';
}

/*
 * A modem may dial an X.25 PAD, which is a DEVICE of its own after it.  Other
 * media have one DEVICE; "This value SHOULD be set to an empty string" there
 * (2.2.1.2.83), and is dropped when it is not.
 */
static bool add_pad(struct pbk_section *section,
		    const struct router_entry *entry)
{
	struct pbk_range device = pbk_device_x25(section);

	if (!has_x25(entry) || device.first < device.end ||
	    strcmp(written_as(entry->szDeviceType).media, "serial") != 0) {
		return true;
	}
	device = pbk_device_dialing(section);
	return pbk_section_insert(section, &device, device.end, "DEVICE",
				  "pad");
}

bool pbk_device_write(struct pbk_section *section,
		      const struct router_entry *old,
		      const struct router_entry *entry)
{
	struct pbk_range media = pbk_section_media(section);
	struct pbk_range device = pbk_device_dialing(section);
	bool type_changes =
		old == NULL || device.first == device.end ||
		strcasecmp(old->szDeviceType, entry->szDeviceType) != 0;
	bool name_changes = old == NULL ||
			    strcmp(old->szDeviceName, entry->szDeviceName) != 0;

	if (media.first == media.end && !pbk_device_append(section, entry)) {
		return false;
	}
	if (type_changes && !write_type(section, entry)) {
		return false;
	}
	if ((type_changes || name_changes) && !write_port(section, entry)) {
		return false;
	}
	return pbk_phone_write(section, pbk_device_dialing(section), old,
			       entry) &&
	       add_pad(section, entry);
}

/* Keys of a DEVICE that a modem or a serial line has, as in example 4.10. */
static const char *const serial_keys[] = {
	"HwFlowControl=1", "Protocol=1",    "Compression=1",
	"Speaker=0",	   "MdmProtocol=0", NULL,
};

static const char *const phone_keys[] = {
	"LastSelectedPhone=0",
	"PromoteAlternates=0",
	"TryNextAlternateOnFail=1",
	NULL,
};

static bool append(struct pbk_section *section, const char *key,
		   const char *value)
{
	struct pbk_range all = pbk_section_all(section);

	return pbk_section_insert(section, &all, all.end, key, value);
}

static bool append_pairs(struct pbk_section *section, const char *const *pairs)
{
	bool ok = true;

	for (; ok && *pairs != NULL; pairs++) {
		char *key = talloc_strdup(section, *pairs);
		char *equals = key == NULL ? NULL : strchr(key, '=');

		if (equals == NULL) {
			talloc_free(key);
			return false;
		}
		*equals = '\0';
		ok = append(section, key, equals + 1);
		talloc_free(key);
	}
	return ok;
}

bool pbk_device_append(struct pbk_section *section,
		       const struct router_entry *entry)
{
	struct device_type type = written_as(entry->szDeviceType);
	enum router_entry_kind kind = router_entry_kind(entry);
	bool serial = kind == ROUTER_ENTRY_MODEM || kind == ROUTER_ENTRY_DIRECT;

	return append(section, "MEDIA", type.media) &&
	       append(section, "Port", port_of(entry)) &&
	       append(section, "Device", entry->szDeviceName) &&
	       (!serial || append(section, "ConnectBPS", "0")) &&
	       append(section, "DEVICE", type.device) &&
	       pbk_phone_append(section, entry->szLocalPhoneNumber) &&
	       append_pairs(section, phone_keys) &&
	       (!serial || append_pairs(section, serial_keys));
}
