/* SPDX-License-Identifier: GPL-3.0-or-later */
/* News of device nodes that come and go; see dev_watch.h. */
#include "dev_watch.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define EVENTS                                                 \
	(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | \
	 IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

/* A device that is plugged in makes several nodes and links at once. */
#define PAUSE_US 20000

struct dev_watch {
	struct tevent_context *ev;
	int fd;
	struct tevent_fd *fde;
	struct tevent_timer *pause;
	dev_watch_fn fn;
	void *private_data;
	bool (*is_wanted)(const char *name);
	const char **names; /**< parts of paths, NULL-terminated, or NULL */
};

static int dev_watch_destructor(struct dev_watch *watch)
{
	TALLOC_FREE(watch->fde);
	close(watch->fd);
	return 0;
}

static bool is_wanted(const struct dev_watch *watch,
		      const struct inotify_event *event)
{
	const char **name = watch->names;

	if (event->mask & IN_IGNORED) {
		return false; /* its IN_DELETE_SELF has come before */
	}
	if (event->len == 0 ||
	    (watch->is_wanted != NULL && watch->is_wanted(event->name))) {
		return true;
	}
	while (name != NULL && *name != NULL) {
		if (strcmp(*name++, event->name) == 0) {
			return true;
		}
	}
	return false;
}

static void pause_over(struct tevent_context *ev, struct tevent_timer *te,
		       struct timeval now, void *private_data)
{
	struct dev_watch *watch = private_data;

	watch->pause = NULL;
	watch->fn(watch->private_data);
}

static void tell(struct dev_watch *watch)
{
	if (watch->pause != NULL) {
		return;
	}
	watch->pause = tevent_add_timer(watch->ev, watch,
					tevent_timeval_current_ofs(0, PAUSE_US),
					pause_over, watch);
	if (watch->pause == NULL) {
		watch->fn(watch->private_data);
	}
}

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data)
{
	/* aligned for, and with room for, the longest event */
	union {
		struct inotify_event event;
		char bytes[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	} buffer;
	struct dev_watch *watch = private_data;
	const struct inotify_event *event;
	ssize_t length = read(watch->fd, &buffer, sizeof(buffer));
	ssize_t at;
	bool wanted = false;

	for (at = 0; at < length;
	     at += (ssize_t)(sizeof(*event) + event->len)) {
		event = (const struct inotify_event
				 *)(const void *)(buffer.bytes + at);
		wanted = is_wanted(watch, event) || wanted;
	}
	if (wanted) {
		tell(watch);
	}
}

struct dev_watch *dev_watch_create(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev, dev_watch_fn fn,
				   void *private_data)
{
	struct dev_watch *watch = talloc_zero(mem_ctx, struct dev_watch);

	if (watch == NULL) {
		return NULL;
	}
	watch->ev = ev;
	watch->fn = fn;
	watch->private_data = private_data;
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->fd == -1) {
		talloc_free(watch);
		return NULL;
	}
	talloc_set_destructor(watch, dev_watch_destructor);
	watch->fde = tevent_add_fd(ev, watch, watch->fd, TEVENT_FD_READ,
				   on_readable, watch);
	if (watch->fde == NULL) {
		TALLOC_FREE(watch);
	}
	return watch;
}

void dev_watch_again(struct dev_watch *watch)
{
	watch->is_wanted = NULL;
	TALLOC_FREE(watch->names);
}

/* What is watched already is only asked for again; one that cannot be
 * watched, because it is not there, comes to be in one that is. */
static void add(struct dev_watch *watch, const char *dir)
{
	(void)inotify_add_watch(watch->fd, dir, EVENTS);
}

void dev_watch_dir(struct dev_watch *watch, const char *dir,
		   bool (*is_wanted_fn)(const char *name))
{
	watch->is_wanted = is_wanted_fn;
	add(watch, dir);
}

static bool add_name(struct dev_watch *watch, const char *name)
{
	size_t count = watch->names != NULL
			       ? talloc_array_length(watch->names) - 1
			       : 0;
	const char **names = talloc_realloc(watch, watch->names, const char *,
					    (unsigned)count + 2);

	if (names == NULL) {
		return false;
	}
	watch->names = names;
	names[count] = talloc_strdup(names, name);
	names[count + 1] = NULL;
	return names[count] != NULL;
}

/* Every directory of an absolute path but the root, and each part's name.
 * From above: what is made after we have looked for it is news. */
static bool add_parts(struct dev_watch *watch, const char *path)
{
	char *copy = talloc_strdup(watch, path);
	char *slash = copy;
	bool ok = copy != NULL;

	while (ok && slash != NULL) {
		char *part = slash + 1;

		slash = strchr(part, '/');
		if (slash != NULL) {
			*slash = '\0';
			add(watch, copy);
		}
		ok = add_name(watch, part);
		if (slash != NULL) {
			*slash = '/';
		}
	}
	talloc_free(copy);
	return ok;
}

bool dev_watch_path(struct dev_watch *watch, const char *path)
{
	char target[PATH_MAX];

	if (!add_parts(watch, path)) {
		return false;
	}
	if (realpath(path, target) == NULL || strcmp(target, path) == 0) {
		return true;
	}
	return add_parts(watch, target);
}
