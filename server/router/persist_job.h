/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job of the writer, as the loop fills it and the thread reads it.
 */
#ifndef SERVER_ROUTER_PERSIST_JOB_H
#define SERVER_ROUTER_PERSIST_JOB_H

#include "state_dir.h"

struct persist_job {
	struct persist_job *next;
	struct tevent_req *req; /* NULL: nobody waits any more */
	struct state_change change;
	struct state_result result;
	/* A job that reads: */
	const char *read_name;
	bool have_known;
	struct persist_file_id known;
	bool changed;
	uint8_t *read_bytes; /* malloc */
	size_t read_length;
};

#endif
