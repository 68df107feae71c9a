/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that writes to the state directory.
 *
 * A thread of its own carries out jobs in the order of their arrival, so that
 * an fsync never holds up the loop; a job is answered when it is on the disk.
 */
#ifndef SERVER_ROUTER_PERSIST_H
#define SERVER_ROUTER_PERSIST_H

#include <stdbool.h>
#include <talloc.h>
#include <tevent.h>
#include <tdb.h>
#include <core/werror.h>

struct persist;
struct persist_job;

/**
 * @brief Open (or make) the state directory's rras.tdb and start the writer.
 *
 * Directory 0700, files 0600.  Freeing it finishes the jobs first.
 * @param[out] why  on error a sentence with the path and the reason
 */
WERROR persist_open(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const char *state_dir, struct persist **persist,
		    const char **why);

/** @brief Walk all records; only before the first job is sent. */
WERROR persist_traverse(struct persist *persist,
			int (*fn)(const char *key, TDB_DATA value,
				  void *private_data),
			void *private_data);

/** @brief A new, empty job. */
struct persist_job *persist_job(TALLOC_CTX *mem_ctx);

/** @brief Add to the job's transaction: store a record (bytes are copied). */
bool persist_job_store(struct persist_job *job, const char *key,
		       TDB_DATA value);
/** @brief Add to the job's transaction: delete a record; absent is fine. */
bool persist_job_delete(struct persist_job *job, const char *key);
/**
 * @brief Replace a file of the state directory before (or after) the
 *        transaction: temporary file, fsync, rename, fsync of the directory.
 */
bool persist_job_replace_file(struct persist_job *job, const char *name,
			      const void *bytes, size_t length,
			      bool after_transaction);

/**
 * @brief Carry out a job; takes the ownership of @job.
 *
 * Freeing the request does not stop the job.  Errors: ERROR_DISK_FULL,
 * ERROR_WRITE_PROTECT, ERROR_ACCESS_DENIED, ERROR_WRITE_FAULT; then nothing
 * of the transaction was stored.
 */
struct tevent_req *persist_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				struct persist *persist,
				struct persist_job *job);
WERROR persist_recv(struct tevent_req *req);

#endif
