/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One interface: making it, and keeping what others see of it up to date.
 */
#include "interface.h"
#include <time.h>
#include "alternates.h"
#include "autodial.h"
#include "change_ops.h"
#include "gen_ndr/rras_types.h"
#include "hours.h"
#include "interface_state.h"
#include "link_log.h"
#include "link_names.h"
#include "router_private.h"

bool interface_type_is_demand_dial(uint32_t dwIfType)
{
	return dwIfType == ROUTER_IF_TYPE_FULL_ROUTER ||
	       dwIfType == ROUTER_IF_TYPE_HOME_ROUTER;
}

bool interface_is_demand_dial(const struct interface *iface)
{
	return interface_type_is_demand_dial(iface->info.dwIfType);
}

static void link_changed(struct dialer_link *link, void *private_data)
{
	struct interface *iface = private_data;
	struct router *router = iface->router;
	const struct dialer_status *status = dialer_link_status(link);

	if (status->state == DIALER_CONNECTED &&
	    dialer_kind_is_tunnel(status->kind)) {
		change_tunnel_succeeded(iface, status->kind);
	}
	link_names_follow(iface);
	alternates_follow(iface);
	link_log_change(router, iface->info.wszInterfaceName, status,
			&iface->logged);
	if (router->link_changed != NULL) {
		router->link_changed(router, iface->info.dwInterface,
				     router->link_changed_data);
	}
	autodial_link_changed(iface->autodial); /* last: it may dial */
}

struct interface *interface_create(TALLOC_CTX *mem_ctx, struct router *router,
				   uint32_t dwInterface, const char *name,
				   uint32_t dwIfType, bool fEnabled,
				   const struct GUID *guid)
{
	struct interface *iface = talloc_zero(mem_ctx, struct interface);

	if (iface == NULL) {
		return NULL;
	}
	iface->router = router;
	iface->guid = *guid;
	iface->refused = WERR_OK;
	iface->logged = DIALER_DISCONNECTED;
	iface->info.dwInterface = dwInterface;
	iface->info.wszInterfaceName = talloc_strdup(iface, name);
	iface->info.dwIfType = dwIfType;
	iface->info.fEnabled = fEnabled;
	if (iface->info.wszInterfaceName == NULL) {
		goto fail;
	}
	if (interface_is_demand_dial(iface)) {
		iface->link = dialer_link_create(iface, router->dialer, name,
						 link_changed, iface);
		iface->autodial = autodial_create(iface);
		if (iface->link == NULL || iface->autodial == NULL) {
			goto fail;
		}
		dialer_link_set_key(iface->link, dwInterface);
	}
	return iface;
fail:
	TALLOC_FREE(iface);
	return NULL;
}

void interface_set_entry(struct interface *iface, struct router_entry *entry)
{
	TALLOC_FREE(iface->entry);
	iface->entry = talloc_steal(iface, entry);
	iface->info.entry = iface->entry;
}

void interface_set_hours(struct interface *iface, const char **DialoutHours)
{
	talloc_free(iface->info.DialoutHours);
	iface->info.DialoutHours = talloc_steal(iface, DialoutHours);
}

bool interface_has_link(const struct interface *iface)
{
	return iface->link != NULL &&
	       dialer_link_status(iface->link)->state != DIALER_DISCONNECTED;
}

bool interface_is_outside_hours(const struct interface *iface)
{
	const char *const *hours =
		(const char *const *)iface->info.DialoutHours;
	time_t now = iface->router->clock->now();
	struct tm local;

	return hours != NULL && localtime_r(&now, &local) != NULL &&
	       !hours_allow(hours, &local);
}

static struct interface_state state_of_link(const struct interface *iface)
{
	const struct dialer_status *status = dialer_link_status(iface->link);
	const struct router *router = iface->router;
	const struct interface_link_facts facts = {
		.link = status->state,
		.last_error = status->last_error,
		.failed = status->failed,
		.was_up = status->was_up,
		.refused = iface->refused,
		.disabled = !iface->info.fEnabled,
		.waiting = autodial_next(iface->autodial) != 0,
		.paused = router->paused,
		.outside_hours = interface_is_outside_hours(iface),
		.lan_only = router->type == ROUTER_TYPE_IS_LAN,
	};

	return interface_link_state(&facts);
}

void interface_refresh(struct interface *iface)
{
	const struct interface_device *device = &iface->device;
	struct interface_state state = {0};

	if (iface->link != NULL) {
		state = state_of_link(iface);
	} else if (iface->info.dwIfType == ROUTER_IF_TYPE_INTERNAL) {
		/* The side of the router that its clients' links end on: it
		 * is there as long as the router is. */
		state.dwConnectionState = ROUTER_IF_STATE_CONNECTED;
	} else {
		state = interface_device_state(device->ifindex != 0, device->up,
					       device->running);
	}
	iface->info.dwConnectionState = state.dwConnectionState;
	iface->info.fUnReachabilityReasons = state.fUnReachabilityReasons;
	iface->info.dwLastError = state.dwLastError;
}

static void hang_up_done(struct tevent_req *subreq)
{
	/* The link's status says how it went. */
	TALLOC_FREE(subreq);
}

void interface_hang_up(struct interface *iface)
{
	struct tevent_req *subreq = dialer_link_disconnect_send(
		iface, iface->router->ev, iface->link);

	if (subreq != NULL) {
		tevent_req_set_callback(subreq, hang_up_done, NULL);
	}
}
