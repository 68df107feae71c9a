/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A directory of small records. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "compat/file_errors.h"
#include "compat/rras_errors.h"
#include "record_dir.h"

#define MAX_RECORD 65536
#define UNFINISHED ".new" /* ends the name of what is being written */

struct record_dir {
	int fd;
};

bool record_dir_is_shortage(int err)
{
	return err == EMFILE || err == ENFILE || err == ENOMEM;
}

static int dir_destructor(struct record_dir *dir)
{
	if (dir->fd != -1) {
		close(dir->fd);
	}
	return 0;
}

static bool is_ours(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) &&
	       st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

static WERROR failed(TALLOC_CTX *mem_ctx, const char *path, int err,
		     const char **why)
{
	*why = talloc_asprintf(mem_ctx, "cannot use the directory %s: %s", path,
			       strerror(err));
	return file_error(err);
}

WERROR record_dir_open(TALLOC_CTX *mem_ctx, const char *run_dir,
		       const char *name, struct record_dir **_dir,
		       const char **why)
{
	struct record_dir *dir = talloc(mem_ctx, struct record_dir);
	char *path;
	WERROR error;

	*why = "out of memory";
	if (dir == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	dir->fd = -1;
	talloc_set_destructor(dir, dir_destructor);
	path = talloc_asprintf(dir, "%s/%s", run_dir, name);
	if (path == NULL) {
		talloc_free(dir);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (mkdir(path, 0700) == 0 || errno == EEXIST) {
		dir->fd = open(path,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (dir->fd == -1 || !is_ours(dir->fd)) {
		error = failed(mem_ctx, path, dir->fd == -1 ? errno : EPERM,
			       why);
		talloc_free(dir);
		return error;
	}
	talloc_free(path);
	*_dir = dir;
	return WERR_OK;
}

int record_dir_fd(const struct record_dir *dir)
{
	return dir->fd;
}

/* -- writing -- */

static int write_all(int fd, const DATA_BLOB *bytes)
{
	size_t done = 0;
	ssize_t result;

	while (done < bytes->length) {
		result = write(fd, bytes->data + done, bytes->length - done);
		if (result == -1 && errno == EINTR) {
			continue;
		}
		if (result <= 0) {
			return result == 0 ? ENOSPC : errno;
		}
		done += (size_t)result;
	}
	return 0;
}

WERROR record_dir_write(const struct record_dir *dir, const char *name,
			const DATA_BLOB *bytes)
{
	char unfinished[RECORD_NAME_SIZE + sizeof(UNFINISHED)];
	int fd, err;

	snprintf(unfinished, sizeof(unfinished), "%s" UNFINISHED, name);
	fd = openat(dir->fd, unfinished,
		    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd == -1) {
		return file_error(errno);
	}
	err = write_all(fd, bytes);
	if (close(fd) != 0 && err == 0) {
		err = errno;
	}
	if (err == 0 && renameat(dir->fd, unfinished, dir->fd, name) != 0) {
		err = errno;
	}
	if (err != 0) {
		unlinkat(dir->fd, unfinished, 0);
		return file_error(err);
	}
	return WERR_OK;
}

void record_dir_remove(const struct record_dir *dir, const char *name)
{
	unlinkat(dir->fd, name, 0);
}

/* -- reading -- */

static bool read_all(int fd, DATA_BLOB *bytes)
{
	size_t done = 0;
	ssize_t result;

	while (done < bytes->length) {
		result = read(fd, bytes->data + done, bytes->length - done);
		if (result == -1 && errno == EINTR) {
			continue;
		}
		if (result <= 0) {
			return false;
		}
		done += (size_t)result;
	}
	return true;
}

WERROR record_dir_read(const struct record_dir *dir, TALLOC_CTX *mem_ctx,
		       const char *name, DATA_BLOB *bytes)
{
	int fd = openat(dir->fd, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	WERROR error = WERR_OK;
	struct stat st;

	*bytes = (DATA_BLOB){0};
	if (fd == -1) {
		return record_dir_is_shortage(errno)
			       ? W_ERROR(ERROR_NOT_ENOUGH_MEMORY)
			       : WERR_OK;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= MAX_RECORD) {
		*bytes = data_blob_talloc(mem_ctx, NULL, (size_t)st.st_size);
		if (bytes->data == NULL) {
			error = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		} else if (!read_all(fd, bytes)) {
			data_blob_free(bytes);
		}
	}
	close(fd);
	return error;
}

static bool is_unfinished(const char *name)
{
	size_t length = strlen(name), end = strlen(UNFINISHED);

	return length > end && strcmp(name + length - end, UNFINISHED) == 0;
}

static bool take_name(char ***names, size_t *count, const char *name)
{
	char **longer;

	/* talloc counts in unsigned; twice as many when it is full */
	if ((*count & (*count - 1)) == 0) {
		longer = talloc_realloc(NULL, *names, char *,
					(unsigned)(2 * *count + 1));
		if (longer == NULL) {
			return false;
		}
		*names = longer;
	}
	(*names)[*count] = talloc_strdup(*names, name);
	return (*names)[(*count)++] != NULL;
}

WERROR record_dir_list(const struct record_dir *dir, TALLOC_CTX *mem_ctx,
		       char ***_names, size_t *count)
{
	char **names = talloc_array(mem_ctx, char *, 1);
	int fd = openat(dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd != -1 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	bool ok = names != NULL && stream != NULL;

	*count = 0;
	while (ok && (entry = readdir(stream)) != NULL) {
		if (entry->d_name[0] == '.') {
			continue;
		}
		if (is_unfinished(entry->d_name)) {
			unlinkat(dir->fd, entry->d_name, 0);
			continue;
		}
		ok = take_name(&names, count, entry->d_name);
	}
	if (stream != NULL) {
		closedir(stream);
	} else if (fd != -1) {
		close(fd);
	}
	if (!ok) {
		talloc_free(names);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	*_names = names;
	return WERR_OK;
}
