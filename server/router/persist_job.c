/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling a job of the writer.  The job owns copies of its records, and burns
 * them: credentials are among them.
 */
#include "persist_job.h"
#include <stdlib.h>
#include <string.h>

static int destroy_job(struct persist_job *job)
{
	size_t i;

	for (i = 0; i < job->change.num_records; i++) {
		TDB_DATA value = job->change.records[i].value;

		if (value.dptr != NULL) {
			explicit_bzero(value.dptr, value.dsize);
		}
	}
	free(job->read_bytes);
	return 0;
}

struct persist_job *persist_job(TALLOC_CTX *mem_ctx)
{
	struct persist_job *job = talloc_zero(mem_ctx, struct persist_job);

	if (job != NULL) {
		talloc_set_destructor(job, destroy_job);
	}
	return job;
}

static struct state_record *add_record(struct persist_job *job, const char *key)
{
	struct state_change *change = &job->change;
	struct state_record *records =
		talloc_realloc(job, change->records, struct state_record,
			       change->num_records + 1);
	char *copy = talloc_strdup(job, key);

	if (records == NULL) {
		return NULL;
	}
	change->records = records;
	if (copy == NULL) {
		return NULL;
	}
	records += change->num_records++;
	*records = (struct state_record){
		.key = {.dptr = (uint8_t *)copy, .dsize = strlen(copy)},
	};
	return records;
}

bool persist_job_store(struct persist_job *job, const char *key, TDB_DATA value)
{
	uint8_t *copy = talloc_memdup(job, value.dptr, value.dsize);
	struct state_record *record = NULL;

	if (copy != NULL) {
		record = add_record(job, key);
	}
	if (record == NULL) {
		return false;
	}
	record->value = (TDB_DATA){.dptr = copy, .dsize = value.dsize};
	return true;
}

bool persist_job_delete(struct persist_job *job, const char *key)
{
	return add_record(job, key) != NULL;
}

void persist_job_replace_file(struct persist_job *job, const char *name,
			      const struct iovec *pieces, size_t num_pieces,
			      const struct persist_file_id *expected,
			      enum persist_file_order order)
{
	struct state_change *change = &job->change;

	change->file = name;
	change->pieces = pieces;
	change->num_pieces = num_pieces;
	change->order = order;
	change->check_expected = expected != NULL;
	if (expected != NULL) {
		change->expected = *expected;
	}
}

bool persist_job_is_empty(const struct persist_job *job)
{
	return job->change.num_records == 0 && job->change.file == NULL;
}
