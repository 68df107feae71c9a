/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock on the wall: tells each full minute, and that somebody has set the
 * clock.
 */
#ifndef SERVER_ROUTER_CLOCK_WATCH_H
#define SERVER_ROUTER_CLOCK_WATCH_H

#include <talloc.h>
#include <tevent.h>

struct clock_watch;

typedef void (*clock_watch_fn)(void *private_data);

/**
 * @brief Watch the clock.
 *
 * @param[in] fn  called from the loop at each full minute of CLOCK_REALTIME,
 *                and at once when that clock is set; the time zone is read
 *                anew before
 * @return child of @mem_ctx, NULL when out of memory or of descriptors
 */
struct clock_watch *clock_watch_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       clock_watch_fn fn, void *private_data);

#endif
