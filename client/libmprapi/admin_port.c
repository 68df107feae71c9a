/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MprAdminPort* ([MS-RRASM] 3.1.4.5 to 3.1.4.9); see mprapi_ras.h. */
#include "compat/rras_errors.h"
#include "client/libmprapi/enumeration.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

static uint32_t port_enum(struct mpr_server *server, DWORD level,
			  HANDLE connection, DWORD preferred_length,
			  const struct enumeration *e)
{
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	uint32_t read = 0, total = 0;
	uint32_t resume = e->resume != NULL ? *e->resume : 0;
	/* INVALID_HANDLE_VALUE is 0xFFFFFFFF in 32 bits. */
	struct RRasAdminPortEnum r = {
		.in.dwLevel = level,
		.in.hRasConnection = handle_number(connection),
		.in.pInfoStruct = &empty,
		.in.dwPreferedMaximumLength = preferred_length,
		.in.lpdwResumeHandle = e->resume != NULL ? &resume : NULL,
		.out.pInfoStruct = &container,
		.out.lpdwEntriesRead = &read,
		.out.lpdwTotalEntries = &total,
		.out.lpdwResumeHandle = e->resume != NULL ? &resume : NULL,
	};
	TALLOC_CTX *mem_ctx = talloc_new(server);
	uint32_t code = server_call_dimsvc(server, NDR_RRASADMINPORTENUM,
					   mem_ctx, &r, &r.out.result);
	struct enumeration_answer answer = {
		r.out.pInfoStruct,
		*r.out.lpdwEntriesRead,
		*r.out.lpdwTotalEntries,
		r.out.lpdwResumeHandle,
	};

	code = enumeration_finish(e, code, image_plain_port(level), &answer);
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminPortEnum(RAS_SERVER_HANDLE handle, DWORD level,
				   HANDLE connection, LPBYTE *buffer,
				   DWORD preferred_length, LPDWORD entries_read,
				   LPDWORD total_entries, LPDWORD resume_handle)
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
	if (level != 0) {
		return ERROR_NOT_SUPPORTED;
	}
	/* "ERROR_INVALID_HANDLE: The hConnection parameter is NULL." */
	if (connection == NULL) {
		return ERROR_INVALID_HANDLE;
	}
	return port_enum(server, level, connection, preferred_length, &e);
}

RRAS_EXPORT DWORD MprAdminPortGetInfo(RAS_SERVER_HANDLE handle, DWORD level,
				      HANDLE port, LPBYTE *buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	const struct image_plain *form = image_plain_port(level);
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRasAdminPortGetInfo r = {
		.in.dwLevel = level,
		.in.hPort = handle_number(port),
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
		return ERROR_NOT_SUPPORTED;
	}
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RRASADMINPORTGETINFO, mem_ctx, &r,
				  &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = image_plain_one(form, container_blob(r.out.pInfoStruct),
				       (void **)buffer);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminPortClearStats(RAS_SERVER_HANDLE handle, HANDLE port)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRasAdminPortClearStats r = {.in.hPort = handle_number(port)};

	return server_call_dimsvc(server, NDR_RRASADMINPORTCLEARSTATS, server,
				  &r, &r.out.result);
}

RRAS_EXPORT DWORD MprAdminPortReset(RAS_SERVER_HANDLE handle, HANDLE port)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRasAdminPortReset r = {.in.hPort = handle_number(port)};

	return server_call_dimsvc_untimed(server, NDR_RRASADMINPORTRESET, &r,
					  &r.out.result);
}

RRAS_EXPORT DWORD MprAdminPortDisconnect(RAS_SERVER_HANDLE handle, HANDLE port)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRasAdminPortDisconnect r = {.in.hPort = handle_number(port)};

	return server_call_dimsvc_untimed(server, NDR_RRASADMINPORTDISCONNECT,
					  &r, &r.out.result);
}
