/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run directory and its lock. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "run_dir.h"

struct run_dir {
	int fd; /* of the lock file */
};

static int run_dir_destructor(struct run_dir *run_dir)
{
	if (run_dir->fd != -1) {
		close(run_dir->fd);
	}
	return 0;
}

static const char *failed(TALLOC_CTX *mem_ctx, const char *what,
			  const char *path)
{
	return talloc_asprintf(mem_ctx, "%s %s: %s", what, path,
			       strerror(errno));
}

/*
 * A directory that others can enter, or of another's, is not made safe but
 * refused: whoever made it so may have something open in it.
 */
static bool make_directory(TALLOC_CTX *mem_ctx, const char *path, uid_t owner,
			   const char **why)
{
	struct stat st;

	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		*why = failed(mem_ctx, "cannot make the run directory", path);
		return false;
	}
	if (lstat(path, &st) != 0) {
		*why = failed(mem_ctx, "cannot look at", path);
		return false;
	}
	if (!S_ISDIR(st.st_mode) || st.st_uid != owner ||
	    (st.st_mode & 077) != 0) {
		*why = talloc_asprintf(mem_ctx,
				       "the run directory %s must be a "
				       "directory of user id %u with mode 0700",
				       path, owner);
		return false;
	}
	return true;
}

/* Who holds the lock, as the file says; 0 when it does not. */
static int holder(int fd)
{
	char text[16] = "";
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);

	return length > 0 ? atoi(text) : 0;
}

static bool take_lock(TALLOC_CTX *mem_ctx, struct run_dir *run_dir,
		      const char *dir, const char **why)
{
	char *path = talloc_asprintf(run_dir, "%s/rrasd.lock", dir);

	if (path == NULL) {
		return false;
	}
	run_dir->fd =
		open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (run_dir->fd == -1) {
		*why = failed(mem_ctx, "cannot open", path);
		return false;
	}
	/* Not fcntl(): such a lock does not survive fork(). */
	if (flock(run_dir->fd, LOCK_EX | LOCK_NB) == 0) {
		return true;
	}
	if (errno == EWOULDBLOCK) {
		*why = talloc_asprintf(mem_ctx,
				       "another rrasd (process %d) uses %s",
				       holder(run_dir->fd), dir);
	} else {
		*why = failed(mem_ctx, "cannot lock", path);
	}
	return false;
}

struct run_dir *run_dir_lock(TALLOC_CTX *mem_ctx, const char *path, uid_t owner,
			     const char **why)
{
	struct run_dir *run_dir = talloc_zero(mem_ctx, struct run_dir);

	*why = "out of memory";
	if (run_dir == NULL) {
		return NULL;
	}
	run_dir->fd = -1;
	talloc_set_destructor(run_dir, run_dir_destructor);
	if (!make_directory(mem_ctx, path, owner, why) ||
	    !take_lock(mem_ctx, run_dir, path, why)) {
		TALLOC_FREE(run_dir);
	}
	return run_dir;
}

void run_dir_set_pid(struct run_dir *run_dir)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d\n", getpid());

	if (ftruncate(run_dir->fd, 0) != 0 ||
	    pwrite(run_dir->fd, text, (size_t)length, 0) != length) {
		/* It is only for a message; the lock itself holds. */
		log_warning("cannot write the lock file: %s", strerror(errno));
	}
}
