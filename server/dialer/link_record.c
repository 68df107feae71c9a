/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of links that outlive the daemon; see link_record.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/random.h>
#include <unistd.h>
#include <ndr.h>
#include "compat/file_errors.h"
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "link_record.h"
#include "record_dir.h"

#define LOCK ".lock"

struct link_records {
	struct record_dir *dir;
};

struct link_record {
	const struct record_dir *dir;
	uint64_t id;
	int lock;			  /* descriptor, or -1 */
	char name[RECORD_NAME_SIZE];	  /* of the record */
	char lock_name[RECORD_NAME_SIZE]; /* of its lock */
};

WERROR link_records_open(TALLOC_CTX *mem_ctx, const char *run_dir,
			 struct link_records **_records, const char **why)
{
	struct link_records *records = talloc(mem_ctx, struct link_records);
	WERROR error;

	*why = "out of memory";
	if (records == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	error = record_dir_open(records, run_dir, "links", &records->dir, why);
	if (!W_ERROR_IS_OK(error)) {
		/* it may be static */
		*why = talloc_strdup(mem_ctx, *why);
		talloc_free(records);
		return error;
	}
	*_records = records;
	return WERR_OK;
}

static void close_lock(struct link_record *record)
{
	if (record->lock != -1) {
		close(record->lock);
		record->lock = -1;
	}
}

static int record_destructor(struct link_record *record)
{
	close_lock(record);
	record_dir_remove(record->dir, record->name);
	record_dir_remove(record->dir, record->lock_name);
	return 0;
}

static struct link_record *make_record(TALLOC_CTX *mem_ctx,
				       const struct link_records *records,
				       uint32_t key, uint64_t id)
{
	struct link_record *record = talloc(mem_ctx, struct link_record);

	if (record == NULL) {
		return NULL;
	}
	record->dir = records->dir;
	record->id = id;
	record->lock = -1;
	snprintf(record->name, sizeof(record->name), "%" PRIu32 "-%016" PRIx64,
		 key, id);
	snprintf(record->lock_name, sizeof(record->lock_name),
		 "%" PRIu32 "-%016" PRIx64 LOCK, key, id);
	return record;
}

static bool open_lock(struct link_record *record, int flags)
{
	record->lock = openat(
		record_dir_fd(record->dir), record->lock_name,
		O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0600);
	return record->lock != -1;
}

WERROR link_record_create(TALLOC_CTX *mem_ctx, struct link_records *records,
			  uint32_t key, struct link_record **_record)
{
	struct link_record *record;
	uint64_t id = 0;

	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) != sizeof(id)) {
		return file_error(errno);
	}
	record = make_record(mem_ctx, records, key, id);
	if (record == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (!open_lock(record, O_CREAT | O_EXCL)) {
		WERROR error = file_error(errno);

		talloc_free(record);
		return error;
	}
	talloc_set_destructor(record, record_destructor);
	*_record = record;
	return WERR_OK;
}

uint64_t link_record_id(const struct link_record *record)
{
	return record->id;
}

int link_record_fd(const struct link_record *record)
{
	return record->lock;
}

void link_record_fd_passed(struct link_record *record)
{
	close_lock(record);
}

WERROR link_record_write(struct link_record *record,
			 const struct rras_link_record *contents)
{
	DATA_BLOB bytes = {0};
	WERROR error;

	if (ndr_push_struct_blob(
		    &bytes, record, contents,
		    (ndr_push_flags_fn_t)ndr_push_rras_link_record) !=
	    NDR_ERR_SUCCESS) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	error = record_dir_write(record->dir, record->name, &bytes);
	data_blob_free(&bytes);
	return error;
}

void link_record_leave(struct link_record *record)
{
	talloc_set_destructor(record, NULL);
	close_lock(record);
	talloc_free(record);
}

/* -- those of an earlier daemon -- */

/* Who holds the lock: the kernel says so. */
static pid_t holder(int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) {
		return 0;
	}
	return lock.l_pid;
}

/* "KEY-ID", and nothing else, or with ".lock" at its end. */
static bool parse_name(const char *name, struct link_record_found *found,
		       const char *end)
{
	char again[RECORD_NAME_SIZE];

	if (sscanf(name, "%" SCNu32 "-%" SCNx64, &found->key, &found->id) !=
	    2) {
		return false;
	}
	snprintf(again, sizeof(again), "%" PRIu32 "-%016" PRIx64 "%s",
		 found->key, found->id, end);
	return strcmp(name, again) == 0;
}

/* Out of memory it is not the record that is bad; but NDR blames a text that
 * it cannot convert for it. */
static WERROR parse_record(const DATA_BLOB *bytes,
			   struct rras_link_record *contents, bool *good)
{
	enum ndr_err_code result;

	errno = 0;
	result = ndr_pull_struct_blob_all(
		bytes, contents, contents,
		(ndr_pull_flags_fn_t)ndr_pull_rras_link_record);
	*good = result == NDR_ERR_SUCCESS;
	return result == NDR_ERR_ALLOC || (!*good && errno == ENOMEM)
		       ? W_ERROR(ERROR_NOT_ENOUGH_MEMORY)
		       : WERR_OK;
}

/* NULL when the record is none, of another version, or of another link. */
static WERROR read_record(TALLOC_CTX *mem_ctx, const struct link_record *record,
			  struct link_record_found *found)
{
	struct rras_link_record *contents =
		talloc_zero(mem_ctx, struct rras_link_record);
	bool good = false;
	DATA_BLOB bytes;
	WERROR error;

	found->record = NULL;
	W_ERROR_HAVE_NO_MEMORY(contents);
	error = record_dir_read(record->dir, contents, record->name, &bytes);
	if (bytes.length != 0) {
		error = parse_record(&bytes, contents, &good);
	}
	if (!good || contents->key != found->key || contents->id != found->id) {
		talloc_free(contents);
		return error;
	}
	data_blob_free(&bytes);
	found->record = contents;
	return WERR_OK;
}

/* What the files of a lock tell; those of one that is dead are removed when
 * they tell nothing.  One that cannot be looked at for want of a descriptor is
 * not dead. */
static WERROR look_at(struct link_records *records,
		      struct link_record_found *all,
		      struct link_record_found *found)
{
	struct link_record *record =
		make_record(all, records, found->key, found->id);
	WERROR error;

	W_ERROR_HAVE_NO_MEMORY(record);
	error = read_record(all, record, found);
	if (open_lock(record, 0)) {
		found->pid = holder(record->lock);
	} else if (record_dir_is_shortage(errno)) {
		error = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (W_ERROR_IS_OK(error) && found->pid == 0 && found->record == NULL) {
		record_destructor(record);
	}
	link_record_leave(record);
	return error;
}

/* A lock comes before its record and goes after it: this is no link's. */
static void remove_without_lock(const struct link_records *records,
				const char *name)
{
	char lock_name[RECORD_NAME_SIZE + sizeof(LOCK)];

	snprintf(lock_name, sizeof(lock_name), "%s" LOCK, name);
	if (faccessat(record_dir_fd(records->dir), lock_name, F_OK,
		      AT_SYMLINK_NOFOLLOW) != 0) {
		record_dir_remove(records->dir, name);
	}
}

WERROR link_records_read(TALLOC_CTX *mem_ctx, struct link_records *records,
			 struct link_record_found **_found, size_t *count)
{
	struct link_record_found *found;
	size_t i, num_names;
	char **names;
	WERROR error;

	*count = 0;
	error = record_dir_list(records->dir, mem_ctx, &names, &num_names);
	W_ERROR_NOT_OK_RETURN(error);
	found = talloc_zero_array(mem_ctx, struct link_record_found,
				  (unsigned)num_names + 1);
	if (found == NULL) {
		talloc_free(names);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	for (i = 0; W_ERROR_IS_OK(error) && i < num_names; i++) {
		struct link_record_found one = {0};

		if (parse_name(names[i], &one, LOCK)) {
			error = look_at(records, found, &one);
			found[(*count)++] = one;
		} else if (parse_name(names[i], &one, "")) {
			remove_without_lock(records, names[i]);
		}
	}
	talloc_free(names);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(found);
		return error;
	}
	*_found = found;
	return WERR_OK;
}

/*
 * The process is asked for between two looks at the lock: had it died, and
 * its number been given to another, the second one would find nobody.
 */
static int open_holder(int lock, pid_t pid)
{
	int pidfd;

	if (holder(lock) != pid) {
		return -1;
	}
	pidfd = pidfd_open(pid, 0);
	if (pidfd != -1 && holder(lock) != pid) {
		close(pidfd);
		return -1;
	}
	return pidfd;
}

WERROR link_record_take(TALLOC_CTX *mem_ctx, struct link_records *records,
			const struct link_record_found *found,
			struct link_record **_record, int *pidfd)
{
	struct link_record *record =
		make_record(mem_ctx, records, found->key, found->id);
	bool lives;

	W_ERROR_HAVE_NO_MEMORY(record);
	*pidfd = -1;
	if (open_lock(record, 0)) {
		*pidfd = open_holder(record->lock, found->pid);
		lives = holder(record->lock) == found->pid;
	} else {
		lives = record_dir_is_shortage(errno);
	}
	close_lock(record);
	if (*pidfd == -1) {
		talloc_free(record);
		return lives ? WERR_NO_SYSTEM_RESOURCES
			     : W_ERROR(ERROR_FILE_NOT_FOUND);
	}
	talloc_set_destructor(record, record_destructor);
	*_record = record;
	return WERR_OK;
}

struct link_record *link_record_take_dead(TALLOC_CTX *mem_ctx,
					  const struct link_records *records,
					  const struct link_record_found *found)
{
	struct link_record *record =
		make_record(mem_ctx, records, found->key, found->id);

	if (record != NULL) {
		talloc_set_destructor(record, record_destructor);
	}
	return record;
}
