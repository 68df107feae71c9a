/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations of RASRPC in the order of their opnums ([MS-RRASM] 3.3.4).
 * Those between are not used on the wire.  Without a handler an operation
 * returns ERROR_NOT_SUPPORTED.
 */
#include "ndr_rasrpc.h"
#include "handlers.h"
#include "ops.h"

#define OP(method, op_flags, ...)                                     \
	{                                                             \
		.name = #method, .flags = op_flags,                   \
		.result_offset = offsetof(struct method, out.result), \
		__VA_ARGS__                                           \
	}

#define RUN(fn)	 .run = fn
#define SEND(fn) .send = fn##_send, .recv = fn##_recv

#define CHANGES RRASD_OP_CHANGES

/* clang-format off */
static const struct rrasd_op ops[] = {
	[5]  = OP(RasRpcDeleteEntry, CHANGES, SEND(op_delete_entry)),
	[9]  = OP(RasRpcGetUserPreferences, 0, RUN(op_preferences_get)),
	[10] = OP(RasRpcSetUserPreferences, CHANGES, SEND(op_preferences_set)),
	[11] = OP(RasRpcGetSystemDirectory, 0, RUN(op_get_system_directory)),
	[12] = OP(RasRpcSubmitRequest, CHANGES, SEND(op_submit_request)),
	[14] = OP(RasRpcGetInstalledProtocolsEx, 0,
		  RUN(op_get_installed_protocols)),
	[15] = OP(RasRpcGetVersion, 0, RUN(op_get_version)),
};
/* clang-format on */

const struct rrasd_op_table rrasd_rasrpc_ops = {
	.ndr = &ndr_table_rasrpc,
	.ops = ops,
	.num_ops = sizeof(ops) / sizeof(ops[0]),
	.denies_by_fault = true,
};
