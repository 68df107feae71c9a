/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The protocols that rras-tunnel speaks.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "tunnel.h"

typedef const struct tunnel_protocol *(*protocol_fn)(void);

/* One a line, NULL last. */
static const protocol_fn protocols[] = {
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

void tunnel_end_set(struct tunnel_end *end, enum dialer_connect_result result,
		    const char *format, ...)
{
	va_list args;
	char *c;

	end->result = result;
	va_start(args, format);
	vsnprintf(end->text, sizeof(end->text), format, args);
	va_end(args);
	for (c = end->text; *c != '\0'; c++) {
		if (*c < ' ' || *c > '~') {
			*c = '?';
		}
	}
}
