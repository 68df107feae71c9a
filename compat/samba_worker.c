/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samba's RPC service framework: private ABI and version differences. */
#include "samba_worker.h"

#include <inttypes.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <samba/version.h>
#include <dcerpc_server.h>
#include <tsocket.h>
#include "config.h"

#define SAMBA_AT_LEAST(major, minor)      \
	(SAMBA_VERSION_MAJOR > (major) || \
	 (SAMBA_VERSION_MAJOR == (major) && SAMBA_VERSION_MINOR >= (minor)))

/* Before 4.20 a pending call cannot be cancelled: look this often. */
#define WATCH_USEC 500000

/* Exported by libdcerpc-server-core, but in no header. */
typedef const struct dcesrv_critical_sizes *(*module_version_fn)(void);

typedef size_t (*get_interfaces_fn)(const struct ndr_interface_table ***tables,
				    void *private_data);

/* rpc_worker_main() of 4.17 to 4.19 ... */
typedef size_t (*get_servers_417_fn)(
	struct dcesrv_context *dce_ctx,
	const struct dcesrv_endpoint_server ***servers, void *private_data);
typedef int (*worker_main_417_fn)(int argc, const char *argv[],
				  const char *name, int num_workers,
				  int idle_seconds,
				  get_interfaces_fn get_interfaces,
				  get_servers_417_fn get_servers,
				  void *private_data);

/* ... and since 4.20. */
typedef NTSTATUS (*get_servers_420_fn)(
	struct dcesrv_context *dce_ctx,
	const struct dcesrv_endpoint_server ***servers, size_t *num_servers,
	void *private_data);
typedef int (*worker_main_420_fn)(int argc, const char *argv[],
				  const char *name, int num_workers,
				  int idle_seconds,
				  get_interfaces_fn get_interfaces,
				  get_servers_420_fn get_servers,
				  void *private_data);

typedef char *(*inet_addr_string_fn)(const struct tsocket_address *address,
				     TALLOC_CTX *mem_ctx);

struct samba_worker {
	void *worker_main;
	bool is_420; /* which of the two prototypes */
	inet_addr_string_fn inet_addr_string;

	/* What rpc_worker_main() asks for. */
	const struct samba_worker_service *service;
	const struct dcesrv_endpoint_server *servers[1];
};

/* The library's name changed together with the prototype, in 4.20. */
static const char *const worker_paths[] = {
	SAMBA_PRIVATE_LIBDIR "/libRPC-WORKER-private-samba.so.0",
	SAMBA_PRIVATE_LIBDIR "/libRPC-WORKER-private-samba.so",
	SAMBA_PRIVATE_LIBDIR "/libRPC-WORKER-samba4.so.0",
	SAMBA_PRIVATE_LIBDIR "/libRPC-WORKER-samba4.so",
	NULL,
};

const char *const *samba_worker_paths(void)
{
	return worker_paths;
}

const char *samba_worker_compare(TALLOC_CTX *mem_ctx,
				 const struct dcesrv_critical_sizes *installed)
{
	const struct {
		const char *name;
		int installed;
		size_t ours;
	} sizes[] = {
#define SIZE(type) {#type, installed->sizeof_##type, sizeof(struct type)}
		SIZE(dcesrv_context),	      SIZE(dcesrv_endpoint),
		SIZE(dcesrv_endpoint_server), SIZE(dcesrv_interface),
		SIZE(dcesrv_if_list),	      SIZE(dcesrv_connection),
		SIZE(dcesrv_call_state),      SIZE(dcesrv_auth),
		SIZE(dcesrv_handle),
#undef SIZE
	};
	char *text = talloc_strdup(mem_ctx, "");
	size_t i;

	if (text == NULL) {
		return "no memory";
	}
	if (installed->interface_version != DCERPC_MODULE_VERSION) {
		return talloc_asprintf_append(text, "module version %d, not %d",
					      installed->interface_version,
					      DCERPC_MODULE_VERSION);
	}
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if ((size_t)sizes[i].installed != sizes[i].ours) {
			text = talloc_asprintf_append(
				text, "%s%s has %d bytes, not %zu",
				text[0] == '\0' ? "" : ", ", sizes[i].name,
				sizes[i].installed, sizes[i].ours);
		}
	}
	if (text != NULL && text[0] == '\0') {
		TALLOC_FREE(text);
	}
	return text;
}

static void *open_first(TALLOC_CTX *mem_ctx, const char *const *paths,
			const char **path, const char **why)
{
	size_t i;

	*why = "no library to look for";
	for (i = 0; paths[i] != NULL; i++) {
		void *library = dlopen(paths[i], RTLD_NOW | RTLD_GLOBAL);

		if (library != NULL) {
			*path = paths[i];
			return library;
		}
		*why = talloc_asprintf(mem_ctx,
				       "Samba's RPC worker library cannot be "
				       "loaded: %s",
				       dlerror());
	}
	return NULL;
}

/* See whether the structures are ours; says what to do when not. */
static bool library_fits(TALLOC_CTX *mem_ctx, void *library, const char *path,
			 const char **why)
{
	module_version_fn module_version =
		(module_version_fn)dlsym(library, "dcerpc_module_version");
	const char *differences;

	if (module_version == NULL) {
		*why = talloc_asprintf(mem_ctx,
				       "%s does not tell the sizes of its "
				       "structures",
				       path);
		return false;
	}
	differences = samba_worker_compare(mem_ctx, module_version());
	if (differences != NULL) {
		*why = talloc_asprintf(
			mem_ctx,
			"built for Samba " SAMBA_VERSION_OFFICIAL_STRING
			", but the installed Samba differs (%s): rebuild "
			"OpenRRAS with the samba-dev package of the installed "
			"version",
			differences);
		return false;
	}
	return true;
}

bool samba_worker_load(TALLOC_CTX *mem_ctx, const char *const *paths,
		       struct samba_worker **worker, const char **why)
{
	const char *path = NULL;
	void *library = open_first(mem_ctx, paths, &path, why);
	struct samba_worker *loaded;

	if (library == NULL || !library_fits(mem_ctx, library, path, why)) {
		return false;
	}
	loaded = talloc_zero(mem_ctx, struct samba_worker);
	if (loaded == NULL) {
		*why = "no memory";
		return false;
	}
	loaded->is_420 = strstr(path, "-private-samba") != NULL;
	loaded->worker_main = dlsym(library, "rpc_worker_main");
	if (loaded->worker_main == NULL) {
		*why = talloc_asprintf(mem_ctx, "%s has no rpc_worker_main",
				       path);
		talloc_free(loaded);
		return false;
	}
	loaded->inet_addr_string = (inet_addr_string_fn)dlsym(
		library, "tsocket_address_inet_addr_string");
	*worker = loaded;
	return true;
}

static size_t get_interfaces(const struct ndr_interface_table ***tables,
			     void *private_data)
{
	const struct samba_worker *worker = private_data;

	*tables = worker->service->tables;
	return worker->service->num_tables;
}

static size_t get_servers_417(struct dcesrv_context *dce_ctx,
			      const struct dcesrv_endpoint_server ***servers,
			      void *private_data)
{
	struct samba_worker *worker = private_data;

	*servers = worker->servers;
	return 1;
}

static NTSTATUS get_servers_420(struct dcesrv_context *dce_ctx,
				const struct dcesrv_endpoint_server ***servers,
				size_t *num_servers, void *private_data)
{
	*num_servers = get_servers_417(dce_ctx, servers, private_data);
	return NT_STATUS_OK;
}

int samba_worker_main(struct samba_worker *worker, int argc, const char *argv[],
		      const struct samba_worker_service *service)
{
	worker->service = service;
	worker->servers[0] = service->server;
	if (worker->is_420) {
		worker_main_420_fn worker_main =
			(worker_main_420_fn)worker->worker_main;

		return worker_main(argc, argv, service->name,
				   service->num_workers, service->idle_seconds,
				   get_interfaces, get_servers_420, worker);
	} else {
		worker_main_417_fn worker_main =
			(worker_main_417_fn)worker->worker_main;

		return worker_main(argc, argv, service->name,
				   service->num_workers, service->idle_seconds,
				   get_interfaces, get_servers_417, worker);
	}
}

/*
 * Samba clears MAY_ASYNC when the security mechanism cannot seal replies out
 * of order (NTLM without extended session security, ncalrpc_as_system).  That
 * matters only where a second call may be open, with concurrent multiplexing.
 */
bool samba_worker_go_async(struct dcesrv_call_state *call)
{
	if (!(call->state_flags & DCESRV_CALL_STATE_FLAG_MAY_ASYNC) &&
	    (call->conn->state_flags & DCESRV_CALL_STATE_FLAG_MULTIPLEXED)) {
		return false;
	}
	call->state_flags |= DCESRV_CALL_STATE_FLAG_ASYNC;
	return true;
}

#if SAMBA_AT_LEAST(4, 20)

void samba_worker_answer(struct dcesrv_call_state *call)
{
	dcesrv_async_reply(call);
}

struct watch_state {
	struct dcesrv_call_state *call;
	samba_worker_gone_fn gone;
	void *private_data;
};

static void watch_cleanup(struct tevent_req *req,
			  enum tevent_req_state req_state)
{
	struct watch_state *state = tevent_req_data(req, struct watch_state);

	if (state->call->subreq == req) {
		state->call->subreq = NULL;
	}
}

static bool watch_cancel(struct tevent_req *req)
{
	struct watch_state *state = tevent_req_data(req, struct watch_state);

	state->gone(state->private_data);
	return true;
}

bool samba_worker_watch(TALLOC_CTX *mem_ctx, struct dcesrv_call_state *call,
			samba_worker_gone_fn gone, void *private_data)
{
	struct watch_state *state;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &state, struct watch_state);
	if (req == NULL) {
		return false;
	}
	state->call = call;
	state->gone = gone;
	state->private_data = private_data;
	tevent_req_set_cleanup_fn(req, watch_cleanup);
	tevent_req_set_cancel_fn(req, watch_cancel);
	call->subreq = req;
	return true;
}

#else

/* The write of a reply to a dead client is what ends its connection. */
void samba_worker_answer(struct dcesrv_call_state *call)
{
	struct dcesrv_connection *conn = call->conn;
	NTSTATUS status = dcesrv_reply(call);

	if (!NT_STATUS_IS_OK(status)) {
		dcesrv_terminate_connection(conn, "reply failed");
	}
}

struct watch {
	struct dcesrv_call_state *call;
	samba_worker_gone_fn gone;
	void *private_data;
};

static bool watch_arm(struct watch *watch);

static void watch_look(struct tevent_context *ev, struct tevent_timer *timer,
		       struct timeval now, void *private_data)
{
	struct watch *watch = talloc_get_type_abort(private_data, struct watch);

	if (watch->call->conn->terminate != NULL || !watch_arm(watch)) {
		watch->gone(watch->private_data);
	}
}

static bool watch_arm(struct watch *watch)
{
	return tevent_add_timer(watch->call->event_ctx, watch,
				tevent_timeval_current_ofs(0, WATCH_USEC),
				watch_look, watch) != NULL;
}

bool samba_worker_watch(TALLOC_CTX *mem_ctx, struct dcesrv_call_state *call,
			samba_worker_gone_fn gone, void *private_data)
{
	struct watch *watch = talloc_zero(mem_ctx, struct watch);

	if (watch == NULL) {
		return false;
	}
	watch->call = call;
	watch->gone = gone;
	watch->private_data = private_data;
	return watch_arm(watch);
}

#endif

const char *samba_worker_client_address(const struct samba_worker *worker,
					TALLOC_CTX *mem_ctx,
					struct dcesrv_call_state *call)
{
	const struct tsocket_address *remote =
		dcesrv_connection_get_remote_address(call->conn);
	const char *address = NULL;

	if (remote != NULL && worker->inet_addr_string != NULL) {
		address = worker->inet_addr_string(remote, mem_ctx);
	}
	return address != NULL ? address : "";
}
