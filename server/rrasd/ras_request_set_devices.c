/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * REQTYPE_SETDEVICECONFIGINFO: the number of ports of the miniports, and what
 * they are for.  All entries of a request are one change.
 */
#include <util/tevent_werror.h>

#include "ndr_rasrpc_images.h"
#include "compat/rras_errors.h"
#include "server/router/server_settings.h"
#include "audit.h"
#include "ops.h"
#include "ras_devices.h"
#include "ras_request.h"
#include "rrasd.h"

/* Entries; more devices than this there cannot be, and each takes time. */
#define MAX_ENTRIES 1000

struct set_device_config_state {
	struct ras_request *request;
	uint32_t cEntries;
	bool *changing; /* by entry: it is part of the change */
	bool failed;	/* one that is to be stored cannot be */
};

static void set_device_config_done(struct tevent_req *subreq);

static size_t entry_offset(uint32_t entry)
{
	return DEVICE_CONFIG_INFO_ABDATA +
	       (size_t)entry * SIZEOF_RAS_DEVICE_INFO;
}

static bool pull_entry(const struct ras_request *request, uint32_t entry,
		       struct RAS_DEVICE_INFO *info)
{
	return RAS_REQUEST_PULL(request, entry_offset(entry),
				SIZEOF_RAS_DEVICE_INFO, RAS_DEVICE_INFO, info);
}

static bool push_entry(const struct ras_request *request, uint32_t entry,
		       const struct RAS_DEVICE_INFO *info)
{
	return RAS_REQUEST_PUSH(request, entry_offset(entry), RAS_DEVICE_INFO,
				info);
}

static uint32_t flags_of(const struct RAS_DEVICE_INFO *info)
{
	uint32_t flags = 0;

	if (info->fRasEnabled) {
		flags |= MPR_ENABLE_RAS_ON_DEVICE;
	}
	if (info->fRouterEnabled) {
		flags |= MPR_ENABLE_ROUTING_ON_DEVICE;
	}
	return flags;
}

/*
 * Whether it can be stored.  A device that is enabled for outgoing calls alone
 * (fRouterOutboundEnabled, "only when fRouterEnabled is set to 0") there is
 * not here; nor is there anything to set of a serial device.
 */
static WERROR check(const struct RAS_DEVICE_INFO *info,
		    const struct ras_device *device)
{
	if (info->fRouterOutboundEnabled) {
		return W_ERROR(info->fRouterEnabled ? ERROR_INVALID_PARAMETER
						    : ERROR_NOT_SUPPORTED);
	}
	if (device->kind == PORT_KIND_SERIAL &&
	    (flags_of(info) != device->flags ||
	     info->dwNumEndPoints != device->dwNumEndPoints)) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	return WERR_OK;
}

/* "If [it] is more than the maximum supported value for the WAN endpoint on
 * the RRAS server, it MUST be set to the maximum supported value." */
static void clamp(uint32_t *number, uint32_t maximum)
{
	if (*number > maximum) {
		*number = maximum;
	}
}

/* One entry: its answer, and its part of the change. */
static WERROR take_entry(struct set_device_config_state *state, uint32_t entry,
			 struct RAS_DEVICE_INFO *info,
			 struct server_settings_change *change)
{
	struct ras_device device;
	WERROR werr;

	if (!ras_devices_find(state->request->call->rrasd, info, &device)) {
		return W_ERROR(ERROR_DEVICE_DOES_NOT_EXIST);
	}
	clamp(&info->dwNumEndPoints, device.dwMaxWanEndPoints);
	clamp(&info->dwMaxWanEndPoints, device.dwMaxWanEndPoints);
	if (!info->fWrite) {
		return WERR_OK;
	}
	werr = check(info, &device);
	if (W_ERROR_IS_OK(werr) && device.kind != PORT_KIND_SERIAL) {
		state->changing[entry] = true;
		change->kinds |= SERVER_SETTINGS_KIND(device.kind);
		server_settings_set_ports(&change->settings, device.kind,
					  info->dwNumEndPoints, flags_of(info));
		audit_note_number(state->request->call->audit,
				  device.wszDeviceName, info->dwNumEndPoints);
	}
	return werr;
}

static bool take_entries(struct set_device_config_state *state,
			 struct server_settings_change *change)
{
	uint32_t entry;

	for (entry = 0; entry < state->cEntries; entry++) {
		struct RAS_DEVICE_INFO info;
		WERROR werr;

		if (!pull_entry(state->request, entry, &info)) {
			return false;
		}
		werr = take_entry(state, entry, &info, change);
		info.dwError = W_ERROR_V(werr);
		if (info.fWrite && !W_ERROR_IS_OK(werr)) {
			state->failed = true;
		}
		if (!push_entry(state->request, entry, &info)) {
			return false;
		}
	}
	return true;
}

/* The sizes, in the order of the text. */
static WERROR open_entries(struct set_device_config_state *state)
{
	struct DeviceConfigInfo head;

	if (!RAS_REQUEST_PULL(state->request, 0, DEVICE_CONFIG_INFO_ABDATA,
			      DeviceConfigInfo, &head) ||
	    !ras_request_holds(state->request, SIZEOF_DeviceConfigInfo,
			       head.cbBuffer)) {
		return W_ERROR(E_INVALIDARG);
	}
	/* By division: a product could wrap. */
	if (head.cEntries > head.cbBuffer / SIZEOF_RAS_DEVICE_INFO ||
	    head.cEntries > MAX_ENTRIES) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	state->cEntries = head.cEntries;
	state->changing = talloc_zero_array(state, bool, head.cEntries + 1);
	return state->changing != NULL ? WERR_OK
				       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

/* "If RAS_DEVICE_INFO.fWrite is set and the RRAS implementation could not
 * succeed in storing the device information, then DeviceConfigInfo.retcode
 * MUST be set to ERROR_CAN_NOT_COMPLETE". */
static WERROR retcode_of(const struct set_device_config_state *state)
{
	return state->failed ? W_ERROR(ERROR_CAN_NOT_COMPLETE) : WERR_OK;
}

/* [MS-RRASM] 3.3.4.5, REQTYPE_SETDEVICECONFIGINFO. */
static struct tevent_req *set_device_config_send(TALLOC_CTX *mem_ctx,
						 struct tevent_context *ev,
						 struct ras_request *request)
{
	struct router *router = request->call->rrasd->router;
	struct server_settings_change change = {
		.ports_only = true,
		.settings = *router_server_settings(router),
	};
	struct set_device_config_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct set_device_config_state);

	if (req == NULL) {
		return NULL;
	}
	state->request = request;
	if (tevent_req_werror(req, open_entries(state))) {
		return tevent_req_post(req, ev);
	}
	if (!take_entries(state, &change)) {
		tevent_req_oom(req);
		return tevent_req_post(req, ev);
	}
	if (change.kinds == 0) {
		if (!tevent_req_werror(req, retcode_of(state))) {
			tevent_req_done(req);
		}
		return tevent_req_post(req, ev);
	}
	subreq = router_set_server_send(state, ev, router, &change);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, set_device_config_done, req);
	return req;
}

static bool is_error(WERROR result)
{
	return !W_ERROR_IS_OK(result) &&
	       !W_ERROR_EQUAL(result, W_ERROR(ERROR_SUCCESS_REBOOT_REQUIRED)) &&
	       !W_ERROR_EQUAL(result, W_ERROR(ERROR_SUCCESS_RESTART_REQUIRED));
}

/* What became of the change is the dwError of the entries that made it up;
 * the retcode says success of one that needs a restart, too. */
static void tell_entries(const struct set_device_config_state *state,
			 WERROR result)
{
	struct RAS_DEVICE_INFO info;
	uint32_t entry;

	for (entry = 0; entry < state->cEntries; entry++) {
		if (state->changing[entry] &&
		    pull_entry(state->request, entry, &info)) {
			info.dwError = W_ERROR_V(result);
			push_entry(state->request, entry, &info);
		}
	}
}

static void set_device_config_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct set_device_config_state *state =
		tevent_req_data(req, struct set_device_config_state);
	WERROR result = router_set_server_recv(subreq);

	TALLOC_FREE(subreq);
	state->failed = state->failed || is_error(result);
	tell_entries(state, result);
	if (!tevent_req_werror(req, retcode_of(state))) {
		tevent_req_done(req);
	}
}

static WERROR set_device_config_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

const struct ras_request_type ras_request_set_device_config = {
	.RB_Reqtype = REQTYPE_SETDEVICECONFIGINFO,
	.changes = true,
	.send = set_device_config_send,
	.recv = set_device_config_recv,
};
