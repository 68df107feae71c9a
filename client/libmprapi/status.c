/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NTSTATUS to Win32.  Samba's own table does most of it; the codes below are
 * the ones that it maps to something else than a Windows program sees.
 */
#include <stdbool.h>
#include <stddef.h>
#include "compat/rras_errors.h"
#include <core/werror.h>
#include <core/error.h>
#include "client/libmprapi/status.h"

struct status_row {
	NTSTATUS status;
	uint32_t code;
};

static bool lookup(const struct status_row *rows, size_t count, NTSTATUS status,
		   uint32_t *code)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (NT_STATUS_EQUAL(rows[i].status, status)) {
			*code = rows[i].code;
			return true;
		}
	}
	return false;
}

/* Rows of the occasion first, then what is the same wherever it happens. */
static uint32_t status_of(const struct status_row *special, size_t count,
			  NTSTATUS status)
{
	static const struct status_row rows[] = {
		{NT_STATUS_NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY},
		{NT_STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED},
		{NT_STATUS_IO_TIMEOUT, ERROR_TIMEOUT},
		{NT_STATUS_RPC_SERVER_UNAVAILABLE, RPC_S_SERVER_UNAVAILABLE},
		{NT_STATUS_RPC_SERVER_TOO_BUSY, RPC_S_SERVER_TOO_BUSY},
		{NT_STATUS_RPC_CALL_FAILED, RPC_S_CALL_FAILED},
		{NT_STATUS_RPC_PROTOCOL_ERROR, RPC_S_PROTOCOL_ERROR},
		{NT_STATUS_RPC_PROCNUM_OUT_OF_RANGE,
		 RPC_S_PROCNUM_OUT_OF_RANGE},
		{NT_STATUS_RPC_BAD_STUB_DATA, RPC_X_BAD_STUB_DATA},
		{NT_STATUS_RPC_SEC_PKG_ERROR, RPC_S_SEC_PKG_ERROR},
		{NT_STATUS_RPC_UNKNOWN_IF, RPC_S_UNKNOWN_IF},
		{NT_STATUS_RPC_UNSUPPORTED_NAME_SYNTAX, RPC_S_UNKNOWN_IF},
	};
	uint32_t code;

	if (lookup(special, count, status, &code) ||
	    lookup(rows, sizeof(rows) / sizeof(rows[0]), status, &code)) {
		return code;
	}
	return W_ERROR_V(ntstatus_to_werror(status));
}

uint32_t status_of_connect(NTSTATUS status)
{
	static const struct status_row rows[] = {
		/* Windows tells no stranger which of them is wrong. */
		{NT_STATUS_LOGON_FAILURE, ERROR_LOGON_FAILURE},
		{NT_STATUS_WRONG_PASSWORD, ERROR_LOGON_FAILURE},
		{NT_STATUS_NO_SUCH_USER, ERROR_LOGON_FAILURE},
		{NT_STATUS_CONNECTION_REFUSED, RPC_S_SERVER_UNAVAILABLE},
		{NT_STATUS_CONNECTION_RESET, RPC_S_SERVER_UNAVAILABLE},
		{NT_STATUS_CONNECTION_DISCONNECTED, RPC_S_SERVER_UNAVAILABLE},
		{NT_STATUS_IO_TIMEOUT, ERROR_BAD_NETPATH},
		{NT_STATUS_HOST_UNREACHABLE, ERROR_BAD_NETPATH},
		{NT_STATUS_NETWORK_UNREACHABLE, ERROR_BAD_NETPATH},
		{NT_STATUS_BAD_NETWORK_NAME, ERROR_BAD_NETPATH},
		{NT_STATUS_PIPE_NOT_AVAILABLE, RPC_S_UNKNOWN_IF},
		/* No pipe of that name: nobody serves the router there. */
		{NT_STATUS_OBJECT_NAME_NOT_FOUND, RPC_S_UNKNOWN_IF},
	};

	return status_of(rows, sizeof(rows) / sizeof(rows[0]), status);
}

uint32_t status_of_call(NTSTATUS status)
{
	static const struct status_row rows[] = {
		{NT_STATUS_CONNECTION_DISCONNECTED, RPC_S_CALL_FAILED},
		{NT_STATUS_CONNECTION_RESET, RPC_S_CALL_FAILED},
		{NT_STATUS_PIPE_DISCONNECTED, RPC_S_CALL_FAILED},
		{NT_STATUS_PIPE_BROKEN, RPC_S_CALL_FAILED},
		{NT_STATUS_LOCAL_DISCONNECT, RPC_S_CALL_FAILED},
		{NT_STATUS_INVALID_NETWORK_RESPONSE, RPC_S_PROTOCOL_ERROR},
	};

	return status_of(rows, sizeof(rows) / sizeof(rows[0]), status);
}
