/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of connections: what comes, what goes, what others see of it. */
#include "connections.h"
#include <stdio.h>
#include <syslog.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "server/ports/ports.h"
#include "server/router/router.h"
#include "connection.h"
#include "connection_handles.h"
#include "handle_map.h"
#include "link_events.h"

static int connections_destructor(struct connections *connections)
{
	router_watch_links(connections->config.router, NULL, NULL);
	connection_handles_watch(connections->config.handles, NULL, NULL);
	return 0;
}

static void log_line(const struct connections *connections, int priority,
		     const char *line)
{
	if (connections->config.log != NULL) {
		connections->config.log(priority, line);
	}
}

static void handles_reserved(WERROR result, const char *why, void *private_data)
{
	struct connections *connections = private_data;
	char line[1024];

	if (W_ERROR_IS_OK(result)) {
		dialed_retry(connections);
		return;
	}
	snprintf(line, sizeof(line),
		 "handles of connections cannot be stored: %s", why);
	log_line(connections, LOG_WARNING, line);
}

WERROR connections_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			  const struct connections_config *config,
			  struct connections **_connections, const char **why)
{
	struct connections *connections =
		talloc_zero(mem_ctx, struct connections);

	*why = "out of memory";
	if (connections == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	connections->ev = ev;
	connections->config = *config;
	connections->by_handle = handle_map_create(connections);
	connections->dialed = handle_map_create(connections);
	if (connections->by_handle == NULL || connections->dialed == NULL) {
		talloc_free(connections);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	talloc_set_destructor(connections, connections_destructor);
	connection_handles_watch(config->handles, handles_reserved,
				 connections);
	dialed_follow(connections);
	*why = NULL;
	*_connections = connections;
	return WERR_OK;
}

/* -- reading -- */

struct live_connection *connections_find(const struct connections *connections,
					 uint32_t dwConnection)
{
	return handle_map_get(connections->by_handle, dwConnection);
}

static const struct connection *shown(const struct live_connection *live)
{
	return live != NULL ? &live->info : NULL;
}

const struct connection *connections_get(const struct connections *connections,
					 uint32_t dwConnection)
{
	return shown(connections_find(connections, dwConnection));
}

const struct connection *connections_next(const struct connections *connections,
					  uint32_t after)
{
	return shown(handle_map_next(connections->by_handle, after));
}

uint32_t connections_count(const struct connections *connections,
			   uint32_t after)
{
	return handle_map_count(connections->by_handle, after);
}

/* -- coming and going -- */

static void tell(struct connections *connections,
		 const struct live_connection *live, enum link_event_type type,
		 uint32_t dwLastError, const char *reason)
{
	const struct link_event event = {
		.type = type,
		.dwInterface = live->info.dwInterface,
		.dwConnection = live->info.dwConnection,
		.dwLastError = dwLastError,
		.name = live->info.wszInterfaceName,
		.port = live->port_name,
		.reason = reason,
	};

	link_events_add(connections->config.events, &event);
}

/* The port may have been given back before: it is another one's then. */
static void leave_port(struct connections *connections,
		       const struct live_connection *live)
{
	struct ports *ports = connections->config.ports;
	const struct port *port = ports_get(ports, live->info.dwPort);

	if (port != NULL && port->dwConnection == live->info.dwConnection) {
		port_set_connection(ports, live->info.dwPort, 0);
	}
}

static void enter_port(struct connections *connections,
		       struct live_connection *live)
{
	struct ports *ports = connections->config.ports;
	const struct port *port = ports_get(ports, live->info.dwPort);

	if (port == NULL) {
		live->info.dwPort = 0;
		return;
	}
	snprintf(live->port_name, sizeof(live->port_name), "%s",
		 port->wszPortName);
	port_set_connection(ports, live->info.dwPort, live->info.dwConnection);
}

bool connections_begin(struct connections *connections,
		       struct live_connection *live)
{
	if (!handle_map_add(connections->by_handle, live->info.dwConnection,
			    live)) {
		return false;
	}
	enter_port(connections, live);
	if (!live->adopted) {
		tell(connections, live, LINK_EVENT_CONNECTED, 0, "");
	}
	return true;
}

void connections_note(struct connections *connections,
		      const struct live_connection *live)
{
	if (live->disconnect_send == NULL) {
		dialed_note(connections, live);
	} else if (live->noted != NULL) {
		live->noted(&live->info, live->private_data);
	}
}

void connections_end(struct connections *connections,
		     struct live_connection *live, uint32_t dwLastError,
		     const char *reason)
{
	handle_map_remove(connections->by_handle, live->info.dwConnection);
	leave_port(connections, live);
	tell(connections, live, LINK_EVENT_DISCONNECTED, dwLastError, reason);
	talloc_free(live);
}

WERROR connections_add_client(struct connections *connections,
			      const struct client_link *link,
			      uint32_t *dwConnection)
{
	uint32_t handle =
		link->known != NULL
			? link->known->dwConnection
			: connection_handles_take(connections->config.handles);
	struct live_connection *live;

	if (handle == 0) {
		return W_ERROR(ERROR_RETRY);
	}
	live = connection_of_client(connections, handle, link);
	if (live == NULL || !connections_begin(connections, live)) {
		talloc_free(live);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	*dwConnection = handle;
	return WERR_OK;
}

/* The client of a handle; NULL for a link that we dialed. */
static struct live_connection *
find_client(const struct connections *connections, uint32_t dwConnection)
{
	struct live_connection *live =
		connections_find(connections, dwConnection);

	return live != NULL && live->disconnect_send != NULL ? live : NULL;
}

WERROR connections_update_client(struct connections *connections,
				 uint32_t dwConnection,
				 const struct client_link *link)
{
	struct live_connection *live = find_client(connections, dwConnection);

	if (live == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return connection_update_client(live, link)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

void connections_remove_client(struct connections *connections,
			       uint32_t dwConnection, const char *reason)
{
	struct live_connection *live = find_client(connections, dwConnection);

	if (live != NULL) {
		connections_end(connections, live, 0, reason);
	}
}
