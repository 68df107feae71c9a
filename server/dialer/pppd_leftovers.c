/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pppd that was killed could not put away; see pppd_leftovers.h. */
#include <errno.h>
#include <fcntl.h>
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

/* A file that begins with a process's number goes if it is this one's. */
static void remove_file(const char *dir, const char *prefix, const char *name,
			const char *suffix, pid_t pid)
{
	char path[PATH_SIZE];
	FILE *file;
	int owner = 0;

	if (strchr(name, '/') != NULL ||
	    snprintf(path, sizeof(path), "%s/%s%s%s", dir, prefix, name,
		     suffix) >= PATH_SIZE) {
		return;
	}
	file = fopen(path, "re");
	if (file == NULL) {
		return;
	}
	if (fscanf(file, "%d", &owner) == 1 && owner == pid) {
		unlink(path);
	}
	fclose(file);
}

static void remove_lock(const struct pppd_places *places, pid_t pid,
			const char *device)
{
	const char *name = strrchr(device, '/');

	remove_file(places->lock_dir, "LCK..", name != NULL ? name + 1 : device,
		    "", pid);
}

/* The record is "NAME=value;NAME=value;...": what its scripts were told. */
static void remove_record(const struct pppd_places *places,
			  struct tdb_context *tdb, const char *dir, pid_t pid)
{
	char key_text[32], *text, *next, *part;
	TDB_DATA key, record;

	snprintf(key_text, sizeof(key_text), "pppd%d", (int)pid);
	key.dptr = (unsigned char *)key_text;
	key.dsize = strlen(key_text);
	record = tdb_fetch(tdb, key);
	text = record.dptr != NULL
		       ? strndup((const char *)record.dptr, record.dsize)
		       : NULL;
	free(record.dptr);
	if (text == NULL) {
		return;
	}
	for (part = strtok_r(text, ";", &next); part != NULL;
	     part = strtok_r(NULL, ";", &next)) {
		if (strncmp(part, "IFNAME=", 7) == 0) {
			remove_file(dir, "", part + 7, ".pid", pid);
		} else if (strncmp(part, "DEVICE=", 7) == 0) {
			remove_lock(places, pid, part + 7);
		}
	}
	tdb_delete(tdb, key);
	free(text);
}

struct dead {
	const pid_t *pids;
	size_t count;
};

static bool is_dead(const struct dead *dead, const char *number)
{
	char *end;
	long pid = strtol(number, &end, 10);
	size_t i;

	for (i = 0; *end == '\0' && i < dead->count; i++) {
		if (dead->pids[i] == pid) {
			return true;
		}
	}
	return false;
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
	char text[32] = "";

	if (to.dsize < sizeof(text) && to.dsize > 4 &&
	    memcmp(to.dptr, "pppd", 4) == 0) {
		memcpy(text, to.dptr, to.dsize);
		if (is_dead(private_data, text + 4)) {
			remove_pointer(tdb, from, to);
		}
	}
	return 0;
}

void pppd_leftovers_remove(const struct pppd_places *places, const pid_t *pids,
			   size_t count)
{
	struct dead dead = {pids, count};
	const char *const *dir;

	for (dir = places->run_dirs; *dir != NULL; dir++) {
		char path[PATH_SIZE];
		struct tdb_context *tdb;
		size_t i;

		snprintf(path, sizeof(path), "%s/pppd2.tdb", *dir);
		tdb = tdb_open(path, 0, 0, O_RDWR | O_CLOEXEC, 0);
		if (tdb == NULL) {
			continue;
		}
		for (i = 0; i < count; i++) {
			remove_record(places, tdb, *dir, pids[i]);
		}
		tdb_traverse(tdb, remove_if_dead, &dead);
		tdb_close(tdb);
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
