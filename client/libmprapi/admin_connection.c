/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MprAdminConnection* ([MS-RRASM] 3.1.4.2 to 4, 36, 43); see mprapi_ras.h. */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/enumeration.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

static uint32_t connection_enum(struct mpr_server *server, DWORD level,
				DWORD preferred_length,
				const struct enumeration *e)
{
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	uint32_t read = 0, total = 0;
	uint32_t resume = e->resume != NULL ? *e->resume : 0;
	struct RRasAdminConnectionEnum r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &empty,
		.in.dwPreferedMaximumLength = preferred_length,
		.in.lpdwResumeHandle = e->resume != NULL ? &resume : NULL,
		.out.pInfoStruct = &container,
		.out.lpdwEntriesRead = &read,
		.out.lpdwTotalEntries = &total,
		.out.lpdwResumeHandle = e->resume != NULL ? &resume : NULL,
	};
	TALLOC_CTX *mem_ctx = talloc_new(server);
	uint32_t code = server_call_dimsvc(server, NDR_RRASADMINCONNECTIONENUM,
					   mem_ctx, &r, &r.out.result);
	struct enumeration_answer answer = {
		r.out.pInfoStruct,
		*r.out.lpdwEntriesRead,
		*r.out.lpdwTotalEntries,
		r.out.lpdwResumeHandle,
	};

	code = enumeration_finish(e, code, image_plain_connection(level),
				  &answer);
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminConnectionEnum(RAS_SERVER_HANDLE handle, DWORD level,
					 LPBYTE *buffer, DWORD preferred_length,
					 LPDWORD entries_read,
					 LPDWORD total_entries,
					 LPDWORD resume_handle)
{
	struct mpr_server *server = server_from_handle(handle);
	const struct enumeration e = {buffer, entries_read, total_entries,
				      resume_handle};

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (!enumeration_complete(&e)) {
		return ERROR_INVALID_PARAMETER;
	}
	if (image_plain_connection(level) == NULL) {
		return ERROR_INVALID_LEVEL;
	}
	return connection_enum(server, level, preferred_length, &e);
}

RRAS_EXPORT DWORD MprAdminConnectionGetInfo(RAS_SERVER_HANDLE handle,
					    DWORD level, HANDLE connection,
					    LPBYTE *buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	const struct image_plain *form = image_plain_connection(level);
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRasAdminConnectionGetInfo r = {
		.in.dwLevel = level,
		.in.hDimConnection = handle_number(connection),
		.out.pInfoStruct = &container,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (form == NULL) {
		return ERROR_INVALID_LEVEL;
	}
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RRASADMINCONNECTIONGETINFO,
				  mem_ctx, &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = image_plain_one(form, container_blob(r.out.pInfoStruct),
				       (void **)buffer);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminConnectionClearStats(RAS_SERVER_HANDLE handle,
					       HANDLE connection)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRasAdminConnectionClearStats r = {
		.in.hDimConnection = handle_number(connection),
	};

	return server_call_dimsvc(server, NDR_RRASADMINCONNECTIONCLEARSTATS,
				  server, &r, &r.out.result);
}

RRAS_EXPORT DWORD MprAdminConnectionRemoveQuarantine(HANDLE handle,
						     HANDLE connection,
						     BOOL is_ip_address)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRasAdminConnectionRemoveQuarantine r = {
		.in.hRasConnection = handle_number(connection),
		.in.fIsIpAddress = is_ip_address ? 1 : 0,
	};

	return server_call_dimsvc(server,
				  NDR_RRASADMINCONNECTIONREMOVEQUARANTINE,
				  server, &r, &r.out.result);
}

RRAS_EXPORT DWORD MprAdminSendUserMessage(MPR_SERVER_HANDLE handle,
					  HANDLE connection, LPWSTR message)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRasAdminSendUserMessage r = {
		.in.hDimConnection = handle_number(connection),
	};
	char *utf8 = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (message == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	utf8 = rras_utf16_to_utf8(message, SIZE_MAX);
	if (utf8 == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	r.in.lpwszMessage = utf8;
	code = server_call_dimsvc(server, NDR_RRASADMINSENDUSERMESSAGE, server,
				  &r, &r.out.result);
	free(utf8);
	return code;
}
