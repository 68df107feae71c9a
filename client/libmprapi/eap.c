/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an interface needs for EAP-TLS (EAPTLS_USER_PROPERTIES). */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"
#include "server/images/image_credentials.h"

#define EAP_LEVEL 0

RRAS_EXPORT DWORD rras_interface_set_eap(MPR_SERVER_HANDLE handle,
					 HANDLE interface,
					 const struct rras_eap *eap)
{
	struct mpr_server *server = server_from_handle(handle);
	struct router_eap from = {0};
	MPR_CREDENTIALSEX_0 info = {0};
	DATA_BLOB bytes = data_blob_null;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (eap == NULL || eap->identity == NULL || eap->pin == NULL ||
	    eap->hash_size > sizeof(from.pbHash)) {
		return ERROR_INVALID_PARAMETER;
	}
	from.cbHash = eap->hash_size;
	memcpy(from.pbHash, eap->hash, eap->hash_size);
	from.identity = eap->identity;
	from.pin = eap->pin;
	code = W_ERROR_V(image_eap_push(server, &from, &bytes));
	if (code == ERROR_SUCCESS) {
		info.dwSize = (DWORD)bytes.length;
		info.lpbCredentialsInfo = bytes.data;
		code = MprAdminInterfaceSetCredentialsEx(
			handle, interface, EAP_LEVEL, (LPBYTE)&info);
	}
	data_blob_free(&bytes);
	return code;
}

static uint32_t copy_eap(const struct router_eap *from, struct rras_eap **eap)
{
	size_t identity = strlen(from->identity) + 1;
	size_t pin = strlen(from->pin) + 1;
	struct rras_eap *p = calloc(1, sizeof(*p) + identity + pin);
	char *end = (char *)(p + 1);

	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	p->present = true;
	p->hash_size = from->cbHash;
	memcpy(p->hash, from->pbHash, from->cbHash);
	p->identity = memcpy(end, from->identity, identity);
	p->pin = memcpy(end + identity, from->pin, pin);
	*eap = p;
	return ERROR_SUCCESS;
}

RRAS_EXPORT DWORD rras_interface_get_eap(MPR_SERVER_HANDLE handle,
					 HANDLE interface,
					 struct rras_eap **eap)
{
	struct mpr_server *server = server_from_handle(handle);
	struct router_eap got = {.identity = "", .pin = ""};
	MPR_CREDENTIALSEX_0 *info = NULL;
	TALLOC_CTX *mem_ctx = NULL;
	DATA_BLOB bytes;
	uint32_t code;

	if (eap == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	code = MprAdminInterfaceGetCredentialsEx(handle, interface, EAP_LEVEL,
						 (LPBYTE *)&info);
	if (code != ERROR_SUCCESS) {
		return code;
	}
	mem_ctx = talloc_new(server);
	/* "If the interface does not have EAP information, the dwSize field
	 * [...] MUST be set to zero (0)." */
	bytes = data_blob_const(info->lpbCredentialsInfo, info->dwSize);
	if (info->dwSize > 0 &&
	    !W_ERROR_IS_OK(image_eap_pull(mem_ctx, &bytes, &got))) {
		code = ERROR_INVALID_DATA;
	}
	if (code == ERROR_SUCCESS) {
		code = copy_eap(&got, eap);
	}
	if (code == ERROR_SUCCESS) {
		(*eap)->present = info->dwSize > 0;
	}
	if (info->dwSize > 0) {
		explicit_bzero(info->lpbCredentialsInfo, info->dwSize);
	}
	free(info);
	talloc_free(mem_ctx);
	return code;
}
