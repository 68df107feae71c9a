/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the methods that tell of connections have in common. */
#include "connection_info.h"

#include "ndr_dimsvc.h"
#include "server/connections/compression.h"
#include "server/images/image_ras_device.h"
#include "server/ports/ports.h"
#include "rrasd.h"

/* RASDEVICETYPE is a type, and above it bits for its class. */
#define RDT_TYPE_MASK 0x0000ffff

bool connection_level_counts(uint32_t level)
{
	return level == 1 || level == 4;
}

/*
 * 2.2.1.2.236: "Specifies the device type of the port associated with the RAS
 * connection": the type, without the class that RASDEVICETYPE has bits for.
 */
static uint32_t device_type(const struct rrasd *rrasd,
			    const struct connection *connection)
{
	const struct port *port = ports_get(rrasd->ports, connection->dwPort);

	return port != NULL ? image_rasdevicetype(port->kind) & RDT_TYPE_MASK
			    : RDT_Other;
}

/* Without CCP there is nothing to ask for, and the asking takes a lock that the
 * kernel holds whenever any link comes or goes. */
static void put_ratios(const struct connection *connection,
		       struct image_connection *info)
{
	info->dwCompressionRatioIn = COMPRESSION_NONE;
	info->dwCompressionRatioOut = COMPRESSION_NONE;
	if (connection->ppp.ccp_up) {
		compression_ratios(connection->ifindex,
				   &info->dwCompressionRatioIn,
				   &info->dwCompressionRatioOut);
	}
}

struct image_connection connection_info(const struct rrasd *rrasd,
					const struct connection *connection,
					bool counts)
{
	struct image_connection info = {
		.connection = connection,
		.dwConnectDuration = connection_duration(connection),
		.dwDeviceType = device_type(rrasd, connection),
	};

	if (counts) {
		info.counters =
			connection_counters(rrasd->connections, connection);
		put_ratios(connection, &info);
	}
	return info;
}

bool connection_header_is_valid(const struct MPRAPI_OBJECT_HEADER_IDL *header)
{
	return header->revision == MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1 &&
	       header->type == MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT &&
	       (header->size == 0 ||
		header->size >= IMAGE_CONNECTION_EX_1_SIZE);
}

void connection_ex_blank(struct RAS_CONNECTION_EX_IDL *to)
{
	*to = (struct RAS_CONNECTION_EX_IDL){
		.revision = MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1,
	};
	to->ConnObject.RasConnection1.projectionInfoType =
		MPRAPI_PPP_PROJECTION_INFO_TYPE;
}

void connection_ex_fill(const struct image_connection *from,
			struct RAS_CONNECTION_EX_IDL *to)
{
	struct RAS_CONNECTION_EX_1_IDL *connection =
		&to->ConnObject.RasConnection1;

	connection_ex_blank(to);
	connection->Header = (struct MPRAPI_OBJECT_HEADER_IDL){
		.revision = MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1,
		.type = MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT,
		.size = IMAGE_CONNECTION_EX_SIZE,
	};
	image_connection_ex(from, connection);
}
