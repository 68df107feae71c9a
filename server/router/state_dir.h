/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state directory itself: rras.tdb and the files beside it.  Everything
 * here waits for the disk; persist.c calls it from its thread.
 *
 * Nothing here calls talloc after state_dir_open(): talloc is not for two
 * threads.
 */
#ifndef SERVER_ROUTER_STATE_DIR_H
#define SERVER_ROUTER_STATE_DIR_H

#include "persist.h"
#include "state_tdb.h"

struct state_dir;

/** @brief One transaction with at most one file. */
struct state_change {
	struct state_record *records;
	uint32_t num_records;
	const char *file; /**< name, NULL for none */
	const struct iovec *pieces;
	size_t num_pieces;
	bool check_expected;
	struct persist_file_id expected;
	enum persist_file_order order;
};

/** @brief How a change or a read went; plain memory. */
struct state_result {
	WERROR error;
	char why[512];
	bool file_replaced;
	struct persist_file_id file;
};

/** @brief Open or make directory and database; see persist_open(). */
WERROR state_dir_open(TALLOC_CTX *mem_ctx, const char *path,
		      struct state_dir **dir, const char **why);

/** @brief The database, for reading at start. */
struct tdb_context *state_dir_tdb(struct state_dir *dir);

/** @brief Carry out a change, all of it or nothing. */
void state_dir_apply(struct state_dir *dir, const struct state_change *change,
		     struct state_result *result);

/**
 * @brief Read a file, unless it is the version @known.
 *
 * @param[out] bytes  malloc()ed, the caller frees; NULL when not @changed or
 *                    when there is no such file
 */
void state_dir_read(struct state_dir *dir, const char *name,
		    const struct persist_file_id *known, bool *changed,
		    uint8_t **bytes, size_t *length,
		    struct state_result *result);

#endif
