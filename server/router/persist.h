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
#include <stdint.h>
#include <time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <talloc.h>
#include <tevent.h>
#include <tdb.h>
#include <core/werror.h>
#include <util/data_blob.h>

struct persist;
struct persist_job;

/**
 * @brief Which version of a file it is: by what a replacement or an edit in
 * place changes.  All zero: there is no such file.
 */
struct persist_file_id {
	bool exists;
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime;
	struct timespec ctime;
};

bool persist_file_id_equal(const struct persist_file_id *a,
			   const struct persist_file_id *b);

/**
 * @brief Open (or make) the state directory's rras.tdb and start the writer.
 *
 * Directory 0700, files 0600, whatever the umask.  A damaged database is an
 * error and left as it is.  Freeing the result finishes the jobs first;
 * requests that still wait then are never answered: free them before.
 *
 * @param[in]  mem_ctx    owner of the result; not a child of @ev
 * @param[in]  state_dir  its parent must exist
 * @param[out] why  on error a sentence with the path and the reason, a child
 *                  of @mem_ctx
 * @retval ERROR_FILE_CORRUPT  the database is damaged
 * @retval ERROR_SHARING_VIOLATION  another process has it open
 *         and the errors of persist_send()
 */
WERROR persist_open(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const char *state_dir, struct persist **persist,
		    const char **why);

/**
 * @brief Walk all records; only before the first job is sent.
 *
 * @param[in] fn  key without the tdb's NUL-less form; non-zero stops the walk
 */
WERROR persist_traverse(struct persist *persist,
			int (*fn)(const char *key, TDB_DATA value,
				  void *private_data),
			void *private_data);

/**
 * @brief Read a file of the state directory at once; only at start, before
 *        the loop runs.
 *
 * No such file is no error: @bytes is then empty and id->exists false.
 */
WERROR persist_read_now(TALLOC_CTX *mem_ctx, struct persist *persist,
			const char *name, DATA_BLOB *bytes,
			struct persist_file_id *id);

/** @brief A new, empty job; NULL when out of memory. */
struct persist_job *persist_job(TALLOC_CTX *mem_ctx);

/**
 * @brief Add to the job's transaction: store a record.
 *
 * The bytes are copied; the copy is burnt with the job.
 */
bool persist_job_store(struct persist_job *job, const char *key,
		       TDB_DATA value);
/** @brief Add to the job's transaction: delete a record; absent is fine. */
bool persist_job_delete(struct persist_job *job, const char *key);

/** @brief Whether there is nothing to do in it. */
bool persist_job_is_empty(const struct persist_job *job);

/** @brief When a file is replaced, seen from the job's transaction. */
enum persist_file_order {
	PERSIST_FILE_FIRST, /**< file, then commit: for what is made */
	PERSIST_FILE_LAST,  /**< commit, then file: for what goes away */
};

/**
 * @brief Replace a file of the state directory: temporary file, fsync,
 *        rename, fsync of the directory.  One file a job.
 *
 * @param[in] name      a literal or otherwise outlives the job
 * @param[in] pieces    the new contents.  Neither they nor their bytes are
 *                      copied: they are children of the job, or it has a
 *                      talloc_reference() on them, and nobody changes them
 *                      before it is done
 * @param[in] expected  the version that @bytes were made from: when another
 *                      one is there by now the job fails with ERROR_RETRY and
 *                      nothing changes; NULL for any
 */
void persist_job_replace_file(struct persist_job *job, const char *name,
			      const struct iovec *pieces, size_t num_pieces,
			      const struct persist_file_id *expected,
			      enum persist_file_order order);

/** @brief What a job did to its file. */
struct persist_result {
	bool file_replaced;
	struct persist_file_id file; /**< valid when @file_replaced */
	const char *why;	     /**< on error a sentence, else "" */
};

/**
 * @brief Carry out a job; takes the ownership of @job.
 *
 * Freeing the request does not stop the job.  Errors: ERROR_DISK_FULL,
 * ERROR_WRITE_PROTECT, ERROR_ACCESS_DENIED, ERROR_WRITE_FAULT, ERROR_RETRY;
 * then nothing of the transaction was stored.  With PERSIST_FILE_LAST a
 * success may have left the file as it was: see @file_replaced.
 */
struct tevent_req *persist_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				struct persist *persist,
				struct persist_job *job);
/**
 * @brief Carry out a job at once; only at start, before the first job is
 *        sent.  Takes the ownership of @job.
 *
 * @param[out] why  on error a sentence, child of @mem_ctx
 */
WERROR persist_now(TALLOC_CTX *mem_ctx, struct persist *persist,
		   struct persist_job *job, const char **why);

/** @param[out] result  may be NULL; its strings are children of @mem_ctx */
WERROR persist_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		    struct persist_result *result);

/**
 * @brief Read a file of the state directory, after all jobs sent before.
 *
 * @param[in]  known    the version that the caller has, or NULL
 * @param[out] changed  whether it is another version now; only then are
 *                      @bytes and @id set
 */
struct tevent_req *persist_read_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     struct persist *persist, const char *name,
				     const struct persist_file_id *known);
WERROR persist_read_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			 bool *changed, DATA_BLOB *bytes,
			 struct persist_file_id *id);

#endif
