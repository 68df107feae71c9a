/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MEDIA subsections of a phonebook entry behind the first. */
#include <string.h>
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "entry_device.h"
#include "pbk_device.h"
#include "pbk_media.h"
#include "text.h"

/*
 * A subsection is read and written as an entry of its own that has no other
 * keys, by what does so with the first one.
 */
static struct router_entry *read_alone(TALLOC_CTX *mem_ctx,
				       const struct pbk_section *alone)
{
	struct router_entry *entry = router_entry_new(mem_ctx);
	const char *name = pbk_section_get(alone, pbk_section_media(alone),
					   "Device", 0, NULL);

	if (entry == NULL) {
		return NULL;
	}
	if (name != NULL && text_is_line(name, MPR_MaxDeviceName)) {
		entry->szDeviceName = talloc_strdup(entry, name);
	}
	if (entry->szDeviceName == NULL ||
	    pbk_device_read(alone, entry) != NULL) {
		TALLOC_FREE(entry);
	}
	return entry;
}

/* @param[out] device  empty strings for one that cannot be read */
static bool read_device(TALLOC_CTX *mem_ctx, const struct pbk_section *section,
			size_t index, struct router_device **device)
{
	static const struct router_device unreadable = {"", "", "", NULL};
	struct pbk_section *alone = pbk_section_cut(
		mem_ctx, section, pbk_section_link(section, index));
	struct router_device read = unreadable;
	struct router_entry *entry = NULL;

	if (alone == NULL) {
		return false;
	}
	entry = read_alone(alone, alone);
	if (entry != NULL) {
		router_entry_device(entry, 1, &read);
	}
	*device = router_device_copy(mem_ctx, &read);
	talloc_free(alone);
	return *device != NULL;
}

bool pbk_media_read(const struct pbk_section *section,
		    struct router_entry *entry)
{
	size_t count = pbk_section_media_count(section), i;
	struct router_device *device;

	for (i = 1; i < count && i < ROUTER_MAX_DEVICES; i++) {
		if (!read_device(entry, section, i, &device) ||
		    !router_entry_add_device(entry, device)) {
			return false;
		}
	}
	return true;
}

static bool same_strings(const char *const *a, const char *const *b)
{
	size_t i;

	if (a == NULL || b == NULL) {
		return a == b;
	}
	for (i = 0; a[i] != NULL && b[i] != NULL; i++) {
		if (strcmp(a[i], b[i]) != 0) {
			return false;
		}
	}
	return a[i] == b[i];
}

static bool same_numbers(const struct router_device *a,
			 const struct router_device *b)
{
	return strcmp(a->szLocalPhoneNumber, b->szLocalPhoneNumber) == 0 &&
	       same_strings((const char *const *)a->szAlternates,
			    (const char *const *)b->szAlternates);
}

static bool same_device(const struct router_device *a,
			const struct router_device *b)
{
	return strcmp(a->szDeviceType, b->szDeviceType) == 0 &&
	       strcmp(a->szDeviceName, b->szDeviceName) == 0 &&
	       same_numbers(a, b);
}

/* 2.2.2.2.39, SharedPhoneNumbers: "1: Use same phone numbers for all
 * subentries", which is not so when one has a number of its own. */
static bool write_shared(struct pbk_section *section,
			 const struct router_entry *entry,
			 const struct router_device *device)
{
	struct pbk_range keys = pbk_section_keys(section);
	struct router_device first;

	router_entry_device(entry, 1, &first);
	return device->szLocalPhoneNumber[0] == '\0' ||
	       same_numbers(device, &first) ||
	       pbk_section_set(section, &keys, "SharedPhoneNumbers", "0");
}

static bool write_device(struct pbk_section *section, size_t index,
			 const struct router_device *device)
{
	struct pbk_range place = pbk_section_link(section, index);
	struct pbk_section *alone = pbk_section_cut(section, section, place);
	struct router_entry *old, *new;
	bool ok = false;

	if (alone == NULL) {
		return false;
	}
	old = read_alone(alone, alone);
	new = router_entry_new(alone);
	if (new != NULL &&
	    W_ERROR_IS_OK(router_entry_set_device(new, 1, device))) {
		ok = pbk_device_write(alone, old, new) &&
		     pbk_section_splice(section, place, alone);
	}
	talloc_free(alone);
	return ok;
}

bool pbk_media_write(struct pbk_section *section,
		     const struct router_entry *entry)
{
	size_t count = router_entry_devices(entry), i;
	bool ok = true;

	for (i = 1; ok && i < count; i++) {
		const struct router_device *device = entry->SubEntries[i - 1];
		struct router_device *old = NULL;

		ok = read_device(section, section, i, &old);
		if (ok && !same_device(old, device)) {
			ok = write_device(section, i, device) &&
			     write_shared(section, entry, device);
		}
		talloc_free(old);
	}
	return ok;
}
