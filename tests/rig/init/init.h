/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the rig's PID 1. It is linked statically and starts no program
 * until the guest is complete: under user-mode Linux every exec costs 10 ms
 * and more.
 */
#ifndef RIG_INIT_H
#define RIG_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Directory of the guest that all hosts share. */
#define RIG_DIR "/run/rig"
/** The one directory that the guest shares with the machine, writable. */
#define RIG_RESULTS RIG_DIR "/results"

/** One command that PID 1 runs, as `tests/rig/uml` wrote it down. */
struct rig_job {
	char **argv; /**< program and arguments, NULL at the end */
	char **envp; /**< environment, NULL at the end */
	char *cwd;   /**< directory to start in */
	char *host;  /**< name of the host to run in */
	char *boot;  /**< script that completes the guest, "" for none */
	char *halt;  /**< script that runs after the command, "" for none */
	bool tty;    /**< give the command a terminal */
};

/** @brief Print a message and errno to the console and power off. */
void rig_die(const char *what) __attribute__((noreturn));

/** @brief Print a message and errno to the console. */
void rig_warn(const char *what);

/** @brief Switch the machine off. What was not written to a host is lost. */
void rig_power_off(void) __attribute__((noreturn));

/**
 * @brief Build the guest's file system and make it the root.
 *
 * The machine's root (hostfs) is the lower layer of an overlay whose upper
 * layer is a tmpfs: nothing that the guest writes reaches the machine.
 *
 * @param[in] results  directory of the machine that is mounted writable on
 *                     RIG_RESULTS.
 */
void rig_mount_root(const char *results);

/** @brief Load one kernel module; its path is relative to the module tree. */
int rig_load_module(const char *path);

/** @brief Load every module that the rig uses, and switch autoload off. */
void rig_load_modules(void);

/**
 * @brief Start the hosts: one process each that holds a network, a mount and
 * a UTS namespace. Each has its own /run; all share RIG_DIR, /dev and /tmp.
 *
 * The process's id is in RIG_DIR/hosts/NAME, its network namespace is known
 * to ip(8) as NAME.
 */
void rig_start_hosts(void);

/** @brief Move the calling process into a host. -1 with errno on failure. */
int rig_enter_host(const char *name);

/** @brief Read the job from the files in a directory. */
struct rig_job *rig_job_read(const char *dir);

/**
 * @brief Run the job: boot script, command, halt script, and report to the
 * machine over the terminal.
 *
 * @param[in] job      what to run.
 * @param[in] console  path of the terminal that leads to the machine.
 */
void rig_session(const struct rig_job *job, const char *console);

#endif
