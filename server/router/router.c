/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The router: its list of interfaces, loaded at start, read by handlers.
 */
#include "router_private.h"
#include <stdarg.h>
#include <syslog.h>
#include <ndr.h>
#include "autodial.h"
#include "clock_watch.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "lan.h"
#include "name_servers.h"
#include "preferences.h"
#include "server/dialer/history.h"
#include "server_settings.h"

void router_log(const struct router *router, int priority, const char *format,
		...)
{
	char line[1024];
	va_list args;

	if (router->log == NULL) {
		return;
	}
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	router->log(priority, line);
}

void router_add_interface(struct router *router, struct interface *iface)
{
	talloc_steal(router, iface);
	interface_list_add(router->list, iface);
	if (iface->info.dwIfType == ROUTER_IF_TYPE_DEDICATED) {
		iface->next_lan = router->lan;
		router->lan = iface;
	}
}

void router_drop_interface(struct router *router, struct interface *iface)
{
	struct interface **lan = &router->lan;

	interface_list_remove(router->list, iface);
	while (*lan != NULL && *lan != iface) {
		lan = &(*lan)->next_lan;
	}
	if (*lan != NULL) {
		*lan = iface->next_lan;
	}
	TALLOC_FREE(iface);
}

bool router_has_handles(const struct router *router)
{
	/* The last one is Windows's INVALID_HANDLE_VALUE. */
	return router->next_handle < UINT32_MAX;
}

struct interface *router_lookup(const struct router *router,
				uint32_t dwInterface)
{
	struct interface *iface = interface_list_get(router->list, dwInterface);

	return iface != NULL && !iface->leaving ? iface : NULL;
}

/* -- dialing by itself, and not dialing -- */

static void for_each_link(struct router *router, void (*fn)(struct interface *))
{
	struct interface *iface;
	uint32_t after = 0;

	while ((iface = interface_list_next(router->list, after)) != NULL) {
		after = iface->info.dwInterface;
		if (iface->link != NULL) {
			fn(iface);
		}
	}
}

static void reconsider(struct interface *iface)
{
	autodial_reconsider(iface->autodial);
}

static void clock_changed(void *private_data)
{
	for_each_link(private_data, reconsider);
}

static void start_dialing(struct interface *iface)
{
	autodial_start(iface->autodial);
}

void router_start_dialing(struct router *router)
{
	router->dials = true;
	for_each_link(router, start_dialing);
}

static void end_if_queued(struct interface *iface)
{
	if (dialer_link_status(iface->link)->phase == DIALER_PHASE_QUEUED) {
		dialer_link_hang_up(iface->link, DIALER_HANGUP_PAUSED);
	}
}

void router_pause(struct router *router)
{
	router->paused = true;
	for_each_link(router, end_if_queued);
	for_each_link(router, reconsider);
}

void router_continue(struct router *router)
{
	router->paused = false;
	for_each_link(router, reconsider);
}

/* -- making -- */

static time_t now(void)
{
	return time(NULL);
}

static struct timespec boottime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now;
}

static const struct router_clock kernel_clock = {now, boottime};

/* [MS-RRASM] lists them like any other; their names are Windows's. */
static bool add_own(struct router *router, uint32_t dwInterface,
		    const char *name, uint32_t dwIfType)
{
	struct GUID guid = GUID_random();
	struct interface *iface = interface_create(router, router, dwInterface,
						   name, dwIfType, true, &guid);

	if (iface == NULL || !interface_list_reserve(router->list)) {
		return false;
	}
	router_add_interface(router, iface);
	return true;
}

static void warn_of_names(const char *line, void *private_data)
{
	struct router *router = private_data;

	router_log(router, LOG_WARNING, "%s", line);
}

static bool make_names(struct router *router,
		       const struct name_servers_config *config)
{
	if (config == NULL) {
		return true;
	}
	router->names = name_servers_create(router, router->ev, config,
					    warn_of_names, router);
	return router->names != NULL;
}

static bool make_parts(struct router *router,
		       const struct router_config *config)
{
	router->list = interface_list_create(router);
	router->phonebook = phonebook_file_create(router);
	router->changes = tevent_queue_create(router, "changes");
	router->preferences = preferences_create(router);
	router->next_handle = ROUTER_FIRST_HANDLE;
	router->server = server_settings_new(router, config->ports);
	router->clock_watch =
		clock_watch_create(router, router->ev, clock_changed, router);
	return router->list != NULL && router->phonebook != NULL &&
	       router->changes != NULL && router->preferences != NULL &&
	       router->server != NULL && router->clock_watch != NULL &&
	       make_names(router, config->names) &&
	       add_own(router, ROUTER_LOOPBACK_HANDLE, "Loopback",
		       ROUTER_IF_TYPE_LOOPBACK) &&
	       add_own(router, ROUTER_INTERNAL_HANDLE, "Internal",
		       ROUTER_IF_TYPE_INTERNAL);
}

WERROR router_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		     const struct router_config *config, struct dialer *dialer,
		     struct persist *persist, struct router **_router,
		     const char **why)
{
	struct router *router = talloc_zero(mem_ctx, struct router);
	WERROR werr = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);

	*why = NULL;
	if (router == NULL) {
		return werr;
	}
	router->ev = ev;
	router->type = config->type;
	router->log = config->log;
	router->dialer = dialer;
	router->persist = persist;
	router->autodial = config->autodial;
	router->clock = config->clock != NULL ? config->clock : &kernel_clock;
	router->set_ports = config->set_ports;
	router->set_ports_data = config->set_ports_data;
	if (make_parts(router, config)) {
		werr = router_load(router, why);
	}
	if (W_ERROR_IS_OK(werr) && !config->without_links) {
		werr = lan_follow(router, why);
	}
	if (!W_ERROR_IS_OK(werr)) {
		*why = talloc_steal(mem_ctx, *why);
		TALLOC_FREE(router);
		return werr;
	}
	*_router = router;
	return WERR_OK;
}

/* -- reading -- */

enum router_type router_get_type(const struct router *router)
{
	return router->type;
}

bool router_is_paused(const struct router *router)
{
	return router->paused;
}

void router_watch_links(struct router *router, router_link_fn fn,
			void *private_data)
{
	router->link_changed = fn;
	router->link_changed_data = private_data;
}

static const struct router_interface *shown(struct interface *iface)
{
	if (iface == NULL) {
		return NULL;
	}
	interface_refresh(iface);
	return &iface->info;
}

const struct router_interface *router_get(struct router *router,
					  uint32_t dwInterface)
{
	return shown(interface_list_get(router->list, dwInterface));
}

const struct router_interface *
router_find(struct router *router, const char *name, bool include_clients)
{
	struct interface *iface = interface_list_find(router->list, name);

	if (iface != NULL && !include_clients &&
	    iface->info.dwIfType == ROUTER_IF_TYPE_CLIENT) {
		return NULL;
	}
	return shown(iface);
}

const struct router_interface *router_next(struct router *router,
					   uint32_t after)
{
	return shown(interface_list_next(router->list, after));
}

uint32_t router_count(struct router *router, uint32_t after)
{
	return interface_list_count(router->list, after);
}

static struct dialer_link *link_of(struct router *router, uint32_t dwInterface)
{
	struct interface *iface = interface_list_get(router->list, dwInterface);

	return iface != NULL ? iface->link : NULL;
}

time_t router_next_dial(struct router *router, uint32_t dwInterface)
{
	struct interface *iface = interface_list_get(router->list, dwInterface);

	return iface != NULL && iface->autodial != NULL
		       ? autodial_next(iface->autodial)
		       : 0;
}

const struct dialer_status *router_link_status(struct router *router,
					       uint32_t dwInterface)
{
	struct dialer_link *link = link_of(router, dwInterface);

	return link != NULL ? dialer_link_status(link) : NULL;
}

struct dialer_history *router_link_history(struct router *router,
					   uint32_t dwInterface)
{
	struct dialer_link *link = link_of(router, dwInterface);

	return link != NULL ? dialer_link_history(link) : NULL;
}
