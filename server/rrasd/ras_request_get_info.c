/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETINFO: a port and what it carries. */
#include "ndr_rasrpc_images.h"
#include "compat/rras_errors.h"
#include "ops.h"
#include "ras_devices.h"
#include "ras_request.h"
#include "rrasd.h"

/* "RB_Dummy: SHOULD be set to the size of the ULONG_PTR on the client". */
#define SIZEOF_DWORD 4

/*
 * "validate if the passed in RequestBuffer.RB_Dummy is equal to the size of
 * ULONG_PTR on the server.  If it is not equal and [...] is equal to the size
 * of DWORD, the RRASM server MUST marshal the RASMAN_INFO.RI_ConnectionHandle
 * from HANDLE to ULONG."  Ours has 8 bytes, whatever this machine's has.
 */
static WERROR push_info(const struct ras_request *request,
			const struct Info_64 *wide)
{
	struct Info narrow;
	bool ok;

	if (request->head.RB_Dummy == SIZEOF_DWORD) {
		image_info_narrow(wide, &narrow);
		ok = RAS_REQUEST_PUSH(request, 0, Info, &narrow);
	} else {
		ok = RAS_REQUEST_PUSH(request, 0, Info_64, wide);
	}
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

/* [MS-RRASM] 3.3.4.5, REQTYPE_GETINFO.  Each request has room for an Info. */
static WERROR get_info(TALLOC_CTX *mem_ctx, struct ras_request *request)
{
	const struct rrasd *rrasd = request->call->rrasd;
	const struct ras_port_connection nothing = {
		.phonebook = "",
		.entry = "",
	};
	const struct port *port =
		ports_get(rrasd->ports, request->head.RB_PCBIndex);
	struct ras_port ras_port;
	struct Info_64 image;

	if (port == NULL) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	ras_port = ras_devices_port(rrasd, port);
	image_info_fill(&ras_port, &nothing, &image);
	return push_info(request, &image);
}

const struct ras_request_type ras_request_get_info = {
	.RB_Reqtype = REQTYPE_GETINFO,
	.run = get_info,
};
