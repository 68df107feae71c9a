/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The present state of the link, as the messages that have told it.
 */
#include <string.h>
#include "snapshot.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What tells of the state, in the order of a link's life; and what ends it.
 * What tells why it does not come up, or goes down, is told again too. */
static const struct {
	enum rras_plugin_type type;
	enum rras_plugin_type end; /* 0: only the end of the link */
	uint32_t protocol;	   /* that it must speak of; 0: any */
	bool first;		   /* it counts, not the last one */
} types[] = {
	{.type = RRAS_PLUGIN_LINK},
	{.type = RRAS_PLUGIN_DIALED},
	{.type = RRAS_PLUGIN_TUNNEL_UP},
	{.type = RRAS_PLUGIN_PHASE},
	{.type = RRAS_PLUGIN_HEARD},
	{.type = RRAS_PLUGIN_LCP_TIMEOUT},
	{.type = RRAS_PLUGIN_AUTH_REFUSED},
	{.type = RRAS_PLUGIN_LCP},
	{.type = RRAS_PLUGIN_AUTH},
	{.type = RRAS_PLUGIN_PEER},
	{.type = RRAS_PLUGIN_CCP},
	{.type = RRAS_PLUGIN_PROTOCOL_REJECT, .protocol = PPP_IPCP},
	{.type = RRAS_PLUGIN_PROTOCOL_REJECT, .protocol = PPP_IPV6CP},
	{.type = RRAS_PLUGIN_IP_UP, .end = RRAS_PLUGIN_IP_DOWN},
	{.type = RRAS_PLUGIN_IP6_UP, .end = RRAS_PLUGIN_IP6_DOWN},
	{.type = RRAS_PLUGIN_TERMINATE,
	 .end = RRAS_PLUGIN_IP_UP,
	 .protocol = PPP_IPCP,
	 .first = true},
	{.type = RRAS_PLUGIN_TERMINATE,
	 .end = RRAS_PLUGIN_IP6_UP,
	 .protocol = PPP_IPV6CP,
	 .first = true},
	{.type = RRAS_PLUGIN_TERMINATE, .protocol = PPP_LCP, .first = true},
	{.type = RRAS_PLUGIN_TUNNEL_ENDED, .first = true},
	{.type = RRAS_PLUGIN_HANGUP},
	{.type = RRAS_PLUGIN_ECHO_TIMEOUT},
};

static bool speaks_of(const struct rras_plugin_message *message,
		      uint32_t protocol)
{
	return protocol == 0 || (message->type == RRAS_PLUGIN_TERMINATE
					 ? message->terminate.protocol
					 : message->protocol) == protocol;
}

static struct {
	bool kept;
	size_t body;
	struct rras_plugin_message message;
} slots[COUNT(types)];

void snapshot_keep(const struct rras_plugin_message *message, size_t body)
{
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		if (message->type == types[i].type) {
			if (!speaks_of(message, types[i].protocol) ||
			    (types[i].first && slots[i].kept)) {
				continue;
			}
			slots[i].kept = true;
			slots[i].body = body;
			slots[i].message = *message;
		} else if (types[i].end != 0 && message->type == types[i].end) {
			slots[i].kept = false;
		}
	}
}

void snapshot_clear(void)
{
	memset(slots, 0, sizeof(slots));
}

bool snapshot_tell(bool (*tell)(const struct rras_plugin_message *message,
				size_t body))
{
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		if (slots[i].kept && !tell(&slots[i].message, slots[i].body)) {
			return false;
		}
	}
	return true;
}
