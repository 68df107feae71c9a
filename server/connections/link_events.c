/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened to links; see link_events.h. */
#include "link_events.h"
#include <sys/queue.h>
#include <unistd.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"
#include "server/ipc/event_fd.h"

struct wait_state;

struct link_events {
	struct tevent_context *ev;
	uint64_t last;
	struct link_event *kept[LINK_EVENTS_KEPT]; /* by number */
	LIST_HEAD(, wait_state) waits;
	LIST_HEAD(, link_watch) watches;
};

struct wait_state {
	LIST_ENTRY(wait_state) entry;
	struct tevent_req *req;
	struct link_events *events; /* NULL: not in its list */
	uint64_t after;
};

struct link_watch {
	LIST_ENTRY(link_watch) entry;
	struct link_events *events; /* NULL: they are gone */
	int fd;
};

static int link_events_destructor(struct link_events *events)
{
	struct wait_state *wait;
	struct link_watch *watch;

	while ((wait = LIST_FIRST(&events->waits)) != NULL) {
		LIST_REMOVE(wait, entry);
		wait->events = NULL;
	}
	while ((watch = LIST_FIRST(&events->watches)) != NULL) {
		LIST_REMOVE(watch, entry);
		watch->events = NULL;
	}
	return 0;
}

struct link_events *link_events_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev)
{
	struct link_events *events = talloc_zero(mem_ctx, struct link_events);

	if (events == NULL) {
		return NULL;
	}
	events->ev = ev;
	LIST_INIT(&events->waits);
	LIST_INIT(&events->watches);
	talloc_set_destructor(events, link_events_destructor);
	return events;
}

/* -- adding -- */

static const char *copy(struct link_event *event, const char *text)
{
	return talloc_strdup(event, text != NULL ? text : "");
}

static bool keep(struct link_events *events, const struct link_event *from)
{
	struct link_event **place;
	struct link_event *event = talloc(events, struct link_event);

	if (event == NULL) {
		return false;
	}
	*event = *from;
	event->number = events->last + 1;
	clock_gettime(CLOCK_REALTIME, &event->time);
	event->name = copy(event, from->name);
	event->port = copy(event, from->port);
	event->reason = copy(event, from->reason);
	if (event->name == NULL || event->port == NULL ||
	    event->reason == NULL) {
		talloc_free(event);
		return false;
	}
	place = &events->kept[event->number % LINK_EVENTS_KEPT];
	talloc_free(*place);
	*place = event;
	events->last = event->number;
	return true;
}

/* Those who wait are told from the loop: they may free anything. */
static void wake(struct link_events *events)
{
	struct wait_state *wait, *next;

	for (wait = LIST_FIRST(&events->waits); wait != NULL; wait = next) {
		next = LIST_NEXT(wait, entry);
		if (wait->after < events->last) {
			tevent_req_defer_callback(wait->req, events->ev);
			tevent_req_done(wait->req);
		}
	}
}

/*
 * [MS-RRASM] 3.1.4.35: "if an interface connects or disconnects, the event is
 * signaled".
 */
static void signal_watches(struct link_events *events)
{
	struct link_watch *watch;

	LIST_FOREACH(watch, &events->watches, entry)
	{
		event_fd_signal(watch->fd);
	}
}

void link_events_add(struct link_events *events, const struct link_event *event)
{
	if (keep(events, event)) {
		wake(events);
	}
	if (event->type == LINK_EVENT_CONNECTED ||
	    event->type == LINK_EVENT_DISCONNECTED) {
		signal_watches(events);
	}
}

/* -- reading -- */

uint64_t link_events_last(const struct link_events *events)
{
	return events->last;
}

const struct link_event *link_events_next(const struct link_events *events,
					  uint64_t after)
{
	uint64_t first = 1;

	if (events->last > LINK_EVENTS_KEPT) {
		first = events->last - LINK_EVENTS_KEPT + 1;
	}
	if (after >= events->last) {
		return NULL;
	}
	if (after + 1 > first) {
		first = after + 1;
	}
	return events->kept[first % LINK_EVENTS_KEPT];
}

static void wait_cleanup(struct tevent_req *req, enum tevent_req_state state)
{
	struct wait_state *wait = tevent_req_data(req, struct wait_state);

	if (wait->events != NULL) {
		LIST_REMOVE(wait, entry);
		wait->events = NULL;
	}
}

struct tevent_req *link_events_wait_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct link_events *events,
					 uint64_t after)
{
	struct wait_state *wait;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &wait, struct wait_state);

	if (req == NULL) {
		return NULL;
	}
	if (after < events->last) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	wait->req = req;
	wait->events = events;
	wait->after = after;
	LIST_INSERT_HEAD(&events->waits, wait, entry);
	tevent_req_set_cleanup_fn(req, wait_cleanup);
	return req;
}

WERROR link_events_wait_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- signals -- */

static int link_watch_destructor(struct link_watch *watch)
{
	if (watch->events != NULL) {
		LIST_REMOVE(watch, entry);
	}
	close(watch->fd);
	return 0;
}

struct link_watch *link_events_watch(TALLOC_CTX *mem_ctx,
				     struct link_events *events, int fd)
{
	struct link_watch *watch = talloc(mem_ctx, struct link_watch);

	if (watch == NULL) {
		close(fd);
		return NULL;
	}
	watch->events = events;
	watch->fd = fd;
	LIST_INSERT_HEAD(&events->watches, watch, entry);
	talloc_set_destructor(watch, link_watch_destructor);
	return watch;
}
