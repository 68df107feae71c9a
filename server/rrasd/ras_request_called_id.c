/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETCALLEDID and REQTYPE_SETCALLEDID. */
#include <util/tevent_werror.h>

#include "ndr_rasrpc_images.h"
#include "compat/rras_errors.h"
#include "server/router/called_ids.h"
#include "audit.h"
#include "ops.h"
#include "ras_devices.h"
#include "ras_request.h"
#include "rrasd.h"

/* What both begin with: the sizes, then the device. */
static WERROR open_called_id(const struct ras_request *request,
			     struct GetSetCalledId *image,
			     struct ras_device *device)
{
	if (!RAS_REQUEST_PULL(request, 0, GET_SET_CALLED_ID_BYTES,
			      GetSetCalledId, image) ||
	    !ras_request_holds(request, SIZEOF_GetSetCalledId,
			       image->rciInfo_dwSize)) {
		return W_ERROR(E_INVALIDARG);
	}
	return ras_devices_find(request->call->rrasd, &image->rdi, device)
		       ? WERR_OK
		       : W_ERROR(ERROR_DEVICE_DOES_NOT_EXIST);
}

/*
 * [MS-RRASM] 3.3.4.5, REQTYPE_GETCALLEDID: rciInfo is filled when dwSize "is
 * equal to or greater than the sum of the size of RAS_CALLEDID_INFO [...] and
 * the size of CalledId buffer to be returned"; dwSize is that sum then, in any
 * case.  A dwSize that says more than there is, is a lie like the other one.
 */
static WERROR get_called_id(TALLOC_CTX *mem_ctx, struct ras_request *request)
{
	struct GetSetCalledId image;
	struct ras_device device;
	DATA_BLOB called_id;
	uint32_t room;
	WERROR werr = open_called_id(request, &image, &device);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	if (!ras_request_holds(request,
			       SIZEOF_GetSetCalledId - SIZEOF_RAS_CALLEDID_INFO,
			       image.dwSize)) {
		return W_ERROR(E_INVALIDARG);
	}
	room = image.dwSize;
	called_id = router_called_id(request->call->rrasd->router,
				     device.wszDeviceName);
	image.dwSize = (uint32_t)called_id.length + SIZEOF_RAS_CALLEDID_INFO;
	if (room >= image.dwSize &&
	    ras_request_write(request, GET_SET_CALLED_ID_BYTES, &called_id)) {
		image.rciInfo_dwSize = (uint32_t)called_id.length;
	}
	return RAS_REQUEST_PUSH(request, 0, GetSetCalledId, &image)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

const struct ras_request_type ras_request_get_called_id = {
	.RB_Reqtype = REQTYPE_GETCALLEDID,
	.run = get_called_id,
};

struct set_called_id_state {
	uint8_t dummy;
};

static void set_called_id_done(struct tevent_req *subreq);

/*
 * [MS-RRASM] 3.3.4.5, REQTYPE_SETCALLEDID; 2.2.1.2.220: "fWrite: [...] If set
 * to 0, CalledId information MUST not be stored."
 */
static struct tevent_req *set_called_id_send(TALLOC_CTX *mem_ctx,
					     struct tevent_context *ev,
					     struct ras_request *request)
{
	struct set_called_id_state *state;
	struct GetSetCalledId image;
	struct ras_device device;
	struct tevent_req *subreq;
	DATA_BLOB called_id;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct set_called_id_state);

	if (req == NULL) {
		return NULL;
	}
	if (tevent_req_werror(req, open_called_id(request, &image, &device))) {
		return tevent_req_post(req, ev);
	}
	audit_note_string(request->call->audit, "device", device.wszDeviceName);
	if (!image.fWrite) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	called_id = ras_request_bytes(request, GET_SET_CALLED_ID_BYTES,
				      image.rciInfo_dwSize);
	subreq = router_set_called_id_send(state, ev,
					   request->call->rrasd->router,
					   device.wszDeviceName, &called_id);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, set_called_id_done, req);
	return req;
}

static void set_called_id_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq,
					router_set_called_id_recv(subreq));
}

static WERROR set_called_id_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

const struct ras_request_type ras_request_set_called_id = {
	.RB_Reqtype = REQTYPE_SETCALLEDID,
	.changes = true,
	.send = set_called_id_send,
	.recv = set_called_id_recv,
};
