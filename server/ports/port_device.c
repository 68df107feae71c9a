/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of the router; see port_device.h. */
#include "port_device.h"
#include <string.h>
#include <strings.h>
#include "ports_private.h"

const struct port *port_device_next(const struct ports *ports, uint32_t *after)
{
	const struct port *port = ports_next(ports, *after);

	/* One that is only there because a link still uses it is none. */
	while (port != NULL && !port->present) {
		*after = port->dwPort;
		port = ports_next(ports, *after);
	}
	if (port == NULL) {
		return NULL;
	}
	*after = port->dwPort;
	if (port->kind != PORT_KIND_SERIAL) {
		*after |= PORT_SLOT_MASK; /* no further slot of this kind */
	}
	return port;
}

static bool has_name(const struct port *port, const char *name)
{
	const char *slash;

	if (port->kind != PORT_KIND_SERIAL) {
		return strcasecmp(port->wszDeviceName, name) == 0;
	}
	slash = strrchr(port->tty, '/');
	return strcmp(port->wszDeviceName, name) == 0 ||
	       strcmp(port->tty, name) == 0 ||
	       (slash != NULL && strcmp(slash + 1, name) == 0);
}

const struct port *port_device_find(const struct ports *ports,
				    const char *szDeviceName)
{
	const struct port *port;
	uint32_t after = 0;

	do {
		port = port_device_next(ports, &after);
	} while (port != NULL && !has_name(port, szDeviceName));
	return port;
}
