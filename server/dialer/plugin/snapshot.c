/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The present state of the link, as the messages that have told it.
 */
#include <string.h>
#include "snapshot.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What tells of the state, in the order of a link's life; and what ends it. */
static const struct {
	enum rras_plugin_type type;
	enum rras_plugin_type end; /* 0: only the end of the link */
} types[] = {
	{.type = RRAS_PLUGIN_LINK},
	{.type = RRAS_PLUGIN_TUNNEL_UP},
	{.type = RRAS_PLUGIN_PHASE},
	{.type = RRAS_PLUGIN_LCP},
	{.type = RRAS_PLUGIN_PEER},
	{.type = RRAS_PLUGIN_CCP},
	{.type = RRAS_PLUGIN_IP_UP, .end = RRAS_PLUGIN_IP_DOWN},
	{.type = RRAS_PLUGIN_IP6_UP, .end = RRAS_PLUGIN_IP6_DOWN},
};

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
