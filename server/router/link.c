/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connecting and disconnecting ([MS-RRASM] 3.1.4.22 and 3.1.4.23).
 */
#include "link.h"
#include "alternates.h"
#include "autodial.h"
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "router_private.h"
#include "server/dialer/kind_port.h"
#include "server_settings.h"
#include "vpn_strategy.h"

/* "If RouterType is ROUTER_TYPE_LAN, return an error" comes before what the
 * router itself checks. */
static WERROR find_link(struct router *router, uint32_t dwInterface,
			struct interface **iface)
{
	*iface = NULL;
	if (router->type == ROUTER_TYPE_IS_LAN) {
		return W_ERROR(ERROR_DDM_NOT_RUNNING);
	}
	*iface = router_lookup(router, dwInterface);
	if (*iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return (*iface)->link != NULL ? WERR_OK : W_ERROR(ERROR_NOT_SUPPORTED);
}

static WERROR check_allowed(struct interface *iface)
{
	if (iface->router->paused) {
		return W_ERROR(ERROR_SERVICE_IS_PAUSED);
	}
	if (!iface->info.fEnabled) {
		return W_ERROR(ERROR_INTERFACE_DISABLED);
	}
	interface_refresh(iface);
	if (iface->info.fUnReachabilityReasons &
	    MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION) {
		return W_ERROR(ERROR_DIALOUT_HOURS_RESTRICTION);
	}
	return WERR_OK;
}

/*
 * [MS-RRASM] 2.2.3.3.1.3, EnableForOutboundRouting: "whether the ports of the
 * device type can be used for outbound demand-dial interface connections".
 */
static bool may_dial(const struct router *router, enum dialer_kind kind)
{
	return kind == DIALER_KIND_MODEM || kind == DIALER_KIND_DIRECT ||
	       (server_settings_port_flags(router->server,
					   dialer_kind_port(kind)) &
		MPR_ENABLE_ROUTING_ON_DEVICE) != 0;
}

/* Leave out what may not be dialed; false when nothing is left. */
static bool keep_dialable(const struct router *router,
			  struct dialer_settings *settings,
			  struct dialer_target *targets)
{
	size_t i, kept = 0;

	if (settings->num_targets == 0) {
		return may_dial(router, settings->kind);
	}
	for (i = 0; i < settings->num_targets; i++) {
		if (may_dial(router, targets[i].kind)) {
			targets[kept++] = targets[i];
		}
	}
	settings->num_targets = kept;
	return kept > 0;
}

/* The targets that the router's own settings and experience leave. */
static WERROR arrange_targets(struct interface *iface,
			      struct dialer_settings *settings)
{
	/* they were made for us a moment ago */
	struct dialer_target *targets =
		(struct dialer_target *)(uintptr_t)settings->targets;

	if (!keep_dialable(iface->router, settings, targets)) {
		return W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
	}
	if (vpn_strategy_learns(iface->entry)) {
		vpn_strategy_prefer(settings, targets, iface->last_tunnel);
	}
	return WERR_OK;
}

WERROR router_link_settings(TALLOC_CTX *mem_ctx, struct interface *iface,
			    struct dialer_settings *settings)
{
	WERROR werr;

	if (iface->entry == NULL) {
		return W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
	werr = link_settings(mem_ctx, iface->entry, iface->credentials,
			     iface->eap, settings);
	if (W_ERROR_IS_OK(werr)) {
		werr = arrange_targets(iface, settings);
	}
	return W_ERROR_IS_OK(werr)
		       ? link_security(iface->entry, iface->key, settings)
		       : werr;
}

static WERROR start_link(struct interface *iface)
{
	TALLOC_CTX *tmp = talloc_new(iface);
	struct dialer_settings settings;
	WERROR werr;

	if (tmp == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	werr = router_link_settings(tmp, iface, &settings);
	if (W_ERROR_IS_OK(werr)) {
		werr = dialer_link_connect(iface->link, &settings);
	}
	if (W_ERROR_EQUAL(werr, W_ERROR(PENDING))) {
		alternates_begin(iface);
	}
	TALLOC_FREE(tmp);
	return werr;
}

bool interface_dial_was_refused(WERROR werr)
{
	return !W_ERROR_IS_OK(werr) && !W_ERROR_EQUAL(werr, W_ERROR(PENDING)) &&
	       !W_ERROR_EQUAL(werr, W_ERROR(ERROR_ALREADY_CONNECTING));
}

WERROR interface_dial(struct interface *iface)
{
	WERROR werr = start_link(iface);

	iface->refused = interface_dial_was_refused(werr) ? werr : WERR_OK;
	return werr;
}

WERROR router_connect(struct router *router, uint32_t dwInterface)
{
	struct interface *iface;
	WERROR werr = find_link(router, dwInterface, &iface);

	if (W_ERROR_IS_OK(werr)) {
		werr = check_allowed(iface);
	}
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	/* A link that exists needs no settings to say so. */
	if (interface_has_link(iface)) {
		return dialer_link_status(iface->link)->state ==
				       DIALER_CONNECTED
			       ? WERR_OK
			       : W_ERROR(ERROR_ALREADY_CONNECTING);
	}
	autodial_by_hand(iface->autodial, true);
	werr = interface_dial(iface);
	if (interface_dial_was_refused(werr)) {
		autodial_refused(iface->autodial, werr);
	}
	return werr;
}

/* -- waiting, hanging up -- */

/* A request of the router that waits for one of the dialer. */
struct link_request {
	bool hangs_up;
	struct tevent_req *(*send)(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct dialer_link *link);
	WERROR (*recv)(struct tevent_req *req);
};

struct link_request_state {
	const struct link_request *request;
};

static void link_request_done(struct tevent_req *subreq);

static struct tevent_req *link_request_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct router *router,
					    uint32_t dwInterface,
					    const struct link_request *request)
{
	struct link_request_state *state;
	struct tevent_req *req, *subreq;
	struct interface *iface;

	req = tevent_req_create(mem_ctx, &state, struct link_request_state);
	if (req == NULL) {
		return NULL;
	}
	state->request = request;
	if (tevent_req_werror(req, find_link(router, dwInterface, &iface))) {
		return tevent_req_post(req, ev);
	}
	if (request->hangs_up) {
		bool waiting = autodial_is_waiting(iface->autodial);

		autodial_by_hand(iface->autodial, false);
		if (!waiting && !interface_has_link(iface)) {
			tevent_req_werror(
				req, W_ERROR(ERROR_INTERFACE_NOT_CONNECTED));
			return tevent_req_post(req, ev);
		}
	}
	subreq = request->send(state, ev, iface->link);
	if (subreq == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, link_request_done, req);
	return req;
}

static void link_request_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct link_request_state *state =
		tevent_req_data(req, struct link_request_state);
	WERROR werr = state->request->recv(subreq);

	TALLOC_FREE(subreq);
	if (tevent_req_werror(req, werr)) {
		return;
	}
	tevent_req_done(req);
}

struct tevent_req *router_connect_wait_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct router *router,
					    uint32_t dwInterface)
{
	static const struct link_request wait = {
		.send = dialer_link_wait_send,
		.recv = dialer_link_wait_recv,
	};

	return link_request_send(mem_ctx, ev, router, dwInterface, &wait);
}

WERROR router_connect_wait_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

struct tevent_req *router_disconnect_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct router *router,
					  uint32_t dwInterface)
{
	static const struct link_request disconnect = {
		.hangs_up = true,
		.send = dialer_link_disconnect_send,
		.recv = dialer_link_disconnect_recv,
	};

	return link_request_send(mem_ctx, ev, router, dwInterface, &disconnect);
}

WERROR router_disconnect_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
