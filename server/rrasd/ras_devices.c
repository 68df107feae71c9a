/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of this router, as RASRPC sees them. */
#include "ras_devices.h"
#include "server/connections/connections.h"
#include "server/router/server_settings.h"
#include "server/router/text.h"
#include "rrasd.h"

/* A serial device is what it is: nothing of it can be set. */
#define SERIAL_FLAGS (MPR_ENABLE_RAS_ON_DEVICE | MPR_ENABLE_ROUTING_ON_DEVICE)

static struct ras_device miniport(const struct rrasd *rrasd,
				  enum port_kind kind)
{
	const struct server_settings *settings =
		router_server_settings(rrasd->router);

	return (struct ras_device){
		.kind = kind,
		.dwTapiLineId = (uint32_t)kind,
		.wszDeviceName = port_kind_device_name(kind),
		.szPortName = "",
		.dwNumEndPoints = server_settings_ports(settings, kind),
		.dwMaxWanEndPoints = PORTS_MAX,
		.flags = server_settings_port_flags(settings, kind),
	};
}

static struct ras_device serial(const struct port *port)
{
	return (struct ras_device){
		.kind = PORT_KIND_SERIAL,
		.dwTapiLineId = port->dwPort,
		.wszDeviceName = port->wszDeviceName,
		.szPortName = port->wszPortName,
		.dwNumEndPoints = 1,
		.dwMaxWanEndPoints = 1,
		.flags = SERIAL_FLAGS,
	};
}

uint32_t ras_devices_count(const struct rrasd *rrasd)
{
	uint32_t total, in_use;

	ports_usage(rrasd->ports, PORT_KIND_SERIAL, &total, &in_use);
	return PORT_KIND_SERIAL + total;
}

struct ras_device ras_devices_first(const struct rrasd *rrasd)
{
	return miniport(rrasd, PORT_KIND_PPPOE);
}

bool ras_devices_next(const struct rrasd *rrasd, struct ras_device *device)
{
	const struct port *port;

	if (device->kind + 1 < PORT_KIND_SERIAL) {
		*device = miniport(rrasd, (enum port_kind)(device->kind + 1));
		return true;
	}
	port = ports_next_of_kind(
		rrasd->ports, PORT_KIND_SERIAL,
		device->kind == PORT_KIND_SERIAL ? device->dwTapiLineId : 0);
	if (port == NULL) {
		return false;
	}
	*device = serial(port);
	return true;
}

bool ras_devices_find(const struct rrasd *rrasd,
		      const struct RAS_DEVICE_INFO *info,
		      struct ras_device *device)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	const char *name;
	bool found = false, more;

	if (frame == NULL) {
		return false;
	}
	name = image_ras_device_name(frame, info);
	more = name != NULL;
	for (*device = ras_devices_first(rrasd); more && !found;) {
		found = text_compare_fold(device->wszDeviceName, name) == 0;
		more = found || ras_devices_next(rrasd, device);
	}
	talloc_free(frame);
	return found;
}

struct ras_port ras_devices_port(const struct rrasd *rrasd,
				 const struct port *port)
{
	struct ras_device device = port->kind == PORT_KIND_SERIAL
					   ? serial(port)
					   : miniport(rrasd, port->kind);

	const struct connection *connection =
		connections_get(rrasd->connections, port->dwConnection);

	return (struct ras_port){
		.port = port,
		.flags = device.flags,
		.dwLineDeviceId = device.dwTapiLineId,
		.incoming = connection != NULL && connection->dwInterfaceType ==
							  ROUTER_IF_TYPE_CLIENT,
	};
}
