/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETDEVCONFIG and REQTYPE_GETNDISWANDRIVERCAPS. */
#include <strings.h>

#include "ndr_rasrpc_images.h"
#include "compat/rras_errors.h"
#include "server/dialer/mppe.h"
#include "server/images/image_ansi.h"
#include "server/ports/ports.h"
#include "ops.h"
#include "ras_request.h"
#include "rrasd.h"

/* "a null-terminated ASCII string that indicates the RRAS server device type
 * as specified for the wszDeviceType field in the RASI_PORT_0". */
static bool type_exists(const struct ports *ports, const uint8_t *devicetype)
{
	int kind;

	for (kind = 0; kind < PORT_KINDS; kind++) {
		uint32_t total = 1, in_use;

		if (kind == PORT_KIND_SERIAL) {
			ports_usage(ports, PORT_KIND_SERIAL, &total, &in_use);
		}
		if (total > 0 &&
		    strcasecmp((const char *)devicetype,
			       port_kind_device_type((enum port_kind)kind)) ==
			    0) {
			return true;
		}
	}
	return false;
}

static WERROR check(const struct ras_request *request,
		    const struct GetDevConfigStruct *image)
{
	const struct ports *ports = request->call->rrasd->ports;

	if (ports_get(ports, request->head.RB_PCBIndex) == NULL) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	if (!image_ansi_is_text(image->devicetype, sizeof(image->devicetype)) ||
	    !type_exists(ports, image->devicetype)) {
		return W_ERROR(ERROR_DEVICE_DOES_NOT_EXIST);
	}
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.3.4.5, REQTYPE_GETDEVCONFIG.  "If the device type associated
 * with the port [...] is a value other than "MODEM", [...] size to zero (0)";
 * of a modem it is the size of what TAPI keeps of its configuration.  There is
 * no TAPI here, and nothing of a modem that it would know: zero, too.
 */
static WERROR get_dev_config(TALLOC_CTX *mem_ctx, struct ras_request *request)
{
	struct GetDevConfigStruct image;
	WERROR werr;

	if (!RAS_REQUEST_PULL(request, 0, GET_DEV_CONFIG_CONFIG,
			      GetDevConfigStruct, &image) ||
	    !ras_request_holds(request, SIZEOF_GetDevConfigStruct,
			       image.size)) {
		return W_ERROR(E_INVALIDARG);
	}
	werr = check(request, &image);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	image.size = 0;
	return RAS_REQUEST_PUSH(request, 0, GetDevConfigStruct, &image)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

const struct ras_request_type ras_request_get_dev_config = {
	.RB_Reqtype = REQTYPE_GETDEVCONFIG,
	.run = get_dev_config,
};

/*
 * [MS-RRASM] 3.3.4.5, REQTYPE_GETNDISWANDRIVERCAPS: 40 or 128 bits, "MUST be
 * one of the following values".  A kernel that does MPPE does both; for one
 * that does not there is no value, so that is the error.
 */
static WERROR get_driver_caps(TALLOC_CTX *mem_ctx, struct ras_request *request)
{
	const struct GetNdiswanDriverCapsStruct image = {
		.DriverCaps = RAS_NDISWAN_128BIT_ENABLED,
	};

	if (!mppe_is_supported()) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	return RAS_REQUEST_PUSH(request, 0, GetNdiswanDriverCapsStruct, &image)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

const struct ras_request_type ras_request_driver_caps = {
	.RB_Reqtype = REQTYPE_GETNDISWANDRIVERCAPS,
	.run = get_driver_caps,
};
