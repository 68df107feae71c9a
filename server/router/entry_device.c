/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of a demand-dial interface. */
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "entry_device.h"
#include "text.h"

static unsigned int count_strings(const char *const *list)
{
	unsigned int count = 0;

	while (list != NULL && list[count] != NULL) {
		count++;
	}
	return count;
}

static bool copy_strings(TALLOC_CTX *mem_ctx, const char **from,
			 const char ***to)
{
	unsigned int count = count_strings(from), i;

	*to = NULL;
	if (count == 0) {
		return true;
	}
	*to = talloc_zero_array(mem_ctx, const char *, count + 1);
	for (i = 0; *to != NULL && i < count; i++) {
		(*to)[i] = talloc_strdup(*to, from[i]);
		if ((*to)[i] == NULL) {
			return false;
		}
	}
	return *to != NULL;
}

static bool numbers_are_valid(const struct router_device *device)
{
	unsigned int count = count_strings(device->szAlternates), i;

	if (device->szLocalPhoneNumber != NULL &&
	    !text_is_line(device->szLocalPhoneNumber, MPR_MaxPhoneNumber)) {
		return false;
	}
	for (i = 0; i < count; i++) {
		/* An empty one would end the list on the wire. */
		if (device->szAlternates[i][0] == '\0' ||
		    !text_is_line(device->szAlternates[i],
				  MPR_MaxPhoneNumber)) {
			return false;
		}
	}
	return count <= ROUTER_MAX_ALTERNATES;
}

WERROR router_device_check(const struct router_device *device)
{
	return text_is_line(device->szDeviceType, MPR_MaxDeviceType) &&
			       text_is_line(device->szDeviceName,
					    MPR_MaxDeviceName) &&
			       numbers_are_valid(device)
		       ? WERR_OK
		       : WERR_INVALID_PARAMETER;
}

struct router_device *router_device_copy(TALLOC_CTX *mem_ctx,
					 const struct router_device *device)
{
	struct router_device *copy = talloc_zero(mem_ctx, struct router_device);
	bool ok;

	if (copy == NULL) {
		return NULL;
	}
	copy->szDeviceType = talloc_strdup(copy, device->szDeviceType);
	copy->szDeviceName = talloc_strdup(copy, device->szDeviceName);
	ok = copy->szDeviceType != NULL && copy->szDeviceName != NULL &&
	     copy_strings(copy, device->szAlternates, &copy->szAlternates);
	if (device->szLocalPhoneNumber != NULL) {
		copy->szLocalPhoneNumber =
			talloc_strdup(copy, device->szLocalPhoneNumber);
		ok = ok && copy->szLocalPhoneNumber != NULL;
	}
	if (!ok) {
		TALLOC_FREE(copy);
	}
	return copy;
}

static unsigned int count_further(const struct router_entry *entry)
{
	unsigned int count = 0;

	while (entry->SubEntries != NULL && entry->SubEntries[count] != NULL) {
		count++;
	}
	return count;
}

uint32_t router_entry_devices(const struct router_entry *entry)
{
	return 1 + count_further(entry);
}

bool router_entry_device(const struct router_entry *entry, uint32_t dwIndex,
			 struct router_device *device)
{
	if (dwIndex == 0 || dwIndex > router_entry_devices(entry)) {
		return false;
	}
	if (dwIndex > 1) {
		*device = *entry->SubEntries[dwIndex - 2];
		return true;
	}
	*device = (struct router_device){
		.szDeviceType = entry->szDeviceType,
		.szDeviceName = entry->szDeviceName,
		.szLocalPhoneNumber = entry->szLocalPhoneNumber,
		.szAlternates = entry->szAlternates,
	};
	return true;
}

bool router_entry_add_device(struct router_entry *entry,
			     struct router_device *device)
{
	unsigned int count = count_further(entry);
	struct router_device **devices = talloc_realloc(
		entry, entry->SubEntries, struct router_device *, count + 2);

	if (devices == NULL) {
		return false;
	}
	devices[count] = talloc_steal(devices, device);
	devices[count + 1] = NULL;
	entry->SubEntries = devices;
	return true;
}

/* What is not given is taken from what is there; a new one has no numbers. */
static struct router_device merged(const struct router_device *device,
				   const struct router_device *old)
{
	struct router_device merged = *device;

	if (device->szLocalPhoneNumber == NULL) {
		merged.szLocalPhoneNumber =
			old != NULL ? old->szLocalPhoneNumber : "";
		merged.szAlternates = old != NULL ? old->szAlternates : NULL;
	}
	return merged;
}

static void set_first(struct router_entry *entry, struct router_device *device)
{
	entry->szDeviceType = device->szDeviceType;
	entry->szDeviceName = device->szDeviceName;
	entry->szLocalPhoneNumber = device->szLocalPhoneNumber;
	entry->szAlternates = device->szAlternates;
	/* "calculated based on the value of the szDeviceType" */
	entry->dwType = router_entry_type(device->szDeviceType);
	talloc_steal(entry, device);
}

WERROR router_entry_set_device(struct router_entry *entry, uint32_t dwIndex,
			       const struct router_device *device)
{
	uint32_t count = router_entry_devices(entry);
	struct router_device old, next, *copy;
	bool ok = true;

	if (dwIndex == 0 || dwIndex > count + 1 ||
	    dwIndex > ROUTER_MAX_DEVICES) {
		return WERR_INVALID_PARAMETER;
	}
	next = merged(device,
		      router_entry_device(entry, dwIndex, &old) ? &old : NULL);
	copy = router_device_copy(entry, &next);
	if (copy == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	if (dwIndex == 1) {
		set_first(entry, copy);
	} else if (dwIndex <= count) {
		entry->SubEntries[dwIndex - 2] =
			talloc_steal(entry->SubEntries, copy);
	} else {
		ok = router_entry_add_device(entry, copy);
	}
	return ok ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

enum router_entry_kind router_device_kind(const struct router_device *device)
{
	const struct router_entry entry = {
		.szDeviceType = device->szDeviceType,
		.szDeviceName = device->szDeviceName,
	};

	return router_entry_kind(&entry);
}
