/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A loop's clock that goes faster while nobody has anything to do.
 *
 * A program that is linked with this does not wait for its own deadlines: when
 * tevent is about to wait for a timer, and nothing has come for a moment, the
 * time until then has passed.  The order of all that happens is as it would
 * be; whoever is to say something must be in this program, so that he has
 * said it by then.  In the place of server/ipc/loop_clock.c.
 */
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/time.h>
#include <time.h>
#include "server/ipc/loop_clock.h"

#define MOMENT_MS 50

static int64_t skipped; /* microseconds */

__attribute__((visibility("default"))) int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec real;
	int64_t usec;

	clock_gettime(CLOCK_REALTIME, &real);
	usec = (int64_t)real.tv_sec * 1000000 + real.tv_nsec / 1000 + skipped;
	*now = (struct timeval){
		.tv_sec = (time_t)(usec / 1000000),
		.tv_usec = (suseconds_t)(usec % 1000000),
	};
	return 0;
}

__attribute__((visibility("default"))) int
epoll_wait(int fd, struct epoll_event *events, int max, int timeout)
{
	int ready =
		epoll_pwait(fd, events, max,
			    timeout < MOMENT_MS ? timeout : MOMENT_MS, NULL);

	if (ready == 0 && timeout > MOMENT_MS) {
		skipped += (int64_t)(timeout - MOMENT_MS) * 1000;
	}
	return ready;
}

void loop_clock_start(void)
{
}

struct timeval time_of_day(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return now;
}
