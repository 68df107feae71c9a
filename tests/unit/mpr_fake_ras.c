/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fake router's ports, connections and devices. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "mpr_fake_world.h"

/* Every third port carries a connection, beginning with the first. */
static uint32_t connection_of(const struct world *world, uint32_t port)
{
	uint32_t number = port / 3;

	return port % 3 == 0 && number < world->plan.num_connections
		       ? FAKE_CONNECTION + number
		       : 0;
}

static void make_port_0(const struct world *world, uint32_t i,
			struct RASI_PORT_0 *r)
{
	char name[17];

	*r = (struct RASI_PORT_0){
		.dwPort = FAKE_PORT + i,
		.dwConnection = connection_of(world, i),
		.dwTotalNumberOfCalls = 5,
	};
	r->dwPortCondition = r->dwConnection != 0 ? RAS_PORT_AUTHENTICATED
						  : RAS_PORT_LISTENING;
	r->dwConnectDuration = r->dwConnection != 0 ? 3723 : 0;
	snprintf(name, sizeof(name), "PPPoE6-%u", (unsigned)i);
	mpr_fake_wide(r->wszPortName, name);
	mpr_fake_wide(r->wszMediaName, "rastapi");
	mpr_fake_wide(r->wszDeviceName, "WAN Miniport (PPPOE)");
	mpr_fake_wide(r->wszDeviceType, "PPPoE");
}

static void append(TALLOC_CTX *mem_ctx, DATA_BLOB *all, const void *r,
		   ndr_push_flags_fn_t fn)
{
	DATA_BLOB one;

	if (ndr_push_struct_blob(&one, mem_ctx, r, fn) != NDR_ERR_SUCCESS ||
	    !data_blob_append(mem_ctx, all, one.data, one.length)) {
		abort();
	}
}

static void give(const struct world *world, DATA_BLOB all,
		 struct DIM_INFORMATION_CONTAINER *container)
{
	container->pBuffer = all.data;
	container->dwBufferSize =
		(uint32_t)all.length - (world->plan.lies ? 4 : 0);
}

static uint32_t port_enum(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminPortEnum *r = p;
	uint32_t start =
		r->in.lpdwResumeHandle != NULL ? *r->in.lpdwResumeHandle : 0;
	uint32_t fit = r->in.dwPreferedMaximumLength / 380, read = 0, i;
	struct RASI_PORT_0 port;
	DATA_BLOB all = data_blob_null;

	for (i = start; i < world->plan.num_ports && read < fit; i++) {
		make_port_0(world, i, &port);
		if (r->in.hRasConnection == UINT32_MAX ||
		    r->in.hRasConnection == port.dwConnection) {
			append(mem_ctx, &all, &port,
			       (ndr_push_flags_fn_t)ndr_push_RASI_PORT_0);
			read++;
		}
	}
	give(world, all, r->out.pInfoStruct);
	*r->out.lpdwEntriesRead = read;
	*r->out.lpdwTotalEntries = world->plan.num_ports - start;
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (r->out.lpdwResumeHandle != NULL) {
		*r->out.lpdwResumeHandle = i < world->plan.num_ports ? i : 0;
	}
	return i < world->plan.num_ports ? ERROR_MORE_DATA : ERROR_SUCCESS;
}

static bool is_port(const struct world *world, uint32_t port)
{
	return port >= FAKE_PORT && port < FAKE_PORT + world->plan.num_ports;
}

static uint32_t port_get(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminPortGetInfo *r = p;
	uint32_t i = r->in.hPort - FAKE_PORT;
	struct RASI_PORT_0 small;
	struct RASI_PORT_1 large = {
		.dwPort = r->in.hPort,
		.dwConnection = connection_of(world, i),
		.dwLineSpeed = 100000000,
		.dwBytesXmited = world->cleared ? 0 : 123456789,
		.dwBytesRcved = 4096,
		.dwFramesXmited = 12,
		.dwFramesRcved = 34,
		.dwCrcErr = 5,
	};
	DATA_BLOB all = data_blob_null;

	if (!is_port(world, r->in.hPort)) {
		return ERROR_INVALID_PORT_HANDLE;
	}
	if (r->in.dwLevel == 0) {
		make_port_0(world, i, &small);
		append(mem_ctx, &all, &small,
		       (ndr_push_flags_fn_t)ndr_push_RASI_PORT_0);
	} else {
		append(mem_ctx, &all, &large,
		       (ndr_push_flags_fn_t)ndr_push_RASI_PORT_1);
	}
	give(world, all, r->out.pInfoStruct);
	return ERROR_SUCCESS;
}

static uint32_t port_clear(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminPortClearStats *r = p;

	world->cleared = true;
	return is_port(world, r->in.hPort) ? ERROR_SUCCESS
					   : ERROR_INVALID_PORT_HANDLE;
}

static uint32_t port_reset(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminPortReset *r = p;

	return is_port(world, r->in.hPort) ? ERROR_SUCCESS
					   : ERROR_INVALID_PORT_HANDLE;
}

static uint32_t port_disconnect(struct world *world, TALLOC_CTX *mem_ctx,
				void *p)
{
	struct RRasAdminPortDisconnect *r = p;

	if (!is_port(world, r->in.hPort)) {
		return ERROR_INVALID_PORT_HANDLE;
	}
	world->plan.num_connections = 0;
	return ERROR_SUCCESS;
}

/* The first one is the demand-dial interface, the others are clients. */
static void make_0(uint32_t i, struct RASI_CONNECTION_0 *r)
{
	char name[32];

	*r = (struct RASI_CONNECTION_0){
		.dwConnection = FAKE_CONNECTION + i,
		.dwInterface = i == 0 ? FAKE_HANDLE : UINT32_MAX,
		.dwConnectDuration = 93784 + i,
		.dwInterfaceType = i == 0 ? ROUTER_IF_TYPE_FULL_ROUTER
					  : ROUTER_IF_TYPE_CLIENT,
		.dwConnectionFlags = 1,
	};
	snprintf(name, sizeof(name), "user%u", (unsigned)i);
	mpr_fake_wide(r->wszInterfaceName, i == 0 ? FAKE_NAME : name);
	mpr_fake_wide(r->wszUserName, name);
	mpr_fake_wide(r->wszLogonDomain, "DOM");
	mpr_fake_wide(r->wszRemoteComputer, "");
}

static void make_1(uint32_t i, struct RASI_CONNECTION_1 *r)
{
	*r = (struct RASI_CONNECTION_1){
		.dwConnection = FAKE_CONNECTION + i,
		.dwInterface = i == 0 ? FAKE_HANDLE : UINT32_MAX,
		.dwBytesXmited = 1000 + i,
		.dwBytesRcved = 5 * 1024 * 1024,
		.dwFramesXmited = 7,
	};
	mpr_fake_wide(r->PppInfo.ip.wszAddress, "10.1.2.3");
	mpr_fake_wide(r->PppInfo.ip.wszRemoteAddress, "10.1.2.1");
}

static void make_2(uint32_t i, struct RASI_CONNECTION_2 *r)
{
	*r = (struct RASI_CONNECTION_2){
		.dwConnection = FAKE_CONNECTION + i,
		.dwInterfaceType = ROUTER_IF_TYPE_CLIENT,
		.guid = {.time_low = 0x12345678, .node = {1, 2, 3, 4, 5, 6}},
		.PppInfo2 = {.lcp = {.dwAuthenticationProtocol = 0xC223,
				     .dwAuthenticationData = 0x81},
			     .ccp = {.dwCompressionAlgorithm = 6,
				     .dwOptions = 0x40}},
	};
	mpr_fake_wide(r->wszUserName, "user");
}

static void make_3(uint32_t i, struct RASI_CONNECTION_3 *r)
{
	*r = (struct RASI_CONNECTION_3){
		.dwVersion = 1,
		.dwSize = 788,
		.dwConnection = FAKE_CONNECTION + i,
		.dwInterfaceType = ROUTER_IF_TYPE_CLIENT,
		.PppInfo3 = {.ipv6 = {.bInterfaceIdentifier = {0xfe, 0x80}}},
		.rasQuarState = RAS_QUAR_STATE_UNKNOWN,
		.timer = {.dwLowDateTime = 1, .dwHighDateTime = 2},
	};
	mpr_fake_wide(r->wszUserName, "user");
}

static void make_4(uint32_t i, struct RASI_CONNECTION_4 *r)
{
	*r = (struct RASI_CONNECTION_4){
		.dwConnectDuration = 5,
		.dwInterfaceType = ROUTER_IF_TYPE_CLIENT,
		.connectionStartTime = {3, 4},
		.dwBytesXmited = 0xFFFFFFFF,
		.projectionInfoType = MPRAPI_PPP_PROJECTION_INFO_TYPE,
		.PppProjectionInfo = {.dwEmbeddedEAPTypeId = 26},
		.hConnection = FAKE_CONNECTION + i,
		.hInterface = UINT32_MAX,
		.dwDeviceType = 13,
	};
	mpr_fake_wide(r->wszUserName, "user");
}

static void append_connection(TALLOC_CTX *mem_ctx, DATA_BLOB *all,
			      uint32_t level, uint32_t i)
{
	struct RASI_CONNECTION_0 r0;
	struct RASI_CONNECTION_1 r1;
	struct RASI_CONNECTION_2 r2;
	struct RASI_CONNECTION_3 r3;
	struct RASI_CONNECTION_4 r4;

	switch (level) {
	case 0:
		make_0(i, &r0);
		append(mem_ctx, all, &r0,
		       (ndr_push_flags_fn_t)ndr_push_RASI_CONNECTION_0);
		break;
	case 1:
		make_1(i, &r1);
		append(mem_ctx, all, &r1,
		       (ndr_push_flags_fn_t)ndr_push_RASI_CONNECTION_1);
		break;
	case 2:
		make_2(i, &r2);
		append(mem_ctx, all, &r2,
		       (ndr_push_flags_fn_t)ndr_push_RASI_CONNECTION_2);
		break;
	case 3:
		make_3(i, &r3);
		append(mem_ctx, all, &r3,
		       (ndr_push_flags_fn_t)ndr_push_RASI_CONNECTION_3);
		break;
	default:
		make_4(i, &r4);
		append(mem_ctx, all, &r4,
		       (ndr_push_flags_fn_t)ndr_push_RASI_CONNECTION_4);
		break;
	}
}

static uint32_t connection_enum(struct world *world, TALLOC_CTX *mem_ctx,
				void *p)
{
	static const uint32_t sizes[] = {1116, 272, 828, 788, 1680};
	struct RRasAdminConnectionEnum *r = p;
	uint32_t start =
		r->in.lpdwResumeHandle != NULL ? *r->in.lpdwResumeHandle : 0;
	uint32_t left = world->plan.num_connections - start, i;
	uint32_t fit = r->in.dwPreferedMaximumLength / sizes[r->in.dwLevel];
	DATA_BLOB all = data_blob_null;

	fit = fit < left ? fit : left;
	for (i = 0; i < fit; i++) {
		append_connection(mem_ctx, &all, r->in.dwLevel, start + i);
	}
	give(world, all, r->out.pInfoStruct);
	*r->out.lpdwEntriesRead = fit;
	*r->out.lpdwTotalEntries = left;
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (r->out.lpdwResumeHandle != NULL) {
		*r->out.lpdwResumeHandle = fit < left ? start + fit : 0;
	}
	return fit < left ? ERROR_MORE_DATA : ERROR_SUCCESS;
}

static bool is_connection(const struct world *world, uint32_t handle)
{
	return handle >= FAKE_CONNECTION &&
	       handle < FAKE_CONNECTION + world->plan.num_connections;
}

static uint32_t connection_get(struct world *world, TALLOC_CTX *mem_ctx,
			       void *p)
{
	struct RRasAdminConnectionGetInfo *r = p;
	DATA_BLOB all = data_blob_null;

	if (!is_connection(world, r->in.hDimConnection)) {
		return ERROR_INTERFACE_NOT_CONNECTED;
	}
	append_connection(mem_ctx, &all, r->in.dwLevel,
			  r->in.hDimConnection - FAKE_CONNECTION);
	give(world, all, r->out.pInfoStruct);
	return ERROR_SUCCESS;
}

static uint32_t connection_clear(struct world *world, TALLOC_CTX *mem_ctx,
				 void *p)
{
	struct RRasAdminConnectionClearStats *r = p;

	return is_connection(world, r->in.hDimConnection)
		       ? ERROR_SUCCESS
		       : ERROR_INTERFACE_NOT_CONNECTED;
}

static void make_ex(uint32_t i, struct RAS_CONNECTION_EX_IDL *idl)
{
	struct RAS_CONNECTION_EX_1_IDL *r = &idl->ConnObject.RasConnection1;
	struct PPP_PROJECTION_INFO_1 *ppp =
		&r->ProjectionInfo.PppProjectionInfo;
	struct RASI_CONNECTION_0 small;

	make_0(i, &small);
	*idl = (struct RAS_CONNECTION_EX_IDL){.revision = 1};
	r->Header.revision = 1;
	r->Header.type = 1;
	r->dwConnectDuration = small.dwConnectDuration;
	r->dwInterfaceType = (uint16_t)small.dwInterfaceType;
	r->dwConnectionFlags = 1;
	memcpy(r->wszInterfaceName, small.wszInterfaceName,
	       sizeof(r->wszInterfaceName));
	memcpy(r->wszUserName, small.wszUserName, sizeof(r->wszUserName));
	memcpy(r->wszLogonDomain, small.wszLogonDomain,
	       sizeof(r->wszLogonDomain));
	r->guid.time_low = 0x12345678;
	r->dwBytesXmited = 2048;
	r->dwBytesRcved = 5 * 1024 * 1024;
	r->dwFramesXmited = 7;
	mpr_fake_wide(r->wszRemoteEndpointAddress, "02:00:00:00:00:01");
	r->projectionInfoType = MPRAPI_PPP_PROJECTION_INFO_TYPE;
	mpr_fake_wide(ppp->wszAddress, "10.1.2.3");
	mpr_fake_wide(ppp->wszRemoteAddress, "10.1.2.1");
	ppp->bInterfaceIdentifier[7] = 1;
	ppp->bRemoteInterfaceIdentifier[7] = 2;
	ppp->dwAuthenticationProtocol = 0xC223;
	ppp->dwAuthenticationData = 0x81;
	ppp->dwLcpOptions = 6;
	ppp->dwCompressionAlgorithm = 6;
	ppp->dwCcpOptions = 0x01000040;
	r->hConnection = small.dwConnection;
	r->hInterface = small.dwInterface;
}

static uint32_t enum_ex(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminConnectionEnumEx *r = p;
	uint32_t count = world->plan.num_connections, i;

	*r->out.pRasConections =
		talloc_array(mem_ctx, struct RAS_CONNECTION_EX_IDL, count);
	for (i = 0; i < count; i++) {
		make_ex(i, &(*r->out.pRasConections)[i]);
	}
	*r->out.lpdwEntriesRead = count;
	*r->out.lpdNumTotalElements = count;
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	return r->in.objectHeader->revision == 1 ? ERROR_SUCCESS
						 : ERROR_REVISION_MISMATCH;
}

static uint32_t get_ex(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminConnectionGetInfoEx *r = p;

	make_ex(r->in.hDimConnection - FAKE_CONNECTION, r->out.pRasConnection);
	return is_connection(world, r->in.hDimConnection)
		       ? ERROR_SUCCESS
		       : ERROR_INTERFACE_NOT_CONNECTED;
}

static uint32_t send_message(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminSendUserMessage *r = p;

	return strcmp(r->in.lpwszMessage, FAKE_NAME) == 0 ? ERROR_NOT_SUPPORTED
							  : ERROR_INVALID_DATA;
}

static uint32_t quarantine(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminConnectionRemoveQuarantine *r = p;

	return r->in.fIsIpAddress ? ERROR_NOT_FOUND : ERROR_SUCCESS;
}

static uint32_t update(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminUpdateConnection *r = p;

	return r->in.pServerConfig->UpdateConnection.UpdateConnection1
				       .dwIfIndex == 3
		       ? ERROR_SUCCESS
		       : ERROR_INVALID_DATA;
}

static uint32_t notification(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRasAdminConnectionNotification *r = p;

	return r->in.hEventNotification != 0 && r->in.dwClientProcessId != 0
		       ? ERROR_SUCCESS
		       : ERROR_INVALID_PARAMETER;
}

/* Two events at once, then silence. */
static uint32_t wait_events(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct rrascontrol_WaitEvents *r = p;
	struct rrascontrol_event *events =
		talloc_zero_array(mem_ctx, struct rrascontrol_event, 2);

	*r->out.last = 12;
	*r->out.num_events = 0;
	*r->out.events = events;
	if (r->in.after == UINT64_MAX) {
		return ERROR_SUCCESS;
	}
	events[0] = (struct rrascontrol_event){
		.number = 11,
		.type = RRASCONTROL_CONNECTED,
		.time_us = 86400ULL * 1000000 + 500000,
		.dwInterface = FAKE_HANDLE,
		.dwConnection = FAKE_CONNECTION,
		.name = FAKE_NAME,
		.port = "PPPoE6-0",
		.reason = "",
	};
	events[1] = (struct rrascontrol_event){
		.number = 12,
		.type = RRASCONTROL_DISCONNECTED,
		.time_us = 86401ULL * 1000000,
		.dwInterface = UINT32_MAX,
		.dwConnection = FAKE_CONNECTION + 1,
		.last_error = W_ERROR(ERROR_DISCONNECTION),
		.name = "user1",
		.port = "",
		.reason = "the peer hung up",
	};
	*r->out.num_events = 2;
	return r->in.after == 5 ? ERROR_EVENTLOG_FILE_CHANGED : ERROR_SUCCESS;
}

bool mpr_fake_is_wait(const struct rras_frame_call *call)
{
	return call->opnum == NDR_RRASCONTROL_WAITEVENTS &&
	       GUID_equal(&ndr_table_rrascontrol.syntax_id.uuid,
			  &call->interface_id);
}

#define DIMSVC(opnum, name, run) FAKE_ANSWER(ndr_table_dimsvc, opnum, name, run)

const struct fake_answer mpr_fake_ras_answers[] = {
	DIMSVC(1, RRasAdminConnectionEnum, connection_enum),
	DIMSVC(2, RRasAdminConnectionGetInfo, connection_get),
	DIMSVC(3, RRasAdminConnectionClearStats, connection_clear),
	DIMSVC(4, RRasAdminPortEnum, port_enum),
	DIMSVC(5, RRasAdminPortGetInfo, port_get),
	DIMSVC(6, RRasAdminPortClearStats, port_clear),
	DIMSVC(7, RRasAdminPortReset, port_reset),
	DIMSVC(8, RRasAdminPortDisconnect, port_disconnect),
	DIMSVC(34, RRasAdminConnectionNotification, notification),
	DIMSVC(35, RRasAdminSendUserMessage, send_message),
	DIMSVC(42, RRasAdminConnectionRemoveQuarantine, quarantine),
	DIMSVC(45, RRasAdminConnectionEnumEx, enum_ex),
	DIMSVC(46, RRasAdminConnectionGetInfoEx, get_ex),
	DIMSVC(48, RRasAdminUpdateConnection, update),
	FAKE_ANSWER(ndr_table_rrascontrol, 4, rrascontrol_WaitEvents,
		    wait_events),
	{0},
};
