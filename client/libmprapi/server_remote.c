/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Named pipe ROUTER of a remote computer.
 *
 * [MS-RRASM] 2.1: ncacn_np, \PIPE\ROUTER; 2.1.1.1: the client authenticates
 * with SPNEGO; what goes over it has passwords, so packet privacy always.
 */
#include <netdb.h>
#include <string.h>
#define TEVENT_DEPRECATED 1 /* tevent_loop_allow_nesting() */
#include <credentials.h>
#include <dcerpc.h>
#include <param.h>
#include "compat/rras_errors.h"
#include "ndr_dimsvc.h"
#include "ndr_rasrpc.h"
#include "client/libmprapi/server.h"
#include "client/libmprapi/status.h"

#define ROUTER_PIPE "ncacn_np:[\\pipe\\router,spnego,seal]"

/* "DOMAIN\USER", "USER@REALM" or "USER", as Samba's tools take it. */
static bool set_user(struct cli_credentials *creds, const char *text)
{
	char *user = talloc_strdup(creds, text);
	char *at = NULL, *backslash = NULL;
	bool ok = user != NULL;

	if (!ok) {
		return false;
	}
	backslash = strchr(user, '\\');
	at = strchr(user, '@');
	if (backslash != NULL) {
		*backslash = '\0';
		ok = cli_credentials_set_domain(creds, user, CRED_SPECIFIED) &&
		     cli_credentials_set_username(creds, backslash + 1,
						  CRED_SPECIFIED);
	} else if (at != NULL) {
		ok = cli_credentials_set_username(creds, user,
						  CRED_SPECIFIED) &&
		     cli_credentials_set_domain(creds, "", CRED_SPECIFIED) &&
		     cli_credentials_set_principal(creds, user,
						   CRED_SPECIFIED) &&
		     cli_credentials_set_realm(creds, at + 1, CRED_SPECIFIED);
	} else {
		ok = cli_credentials_set_username(creds, user, CRED_SPECIFIED);
	}
	talloc_free(user);
	return ok;
}

static enum credentials_use_kerberos
kerberos_state(const struct rras_connect_options *options)
{
	switch (options->kerberos) {
	case RRAS_KERBEROS_OFF:
		return CRED_USE_KERBEROS_DISABLED;
	case RRAS_KERBEROS_REQUIRED:
		return CRED_USE_KERBEROS_REQUIRED;
	case RRAS_KERBEROS_DESIRED:
		break;
	}
	/* No user: only the ticket cache can say who the caller is. */
	return options->user == NULL ? CRED_USE_KERBEROS_REQUIRED
				     : CRED_USE_KERBEROS_DESIRED;
}

static struct cli_credentials *
make_credentials(struct mpr_server *server,
		 const struct rras_connect_options *options)
{
	struct cli_credentials *creds = cli_credentials_init(server);
	bool ok;

	if (creds == NULL) {
		return NULL;
	}
	ok = options->user != NULL
		     ? cli_credentials_set_conf(creds, server->lp_ctx)
		     : cli_credentials_guess(creds, server->lp_ctx);
	ok = ok && cli_credentials_set_kerberos_state(
			   creds, kerberos_state(options), CRED_SPECIFIED);
	if (ok && options->domain != NULL) {
		ok = cli_credentials_set_domain(creds, options->domain,
						CRED_SPECIFIED);
	}
	if (ok && options->user != NULL) {
		ok = set_user(creds, options->user);
	}
	if (ok && options->password != NULL) {
		ok = cli_credentials_set_password(creds, options->password,
						  CRED_SPECIFIED);
	}
	if (!ok) {
		TALLOC_FREE(creds);
	}
	return creds;
}

static struct dcerpc_binding *make_binding(TALLOC_CTX *mem_ctx,
					   const char *host)
{
	struct dcerpc_binding *binding = NULL;

	/* The host is set apart: it must not be parsed for options. */
	if (!NT_STATUS_IS_OK(
		    dcerpc_parse_binding(mem_ctx, ROUTER_PIPE, &binding)) ||
	    !NT_STATUS_IS_OK(
		    dcerpc_binding_set_string_option(binding, "host", host)) ||
	    !NT_STATUS_IS_OK(dcerpc_binding_set_string_option(
		    binding, "target_hostname", host))) {
		TALLOC_FREE(binding);
	}
	return binding;
}

static bool host_has_address(const char *host)
{
	struct addrinfo *list = NULL;

	if (getaddrinfo(host, "445", NULL, &list) != 0) {
		return false;
	}
	freeaddrinfo(list);
	return true;
}

static uint32_t explain(NTSTATUS status, const char *host,
			struct cli_credentials *creds)
{
	bool kerberos = cli_credentials_get_kerberos_state(creds) ==
			CRED_USE_KERBEROS_REQUIRED;
	uint32_t code = status_of_connect(status);
	bool no_name = code == RPC_S_UNKNOWN_IF;
	bool refused = NT_STATUS_EQUAL(status, NT_STATUS_NO_MEMORY);

	/* Samba reports a name without an address like a missing pipe ... */
	if ((no_name || refused) && !host_has_address(host)) {
		server_set_error("no such host");
		return ERROR_BAD_NETPATH;
	}
	/* ... and a refused connection, of all things, as lack of memory. */
	if (refused) {
		server_set_error("no SMB server answers there");
		return RPC_S_SERVER_UNAVAILABLE;
	}
	if (kerberos && NT_STATUS_EQUAL(status, NT_STATUS_INVALID_PARAMETER)) {
		server_set_error("there is no Kerberos ticket for it");
		return ERROR_LOGON_FAILURE;
	}
	if (no_name) {
		server_set_error("nobody serves the pipe ROUTER there");
	} else if (rras_error_by_number(code) == NULL) {
		server_set_error("%s", nt_errstr(status));
	}
	return code;
}

/* The password is needed for the bind only. */
static void burn_password(struct cli_credentials *creds)
{
	const char *password = cli_credentials_get_password(creds);

	if (password != NULL) {
		explicit_bzero((void *)(uintptr_t)password, strlen(password));
	}
}

/* Pipe and bind happen in here, under a deadline of Samba's own (60 s). */
static uint32_t open_pipe(struct mpr_server *server, const char *host,
			  struct cli_credentials *creds)
{
	struct dcerpc_binding *binding = make_binding(server, host);
	struct dcerpc_pipe *pipe = NULL;
	NTSTATUS status;

	if (binding == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	status =
		dcerpc_pipe_connect_b(server, &pipe, binding, &ndr_table_dimsvc,
				      creds, server->ev, server->lp_ctx);
	talloc_free(binding);
	if (!NT_STATUS_IS_OK(status)) {
		return explain(status, host, creds);
	}
	server->pipe = pipe;
	server->dimsvc = pipe->binding_handle;
	return ERROR_SUCCESS;
}

uint32_t server_remote_rasrpc(struct mpr_server *server)
{
	struct dcerpc_pipe *second = NULL;
	NTSTATUS status = dcerpc_secondary_context(server->pipe, &second,
						   &ndr_table_rasrpc);

	if (!NT_STATUS_IS_OK(status)) {
		return status_of_connect(status);
	}
	server->rasrpc = second->binding_handle;
	return ERROR_SUCCESS;
}

/*
 * Samba's Kerberos asks its KDC in a loop inside our loop.  For that there is
 * nothing else than this function; its own tools call it too.
 */
static void allow_nesting(struct tevent_context *ev)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	tevent_loop_allow_nesting(ev);
#pragma GCC diagnostic pop
}

uint32_t server_connect_remote(struct mpr_server *server,
			       const struct rras_connect_options *options)
{
	const char *host = options->server + strspn(options->server, "\\");
	struct cli_credentials *creds = NULL;
	uint32_t code;

	if (host[0] == '\0' ||
	    (options->user != NULL && options->user[0] == '\0')) {
		server_set_error("an anonymous connection is of no use");
		return ERROR_INVALID_PARAMETER;
	}
	if (!NT_STATUS_IS_OK(dcerpc_init())) {
		return ERROR_INTERNAL_ERROR;
	}
	allow_nesting(server->ev);
	creds = make_credentials(server, options);
	if (creds == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = open_pipe(server, host, creds);
	burn_password(creds);
	return code;
}
