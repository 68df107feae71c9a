/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state directory: one tdb with the records, and files that are replaced
 * as a whole, both changed together.
 *
 * A change of a record and a file is made in two phases: the new file is
 * written beside the old one, the transaction is prepared (its undo data are
 * on the disk then), the file is renamed, the transaction is committed.  What
 * can fail for want of space fails in the first phase.  A process that dies
 * between the two finds its transaction undone by tdb at the next start.
 */
#include "state_dir.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "compat/file_errors.h"
#include "compat/rras_errors.h"

/* A phonebook beyond this is not ours: 25 MB hold 10,000 entries. */
#define MAX_FILE_SIZE ((off_t)256 * 1024 * 1024)

struct state_dir {
	char *path;
	int fd;
	struct state_tdb *db;
};

static void fail(struct state_result *result, const struct state_dir *dir,
		 const char *name, const char *what, int err)
{
	result->error = file_error(err);
	snprintf(result->why, sizeof(result->why), "%s/%s: %s: %s", dir->path,
		 name, what, strerror(err));
}

static void id_of_stat(const struct stat *st, struct persist_file_id *id)
{
	*id = (struct persist_file_id){
		.exists = true,
		.dev = st->st_dev,
		.ino = st->st_ino,
		.size = st->st_size,
		.mtime = st->st_mtim,
		.ctime = st->st_ctim,
	};
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool persist_file_id_equal(const struct persist_file_id *a,
			   const struct persist_file_id *b)
{
	if (!a->exists || !b->exists) {
		return a->exists == b->exists;
	}
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       same_time(a->mtime, b->mtime) && same_time(a->ctime, b->ctime);
}

static int destroy_state_dir(struct state_dir *dir)
{
	TALLOC_FREE(dir->db);
	if (dir->fd != -1) {
		close(dir->fd);
	}
	return 0;
}

/* Who owns the directory can put files of his own in our files' place. */
static bool is_ours(const struct state_dir *dir)
{
	struct stat st;

	return fstat(dir->fd, &st) == 0 && st.st_uid == geteuid();
}

static int open_directory(struct state_dir *dir, struct state_result *result)
{
	if (mkdir(dir->path, 0700) != 0 && errno != EEXIST) {
		fail(result, dir, ".", "cannot be made", errno);
		return -1;
	}
	dir->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->fd == -1) {
		fail(result, dir, ".", "cannot be opened", errno);
		return -1;
	}
	if (!is_ours(dir)) {
		fail(result, dir, ".", "it belongs to another user", EPERM);
		return -1;
	}
	/* Secrets are in it, and the umask is not ours to trust. */
	if (fchmod(dir->fd, 0700) != 0 && errno != EROFS) {
		fail(result, dir, ".", "its mode cannot be set to 0700", errno);
		return -1;
	}
	/* A second daemon would have a second truth in its memory. */
	if (flock(dir->fd, LOCK_EX | LOCK_NB) != 0) {
		fail(result, dir, ".", "another process uses it", errno);
		result->error = W_ERROR(ERROR_SHARING_VIOLATION);
		return -1;
	}
	return 0;
}

WERROR state_dir_open(TALLOC_CTX *mem_ctx, const char *path,
		      struct state_dir **_dir, const char **why)
{
	struct state_result result = {.error = WERR_OK};
	struct state_dir *dir = talloc_zero(mem_ctx, struct state_dir);

	*why = NULL;
	if (dir == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	dir->fd = -1;
	dir->path = talloc_strdup(dir, path);
	talloc_set_destructor(dir, destroy_state_dir);
	if (dir->path == NULL) {
		TALLOC_FREE(dir);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (open_directory(dir, &result) == 0) {
		result.error = state_tdb_open(dir, dir->fd, path, &dir->db,
					      result.why, sizeof(result.why));
	}
	if (!W_ERROR_IS_OK(result.error)) {
		*why = talloc_strdup(mem_ctx, result.why);
		TALLOC_FREE(dir);
		return result.error;
	}
	*_dir = dir;
	return WERR_OK;
}

struct tdb_context *state_dir_tdb(struct state_dir *dir)
{
	return state_tdb_context(dir->db);
}

static bool write_pieces(int fd, const struct iovec *pieces, size_t count)
{
	size_t done = 0; /* of the first piece */

	while (count > 0) {
		int some = (int)(count < IOV_MAX ? count : IOV_MAX);
		ssize_t n = done == 0
				    ? writev(fd, pieces, some)
				    : write(fd, (char *)pieces->iov_base + done,
					    pieces->iov_len - done);

		if (n == -1 && errno == EINTR) {
			continue;
		}
		if (n == -1) {
			return false;
		}
		done += (size_t)n;
		while (count > 0 && done >= pieces->iov_len) {
			done -= pieces->iov_len;
			pieces++;
			count--;
		}
	}
	return true;
}

static void staged_name(const char *name, char *buffer, size_t size)
{
	snprintf(buffer, size, "%s.new", name);
}

/* The new file complete and on the disk, beside the old one; -1 on error. */
static int stage_file(struct state_dir *dir, const struct state_change *change,
		      struct state_result *result)
{
	char name[NAME_MAX + 1];
	int fd;

	staged_name(change->file, name, sizeof(name));
	/* What a crash has left may have any mode or be a link. */
	if (unlinkat(dir->fd, name, 0) != 0 && errno != ENOENT) {
		fail(result, dir, name, "cannot be removed", errno);
		return -1;
	}
	fd = openat(dir->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    0600);
	if (fd == -1) {
		fail(result, dir, name, "cannot be made", errno);
		return -1;
	}
	if (fchmod(fd, 0600) != 0 ||
	    !write_pieces(fd, change->pieces, change->num_pieces) ||
	    fsync(fd) != 0) {
		fail(result, dir, name, "cannot be written", errno);
		close(fd);
		unlinkat(dir->fd, name, 0);
		return -1;
	}
	return fd;
}

static void unstage_file(struct state_dir *dir,
			 const struct state_change *change, int fd)
{
	char name[NAME_MAX + 1];

	if (fd != -1) {
		staged_name(change->file, name, sizeof(name));
		unlinkat(dir->fd, name, 0);
		close(fd);
	}
}

static void current_id(struct state_dir *dir, const char *name,
		       struct persist_file_id *id)
{
	struct stat st;

	*id = (struct persist_file_id){.exists = false};
	if (fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		id_of_stat(&st, id);
	}
}

/*
 * Others may replace the file at any time: what they wrote since @expected
 * must not be lost.  Between this look and the rename a few microseconds
 * remain in which a foreign replacement would be; no lock that an editor or
 * an SMB client would honour could close it.
 */
static bool is_expected(struct state_dir *dir,
			const struct state_change *change,
			struct state_result *result)
{
	struct persist_file_id now;

	if (change->file == NULL || !change->check_expected) {
		return true;
	}
	current_id(dir, change->file, &now);
	if (persist_file_id_equal(&now, &change->expected)) {
		return true;
	}
	result->error = W_ERROR(ERROR_RETRY);
	snprintf(result->why, sizeof(result->why),
		 "%s/%s: another process has changed it", dir->path,
		 change->file);
	return false;
}

static bool put_in_place(struct state_dir *dir,
			 const struct state_change *change, int fd,
			 struct state_result *result)
{
	char name[NAME_MAX + 1];
	struct stat st;

	if (change->file == NULL) {
		return true;
	}
	staged_name(change->file, name, sizeof(name));
	if (renameat(dir->fd, name, dir->fd, change->file) != 0) {
		fail(result, dir, change->file, "cannot be replaced", errno);
		return false;
	}
	/* By our descriptor: the name may be another's file again by now. */
	if (fsync(dir->fd) != 0 || fstat(fd, &st) != 0) {
		fail(result, dir, change->file, "cannot be synchronised",
		     errno);
		return false;
	}
	id_of_stat(&st, &result->file);
	result->file_replaced = true;
	return true;
}

static bool apply_staged(struct state_dir *dir,
			 const struct state_change *change, int fd,
			 struct state_result *result)
{
	struct state_result late = {.error = WERR_OK};
	bool first = change->order == PERSIST_FILE_FIRST;

	result->error =
		state_tdb_prepare(dir->db, change->records, change->num_records,
				  result->why, sizeof(result->why));
	if (!W_ERROR_IS_OK(result->error)) {
		return false;
	}
	if (!is_expected(dir, change, result) ||
	    (first && !put_in_place(dir, change, fd, result))) {
		state_tdb_cancel(dir->db);
		return false;
	}
	result->error =
		state_tdb_commit(dir->db, result->why, sizeof(result->why));
	if (!W_ERROR_IS_OK(result->error)) {
		return false;
	}
	/* The commit was the point of no return: success from here on. */
	if (!first && put_in_place(dir, change, fd, &late)) {
		result->file = late.file;
		result->file_replaced = true;
	}
	return true;
}

void state_dir_apply(struct state_dir *dir, const struct state_change *change,
		     struct state_result *result)
{
	int fd = -1;

	*result = (struct state_result){.error = WERR_OK};
	if (change->file != NULL) {
		fd = stage_file(dir, change, result);
		if (fd == -1) {
			return;
		}
	}
	if (!apply_staged(dir, change, fd, result) || !result->file_replaced) {
		unstage_file(dir, change, fd);
	} else {
		close(fd);
	}
}

static uint8_t *read_all(int fd, off_t size, size_t *length)
{
	size_t wanted = (size_t)size;
	uint8_t *bytes = malloc(wanted + 1);
	size_t have = 0;

	while (bytes != NULL && have < wanted) {
		ssize_t n = read(fd, bytes + have, wanted - have);

		if (n == -1 && errno == EINTR) {
			continue;
		}
		if (n == -1) {
			free(bytes);
			return NULL;
		}
		if (n == 0) {
			break;
		}
		have += (size_t)n;
	}
	*length = have;
	return bytes;
}

static void read_open_file(struct state_dir *dir, const char *name, int fd,
			   bool *changed, uint8_t **bytes, size_t *length,
			   const struct persist_file_id *known,
			   struct state_result *result)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size > MAX_FILE_SIZE) {
		fail(result, dir, name, "is no file that can be read", EINVAL);
		return;
	}
	id_of_stat(&st, &result->file);
	*changed =
		known == NULL || !persist_file_id_equal(known, &result->file);
	if (!*changed) {
		return;
	}
	*bytes = read_all(fd, st.st_size, length);
	if (*bytes == NULL) {
		fail(result, dir, name, "cannot be read", errno);
	}
}

void state_dir_read(struct state_dir *dir, const char *name,
		    const struct persist_file_id *known, bool *changed,
		    uint8_t **bytes, size_t *length,
		    struct state_result *result)
{
	int fd = openat(dir->fd, name,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	*result = (struct state_result){.error = WERR_OK};
	*bytes = NULL;
	*length = 0;
	if (fd != -1) {
		read_open_file(dir, name, fd, changed, bytes, length, known,
			       result);
		close(fd);
	} else if (errno == ENOENT) {
		*changed = known == NULL || known->exists;
	} else {
		*changed = false;
		fail(result, dir, name, "cannot be opened", errno);
	}
}
