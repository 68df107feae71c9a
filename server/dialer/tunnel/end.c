/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why there is no tunnel (any more).
 */
#include <errno.h>
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

/* What means the same of every socket; OK: nothing that all agree upon. */
static enum dialer_connect_result result_of_common(int error)
{
	switch (error) {
	case ECONNREFUSED: /* RST, or ICMP: nobody listens on the port */
		return DIALER_CONNECT_CLOSED;
	case ECONNRESET:
	case EPIPE:
		return DIALER_CONNECT_REFUSED;
	case ETIMEDOUT:
		return DIALER_CONNECT_SILENT;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case ENETDOWN:
	case EHOSTDOWN:
	case EADDRNOTAVAIL:
		return DIALER_CONNECT_UNREACHABLE;
	default:
		return DIALER_CONNECT_OK;
	}
}

static enum dialer_connect_result result_of_network(int error)
{
	switch (error) {
	case EACCES: /* a packet filter, here or on the way */
	case EPERM:
	case EAFNOSUPPORT: /* no IPv6 here; another address may be IPv4 */
		return DIALER_CONNECT_UNREACHABLE;
	default:
		return DIALER_CONNECT_LOCAL;
	}
}

static enum dialer_connect_result result_of_kernel(int error)
{
	switch (error) {
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
	case ESOCKTNOSUPPORT:
		return DIALER_CONNECT_NO_KERNEL;
	default:
		return DIALER_CONNECT_LOCAL;
	}
}

enum dialer_connect_result tunnel_result_of_errno(enum tunnel_socket socket,
						  int error)
{
	enum dialer_connect_result result = result_of_common(error);

	if (result != DIALER_CONNECT_OK) {
		return result;
	}
	return socket == TUNNEL_NETWORK ? result_of_network(error)
					: result_of_kernel(error);
}
