/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRouterInterfaceConnect (opnum 21) and RRouterInterfaceDisconnect (22). */
#include <stdbool.h>
#include <unistd.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "gen_ndr/frame.h"
#include "compat/rras_errors.h"
#include "server/dialer/dialer.h"
#include "server/ipc/event_fd.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "log.h"
#include "ops.h"
#include "rrasd.h"

/*
 * A local caller's event, signalled when the attempt is over.  It belongs to
 * the router, not to the call, which has been answered long before.
 */
struct connect_event {
	int fd;
};

static int connect_event_destructor(struct connect_event *event)
{
	if (event->fd != -1) {
		close(event->fd);
	}
	return 0;
}

static void connect_event_signal(struct tevent_req *subreq)
{
	struct connect_event *event =
		tevent_req_callback_data(subreq, struct connect_event);

	/* Its result is for RRouterInterfaceGetInfo to tell. */
	router_connect_wait_recv(subreq);
	TALLOC_FREE(subreq);
	if (!event_fd_signal(event->fd)) {
		log_info("a caller's event cannot be signalled");
	}
	talloc_free(event);
}

static WERROR connect_event_arm(struct rrasd_call *call, uint32_t dwInterface)
{
	struct rrasd *rrasd = call->rrasd;
	struct connect_event *event =
		talloc(rrasd->router, struct connect_event);
	struct tevent_req *subreq;

	if (event == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	event->fd = call->event_fd;
	call->event_fd = -1;
	talloc_set_destructor(event, connect_event_destructor);
	subreq = router_connect_wait_send(event, rrasd->ev, rrasd->router,
					  dwInterface);
	if (subreq == NULL) {
		talloc_free(event);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	tevent_req_set_callback(subreq, connect_event_signal, event);
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.1.4.22: "hEvent: The calling application MUST specify NULL for
 * this."  MprAdminInterfaceConnect: "The calling application must specify
 * NULL for this parameter, if hMprServer specifies a remote router."  On this
 * machine it stands for the eventfd that came with the call.
 */
static bool event_is_valid(const struct rrasd_call *call, uint32_t hEvent)
{
	if (hEvent == 0) {
		return true;
	}
	return call->caller->transport == RRAS_TRANSPORT_LOCAL &&
	       event_fd_is_valid(call->event_fd);
}

/*
 * ERROR_DDM_NOT_RUNNING tells a client that this machine cannot dial; what it
 * lacks is for its administrator.
 */
static void log_why_not(TALLOC_CTX *mem_ctx, struct rrasd *rrasd)
{
	const char *why = NULL;
	WERROR result = dialer_probe(rrasd->dialer, mem_ctx, &why);

	if (!W_ERROR_IS_OK(result)) {
		log_warning("this machine cannot dial: %s", why ? why : "");
	}
}

struct op_interface_connect_state {
	uint8_t dummy; /* it only owns what a blocking call waits for */
};

static void op_interface_connect_done(struct tevent_req *subreq);

/*
 * [MS-RRASM] 3.1.4.22: "If this parameter [fBlocking] is set to 1, the
 * function does not return until the connection attempt has completed.  If
 * this parameter is set to 0, the function will return immediately."  With an
 * event it is ignored (MprAdminInterfaceConnect).  dwCallersProcessId "SHOULD
 * be ignored by the server".
 */
struct tevent_req *op_interface_connect_send(TALLOC_CTX *mem_ctx,
					     struct tevent_context *ev,
					     struct rrasd_call *call)
{
	const struct RRouterInterfaceConnect *r = call->r;
	struct router *router = call->rrasd->router;
	struct op_interface_connect_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_interface_connect_state);
	WERROR result;

	if (req == NULL) {
		return NULL;
	}
	audit_note_interface(call, r->in.hInterface);
	audit_note_number(call->audit, "fBlocking", r->in.fBlocking);
	if (!event_is_valid(call, r->in.hEvent)) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_PARAMETER));
		return tevent_req_post(req, ev);
	}
	result = router_connect(router, r->in.hInterface);
	if (W_ERROR_V(result) == ERROR_DDM_NOT_RUNNING) {
		log_why_not(state, call->rrasd);
	}
	if (W_ERROR_V(result) == PENDING && r->in.hEvent != 0) {
		WERROR armed = connect_event_arm(call, r->in.hInterface);

		result = W_ERROR_IS_OK(armed) ? result : armed;
	} else if (W_ERROR_V(result) == PENDING && r->in.fBlocking != 0) {
		subreq = router_connect_wait_send(state, ev, router,
						  r->in.hInterface);
		if (tevent_req_nomem(subreq, req)) {
			return tevent_req_post(req, ev);
		}
		tevent_req_set_callback(subreq, op_interface_connect_done, req);
		return req;
	}
	if (!tevent_req_werror(req, result)) {
		tevent_req_done(req);
	}
	return tevent_req_post(req, ev);
}

static void op_interface_connect_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq,
					router_connect_wait_recv(subreq));
}

WERROR op_interface_connect_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/*
 * [MS-RRASM] 3.1.4.23; answered when the link and its kernel interface are
 * gone.  Once begun, a hang-up is carried through.
 */
struct tevent_req *op_interface_disconnect_send(TALLOC_CTX *mem_ctx,
						struct tevent_context *ev,
						struct rrasd_call *call)
{
	const struct RRouterInterfaceDisconnect *r = call->r;

	audit_note_interface(call, r->in.hInterface);
	return router_disconnect_send(mem_ctx, ev, call->rrasd->router,
				      r->in.hInterface);
}

WERROR op_interface_disconnect_recv(struct tevent_req *req)
{
	return router_disconnect_recv(req);
}
