/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samba's RPC service framework, as rpcd_rras needs it.
 *
 * This is the only place in the project that knows Samba's private ABI and
 * the differences between Samba's versions.  What it builds upon:
 *
 * - rpc_worker_main() of libRPC-WORKER: private, the symbol version names the
 *   exact build.  So it is loaded by name, never linked.
 * - struct dcesrv_call_state and its like: in an installed header, but they
 *   grow without a new soname.  Their sizes are compared before anything is
 *   called: Samba exports those that it was built with.
 * - before 4.20 a call is not told that its client is gone, see
 *   samba_worker_watch().
 */
#ifndef COMPAT_SAMBA_WORKER_H
#define COMPAT_SAMBA_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/ntstatus.h>

struct dcesrv_call_state;
struct dcesrv_critical_sizes;
struct dcesrv_endpoint_server;
struct ndr_interface_table;
struct samba_worker;

/** @brief What a helper serves; must live as long as the process. */
struct samba_worker_service {
	const char *name; /**< "rpcd_rras": names its log and its options */
	int num_workers;  /**< processes at most */
	int idle_seconds; /**< a process without clients ends after these */
	const struct ndr_interface_table **tables;
	size_t num_tables;
	const struct dcesrv_endpoint_server *server;
};

/**
 * @brief Load Samba's worker library and see that it fits this build.
 *
 * @param[in]  paths  of the library, tried in order; NULL-terminated
 * @param[out] worker child of @mem_ctx
 * @param[out] why    on failure what is wrong and what to do, child of
 *                    @mem_ctx
 * @return true when it fits
 */
bool samba_worker_load(TALLOC_CTX *mem_ctx, const char *const *paths,
		       struct samba_worker **worker, const char **why);

/** @brief Where this build's Samba keeps its worker library. */
const char *const *samba_worker_paths(void);

/**
 * @brief Compare the sizes of Samba's structures with this build's.
 *
 * @param[in] installed those that the installed Samba was built with
 * @return NULL when all are equal, else the differences as text
 */
const char *samba_worker_compare(TALLOC_CTX *mem_ctx,
				 const struct dcesrv_critical_sizes *installed);

/**
 * @brief Run the service; returns when samba-dcerpcd ends it.
 *
 * Closes every descriptor from 3 up.  Nothing may have been written to stdout
 * before: samba-dcerpcd reads the list of interfaces there, and hangs on
 * anything else.
 *
 * @return the exit code of the process
 */
int samba_worker_main(struct samba_worker *worker, int argc, const char *argv[],
		      const struct samba_worker_service *service);

/**
 * @brief Announce that a call will be answered later.
 *
 * @return false when it must not: replies of this connection have to keep
 *         their order, and it may have several calls open
 */
bool samba_worker_go_async(struct dcesrv_call_state *call);

/**
 * @brief Answer a call that went async.
 *
 * The interface's reply() must return an error when call->fault_code is set.
 * The call is gone afterwards.
 */
void samba_worker_answer(struct dcesrv_call_state *call);

/** @brief The client of an async call is gone, or cancels it. */
typedef void (*samba_worker_gone_fn)(void *private_data);

/**
 * @brief Watch for the end of an async call's client.
 *
 * Samba 4.20 and later: when the client disconnects, or orphans or cancels
 * the call.  Earlier: by looking twice a second whether the connection has
 * been terminated; Samba ignores the other two.
 *
 * @param[in] mem_ctx freeing it ends the watch; must not outlive @call
 * @param[in] gone    has to answer the call before it returns
 * @return false when there is no memory
 */
bool samba_worker_watch(TALLOC_CTX *mem_ctx, struct dcesrv_call_state *call,
			samba_worker_gone_fn gone, void *private_data);

/**
 * @brief Where a call came from.
 *
 * @return the client's IP address as text, "" when it has none
 */
const char *samba_worker_client_address(const struct samba_worker *worker,
					TALLOC_CTX *mem_ctx,
					struct dcesrv_call_state *call);

#endif
