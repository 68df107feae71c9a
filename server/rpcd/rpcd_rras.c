/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpcd_rras: the helper that Samba starts for \PIPE\ROUTER.  It is stateless
 * and knows no operation: calls go to rrasd, answers come back.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <param.h>
#include "compat/samba_worker.h"
#include "config.h"
#include "forward.h"
#include "gen_ndr/ndr_dimsvc.h"
#include "gen_ndr/ndr_rasrpc.h"

/*
 * One process serves all clients: a waiting call costs it a few hundred
 * bytes, and more processes did not make it faster.
 */
#define NUM_WORKERS  1
#define IDLE_SECONDS 60

/*
 * "The server MUST specify RPC over SMB as the RPC protocol sequence" ([MS-
 * RRASM] 2.1.1.1 and 2.1.2.1).  One pipe belongs to one helper, so both
 * interfaces are served here; others of this pipe would be added below.
 */
static const char *const endpoint_names[] = {"ncacn_np:[\\pipe\\router]"};
static const struct ndr_interface_string_array endpoints = {
	.count = 1,
	.names = endpoint_names,
};

/*
 * rasrpc "SHOULD allow clients to connect only with an authentication level
 * of at least RPC_C_AUTHN_LEVEL_CONNECT" (2.1.2.1).  dimsvc has no such rule:
 * a bind without authentication stands for the user of the SMB session.
 */
static const struct {
	const struct ndr_interface_table *table;
	enum dcerpc_AuthLevel min_auth_level;
} services[] = {
	{&ndr_table_dimsvc, DCERPC_AUTH_LEVEL_NONE},
	{&ndr_table_rasrpc, DCERPC_AUTH_LEVEL_CONNECT},
};

#define NUM_SERVICES (sizeof(services) / sizeof(services[0]))

/* The process's context: Samba's callbacks carry no pointer of ours. */
static struct rpcd {
	struct forwarder *forwarder;
	struct ndr_interface_table tables[NUM_SERVICES];
	const struct ndr_interface_table *table_list[NUM_SERVICES];
	struct forward_interface interfaces[NUM_SERVICES];
	struct dcesrv_interface ifaces[NUM_SERVICES];
} rpcd;

/* pidl's tables, with our endpoints. */
static void rpcd_fill(void)
{
	size_t i;

	for (i = 0; i < NUM_SERVICES; i++) {
		rpcd.tables[i] = *services[i].table;
		rpcd.tables[i].endpoints = &endpoints;
		rpcd.table_list[i] = &rpcd.tables[i];
		rpcd.interfaces[i] = (struct forward_interface){
			.forwarder = rpcd.forwarder,
			.table = &rpcd.tables[i],
			.min_auth_level = services[i].min_auth_level,
		};
		forward_fill(&rpcd.ifaces[i], &rpcd.interfaces[i]);
	}
}

/*
 * rrasd's socket: "rpcd_rras:socket", else in "rras:run directory" of
 * smb.conf, which rrasd reads too.
 */
static bool rpcd_configure(struct loadparm_context *lp_ctx)
{
	const char *path =
		lpcfg_parm_string(lp_ctx, NULL, "rpcd_rras", "socket");
	const char *run_dir =
		lpcfg_parm_string(lp_ctx, NULL, "rras", "run directory");
	char *in_run_dir;
	bool ok;

	if (path != NULL) {
		return forwarder_set_socket(rpcd.forwarder, path);
	}
	in_run_dir = talloc_asprintf(NULL, "%s/rrasd.sock",
				     run_dir != NULL ? run_dir : RRAS_RUNDIR);
	ok = in_run_dir != NULL &&
	     forwarder_set_socket(rpcd.forwarder, in_run_dir);
	talloc_free(in_run_dir);
	return ok;
}

static NTSTATUS server_init(struct dcesrv_context *dce_ctx,
			    const struct dcesrv_endpoint_server *server)
{
	size_t i;

	if (!rpcd_configure(dce_ctx->lp_ctx)) {
		return NT_STATUS_NO_MEMORY;
	}
	for (i = 0; i < NUM_SERVICES; i++) {
		NTSTATUS status =
			dcesrv_interface_register(dce_ctx, endpoint_names[0],
						  NULL, &rpcd.ifaces[i], NULL);

		if (!NT_STATUS_IS_OK(status)) {
			return status;
		}
	}
	return NT_STATUS_OK;
}

static NTSTATUS server_shutdown(struct dcesrv_context *dce_ctx,
				const struct dcesrv_endpoint_server *server)
{
	return NT_STATUS_OK;
}

static bool server_interface_by_uuid(struct dcesrv_interface *iface,
				     const struct GUID *uuid, uint32_t version)
{
	size_t i;

	for (i = 0; i < NUM_SERVICES; i++) {
		const struct ndr_syntax_id *id = &rpcd.ifaces[i].syntax_id;

		if (memcmp(uuid, &id->uuid, sizeof(*uuid)) == 0 &&
		    id->if_version == version) {
			*iface = rpcd.ifaces[i];
			return true;
		}
	}
	return false;
}

static bool server_interface_by_name(struct dcesrv_interface *iface,
				     const char *name)
{
	size_t i;

	for (i = 0; i < NUM_SERVICES; i++) {
		if (strcmp(rpcd.ifaces[i].name, name) == 0) {
			*iface = rpcd.ifaces[i];
			return true;
		}
	}
	return false;
}

static const struct dcesrv_endpoint_server server = {
	.name = "rras",
	.init_server = server_init,
	.shutdown_server = server_shutdown,
	.interface_by_uuid = server_interface_by_uuid,
	.interface_by_name = server_interface_by_name,
};

/*
 * Not a byte on stdout: samba-dcerpcd reads the list of interfaces there, and
 * a list that is not complete stops all of its pipes.
 */
static int refuse(const char *why)
{
	openlog("rpcd_rras", LOG_PID, LOG_DAEMON);
	syslog(LOG_ERR, "not started: %s", why);
	fprintf(stderr, "rpcd_rras: not started: %s\n", why);
	return 1;
}

int main(int argc, const char *argv[])
{
	const struct samba_worker_service service = {
		.name = "rpcd_rras",
		.num_workers = NUM_WORKERS,
		.idle_seconds = IDLE_SECONDS,
		.tables = rpcd.table_list,
		.num_tables = NUM_SERVICES,
		.server = &server,
	};
	struct samba_worker *worker = NULL;
	const char *why = NULL;

	if (!samba_worker_load(NULL, samba_worker_paths(), &worker, &why)) {
		return refuse(why);
	}
	rpcd.forwarder = forwarder_create(NULL, worker);
	if (rpcd.forwarder == NULL) {
		return refuse("no memory");
	}
	rpcd_fill();
	return samba_worker_main(worker, argc, argv, &service);
}
