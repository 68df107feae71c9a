/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of rras.tdb; pidl makes every byte of them.
 */
#include "store.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <ndr.h>
#include "ndr_store.h"
#include "compat/rras_errors.h"
#include "credentials.h"
#include "interface.h"
#include "server_settings.h"

#define SERVER	    "server"
#define SETTINGS    "settings"
#define INTERFACE   "interface/"
#define CREDENTIALS "credentials/"
#define REMOVED	    "removed/"
#define PREFERENCES "preferences"
#define CALLED_ID   "called-id/"

/* -- reading -- */

struct reading {
	TALLOC_CTX *mem_ctx;
	const struct store_reader *reader;
	bool credentials; /**< the pass in which they are read */
	WERROR error;
	const char *why;
};

static bool starts_with(const char *key, const char *prefix)
{
	return strncmp(key, prefix, strlen(prefix)) == 0;
}

/* A record begins with its version, whatever follows. */
static bool is_later_version(const DATA_BLOB *blob)
{
	struct rras_store_header header = {0};
	enum ndr_err_code err = ndr_pull_struct_blob(
		blob, NULL, &header,
		(ndr_pull_flags_fn_t)ndr_pull_rras_store_header);

	return err == NDR_ERR_SUCCESS && header.version > RRAS_STORE_VERSION;
}

static bool pull(struct reading *reading, const char *key,
		 const DATA_BLOB *blob, void *record, ndr_pull_flags_fn_t fn)
{
	const char *complaint = "is damaged";

	if (ndr_pull_struct_blob_all(blob, reading->mem_ctx, record, fn) ==
	    NDR_ERR_SUCCESS) {
		return true;
	}
	reading->error = W_ERROR(ERROR_FILE_CORRUPT);
	if (is_later_version(blob)) {
		reading->error = W_ERROR(ERROR_REVISION_MISMATCH);
		complaint = "was written by a later version of OpenRRAS";
	}
	reading->why = talloc_asprintf(reading->mem_ctx,
				       "rras.tdb: the record \"%s\" %s", key,
				       complaint);
	return false;
}

static void read_server(struct reading *reading, const char *key,
			const DATA_BLOB *blob)
{
	struct rras_store_server record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_server)) {
		reading->error = reading->reader->server(
			&record, reading->reader->private_data);
	}
}

static void read_settings(struct reading *reading, const char *key,
			  const DATA_BLOB *blob)
{
	struct rras_store_settings record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_settings)) {
		reading->error = reading->reader->settings(
			&record, reading->reader->private_data);
	}
}

static void read_interface(struct reading *reading, const char *key,
			   const DATA_BLOB *blob)
{
	struct rras_store_interface record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_interface)) {
		reading->error = reading->reader->interface(
			&record, reading->reader->private_data);
	}
}

static void burn(const char *text)
{
	if (text != NULL) {
		explicit_bzero((char *)(uintptr_t)text, strlen(text));
	}
}

static void read_credentials(struct reading *reading, const char *key,
			     const DATA_BLOB *blob)
{
	struct rras_store_credentials record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_credentials)) {
		reading->error = reading->reader->credentials(
			&record, reading->reader->private_data);
		burn(record.password);
	}
}

static void read_preferences(struct reading *reading, const char *key,
			     const DATA_BLOB *blob)
{
	struct rras_store_preferences record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_preferences)) {
		reading->error = reading->reader->preferences(
			&record, reading->reader->private_data);
	}
}

static void read_called_id(struct reading *reading, const char *key,
			   const DATA_BLOB *blob)
{
	struct rras_store_called_id record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_called_id)) {
		reading->error = reading->reader->called_id(
			&record, reading->reader->private_data);
	}
}

static int read_record(const char *key, TDB_DATA value, void *private_data)
{
	struct reading *reading = private_data;
	DATA_BLOB blob = {.data = value.dptr, .length = value.dsize};

	if (starts_with(key, CREDENTIALS)) {
		if (reading->credentials) {
			read_credentials(reading, key, &blob);
		}
	} else if (reading->credentials) {
		return 0;
	} else if (strcmp(key, SERVER) == 0) {
		read_server(reading, key, &blob);
	} else if (strcmp(key, SETTINGS) == 0) {
		read_settings(reading, key, &blob);
	} else if (starts_with(key, INTERFACE)) {
		read_interface(reading, key, &blob);
	} else if (starts_with(key, REMOVED)) {
		reading->error = reading->reader->removed(
			key + strlen(REMOVED), reading->reader->private_data);
	} else if (strcmp(key, PREFERENCES) == 0) {
		read_preferences(reading, key, &blob);
	} else if (starts_with(key, CALLED_ID)) {
		read_called_id(reading, key, &blob);
	}
	return W_ERROR_IS_OK(reading->error) ? 0 : -1;
}

WERROR store_read(TALLOC_CTX *mem_ctx, struct persist *persist,
		  const struct store_reader *reader, const char **why)
{
	TALLOC_CTX *tmp = talloc_new(mem_ctx);
	struct reading reading = {
		.mem_ctx = tmp,
		.reader = reader,
		.error = WERR_OK,
	};
	WERROR werr;

	*why = NULL;
	if (tmp == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	werr = persist_traverse(persist, read_record, &reading);
	if (W_ERROR_IS_OK(werr) && W_ERROR_IS_OK(reading.error)) {
		reading.credentials = true;
		werr = persist_traverse(persist, read_record, &reading);
	}
	*why = talloc_steal(mem_ctx, reading.why);
	TALLOC_FREE(tmp);
	return W_ERROR_IS_OK(werr) ? reading.error : werr;
}

/* -- writing -- */

static bool put(struct persist_job *job, const char *key, const void *record,
		ndr_push_flags_fn_t fn)
{
	TALLOC_CTX *tmp = talloc_new(job);
	DATA_BLOB blob = {0};
	bool ok = false;

	if (ndr_push_struct_blob(&blob, tmp, record, fn) == NDR_ERR_SUCCESS) {
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

bool store_delete_interface(struct persist_job *job, uint32_t dwInterface)
{
	char key[32];

	numbered_key(key, sizeof(key), INTERFACE, dwInterface);
	return persist_job_delete(job, key);
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
	char key[32];

	numbered_key(key, sizeof(key), CREDENTIALS, dwInterface);
	return persist_job_delete(job, key);
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
