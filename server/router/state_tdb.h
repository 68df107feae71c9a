/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras.tdb: opening it without ever making a new database of a damaged one,
 * and two-phase transactions that say what went wrong.
 */
#ifndef SERVER_ROUTER_STATE_TDB_H
#define SERVER_ROUTER_STATE_TDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <signal.h>
#include <tdb.h>
#include <talloc.h>
#include <core/werror.h>

struct state_tdb;

/** @brief One change of a record. */
struct state_record {
	TDB_DATA key;
	TDB_DATA value; /**< dptr NULL: delete */
};

/**
 * @brief Open the database of a directory; make it when there is none.
 *
 * @param[in]  fd, path  the directory
 * @param[out] why  on error a sentence with path and reason
 * @retval ERROR_FILE_CORRUPT  it is damaged, and was left as it is
 */
WERROR state_tdb_open(TALLOC_CTX *mem_ctx, int fd, const char *path,
		      struct state_tdb **db, char *why, size_t why_size);

struct tdb_context *state_tdb_context(struct state_tdb *db);

/**
 * @brief First phase: all changes and their undo data are on the disk.
 *
 * Then state_tdb_commit() or state_tdb_cancel() must follow.
 */
WERROR state_tdb_prepare(struct state_tdb *db,
			 const struct state_record *records, size_t num,
			 char *why, size_t why_size);
WERROR state_tdb_commit(struct state_tdb *db, char *why, size_t why_size);
void state_tdb_cancel(struct state_tdb *db);

#endif
