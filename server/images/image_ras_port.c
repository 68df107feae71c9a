/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RASMAN_PORT_32 and Info of a port and of what it carries. */
#include "image_ras_port.h"
#include "gen_ndr/dimsvc_config.h"
#include "image_ansi.h"
#include "image_ras_device.h"

#define PUSH(text, member) image_ansi_push(text, member, sizeof(member))

/* 2.2.1.1.17: a claimed port "is in open state for a connection"; one that is
 * free "is available"; one that is only there for its link's sake "is in the
 * process of being removed". */
static enum RASMAN_STATUS status_of(const struct port *port)
{
	if (!port->present) {
		return port->claimed ? RASMAN_STATUS_UNAVAILABLE
				     : RASMAN_STATUS_REMOVED;
	}
	return port->claimed ? RASMAN_STATUS_OPEN : RASMAN_STATUS_CLOSED;
}

static enum RASMAN_STATE state_of(const struct port *port)
{
	switch (port->dwPortCondition) {
	case RAS_PORT_LISTENING:
		return RASMAN_STATE_LISTENING;
	case RAS_PORT_AUTHENTICATED:
		return RASMAN_STATE_CONNECTED;
	case RAS_PORT_CALLING_BACK:
	case RAS_PORT_AUTHENTICATING:
	case RAS_PORT_INITIALIZING:
		return RASMAN_STATE_CONNECTING;
	case RAS_PORT_NON_OPERATIONAL:
	case RAS_PORT_DISCONNECTED:
		break;
	}
	return RASMAN_STATE_DISCONNECTED;
}

static uint32_t configured_usage(uint32_t flags)
{
	uint32_t usage = CALL_NONE;

	if (flags & MPR_ENABLE_RAS_ON_DEVICE) {
		usage |= CALL_IN;
	}
	if (flags & MPR_ENABLE_ROUTING_ON_DEVICE) {
		usage |= CALL_ROUTER;
	}
	return usage;
}

static uint32_t current_usage(const struct ras_port *port)
{
	if (!port->port->claimed) {
		return CALL_NONE;
	}
	return port->incoming ? CALL_IN : CALL_ROUTER;
}

void image_rasman_port_fill(const struct ras_port *from,
			    struct RASMAN_PORT_32 *image)
{
	const struct port *port = from->port;

	*image = (struct RASMAN_PORT_32){
		.P_Port = port->dwPort,
		.P_Status = status_of(port),
		.P_rdtDeviceType = image_rasdevicetype(port->kind),
		.P_ConfiguredUsage = configured_usage(from->flags),
		.P_CurrentUsage = current_usage(from),
		.P_LineDeviceId = from->dwLineDeviceId,
	};
	PUSH(port->wszPortName, image->P_PortName);
	PUSH(port->wszMediaName, image->P_MediaName);
	PUSH(port->wszDeviceType, image->P_DeviceType);
	PUSH(port->wszDeviceName, image->P_DeviceName);
}

static void fill_port(const struct ras_port *from,
		      const struct ras_port_connection *connection,
		      struct RASMAN_INFO_PORT *image)
{
	const struct port *port = from->port;

	*image = (struct RASMAN_INFO_PORT){
		.RI_PortStatus = status_of(port),
		.RI_ConnState = state_of(port),
		.RI_LinkSpeed = port->dwLineSpeed,
		.RI_LastError = connection->dwLastError,
		.RI_CurrentUsage = current_usage(from),
		.RI_DisconnectType =
			port->claimed ? NOT_DISCONNECTED : USER_REQUESTED,
		.RI_OwnershipFlag = connection->pid,
		/* 32 bits, which wrap */
		.RI_ConnectDuration = (uint32_t)connection->duration,
		.RI_BytesReceived = (uint32_t)connection->bytes_received,
	};
	if (image->RI_ConnState == RASMAN_STATE_CONNECTING) {
		PUSH(port->wszDeviceType, image->RI_DeviceTypeConnecting);
		PUSH(port->wszDeviceName, image->RI_DeviceConnecting);
	}
	PUSH(port->wszDeviceType, image->RI_szDeviceType);
	PUSH(port->wszDeviceName, image->RI_szDeviceName);
	PUSH(port->wszPortName, image->RI_szPortName);
	PUSH(connection->phonebook, image->RI_Phonebook);
	PUSH(connection->entry, image->RI_PhoneEntry);
}

void image_info_fill(const struct ras_port *port,
		     const struct ras_port_connection *connection,
		     struct Info_64 *image)
{
	*image = (struct Info_64){
		.RI_ConnectionHandle = connection->dwConnection,
		.connection =
			{
				.RI_rdtDeviceType =
					image_rasdevicetype(port->port->kind),
			},
	};
	fill_port(port, connection, &image->port);
	if (connection->dwConnection != 0) {
		image->connection.RI_SubEntry = 1;
		image->connection.RI_GuidEntry = connection->guid;
		image->connection.RI_CorrelationGuid = connection->guid;
	}
	if (current_usage(port) == CALL_ROUTER) {
		image->connection.RI_dwFlags = RI_FLAG_OUTGOING;
	}
}

void image_info_narrow(const struct Info_64 *image, struct Info *narrow)
{
	*narrow = (struct Info){
		.retcode = image->retcode,
		.port = image->port,
		.RI_ConnectionHandle = (uint32_t)image->RI_ConnectionHandle,
		.connection = image->connection,
	};
}
