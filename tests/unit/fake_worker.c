/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands for Samba's worker library, for test_samba_worker.  Compiled once a
 * flavour: FAKE_SIZE_OFF adds to a size, FAKE_NO_SIZES and FAKE_NO_MAIN leave
 * a function out, FAKE_420 has the main function of Samba 4.20.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <talloc.h>
#include <core/ntstatus.h>
#include <dcerpc_server.h>

#ifndef FAKE_SIZE_OFF
#define FAKE_SIZE_OFF 0
#endif

const struct dcesrv_critical_sizes *dcerpc_module_version(void);

#ifndef FAKE_NO_SIZES
const struct dcesrv_critical_sizes *dcerpc_module_version(void)
{
	static const struct dcesrv_critical_sizes sizes = {
		.interface_version = DCERPC_MODULE_VERSION,
		.sizeof_dcesrv_context = sizeof(struct dcesrv_context),
		.sizeof_dcesrv_endpoint = sizeof(struct dcesrv_endpoint),
		.sizeof_dcesrv_endpoint_server =
			sizeof(struct dcesrv_endpoint_server),
		.sizeof_dcesrv_interface = sizeof(struct dcesrv_interface),
		.sizeof_dcesrv_if_list = sizeof(struct dcesrv_if_list),
		.sizeof_dcesrv_connection = sizeof(struct dcesrv_connection),
		.sizeof_dcesrv_call_state =
			sizeof(struct dcesrv_call_state) + FAKE_SIZE_OFF,
		.sizeof_dcesrv_auth = sizeof(struct dcesrv_auth),
		.sizeof_dcesrv_handle = sizeof(struct dcesrv_handle),
	};

	return &sizes;
}
#endif

#ifndef FAKE_NO_MAIN

#ifdef FAKE_420
typedef NTSTATUS (*get_servers_fn)(
	struct dcesrv_context *dce_ctx,
	const struct dcesrv_endpoint_server ***servers, size_t *num_servers,
	void *private_data);

static size_t ask(get_servers_fn get_servers,
		  const struct dcesrv_endpoint_server ***servers,
		  void *private_data)
{
	size_t num_servers = 99;
	NTSTATUS status =
		get_servers(NULL, servers, &num_servers, private_data);

	return NT_STATUS_IS_OK(status) ? num_servers : 99;
}
#else
typedef size_t (*get_servers_fn)(struct dcesrv_context *dce_ctx,
				 const struct dcesrv_endpoint_server ***servers,
				 void *private_data);

static size_t ask(get_servers_fn get_servers,
		  const struct dcesrv_endpoint_server ***servers,
		  void *private_data)
{
	return get_servers(NULL, servers, private_data);
}
#endif

int rpc_worker_main(
	int argc, const char *argv[], const char *name, int num_workers,
	int idle_seconds,
	size_t (*get_interfaces)(const struct ndr_interface_table ***tables,
				 void *private_data),
	get_servers_fn get_servers, void *private_data);

/* 40 and the number of servers, when everything arrived as it should. */
int rpc_worker_main(
	int argc, const char *argv[], const char *name, int num_workers,
	int idle_seconds,
	size_t (*get_interfaces)(const struct ndr_interface_table ***tables,
				 void *private_data),
	get_servers_fn get_servers, void *private_data)
{
	const struct ndr_interface_table **tables = NULL;
	const struct dcesrv_endpoint_server **servers = NULL;

	if (argc != 1 || strcmp(argv[0], "argument") != 0 ||
	    strcmp(name, "fake") != 0 || num_workers != 3 ||
	    idle_seconds != 7 || get_interfaces(&tables, private_data) != 2 ||
	    tables == NULL) {
		return 1;
	}
	return 40 + (int)ask(get_servers, &servers, private_data) +
	       (strcmp(servers[0]->name, "fake server") == 0 ? 1 : 0);
}

#endif
