/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients are told of a connection. */
#include "image_connection.h"

#include "gen_ndr/rras_types.h"
#include "gen_ndr/ras_connection.h"
#include "ndr_images.h"
#include "compat/rras_errors.h"
#include "image_projection.h"
#include "image_string.h"

/* 2.2.1.2.77.  No PPP client of a Linux router has a messenger service. */
#define RAS_FLAGS_PPP_CONNECTION 0x00000001

/* Between 1601 and 1970, the first years of FILETIME and of Unix. */
#define SECONDS_1601_TO_1970 11644473600

#define PUT_STRING(to, member, text) \
	image_string_cut(text, (to)->member, UNITS((to)->member))

/* The kernel's PPP counts frames with a bad checksum as errors, and does not
 * say of which kind; those of which something says the kind are others. */
static uint32_t crc_errors(const struct link_counters *counters)
{
	uint64_t others = counters->rx_frame_errors + counters->rx_overruns;

	return counters->rx_errors > others
		       ? (uint32_t)(counters->rx_errors - others)
		       : 0;
}

/*
 * The members that level 1, level 4 and the Ex structure have in common; the
 * others are 0, for the kernel has nothing to count for them: timeouts and
 * alignment, and overruns of the hardware apart from those of its buffers.
 */
#define PUT_COUNTERS(to, from)                                               \
	do {                                                                 \
		const struct link_counters *values = &(from)->counters;      \
                                                                             \
		(to)->dwBytesXmited = (uint32_t)values->tx_bytes;            \
		(to)->dwBytesRcved = (uint32_t)values->rx_bytes;             \
		(to)->dwFramesXmited = (uint32_t)values->tx_frames;          \
		(to)->dwFramesRcved = (uint32_t)values->rx_frames;           \
		(to)->dwCrcErr = crc_errors(values);                         \
		(to)->dwFramingErr = (uint32_t)values->rx_frame_errors;      \
		(to)->dwBufferOverrunErr = (uint32_t)values->rx_overruns;    \
		(to)->dwCompressionRatioIn = (from)->dwCompressionRatioIn;   \
		(to)->dwCompressionRatioOut = (from)->dwCompressionRatioOut; \
	} while (0)

/* The names that levels 0 and 4 and the Ex structure have. */
#define PUT_NAMES(to, from)                                                   \
	do {                                                                  \
		PUT_STRING(to, wszInterfaceName, (from)->wszInterfaceName);   \
		PUT_STRING(to, wszUserName, (from)->wszUserName);             \
		PUT_STRING(to, wszLogonDomain, (from)->wszLogonDomain);       \
		PUT_STRING(to, wszRemoteComputer, (from)->wszRemoteComputer); \
	} while (0)

#define PUT_ENDPOINTS(to, from)                          \
	do {                                             \
		PUT_STRING(to, wszRemoteEndpointAddress, \
			   (from)->remote_endpoint);     \
		PUT_STRING(to, wszLocalEndpointAddress,  \
			   (from)->local_endpoint);      \
	} while (0)

static void fill_0(const struct image_connection *from, void *image)
{
	const struct connection *connection = from->connection;
	struct RASI_CONNECTION_0 *to = image;

	to->dwConnection = connection->dwConnection;
	to->dwInterface = connection->dwInterface;
	to->dwConnectDuration = from->dwConnectDuration;
	to->dwInterfaceType =
		(enum ROUTER_INTERFACE_TYPE)connection->dwInterfaceType;
	to->dwConnectionFlags = RAS_FLAGS_PPP_CONNECTION;
	PUT_NAMES(to, connection);
}

static void fill_1(const struct image_connection *from, void *image)
{
	struct RASI_CONNECTION_1 *to = image;

	to->dwConnection = from->connection->dwConnection;
	to->dwInterface = from->connection->dwInterface;
	image_ppp_info(&from->connection->ppp, &to->PppInfo);
	PUT_COUNTERS(to, from);
}

static void fill_2(const struct image_connection *from, void *image)
{
	const struct connection *connection = from->connection;
	struct RASI_CONNECTION_2 *to = image;

	to->dwConnection = connection->dwConnection;
	PUT_STRING(to, wszUserName, connection->wszUserName);
	to->dwInterfaceType =
		(enum ROUTER_INTERFACE_TYPE)connection->dwInterfaceType;
	to->guid = connection->guid;
	image_ppp_info_2(&connection->ppp, &to->PppInfo2);
}

/*
 * 2.2.1.2.80: dwSize "SHOULD be set to 0"; no numbers of versions are told,
 * and dwVersion of the structure inside "MUST be set to zero (0)": so is ours.
 * rasQuarState is RAS_QUAR_STATE_NORMAL, 0: nobody is ever in quarantine, and
 * so "timer" is not valid.
 */
static void fill_3(const struct image_connection *from, void *image)
{
	const struct connection *connection = from->connection;
	struct RASI_CONNECTION_3 *to = image;

	to->dwConnection = connection->dwConnection;
	PUT_STRING(to, wszUserName, connection->wszUserName);
	to->dwInterfaceType =
		(enum ROUTER_INTERFACE_TYPE)connection->dwInterfaceType;
	to->guid = connection->guid;
	image_ppp_info_3(&connection->ppp, &to->PppInfo3);
}

static struct FILETIME filetime(const struct timespec *time)
{
	uint64_t ticks =
		(uint64_t)(time->tv_sec + SECONDS_1601_TO_1970) * 10000000 +
		(uint64_t)time->tv_nsec / 100;

	return (struct FILETIME){.dwLowDateTime = (uint32_t)ticks,
				 .dwHighDateTime = (uint32_t)(ticks >> 32)};
}

static void fill_4(const struct image_connection *from, void *image)
{
	const struct connection *connection = from->connection;
	struct RASI_CONNECTION_4 *to = image;

	to->dwConnectDuration = from->dwConnectDuration;
	to->dwInterfaceType =
		(enum ROUTER_INTERFACE_TYPE)connection->dwInterfaceType;
	to->dwConnectionFlags = RAS_FLAGS_PPP_CONNECTION;
	PUT_NAMES(to, connection);
	to->guid = connection->guid;
	to->connectionStartTime = filetime(&connection->started);
	PUT_COUNTERS(to, from);
	PUT_ENDPOINTS(to, connection);
	to->projectionInfoType = MPRAPI_PPP_PROJECTION_INFO_TYPE;
	image_ppp_projection_2(&connection->ppp, connection->ifindex,
			       &to->PppProjectionInfo);
	to->hConnection = connection->dwConnection;
	to->hInterface = connection->dwInterface;
	to->dwDeviceType = from->dwDeviceType;
}

/* The levels of RRasAdminConnectionEnum. */
static const struct level {
	uint32_t size; /* of the image */
	void (*fill)(const struct image_connection *from, void *image);
	ndr_push_flags_fn_t push;
} levels[IMAGE_CONNECTION_LEVELS] = {
#define LEVEL(number, bytes)                                                   \
	{                                                                      \
		bytes, fill_##number,                                          \
			(ndr_push_flags_fn_t)ndr_push_RASI_CONNECTION_##number \
	}
	LEVEL(0, 1116), LEVEL(1, 272),	LEVEL(2, 828),
	LEVEL(3, 788),	LEVEL(4, 1680),
#undef LEVEL
};

union any_image {
	struct RASI_CONNECTION_0 level_0;
	struct RASI_CONNECTION_1 level_1;
	struct RASI_CONNECTION_2 level_2;
	struct RASI_CONNECTION_3 level_3;
	struct RASI_CONNECTION_4 level_4;
};

uint32_t image_connection_size(uint32_t level)
{
	return level < IMAGE_CONNECTION_LEVELS ? levels[level].size : 0;
}

WERROR image_connection_push(TALLOC_CTX *mem_ctx, uint32_t level,
			     const struct image_connection *from,
			     DATA_BLOB *bytes)
{
	union any_image image = {.level_4 = {0}};

	if (level >= IMAGE_CONNECTION_LEVELS) {
		return W_ERROR(ERROR_INVALID_LEVEL);
	}
	levels[level].fill(from, &image);
	if (ndr_push_struct_blob(bytes, mem_ctx, &image, levels[level].push) !=
	    NDR_ERR_SUCCESS) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	return WERR_OK;
}

void image_connection_ex(const struct image_connection *from,
			 struct RAS_CONNECTION_EX_1_IDL *to)
{
	const struct connection *connection = from->connection;

	to->dwConnectDuration = from->dwConnectDuration;
	to->dwInterfaceType = (uint16_t)connection->dwInterfaceType;
	to->dwConnectionFlags = RAS_FLAGS_PPP_CONNECTION;
	PUT_NAMES(to, connection);
	to->guid = connection->guid;
	PUT_COUNTERS(to, from);
	PUT_ENDPOINTS(to, connection);
	to->projectionInfoType = MPRAPI_PPP_PROJECTION_INFO_TYPE;
	image_ppp_projection_1(&connection->ppp, connection->ifindex,
			       &to->ProjectionInfo.PppProjectionInfo);
	to->hConnection = connection->dwConnection;
	to->hInterface = connection->dwInterface;
}
