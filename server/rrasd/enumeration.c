/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paging through a list of the model, a slice at a time. */
#include "enumeration.h"
#include <string.h>
#include <util/tevent_werror.h>

#include "gen_ndr/dimsvc_types.h"
#include "compat/rras_errors.h"
#include "ops.h"
#include "rrasd.h"

/* Of images: about two milliseconds of work, whatever their size is. */
#define SLICE_BYTES 270000

/* Not zero: tevent looks at descriptors only when no timer is due. */
#define PAUSE_US 200

/* Between two looks whether an asker has read what he got before. */
#define ROOM_US 20000

struct enumeration_state {
	struct tevent_context *ev;
	struct rrasd_call *call;
	struct enumeration_list list;
	struct enumeration_params params;
	uint8_t *images;
	uint32_t room;	/* of images, in entries */
	uint32_t count; /* there are in it */
	uint32_t last;	/* the handle before the next one */
};

static void enumeration_turn(struct tevent_req *subreq);
static void enumeration_slice(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data);
static void enumeration_again(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data);

static uint32_t left(const struct enumeration_state *state)
{
	return state->list.count(state->list.private_data, state->last);
}

/*
 * How many entries may be returned.  One at least: a client that asks for
 * less than one again and again would never come to an end.
 */
static uint32_t room_for(const struct enumeration_state *state)
{
	uint32_t size = state->list.image_size;
	uint32_t wanted = state->params.dwPreferedMaximumLength;
	uint32_t room = RRAS_MAX_CONTAINER / size;

	if (wanted != ENUMERATION_EVERYTHING && wanted / size < room) {
		room = wanted / size;
	}
	return room > 0 ? room : 1;
}

static uint32_t room_in_all(const struct enumeration_state *state)
{
	uint32_t available = left(state), room;

	if (state->list.room != NULL) {
		room = state->list.room(state->params.dwPreferedMaximumLength);
	} else {
		room = room_for(state);
	}
	return room < available ? room : available;
}

static WERROR add_next(struct enumeration_state *state)
{
	const struct enumeration_list *list = &state->list;
	DATA_BLOB image;
	WERROR result =
		list->next(state, list->private_data, &state->last, &image);

	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	if (image.length != list->image_size) {
		return W_ERROR(ERROR_INVALID_DATA);
	}
	memcpy(state->images + (size_t)state->count * list->image_size,
	       image.data, list->image_size);
	data_blob_free(&image);
	state->count++;
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.1.4.21: "If the RRAS server has updated the resume handle and
 * there are more entries to be enumerated, return ERROR_MORE_DATA"; "If the
 * handle is NULL upon return, the enumeration is complete."
 */
static WERROR finish(struct enumeration_state *state)
{
	const struct enumeration_params *params = &state->params;
	struct DIM_INFORMATION_CONTAINER *container = params->pInfoStruct;
	uint32_t more = left(state);

	if (container != NULL) {
		container->dwBufferSize = state->count * state->list.image_size;
		container->pBuffer = state->count > 0 ? state->images : NULL;
	} else {
		*params->images = state->count > 0 ? state->images : NULL;
	}
	*params->lpdwEntriesRead = state->count;
	*params->lpdwTotalEntries = state->count + more;
	if (params->lpdwResumeHandle != NULL) {
		*params->lpdwResumeHandle = more > 0 ? state->last : 0;
	}
	return more > 0 ? W_ERROR(ERROR_MORE_DATA) : WERR_OK;
}

static bool schedule(struct enumeration_state *state, struct tevent_req *req,
		     uint32_t delay_us, tevent_timer_handler_t fn)
{
	return tevent_add_timer(state->ev, state,
				tevent_timeval_current_ofs(0, delay_us), fn,
				req) != NULL;
}

/* One slice. */
static void enumerate(struct enumeration_state *state, struct tevent_req *req)
{
	const unsigned slice = SLICE_BYTES / state->list.image_size;
	unsigned i;

	for (i = 0; i < slice && state->count < state->room; i++) {
		WERROR result = add_next(state);

		if (W_ERROR_EQUAL(result, W_ERROR(ERROR_NO_MORE_ITEMS))) {
			break;
		}
		if (tevent_req_werror(req, result)) {
			return;
		}
	}
	if (i == slice) {
		if (!schedule(state, req, PAUSE_US, enumeration_slice)) {
			tevent_req_oom(req);
		}
		return;
	}
	if (!tevent_req_werror(req, finish(state))) {
		tevent_req_done(req);
	}
}

static void enumeration_slice(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data)
{
	struct tevent_req *req =
		talloc_get_type_abort(private_data, struct tevent_req);

	enumerate(tevent_req_data(req, struct enumeration_state), req);
}

/* Join the queue of enumerations; the turn lasts as long as the subreq. */
static bool join(struct enumeration_state *state, struct tevent_req *req)
{
	struct tevent_req *subreq = tevent_queue_wait_send(
		state, state->ev, state->call->rrasd->enumerations);

	if (subreq == NULL) {
		return false;
	}
	tevent_req_set_callback(subreq, enumeration_turn, req);
	return true;
}

static void enumeration_again(struct tevent_context *ev,
			      struct tevent_timer *te, struct timeval now,
			      void *private_data)
{
	struct tevent_req *req =
		talloc_get_type_abort(private_data, struct tevent_req);

	if (!join(tevent_req_data(req, struct enumeration_state), req)) {
		tevent_req_oom(req);
	}
}

/*
 * An asker who has not read his answers yet goes to the end of the queue: he
 * must not pile them up in our memory, nor hold up the others.
 */
static void enumeration_turn(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct enumeration_state *state =
		tevent_req_data(req, struct enumeration_state);
	const struct rrasd_asker *asker = state->call->asker;

	if (asker != NULL && !asker->has_room(asker)) {
		TALLOC_FREE(subreq);
		if (!schedule(state, req, ROOM_US, enumeration_again)) {
			tevent_req_oom(req);
		}
		return;
	}
	state->room = room_in_all(state);
	/* The call's memory, not the request's: the answer points to it. */
	state->images =
		talloc_size(state->call->r,
			    (size_t)state->room * state->list.image_size + 1);
	if (!tevent_req_nomem(state->images, req)) {
		enumerate(state, req);
	}
}

struct tevent_req *enumeration_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    struct rrasd_call *call,
				    const struct enumeration_list *list,
				    const struct enumeration_params *params)
{
	struct enumeration_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct enumeration_state);

	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->call = call;
	state->list = *list;
	state->params = *params;
	state->last = params->lpdwResumeHandle ? *params->lpdwResumeHandle : 0;
	if (!join(state, req)) {
		tevent_req_oom(req);
		return tevent_req_post(req, ev);
	}
	return req;
}

struct tevent_req *enumeration_refuse_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   WERROR error)
{
	struct enumeration_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct enumeration_state);

	if (req == NULL) {
		return NULL;
	}
	tevent_req_werror(req, error);
	return tevent_req_post(req, ev);
}

WERROR enumeration_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
