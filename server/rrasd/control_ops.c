/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations of rrascontrol in the order of their opnums: what rrasctl
 * needs beyond [MS-RRASM], for root on this machine.
 */
#include "ndr_control.h"
#include "handlers.h"
#include "ops.h"

#define RESULT(method) .result_offset = offsetof(struct method, out.result)

static const struct rrasd_op ops[] = {
	[0] = {"rrascontrol_Pause", RRASD_OP_CHANGES, RESULT(rrascontrol_Pause),
	       .run = op_control_pause},
	[1] = {"rrascontrol_Continue", RRASD_OP_CHANGES,
	       RESULT(rrascontrol_Continue), .run = op_control_continue},
	[2] = {"rrascontrol_Status", 0, RESULT(rrascontrol_Status),
	       .run = op_control_status},
	[3] = {"rrascontrol_LinkStatus", 0, RESULT(rrascontrol_LinkStatus),
	       .run = op_control_link_status},
	[4] = {"rrascontrol_WaitEvents", RRASD_OP_CANCELLABLE,
	       RESULT(rrascontrol_WaitEvents),
	       .send = op_control_wait_events_send,
	       .recv = op_control_wait_events_recv},
	[5] = {"rrascontrol_LinkHistory", 0, RESULT(rrascontrol_LinkHistory),
	       .run = op_control_link_history},
};

const struct rrasd_op_table rrasd_control_ops = {
	.ndr = &ndr_table_rrascontrol,
	.ops = ops,
	.num_ops = sizeof(ops) / sizeof(ops[0]),
	.local_only = true,
};
