/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences that a router keeps ([MS-RRASM] 3.3.4.2 and 3.3.4.3). */
#include <talloc.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_rasrpc.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

#define ROUTER_MODE 2 /* "dwMode: This MUST be set to 2." */

/* Children of @mem_ctx; it is large, so it is not on the stack. */
static uint32_t get_user(struct mpr_server *server, TALLOC_CTX *mem_ctx,
			 struct RASRPC_PBUSER **user)
{
	struct RASRPC_PBUSER *empty =
		talloc_zero(mem_ctx, struct RASRPC_PBUSER);
	struct RASRPC_PBUSER *answer =
		talloc_zero(mem_ctx, struct RASRPC_PBUSER);
	struct RasRpcGetUserPreferences r = {
		.in.pUser = empty,
		.in.dwMode = ROUTER_MODE,
		.out.pUser = answer,
	};
	uint32_t code;

	if (empty == NULL || answer == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = server_call_rasrpc(server, NDR_RASRPCGETUSERPREFERENCES, mem_ctx,
				  &r);
	*user = r.out.pUser;
	return code == ERROR_SUCCESS ? W_ERROR_V(r.out.result) : code;
}

RRAS_EXPORT DWORD rras_preferences_get(MPR_SERVER_HANDLE handle,
				       struct rras_preferences *preferences)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RASRPC_PBUSER *user = NULL;
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (preferences == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = get_user(server, mem_ctx, &user);
	if (code == ERROR_SUCCESS) {
		*preferences = (struct rras_preferences){
			.redial_attempts = user->dwRedialAttempts,
			.redial_seconds = user->dwRedialSeconds,
			.idle_disconnect_seconds =
				user->dwIdleDisconnectSeconds,
			.redial_on_link_failure =
				user->fRedialOnLinkFailure != 0,
			.callback_mode = user->dwCallbackMode,
		};
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD rras_preferences_set(
	MPR_SERVER_HANDLE handle, const struct rras_preferences *preferences)
{
	struct mpr_server *server = server_from_handle(handle);
	struct RasRpcSetUserPreferences r = {.in.dwMode = ROUTER_MODE};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (preferences == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = get_user(server, mem_ctx, &r.in.pUser);
	if (code == ERROR_SUCCESS) {
		r.in.pUser->dwRedialAttempts = preferences->redial_attempts;
		r.in.pUser->dwRedialSeconds = preferences->redial_seconds;
		r.in.pUser->dwIdleDisconnectSeconds =
			preferences->idle_disconnect_seconds;
		r.in.pUser->fRedialOnLinkFailure =
			preferences->redial_on_link_failure ? 1 : 0;
		r.in.pUser->dwCallbackMode = preferences->callback_mode;
		r.in.pUser->fDirty = 1;
		code = server_call_rasrpc(server, NDR_RASRPCSETUSERPREFERENCES,
					  mem_ctx, &r);
	}
	if (code == ERROR_SUCCESS) {
		code = W_ERROR_V(r.out.result);
	}
	talloc_free(mem_ctx);
	return code;
}
