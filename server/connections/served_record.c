/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Served links over restarts of the daemon. */
#include "served_record.h"
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "server/dialer/record_dir.h"
#include "server/dialer/record_projection.h"
#include "server/dialer/text.h"
#include "connection_record.h"
#include "connections.h"
#include "served_state.h"

/* Field 22 of stat, the 20th after the name, which ends with the last ")". */
#define FIELDS_BEFORE 19

uint64_t served_record_started(pid_t pid)
{
	char path[32], text[1024], *field;
	uint64_t started = 0;
	FILE *file;
	int i;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (file == NULL) {
		return 0;
	}
	field = fgets(text, sizeof(text), file) != NULL ? strrchr(text, ')')
							: NULL;
	fclose(file);
	for (i = 0; field != NULL && i <= FIELDS_BEFORE; i++) {
		field = strchr(field + 1, ' ');
	}
	return field != NULL && sscanf(field, "%" SCNu64, &started) == 1
		       ? started
		       : 0;
}

/* Opened first: then what is read is of this process, or it has ended. */
int served_record_process(const struct rras_served_record *record)
{
	struct pollfd process = {.events = POLLIN};

	process.fd = pidfd_open((pid_t)record->pid, 0);
	if (process.fd == -1) {
		return -1;
	}
	if (served_record_started((pid_t)record->pid) != record->pid_started ||
	    poll(&process, 1, 0) != 0) {
		close(process.fd);
		return -1;
	}
	return process.fd;
}

static void name_of(char name[RECORD_NAME_SIZE], uint64_t id)
{
	snprintf(name, RECORD_NAME_SIZE, "%016" PRIx64, id);
}

void served_record_write(const struct record_dir *dir, pid_t pid,
			 uint64_t pid_started, uint32_t dwPort,
			 const struct served_state *state,
			 const struct connection *connection)
{
	struct rras_served_record record = {
		.version = RRAS_LINK_RECORD_VERSION,
		.id = state->id,
		.pid = (uint32_t)pid,
		.pid_started = pid_started,
		.kind = state->kind,
		.dwPort = dwPort,
		.device = state->device,
		.parameter = state->parameter,
		.number = state->number,
		.user = state->user,
		.ifname = state->ifname,
		.ifindex = (uint32_t)state->ifindex,
	};
	char name[RECORD_NAME_SIZE];
	DATA_BLOB bytes = {0};

	record_time_put(&record.started, &state->started,
			&state->started_boottime);
	record_projection_put(&record.ppp, &state->ppp);
	connection_record_put(&record.connection, connection);
	if (ndr_push_struct_blob(
		    &bytes, NULL, &record,
		    (ndr_push_flags_fn_t)ndr_push_rras_served_record) ==
	    NDR_ERR_SUCCESS) {
		name_of(name, state->id);
		(void)record_dir_write(dir, name, &bytes);
		data_blob_free(&bytes);
	}
}

void served_record_remove(const struct record_dir *dir, uint64_t id)
{
	char name[RECORD_NAME_SIZE];

	name_of(name, id);
	record_dir_remove(dir, name);
}

/* -- reading -- */

static bool is_named(const struct rras_served_record *record, const char *name)
{
	char expected[RECORD_NAME_SIZE];

	name_of(expected, record->id);
	return strcmp(name, expected) == 0;
}

/* NULL for what is none. */
static WERROR read_one(TALLOC_CTX *mem_ctx, const struct record_dir *dir,
		       const char *name, struct rras_served_record **_record)
{
	struct rras_served_record *record =
		talloc_zero(mem_ctx, struct rras_served_record);
	DATA_BLOB bytes;
	WERROR error;

	*_record = NULL;
	W_ERROR_HAVE_NO_MEMORY(record);
	error = record_dir_read(dir, record, name, &bytes);
	if (bytes.length != 0 &&
	    ndr_pull_struct_blob_all(
		    &bytes, record, record,
		    (ndr_pull_flags_fn_t)ndr_pull_rras_served_record) ==
		    NDR_ERR_SUCCESS &&
	    is_named(record, name)) {
		data_blob_free(&bytes);
		*_record = record;
		return WERR_OK;
	}
	talloc_free(record);
	return error;
}

WERROR served_record_read(TALLOC_CTX *mem_ctx, const struct record_dir *dir,
			  struct rras_served_record ***_records, size_t *count)
{
	struct rras_served_record **records;
	size_t i, num_names;
	char **names;
	WERROR error;

	*count = 0;
	error = record_dir_list(dir, mem_ctx, &names, &num_names);
	W_ERROR_NOT_OK_RETURN(error);
	records = talloc_zero_array(mem_ctx, struct rras_served_record *,
				    (unsigned)num_names + 1);
	if (records == NULL) {
		error = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	for (i = 0; W_ERROR_IS_OK(error) && i < num_names; i++) {
		error = read_one(records, dir, names[i], &records[*count]);
		if (records[*count] != NULL) {
			(*count)++;
		} else if (W_ERROR_IS_OK(error)) {
			record_dir_remove(dir, names[i]);
		}
	}
	talloc_free(names);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(records);
		return error;
	}
	*_records = records;
	return WERR_OK;
}

static void copy(char *to, size_t size, const char *from)
{
	dialer_copy_text(to, size, from != NULL ? from : "");
}

bool served_record_state(const struct rras_served_record *record,
			 struct served_state *state)
{
	if (record->id == 0 || record->kind >= PORT_KINDS ||
	    record->ifindex > INT32_MAX ||
	    record->connection.dwConnection == 0) {
		return false;
	}
	*state = (struct served_state){
		.greeted = true,
		.complete = true,
		.id = record->id,
		.kind = (enum port_kind)record->kind,
		.ifindex = (int)record->ifindex,
	};
	copy(state->device, sizeof(state->device), record->device);
	copy(state->parameter, sizeof(state->parameter), record->parameter);
	copy(state->number, sizeof(state->number), record->number);
	copy(state->user, sizeof(state->user), record->user);
	copy(state->ifname, sizeof(state->ifname), record->ifname);
	record_time_get(&record->started, &state->started,
			&state->started_boottime);
	record_projection_get(&state->ppp, &record->ppp);
	return served_state_is_up(state);
}
