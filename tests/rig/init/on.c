/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * on [-d] HOST COMMAND...: runs a command in another host of the rig, in the
 * same directory; with -d as a daemon, in a session of its own. Static,
 * because an nsenter(1) costs 15 ms in the guest.
 */
#include <err.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>
#include "init.h"

int main(int argc, char *argv[])
{
	char cwd[PATH_MAX];

	if (argc > 1 && strcmp(argv[1], "-d") == 0) {
		setsid();
		argv++;
		argc--;
	}
	if (argc < 3) {
		errx(125, "usage: on [-d] client|router|isp COMMAND...");
	}
	if (getcwd(cwd, sizeof(cwd)) == NULL || rig_enter_host(argv[1]) == -1) {
		err(125, "%s", argv[1]);
	}
	if (chdir(cwd) == -1) {
		err(125, "%s", cwd);
	}
	execvp(argv[2], argv + 2);
	err(127, "%s", argv[2]);
}
