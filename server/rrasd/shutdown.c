/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clean stop. */
#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>

#include "server/dialer/dialer.h"
#include "server/router/router.h"
#include "log.h"
#include "options.h"
#include "peer.h"
#include "rrasd.h"
#include "shutdown.h"

struct shutdown_state {
	struct dialer *dialer;
	unsigned hangups; /* under way */
};

static void shutdown_link_done(struct tevent_req *subreq);
static void shutdown_timeout(struct tevent_context *ev, struct tevent_timer *te,
			     struct timeval now, void *private_data);

static bool is_up(struct router *router, uint32_t dwInterface)
{
	const struct dialer_status *link =
		router_link_status(router, dwInterface);

	return link != NULL && link->state != DIALER_DISCONNECTED;
}

static void shutdown_hang_up(struct tevent_req *req, struct tevent_context *ev,
			     struct router *router)
{
	struct shutdown_state *state =
		tevent_req_data(req, struct shutdown_state);
	const struct router_interface *interface;
	uint32_t after = 0;

	while ((interface = router_next(router, after)) != NULL) {
		struct tevent_req *subreq;

		after = interface->dwInterface;
		if (!is_up(router, after)) {
			continue;
		}
		subreq = router_disconnect_send(state, ev, router, after);
		if (subreq != NULL) {
			tevent_req_set_callback(subreq, shutdown_link_done,
						req);
			state->hangups++;
		}
	}
}

uint32_t shutdown_seconds(const struct rrasd_config *config)
{
	return 2 * config->dialer.hangup_timeout;
}

struct tevent_req *shutdown_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 struct rrasd *rrasd)
{
	uint32_t seconds = shutdown_seconds(rrasd->config);
	struct shutdown_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct shutdown_state);
	struct tevent_timer *te;

	if (req == NULL) {
		return NULL;
	}
	state->dialer = rrasd->dialer;
	/* Nobody may dial again what is being hung up. */
	TALLOC_FREE(rrasd->listener);
	router_pause(rrasd->router);
	te = tevent_add_timer(ev, state, tevent_timeval_current_ofs(seconds, 0),
			      shutdown_timeout, req);
	if (tevent_req_nomem(te, req)) {
		return tevent_req_post(req, ev);
	}
	shutdown_hang_up(req, ev, rrasd->router);
	if (state->hangups == 0) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	log_notice("hanging up %u links", state->hangups);
	return req;
}

static void shutdown_link_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct shutdown_state *state =
		tevent_req_data(req, struct shutdown_state);

	/* An error would only say that the link was gone already. */
	router_disconnect_recv(subreq);
	TALLOC_FREE(subreq);
	state->hangups--;
	if (state->hangups == 0) {
		tevent_req_done(req);
	}
}

static void shutdown_timeout(struct tevent_context *ev, struct tevent_timer *te,
			     struct timeval now, void *private_data)
{
	tevent_req_done(talloc_get_type_abort(private_data, struct tevent_req));
}

void shutdown_hurry(struct tevent_req *req)
{
	struct shutdown_state *state =
		tevent_req_data(req, struct shutdown_state);

	dialer_kill(state->dialer);
}

unsigned shutdown_recv(struct tevent_req *req)
{
	struct shutdown_state *state =
		tevent_req_data(req, struct shutdown_state);
	unsigned left = state->hangups;

	tevent_req_received(req);
	return left;
}
