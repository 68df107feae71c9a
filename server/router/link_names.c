/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a link's status to name servers; see link_names.h.
 */
#include "link_names.h"
#include <stdio.h>
#include <string.h>
#include "gen_ndr/rras_types.h"
#include "name_servers.h"
#include "router_private.h"

static void list_of(const struct interface *iface,
		    const struct dialer_status *status,
		    struct name_server_list *list)
{
	const struct router_entry *entry = iface->entry;
	const struct ppp_projection *ppp = &status->ppp;

	memset(list, 0, sizeof(*list));
	if (ppp->ip_up) {
		list->v4[0] = ppp->dns[0];
		list->v4[1] = ppp->dns[1];
	}
	if (entry == NULL) {
		return;
	}
	if (ppp->ip_up &&
	    (entry->dwfOptions & MPRIO_SpecificNameServers) != 0) {
		list->v4[0] = entry->ipaddrDns;
		list->v4[1] = entry->ipaddrDnsAlt;
	}
	if (ppp->ip6_up) {
		list->v6[0] = entry->ipv6addrDns;
		list->v6[1] = entry->ipv6addrDnsAlt;
	}
}

void link_names_follow(struct interface *iface)
{
	const struct dialer_status *status = dialer_link_status(iface->link);
	struct name_servers *names = iface->router->names;
	bool shown =
		status->state == DIALER_CONNECTED && status->ifname[0] != '\0';
	bool up = shown && status->pid != 0;
	struct name_server_list list;

	if (names == NULL) {
		return;
	}
	if (iface->names_of[0] != '\0' &&
	    (!up || strcmp(iface->names_of, status->ifname) != 0)) {
		name_servers_set(names, iface->names_of, NULL);
		iface->names_of[0] = '\0';
	}
	if (up) {
		list_of(iface, status, &list);
		name_servers_set(names, status->ifname, &list);
		snprintf(iface->names_of, sizeof(iface->names_of), "%s",
			 status->ifname);
	} else if (shown) {
		/* it ended while there was no rrasd */
		name_servers_take_back(names, status->ifname);
	}
}
