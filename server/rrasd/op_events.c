/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrascontrol_WaitEvents: what happened to links, as it happens. */
#include <util/tevent_werror.h>

#include "ndr_control.h"
#include "compat/rras_errors.h"
#include "server/connections/link_events.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* "Nothing is waited for: no event, and the number of the last one." */
#define ONLY_THE_LAST UINT64_MAX

struct op_control_wait_events_state {
	struct rrasd_call *call;
	uint64_t after;
	bool missed; /* events that he does not get */
};

static void op_control_wait_events_done(struct tevent_req *subreq);

static enum rrascontrol_event_type type_of(enum link_event_type type)
{
	switch (type) {
	case LINK_EVENT_CONNECTING:
		return RRASCONTROL_CONNECTING;
	case LINK_EVENT_CONNECTED:
		return RRASCONTROL_CONNECTED;
	case LINK_EVENT_DISCONNECTED:
		return RRASCONTROL_DISCONNECTED;
	case LINK_EVENT_FAILED:
		break;
	}
	return RRASCONTROL_FAILED;
}

static bool fill(TALLOC_CTX *mem_ctx, const struct link_event *from,
		 struct rrascontrol_event *to)
{
	*to = (struct rrascontrol_event){
		.number = from->number,
		.type = type_of(from->type),
		.time_us = (uint64_t)from->time.tv_sec * 1000000 +
			   (uint64_t)from->time.tv_nsec / 1000,
		.dwInterface = from->dwInterface,
		.dwConnection = from->dwConnection,
		.last_error = W_ERROR(from->dwLastError),
		.name = talloc_strdup(mem_ctx, from->name),
		.port = talloc_strdup(mem_ctx, from->port),
		.reason = talloc_strdup(mem_ctx, from->reason),
	};
	return to->name != NULL && to->port != NULL && to->reason != NULL;
}

static WERROR answer(struct op_control_wait_events_state *state)
{
	const struct link_events *events = state->call->rrasd->link_events;
	struct rrascontrol_WaitEvents *r = state->call->r;
	const struct link_event *event;
	struct rrascontrol_event *list;
	uint32_t count = 0;

	list = talloc_array(r, struct rrascontrol_event,
			    RRASCONTROL_MAX_EVENTS);
	if (list == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	*r->out.last = state->after;
	while (count < RRASCONTROL_MAX_EVENTS &&
	       (event = link_events_next(events, *r->out.last)) != NULL) {
		if (event->number > *r->out.last + 1) {
			state->missed = true;
		}
		if (!fill(list, event, &list[count])) {
			return WERR_NOT_ENOUGH_MEMORY;
		}
		*r->out.last = event->number;
		count++;
	}
	*r->out.num_events = count;
	*r->out.events = list;
	return state->missed ? W_ERROR(ERROR_EVENTLOG_FILE_CHANGED) : WERR_OK;
}

/*
 * A number that has not been given is of the daemon before: his events are
 * gone, and those of this one begin with the first.
 */
static bool begin(struct op_control_wait_events_state *state)
{
	if (state->after <= link_events_last(state->call->rrasd->link_events)) {
		return true;
	}
	state->after = 0;
	state->missed = true;
	return false;
}

struct tevent_req *op_control_wait_events_send(TALLOC_CTX *mem_ctx,
					       struct tevent_context *ev,
					       struct rrasd_call *call)
{
	struct rrascontrol_WaitEvents *r = call->r;
	struct link_events *events = call->rrasd->link_events;
	struct op_control_wait_events_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_control_wait_events_state);

	if (req == NULL) {
		return NULL;
	}
	state->call = call;
	state->after = r->in.after;
	if (state->after == ONLY_THE_LAST) {
		*r->out.last = link_events_last(events);
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	if (!begin(state)) {
		tevent_req_werror(req, answer(state));
		return tevent_req_post(req, ev);
	}
	subreq = link_events_wait_send(state, ev, events, state->after);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_control_wait_events_done, req);
	return req;
}

static void op_control_wait_events_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_control_wait_events_state *state =
		tevent_req_data(req, struct op_control_wait_events_state);
	WERROR result = link_events_wait_recv(subreq);

	TALLOC_FREE(subreq);
	if (!tevent_req_werror(req, result) &&
	    !tevent_req_werror(req, answer(state))) {
		tevent_req_done(req);
	}
}

WERROR op_control_wait_events_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
