/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened to links, in order: for those who watch.
 *
 * The last LINK_EVENTS_KEPT events are kept; a watcher that falls farther
 * behind is told that he has missed some.
 */
#ifndef SERVER_CONNECTIONS_LINK_EVENTS_H
#define SERVER_CONNECTIONS_LINK_EVENTS_H

#include <stdint.h>
#include <time.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

#define LINK_EVENTS_KEPT 1024

struct link_events;
struct link_watch;

enum link_event_type {
	LINK_EVENT_CONNECTING,	 /**< an attempt has begun */
	LINK_EVENT_CONNECTED,	 /**< a connection is there */
	LINK_EVENT_DISCONNECTED, /**< a connection has ended */
	LINK_EVENT_FAILED,	 /**< an attempt has ended without one */
};

struct link_event {
	uint64_t number; /**< 1 for the first of this daemon */
	enum link_event_type type;
	struct timespec time;  /**< CLOCK_REALTIME */
	uint32_t dwInterface;  /**< 0xFFFFFFFF for a CLIENT */
	uint32_t dwConnection; /**< 0 when there is none */
	uint32_t dwLastError;  /**< of the end */
	const char *name;      /**< of the interface, or of the user */
	const char *port;      /**< its name, "" for none */
	const char *reason;    /**< of the end, in words, "" for none */
};

struct link_events *link_events_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev);

/** @brief Add an event; number and time are set here, strings copied. */
void link_events_add(struct link_events *events,
		     const struct link_event *event);

/** @brief The number of the last event, 0 when there was none. */
uint64_t link_events_last(const struct link_events *events);

/** @brief The first event after @after that is kept, or NULL. */
const struct link_event *link_events_next(const struct link_events *events,
					  uint64_t after);

/** @brief Wait until there is an event after @after; freeing it stops that. */
struct tevent_req *link_events_wait_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct link_events *events,
					 uint64_t after);
WERROR link_events_wait_recv(struct tevent_req *req);

/**
 * @brief Signal an eventfd at each CONNECTED and DISCONNECTED, as
 *        RRasAdminConnectionNotification wants it (3.1.4.35).
 *
 * @param[in] mem_ctx  its end ends the signals: the caller's connection
 * @param[in] fd       becomes the watch's, also on failure
 * @return NULL when out of memory
 */
struct link_watch *link_events_watch(TALLOC_CTX *mem_ctx,
				     struct link_events *events, int fd);

#endif
