/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_PORTENUM, a slice at a time. */
#include <util/tevent_werror.h>

#include "ndr_rasrpc_images.h"
#include "compat/rras_errors.h"
#include "ops.h"
#include "ras_devices.h"
#include "ras_request.h"
#include "rrasd.h"

#define SLICE 500 /* ports; about two milliseconds of work */

/* Not zero: tevent looks at descriptors only when no timer is due. */
#define PAUSE_US 200

struct port_enum_state {
	struct tevent_context *ev;
	struct ras_request *request;
	uint32_t room;	 /* of Enum.buffer, in entries */
	uint32_t copied; /* into it */
	uint32_t last;	 /* the handle before the next one */
};

static void port_enum_slice(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data);

/* Copy the next port; false when there is none or no room. */
static bool copy_next(struct port_enum_state *state, WERROR *error)
{
	const struct rrasd *rrasd = state->request->call->rrasd;
	const struct port *port = ports_next(rrasd->ports, state->last);
	struct RASMAN_PORT_32 image;
	struct ras_port ras_port;

	if (port == NULL || state->copied == state->room) {
		return false;
	}
	ras_port = ras_devices_port(rrasd, port);
	image_rasman_port_fill(&ras_port, &image);
	if (!RAS_REQUEST_PUSH(state->request,
			      ENUM_BUFFER + (size_t)state->copied *
						    SIZEOF_RASMAN_PORT_32,
			      RASMAN_PORT_32, &image)) {
		*error = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		return false;
	}
	state->last = port->dwPort;
	state->copied++;
	return true;
}

/*
 * "MUST set the Enum.entries to the number of available port devices"; of the
 * ports there are, whether or not they fit; "Enum.size MUST be set to the
 * total size in bytes needed".
 */
static WERROR finish(const struct port_enum_state *state)
{
	const struct rrasd *rrasd = state->request->call->rrasd;
	struct Enum image = {
		.entries =
			state->copied + ports_count(rrasd->ports, state->last),
	};

	image.size = image.entries * SIZEOF_RASMAN_PORT_32;
	return RAS_REQUEST_PUSH(state->request, 0, Enum, &image)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void copy_slice(struct port_enum_state *state, struct tevent_req *req)
{
	WERROR error = WERR_OK;
	unsigned i;

	for (i = 0; i < SLICE; i++) {
		if (!copy_next(state, &error)) {
			break;
		}
	}
	if (i == SLICE) {
		if (tevent_add_timer(state->ev, state,
				     tevent_timeval_current_ofs(0, PAUSE_US),
				     port_enum_slice, req) == NULL) {
			tevent_req_oom(req);
		}
		return;
	}
	if (W_ERROR_IS_OK(error)) {
		error = finish(state);
	}
	if (!tevent_req_werror(req, error)) {
		tevent_req_done(req);
	}
}

static void port_enum_slice(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data)
{
	struct tevent_req *req =
		talloc_get_type_abort(private_data, struct tevent_req);

	copy_slice(tevent_req_data(req, struct port_enum_state), req);
}

/* [MS-RRASM] 3.3.4.5, REQTYPE_PORTENUM. */
static struct tevent_req *port_enum_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct ras_request *request)
{
	struct port_enum_state *state;
	struct Enum image;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct port_enum_state);

	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->request = request;
	if (!RAS_REQUEST_PULL(request, 0, ENUM_BUFFER, Enum, &image) ||
	    !ras_request_holds(request, SIZEOF_Enum, image.size)) {
		tevent_req_werror(req, W_ERROR(E_INVALIDARG));
		return tevent_req_post(req, ev);
	}
	state->room = image.size / SIZEOF_RASMAN_PORT_32;
	copy_slice(state, req);
	return tevent_req_is_in_progress(req) ? req : tevent_req_post(req, ev);
}

static WERROR port_enum_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

const struct ras_request_type ras_request_port_enum = {
	.RB_Reqtype = REQTYPE_PORTENUM,
	.send = port_enum_send,
	.recv = port_enum_recv,
};
