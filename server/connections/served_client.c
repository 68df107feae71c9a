/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list of connections is told of a served link. */
#include "served_client.h"
#include <string.h>

/* "DOMAIN\user", as MS-CHAP has it. @return the user */
static const char *split_user(const char *user, char *domain, size_t size)
{
	const char *separator = strchr(user, '\\');

	if (separator == NULL || (size_t)(separator - user) >= size) {
		domain[0] = '\0';
		return user;
	}
	memcpy(domain, user, (size_t)(separator - user));
	domain[separator - user] = '\0';
	return separator + 1;
}

void served_client_fill(struct served_client *client,
			const struct served_state *state)
{
	client->link = (struct client_link){
		.user = split_user(state->user, client->domain,
				   sizeof(client->domain)),
		.domain = client->domain,
		.remote_endpoint = client->remote,
		.local_endpoint = client->local,
		.ifname = state->ifname,
		.ifindex = state->ifindex,
		.started = state->started,
		.started_boottime = state->started_boottime,
		.ppp = state->ppp,
	};
	served_state_remote(state, client->remote);
	served_state_local(state, client->local);
}
