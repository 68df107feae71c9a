/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MprAdminInterface* for what an interface is; see mprapi.h. */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_dimsvc.h"
#include "compat/mprapi.h"
#include "client/libmprapi/enumeration.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/image_interface.h"
#include "client/libmprapi/server.h"

static uint32_t fill(TALLOC_CTX *mem_ctx, DWORD level, bool creating,
		     const void *info,
		     struct DIM_INFORMATION_CONTAINER *container)
{
	DATA_BLOB image = {0};
	uint32_t code =
		interface_to_image(mem_ctx, level, creating, info, &image);

	container_fill(container, image);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceGetHandle(MPR_SERVER_HANDLE handle,
					     LPWSTR name, HANDLE *interface,
					     BOOL include_clients)
{
	struct mpr_server *server = server_from_handle(handle);
	uint32_t number = 0;
	struct RRouterInterfaceGetHandle r = {
		.in.phInterface = &number,
		.in.fIncludeClientInterfaces = include_clients ? 1 : 0,
		.out.phInterface = &number,
	};
	TALLOC_CTX *mem_ctx = NULL;
	char *utf8 = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (name == NULL || interface == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	utf8 = rras_utf16_to_utf8(name, SIZE_MAX);
	if (utf8 == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	r.in.lpwsInterfaceName = utf8;
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERINTERFACEGETHANDLE,
				  mem_ctx, &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		*interface = handle_of(*r.out.phInterface);
	}
	talloc_free(mem_ctx);
	free(utf8);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceCreate(MPR_SERVER_HANDLE handle, DWORD level,
					  LPBYTE buffer, HANDLE *interface)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER container = {0};
	uint32_t number = 0;
	struct RRouterInterfaceCreate r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &container,
		.in.phInterface = &number,
		.out.phInterface = &number,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL || interface == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = fill(mem_ctx, level, true, buffer, &container);
	if (code == ERROR_SUCCESS) {
		code = server_call_dimsvc(server, NDR_RROUTERINTERFACECREATE,
					  mem_ctx, &r, &r.out.result);
	}
	if (code == ERROR_SUCCESS) {
		*interface = handle_of(*r.out.phInterface);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceGetInfo(MPR_SERVER_HANDLE handle,
					   HANDLE interface, DWORD level,
					   LPBYTE *buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	/* 3.1.4.14: "dwBufferSize SHOULD be initialized to zero" */
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	struct RRouterInterfaceGetInfo r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &empty,
		.in.hInterface = handle_number(interface),
		.out.pInfoStruct = &container,
	};
	TALLOC_CTX *mem_ctx = NULL;
	void *info = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERINTERFACEGETINFO, mem_ctx,
				  &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = interface_from_image(
			level, container_blob(r.out.pInfoStruct), &info);
	}
	if (code == ERROR_SUCCESS) {
		*buffer = info;
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceSetInfo(MPR_SERVER_HANDLE handle,
					   HANDLE interface, DWORD level,
					   LPBYTE buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceSetInfo r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &container,
		.in.hInterface = handle_number(interface),
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = fill(mem_ctx, level, false, buffer, &container);
	if (code == ERROR_SUCCESS) {
		code = server_call_dimsvc(server, NDR_RROUTERINTERFACESETINFO,
					  mem_ctx, &r, &r.out.result);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceDelete(MPR_SERVER_HANDLE handle,
					  HANDLE interface)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRouterInterfaceDelete r = {
		.in.hInterface = handle_number(interface),
	};

	return server_call_dimsvc(server, NDR_RROUTERINTERFACEDELETE, server,
				  &r, &r.out.result);
}

RRAS_EXPORT DWORD MprAdminInterfaceUpdatePhonebookInfo(MPR_SERVER_HANDLE handle,
						       HANDLE interface)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRouterInterfaceUpdatePhonebookInfo r = {
		.in.hInterface = handle_number(interface),
	};

	return server_call_dimsvc(server,
				  NDR_RROUTERINTERFACEUPDATEPHONEBOOKINFO,
				  server, &r, &r.out.result);
}

static uint32_t interface_enum(struct mpr_server *server, DWORD level,
			       DWORD preferred_length,
			       const struct enumeration *e)
{
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	uint32_t read = 0, total = 0;
	uint32_t resume = e->resume != NULL ? *e->resume : 0;
	struct RRouterInterfaceEnum r = {
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
	uint32_t code = server_call_dimsvc(server, NDR_RROUTERINTERFACEENUM,
					   mem_ctx, &r, &r.out.result);
	const struct enumeration_answer answer = {
		r.out.pInfoStruct,
		*r.out.lpdwEntriesRead,
		*r.out.lpdwTotalEntries,
		r.out.lpdwResumeHandle,
	};
	uint32_t converted;
	void *array = NULL;

	if (enumeration_has_entries(code)) {
		converted = interfaces_from_image(
			answer.read, container_blob(answer.container), &array);
		if (converted != ERROR_SUCCESS) {
			code = converted;
		}
	}
	enumeration_give(e, code, array, &answer);
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceEnum(MPR_SERVER_HANDLE handle, DWORD level,
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
	if (level != 0) {
		return ERROR_NOT_SUPPORTED;
	}
	return interface_enum(server, level, preferred_length, &e);
}
