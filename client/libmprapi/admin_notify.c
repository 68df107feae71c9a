/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events for connects and disconnects ([MS-RRASM] 3.1.4.35). */
#include <fcntl.h>
#include <unistd.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"
#include "server/ipc/rras_binding.h"

static uint32_t notify(MPR_SERVER_HANDLE handle, HANDLE event, bool add)
{
	struct mpr_server *server = server_from_handle(handle);
	int fd = (int)(intptr_t)event;
	/* rrasd knows the event again by process and number. */
	struct RRasAdminConnectionNotification r = {
		.in.fRegister = add ? 1 : 0,
		.in.dwClientProcessId = (uint32_t)getpid(),
		.in.hEventNotification = handle_number(event),
	};

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (event == NULL || event == INVALID_HANDLE_VALUE) {
		return ERROR_INVALID_PARAMETER;
	}
	/*
	 * "This MUST be a handle to an event on the RRASM server": a remote
	 * server cannot have one of ours.
	 */
	if (server->client == NULL) {
		return ERROR_NOT_SUPPORTED;
	}
	if (add && fcntl(fd, F_GETFD) == -1) {
		return ERROR_INVALID_PARAMETER;
	}
	if (add) {
		rras_binding_set_event(server->dimsvc, fd);
	}
	return server_call_dimsvc(server, NDR_RRASADMINCONNECTIONNOTIFICATION,
				  server, &r, &r.out.result);
}

RRAS_EXPORT DWORD
MprAdminRegisterConnectionNotification(MPR_SERVER_HANDLE handle, HANDLE event)
{
	return notify(handle, event, true);
}

RRAS_EXPORT DWORD
MprAdminDeregisterConnectionNotification(MPR_SERVER_HANDLE handle, HANDLE event)
{
	return notify(handle, event, false);
}
