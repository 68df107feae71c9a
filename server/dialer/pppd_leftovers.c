/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pppd that was killed could not put away; see pppd_leftovers.h. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
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

/* pppd's own: "NAME=value" leads to "pppdPID", if it is still this one's. */
static void remove_pointer(struct tdb_context *tdb, char *name, TDB_DATA key)
{
	TDB_DATA from = {(unsigned char *)name, strlen(name)};
	TDB_DATA to = tdb_fetch(tdb, from);

	if (to.dptr != NULL && to.dsize == key.dsize &&
	    memcmp(to.dptr, key.dptr, key.dsize) == 0) {
		tdb_delete(tdb, from);
	}
	free(to.dptr);
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
		remove_pointer(tdb, part, key);
	}
	tdb_delete(tdb, key);
	free(text);
}

void pppd_leftovers_remove(const struct pppd_places *places, pid_t pid)
{
	const char *const *dir;

	for (dir = places->run_dirs; *dir != NULL; dir++) {
		char path[PATH_SIZE];
		struct tdb_context *tdb;

		snprintf(path, sizeof(path), "%s/pppd2.tdb", *dir);
		tdb = tdb_open(path, 0, 0, O_RDWR | O_CLOEXEC, 0);
		if (tdb != NULL) {
			remove_record(places, tdb, *dir, pid);
			tdb_close(tdb);
		}
	}
}

/* One after the other: tdb does not open a file twice in a process. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Those under way. */
static pthread_mutex_t count_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t count_changed = PTHREAD_COND_INITIALIZER;
static unsigned count;

static void count_by(int change)
{
	pthread_mutex_lock(&count_lock);
	count += (unsigned)change;
	pthread_cond_signal(&count_changed);
	pthread_mutex_unlock(&count_lock);
}

/* What was killed last is put away too, when the daemon ends right then. */
static void wait_for_all(void)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += EXIT_WAIT_SECONDS;
	pthread_mutex_lock(&count_lock);
	while (count != 0 &&
	       pthread_cond_timedwait(&count_changed, &count_lock, &end) == 0) {
	}
	pthread_mutex_unlock(&count_lock);
}

static void wait_at_exit(void)
{
	atexit(wait_for_all);
}

static void *remove_now(void *private_data)
{
	pthread_mutex_lock(&one_at_a_time);
	pppd_leftovers_remove(&pppd_places, (pid_t)(intptr_t)private_data);
	pthread_mutex_unlock(&one_at_a_time);
	count_by(-1);
	return NULL;
}

/* Without a thread they stay: they do no harm but that they are there. */
void pppd_leftovers_remove_later(pid_t pid)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	sigset_t all, before;
	pthread_t thread;

	pthread_once(&once, wait_at_exit);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	count_by(1);
	if (pthread_create(&thread, NULL, remove_now, (void *)(intptr_t)pid) ==
	    0) {
		pthread_detach(thread);
	} else {
		count_by(-1);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void pppd_leftovers_tidy(pid_t pid)
{
	if (kill(pid, 0) != 0 && errno == ESRCH) {
		pppd_leftovers_remove_later(pid);
	}
}
