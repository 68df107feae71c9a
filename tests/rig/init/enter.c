/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves a process into a host. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>
#include "init.h"

int rig_enter_host(const char *name)
{
	static const char *kinds[] = {"net", "uts", "mnt"};
	char path[128];
	int fds[3];
	int pid;
	size_t i;
	FILE *file;

	snprintf(path, sizeof(path), RIG_DIR "/hosts/%s", name);
	file = fopen(path, "re");
	if (file == NULL || fscanf(file, "%d", &pid) != 1) {
		return -1;
	}
	fclose(file);
	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, kinds[i]);
		fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (fds[i] == -1) {
			return -1;
		}
	}
	for (i = 0; i < 3; i++) {
		if (setns(fds[i], 0) == -1) {
			return -1;
		}
		close(fds[i]);
	}
	return 0;
}
