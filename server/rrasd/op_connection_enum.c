/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRasAdminConnectionEnum (opnum 1) and RRasAdminConnectionEnumEx (45). */
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "connection_info.h"
#include "enumeration.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/*
 * The most entries of one answer of EnumEx.  All of them are encoded at one
 * go, member by member, in which time the daemon does nothing else; more of
 * them come with the next call, as ERROR_MORE_DATA says.
 */
#define EX_MOST 1000

struct op_connection_enum_state {
	struct tevent_context *ev;
	struct rrasd_call *call;
	uint32_t level; /* of Enum */
	struct enumeration_list list;
	struct enumeration_params params;
	void *connections; /* of EnumEx */
};

static void op_connection_enum_counted(struct tevent_req *subreq);
static void op_connection_enum_done(struct tevent_req *subreq);

static uint32_t count_connections(void *private_data, uint32_t after)
{
	struct op_connection_enum_state *state = private_data;

	return connections_count(state->call->rrasd->connections, after);
}

static const struct connection *
next_connection(struct op_connection_enum_state *state, uint32_t *handle)
{
	const struct connection *connection =
		connections_next(state->call->rrasd->connections, *handle);

	if (connection != NULL) {
		*handle = connection->dwConnection;
	}
	return connection;
}

static void page(struct op_connection_enum_state *state, struct tevent_req *req)
{
	struct tevent_req *subreq = enumeration_send(
		state, state->ev, state->call, &state->list, &state->params);

	if (!tevent_req_nomem(subreq, req)) {
		tevent_req_set_callback(subreq, op_connection_enum_done, req);
	}
}

/* The kernel is asked once, for all of them, whatever a page holds. */
static void count_first(struct op_connection_enum_state *state,
			struct tevent_req *req)
{
	struct tevent_req *subreq = connections_count_send(
		state, state->ev, state->call->rrasd->connections, 0);

	if (!tevent_req_nomem(subreq, req)) {
		tevent_req_set_callback(subreq, op_connection_enum_counted,
					req);
	}
}

static void op_connection_enum_counted(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	WERROR result = connections_count_recv(subreq);

	TALLOC_FREE(subreq);
	if (!tevent_req_werror(req, result)) {
		page(tevent_req_data(req, struct op_connection_enum_state),
		     req);
	}
}

static void op_connection_enum_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq, enumeration_recv(subreq));
}

/* -- opnum 1 -- */

static WERROR next_image(TALLOC_CTX *mem_ctx, void *private_data,
			 uint32_t *handle, DATA_BLOB *image)
{
	struct op_connection_enum_state *state = private_data;
	const struct connection *connection = next_connection(state, handle);
	struct image_connection info;

	if (connection == NULL) {
		return W_ERROR(ERROR_NO_MORE_ITEMS);
	}
	info = connection_info(state->call->rrasd, connection,
			       connection_level_counts(state->level));
	return image_connection_push(mem_ctx, state->level, &info, image);
}

/*
 * [MS-RRASM] 3.1.4.2, levels 0 to 4; "If dwLevel is not supported, return an
 * error": ERROR_INVALID_LEVEL (MprAdminConnectionEnum).
 */
struct tevent_req *op_connection_enum_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   struct rrasd_call *call)
{
	struct RRasAdminConnectionEnum *r = call->r;
	struct op_connection_enum_state *state;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_connection_enum_state);

	if (req == NULL) {
		return NULL;
	}
	container_clear(r->out.pInfoStruct);
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (r->in.dwLevel >= IMAGE_CONNECTION_LEVELS) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_LEVEL));
		return tevent_req_post(req, ev);
	}
	*state = (struct op_connection_enum_state){
		.ev = ev,
		.call = call,
		.level = r->in.dwLevel,
		.list = {.image_size = image_connection_size(r->in.dwLevel),
			 .count = count_connections,
			 .next = next_image,
			 .private_data = state},
		.params = {.dwPreferedMaximumLength =
				   r->in.dwPreferedMaximumLength,
			   .lpdwEntriesRead = r->out.lpdwEntriesRead,
			   .lpdwTotalEntries = r->out.lpdwTotalEntries,
			   .lpdwResumeHandle = r->in.lpdwResumeHandle,
			   .pInfoStruct = r->out.pInfoStruct},
	};
	if (connection_level_counts(state->level)) {
		count_first(state, req);
	} else {
		page(state, req);
	}
	return tevent_req_is_in_progress(req) ? req : tevent_req_post(req, ev);
}

WERROR op_connection_enum_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- opnum 45 -- */

/*
 * [MS-RRASM] 3.1.4.46: "If dwPreferedMaxLen is -1, the buffer returned is
 * large enough to hold all available information.  The number of entries
 * returned is zero (0) in the case that dwPreferedMaxLen is less than the size
 * of one item; otherwise, the number of entries returned is one more than what
 * could be accommodated in dwPreferedMaxLen bytes."
 *
 * Deviation: never more than EX_MOST, with ERROR_MORE_DATA then.
 */
static uint32_t ex_room(uint32_t dwPreferedMaxLen)
{
	uint32_t fits = dwPreferedMaxLen / IMAGE_CONNECTION_EX_SIZE;

	if (fits == 0) {
		return 0;
	}
	return fits < EX_MOST ? fits + 1 : EX_MOST;
}

static WERROR next_ex(TALLOC_CTX *mem_ctx, void *private_data, uint32_t *handle,
		      DATA_BLOB *image)
{
	struct op_connection_enum_state *state = private_data;
	const struct connection *connection = next_connection(state, handle);
	struct RAS_CONNECTION_EX_IDL *ex;
	struct image_connection info;

	if (connection == NULL) {
		return W_ERROR(ERROR_NO_MORE_ITEMS);
	}
	ex = talloc(mem_ctx, struct RAS_CONNECTION_EX_IDL);
	if (ex == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	info = connection_info(state->call->rrasd, connection, true);
	connection_ex_fill(&info, ex);
	*image = (DATA_BLOB){.data = (uint8_t *)ex, .length = sizeof(*ex)};
	return WERR_OK;
}

struct tevent_req *op_connection_enum_ex_send(TALLOC_CTX *mem_ctx,
					      struct tevent_context *ev,
					      struct rrasd_call *call)
{
	struct RRasAdminConnectionEnumEx *r = call->r;
	struct op_connection_enum_state *state;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_connection_enum_state);

	if (req == NULL) {
		return NULL;
	}
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (!connection_header_is_valid(r->in.objectHeader)) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_PARAMETER));
		return tevent_req_post(req, ev);
	}
	*state = (struct op_connection_enum_state){
		.ev = ev,
		.call = call,
		.list = {.image_size = sizeof(struct RAS_CONNECTION_EX_IDL),
			 .count = count_connections,
			 .room = ex_room,
			 .next = next_ex,
			 .private_data = state},
		.params = {.dwPreferedMaximumLength = r->in.dwPreferedMaxLen,
			   .lpdwEntriesRead = r->out.lpdwEntriesRead,
			   .lpdwTotalEntries = r->out.lpdNumTotalElements,
			   .lpdwResumeHandle = r->in.lpdwResumeHandle,
			   .images = &state->connections},
	};
	count_first(state, req);
	return tevent_req_is_in_progress(req) ? req : tevent_req_post(req, ev);
}

WERROR op_connection_enum_ex_recv(struct tevent_req *req)
{
	struct op_connection_enum_state *state =
		tevent_req_data(req, struct op_connection_enum_state);
	struct RRasAdminConnectionEnumEx *r =
		state->call != NULL ? state->call->r : NULL;

	if (r != NULL) {
		*r->out.pRasConections = state->connections;
	}
	return tevent_req_simple_recv_werror(req);
}
