/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections; see server.h. */
#include <stdarg.h>
#include <stdio.h>
#include <dcerpc.h>
#include <param.h>
#include "compat/rras_errors.h"
#include "ndr_dimsvc.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"
#include "client/libmprapi/status.h"
#include "server/ipc/rras_binding.h"

#define SERVER_MAGIC	     0x5252534Du
#define DEFAULT_CALL_TIMEOUT 60 /* seconds */

static _Thread_local char connect_error[512];

void server_set_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(connect_error, sizeof(connect_error), format, args);
	va_end(args);
}

RRAS_EXPORT const char *rras_server_connect_error(void)
{
	return connect_error;
}

struct mpr_server *server_from_handle(MPR_SERVER_HANDLE handle)
{
	struct mpr_server *server = handle;

	if (server == NULL || handle == INVALID_HANDLE_VALUE ||
	    server->magic != SERVER_MAGIC) {
		return NULL;
	}
	return server;
}

RRAS_EXPORT bool rras_server_is_local(MPR_SERVER_HANDLE handle)
{
	struct mpr_server *server = server_from_handle(handle);

	return server != NULL && server->control != NULL;
}

/* Without the file Samba's defaults do; a file that was named must exist. */
static uint32_t load_config(struct mpr_server *server, const char *smb_conf)
{
	server->lp_ctx = loadparm_init(server);
	if (server->lp_ctx == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	if (smb_conf == NULL) {
		(void)lpcfg_load_default(server->lp_ctx);
		return ERROR_SUCCESS;
	}
	if (!lpcfg_load(server->lp_ctx, smb_conf)) {
		server_set_error("cannot read the configuration file %s",
				 smb_conf);
		return ERROR_FILE_NOT_FOUND;
	}
	return ERROR_SUCCESS;
}

static uint32_t connect_any(struct mpr_server *server,
			    const struct rras_connect_options *options)
{
	uint32_t code = load_config(server, options->smb_conf);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	server->ev = tevent_context_init(server);
	if (server->ev == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	server->call_timeout = options->call_timeout != 0
				       ? options->call_timeout
				       : DEFAULT_CALL_TIMEOUT;
	if (options->server == NULL || options->server[0] == '\0') {
		return server_connect_local(server, options);
	}
	return server_connect_remote(server, options);
}

RRAS_EXPORT DWORD rras_server_connect(
	const struct rras_connect_options *options, MPR_SERVER_HANDLE *handle)
{
	struct mpr_server *server = NULL;
	uint32_t code;

	connect_error[0] = '\0';
	if (handle == NULL || options == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	*handle = NULL;
	server = talloc_zero(NULL, struct mpr_server);
	if (server == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	server->magic = SERVER_MAGIC;
	code = connect_any(server, options);
	if (code != ERROR_SUCCESS) {
		MprAdminServerDisconnect(server);
		return code;
	}
	*handle = server;
	return ERROR_SUCCESS;
}

RRAS_EXPORT VOID MprAdminServerDisconnect(MPR_SERVER_HANDLE handle)
{
	struct mpr_server *server = server_from_handle(handle);

	if (server == NULL) {
		return;
	}
	server->magic = 0;
	/* The bindings live in the loop: they go first. */
	TALLOC_FREE(server->control);
	TALLOC_FREE(server->rasrpc);
	TALLOC_FREE(server->dimsvc);
	talloc_free(server);
}

/* rrasd's fault codes say more than the NTSTATUS that they become. */
static uint32_t code_of_call(struct mpr_server *server,
			     struct dcerpc_binding_handle *handle,
			     NTSTATUS status)
{
	uint32_t fault = 0;

	if (NT_STATUS_IS_OK(status)) {
		return ERROR_SUCCESS;
	}
	if (server->client != NULL) {
		fault = rras_binding_fault(handle);
	}
	if (fault != 0 && rras_error_by_number(fault) != NULL) {
		return fault;
	}
	return status_of_call(status);
}

/* Somebody wants to wait no longer. */
static void on_cancel(struct tevent_context *ev, struct tevent_fd *fde,
		      uint16_t flags, void *private_data)
{
	bool *cancelled = private_data;

	*cancelled = true;
	tevent_fd_set_flags(fde, 0);
}

static uint32_t wait_for(struct mpr_server *server, struct tevent_req *req,
			 int cancel_fd)
{
	struct tevent_fd *fde = NULL;
	bool cancelled = false;

	if (cancel_fd != -1) {
		fde = tevent_add_fd(server->ev, req, cancel_fd, TEVENT_FD_READ,
				    on_cancel, &cancelled);
		if (fde == NULL) {
			return ERROR_NOT_ENOUGH_MEMORY;
		}
	}
	while (tevent_req_is_in_progress(req) && !cancelled) {
		if (tevent_loop_once(server->ev) != 0) {
			return RPC_S_CALL_FAILED;
		}
	}
	talloc_free(fde);
	return tevent_req_is_in_progress(req) ? ERROR_CANCELLED : ERROR_SUCCESS;
}

uint32_t server_call_until(struct mpr_server *server,
			   struct dcerpc_binding_handle *handle,
			   const struct ndr_interface_table *table,
			   uint32_t opnum, TALLOC_CTX *mem_ctx, void *r,
			   uint32_t timeout, int cancel_fd)
{
	struct tevent_req *req = NULL;
	NTSTATUS status;
	uint32_t code;

	if (mem_ctx == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	dcerpc_binding_handle_set_timeout(handle, timeout);
	req = dcerpc_binding_handle_call_send(mem_ctx, server->ev, handle, NULL,
					      table, opnum, mem_ctx, r);
	if (req == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = wait_for(server, req, cancel_fd);
	if (code != ERROR_SUCCESS) {
		talloc_free(req);
		return code;
	}
	status = dcerpc_binding_handle_call_recv(req);
	talloc_free(req);
	return code_of_call(server, handle, status);
}

uint32_t server_call(struct mpr_server *server,
		     struct dcerpc_binding_handle *handle,
		     const struct ndr_interface_table *table, uint32_t opnum,
		     TALLOC_CTX *mem_ctx, void *r, uint32_t timeout)
{
	return server_call_until(server, handle, table, opnum, mem_ctx, r,
				 timeout, -1);
}

uint32_t server_call_dimsvc(struct mpr_server *server, uint32_t opnum,
			    TALLOC_CTX *mem_ctx, void *r, const WERROR *result)
{
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	code = server_call(server, server->dimsvc, &ndr_table_dimsvc, opnum,
			   mem_ctx, r, server->call_timeout);
	return code == ERROR_SUCCESS ? W_ERROR_V(*result) : code;
}

uint32_t server_call_dimsvc_untimed(struct mpr_server *server, uint32_t opnum,
				    void *r, const WERROR *result)
{
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	code = server_call(server, server->dimsvc, &ndr_table_dimsvc, opnum,
			   server, r, SERVER_NO_TIMEOUT);
	return code == ERROR_SUCCESS ? W_ERROR_V(*result) : code;
}
