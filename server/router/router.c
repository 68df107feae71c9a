/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The router: its list of interfaces, loaded at start, read by handlers.
 */
#include "router_private.h"
#include <stdarg.h>
#include <string.h>
#include <syslog.h>
#include "called_ids.h"
#include "change_ops.h"
#include <ndr.h>
#include "compat/rras_errors.h"
#include "credentials.h"
#include "gen_ndr/rras_types.h"
#include "lan.h"
#include "preferences.h"
#include "server_settings.h"
#include "store.h"

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

/* -- loading -- */

struct loading {
	struct router *router;
	const char *why;
};

static WERROR load_server(const struct rras_store_server *record,
			  void *private_data)
{
	struct loading *loading = private_data;

	if (record->next_handle > loading->router->next_handle) {
		loading->router->next_handle = record->next_handle;
	}
	return WERR_OK;
}

static WERROR load_settings(const struct rras_store_settings *record,
			    void *private_data)
{
	struct loading *loading = private_data;

	return change_server_load(loading->router, record);
}

static bool load_hours(struct interface *iface,
		       const struct rras_store_interface *record)
{
	const char **hours;
	uint32_t i;

	if (record->num_hours == 0) {
		return true;
	}
	hours = talloc_zero_array(iface, const char *, record->num_hours + 1);
	for (i = 0; hours != NULL && i < record->num_hours; i++) {
		hours[i] = talloc_strdup(hours, record->DialoutHours[i].text);
		if (hours[i] == NULL) {
			return false;
		}
	}
	interface_set_hours(iface, hours);
	return hours != NULL;
}

/* A record that does not go with the others is of no use and does no harm. */
static bool is_usable(struct router *router,
		      const struct rras_store_interface *record)
{
	bool known_type =
		interface_type_is_demand_dial((uint32_t)record->dwIfType) ||
		record->dwIfType == ROUTER_IF_TYPE_DEDICATED;

	if (known_type && record->wszInterfaceName != NULL &&
	    record->dwInterface >= ROUTER_FIRST_HANDLE &&
	    record->dwInterface < UINT32_MAX &&
	    interface_list_get(router->list, record->dwInterface) == NULL &&
	    interface_list_find(router->list, record->wszInterfaceName) ==
		    NULL) {
		return true;
	}
	router_log(router, LOG_WARNING,
		   "rras.tdb: interface %u of type %u is left out: its handle, "
		   "its name or its type is not possible",
		   (unsigned)record->dwInterface, (unsigned)record->dwIfType);
	return false;
}

static WERROR load_interface(const struct rras_store_interface *record,
			     void *private_data)
{
	struct loading *loading = private_data;
	struct router *router = loading->router;
	struct interface *iface;

	if (record->dwInterface >= router->next_handle &&
	    record->dwInterface < UINT32_MAX) {
		router->next_handle = record->dwInterface + 1;
	}
	if (!is_usable(router, record)) {
		return WERR_OK;
	}
	iface = interface_create(
		router, router, record->dwInterface, record->wszInterfaceName,
		(uint32_t)record->dwIfType, record->fEnabled, &record->guid);
	if (iface == NULL || !load_hours(iface, record) ||
	    !interface_list_reserve(router->list)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	router_add_interface(router, iface);
	return WERR_OK;
}

static WERROR load_credentials(const struct rras_store_credentials *record,
			       void *private_data)
{
	struct loading *loading = private_data;
	struct interface *iface =
		interface_list_get(loading->router->list, record->dwInterface);

	if (iface == NULL || iface->link == NULL) {
		return WERR_OK;
	}
	iface->credentials = credentials_create(
		iface, record->user, record->domain, record->password);
	return iface->credentials != NULL ? WERR_OK
					  : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

/* A crash came between a deletion and the writing of the phonebook. */
static WERROR load_removed(const char *name, void *private_data)
{
	struct loading *loading = private_data;

	change_post_sweep(loading->router, name);
	return WERR_OK;
}

static WERROR load_preferences(const struct rras_store_preferences *record,
			       void *private_data)
{
	struct loading *loading = private_data;
	struct router *router = loading->router;

	TALLOC_FREE(router->preferences);
	return preferences_copy(router, &record->user, &router->preferences);
}

static WERROR load_called_id(const struct rras_store_called_id *record,
			     void *private_data)
{
	const DATA_BLOB bytes =
		data_blob_const(record->bCalledId, record->dwSize);
	struct loading *loading = private_data;
	struct called_id *called_id;

	if (record->device == NULL || record->bCalledId == NULL) {
		return WERR_OK;
	}
	called_id = called_id_create(loading->router, record->device, &bytes);
	if (called_id == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	called_id_add(&loading->router->called_ids, called_id);
	return WERR_OK;
}

static WERROR load_store(struct router *router, const char **why)
{
	struct loading loading = {.router = router};
	const struct store_reader reader = {
		.server = load_server,
		.settings = load_settings,
		.interface = load_interface,
		.credentials = load_credentials,
		.removed = load_removed,
		.preferences = load_preferences,
		.called_id = load_called_id,
		.private_data = &loading,
	};

	return store_read(router, router->persist, &reader, why);
}

/* A phonebook that cannot be read must not keep the LAN from being managed:
 * it is logged, and every change that needs it says so. */
static void load_phonebook(struct router *router)
{
	struct persist_file_id id;
	struct phonebook *pbk;
	const char *why;
	DATA_BLOB bytes;

	if (!W_ERROR_IS_OK(persist_read_now(router, router->persist,
					    PHONEBOOK_FILE, &bytes, &id))) {
		router_log(router, LOG_ERR, PHONEBOOK_FILE " cannot be read");
		return;
	}
	phonebook_file_load(router->phonebook, &bytes, &id);
	data_blob_free(&bytes);
	if (!W_ERROR_IS_OK(phonebook_file_get(router->phonebook, &pbk, &why))) {
		router_log(router, LOG_ERR, PHONEBOOK_FILE ": %s", why);
	}
}

static void load_entry(struct interface *iface)
{
	struct router *router = iface->router;
	struct router_entry *entry = NULL;
	struct phonebook *pbk;
	const char *why;
	WERROR werr = phonebook_file_get(router->phonebook, &pbk, &why);

	if (!W_ERROR_IS_OK(werr) || pbk == NULL) {
		return;
	}
	why = "";
	werr = phonebook_get_entry(iface, pbk, iface->info.wszInterfaceName,
				   &entry, &why);
	if (W_ERROR_IS_OK(werr)) {
		interface_set_entry(iface, entry);
	} else {
		router_log(router, LOG_WARNING,
			   "interface %u has no usable phonebook entry (%u) %s",
			   (unsigned)iface->info.dwInterface,
			   (unsigned)W_ERROR_V(werr), why);
	}
}

static void load_entries(struct router *router)
{
	struct interface *iface = NULL;
	uint32_t after = 0;

	while ((iface = interface_list_next(router->list, after)) != NULL) {
		after = iface->info.dwInterface;
		if (iface->link != NULL) {
			load_entry(iface);
		}
	}
}

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

static bool make_parts(struct router *router,
		       const struct router_config *config)
{
	router->list = interface_list_create(router);
	router->phonebook = phonebook_file_create(router);
	router->changes = tevent_queue_create(router, "changes");
	router->preferences = preferences_create(router);
	router->next_handle = ROUTER_FIRST_HANDLE;
	router->server = server_settings_new(router, config->ports);
	return router->list != NULL && router->phonebook != NULL &&
	       router->changes != NULL && router->preferences != NULL &&
	       router->server != NULL &&
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
	router->set_ports = config->set_ports;
	router->set_ports_data = config->set_ports_data;
	if (make_parts(router, config)) {
		werr = load_store(router, why);
	}
	if (W_ERROR_IS_OK(werr)) {
		change_server_start(router);
		load_phonebook(router);
		load_entries(router);
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

void router_pause(struct router *router)
{
	router->paused = true;
}

void router_continue(struct router *router)
{
	router->paused = false;
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

const struct dialer_status *router_link_status(struct router *router,
					       uint32_t dwInterface)
{
	struct interface *iface = interface_list_get(router->list, dwInterface);

	return iface != NULL && iface->link != NULL
		       ? dialer_link_status(iface->link)
		       : NULL;
}
