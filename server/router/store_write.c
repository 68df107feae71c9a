/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adding the records of rras.tdb to a job; pidl makes every byte of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <ndr.h>
#include <util/discard.h>
#include "ndr_store.h"
#include "credentials.h"
#include "credentials_ex.h"
#include "ikev2.h"
#include "interface.h"
#include "server_settings.h"
#include "store.h"
#include "store_keys.h"

static bool put(struct persist_job *job, const char *key, const void *record,
		ndr_push_flags_fn_t fn)
{
	TALLOC_CTX *tmp = talloc_new(job);
	DATA_BLOB blob = {0};
	bool ok = false;

	if (tmp != NULL &&
	    ndr_push_struct_blob(&blob, tmp, record, fn) == NDR_ERR_SUCCESS) {
		TDB_DATA value = {.dptr = blob.data, .dsize = blob.length};

		ok = persist_job_store(job, key, value);
		explicit_bzero(blob.data, blob.length);
	}
	TALLOC_FREE(tmp);
	return ok;
}

static void numbered_key(char *key, size_t size, const char *kind,
			 uint32_t dwInterface)
{
	snprintf(key, size, "%s%" PRIu32, kind, dwInterface);
}

bool store_put_server(struct persist_job *job, uint32_t next_handle)
{
	struct rras_store_server record = {
		.version = RRAS_STORE_VERSION,
		.next_handle = next_handle,
	};

	return put(job, SERVER, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_server);
}

bool store_put_settings(struct persist_job *job,
			const struct server_settings *settings)
{
	struct rras_store_settings record = {
		.version = RRAS_STORE_VERSION,
		.kinds = settings->kinds,
		.pppoe_ports = settings->pppoe_ports,
		.pppoe_port_flags = settings->pppoe_port_flags,
		.tunnels = settings->tunnels,
	};

	return put(job, SETTINGS, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_settings);
}

static uint32_t fill_hours(struct rras_store_string *strings,
			   const char *const *hours)
{
	uint32_t count = 0;

	while (hours != NULL && hours[count] != NULL &&
	       count < RRAS_MAX_HOURS) {
		strings[count].text = hours[count];
		count++;
	}
	return count;
}

bool store_put_interface(struct persist_job *job, const struct interface *iface,
			 const char *name, bool fEnabled,
			 const char *const *DialoutHours)
{
	struct rras_store_string hours[RRAS_MAX_HOURS];
	struct rras_store_interface record = {
		.version = RRAS_STORE_VERSION,
		.dwInterface = iface->info.dwInterface,
		.wszInterfaceName = name,
		.dwIfType = (enum ROUTER_INTERFACE_TYPE)iface->info.dwIfType,
		.fEnabled = fEnabled,
		.guid = iface->guid,
		.DialoutHours = hours,
	};
	char key[32];

	record.num_hours = fill_hours(hours, DialoutHours);
	numbered_key(key, sizeof(key), INTERFACE, record.dwInterface);
	return put(job, key, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_interface);
}

static bool delete_record(struct persist_job *job, const char *kind,
			  uint32_t dwInterface)
{
	char key[32];

	numbered_key(key, sizeof(key), kind, dwInterface);
	return persist_job_delete(job, key);
}

bool store_delete_interface(struct persist_job *job, uint32_t dwInterface)
{
	return delete_record(job, INTERFACE, dwInterface);
}

bool store_put_credentials(struct persist_job *job, uint32_t dwInterface,
			   const struct credentials *credentials)
{
	struct rras_store_credentials record = {
		.version = RRAS_STORE_VERSION,
		.dwInterface = dwInterface,
		.user = credentials->user,
		.domain = credentials->domain,
		.password = credentials->password,
	};
	char key[32];

	numbered_key(key, sizeof(key), CREDENTIALS, dwInterface);
	return put(job, key, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_credentials);
}

bool store_delete_credentials(struct persist_job *job, uint32_t dwInterface)
{
	return delete_record(job, CREDENTIALS, dwInterface);
}

bool store_put_eap(struct persist_job *job, uint32_t dwInterface,
		   const struct router_eap *eap)
{
	struct rras_store_eap record = {
		.version = RRAS_STORE_VERSION,
		.dwInterface = dwInterface,
		.cbHash = eap->cbHash,
		.pbHash = (uint8_t *)(uintptr_t)eap->pbHash,
		.identity = eap->identity,
		.pin = eap->pin,
	};
	char key[32];

	numbered_key(key, sizeof(key), EAP, dwInterface);
	return put(job, key, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_eap);
}

bool store_delete_eap(struct persist_job *job, uint32_t dwInterface)
{
	return delete_record(job, EAP, dwInterface);
}

bool store_put_key(struct persist_job *job, uint32_t dwInterface,
		   const struct router_key *key)
{
	struct rras_store_key record = {
		.version = RRAS_STORE_VERSION,
		.dwInterface = dwInterface,
		.size = key->size,
		.key = (uint8_t *)(uintptr_t)key->bytes,
	};
	char name[32];

	numbered_key(name, sizeof(name), KEY, dwInterface);
	return put(job, name, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_key);
}

bool store_delete_key(struct persist_job *job, uint32_t dwInterface)
{
	return delete_record(job, KEY, dwInterface);
}

bool store_put_ikev2(struct persist_job *job, uint32_t dwInterface,
		     const struct router_ikev2 *config)
{
	struct rras_store_ikev2 record = {
		.version = RRAS_STORE_VERSION,
		.dwInterface = dwInterface,
		.dwSaLifeTime = config->dwSaLifeTime,
		.dwSaDataSize = config->dwSaDataSize,
		.name_size = (uint32_t)config->certificateName.length,
		.certificateName = config->certificateName.data,
		.hash_size = (uint32_t)config->certificateHash.length,
		.certificateHash = config->certificateHash.data,
		.customPolicy = discard_const(config->customPolicy),
	};
	char key[32];

	numbered_key(key, sizeof(key), IKEV2, dwInterface);
	return put(job, key, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_ikev2);
}

bool store_delete_ikev2(struct persist_job *job, uint32_t dwInterface)
{
	return delete_record(job, IKEV2, dwInterface);
}

bool store_put_tunnel(struct persist_job *job, uint32_t dwInterface,
		      uint32_t dwVpnStrategy)
{
	struct rras_store_tunnel record = {
		.version = RRAS_STORE_VERSION,
		.dwInterface = dwInterface,
		.dwVpnStrategy = dwVpnStrategy,
	};
	char key[32];

	numbered_key(key, sizeof(key), TUNNEL, dwInterface);
	return put(job, key, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_tunnel);
}

bool store_delete_belongings(struct persist_job *job, uint32_t dwInterface)
{
	return store_delete_credentials(job, dwInterface) &&
	       store_delete_eap(job, dwInterface) &&
	       store_delete_key(job, dwInterface) &&
	       store_delete_ikev2(job, dwInterface) &&
	       delete_record(job, TUNNEL, dwInterface);
}

static char *removed_key(struct persist_job *job, const char *name)
{
	return talloc_asprintf(job, REMOVED "%s", name);
}

bool store_put_removed(struct persist_job *job, const char *name)
{
	uint8_t nothing = 0;
	TDB_DATA value = {.dptr = &nothing, .dsize = sizeof(nothing)};
	char *key = removed_key(job, name);

	return key != NULL && persist_job_store(job, key, value);
}

bool store_delete_removed(struct persist_job *job, const char *name)
{
	char *key = removed_key(job, name);

	return key != NULL && persist_job_delete(job, key);
}

bool store_put_preferences(struct persist_job *job,
			   const struct RASRPC_PBUSER *user)
{
	struct rras_store_preferences record = {
		.version = RRAS_STORE_VERSION,
		.user = *user,
	};

	return put(job, PREFERENCES, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_preferences);
}

static char *called_id_key(struct persist_job *job, const char *device)
{
	return talloc_asprintf(job, CALLED_ID "%s", device);
}

bool store_put_called_id(struct persist_job *job, const char *device,
			 const DATA_BLOB *bCalledId)
{
	struct rras_store_called_id record = {
		.version = RRAS_STORE_VERSION,
		.device = device,
		.dwSize = (uint32_t)bCalledId->length,
		.bCalledId = bCalledId->data,
	};
	char *key = called_id_key(job, device);

	return key != NULL &&
	       put(job, key, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_called_id);
}

bool store_delete_called_id(struct persist_job *job, const char *device)
{
	char *key = called_id_key(job, device);

	return key != NULL && persist_job_delete(job, key);
}

bool store_put_connections(struct persist_job *job, uint32_t next_handle)
{
	struct rras_store_connections record = {
		.version = RRAS_STORE_VERSION,
		.next_handle = next_handle,
	};

	return put(job, CONNECTIONS, &record,
		   (ndr_push_flags_fn_t)ndr_push_rras_store_connections);
}
