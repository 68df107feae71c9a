/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a start reads: the records of rras.tdb and the phonebook.
 */
#include <string.h>
#include <syslog.h>
#include "called_ids.h"
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "credentials.h"
#include "credentials_ex.h"
#include "gen_ndr/rras_types.h"
#include "ikev2.h"
#include "preferences.h"
#include "router_private.h"
#include "store.h"
#include "vpn_strategy.h"

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

/* Without an interface it belongs to nothing, and does no harm. */
static WERROR load_eap(const struct rras_store_eap *record, void *private_data)
{
	struct loading *loading = private_data;
	struct interface *iface =
		interface_list_get(loading->router->list, record->dwInterface);
	struct router_eap eap = {
		.cbHash = record->cbHash,
		.identity = record->identity,
		.pin = record->pin,
	};

	if (iface == NULL || iface->link == NULL) {
		return WERR_OK;
	}
	memcpy(eap.pbHash, record->pbHash, record->cbHash);
	iface->eap = router_eap_copy(iface, &eap);
	return iface->eap != NULL ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR load_key(const struct rras_store_key *record, void *private_data)
{
	struct loading *loading = private_data;
	struct router *router = loading->router;
	struct interface *iface =
		interface_list_get(router->list, record->dwInterface);
	struct router_key key = {.size = record->size};
	struct router_key *copy;

	if (record->dwInterface != ROUTER_SERVER_HANDLE &&
	    (iface == NULL || iface->link == NULL)) {
		return WERR_OK;
	}
	memcpy(key.bytes, record->key, record->size);
	copy = router_key_copy(router, &key);
	explicit_bzero(&key, sizeof(key));
	if (record->dwInterface == ROUTER_SERVER_HANDLE) {
		router->key = copy;
	} else {
		iface->key = talloc_steal(iface, copy);
	}
	return copy != NULL ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR load_ikev2(const struct rras_store_ikev2 *record,
			 void *private_data)
{
	struct loading *loading = private_data;
	struct interface *iface =
		interface_list_get(loading->router->list, record->dwInterface);
	struct router_ikev2 config = {
		.dwSaLifeTime = record->dwSaLifeTime,
		.dwSaDataSize = record->dwSaDataSize,
		.certificateName = data_blob_const(record->certificateName,
						   record->name_size),
		.certificateHash = data_blob_const(record->certificateHash,
						   record->hash_size),
		.customPolicy = record->customPolicy,
	};

	if (iface == NULL || iface->link == NULL) {
		return WERR_OK;
	}
	iface->ikev2 = router_ikev2_copy(iface, &config);
	return iface->ikev2 != NULL ? WERR_OK
				    : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

/* What is no kind of ours is as if none had succeeded. */
static WERROR load_tunnel(const struct rras_store_tunnel *record,
			  void *private_data)
{
	struct loading *loading = private_data;
	struct interface *iface =
		interface_list_get(loading->router->list, record->dwInterface);

	if (iface != NULL && iface->link != NULL) {
		vpn_strategy_kind(record->dwVpnStrategy, &iface->last_tunnel);
	}
	return WERR_OK;
}

/* A crash came between a deletion and the writing of the phonebook. */
static WERROR load_removed(const char *name, void *private_data)
{
	struct loading *loading = private_data;

	change_post_sweep(loading->router, name);
	return WERR_OK;
}

/* As the server's settings: what is not possible is left out, and said. */
static WERROR load_preferences(const struct rras_store_preferences *record,
			       void *private_data)
{
	struct loading *loading = private_data;
	struct router *router = loading->router;
	struct RASRPC_PBUSER *user;
	WERROR werr = preferences_copy(router, &record->user, &user);

	if (W_ERROR_EQUAL(werr, W_ERROR(ERROR_INVALID_PARAMETER))) {
		router_log(router, LOG_WARNING,
			   "rras.tdb: the user preferences are left out: they "
			   "are not possible");
		return WERR_OK;
	}
	if (W_ERROR_IS_OK(werr)) {
		TALLOC_FREE(router->preferences);
		router->preferences = user;
	}
	return werr;
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
		.eap = load_eap,
		.key = load_key,
		.ikev2 = load_ikev2,
		.tunnel = load_tunnel,
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

WERROR router_load(struct router *router, const char **why)
{
	WERROR werr = load_store(router, why);

	if (W_ERROR_IS_OK(werr)) {
		change_server_start(router);
		load_phonebook(router);
		load_entries(router);
	}
	return werr;
}
