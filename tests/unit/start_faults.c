/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of a process with faults; see start_faults.h. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>
#include <sys/pidfd.h>
#include "start_faults.h"

int __wrap_execve(const char *path, char *const argv[], char *const envp[]);
int __real_execve(const char *path, char *const argv[], char *const envp[]);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument);
int __wrap_pidfd_open(pid_t pid, unsigned int flags);
int __real_pidfd_open(pid_t pid, unsigned int flags);

/* A child of vfork() has its parent's memory. */
static atomic_bool hold;
static atomic_int held;
static enum start_fault refused;

void start_faults_hold(void)
{
	atomic_store(&held, 0);
	atomic_store(&hold, true);
}

void start_faults_release(void)
{
	atomic_store(&hold, false);
}

bool start_faults_holds(void)
{
	return atomic_load(&held) > 0;
}

void start_faults_refuse(enum start_fault fault)
{
	refused = fault;
}

int __wrap_execve(const char *path, char *const argv[], char *const envp[])
{
	const struct timespec moment = {.tv_nsec = 1000000};

	atomic_fetch_add(&held, 1);
	while (atomic_load(&hold)) {
		nanosleep(&moment, NULL);
	}
	return __real_execve(path, argv, envp);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *argument)
{
	return refused == START_FAULT_THREAD
		       ? EAGAIN
		       : __real_pthread_create(thread, attributes, start,
					       argument);
}

int __wrap_pidfd_open(pid_t pid, unsigned int flags)
{
	if (refused == START_FAULT_PIDFD) {
		errno = EMFILE;
		return -1;
	}
	return __real_pidfd_open(pid, flags);
}
