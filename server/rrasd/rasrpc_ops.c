/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations of RASRPC in the order of their opnums ([MS-RRASM] 3.3.4).
 * Those between are not used on the wire.  Without a handler an operation
 * returns ERROR_NOT_SUPPORTED.
 */
#include "ndr_rasrpc.h"
#include "ops.h"

/* The buffer that came in goes out, as it came (see dimsvc_ops.c). */
static void keep_buffer(void *r)
{
	struct RasRpcSubmitRequest *op = r;

	op->out.pReqBuffer = op->in.pReqBuffer;
}

#define OP(method, op_flags, ...)                                     \
	{                                                             \
		.name = #method, .flags = op_flags,                   \
		.result_offset = offsetof(struct method, out.result), \
		__VA_ARGS__                                           \
	}

#define CHANGES RRASD_OP_CHANGES

/* clang-format off */
static const struct rrasd_op ops[] = {
	[5]  = OP(RasRpcDeleteEntry,          CHANGES),
	[9]  = OP(RasRpcGetUserPreferences,   0),
	[10] = OP(RasRpcSetUserPreferences,   CHANGES),
	[11] = OP(RasRpcGetSystemDirectory,   0),
	[12] = OP(RasRpcSubmitRequest,        CHANGES, .blank = keep_buffer),
	[14] = OP(RasRpcGetInstalledProtocolsEx, 0),
	[15] = OP(RasRpcGetVersion,           0),
};
/* clang-format on */

const struct rrasd_op_table rrasd_rasrpc_ops = {
	.ndr = &ndr_table_rasrpc,
	.ops = ops,
	.num_ops = sizeof(ops) / sizeof(ops[0]),
	.denies_by_fault = true,
};
