/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is asked of one interface and answered at once:
 * RRouterInterfaceGetHandle (opnum 11) and RRouterInterfaceGetInfo (13).
 */
#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_interface.h"
#include "server/router/router.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* MPRI_INTERFACE_0 to _3 */
#define LAST_LEVEL 3

/*
 * [MS-RRASM] 3.1.4.12: "If the interface name of any entry in InterfaceList is
 * not the same as lpwsInterfaceName, return an error"; it is named by
 * MprAdminInterfaceGetHandle.
 */
WERROR op_interface_get_handle(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceGetHandle *r = call->r;
	const struct router_interface *interface =
		router_find(call->rrasd->router, r->in.lpwsInterfaceName,
			    r->in.fIncludeClientInterfaces != 0);

	if (interface == NULL) {
		return W_ERROR(ERROR_NO_SUCH_INTERFACE);
	}
	*r->out.phInterface = interface->dwInterface;
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.1.4.14: "If dwLevel is not supported, return an error"; "If the
 * hInterface value specified is not associated with an interface entry in
 * InterfaceList that has a matching interface handle [...], return an error";
 * "The interface MUST be of type ROUTER_IF_TYPE_FULL_ROUTER if dwLevel is set
 * to 2 or 3".  The codes are those of MprAdminInterfaceGetInfo.
 */
WERROR op_interface_get_info(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceGetInfo *r = call->r;
	const struct router_interface *interface;
	DATA_BLOB bytes;
	WERROR result;

	container_clear(r->out.pInfoStruct);
	if (r->in.dwLevel > LAST_LEVEL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	interface = router_get(call->rrasd->router, r->in.hInterface);
	if (interface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	if (r->in.dwLevel >= 2 && !interface_has_settings(interface)) {
		return W_ERROR(ERROR_INVALID_LEVEL);
	}
	if (r->in.dwLevel >= 2 && interface->entry == NULL) {
		/* As Connect says.  SetInfo writes another one. */
		return W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
	result =
		image_interface_push(mem_ctx, r->in.dwLevel, interface, &bytes);
	if (W_ERROR_IS_OK(result)) {
		container_fill(mem_ctx, r->out.pInfoStruct, &bytes);
	}
	return result;
}
