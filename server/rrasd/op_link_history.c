/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrascontrol_LinkHistory: the last attempts of a link. */
#include <string.h>

#include "ndr_control.h"
#include "compat/rras_errors.h"
#include "server/dialer/history.h"
#include "server/router/router.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* Texts stay the history's: the answer is encoded before it changes. */
static void fill(const struct dialer_attempt_record *from,
		 struct rrascontrol_attempt *to)
{
	const uint64_t *ms = from->phase_ms;

	*to = (struct rrascontrol_attempt){
		.started_us = (uint64_t)from->started.tv_sec * 1000000 +
			      (uint64_t)from->started.tv_nsec / 1000,
		.kind = dialer_kind_name(from->kind),
		.device = from->device,
		.number = from->number,
		.targets_tried = from->targets_tried,
		.farthest = dialer_phase_name(from->farthest),
		.queued_ms = ms[DIALER_PHASE_QUEUED],
		.dial_ms = ms[DIALER_PHASE_DIAL],
		.lcp_ms = ms[DIALER_PHASE_LCP],
		.authenticate_ms = ms[DIALER_PHASE_AUTHENTICATE],
		.network_ms = ms[DIALER_PHASE_NETWORK],
		.up_ms = ms[DIALER_PHASE_UP],
		.hangup_ms = ms[DIALER_PHASE_HANGUP],
		.adopted = from->adopted,
		.ended = from->ended,
		.failed = from->failed,
		.last_error = from->last_error,
		.reason = from->reason,
	};
}

WERROR op_control_link_history(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct rrascontrol_LinkHistory *r = call->r;
	struct router *router = call->rrasd->router;
	const struct dialer_attempt_record *records;
	struct dialer_history *history;
	size_t count, i;

	*r->out.num = 0;
	*r->out.attempts = NULL;
	if (router_get(router, r->in.dwInterface) == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	history = router_link_history(router, r->in.dwInterface);
	if (history == NULL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	records = dialer_history_get(history, &count);
	*r->out.attempts = talloc_array(mem_ctx, struct rrascontrol_attempt,
					(unsigned)count);
	W_ERROR_HAVE_NO_MEMORY(*r->out.attempts);
	for (i = 0; i < count; i++) {
		fill(&records[i], &(*r->out.attempts)[i]);
	}
	*r->out.num = (uint32_t)count;
	return WERR_OK;
}
