/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fake router's memory of links. */
#include <stddef.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_control.h"
#include "mpr_fake_world.h"

#define DAY_US 86400000000ULL

static uint32_t link_history(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	static struct rrascontrol_attempt attempts[] = {
		{.started_us = DAY_US,
		 .kind = "pptp",
		 .device = "eth0",
		 .number = "vpn.example.org",
		 .targets_tried = 2,
		 .farthest = "dial",
		 .dial_ms = 90000,
		 .hangup_ms = 12,
		 .ended = 1,
		 .failed = 1,
		 .reason = "Nobody answers"},
		{.started_us = DAY_US + 120000000,
		 .kind = "direct",
		 .device = "ttyS0",
		 .targets_tried = 1,
		 .farthest = "up",
		 .up_ms = 86400000,
		 .adopted = 1},
	};
	struct rrascontrol_LinkHistory *r = p;

	if (r->in.dwInterface != FAKE_HANDLE) {
		return ERROR_INVALID_HANDLE;
	}
	attempts[0].last_error = W_ERROR(ERROR_NO_ANSWER);
	*r->out.num = sizeof(attempts) / sizeof(attempts[0]);
	*r->out.attempts = attempts;
	return ERROR_SUCCESS;
}

const struct fake_answer mpr_fake_link_answers[] = {
	FAKE_ANSWER(ndr_table_rrascontrol, 5, rrascontrol_LinkHistory,
		    link_history),
	{0},
};
