/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices ([MS-RRASM] 3.1.4.37, 39, 40); see mprapi_ras.h. */
#include "compat/rras_errors.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/image_device.h"
#include "client/libmprapi/image_plain.h"
#include "client/libmprapi/server.h"

RRAS_EXPORT DWORD MprAdminDeviceEnum(MPR_SERVER_HANDLE handle, DWORD level,
				     LPBYTE *buffer, LPDWORD total_entries)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	uint32_t total = 0;
	struct RRouterDeviceEnum r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &empty,
		.in.lpdwTotalEntries = &total,
		.out.pInfoStruct = &container,
		.out.lpdwTotalEntries = &total,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL || total_entries == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (level != 0) {
		return ERROR_NOT_SUPPORTED;
	}
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERDEVICEENUM, mem_ctx, &r,
				  &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = image_plain_array(
			image_plain_device(), *r.out.lpdwTotalEntries,
			container_blob(r.out.pInfoStruct), (void **)buffer);
	}
	if (code == ERROR_SUCCESS) {
		*total_entries = *r.out.lpdwTotalEntries;
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceDeviceGetInfo(MPR_SERVER_HANDLE handle,
						 HANDLE interface, DWORD index,
						 DWORD level, LPBYTE *buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	struct RRouterInterfaceDeviceGetInfo r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &empty,
		.in.dwIndex = index,
		.in.hInterface = handle_number(interface),
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
	if (level > 1) {
		return ERROR_NOT_SUPPORTED;
	}
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERINTERFACEDEVICEGETINFO,
				  mem_ctx, &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = device_from_image(level,
					 container_blob(r.out.pInfoStruct),
					 (void **)buffer);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceDeviceSetInfo(MPR_SERVER_HANDLE handle,
						 HANDLE interface, DWORD index,
						 DWORD level, LPBYTE buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceDeviceSetInfo r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &container,
		.in.dwIndex = index,
		.in.hInterface = handle_number(interface),
	};
	DATA_BLOB image = data_blob_null;
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = device_to_image(mem_ctx, level, buffer, &image);
	container_fill(&container, image);
	if (code == ERROR_SUCCESS) {
		code = server_call_dimsvc(server,
					  NDR_RROUTERINTERFACEDEVICESETINFO,
					  mem_ctx, &r, &r.out.result);
	}
	talloc_free(mem_ctx);
	return code;
}
