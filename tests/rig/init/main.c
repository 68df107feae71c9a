/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PID 1 of the rig's guest: file system, modules, hosts, then one session.
 *
 * Kernel command line: rig_run=DIR, a directory of the machine with
 *   job/      the session, see job.c
 *   results/  writable for the guest
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>
#include "init.h"

void rig_warn(const char *what)
{
	printf("rig init: %s: %s\n", what, strerror(errno));
	fflush(stdout);
}

void rig_power_off(void)
{
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	for (;;) {
		pause();
	}
}

void rig_die(const char *what)
{
	rig_warn(what);
	rig_power_off();
}

/* The value of NAME=VALUE on the kernel's command line, to be freed. */
static char *kernel_argument(const char *name)
{
	char line[4096];
	size_t name_len = strlen(name);
	ssize_t len;
	char *word, *rest = NULL;
	int fd;

	fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		rig_die("/proc/cmdline");
	}
	len = read(fd, line, sizeof(line) - 1);
	close(fd);
	line[len > 0 ? len : 0] = '\0';

	for (word = strtok_r(line, " \n", &rest); word != NULL;
	     word = strtok_r(NULL, " \n", &rest)) {
		if (strncmp(word, name, name_len) == 0 &&
		    word[name_len] == '=') {
			return strdup(word + name_len + 1);
		}
	}
	errno = EINVAL;
	rig_die(name);
}

int main(void)
{
	struct rig_job *job;
	char path[512];
	char *run;

	if (mount("proc", "/proc", "proc", 0, NULL) == -1) {
		rig_die("/proc");
	}
	run = kernel_argument("rig_run");
	snprintf(path, sizeof(path), "%s/job", run);
	job = rig_job_read(path);

	snprintf(path, sizeof(path), "%s/results", run);
	rig_mount_root(path);
	rig_load_modules();
	rig_start_hosts();
	/* The machine gave us con1: an open pipe in both directions. */
	rig_session(job, "/dev/tty1");
	rig_power_off();
}
