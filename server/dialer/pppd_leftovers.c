/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pppd that was killed could not put away; see pppd_leftovers.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <tdb.h>
#include "pppd_leftovers.h"

#define PATH_SIZE	  256
#define EXIT_WAIT_SECONDS 1

static const char *const run_dirs[] = {"/run", "/run/pppd", NULL};

const struct pppd_places pppd_places = {
	.run_dirs = run_dirs,
	.lock_dir = "/run/lock",
};

struct dead {
	const pid_t *pids;
	size_t count;
};

static bool is_dead(const struct dead *dead, long pid)
{
	size_t i;

	for (i = 0; i < dead->count; i++) {
		if (dead->pids[i] == pid) {
			return true;
		}
	}
	return false;
}

/* -- files -- */

/* It begins with its process's number. */
static void remove_file(int dir, const char *name, const struct dead *dead)
{
	/* anybody may put something into the directory of locks */
	int fd = openat(dir, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[32] = "";

	if (fd == -1) {
		return;
	}
	if (read(fd, text, sizeof(text) - 1) > 0 &&
	    is_dead(dead, strtol(text, NULL, 10))) {
		unlinkat(dir, name, 0);
	}
	close(fd);
}

/*
 * Each is looked into: the record in pppd's database names them, but is not
 * there while pppd changes it (tdb_store() deletes one that grows, and then
 * stores it), so one that is killed then has files and no record.
 */
static void remove_files(const char *path, const char *pattern,
			 const struct dead *dead)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (dir == NULL) {
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (fnmatch(pattern, entry->d_name, 0) == 0) {
			remove_file(dirfd(dir), entry->d_name, dead);
		}
	}
	closedir(dir);
}

/* -- records -- */

/* What its scripts were told. */
static void remove_record(struct tdb_context *tdb, pid_t pid)
{
	char text[32];
	TDB_DATA key = {.dptr = (unsigned char *)text};

	snprintf(text, sizeof(text), "pppd%d", (int)pid);
	key.dsize = strlen(text);
	tdb_delete(tdb, key);
}

/* If it still leads there. */
static void remove_pointer(struct tdb_context *tdb, TDB_DATA from, TDB_DATA key)
{
	TDB_DATA to;

	if (tdb_chainlock(tdb, from) != 0) {
		return;
	}
	to = tdb_fetch(tdb, from);
	if (to.dptr != NULL && to.dsize == key.dsize &&
	    memcmp(to.dptr, key.dptr, key.dsize) == 0) {
		tdb_delete(tdb, from);
	}
	free(to.dptr);
	tdb_chainunlock(tdb, from);
}

/* pppd's own: "NAME=value" leads to "pppdPID". pppd stores such a pointer
 * before its record names it, and when it ends it deletes the record first: so
 * they are looked for among all, not in the record. */
static int remove_if_dead(struct tdb_context *tdb, TDB_DATA from, TDB_DATA to,
			  void *private_data)
{
	char text[32] = "", *end;
	long pid;

	if (to.dsize < sizeof(text) && to.dsize > 4 &&
	    memcmp(to.dptr, "pppd", 4) == 0) {
		memcpy(text, to.dptr, to.dsize);
		pid = strtol(text + 4, &end, 10);
		if (*end == '\0' && is_dead(private_data, pid)) {
			remove_pointer(tdb, from, to);
		}
	}
	return 0;
}

static void remove_records(const char *dir, struct dead *dead)
{
	char path[PATH_SIZE];
	struct tdb_context *tdb;
	size_t i;

	snprintf(path, sizeof(path), "%s/pppd2.tdb", dir);
	tdb = tdb_open(path, 0, 0, O_RDWR | O_CLOEXEC, 0);
	if (tdb == NULL) {
		return;
	}
	for (i = 0; i < dead->count; i++) {
		remove_record(tdb, dead->pids[i]);
	}
	tdb_traverse(tdb, remove_if_dead, dead);
	tdb_close(tdb);
}

void pppd_leftovers_remove(const struct pppd_places *places, const pid_t *pids,
			   size_t count)
{
	struct dead dead = {pids, count};
	const char *const *dir;

	remove_files(places->lock_dir, "LCK..*", &dead);
	for (dir = places->run_dirs; *dir != NULL; dir++) {
		remove_files(*dir, "ppp*.pid", &dead);
		remove_records(*dir, &dead);
	}
}

/* -- in a thread -- */

/* One thread for all: tdb does not open a file twice in a process, and the
 * search for pointers costs as much for one as for many. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t idle;
	pid_t *pids; /* that the thread has not taken yet */
	size_t count;
	bool running;
} later = {.lock = PTHREAD_MUTEX_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER};

/* What was killed last is put away too, when the daemon ends right then. */
static void wait_until_idle(void)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += EXIT_WAIT_SECONDS;
	pthread_mutex_lock(&later.lock);
	while (later.running &&
	       pthread_cond_timedwait(&later.idle, &later.lock, &end) == 0) {
	}
	pthread_mutex_unlock(&later.lock);
}

static void wait_at_exit(void)
{
	atexit(wait_until_idle);
}

static void *remove_all(void *private_data)
{
	pthread_mutex_lock(&later.lock);
	while (later.count != 0) {
		pid_t *pids = later.pids;
		size_t count = later.count;

		later.pids = NULL;
		later.count = 0;
		pthread_mutex_unlock(&later.lock);
		pppd_leftovers_remove(&pppd_places, pids, count);
		free(pids);
		pthread_mutex_lock(&later.lock);
	}
	later.running = false;
	pthread_cond_signal(&later.idle);
	pthread_mutex_unlock(&later.lock);
	return NULL;
}

/* Without a thread, it is the next one's. */
static void start_thread(void)
{
	sigset_t all, before;
	pthread_t thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, remove_all, NULL) == 0) {
		pthread_detach(thread);
		later.running = true;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Without memory they stay: they do no harm but that they are there. */
void pppd_leftovers_remove_later(pid_t pid)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pid_t *pids;

	pthread_once(&once, wait_at_exit);
	pthread_mutex_lock(&later.lock);
	pids = realloc(later.pids, (later.count + 1) * sizeof(*pids));
	if (pids != NULL) {
		pids[later.count++] = pid;
		later.pids = pids;
	}
	if (later.count != 0 && !later.running) {
		start_thread();
	}
	pthread_mutex_unlock(&later.lock);
}

void pppd_leftovers_tidy(pid_t pid)
{
	if (kill(pid, 0) != 0 && errno == ESRCH) {
		pppd_leftovers_remove_later(pid);
	}
}
