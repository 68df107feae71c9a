/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the records of rras.tdb.
 */
#include <string.h>
#include <ndr.h>
#include "ndr_store.h"
#include "compat/rras_errors.h"
#include "store.h"
#include "store_keys.h"

struct reading {
	TALLOC_CTX *mem_ctx;
	const struct store_reader *reader;
	bool belongings; /**< the pass in which what belongs to interfaces is
			  * read */
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

static void read_eap(struct reading *reading, const char *key,
		     const DATA_BLOB *blob)
{
	struct rras_store_eap record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_eap)) {
		reading->error = reading->reader->eap(
			&record, reading->reader->private_data);
		burn(record.pin);
	}
}

static void read_key(struct reading *reading, const char *key,
		     const DATA_BLOB *blob)
{
	struct rras_store_key record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_key)) {
		reading->error = reading->reader->key(
			&record, reading->reader->private_data);
		explicit_bzero(record.key, record.size);
	}
}

static void read_ikev2(struct reading *reading, const char *key,
		       const DATA_BLOB *blob)
{
	struct rras_store_ikev2 record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_ikev2)) {
		reading->error = reading->reader->ikev2(
			&record, reading->reader->private_data);
	}
}

static void read_tunnel(struct reading *reading, const char *key,
			const DATA_BLOB *blob)
{
	struct rras_store_tunnel record = {0};

	if (pull(reading, key, blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_tunnel)) {
		reading->error = reading->reader->tunnel(
			&record, reading->reader->private_data);
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

/* What belongs to an interface, which is made before. */
static const struct {
	const char *prefix;
	void (*read)(struct reading *reading, const char *key,
		     const DATA_BLOB *blob);
} belongings[] = {
	{CREDENTIALS, read_credentials},
	{EAP, read_eap},
	{KEY, read_key},
	{IKEV2, read_ikev2},
	{TUNNEL, read_tunnel},
};

#define BELONGINGS (sizeof(belongings) / sizeof(belongings[0]))

static void read_belonging(struct reading *reading, const char *key,
			   const DATA_BLOB *blob)
{
	size_t i;

	for (i = 0; i < BELONGINGS; i++) {
		if (starts_with(key, belongings[i].prefix)) {
			belongings[i].read(reading, key, blob);
		}
	}
}

static int read_record(const char *key, TDB_DATA value, void *private_data)
{
	struct reading *reading = private_data;
	DATA_BLOB blob = {.data = value.dptr, .length = value.dsize};

	if (reading->belongings) {
		read_belonging(reading, key, &blob);
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
		reading.belongings = true;
		werr = persist_traverse(persist, read_record, &reading);
	}
	*why = talloc_steal(mem_ctx, reading.why);
	TALLOC_FREE(tmp);
	return W_ERROR_IS_OK(werr) ? reading.error : werr;
}

/* -- what the connections keep -- */

struct reading_connections {
	struct reading reading; /* of the errors */
	uint32_t next_handle;
};

static int read_connections(const char *key, TDB_DATA value, void *private_data)
{
	struct reading_connections *state = private_data;
	struct rras_store_connections record = {0};
	DATA_BLOB blob = {.data = value.dptr, .length = value.dsize};

	if (strcmp(key, CONNECTIONS) != 0) {
		return 0;
	}
	if (pull(&state->reading, key, &blob, &record,
		 (ndr_pull_flags_fn_t)ndr_pull_rras_store_connections)) {
		state->next_handle = record.next_handle;
	}
	return -1;
}

WERROR store_read_connections(TALLOC_CTX *mem_ctx, struct persist *persist,
			      uint32_t *next_handle, const char **why)
{
	struct reading_connections state = {
		.reading = {.mem_ctx = mem_ctx, .error = WERR_OK},
	};
	WERROR werr = persist_traverse(persist, read_connections, &state);

	*next_handle = state.next_handle;
	*why = state.reading.why;
	return W_ERROR_IS_OK(werr) ? state.reading.error : werr;
}
