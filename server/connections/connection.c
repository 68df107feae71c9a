/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection: making it of what is known of its link. */
#include "connection.h"
#include <string.h>
#include <ndr.h>
#include "gen_ndr/rras_types.h"
#include "server/dialer/dialer.h"
#include "server/router/router.h"
#include "connection_record.h"

#define NANOSECONDS 1000000000

static bool set_text(struct live_connection *live, const char **text,
		     const char *value)
{
	const char *copy;

	if (*text != NULL && strcmp(*text, value) == 0) {
		return true;
	}
	copy = talloc_strdup(live, value);
	if (copy == NULL) {
		return false;
	}
	talloc_free((void *)(uintptr_t)*text);
	*text = copy;
	return true;
}

/*
 * RAS_CONNECTION_2: "A GUID that identifies the connection.  For incoming
 * connections, this GUID is valid only as long as the connection is active."
 * So that of one that we dial is its phonebook entry's.
 */
static struct GUID guid_of(const struct router_interface *interface)
{
	if (interface->entry != NULL &&
	    !GUID_all_zero(&interface->entry->guidId)) {
		return interface->entry->guidId;
	}
	return GUID_random();
}

bool connection_update(struct live_connection *live,
		       const struct dialer_status *link)
{
	struct connection *info = &live->info;

	info->ppp = link->ppp;
	info->ifindex = link->ifindex;
	return set_text(live, &info->ifname, link->ifname) &&
	       set_text(live, &info->wszUserName, link->user) &&
	       set_text(live, &info->wszLogonDomain, link->domain) &&
	       set_text(live, &info->remote_endpoint, link->remote_endpoint) &&
	       set_text(live, &info->local_endpoint, link->local_endpoint);
}

struct live_connection *
connection_of_link(TALLOC_CTX *mem_ctx, uint32_t dwConnection,
		   const struct router_interface *interface,
		   const struct dialer_status *link)
{
	struct live_connection *live =
		talloc_zero(mem_ctx, struct live_connection);

	if (live == NULL) {
		return NULL;
	}
	live->info.dwConnection = dwConnection;
	live->info.dwInterface = interface->dwInterface;
	live->info.dwInterfaceType = interface->dwIfType;
	live->info.dwPort = link->dwPort;
	live->info.guid = guid_of(interface);
	live->info.started = link->connected;
	live->info.started_boottime = link->connected_boottime;
	/* Neither PPPoE nor a modem tells a name of the computer. */
	live->info.wszRemoteComputer = "";
	if (!set_text(live, &live->info.wszInterfaceName,
		      interface->wszInterfaceName) ||
	    !connection_update(live, link)) {
		talloc_free(live);
		return NULL;
	}
	return live;
}

bool connection_update_client(struct live_connection *live,
			      const struct client_link *link)
{
	struct connection *info = &live->info;

	info->ppp = link->ppp;
	info->ifindex = link->ifindex;
	return set_text(live, &info->ifname, link->ifname) &&
	       set_text(live, &info->remote_endpoint, link->remote_endpoint) &&
	       set_text(live, &info->local_endpoint, link->local_endpoint);
}

struct live_connection *connection_of_client(TALLOC_CTX *mem_ctx,
					     uint32_t dwConnection,
					     const struct client_link *link)
{
	struct live_connection *live =
		talloc_zero(mem_ctx, struct live_connection);
	struct connection *info;

	if (live == NULL) {
		return NULL;
	}
	live->disconnect_send = link->disconnect_send;
	live->disconnect_recv = link->disconnect_recv;
	live->noted = link->noted;
	live->private_data = link->private_data;
	info = &live->info;
	info->dwConnection = dwConnection;
	/* It has no interface of ours: INVALID_HANDLE_VALUE. */
	info->dwInterface = UINT32_MAX;
	info->dwInterfaceType = ROUTER_IF_TYPE_CLIENT;
	info->dwPort = link->dwPort;
	info->guid = GUID_random();
	info->started = link->started;
	info->started_boottime = link->started_boottime;
	info->wszRemoteComputer = "";
	if (link->known != NULL) {
		connection_record_get(info, link->known);
		live->adopted = true;
	}
	if (!set_text(live, &info->wszInterfaceName, link->user) ||
	    !set_text(live, &info->wszUserName, link->user) ||
	    !set_text(live, &info->wszLogonDomain, link->domain) ||
	    !connection_update_client(live, link)) {
		talloc_free(live);
		return NULL;
	}
	return live;
}

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * NANOSECONDS + time->tv_nsec;
}

uint32_t connection_duration(const struct connection *connection)
{
	struct timespec now;
	int64_t seconds;

	clock_gettime(CLOCK_BOOTTIME, &now);
	seconds = (nanoseconds(&now) -
		   nanoseconds(&connection->started_boottime)) /
		  NANOSECONDS;
	if (seconds < 0) {
		return 0;
	}
	return seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds;
}
