/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRouterDeviceEnum (opnum 36). */

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_device.h"
#include "server/ports/ports.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* What is listed so far. */
struct device_list {
	DATA_BLOB bytes;
	uint32_t count;
};

static WERROR add(TALLOC_CTX *mem_ctx, struct device_list *list,
		  const char *szDeviceType, const char *szDeviceName)
{
	DATA_BLOB image;
	WERROR error = image_device_0_push(mem_ctx, szDeviceType, szDeviceName,
					   &image);

	W_ERROR_NOT_OK_RETURN(error);
	if (!data_blob_append(mem_ctx, &list->bytes, image.data,
			      image.length)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	data_blob_free(&image);
	list->count++;
	return WERR_OK;
}

/* A miniport that is set up for no ports is a device that nothing can use. */
static WERROR add_miniports(TALLOC_CTX *mem_ctx, const struct ports *ports,
			    struct device_list *list)
{
	uint32_t total, in_use;
	enum port_kind kind;
	WERROR error;

	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		ports_usage(ports, kind, &total, &in_use);
		if (total == 0) {
			continue;
		}
		error = add(mem_ctx, list, port_kind_device_type(kind),
			    port_kind_device_name(kind));
		W_ERROR_NOT_OK_RETURN(error);
	}
	return WERR_OK;
}

static WERROR add_serial(TALLOC_CTX *mem_ctx, const struct ports *ports,
			 struct device_list *list)
{
	const struct port *port =
		ports_next_of_kind(ports, PORT_KIND_SERIAL, 0);
	WERROR error;

	for (; port != NULL;
	     port = ports_next_of_kind(ports, PORT_KIND_SERIAL, port->dwPort)) {
		if (!port->present) {
			continue;
		}
		error = add(mem_ctx, list, port->wszDeviceType,
			    port->wszDeviceName);
		W_ERROR_NOT_OK_RETURN(error);
	}
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.1.4.37: "retrieves the list of all the devices"; "If dwLevel is
 * not supported, return an error", which MprAdminDeviceEnum calls
 * ERROR_NOT_SUPPORTED.  A LAN router may be asked too: the text does not
 * forbid it.
 */
WERROR op_device_enum(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterDeviceEnum *r = call->r;
	const struct ports *ports = call->rrasd->ports;
	struct device_list list = {.count = 0};
	WERROR error;

	container_clear(r->out.pInfoStruct);
	*r->out.lpdwTotalEntries = 0;
	if (r->in.dwLevel != 0) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	error = add_miniports(mem_ctx, ports, &list);
	W_ERROR_NOT_OK_RETURN(error);
	error = add_serial(mem_ctx, ports, &list);
	W_ERROR_NOT_OK_RETURN(error);
	*r->out.lpdwTotalEntries = list.count;
	if (list.count > 0) {
		container_fill(mem_ctx, r->out.pInfoStruct, &list.bytes);
	}
	return WERR_OK;
}
