/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of rrascontrol: pause, continue, status of router and links.
 */
#include "config.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/time.h>

#include "ndr_control.h"
#include "compat/rras_errors.h"
#include "server/dialer/history.h"
#include "server/ipc/loop_clock.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "log.h"
#include "ops.h"
#include "rrasd.h"

/* Paused, no link is dialed; those that are up stay up, as on Windows. */
WERROR op_control_pause(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	router_pause(call->rrasd->router);
	log_notice("paused: no link is dialed");
	return WERR_OK;
}

WERROR op_control_continue(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	router_continue(call->rrasd->router);
	log_notice("continued");
	return WERR_OK;
}

static void count_links(struct router *router,
			struct rrascontrol_status *status)
{
	const struct router_interface *interface;
	uint32_t after = 0;

	while ((interface = router_next(router, after)) != NULL) {
		after = interface->dwInterface;
		status->num_interfaces++;
		if (router_link_status(router, after) == NULL) {
			continue;
		}
		status->num_links++;
		if (interface->dwConnectionState == ROUTER_IF_STATE_CONNECTED) {
			status->num_connected++;
		}
		if (interface->dwConnectionState ==
		    ROUTER_IF_STATE_CONNECTING) {
			status->num_connecting++;
		}
	}
}

WERROR op_control_status(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct rrascontrol_Status *r = call->r;
	struct rrascontrol_status *status = r->out.status;
	struct router *router = call->rrasd->router;
	const char *why = "";

	status->state = router_is_paused(router) ? RRASCONTROL_PAUSED
						 : RRASCONTROL_RUNNING;
	status->router_type = router_get_type(router) == ROUTER_TYPE_IS_FULL
				      ? RRASCONTROL_ROUTER_FULL
				      : RRASCONTROL_ROUTER_LAN;
	status->server_version = RRAS_VERSION;
	status->uptime = rrasd_uptime(call->rrasd);
	status->dialing = dialer_probe(call->rrasd->dialer, mem_ctx, &why);
	status->dialing_text = why;
	count_links(router, status);
	return WERR_OK;
}

static const char *address_text(TALLOC_CTX *mem_ctx, struct in_addr address)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	return talloc_strdup(mem_ctx, text);
}

static const char *ifid_text(TALLOC_CTX *mem_ctx, const uint8_t id[8])
{
	static const uint8_t none[8];

	if (memcmp(id, none, sizeof(none)) == 0) {
		return "";
	}
	return talloc_asprintf(mem_ctx, "%02x%02x:%02x%02x:%02x%02x:%02x%02x",
			       id[0], id[1], id[2], id[3], id[4], id[5], id[6],
			       id[7]);
}

/* Since the attempt began; of one that is over, how long it took. */
static uint32_t attempt_ms(const struct dialer_status *link)
{
	struct timeval end = link->since;
	int64_t ms;

	if (!timerisset(&link->attempt_started)) {
		return 0;
	}
	if (link->state == DIALER_CONNECTING) {
		end = time_of_day();
	}
	ms = (end.tv_sec - link->attempt_started.tv_sec) * (int64_t)1000 +
	     (end.tv_usec - link->attempt_started.tv_usec) / 1000;
	if (ms < 0) {
		return 0;
	}
	return ms > UINT32_MAX ? UINT32_MAX : (uint32_t)ms;
}

static bool fill_link_status(TALLOC_CTX *mem_ctx,
			     const struct dialer_status *link,
			     struct rrascontrol_link_status *status)
{
	const struct ppp_projection *ppp = &link->ppp;

	status->phase = dialer_phase_name(link->phase);
	status->elapsed_ms = attempt_ms(link);
	status->device = link->device;
	status->ifname = link->ifname;
	status->local = address_text(mem_ctx, ppp->local);
	status->remote = address_text(mem_ctx, ppp->remote);
	status->dns1 = address_text(mem_ctx, ppp->dns[0]);
	status->dns2 = address_text(mem_ctx, ppp->dns[1]);
	status->local_ifid = ifid_text(mem_ctx, ppp->local_ifid);
	status->remote_ifid = ifid_text(mem_ctx, ppp->remote_ifid);
	status->auth_protocol = ppp_auth_name(&ppp->lcp_remote);
	status->mru = ppp->lcp_local.mru;
	status->mtu = ppp->lcp_remote.mru;
	status->mppe_bits = ppp->ccp_local.mppe_bits;
	status->last_error = link->last_error;
	status->reason = link->reason;
	status->peer_message = link->peer_message;
	return status->local != NULL && status->remote != NULL &&
	       status->dns1 != NULL && status->dns2 != NULL &&
	       status->local_ifid != NULL && status->remote_ifid != NULL;
}

/* The target in use.  Texts stay the history's: the answer is encoded before
 * it changes. */
static void fill_attempt(struct dialer_history *history,
			 struct rrascontrol_link_status *status)
{
	const struct dialer_attempt_record *present =
		dialer_history_present(history);

	if (present != NULL) {
		status->kind = dialer_kind_name(present->kind);
		status->number = present->number;
		status->targets_tried = present->targets_tried;
	}
}

/* An answer must be encodable even when it is an error. */
static void empty_link_status(struct rrascontrol_link_status *status)
{
	*status = (struct rrascontrol_link_status){
		.local = "0.0.0.0",
		.remote = "0.0.0.0",
		.dns1 = "0.0.0.0",
		.dns2 = "0.0.0.0",
	};
}

WERROR op_control_link_status(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct rrascontrol_LinkStatus *r = call->r;
	struct router *router = call->rrasd->router;
	const struct router_interface *interface;
	const struct dialer_status *link;

	empty_link_status(r->out.status);
	interface = router_get(router, r->in.dwInterface);
	if (interface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	link = router_link_status(router, r->in.dwInterface);
	if (link == NULL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	r->out.status->state = interface->dwConnectionState;
	fill_attempt(router_link_history(router, r->in.dwInterface),
		     r->out.status);
	r->out.status->adopted = link->adopted;
	r->out.status->next_dial =
		(uint64_t)router_next_dial(router, r->in.dwInterface);
	if (!fill_link_status(mem_ctx, link, r->out.status)) {
		empty_link_status(r->out.status);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return WERR_OK;
}
