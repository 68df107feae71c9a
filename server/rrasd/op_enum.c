/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRouterInterfaceEnum (opnum 20). */
#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_interface.h"
#include "server/router/router.h"
#include "enumeration.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* Of MPRI_INTERFACE_0, which has no part of a variable length. */
#define IMAGE_SIZE 540

static uint32_t count_interfaces(void *private_data, uint32_t after)
{
	return router_count(private_data, after);
}

static WERROR next_interface(TALLOC_CTX *mem_ctx, void *private_data,
			     uint32_t *handle, DATA_BLOB *image)
{
	const struct router_interface *interface =
		router_next(private_data, *handle);

	if (interface == NULL) {
		return W_ERROR(ERROR_NO_MORE_ITEMS);
	}
	*handle = interface->dwInterface;
	return image_interface_push(mem_ctx, 0, interface, image);
}

/*
 * [MS-RRASM] 3.1.4.21; "dwLevel: [...] SHOULD be set to zero", and
 * MprAdminInterfaceEnum: "ERROR_NOT_SUPPORTED: The value of dwLevel is
 * invalid."
 */
struct tevent_req *op_interface_enum_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct rrasd_call *call)
{
	struct RRouterInterfaceEnum *r = call->r;
	const struct enumeration_list interfaces = {
		.image_size = IMAGE_SIZE,
		.count = count_interfaces,
		.next = next_interface,
		.private_data = call->rrasd->router,
	};
	const struct enumeration_params params = {
		.dwPreferedMaximumLength = r->in.dwPreferedMaximumLength,
		.lpdwEntriesRead = r->out.lpdwEntriesRead,
		.lpdwTotalEntries = r->out.lpdwTotalEntries,
		.lpdwResumeHandle = r->in.lpdwResumeHandle,
		.pInfoStruct = r->out.pInfoStruct,
	};

	container_clear(r->out.pInfoStruct);
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (r->in.dwLevel != 0) {
		return enumeration_refuse_send(mem_ctx, ev,
					       W_ERROR(ERROR_NOT_SUPPORTED));
	}
	return enumeration_send(mem_ctx, ev, call, &interfaces, &params);
}

WERROR op_interface_enum_recv(struct tevent_req *req)
{
	return enumeration_recv(req);
}
