/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP information and pre-shared keys ([MS-RRASM] 3.1.4.41 and 42). */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "ndr_images.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

#define DATA_OFFSET 8 /* of bData in the image */
#define IMAGE_SIZE  12

/*
 * 2.2.1.2.87: "bData[1] is only a placeholder and the actual data of size
 * dwSize is stored at the end of the structure".
 */
static bool to_image(TALLOC_CTX *mem_ctx, const MPR_CREDENTIALSEX_1 *info,
		     DATA_BLOB *image)
{
	struct MPR_CREDENTIALSEX_1 head = {
		.dwSize = info->dwSize,
		.dwOffset = DATA_OFFSET,
	};
	size_t size = DATA_OFFSET + (size_t)info->dwSize;

	if (ndr_push_struct_blob(
		    image, mem_ctx, &head,
		    (ndr_push_flags_fn_t)ndr_push_MPR_CREDENTIALSEX_1) !=
		    NDR_ERR_SUCCESS ||
	    (size > image->length &&
	     !data_blob_realloc(mem_ctx, image, size))) {
		return false;
	}
	if (info->dwSize > 0) {
		memcpy(image->data + DATA_OFFSET, info->lpbCredentialsInfo,
		       info->dwSize);
	}
	return true;
}

static uint32_t from_image(DATA_BLOB image, MPR_CREDENTIALSEX_1 **info)
{
	struct MPR_CREDENTIALSEX_1 head = {0};
	MPR_CREDENTIALSEX_1 *p = NULL;

	if (ndr_pull_struct_blob(
		    &image, NULL, &head,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_CREDENTIALSEX_1) !=
		    NDR_ERR_SUCCESS ||
	    (head.dwSize > 0 &&
	     (head.dwOffset < DATA_OFFSET || head.dwOffset > image.length ||
	      head.dwSize > image.length - head.dwOffset))) {
		return ERROR_INVALID_DATA;
	}
	p = calloc(1, sizeof(*p) + head.dwSize);
	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	p->dwSize = head.dwSize;
	if (head.dwSize > 0) {
		p->lpbCredentialsInfo = (LPBYTE)(p + 1);
		memcpy(p->lpbCredentialsInfo, image.data + head.dwOffset,
		       head.dwSize);
	}
	*info = p;
	return ERROR_SUCCESS;
}

RRAS_EXPORT DWORD MprAdminInterfaceSetCredentialsEx(MPR_SERVER_HANDLE handle,
						    HANDLE interface,
						    DWORD level, LPBYTE buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	/* MPR_CREDENTIALSEX_0 is the same with another meaning. */
	const MPR_CREDENTIALSEX_1 *info = (const MPR_CREDENTIALSEX_1 *)buffer;
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceSetCredentialsEx r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &container,
		.in.hInterface = handle_number(interface),
	};
	DATA_BLOB image = data_blob_null;
	uint32_t code = ERROR_NOT_ENOUGH_MEMORY;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (info == NULL ||
	    (info->dwSize > 0 && info->lpbCredentialsInfo == NULL) ||
	    info->dwSize > RRAS_MAX_CONTAINER - IMAGE_SIZE) {
		return ERROR_INVALID_PARAMETER;
	}
	if (to_image(server, info, &image)) {
		container_fill(&container, image);
		code = server_call_dimsvc(server,
					  NDR_RROUTERINTERFACESETCREDENTIALSEX,
					  server, &r, &r.out.result);
		explicit_bzero(image.data, image.length);
	}
	data_blob_free(&image);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceGetCredentialsEx(MPR_SERVER_HANDLE handle,
						    HANDLE interface,
						    DWORD level, LPBYTE *buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER empty = {0}, container = {0};
	struct RRouterInterfaceGetCredentialsEx r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &empty,
		.in.hInterface = handle_number(interface),
		.out.pInfoStruct = &container,
	};
	TALLOC_CTX *mem_ctx = NULL;
	DATA_BLOB image;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERINTERFACEGETCREDENTIALSEX,
				  mem_ctx, &r, &r.out.result);
	image = container_blob(r.out.pInfoStruct);
	if (code == ERROR_SUCCESS) {
		code = from_image(image, (MPR_CREDENTIALSEX_1 **)buffer);
	}
	if (image.length > 0) {
		explicit_bzero(image.data, image.length);
	}
	talloc_free(mem_ctx);
	return code;
}
