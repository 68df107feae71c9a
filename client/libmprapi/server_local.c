/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasd of this machine, over its unix socket; it answers root only. */
#include "config.h"
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <dcerpc.h>
#include <param.h>
#include "compat/rras_errors.h"
#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "ndr_rasrpc.h"
#include "client/libmprapi/server.h"
#include "server/ipc/rras_binding.h"

static char *socket_path(struct mpr_server *server,
			 const struct rras_connect_options *options)
{
	const char *dir = NULL;

	if (options->socket != NULL) {
		return talloc_strdup(server, options->socket);
	}
	dir = lpcfg_parm_string(server->lp_ctx, NULL, "rras", "run directory");
	return talloc_asprintf(server, "%s/rrasd.sock",
			       dir != NULL ? dir : RRAS_RUNDIR);
}

static uint32_t code_of_errno(int error)
{
	switch (error) {
	case 0:
		return ERROR_SUCCESS;
	case EACCES:
	case EPERM:
		return ERROR_ACCESS_DENIED;
	case ENOMEM:
	case ENFILE:
	case EMFILE:
		return ERROR_NOT_ENOUGH_MEMORY;
	default:
		return RPC_S_SERVER_UNAVAILABLE;
	}
}

/*
 * Is somebody there, and may we?  rras_client connects at the first call, and
 * its one code for all failures would hide that the caller is not root.
 */
static uint32_t try_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, error = 0;

	if (strlen(path) >= sizeof(address.sun_path)) {
		server_set_error("%s: the path is too long", path);
		return ERROR_INVALID_PARAMETER;
	}
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1) {
		return code_of_errno(errno);
	}
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 &&
	    errno != EAGAIN) { /* full is there, too */
		error = errno;
		server_set_error("%s: %s", path, strerror(error));
	}
	close(fd);
	return code_of_errno(error);
}

/* For rrasd's audit line; what it trusts is the socket's own credentials. */
static struct rras_caller *local_caller(TALLOC_CTX *mem_ctx)
{
	struct rras_caller *caller = talloc_zero(mem_ctx, struct rras_caller);
	struct passwd *user = getpwuid(getuid());

	if (caller == NULL) {
		return NULL;
	}
	caller->transport = RRAS_TRANSPORT_LOCAL;
	caller->auth_type = DCERPC_AUTH_TYPE_NONE;
	caller->auth_level = DCERPC_AUTH_LEVEL_NONE;
	caller->uid = getuid();
	caller->account =
		talloc_strdup(caller, user != NULL ? user->pw_name : "");
	caller->domain = talloc_strdup(caller, "");
	caller->address = talloc_strdup(caller, "");
	return caller;
}

uint32_t server_connect_local(struct mpr_server *server,
			      const struct rras_connect_options *options)
{
	char *path = socket_path(server, options);
	struct rras_caller *caller = local_caller(server);
	uint32_t code;

	if (path == NULL || caller == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = try_socket(path);
	if (code != ERROR_SUCCESS) {
		return code;
	}
	server->client = rras_client_create(server, server->ev, path);
	if (server->client == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	server->dimsvc = rras_binding_create(server, server->client,
					     &ndr_table_dimsvc, caller);
	server->control = rras_binding_create(server, server->client,
					      &ndr_table_rrascontrol, caller);
	server->rasrpc = rras_binding_create(server, server->client,
					     &ndr_table_rasrpc, caller);
	if (server->dimsvc == NULL || server->control == NULL ||
	    server->rasrpc == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	return ERROR_SUCCESS;
}
