/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of rasrpc ([MS-RRASM] 3.3.4); see mprapi_ext.h. */
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_rasrpc.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

/* The connection's handle of rasrpc, made when it is wanted first. */
static uint32_t get_rasrpc(struct mpr_server *server,
			   struct dcerpc_binding_handle **handle)
{
	uint32_t code = ERROR_SUCCESS;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (server->rasrpc == NULL) {
		code = server_remote_rasrpc(server);
	}
	*handle = server->rasrpc;
	return code;
}

/* A refused caller gets a fault here, which server_call() makes a code of. */
uint32_t server_call_rasrpc(struct mpr_server *server, uint32_t opnum,
			    TALLOC_CTX *mem_ctx, void *r)
{
	struct dcerpc_binding_handle *handle = NULL;
	uint32_t code = get_rasrpc(server, &handle);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	return server_call(server, handle, &ndr_table_rasrpc, opnum, mem_ctx, r,
			   server->call_timeout);
}

RRAS_EXPORT DWORD rras_rasrpc_version(MPR_SERVER_HANDLE handle,
				      uint32_t *version)
{
	struct mpr_server *server = server_from_handle(handle);
	uint32_t number = 0, code;
	struct RasRpcGetVersion r = {
		.in.pdwVersion = &number,
		.out.pdwVersion = &number,
	};
	TALLOC_CTX *mem_ctx = NULL;

	if (version == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = server_call_rasrpc(server, NDR_RASRPCGETVERSION, mem_ctx, &r);
	if (code == ERROR_SUCCESS) {
		code = W_ERROR_V(r.out.result);
	}
	if (code == ERROR_SUCCESS) {
		*version = *r.out.pdwVersion;
	}
	talloc_free(mem_ctx);
	return code;
}

/*
 * "uSize: This value MUST be equal to 260."  The result is no code: "Any other
 * values: Indicate the length of the string".
 */
RRAS_EXPORT DWORD rras_system_directory(MPR_SERVER_HANDLE handle, char **path)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RasRpcGetSystemDirectory r = {
		.in.lpBufferIn = "",
		.in.uSize = RASRPC_MAX_PATH,
		.out.lpBuffer = "",
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (path == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = server_call_rasrpc(server, NDR_RASRPCGETSYSTEMDIRECTORY, mem_ctx,
				  &r);
	if (code == ERROR_SUCCESS && W_ERROR_V(r.out.result) == 0) {
		code = ERROR_CAN_NOT_COMPLETE;
	}
	if (code == ERROR_SUCCESS) {
		*path = strdup(r.out.lpBuffer);
		code = *path != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
	}
	talloc_free(mem_ctx);
	return code;
}

/* The result is no code but a set of bits: NP_Ip and the like, our MPRNP_*. */
RRAS_EXPORT DWORD rras_installed_protocols(MPR_SERVER_HANDLE handle,
					   bool router, bool ras,
					   uint32_t *protocols)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RasRpcGetInstalledProtocolsEx r = {
		.in.fRouter = router ? 1 : 0,
		.in.fRasSrv = ras ? 1 : 0,
	};
	uint32_t code;

	if (protocols == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	code = server_call_rasrpc(server, NDR_RASRPCGETINSTALLEDPROTOCOLSEX,
				  server, &r);
	if (code == ERROR_SUCCESS) {
		*protocols = W_ERROR_V(r.out.result);
	}
	return code;
}

RRAS_EXPORT DWORD rras_delete_entry(MPR_SERVER_HANDLE handle,
				    const char *phonebook, const char *entry)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RasRpcDeleteEntry r = {
		.in.lpszPhonebook = phonebook,
		.in.lpszEntry = entry,
	};
	uint32_t code;

	if (phonebook == NULL || entry == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	code = server_call_rasrpc(server, NDR_RASRPCDELETEENTRY, server, &r);
	return code == ERROR_SUCCESS ? W_ERROR_V(r.out.result) : code;
}

RRAS_EXPORT DWORD rras_submit_request(MPR_SERVER_HANDLE handle, void *request,
				      uint32_t size)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RasRpcSubmitRequest r = {
		.in.pReqBuffer = request,
		.in.dwcbBufSize = size,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (request == NULL || size > RASRPC_MAX_REQUEST) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = server_call_rasrpc(server, NDR_RASRPCSUBMITREQUEST, mem_ctx, &r);
	if (code == ERROR_SUCCESS) {
		code = W_ERROR_V(r.out.result);
	}
	if (code == ERROR_SUCCESS && r.out.pReqBuffer != NULL) {
		memcpy(request, r.out.pReqBuffer, size);
	}
	talloc_free(mem_ctx);
	return code;
}
