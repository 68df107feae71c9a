/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * await SECONDS PID tcp:PORT | unix:SUFFIX
 *
 * Waits until somebody on this host listens on the TCP port, or on a unix
 * socket whose path ends with SUFFIX. Fails when the process ends before, or
 * the time. A shell that polls would take a third of the guest's only CPU
 * from the program it waits for.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_US  10000
#define TCP_LISTEN   0x0a
#define UNIX_ACCEPTS 0x10000 /* the kernel's __SO_ACCEPTCON */

static bool tcp_line(const char *line, const char *port)
{
	unsigned local_port, state;

	return sscanf(line, " %*u: %*x:%x %*x:%*x %x", &local_port, &state) ==
		       2 &&
	       state == TCP_LISTEN && local_port == strtoul(port, NULL, 10);
}

static bool unix_line(const char *line, const char *suffix)
{
	unsigned flags;
	char path[128];
	size_t len, suffix_len = strlen(suffix);

	if (sscanf(line, "%*x: %*x %*x %x %*x %*x %*u %127s", &flags, path) !=
	    2) {
		return false;
	}
	len = strlen(path);
	return (flags & UNIX_ACCEPTS) && len >= suffix_len &&
	       strcmp(path + len - suffix_len, suffix) == 0;
}

static bool listens(const char *table,
		    bool (*match)(const char *line, const char *what),
		    const char *what)
{
	char line[512];
	bool found = false;
	FILE *file;

	file = fopen(table, "re");
	if (file == NULL) {
		err(1, "%s", table);
	}
	while (!found && fgets(line, sizeof(line), file) != NULL) {
		found = match(line, what);
	}
	fclose(file);
	return found;
}

static bool done(const char *what)
{
	if (strncmp(what, "tcp:", 4) == 0) {
		return listens("/proc/net/tcp", tcp_line, what + 4);
	}
	if (strncmp(what, "unix:", 5) == 0) {
		return listens("/proc/net/unix", unix_line, what + 5);
	}
	errx(2, "tcp: or unix:, not %s", what);
}

/* A zombie does not run: its parent may be the script that calls us. */
static bool runs(const char *pid)
{
	char path[64], state = 'Z';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	file = fopen(path, "re");
	if (file == NULL) {
		return false;
	}
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) {
		state = 'Z';
	}
	fclose(file);
	return state != 'Z';
}

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

int main(int argc, char *argv[])
{
	time_t end;

	if (argc != 4) {
		errx(2, "usage: await SECONDS PID tcp:PORT|unix:SUFFIX");
	}
	end = now() + atoi(argv[1]);
	while (!done(argv[3])) {
		if (!runs(argv[2])) {
			errx(1, "process %s has ended before %s", argv[2],
			     argv[3]);
		}
		if (now() > end) {
			errx(1, "no %s within %s s", argv[3], argv[1]);
		}
		usleep(INTERVAL_US);
	}
	return 0;
}
