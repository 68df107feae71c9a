/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guest's file system: an overlay over the machine's. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "init.h"

static void mount_or_die(const char *source, const char *target,
			 const char *type, const char *options)
{
	if (mount(source, target, type, 0, options) == -1) {
		rig_die(target);
	}
}

static void mount_overlay(void)
{
	mount_or_die("tmpfs", "/mnt", "tmpfs", "mode=755");
	mkdir("/mnt/upper", 0755);
	mkdir("/mnt/work", 0755);
	mkdir("/mnt/root", 0755);
	if (rig_load_module("fs/overlayfs/overlay") == -1) {
		rig_die("overlay module");
	}
	mount_or_die("overlay", "/mnt/root", "overlay",
		     "lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work");
}

static void make_devices(void)
{
	mkdir("dev/pts", 0755);
	mkdir("dev/shm", 01777);
	mkdir("dev/net", 0755);
	mount_or_die("devpts", "dev/pts", "devpts",
		     "ptmxmode=666,mode=620,gid=5");
	mount_or_die("shm", "dev/shm", "tmpfs", "mode=1777");
	unlink("dev/ptmx");
	if (symlink("pts/ptmx", "dev/ptmx") == -1 ||
	    symlink("/proc/self/fd", "dev/fd") == -1 ||
	    symlink("/proc/self/fd/0", "dev/stdin") == -1 ||
	    symlink("/proc/self/fd/1", "dev/stdout") == -1 ||
	    symlink("/proc/self/fd/2", "dev/stderr") == -1) {
		rig_die("dev");
	}
	/* PPP and TUN are modules: devtmpfs makes these two when they load. */
}

static void mount_system(const char *results)
{
	static const char *directories[] = {
		"run/lock", "run/netns",     "run/old-root",
		"run/rig",  "run/rig/hosts", "run/rig/results",
	};
	size_t i;

	mount_or_die("proc", "proc", "proc", NULL);
	mount_or_die("sysfs", "sys", "sysfs", NULL);
	mount_or_die("devtmpfs", "dev", "devtmpfs", "mode=755");
	make_devices();
	mount_or_die("run", "run", "tmpfs", "mode=755");
	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		if (mkdir(directories[i], 0755) == -1) {
			rig_die(directories[i]);
		}
	}
	mount_or_die("hostfs", "run/rig/results", "hostfs", results);
}

/* modprobe(8), which iptables and others call, looks here. */
static void link_modules(void)
{
	struct utsname uts;
	char target[256], path[256];

	uname(&uts);
	snprintf(target, sizeof(target), "/usr/lib/uml/modules/%s",
		 uts.release);
	snprintf(path, sizeof(path), "lib/modules/%s", uts.release);
	mkdir("lib/modules", 0755);
	if (symlink(target, path) == -1 && errno != EEXIST) {
		rig_warn(path);
	}
}

void rig_mount_root(const char *results)
{
	umask(0);
	mount_overlay();
	if (chdir("/mnt/root") == -1) {
		rig_die("/mnt/root");
	}
	mount_system(results);
	link_modules();

	/*
	 * pivot_root and not chroot: in a chroot the kernel refuses user
	 * namespaces, which foreign clients may want.
	 */
	if (syscall(SYS_pivot_root, ".", "run/old-root") == -1 ||
	    chdir("/") == -1 || umount2("/run/old-root", MNT_DETACH) == -1) {
		rig_die("pivot_root");
	}
	rmdir("/run/old-root");
	umask(022);
}
