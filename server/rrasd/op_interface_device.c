/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices of an interface: RRouterInterfaceDeviceGetInfo (opnum 38) and
 * RRouterInterfaceDeviceSetInfo (opnum 39).
 */
#include <stdbool.h>
#include <strings.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_interface_device.h"
#include "server/ports/port_device.h"
#include "server/router/entry_device.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* MPR_DEVICE_0 and _1 */
#define LAST_LEVEL 1

/* The settings of an interface that can be dialed. */
static WERROR entry_of(struct rrasd_call *call, uint32_t hInterface,
		       const struct router_entry **entry)
{
	const struct router_interface *interface =
		router_get(call->rrasd->router, hInterface);

	if (interface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	if (interface->dwIfType != ROUTER_IF_TYPE_FULL_ROUTER &&
	    interface->dwIfType != ROUTER_IF_TYPE_HOME_ROUTER) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	*entry = interface->entry;
	return *entry != NULL ? WERR_OK
			      : W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}

/*
 * [MS-RRASM] 3.1.4.39: "If dwLevel is not supported, return an error"; "the
 * RRAS server SHOULD check and ensure that this handle represents a valid
 * interface handle"; dwIndex is "the one-based index of the device".  The
 * codes are those of MprAdminInterfaceDeviceGetInfo.
 */
WERROR op_interface_device_get(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceDeviceGetInfo *r = call->r;
	const struct router_entry *entry;
	struct router_device device;
	DATA_BLOB bytes = data_blob_null;
	WERROR result;

	container_clear(r->out.pInfoStruct);
	if (r->in.dwLevel > LAST_LEVEL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	result = entry_of(call, r->in.hInterface, &entry);
	if (W_ERROR_IS_OK(result) &&
	    !router_entry_device(entry, r->in.dwIndex, &device)) {
		result = W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (W_ERROR_IS_OK(result)) {
		result = image_interface_device_push(mem_ctx, r->in.dwLevel,
						     &device, &bytes);
	}
	if (W_ERROR_IS_OK(result)) {
		container_fill(mem_ctx, r->out.pInfoStruct, &bytes);
	}
	return result;
}

/* On Linux both a modem and a null modem may be behind a tty. */
static bool fits(const struct port *port, const struct router_device *device)
{
	return strcasecmp(port->wszDeviceType, device->szDeviceType) == 0 ||
	       (port->kind == PORT_KIND_SERIAL &&
		strcasecmp(device->szDeviceType, MPRDT_Serial) == 0);
}

/*
 * 3.1.4.40: "The szDeviceName MUST be one of the devices as specified by
 * RRouterDeviceEnum"; "If the szDeviceType is incorrect, the actual device type
 * SHOULD be used by the server instead."  A client that changes the numbers
 * writes back a name that it has read: the device that stands there is accepted
 * even if it is unplugged, or only known to the Windows that wrote the entry.
 */
static WERROR check_device(struct rrasd_call *call, uint32_t hInterface,
			   uint32_t dwIndex, struct router_device *device)
{
	const struct port *port =
		port_device_find(call->rrasd->ports, device->szDeviceName);
	const struct router_entry *entry;
	struct router_device old;
	WERROR result = entry_of(call, hInterface, &entry);

	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	if (port != NULL) {
		if (!fits(port, device)) {
			device->szDeviceType = router_device_type(
				port->wszDeviceName, MPRDT_Modem);
		}
		return WERR_OK;
	}
	if (router_entry_device(entry, dwIndex, &old) &&
	    strcasecmp(old.szDeviceName, device->szDeviceName) == 0) {
		device->szDeviceType = old.szDeviceType;
		return WERR_OK;
	}
	return W_ERROR(ERROR_DEVICE_DOES_NOT_EXIST);
}

static void note_device(struct rrasd_call *call,
			const struct router_device *device)
{
	audit_note_string(call->audit, "szDeviceName", device->szDeviceName);
	if (device->szLocalPhoneNumber != NULL) {
		audit_note_string(call->audit, "szLocalPhoneNumber",
				  device->szLocalPhoneNumber);
	}
}

/* The codes are those of MprAdminInterfaceDeviceSetInfo. */
static WERROR pull_device(TALLOC_CTX *mem_ctx, struct rrasd_call *call,
			  struct router_device *device)
{
	const struct RRouterInterfaceDeviceSetInfo *r = call->r;
	DATA_BLOB bytes;
	WERROR result;

	if (r->in.dwLevel > LAST_LEVEL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	if (!container_bytes(r->in.pInfoStruct, &bytes)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	result = image_interface_device_pull(mem_ctx, r->in.dwLevel, &bytes,
					     device);
	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	note_device(call, device);
	return check_device(call, r->in.hInterface, r->in.dwIndex, device);
}

struct op_interface_device_set_state {
	struct router_device device;
};

static void op_interface_device_set_done(struct tevent_req *subreq);

/* [MS-RRASM] 3.1.4.40 */
struct tevent_req *op_interface_device_set_send(TALLOC_CTX *mem_ctx,
						struct tevent_context *ev,
						struct rrasd_call *call)
{
	const struct RRouterInterfaceDeviceSetInfo *r = call->r;
	struct op_interface_device_set_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_interface_device_set_state);
	WERROR result;

	if (req == NULL) {
		return NULL;
	}
	audit_note_interface(call, r->in.hInterface);
	audit_note_number(call->audit, "dwLevel", r->in.dwLevel);
	audit_note_number(call->audit, "dwIndex", r->in.dwIndex);
	result = pull_device(state, call, &state->device);
	if (tevent_req_werror(req, result)) {
		return tevent_req_post(req, ev);
	}
	subreq = router_set_device_send(state, ev, call->rrasd->router,
					r->in.hInterface, r->in.dwIndex,
					&state->device);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_interface_device_set_done, req);
	return req;
}

static void op_interface_device_set_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq, router_set_device_recv(subreq));
}

WERROR op_interface_device_set_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
