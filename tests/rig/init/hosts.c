/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of the rig: a process each that holds its namespaces. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "init.h"

static const char *host_names[] = {"client", "router", "isp"};

/* What a host does not share: configuration and state that programs find by
 * compiled-in paths. Each starts empty. */
static const char *own_directories[] = {
	"/etc/ppp",	    "/var/lib/rras",  "/var/lib/samba",
	"/var/cache/samba", "/var/log/samba",
};

static void loopback_up(void)
{
	struct ifreq request = {.ifr_flags = IFF_UP | IFF_RUNNING};
	int fd;

	strcpy(request.ifr_name, "lo");
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1 || ioctl(fd, SIOCSIFFLAGS, &request) == -1) {
		rig_warn("lo");
	}
	if (fd != -1) {
		close(fd);
	}
}

/*
 * A /run of its own: pppd names its pid files, its database and its locks
 * after the unit number, and both ends of a link have a ppp0.
 */
static void mount_own_run(void)
{
	if (mount("run", "/mnt", "tmpfs", 0, "mode=755") == -1 ||
	    mkdir("/mnt/lock", 01777) == -1 || mkdir("/mnt/rig", 0755) == -1 ||
	    mount(RIG_DIR, "/mnt/rig", NULL, MS_BIND | MS_REC, NULL) == -1 ||
	    mount("/mnt", "/run", NULL, MS_MOVE, NULL) == -1) {
		rig_die("/run");
	}
}

static void mount_own_directories(void)
{
	size_t i, num = sizeof(own_directories) / sizeof(own_directories[0]);

	for (i = 0; i < num; i++) {
		mkdir(own_directories[i], 0755);
		if (mount("rig", own_directories[i], "tmpfs", 0, "mode=755") ==
		    -1) {
			rig_warn(own_directories[i]);
		}
	}
}

static void become_host(const char *name)
{
	prctl(PR_SET_NAME, name);
	if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS) == -1 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    sethostname(name, strlen(name)) == -1) {
		rig_die(name);
	}
	mount_own_run();
	mount_own_directories();
	/* sysfs shows the network namespace that it was mounted in. */
	if (umount2("/sys", MNT_DETACH) == -1 ||
	    mount("sysfs", "/sys", "sysfs", 0, NULL) == -1) {
		rig_die("/sys");
	}
	loopback_up();
}

static void write_pid(const char *name, pid_t pid)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), RIG_DIR "/hosts/%s", name);
	file = fopen(path, "we");
	if (file == NULL || fprintf(file, "%d\n", (int)pid) < 0 ||
	    fclose(file) != 0) {
		rig_die(path);
	}
}

/* What `ip netns add` does, so that `ip -n NAME` finds the host. */
static void name_network(const char *name, pid_t pid)
{
	char source[64], target[64];
	int fd;

	snprintf(source, sizeof(source), "/proc/%d/ns/net", (int)pid);
	snprintf(target, sizeof(target), "/run/netns/%s", name);
	fd = open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
	if (fd == -1 || mount(source, target, NULL, MS_BIND, NULL) == -1) {
		rig_die(target);
	}
	close(fd);
}

static void start_host(const char *name)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) == -1) {
		rig_die("pipe");
	}
	pid = fork();
	if (pid == -1) {
		rig_die("fork");
	}
	if (pid == 0) {
		close(ready[0]);
		become_host(name);
		close(ready[1]);
		for (;;) {
			pause();
		}
	}
	close(ready[1]);
	/* End of file: the host is complete. */
	if (read(ready[0], &byte, 1) == -1) {
		rig_die(name);
	}
	close(ready[0]);
	write_pid(name, pid);
	name_network(name, pid);
}

void rig_start_hosts(void)
{
	size_t i;

	loopback_up();
	for (i = 0; i < sizeof(host_names) / sizeof(host_names[0]); i++) {
		start_host(host_names[i]);
	}
}
