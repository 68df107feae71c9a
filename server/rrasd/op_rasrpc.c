/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What RASRPC tells of the router as such: RasRpcGetSystemDirectory (opnum
 * 11), GetInstalledProtocolsEx (14) and GetVersion (15).
 */
#include <unistd.h>

#include "ndr_rasrpc.h"
#include "compat/rras_errors.h"
#include "server/router/router.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"
#include "windows_path.h"

/*
 * [MS-RRASM] 3.3.4.4: "Return the length of the string in Unicode characters
 * populated to the lpBuffer"; "If uSize is less than 260, return an error
 * other than one of the errors specified": the table has 0 for a failure, and
 * any other value is a length.  ERROR_BUFFER_TOO_SMALL cannot be taken for
 * one: it is larger than each buffer.  lpBuffer is empty then.
 */
WERROR op_get_system_directory(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RasRpcGetSystemDirectory *r = call->r;

	r->out.lpBuffer = "";
	if (r->in.uSize < RASRPC_MAX_PATH) {
		return W_ERROR(ERROR_BUFFER_TOO_SMALL);
	}
	r->out.lpBuffer = WINDOWS_SYSTEM_DIRECTORY;
	return W_ERROR(sizeof(WINDOWS_SYSTEM_DIRECTORY) - 1);
}

/* 3.3.4.6; Nbf and Ipx are "valid only in Windows 2000 Server". */
#define NP_Ip	0x00000004
#define NP_Ipv6 0x00000008

/*
 * [MS-RRASM] 3.3.4.6: a set of bits, 0 for none or an error.  "fRouter: If set
 * to TRUE, protocols enabled for Demand Dial are retrieved"; "fRasSrv: [...]
 * RRAS incoming connections".  A LAN-only router has neither; pppd does the
 * same protocols for both, IPv6 where the kernel has it.
 */
WERROR op_get_installed_protocols(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	const struct RasRpcGetInstalledProtocolsEx *r = call->r;
	uint32_t protocols = NP_Ip;

	if (router_get_type(call->rrasd->router) == ROUTER_TYPE_IS_LAN ||
	    (!r->in.fRouter && !r->in.fRasSrv)) {
		return W_ERROR(0);
	}
	if (access("/proc/net/if_inet6", F_OK) == 0) {
		protocols |= NP_Ipv6;
	}
	return W_ERROR(protocols);
}

/* [MS-RRASM] 3.3.4.7, note 350: "6 for Windows Server 2003, Windows Server
 * 2008, and Windows Server 2008 R2". */
WERROR op_get_version(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RasRpcGetVersion *r = call->r;

	*r->out.pdwVersion = RASRPC_VERSION;
	return WERR_OK;
}
