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

/* Numbers of 4 bytes only: in memory they are as in the image. */
static uint32_t server_from_image(uint32_t level,
				  const struct DIM_INFORMATION_CONTAINER *c,
				  LPBYTE *buffer)
{
	static const struct {
		size_t size;
		ndr_pull_flags_fn_t pull;
	} forms[] = {
		{sizeof(MPR_SERVER_0),
		 (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_0},
		{sizeof(MPR_SERVER_1),
		 (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_1},
		{sizeof(MPR_SERVER_2),
		 (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_2},
	};
	DATA_BLOB image = data_blob_const(c->pBuffer, c->dwBufferSize);
	void *info = NULL;

	_Static_assert(
		sizeof(MPR_SERVER_0) == sizeof(struct MPR_SERVER_0) &&
			sizeof(MPR_SERVER_1) == sizeof(struct MPR_SERVER_1) &&
			sizeof(MPR_SERVER_2) == sizeof(struct MPR_SERVER_2),
		"the same in mprapi.h and images.idl");
	if (level >= sizeof(forms) / sizeof(forms[0])) {
		return ERROR_NOT_SUPPORTED;
	}
	info = calloc(1, forms[level].size);
	if (info == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	/* No pointers in these: nothing is allocated below the NULL. */
	if (ndr_pull_struct_blob_all(&image, NULL, info, forms[level].pull) !=
	    NDR_ERR_SUCCESS) {
		free(info);
		return ERROR_INVALID_DATA;
	}
	*buffer = info;
	return ERROR_SUCCESS;
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
				  &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = server_from_image(level, r.out.pInfoStruct, buffer);
	}
	talloc_free(mem_ctx);
	return code;
}
