/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why there is no tunnel (any more).
 */
#include <stdarg.h>
#include <stdio.h>
#include "tunnel.h"

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
