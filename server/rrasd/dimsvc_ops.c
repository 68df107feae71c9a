/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations of DIMSVC in the order of their opnums ([MS-RRASM] 3.1.4).
 * Without a handler an operation returns ERROR_NOT_SUPPORTED.
 */
#include "ndr_dimsvc.h"
#include "connection_info.h"
#include "handlers.h"
#include "ops.h"

/* 3.1.4.47: an answer without a connection has an empty one. */
static void blank_connection(void *r)
{
	struct RRasAdminConnectionGetInfoEx *op = r;

	connection_ex_blank(op->out.pRasConnection);
}

/*
 * pidl leaves an [in,out,unique] pointer NULL on the way out, but no caller
 * of a C function sees its own pointer change: a resume handle that came in
 * goes out, as it came.
 */
#define KEEP_RESUME_HANDLE(method)                                  \
	static void method##_blank(void *r)                         \
	{                                                           \
		struct method *op = r;                              \
                                                                    \
		op->out.lpdwResumeHandle = op->in.lpdwResumeHandle; \
	}
KEEP_RESUME_HANDLE(RRasAdminConnectionEnum)
KEEP_RESUME_HANDLE(RRasAdminPortEnum)
KEEP_RESUME_HANDLE(RRouterInterfaceEnum)
KEEP_RESUME_HANDLE(RRasAdminConnectionEnumEx)

#define OP(method, op_flags, ...)                                     \
	{                                                             \
		.name = #method, .flags = op_flags,                   \
		.result_offset = offsetof(struct method, out.result), \
		__VA_ARGS__                                           \
	}
#define RUN(fn)	  .run = fn
#define SEND(fn)  .send = fn##_send, .recv = fn##_recv
#define BLANK(fn) .blank = fn

#define CHANGES	    RRASD_OP_CHANGES
#define WAN	    RRASD_OP_NEEDS_WAN
#define CANCELLABLE RRASD_OP_CANCELLABLE
#define SECRET	    RRASD_OP_SECRET

/* clang-format off */
static const struct rrasd_op ops[] = {
	[0]  = OP(RMprAdminServerGetInfo, 0, RUN(op_server_get_info)),
	[1]  = OP(RRasAdminConnectionEnum, WAN | CANCELLABLE,
		  SEND(op_connection_enum),
		  BLANK(RRasAdminConnectionEnum_blank)),
	[2]  = OP(RRasAdminConnectionGetInfo, WAN | CANCELLABLE,
		  SEND(op_connection_get_info)),
	[3]  = OP(RRasAdminConnectionClearStats, WAN | CHANGES,
		  SEND(op_connection_clear_stats)),
	[4]  = OP(RRasAdminPortEnum, WAN | CANCELLABLE, SEND(op_port_enum),
		  BLANK(RRasAdminPortEnum_blank)),
	[5]  = OP(RRasAdminPortGetInfo, WAN | CANCELLABLE,
		  SEND(op_port_get_info)),
	[6]  = OP(RRasAdminPortClearStats, WAN | CHANGES,
		  SEND(op_port_clear_stats)),
	[7]  = OP(RRasAdminPortReset, WAN | CHANGES, RUN(op_port_reset)),
	[8]  = OP(RRasAdminPortDisconnect, WAN | CHANGES,
		  SEND(op_port_disconnect)),
	[9]  = OP(RRouterInterfaceTransportSetGlobalInfo, CHANGES),
	[10] = OP(RRouterInterfaceTransportGetGlobalInfo, 0),
	[11] = OP(RRouterInterfaceGetHandle, 0, RUN(op_interface_get_handle)),
	[12] = OP(RRouterInterfaceCreate, CHANGES, SEND(op_interface_create)),
	[13] = OP(RRouterInterfaceGetInfo, 0, RUN(op_interface_get_info)),
	[14] = OP(RRouterInterfaceSetInfo, CHANGES,
		  SEND(op_interface_set_info)),
	[15] = OP(RRouterInterfaceDelete, CHANGES, SEND(op_interface_delete)),
	[16] = OP(RRouterInterfaceTransportRemove, CHANGES),
	[17] = OP(RRouterInterfaceTransportAdd, CHANGES),
	[18] = OP(RRouterInterfaceTransportGetInfo, 0),
	[19] = OP(RRouterInterfaceTransportSetInfo, CHANGES),
	[20] = OP(RRouterInterfaceEnum, CANCELLABLE, SEND(op_interface_enum),
		  BLANK(RRouterInterfaceEnum_blank)),
	[21] = OP(RRouterInterfaceConnect, WAN | CHANGES | CANCELLABLE,
		  SEND(op_interface_connect)),
	[22] = OP(RRouterInterfaceDisconnect, WAN | CHANGES,
		  SEND(op_interface_disconnect)),
	[23] = OP(RRouterInterfaceUpdateRoutes, WAN | CHANGES),
	[24] = OP(RRouterInterfaceQueryUpdateResult, 0),
	[25] = OP(RRouterInterfaceUpdatePhonebookInfo, CHANGES,
		  SEND(op_interface_update_phonebook)),
	[26] = OP(RMIBEntryCreate, CHANGES),
	[27] = OP(RMIBEntryDelete, CHANGES),
	[28] = OP(RMIBEntrySet, CHANGES),
	[29] = OP(RMIBEntryGet, 0),
	[30] = OP(RMIBEntryGetFirst, 0),
	[31] = OP(RMIBEntryGetNext, 0),
	[32] = OP(RMIBGetTrapInfo, 0),
	[33] = OP(RMIBSetTrapInfo, CHANGES),
	[34] = OP(RRasAdminConnectionNotification, WAN | CHANGES,
		  RUN(op_connection_notification)),
	[35] = OP(RRasAdminSendUserMessage, WAN | CHANGES,
		  RUN(op_send_user_message)),
	[36] = OP(RRouterDeviceEnum, 0, RUN(op_device_enum)),
	[37] = OP(RRouterInterfaceTransportCreate, CHANGES),
	[38] = OP(RRouterInterfaceDeviceGetInfo, 0,
		  RUN(op_interface_device_get)),
	[39] = OP(RRouterInterfaceDeviceSetInfo, CHANGES,
		  SEND(op_interface_device_set)),
	[40] = OP(RRouterInterfaceSetCredentialsEx, CHANGES | SECRET,
		  SEND(op_credentials_ex_set)),
	[41] = OP(RRouterInterfaceGetCredentialsEx, SECRET,
		  RUN(op_credentials_ex_get)),
	[42] = OP(RRasAdminConnectionRemoveQuarantine, CHANGES,
		  RUN(op_connection_remove_quarantine)),
	[43] = OP(RMprAdminServerSetInfo, CHANGES, SEND(op_server_set_info)),
	[44] = OP(RMprAdminServerGetInfoEx, 0, RUN(op_server_get_info_ex)),
	[45] = OP(RRasAdminConnectionEnumEx, WAN | CANCELLABLE,
		  SEND(op_connection_enum_ex),
		  BLANK(RRasAdminConnectionEnumEx_blank)),
	[46] = OP(RRasAdminConnectionGetInfoEx, WAN | CANCELLABLE,
		  SEND(op_connection_get_info_ex), BLANK(blank_connection)),
	[47] = OP(RMprAdminServerSetInfoEx, CHANGES,
		  SEND(op_server_set_info_ex)),
	[48] = OP(RRasAdminUpdateConnection, CHANGES,
		  RUN(op_connection_update)),
	[49] = OP(RRouterInterfaceSetCredentialsLocal, CHANGES | SECRET,
		  SEND(op_credentials_set)),
	[50] = OP(RRouterInterfaceGetCredentialsLocal, SECRET,
		  RUN(op_credentials_get)),
	[51] = OP(RRouterInterfaceGetCustomInfoEx, 0, RUN(op_custom_info_get)),
	[52] = OP(RRouterInterfaceSetCustomInfoEx, CHANGES,
		  SEND(op_custom_info_set)),
};
/* clang-format on */

const struct rrasd_op_table rrasd_dimsvc_ops = {
	.ndr = &ndr_table_dimsvc,
	.ops = ops,
	.num_ops = sizeof(ops) / sizeof(ops[0]),
};
