/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialing and hanging up ([MS-RRASM] 3.1.4.22 and 23); see mprapi.h. */
#include <unistd.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_dimsvc.h"
#include "compat/mprapi.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"
#include "server/ipc/rras_binding.h"

/*
 * "If hEvent is not NULL, this parameter [fSynchronous] is ignored."  Locally
 * the event goes beside the call as a descriptor, and hEvent says only that
 * there is one.  A remote server gets the number and refuses it: "The calling
 * application must specify NULL for this parameter, if hMprServer specifies
 * a remote router."
 */
RRAS_EXPORT DWORD MprAdminInterfaceConnect(MPR_SERVER_HANDLE handle,
					   HANDLE interface, HANDLE event,
					   BOOL synchronous)
{
	struct mpr_server *server = server_from_handle(handle);
	bool blocking = event == NULL && synchronous;
	struct RRouterInterfaceConnect r = {
		.in.hInterface = (uint32_t)(uintptr_t)interface,
		.in.hEvent = event != NULL ? 1 : 0,
		.in.fBlocking = blocking ? 1 : 0,
		.in.dwCallersProcessId = (uint32_t)getpid(),
	};
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (event != NULL && server->client != NULL) {
		rras_binding_set_event(server->dimsvc, (int)(intptr_t)event);
	}
	code = server_call(server, server->dimsvc, &ndr_table_dimsvc,
			   NDR_RROUTERINTERFACECONNECT, server, &r,
			   blocking ? SERVER_NO_TIMEOUT : server->call_timeout);
	return code == ERROR_SUCCESS ? W_ERROR_V(r.out.result) : code;
}

RRAS_EXPORT DWORD MprAdminInterfaceDisconnect(MPR_SERVER_HANDLE handle,
					      HANDLE interface)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RRouterInterfaceDisconnect r = {
		.in.hInterface = (uint32_t)(uintptr_t)interface,
	};

	/* Answered when the link is gone; rrasd has the deadline. */
	return server_call_dimsvc_untimed(
		server, NDR_RROUTERINTERFACEDISCONNECT, &r, &r.out.result);
}
