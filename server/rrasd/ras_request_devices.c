/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETDEVICECONFIGINFO. */
#include "ndr_rasrpc_images.h"
#include "gen_ndr/rasrpc_types.h"
#include "compat/rras_errors.h"
#include "ops.h"
#include "ras_devices.h"
#include "ras_request.h"

/* "copy the device information details [...] for the devices that fit". */
static WERROR copy_devices(const struct ras_request *request, uint32_t room)
{
	const struct rrasd *rrasd = request->call->rrasd;
	struct ras_device device = ras_devices_first(rrasd);
	size_t offset = DEVICE_CONFIG_INFO_ABDATA;
	bool more = true;

	for (; more && room >= SIZEOF_RAS_DEVICE_INFO;
	     room -= SIZEOF_RAS_DEVICE_INFO) {
		struct RAS_DEVICE_INFO info;
		WERROR werr = image_ras_device_fill(&device, &info);

		if (!W_ERROR_IS_OK(werr)) {
			return werr;
		}
		if (!RAS_REQUEST_PUSH(request, offset, RAS_DEVICE_INFO,
				      &info)) {
			return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		}
		offset += SIZEOF_RAS_DEVICE_INFO;
		more = ras_devices_next(rrasd, &device);
	}
	return WERR_OK;
}

/* [MS-RRASM] 3.3.4.5, REQTYPE_GETDEVICECONFIGINFO, in its order. */
static WERROR get_device_config(TALLOC_CTX *mem_ctx,
				struct ras_request *request)
{
	struct DeviceConfigInfo head;
	uint32_t room;
	WERROR werr;

	if (!RAS_REQUEST_PULL(request, 0, DEVICE_CONFIG_INFO_ABDATA,
			      DeviceConfigInfo, &head) ||
	    !ras_request_holds(request, SIZEOF_DeviceConfigInfo,
			       head.cbBuffer)) {
		return W_ERROR(E_INVALIDARG);
	}
	if (head.dwVersion != RASRPC_VERSION) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	room = head.cbBuffer;
	head.cEntries = ras_devices_count(request->call->rrasd);
	head.cbBuffer = head.cEntries * SIZEOF_RAS_DEVICE_INFO;
	werr = copy_devices(request, room);
	if (W_ERROR_IS_OK(werr) &&
	    !RAS_REQUEST_PUSH(request, 0, DeviceConfigInfo, &head)) {
		werr = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	return werr;
}

const struct ras_request_type ras_request_get_device_config = {
	.RB_Reqtype = REQTYPE_GETDEVICECONFIGINFO,
	.run = get_device_config,
};
