/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A timerfd at the next full minute.  tevent's timers would do for the
 * minutes, but they do not learn that the clock was set.
 */
#include "clock_watch.h"
#include <errno.h>
#include <stdint.h>
#include <time.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct clock_watch {
	int fd;
	struct tevent_fd *fde;
	clock_watch_fn fn;
	void *private_data;
};

static int watch_destructor(struct clock_watch *watch)
{
	TALLOC_FREE(watch->fde);
	close(watch->fd);
	return 0;
}

static bool arm(struct clock_watch *watch)
{
	struct itimerspec next = {.it_value = {.tv_sec = time(NULL)}};

	next.it_value.tv_sec += 60 - next.it_value.tv_sec % 60;
	return timerfd_settime(watch->fd,
			       TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			       &next, NULL) == 0 ||
	       errno == ECANCELED; /* set in this very moment: armed, too */
}

static void minute(struct tevent_context *ev, struct tevent_fd *fde,
		   uint16_t flags, void *private_data)
{
	struct clock_watch *watch = private_data;
	uint64_t ignored;

	/* ECANCELED says that the clock was set; there is no difference. */
	if (read(watch->fd, &ignored, sizeof(ignored)) == -1 &&
	    errno == EAGAIN) {
		return;
	}
	arm(watch);
	tzset(); /* /etc/localtime may be another one now */
	watch->fn(watch->private_data);
}

struct clock_watch *clock_watch_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       clock_watch_fn fn, void *private_data)
{
	struct clock_watch *watch = talloc_zero(mem_ctx, struct clock_watch);

	if (watch == NULL) {
		return NULL;
	}
	watch->fn = fn;
	watch->private_data = private_data;
	watch->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (watch->fd == -1) {
		talloc_free(watch);
		return NULL;
	}
	talloc_set_destructor(watch, watch_destructor);
	watch->fde = tevent_add_fd(ev, watch, watch->fd, TEVENT_FD_READ, minute,
				   watch);
	if (watch->fde == NULL || !arm(watch)) {
		TALLOC_FREE(watch);
	}
	return watch;
}
