/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gettimeofday() by a clock that nobody sets.
 */
#include "loop_clock.h"
#include <stdint.h>
#include <time.h>

#define NSEC_PER_SEC  1000000000
#define NSEC_PER_USEC 1000

/* Of the process, as the function that it is for. */
static clockid_t source = CLOCK_REALTIME;
static int64_t ahead; /* of the source, in ns */

static int64_t nanoseconds(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

static struct timeval timeval_of(int64_t ns)
{
	return (struct timeval){
		.tv_sec = (time_t)(ns / NSEC_PER_SEC),
		.tv_usec = (suseconds_t)(ns % NSEC_PER_SEC / NSEC_PER_USEC),
	};
}

/* Visible, or libraries do not find it. */
__attribute__((visibility("default"))) int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	*now = timeval_of(nanoseconds(source) + ahead);
	return 0;
}

void loop_clock_start(void)
{
	ahead = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_BOOTTIME);
	source = CLOCK_BOOTTIME;
}

struct timeval time_of_day(void)
{
	return timeval_of(nanoseconds(CLOCK_REALTIME));
}
