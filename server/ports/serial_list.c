/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports of serial devices; see serial_list.h. */
#include "serial_list.h"
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "compat/rras_errors.h"
#include "serial_find.h"

struct serial_list {
	uint32_t count;
	uint32_t in_use;
	struct port_entry **entries;
};

struct serial_list *serial_list_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct serial_list);
}

static uint32_t handle_of(dev_t rdev)
{
	return PORT_SERIAL | (uint32_t)major(rdev) << PORT_MINOR_BITS |
	       (uint32_t)minor(rdev);
}

/* The index of the first one with a handle of @from or above. */
static uint32_t index_of(const struct serial_list *list, uint32_t from)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (list->entries[mid]->port.dwPort < from) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

struct port_entry *serial_list_next(const struct serial_list *list,
				    uint32_t from)
{
	uint32_t i = index_of(list, from);

	return i < list->count ? list->entries[i] : NULL;
}

struct port_entry *serial_list_get(const struct serial_list *list,
				   uint32_t dwPort)
{
	struct port_entry *entry = serial_list_next(list, dwPort);

	return entry != NULL && entry->port.dwPort == dwPort ? entry : NULL;
}

uint32_t serial_list_count(const struct serial_list *list, uint32_t from)
{
	return list->count - index_of(list, from);
}

uint32_t serial_list_in_use(const struct serial_list *list)
{
	return list->in_use;
}

/* -- what has come and gone -- */

/* The name by which an entry's szDeviceName asks for it: "ttyS0" is one
 * that every administrator knows, for any other the path is needed. */
static const char *device_name(const char *path)
{
	const char *name = strrchr(path, '/');

	if (name == path + strlen("/dev") &&
	    strncmp(path, "/dev/tty", 8) == 0) {
		return name + 1;
	}
	return path;
}

/* "MEDIA=serial" as in the phonebook of example 4.10; "Serial: The device
 * type is modem, pad, or switch" (2.2.2.2.96). */
static struct port_entry *make_entry(struct serial_list *list,
				     const struct serial_device *device)
{
	struct port_entry *entry = talloc_zero(list, struct port_entry);
	struct port *port;

	if (entry == NULL) {
		return NULL;
	}
	port = &entry->port;
	port->dwPort = handle_of(device->rdev);
	port->kind = PORT_KIND_SERIAL;
	port->wszPortName = talloc_strdup(entry, device->name);
	port->wszMediaName = "serial";
	port->wszDeviceType = port_kind_device_type(PORT_KIND_SERIAL);
	port->tty = talloc_strdup(entry, device->path);
	port->dwPortCondition = RAS_PORT_DISCONNECTED;
	if (port->wszPortName == NULL || port->tty == NULL) {
		talloc_free(entry);
		return NULL;
	}
	port->wszDeviceName = device_name(port->tty);
	return entry;
}

static void take_out(struct serial_list *list, uint32_t i)
{
	struct port_entry *entry = list->entries[i];

	list->count--;
	memmove(&list->entries[i], &list->entries[i + 1],
		(list->count - i) * sizeof(*list->entries));
	talloc_free(entry);
}

static struct port_entry *put_in(struct serial_list *list,
				 const struct serial_device *device)
{
	struct port_entry **entries = talloc_realloc(
		list, list->entries, struct port_entry *, list->count + 1);
	struct port_entry *entry;
	uint32_t i;

	if (entries == NULL) {
		return NULL;
	}
	list->entries = entries;
	entry = make_entry(list, device);
	if (entry == NULL) {
		return NULL;
	}
	i = index_of(list, entry->port.dwPort);
	memmove(&entries[i + 1], &entries[i],
		(list->count - i) * sizeof(*entries));
	entries[i] = entry;
	list->count++;
	return entry;
}

/* The port of a device; one that has got another path is another port, but
 * for who uses it now. */
static struct port_entry *known(struct serial_list *list,
				const struct serial_device *device)
{
	struct port_entry *entry =
		serial_list_get(list, handle_of(device->rdev));

	if (entry != NULL && !entry->found && !entry->port.claimed &&
	    strcmp(entry->port.tty, device->path) != 0) {
		take_out(list, index_of(list, entry->port.dwPort));
		entry = NULL;
	}
	return entry != NULL ? entry : put_in(list, device);
}

static void is_there(struct serial_list *list,
		     const struct serial_device *device, uint32_t rank,
		     serial_list_fn fn, void *private_data)
{
	struct port_entry *entry;

	if (handle_of(device->rdev) > PORT_SERIAL_LAST) {
		return; /* no device of this kernel */
	}
	entry = known(list, device);
	/* Without memory it is found the next time; a second name of a device
	 * adds nothing. */
	if (entry == NULL || entry->found) {
		return;
	}
	entry->found = true;
	entry->rank = rank;
	if (!entry->port.present) {
		entry->port.present = true;
		if (fn != NULL) {
			fn(&entry->port, private_data);
		}
	}
}

static void is_gone(struct serial_list *list, uint32_t i, serial_list_fn fn,
		    void *private_data)
{
	struct port *port = &list->entries[i]->port;

	if (port->present) {
		port->present = false;
		port->dwPortCondition = RAS_PORT_NON_OPERATIONAL;
		if (fn != NULL) {
			fn(port, private_data);
		}
	}
	if (!port->claimed) {
		take_out(list, i);
	}
}

void serial_list_update(struct serial_list *list,
			const struct serial_devices *devices, serial_list_fn fn,
			void *private_data)
{
	uint32_t i;

	for (i = 0; i < list->count; i++) {
		list->entries[i]->found = false;
	}
	for (i = 0; i < devices->count; i++) {
		is_there(list, &devices->list[i], i, fn, private_data);
	}
	for (i = list->count; i > 0; i--) {
		if (!list->entries[i - 1]->found) {
			is_gone(list, i - 1, fn, private_data);
		}
	}
}

/* -- claiming -- */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static bool is_meant(const struct port *port, const char *tty,
		     uint32_t dwPort_of_tty)
{
	return tty == NULL || tty[0] == '\0' || strcmp(port->tty, tty) == 0 ||
	       strcmp(last_part(port->tty), tty) == 0 ||
	       strcmp(port->wszPortName, tty) == 0 ||
	       port->dwPort == dwPort_of_tty;
}

/* Another path, a link perhaps, may lead to a device of ours. */
static uint32_t handle_of_path(const char *tty)
{
	struct stat st;

	if (tty == NULL || tty[0] != '/' || stat(tty, &st) != 0 ||
	    !S_ISCHR(st.st_mode)) {
		return 0;
	}
	return handle_of(st.st_rdev);
}

WERROR serial_list_claim(struct serial_list *list, const char *tty,
			 struct port_entry **claimed)
{
	uint32_t dwPort = handle_of_path(tty);
	struct port_entry *first = NULL;
	bool found = false;
	uint32_t i;

	for (i = 0; i < list->count; i++) {
		struct port_entry *entry = list->entries[i];

		if (!is_meant(&entry->port, tty, dwPort)) {
			continue;
		}
		found = true;
		if (!entry->port.claimed &&
		    (first == NULL || entry->rank < first->rank)) {
			first = entry;
		}
	}
	if (first == NULL) {
		return W_ERROR(found ? ERROR_PORT_NOT_AVAILABLE
				     : ERROR_PORT_NOT_FOUND);
	}
	list->in_use++;
	*claimed = first;
	return WERR_OK;
}

WERROR serial_list_reclaim(struct serial_list *list, uint32_t dwPort,
			   struct port_entry **entry)
{
	struct port_entry *found = serial_list_get(list, dwPort);

	if (found == NULL) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	if (found->port.claimed) {
		return W_ERROR(ERROR_PORT_NOT_AVAILABLE);
	}
	list->in_use++;
	*entry = found;
	return WERR_OK;
}

void serial_list_release(struct serial_list *list, struct port_entry *entry)
{
	list->in_use--;
	if (!entry->port.present) {
		take_out(list, index_of(list, entry->port.dwPort));
	}
}
