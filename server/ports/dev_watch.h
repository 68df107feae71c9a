/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * News of device nodes that come and go.
 *
 * inotify(7) on the directories, not udev: it works in containers, in virtual
 * machines without udevd and for links in any directory, and what matters to
 * us is the node that pppd is going to open, not the kernel's device.
 */
#ifndef SERVER_PORTS_DEV_WATCH_H
#define SERVER_PORTS_DEV_WATCH_H

#include <stdbool.h>
#include <talloc.h>
#include <tevent.h>

struct dev_watch;

/**
 * @brief Called from the loop when something has come or gone that was asked
 *        for; news that follow at once on each other give one call.
 *
 * It asks for everything anew, after dev_watch_again().
 */
typedef void (*dev_watch_fn)(void *private_data);

/** @return NULL when out of memory or without inotify */
struct dev_watch *dev_watch_create(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev, dev_watch_fn fn,
				   void *private_data);

/** @brief Forget what was asked for. */
void dev_watch_again(struct dev_watch *watch);

/** @brief Tell of names in a directory; @is_wanted says which. */
void dev_watch_dir(struct dev_watch *watch, const char *dir,
		   bool (*is_wanted)(const char *name));

/**
 * @brief Tell of one path: itself, the directories above it, and what it
 *        leads to.
 *
 * @return false when out of memory
 */
bool dev_watch_path(struct dev_watch *watch, const char *path);

#endif
