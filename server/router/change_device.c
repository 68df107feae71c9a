/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Setting a device of an interface ([MS-RRASM] 3.1.4.40).
 */
#include <strings.h>
#include "autodial.h"
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "entry_device.h"
#include "gen_ndr/rras_types.h"

struct device_data {
	WERROR refused; /**< by what does not depend on the router's state */
	uint32_t dwIndex;
	struct router_device *device;
	struct router_entry *entry; /**< the new one, or NULL */
};

/* "If the device information specified for dwIndex 1 is a serial or ISDN
 * device, the connection SHOULD be treated as a multilink-capable connection";
 * "Device information with type szDeviceType, which is neither modem nor ISDN,
 * SHOULD be ignored".  A null modem is a serial device as a modem is. */
static bool can_be_bundled(const struct router_device *device)
{
	enum router_entry_kind kind = router_device_kind(device);

	return kind == ROUTER_ENTRY_MODEM || kind == ROUTER_ENTRY_DIRECT ||
	       strcasecmp(device->szDeviceType, MPRDT_Isdn) == 0;
}

static bool is_ignored(const struct router_entry *entry, uint32_t dwIndex,
		       const struct router_device *device)
{
	struct router_device first;

	return dwIndex > 1 &&
	       (!router_entry_device(entry, 1, &first) ||
		!can_be_bundled(&first) || !can_be_bundled(device));
}

static WERROR find(struct change *change)
{
	change->iface = router_lookup(change->router, change->dwInterface);
	if (change->iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return change->iface->link != NULL ? WERR_OK
					   : W_ERROR(ERROR_NOT_SUPPORTED);
}

static WERROR device_prepare(struct change *change, struct persist_job *job)
{
	struct device_data *data = change->data;
	struct router_entry *entry;
	const char *name;
	WERROR werr = data->refused;

	data->entry = NULL;
	if (W_ERROR_IS_OK(werr)) {
		werr = find(change);
	}
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	name = change->iface->info.wszInterfaceName;
	werr = change_read_entry(change, data, name, &entry);
	if (!W_ERROR_IS_OK(werr) ||
	    is_ignored(entry, data->dwIndex, data->device)) {
		return werr;
	}
	werr = router_entry_set_device(entry, data->dwIndex, data->device);
	return W_ERROR_IS_OK(werr) ? change_write_entry(change, job, data, name,
							entry, &data->entry)
				   : werr;
}

static void device_apply(struct change *change,
			 const struct persist_result *result)
{
	struct device_data *data = change->data;

	if (data->entry != NULL) {
		interface_set_entry(change->iface, data->entry);
		autodial_settings_changed(change->iface->autodial);
	}
}

static const struct change_ops device_ops = {
	.name = "setting a device of an interface",
	.prepare = device_prepare,
	.apply = device_apply,
};

static WERROR copy_request(struct device_data *data, uint32_t dwIndex,
			   const struct router_device *device)
{
	WERROR werr = router_device_check(device);

	if (!W_ERROR_IS_OK(werr) || dwIndex == 0) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	data->dwIndex = dwIndex;
	data->device = router_device_copy(data, device);
	return data->device != NULL ? WERR_OK
				    : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

struct tevent_req *
router_set_device_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       struct router *router, uint32_t dwInterface,
		       uint32_t dwIndex, const struct router_device *device)
{
	struct change *change =
		change_create(router, &device_ops, struct device_data);

	if (change != NULL) {
		struct device_data *data = change->data;

		data->refused = copy_request(data, dwIndex, device);
		change->dwInterface = dwInterface;
		change->reads_phonebook = true;
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_device_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}
