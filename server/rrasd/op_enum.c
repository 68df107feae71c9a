/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RRouterInterfaceEnum (opnum 20).
 *
 * The resume handle is the handle of the last interface that was returned,
 * and the order that of the handles: so each interface that is there from
 * beginning to end is returned once, whatever comes and goes meanwhile.
 *
 * 10,000 interfaces make 5.4 MB: they are converted in slices, and between
 * two slices the daemon does what else there is to do.  One enumeration runs
 * at a time: the memory of many, and their slices in a row, would be felt by
 * everybody else.
 */
#include <string.h>
#include <tevent.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_interface.h"
#include "server/router/router.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* Of MPRI_INTERFACE_0, which has no part of a variable length. */
#define IMAGE_SIZE 540

/* "If this parameter is -1, the buffer returned is large enough to hold all
 * available information." */
#define EVERYTHING UINT32_MAX

#define SLICE 500 /* interfaces; about two milliseconds of work */

/* Not zero: tevent looks at descriptors only when no timer is due. */
#define PAUSE_US 200

/* Between two looks whether an asker has read what he got before. */
#define ROOM_US 20000

struct op_interface_enum_state {
	struct tevent_context *ev;
	struct rrasd_call *call;
	struct router *router;
	struct RRouterInterfaceEnum *r;
	uint8_t *images;
	uint32_t room;	/* of images, in interfaces */
	uint32_t count; /* there are in it */
	uint32_t last;	/* the handle before the next one */
};

static void op_interface_enum_turn(struct tevent_req *subreq);
static void op_interface_enum_slice(struct tevent_context *ev,
				    struct tevent_timer *te, struct timeval now,
				    void *private_data);

/*
 * How many interfaces may be returned.  One at least: a client that asks for
 * less than one again and again would never come to an end.
 */
static uint32_t room_for(uint32_t dwPreferedMaximumLength, uint32_t available)
{
	uint32_t room = RRAS_MAX_CONTAINER / IMAGE_SIZE;

	if (dwPreferedMaximumLength != EVERYTHING &&
	    dwPreferedMaximumLength / IMAGE_SIZE < room) {
		room = dwPreferedMaximumLength / IMAGE_SIZE;
	}
	if (room == 0) {
		room = 1;
	}
	return room < available ? room : available;
}

static WERROR add(struct op_interface_enum_state *state,
		  const struct router_interface *interface)
{
	DATA_BLOB image;
	WERROR result = image_interface_push(state, 0, interface, &image);

	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	if (image.length != IMAGE_SIZE) {
		return W_ERROR(ERROR_INVALID_DATA);
	}
	memcpy(state->images + (size_t)state->count * IMAGE_SIZE, image.data,
	       IMAGE_SIZE);
	data_blob_free(&image);
	state->count++;
	state->last = interface->dwInterface;
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.1.4.21: "If the RRAS server has updated the resume handle and
 * there are more entries to be enumerated, return ERROR_MORE_DATA"; "If the
 * handle is NULL upon return, the enumeration is complete."
 */
static WERROR finish(struct op_interface_enum_state *state)
{
	struct RRouterInterfaceEnum *r = state->r;
	uint32_t left = router_count(state->router, state->last);

	r->out.pInfoStruct->dwBufferSize = state->count * IMAGE_SIZE;
	r->out.pInfoStruct->pBuffer = state->count > 0 ? state->images : NULL;
	*r->out.lpdwEntriesRead = state->count;
	*r->out.lpdwTotalEntries = state->count + left;
	if (r->out.lpdwResumeHandle != NULL) {
		*r->out.lpdwResumeHandle = left > 0 ? state->last : 0;
	}
	return left > 0 ? W_ERROR(ERROR_MORE_DATA) : WERR_OK;
}

static bool schedule(struct op_interface_enum_state *state,
		     struct tevent_req *req)
{
	return tevent_add_timer(state->ev, state,
				tevent_timeval_current_ofs(0, PAUSE_US),
				op_interface_enum_slice, req) != NULL;
}

/* One slice. */
static void enumerate(struct op_interface_enum_state *state,
		      struct tevent_req *req)
{
	const struct router_interface *interface = NULL;
	unsigned i;

	for (i = 0; i < SLICE && state->count < state->room; i++) {
		interface = router_next(state->router, state->last);
		if (interface == NULL) {
			break;
		}
		if (tevent_req_werror(req, add(state, interface))) {
			return;
		}
	}
	if (i == SLICE) {
		if (!schedule(state, req)) {
			tevent_req_oom(req);
		}
		return;
	}
	if (!tevent_req_werror(req, finish(state))) {
		tevent_req_done(req);
	}
}

static void op_interface_enum_slice(struct tevent_context *ev,
				    struct tevent_timer *te, struct timeval now,
				    void *private_data)
{
	struct tevent_req *req =
		talloc_get_type_abort(private_data, struct tevent_req);

	enumerate(tevent_req_data(req, struct op_interface_enum_state), req);
}

static void op_interface_enum_again(struct tevent_context *ev,
				    struct tevent_timer *te, struct timeval now,
				    void *private_data);

/* Join the queue of enumerations; the turn lasts as long as the subreq. */
static bool join(struct op_interface_enum_state *state, struct tevent_req *req)
{
	struct tevent_req *subreq = tevent_queue_wait_send(
		state, state->ev, state->call->rrasd->enumerations);

	if (subreq == NULL) {
		return false;
	}
	tevent_req_set_callback(subreq, op_interface_enum_turn, req);
	return true;
}

/*
 * An asker who has not read his answers yet goes to the end of the queue: he
 * must not pile them up in our memory, nor hold up the others.
 */
static bool let_others_go_first(struct op_interface_enum_state *state,
				struct tevent_req *req)
{
	return tevent_add_timer(state->ev, state,
				tevent_timeval_current_ofs(0, ROOM_US),
				op_interface_enum_again, req) != NULL;
}

static void op_interface_enum_again(struct tevent_context *ev,
				    struct tevent_timer *te, struct timeval now,
				    void *private_data)
{
	struct tevent_req *req =
		talloc_get_type_abort(private_data, struct tevent_req);

	if (!join(tevent_req_data(req, struct op_interface_enum_state), req)) {
		tevent_req_oom(req);
	}
}

static void op_interface_enum_turn(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_interface_enum_state *state =
		tevent_req_data(req, struct op_interface_enum_state);
	const struct rrasd_asker *asker = state->call->asker;

	if (asker != NULL && !asker->has_room(asker)) {
		TALLOC_FREE(subreq);
		if (!let_others_go_first(state, req)) {
			tevent_req_oom(req);
		}
		return;
	}
	state->room = room_for(state->r->in.dwPreferedMaximumLength,
			       router_count(state->router, state->last));
	/* The call's memory, not the request's: the answer points to it. */
	state->images = talloc_size(state->call->r,
				    (size_t)state->room * IMAGE_SIZE + 1);
	if (!tevent_req_nomem(state->images, req)) {
		enumerate(state, req);
	}
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
	struct op_interface_enum_state *state;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_interface_enum_state);

	if (req == NULL) {
		return NULL;
	}
	container_clear(r->out.pInfoStruct);
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (r->in.dwLevel != 0) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_SUPPORTED));
		return tevent_req_post(req, ev);
	}
	state->ev = ev;
	state->call = call;
	state->router = call->rrasd->router;
	state->r = r;
	state->last = r->in.lpdwResumeHandle ? *r->in.lpdwResumeHandle : 0;
	if (!join(state, req)) {
		tevent_req_oom(req);
		return tevent_req_post(req, ev);
	}
	return req;
}

WERROR op_interface_enum_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
