/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The protocols that rras-tunnel speaks.
 */
#include <string.h>
#include "tunnel.h"

typedef const struct tunnel_protocol *(*protocol_fn)(void);

/* One a line, NULL last. */
static const protocol_fn protocols[] = {
	tunnel_pptp,
	tunnel_l2tp,
	tunnel_sstp,
	NULL,
};

const struct tunnel_protocol *tunnel_protocol(const char *name)
{
	const protocol_fn *fn;

	for (fn = protocols; *fn != NULL; fn++) {
		if (strcmp((*fn)()->name, name) == 0) {
			return (*fn)();
		}
	}
	return NULL;
}
