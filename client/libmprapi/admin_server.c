/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MprAdminServer* and what goes with any of them; see mprapi.h. */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_dimsvc.h"
#include "ndr_images.h"
#include "compat/mprapi.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

RRAS_EXPORT DWORD MprAdminServerConnect(LPWSTR name, MPR_SERVER_HANDLE *server)
{
	struct rras_connect_options options = {0};
	char *utf8 = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (name != NULL) {
		utf8 = rras_utf16_to_utf8(name, SIZE_MAX);
		if (utf8 == NULL) {
			return ERROR_NOT_ENOUGH_MEMORY;
		}
	}
	options.server = utf8;
	code = rras_server_connect(&options, server);
	free(utf8);
	return code;
}

RRAS_EXPORT BOOL MprAdminIsServiceRunning(LPWSTR name)
{
	MPR_SERVER_HANDLE server = NULL;
	LPBYTE info = NULL;
	BOOL running = FALSE;

	/*
	 * "This function returns FALSE if the RRAS service is running, but the
	 * calling process does not have sufficient privileges."
	 */
	if (MprAdminServerConnect(name, &server) == ERROR_SUCCESS) {
		running = MprAdminServerGetInfo(server, 0, &info) ==
			  ERROR_SUCCESS;
	}
	free(info);
	MprAdminServerDisconnect(server);
	return running;
}

RRAS_EXPORT DWORD MprAdminBufferFree(LPVOID buffer)
{
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	free(buffer);
	return ERROR_SUCCESS;
}

RRAS_EXPORT bool rras_error_lookup(DWORD code, const char **name,
				   const char **text)
{
	const struct rras_error_info *info = rras_error_by_number(code);

	if (name != NULL) {
		*name = info != NULL ? info->name : "";
	}
	if (text != NULL) {
		*text = info != NULL ? info->text : "";
	}
	return info != NULL;
}

RRAS_EXPORT DWORD MprAdminGetErrorString(DWORD error, LPWSTR *string)
{
	const char *text = NULL;
	size_t size;
	WCHAR *wide = NULL;

	if (string == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (!rras_error_lookup(error, NULL, &text)) {
		return ERROR_MR_MID_NOT_FOUND;
	}
	size = strlen(text) + 1;
	wide = calloc(size, sizeof(*wide));
	if (wide == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	*string = wide;
	return rras_utf8_to_utf16(text, wide, size);
}

static bool image_is(DATA_BLOB image, TALLOC_CTX *mem_ctx, void *r,
		     ndr_pull_flags_fn_t fn)
{
	return ndr_pull_struct_blob_all(&image, mem_ctx, r, fn) ==
	       NDR_ERR_SUCCESS;
}

static uint32_t server_0(TALLOC_CTX *mem_ctx, DATA_BLOB image, LPBYTE *buffer)
{
	struct MPR_SERVER_0 r;
	MPR_SERVER_0 *info = NULL;

	if (!image_is(image, mem_ctx, &r,
		      (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_0)) {
		return ERROR_INVALID_DATA;
	}
	info = malloc(sizeof(*info));
	if (info == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	*info = (MPR_SERVER_0){
		.fLanOnlyMode = r.fLanOnlyMode != 0,
		.dwUpTime = r.dwUpTime,
		.dwTotalPorts = r.dwTotalPorts,
		.dwPortsInUse = r.dwPortsInUse,
	};
	*buffer = (LPBYTE)info;
	return ERROR_SUCCESS;
}

static uint32_t server_1(TALLOC_CTX *mem_ctx, DATA_BLOB image, LPBYTE *buffer)
{
	struct MPR_SERVER_1 r;
	MPR_SERVER_1 *info = NULL;

	if (!image_is(image, mem_ctx, &r,
		      (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_1)) {
		return ERROR_INVALID_DATA;
	}
	info = malloc(sizeof(*info));
	if (info == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	*info = (MPR_SERVER_1){
		.dwNumPptpPorts = r.dwNumPptpPorts,
		.dwPptpPortFlags = r.dwPptpPortFlags,
		.dwNumL2tpPorts = r.dwNumL2tpPorts,
		.dwL2tpPortFlags = r.dwL2tpPortFlags,
	};
	*buffer = (LPBYTE)info;
	return ERROR_SUCCESS;
}

static uint32_t server_2(TALLOC_CTX *mem_ctx, DATA_BLOB image, LPBYTE *buffer)
{
	struct MPR_SERVER_2 r;
	MPR_SERVER_2 *info = NULL;

	if (!image_is(image, mem_ctx, &r,
		      (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_2)) {
		return ERROR_INVALID_DATA;
	}
	info = malloc(sizeof(*info));
	if (info == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	*info = (MPR_SERVER_2){
		.dwNumPptpPorts = r.dwNumPptpPorts,
		.dwPptpPortFlags = r.dwPptpPortFlags,
		.dwNumL2tpPorts = r.dwNumL2tpPorts,
		.dwL2tpPortFlags = r.dwL2tpPortFlags,
		.dwNumSstpPorts = r.dwNumSstpPorts,
		.dwSstpPortFlags = r.dwSstpPortFlags,
	};
	*buffer = (LPBYTE)info;
	return ERROR_SUCCESS;
}

static uint32_t server_from_image(TALLOC_CTX *mem_ctx, uint32_t level,
				  const struct DIM_INFORMATION_CONTAINER *c,
				  LPBYTE *buffer)
{
	DATA_BLOB image = data_blob_const(c->pBuffer, c->dwBufferSize);

	switch (level) {
	case 0:
		return server_0(mem_ctx, image, buffer);
	case 1:
		return server_1(mem_ctx, image, buffer);
	case 2:
		return server_2(mem_ctx, image, buffer);
	default:
		return ERROR_NOT_SUPPORTED;
	}
}

RRAS_EXPORT DWORD MprAdminServerGetInfo(MPR_SERVER_HANDLE handle, DWORD level,
					LPBYTE *buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RMprAdminServerGetInfo r = {
		.in.dwLevel = level,
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
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RMPRADMINSERVERGETINFO, mem_ctx,
				  &r);
	if (code == ERROR_SUCCESS) {
		code = W_ERROR_V(r.out.result);
	}
	if (code == ERROR_SUCCESS) {
		code = server_from_image(mem_ctx, level, r.out.pInfoStruct,
					 buffer);
	}
	talloc_free(mem_ctx);
	return code;
}
