/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras.tdb; see state_tdb.h.
 */
#include "state_tdb.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "compat/file_errors.h"
#include "compat/rras_errors.h"

#define DATABASE     "rras.tdb"
#define DATABASE_NEW DATABASE ".new"
/* Ten thousand interfaces with their credentials make chains of twenty. */
#define HASH_SIZE 1024

struct state_tdb {
	char path[PATH_MAX];
	struct tdb_context *tdb;
	/* The first complaint of tdb in the current operation. */
	int err;
	char text[256];
};

__attribute__((format(printf, 3, 4))) static void
on_log(struct tdb_context *tdb, enum tdb_debug_level level, const char *format,
       ...)
{
	int err = errno;
	struct state_tdb *db = tdb_get_logging_private(tdb);
	va_list args;

	if (level > TDB_DEBUG_ERROR || db->text[0] != '\0') {
		return;
	}
	db->err = err;
	va_start(args, format);
	vsnprintf(db->text, sizeof(db->text), format, args);
	va_end(args);
	db->text[strcspn(db->text, "\n")] = '\0';
	errno = err;
}

static void clear_error(struct state_tdb *db)
{
	db->err = 0;
	db->text[0] = '\0';
	errno = 0;
}

static WERROR fail(const struct state_tdb *db, char *why, size_t size)
{
	/* tdb takes space by posix_fallocate(), which returns its error and
	 * sets no errno; all else that can fail in tdb sets it. */
	int err = db->err != 0 ? db->err : ENOSPC;

	snprintf(why, size, "%s: %s: %s", db->path,
		 db->text[0] != '\0' ? db->text : "the transaction failed",
		 strerror(err));
	return file_error(err);
}

static WERROR fail_errno(const struct state_tdb *db, const char *what, int err,
			 char *why, size_t size)
{
	snprintf(why, size, "%s: %s: %s", db->path, what, strerror(err));
	return file_error(err);
}

static WERROR corrupt(const struct state_tdb *db, char *why, size_t size)
{
	snprintf(why, size,
		 "%s: the database is damaged (%s); it is left as it is: "
		 "repair it or move it away",
		 db->path, db->text[0] != '\0' ? db->text : "no valid header");
	return W_ERROR(ERROR_FILE_CORRUPT);
}

static int destroy_state_tdb(struct state_tdb *db)
{
	if (db->tdb != NULL) {
		tdb_close(db->tdb);
	}
	return 0;
}

/* The umask is not ours to trust. */
static int complete(int dir, int fd)
{
	if (fchmod(fd, 0600) != 0 || fsync(fd) != 0 ||
	    renameat(dir, DATABASE_NEW, dir, DATABASE) != 0) {
		return -1;
	}
	return fsync(dir);
}

/* tdb would quietly make a new database of a damaged one when it is allowed
 * to create: so only a name that nobody uses is ever created, and takes its
 * place complete. */
static WERROR make(struct state_tdb *db, int dir, char *why, size_t size)
{
	char path[PATH_MAX + sizeof(".new")];
	struct tdb_context *tdb;
	int ret, err;

	if (faccessat(dir, DATABASE, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		return WERR_OK;
	}
	if (errno != ENOENT) {
		return fail_errno(db, "cannot be looked at", errno, why, size);
	}
	snprintf(path, sizeof(path), "%s.new", db->path);
	tdb = tdb_open(path, HASH_SIZE, TDB_NOMMAP,
		       O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (tdb == NULL) {
		err = errno;
		unlinkat(dir, DATABASE_NEW, 0);
		return fail_errno(db, "cannot be made", err, why, size);
	}
	ret = complete(dir, tdb_fd(tdb));
	err = errno;
	tdb_close(tdb);
	if (ret != 0) {
		unlinkat(dir, DATABASE_NEW, 0);
		return fail_errno(db, "cannot be made", err, why, size);
	}
	return WERR_OK;
}

/* No mmap: a page of a full or broken disk would be a SIGBUS, not an error. */
static WERROR open_existing(struct state_tdb *db, char *why, size_t size)
{
	struct tdb_logging_context log = {on_log, db};
	int err;

	clear_error(db);
	db->tdb = tdb_open_ex(db->path, 0, TDB_NOMMAP, O_RDWR | O_CLOEXEC, 0600,
			      &log, NULL);
	err = errno;
	if (db->tdb == NULL) {
		return err == EIO || err == EINVAL
			       ? corrupt(db, why, size)
			       : fail_errno(db, "cannot be opened", err, why,
					    size);
	}
	if (fchmod(tdb_fd(db->tdb), 0600) != 0) {
		return fail_errno(db, "its mode cannot be set to 0600", errno,
				  why, size);
	}
	/* Every chain and every record.  Not tdb_check(): it takes a
	 * recovery area behind the dead space that a cancelled transaction
	 * leaves for a damage. */
	if (tdb_traverse_read(db->tdb, NULL, NULL) == -1) {
		return corrupt(db, why, size);
	}
	return WERR_OK;
}

WERROR state_tdb_open(TALLOC_CTX *mem_ctx, int fd, const char *path,
		      struct state_tdb **_db, char *why, size_t why_size)
{
	struct state_tdb *db = talloc_zero(mem_ctx, struct state_tdb);
	WERROR werr;

	if (db == NULL) {
		snprintf(why, why_size, "not enough memory");
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	talloc_set_destructor(db, destroy_state_tdb);
	if (snprintf(db->path, sizeof(db->path), "%s/" DATABASE, path) >=
	    (int)sizeof(db->path)) {
		werr = fail_errno(db, "the path is too long", ENAMETOOLONG, why,
				  why_size);
	} else {
		werr = make(db, fd, why, why_size);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = open_existing(db, why, why_size);
	}
	if (!W_ERROR_IS_OK(werr)) {
		TALLOC_FREE(db);
		return werr;
	}
	*_db = db;
	return WERR_OK;
}

struct tdb_context *state_tdb_context(struct state_tdb *db)
{
	return db->tdb;
}

static int change_records(struct state_tdb *db,
			  const struct state_record *records, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++) {
		const struct state_record *r = &records[i];

		if (r->value.dptr != NULL) {
			if (tdb_store(db->tdb, r->key, r->value, TDB_REPLACE) !=
			    0) {
				return -1;
			}
		} else if (tdb_exists(db->tdb, r->key) &&
			   tdb_delete(db->tdb, r->key) != 0) {
			return -1;
		}
	}
	return 0;
}

WERROR state_tdb_prepare(struct state_tdb *db,
			 const struct state_record *records, size_t num,
			 char *why, size_t why_size)
{
	clear_error(db);
	if (tdb_transaction_start(db->tdb) != 0) {
		return fail(db, why, why_size);
	}
	if (change_records(db, records, num) != 0) {
		tdb_transaction_cancel(db->tdb);
		return fail(db, why, why_size);
	}
	/* When it fails it has cancelled the transaction. */
	if (tdb_transaction_prepare_commit(db->tdb) != 0) {
		return fail(db, why, why_size);
	}
	return WERR_OK;
}

WERROR state_tdb_commit(struct state_tdb *db, char *why, size_t why_size)
{
	clear_error(db);
	if (tdb_transaction_commit(db->tdb) != 0) {
		return fail(db, why, why_size);
	}
	return WERR_OK;
}

void state_tdb_cancel(struct state_tdb *db)
{
	tdb_transaction_cancel(db->tdb);
}
