/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RAS_CONNECTION_EX ([MS-RRASM] 3.1.4.46, 47, 49); see mprapi_projection.h. */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/image_same.h"
#include "client/libmprapi/server.h"

static struct MPRAPI_OBJECT_HEADER_IDL header_of(const MPRAPI_OBJECT_HEADER *h)
{
	return (struct MPRAPI_OBJECT_HEADER_IDL){
		.revision = h->revision,
		.type = h->type,
		.size = h->size,
	};
}

static uint32_t read_projection(PROJECTION_INFO *to,
				const struct RAS_CONNECTION_EX_1_IDL *from)
{
	to->projectionInfoType = from->projectionInfoType;
	switch (from->projectionInfoType) {
	case MPRAPI_PPP_PROJECTION_INFO_TYPE:
		COPY_SAME(to->PppProjectionInfo,
			  from->ProjectionInfo.PppProjectionInfo);
		return ERROR_SUCCESS;
	case MPRAPI_IKEV2_PROJECTION_INFO_TYPE:
		COPY_SAME(to->Ikev2ProjectionInfo,
			  from->ProjectionInfo.Ikev2ProjectionInfo);
		return ERROR_SUCCESS;
	default:
		return ERROR_INVALID_DATA;
	}
}

static uint32_t read_connection(RAS_CONNECTION_EX *to,
				const struct RAS_CONNECTION_EX_IDL *idl)
{
	const struct RAS_CONNECTION_EX_1_IDL *from =
		&idl->ConnObject.RasConnection1;

	if (idl->revision != MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1) {
		return ERROR_INVALID_DATA;
	}
	COPY_SAME(to->Header, from->Header);
	COPY_PEER(to, from);
	COPY_SAME(to->guid, from->guid);
	to->rasQuarState = (RAS_QUARANTINE_STATE)from->rasQuarState;
	COPY_SAME(to->probationTime, from->probationTime);
	COPY_BYTES(to, from);
	COPY_COUNTS(to, from);
	to->dwNumSwitchOvers = from->dwNumSwitchOvers;
	COPY_WIDE(to->wszRemoteEndpointAddress, from->wszRemoteEndpointAddress);
	COPY_WIDE(to->wszLocalEndpointAddress, from->wszLocalEndpointAddress);
	to->hConnection = handle_of(from->hConnection);
	to->hInterface = handle_of(from->hInterface);
	return read_projection(&to->ProjectionInfo, from);
}

static uint32_t read_connections(uint32_t count,
				 const struct RAS_CONNECTION_EX_IDL *idl,
				 RAS_CONNECTION_EX **array)
{
	RAS_CONNECTION_EX *p = calloc((size_t)count + 1, sizeof(*p));
	uint32_t code = ERROR_SUCCESS, i;

	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	if (count > 0 && idl == NULL) {
		code = ERROR_INVALID_DATA;
	}
	for (i = 0; code == ERROR_SUCCESS && i < count; i++) {
		code = read_connection(&p[i], &idl[i]);
	}
	if (code != ERROR_SUCCESS) {
		free(p);
		return code;
	}
	*array = p;
	return ERROR_SUCCESS;
}

/* Where the caller of the enumeration wants its answer. */
struct enum_ex {
	RAS_CONNECTION_EX **array;
	DWORD *read, *total, *resume;
};

static uint32_t enum_ex(struct mpr_server *server,
			const MPRAPI_OBJECT_HEADER *header,
			DWORD preferred_length, const struct enum_ex *e)
{
	struct MPRAPI_OBJECT_HEADER_IDL object = header_of(header);
	struct RAS_CONNECTION_EX_IDL *connections = NULL;
	uint32_t read = 0, total = 0;
	uint32_t resume = e->resume != NULL ? *e->resume : 0;
	struct RRasAdminConnectionEnumEx r = {
		.in.objectHeader = &object,
		.in.dwPreferedMaxLen = preferred_length,
		.in.lpdwResumeHandle = e->resume != NULL ? &resume : NULL,
		.out.lpdwEntriesRead = &read,
		.out.lpdNumTotalElements = &total,
		.out.pRasConections = &connections,
		.out.lpdwResumeHandle = e->resume != NULL ? &resume : NULL,
	};
	TALLOC_CTX *mem_ctx = talloc_new(server);
	uint32_t code, converted;

	code = server_call_dimsvc(server, NDR_RRASADMINCONNECTIONENUMEX,
				  mem_ctx, &r, &r.out.result);
	if (e->resume != NULL) {
		*e->resume = r.out.lpdwResumeHandle != NULL
				     ? *r.out.lpdwResumeHandle
				     : 0;
	}
	if (code == ERROR_SUCCESS || code == ERROR_MORE_DATA) {
		converted = read_connections(*r.out.lpdwEntriesRead,
					     *r.out.pRasConections, e->array);
		*e->read = *r.out.lpdwEntriesRead;
		*e->total = *r.out.lpdNumTotalElements;
		code = converted != ERROR_SUCCESS ? converted : code;
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminConnectionEnumEx(
	RAS_SERVER_HANDLE handle, PMPRAPI_OBJECT_HEADER header,
	DWORD preferred_length, LPDWORD entries_read, LPDWORD total_entries,
	PRAS_CONNECTION_EX *connections, LPDWORD resume_handle)
{
	struct mpr_server *server = server_from_handle(handle);
	const struct enum_ex e = {connections, entries_read, total_entries,
				  resume_handle};

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (header == NULL || connections == NULL || entries_read == NULL ||
	    total_entries == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	return enum_ex(server, header, preferred_length, &e);
}

RRAS_EXPORT DWORD MprAdminConnectionGetInfoEx(RAS_SERVER_HANDLE handle,
					      HANDLE connection,
					      PRAS_CONNECTION_EX info)
{
	struct mpr_server *server = server_from_handle(handle);
	struct MPRAPI_OBJECT_HEADER_IDL object;
	struct RAS_CONNECTION_EX_IDL answer = {0};
	struct RRasAdminConnectionGetInfoEx r = {
		.in.hDimConnection = handle_number(connection),
		.in.objectHeader = &object,
		.out.pRasConnection = &answer,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (info == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	object = header_of(&info->Header);
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RRASADMINCONNECTIONGETINFOEX,
				  mem_ctx, &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = read_connection(info, r.out.pRasConnection);
	}
	talloc_free(mem_ctx);
	return code;
}

/* 2.2.1.2.147 has the new address of the remote end only. */
RRAS_EXPORT DWORD MprAdminUpdateConnection(RAS_SERVER_HANDLE handle,
					   HANDLE connection,
					   PRAS_UPDATE_CONNECTION update)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RAS_UPDATE_CONNECTION_IDL idl = {
		.revision = MPRAPI_RAS_UPDATE_CONNECTION_OBJECT_REVISION_1,
	};
	struct RAS_UPDATE_CONNECTION_1_IDL *to =
		&idl.UpdateConnection.UpdateConnection1;
	struct RRasAdminUpdateConnection r = {
		.in.hDimConnection = handle_number(connection),
		.in.pServerConfig = &idl,
	};

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (update == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (update->Header.revision != idl.revision) {
		return ERROR_REVISION_MISMATCH;
	}
	to->Header = header_of(&update->Header);
	to->dwIfIndex = update->dwIfIndex;
	COPY_WIDE(to->wszRemoteEndpointAddress,
		  update->wszRemoteEndpointAddress);
	return server_call_dimsvc(server, NDR_RRASADMINUPDATECONNECTION, server,
				  &r, &r.out.result);
}
