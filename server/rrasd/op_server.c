/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RMprAdminServerGetInfo (opnum 0). */
#include <ndr.h>

#include "ndr_dimsvc.h"
#include "ndr_images.h"
#include "compat/rras_errors.h"
#include "server/dialer/dialer.h"
#include "server/router/router.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

static WERROR push(TALLOC_CTX *mem_ctx, const void *image,
		   ndr_push_flags_fn_t fn,
		   struct DIM_INFORMATION_CONTAINER *container)
{
	DATA_BLOB bytes;
	enum ndr_err_code err =
		ndr_push_struct_blob(&bytes, mem_ctx, image, fn);

	if (!NDR_ERR_CODE_IS_SUCCESS(err)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	container_fill(mem_ctx, container, &bytes);
	return WERR_OK;
}

/* 2.2.1.2.61 */
static WERROR server_0(TALLOC_CTX *mem_ctx, const struct rrasd *rrasd,
		       struct DIM_INFORMATION_CONTAINER *container)
{
	struct MPR_SERVER_0 server = {
		.fLanOnlyMode =
			router_get_type(rrasd->router) == ROUTER_TYPE_IS_LAN,
		.dwUpTime = rrasd_uptime(rrasd),
	};

	/* A LAN router dials nothing: it has no ports for it. */
	if (!server.fLanOnlyMode) {
		dialer_ports(rrasd->dialer, &server.dwTotalPorts,
			     &server.dwPortsInUse);
	}
	return push(mem_ctx, &server,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_0, container);
}

/*
 * [MS-RRASM] 3.1.4.1: "If dwLevel is not supported, return an error other
 * than one of the errors specified in the preceding table."  Levels 1 and 2
 * count the PPTP, L2TP and SSTP ports: there are none.
 */
WERROR op_server_get_info(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RMprAdminServerGetInfo *r = call->r;
	const struct MPR_SERVER_1 no_tunnels_1 = {0};
	const struct MPR_SERVER_2 no_tunnels_2 = {0};

	container_clear(r->out.pInfoStruct);
	switch (r->in.dwLevel) {
	case 0:
		return server_0(mem_ctx, call->rrasd, r->out.pInfoStruct);
	case 1:
		return push(mem_ctx, &no_tunnels_1,
			    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_1,
			    r->out.pInfoStruct);
	case 2:
		return push(mem_ctx, &no_tunnels_2,
			    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_2,
			    r->out.pInfoStruct);
	default:
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
}
