/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time that passes at once: linked with --wrap=nanosleep and
 * --wrap=clock_gettime, a program that looks at something again and again does
 * not sleep in between, and its clock goes on as if it had.
 */
#include <time.h>

#define NSEC_PER_SEC 1000000000L

int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left);
int __wrap_clock_gettime(clockid_t id, struct timespec *now);
int __real_clock_gettime(clockid_t id, struct timespec *now);

static struct timespec slept;

static void add(struct timespec *time, const struct timespec *more)
{
	time->tv_sec += more->tv_sec;
	time->tv_nsec += more->tv_nsec;
	if (time->tv_nsec >= NSEC_PER_SEC) {
		time->tv_sec++;
		time->tv_nsec -= NSEC_PER_SEC;
	}
}

int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left)
{
	add(&slept, wanted);
	return 0;
}

int __wrap_clock_gettime(clockid_t id, struct timespec *now)
{
	int result = __real_clock_gettime(id, now);

	if (result == 0) {
		add(now, &slept);
	}
	return result;
}
