/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an interface dials with ([MS-RRASM] 3.1.4.50 and 51). */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_dimsvc.h"
#include "compat/mprapi.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* The answers of one call, children of @mem_ctx. */
static uint32_t get_credentials(struct mpr_server *server, TALLOC_CTX *mem_ctx,
				const char *name,
				struct rras_credentials *credentials)
{
	struct rras_credentials got = {0};
	struct RRouterInterfaceGetCredentialsLocal r = {
		.in.lpwsInterfaceName = name,
		.out.lpwsUserName = &got.user,
		.out.lpwsDomainName = &got.domain,
		.out.lpwsPassword = &got.password,
	};
	uint32_t code;

	code = server_call_dimsvc(server,
				  NDR_RROUTERINTERFACEGETCREDENTIALSLOCAL,
				  mem_ctx, &r, &r.out.result);
	credentials->user = or_empty(*r.out.lpwsUserName);
	credentials->domain = or_empty(*r.out.lpwsDomainName);
	credentials->password = or_empty(*r.out.lpwsPassword);
	return code;
}

static uint32_t set_credentials(struct mpr_server *server, const char *name,
				const struct rras_credentials *credentials)
{
	struct RRouterInterfaceSetCredentialsLocal r = {
		.in.lpwsInterfaceName = name,
		.in.lpwsUserName = credentials->user,
		.in.lpwsDomainName = credentials->domain,
		.in.lpwsPassword = credentials->password,
	};

	return server_call_dimsvc(server,
				  NDR_RROUTERINTERFACESETCREDENTIALSLOCAL,
				  server, &r, &r.out.result);
}

/*
 * The wire has no NULL for "as it is": its strings are [ref] pointers.  So
 * what is not given is read first and sent back; the server knows its own
 * mask of the password.
 */
RRAS_EXPORT DWORD rras_interface_set_credentials(MPR_SERVER_HANDLE handle,
						 const char *interface_name,
						 const char *user,
						 const char *domain,
						 const char *password)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rras_credentials merged = {"", "", ""};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code = ERROR_SUCCESS;
	bool all = user != NULL && domain != NULL && password != NULL;
	bool none = user == NULL && domain == NULL && password == NULL;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (interface_name == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	if (!all && !none) {
		code = get_credentials(server, mem_ctx, interface_name,
				       &merged);
	}
	if (code == ERROR_SUCCESS ||
	    code == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY) {
		merged.user = user != NULL ? user : merged.user;
		merged.domain = domain != NULL ? domain : merged.domain;
		merged.password = password != NULL ? password : merged.password;
		code = set_credentials(server, interface_name, &merged);
	}
	talloc_free(mem_ctx);
	return code;
}

static char *pack(char **end, const char *text)
{
	char *start = *end;

	*end = stpcpy(start, text) + 1;
	return start;
}

RRAS_EXPORT DWORD rras_interface_get_credentials(
	MPR_SERVER_HANDLE handle, const char *interface_name,
	struct rras_credentials **credentials)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rras_credentials got, *block = NULL;
	TALLOC_CTX *mem_ctx = NULL;
	char *end = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (interface_name == NULL || credentials == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = get_credentials(server, mem_ctx, interface_name, &got);
	if (code == ERROR_SUCCESS) {
		block = malloc(sizeof(*block) + strlen(got.user) +
			       strlen(got.domain) + strlen(got.password) + 3);
		code = block != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
	}
	if (code == ERROR_SUCCESS) {
		end = (char *)(block + 1);
		block->user = pack(&end, got.user);
		block->domain = pack(&end, got.domain);
		block->password = pack(&end, got.password);
		*credentials = block;
	}
	talloc_free(mem_ctx);
	return code;
}

/* NULL stays NULL; false without memory. */
static bool to_utf8(const WCHAR *wide, char **utf8)
{
	*utf8 = wide != NULL ? rras_utf16_to_utf8(wide, SIZE_MAX) : NULL;
	return (wide == NULL) == (*utf8 == NULL);
}

static void burn(char *text)
{
	if (text != NULL) {
		explicit_bzero(text, strlen(text));
	}
	free(text);
}

static size_t length_of(const WCHAR *wide)
{
	size_t length = 0;

	while (wide != NULL && wide[length] != 0) {
		length++;
	}
	return length;
}

static uint32_t connect_and_set(LPWSTR lpwsServer, const char *name,
				const char *user, const char *domain,
				const char *password)
{
	MPR_SERVER_HANDLE server = NULL;
	uint32_t code = MprAdminServerConnect(lpwsServer, &server);

	if (code == ERROR_SUCCESS) {
		code = rras_interface_set_credentials(server, name, user,
						      domain, password);
	}
	MprAdminServerDisconnect(server);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceSetCredentials(LPWSTR lpwsServer,
						  LPWSTR lpwsInterfaceName,
						  LPWSTR lpwsUserName,
						  LPWSTR lpwsDomainName,
						  LPWSTR lpwsPassword)
{
	char *name = NULL, *user = NULL, *domain = NULL, *password = NULL;
	uint32_t code = ERROR_NOT_ENOUGH_MEMORY;

	if (lpwsInterfaceName == NULL ||
	    length_of(lpwsInterfaceName) > MAX_INTERFACE_NAME_LEN ||
	    length_of(lpwsUserName) > UNLEN ||
	    length_of(lpwsDomainName) > DNLEN ||
	    length_of(lpwsPassword) > PWLEN) {
		return ERROR_INVALID_PARAMETER;
	}
	if (to_utf8(lpwsInterfaceName, &name) && to_utf8(lpwsUserName, &user) &&
	    to_utf8(lpwsDomainName, &domain) &&
	    to_utf8(lpwsPassword, &password)) {
		code = connect_and_set(lpwsServer, name, user, domain,
				       password);
	}
	free(name);
	free(user);
	free(domain);
	burn(password);
	return code;
}

static uint32_t give(const char *utf8, LPWSTR wide, size_t size)
{
	return wide != NULL ? rras_utf8_to_utf16(utf8, wide, size)
			    : (uint32_t)ERROR_SUCCESS;
}

static uint32_t get_and_give(MPR_SERVER_HANDLE server, const char *name,
			     LPWSTR user, LPWSTR password, LPWSTR domain)
{
	struct rras_credentials *got = NULL;
	uint32_t code = rras_interface_get_credentials(server, name, &got);

	if (code == ERROR_SUCCESS) {
		code = give(got->user, user, UNLEN + 1);
	}
	if (code == ERROR_SUCCESS) {
		code = give(got->password, password, PWLEN + 1);
	}
	if (code == ERROR_SUCCESS) {
		code = give(got->domain, domain, DNLEN + 1);
	}
	if (got != NULL) {
		explicit_bzero((void *)(uintptr_t)got->password,
			       strlen(got->password));
	}
	free(got);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceGetCredentials(LPWSTR lpwsServer,
						  LPWSTR lpwsInterfaceName,
						  LPWSTR lpwsUserName,
						  LPWSTR lpwsPassword,
						  LPWSTR lpwsDomainName)
{
	MPR_SERVER_HANDLE server = NULL;
	char *name = NULL;
	uint32_t code;

	if (lpwsInterfaceName == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (lpwsUserName == NULL && lpwsPassword == NULL &&
	    lpwsDomainName == NULL) {
		return ERROR_SUCCESS;
	}
	if (!to_utf8(lpwsInterfaceName, &name)) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = MprAdminServerConnect(lpwsServer, &server);
	if (code == ERROR_SUCCESS) {
		code = get_and_give(server, name, lpwsUserName, lpwsPassword,
				    lpwsDomainName);
	}
	MprAdminServerDisconnect(server);
	free(name);
	return code;
}
