/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The links that we dial: each attempt is told of, and each link that is up
 * is a connection.
 *
 * The router calls after changes, not at each of them: an attempt that ended
 * may have been followed by another one already.  When an attempt was started
 * says which one it is.
 */
#include "connection.h"
#include <ndr.h>
#include "ndr_link_record.h"
#include "server/dialer/dialer.h"
#include "server/ports/ports.h"
#include "server/router/router.h"
#include "connection_handles.h"
#include "connection_record.h"
#include "handle_map.h"
#include "link_events.h"

/* How long after there was no memory for a connection it is tried again. */
#define COMPLETE_USEC 100000

static void tell(struct connections *connections, enum link_event_type type,
		 uint32_t dwInterface, const struct dialer_status *link)
{
	const struct router_interface *interface =
		router_get(connections->config.router, dwInterface);
	const struct port *port =
		ports_get(connections->config.ports, link->dwPort);
	bool ended = type != LINK_EVENT_CONNECTING;
	const struct link_event event = {
		.type = type,
		.dwInterface = dwInterface,
		.dwLastError = ended ? W_ERROR_V(link->last_error) : 0,
		.name = interface != NULL ? interface->wszInterfaceName : "",
		.port = port != NULL ? port->wszPortName : "",
		.reason = ended ? link->reason : "",
	};

	link_events_add(connections->config.events, &event);
}

static bool is_same_attempt(const struct dialed *dialed,
			    const struct dialer_status *link)
{
	return dialed->attempt_started.tv_sec == link->attempt_started.tv_sec &&
	       dialed->attempt_started.tv_usec == link->attempt_started.tv_usec;
}

/* A link that was up, but never became a connection, has ended all the same. */
static void end(struct connections *connections, struct dialed *dialed,
		const struct dialer_status *link)
{
	bool was_up = is_same_attempt(dialed, link) && link->was_up;

	handle_map_remove(connections->dialed, dialed->dwInterface);
	if (dialed->connection != NULL) {
		connections_end(connections, dialed->connection,
				W_ERROR_V(link->last_error), link->reason);
	} else {
		tell(connections,
		     was_up ? LINK_EVENT_DISCONNECTED : LINK_EVENT_FAILED,
		     dialed->dwInterface, link);
	}
	talloc_free(dialed);
}

static struct dialed *begin(struct connections *connections,
			    uint32_t dwInterface,
			    const struct dialer_status *link)
{
	struct dialed *dialed = talloc_zero(connections, struct dialed);

	if (dialed == NULL) {
		return NULL;
	}
	dialed->dwInterface = dwInterface;
	dialed->attempt_started = link->attempt_started;
	if (!handle_map_add(connections->dialed, dwInterface, dialed)) {
		talloc_free(dialed);
		return NULL;
	}
	if (!link->adopted) {
		tell(connections, LINK_EVENT_CONNECTING, dwInterface, link);
	}
	return dialed;
}

/* What an earlier daemon has made of the link: dwConnection 0 for nothing. */
static struct rras_connection_record known_of(struct connections *connections,
					      uint32_t dwInterface)
{
	const DATA_BLOB note =
		router_link_note(connections->config.router, dwInterface);
	struct rras_connection_record known = {0};

	if (!connection_record_of_bytes(&note, &known)) {
		known.dwConnection = 0;
	}
	return known;
}

/* Without memory, or with a full disk, the link gets another handle from the
 * daemon after this one. */
void dialed_note(struct connections *connections,
		 const struct live_connection *live)
{
	DATA_BLOB note = connection_record_bytes(connections, &live->info);

	if (note.length != 0) {
		router_link_set_note(connections->config.router,
				     live->info.dwInterface, &note);
	}
	data_blob_free(&note);
}

static void make_known(struct live_connection *live,
		       const struct rras_connection_record *known)
{
	if (live != NULL && known->dwConnection != 0) {
		connection_record_get(&live->info, known);
		live->adopted = true;
	}
}

/* Without a handle it waits for dialed_retry(). */
static void connected(struct connections *connections, struct dialed *dialed,
		      const struct dialer_status *link)
{
	const struct router_interface *interface =
		router_get(connections->config.router, dialed->dwInterface);
	struct rras_connection_record known =
		known_of(connections, dialed->dwInterface);
	struct live_connection *live;
	uint32_t handle = known.dwConnection;

	if (interface == NULL) {
		return;
	}
	if (handle == 0) {
		handle = connection_handles_take(connections->config.handles);
	}
	if (handle == 0) {
		return;
	}
	live = connection_of_link(connections, handle, interface, link);
	make_known(live, &known);
	if (live != NULL && !connections_begin(connections, live)) {
		TALLOC_FREE(live);
	}
	dialed->connection = live;
	connections->incomplete |= live == NULL;
	if (live != NULL && !live->adopted) {
		dialed_note(connections, live);
	}
}

/* One that an earlier daemon was hanging up is a connection until it is gone,
 * as it was there. */
static bool is_shown(const struct dialer_status *link)
{
	return link->state == DIALER_CONNECTED ||
	       (link->state == DIALER_DISCONNECTING && link->adopted &&
		link->was_up);
}

/*
 * A connection stays in the list while it is hung up: "hang-up is complete
 * when the child and its kernel interface are gone".
 */
static void follow(struct connections *connections, struct router *router,
		   uint32_t dwInterface)
{
	const struct dialer_status *link =
		router_link_status(router, dwInterface);
	struct dialed *dialed =
		handle_map_get(connections->dialed, dwInterface);

	if (link == NULL) {
		return;
	}
	if (dialed != NULL && (link->state == DIALER_DISCONNECTED ||
			       !is_same_attempt(dialed, link))) {
		end(connections, dialed, link);
		dialed = NULL;
	}
	if (link->state == DIALER_DISCONNECTED) {
		return;
	}
	if (dialed == NULL) {
		dialed = begin(connections, dwInterface, link);
	}
	if (dialed == NULL) {
		connections->incomplete = true;
	} else if (!is_shown(link)) {
		return;
	} else if (dialed->connection == NULL) {
		connected(connections, dialed, link);
	} else {
		connections->incomplete |=
			!connection_update(dialed->connection, link);
	}
}

static void complete_soon(struct connections *connections);

static void complete(struct tevent_context *ev, struct tevent_timer *te,
		     struct timeval now, void *private_data)
{
	struct connections *connections = private_data;
	struct router *router = connections->config.router;
	const struct router_interface *interface;
	uint32_t after = 0;

	connections->completing = NULL;
	connections->incomplete = false;
	while ((interface = router_next(router, after)) != NULL) {
		after = interface->dwInterface;
		follow(connections, router, after);
	}
	complete_soon(connections);
}

/* Without memory for the timer the next change of any link sees to it. */
static void complete_soon(struct connections *connections)
{
	if (connections->incomplete && connections->completing == NULL) {
		connections->completing = tevent_add_timer(
			connections->ev, connections,
			tevent_timeval_current_ofs(0, COMPLETE_USEC), complete,
			connections);
	}
}

static void link_changed(struct router *router, uint32_t dwInterface,
			 void *private_data)
{
	struct connections *connections = private_data;

	follow(connections, router, dwInterface);
	complete_soon(connections);
}

void dialed_follow(struct connections *connections)
{
	router_watch_links(connections->config.router, link_changed,
			   connections);
}

void dialed_retry(struct connections *connections)
{
	struct dialed *dialed;
	uint32_t after = 0;

	while ((dialed = handle_map_next(connections->dialed, after)) != NULL) {
		after = dialed->dwInterface;
		if (dialed->connection == NULL) {
			link_changed(connections->config.router, after,
				     connections);
		}
	}
}
