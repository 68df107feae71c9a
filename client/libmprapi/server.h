/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A connection to a router: what an MPR_SERVER_HANDLE points to.  The
 * functions of mprapi.h make calls through it and know not whether the other
 * end is rrasd's socket or a pipe of a remote computer.
 */
#ifndef CLIENT_SERVER_H
#define CLIENT_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include "client/libmprapi/mprapi_ext.h"

struct dcerpc_binding_handle;
struct dcerpc_pipe;
struct loadparm_context;
struct ndr_interface_table;
struct rras_client;

/** @brief A connection; a talloc context of its own. */
struct mpr_server {
	uint32_t magic;
	struct tevent_context *ev;
	struct loadparm_context *lp_ctx;
	struct dcerpc_binding_handle *dimsvc;
	struct dcerpc_binding_handle *rasrpc; /**< NULL until it is wanted */
	uint32_t call_timeout;		      /**< seconds */
	struct dcerpc_pipe *pipe;	      /**< of a remote one */
	/* Of the local server only: */
	struct dcerpc_binding_handle *control;
	struct rras_client *client;
};

/** Seconds that stand for "as long as it takes". */
#define SERVER_NO_TIMEOUT 0

/**
 * @brief The connection behind a handle.
 *
 * @return NULL for NULL and for what is no such handle
 */
struct mpr_server *server_from_handle(MPR_SERVER_HANDLE handle);

/**
 * @brief Connect to rrasd's socket (server_local.c).
 *
 * Errors: RPC_S_SERVER_UNAVAILABLE; ERROR_ACCESS_DENIED for one that is not
 * root; ERROR_NOT_ENOUGH_MEMORY.
 */
uint32_t server_connect_local(struct mpr_server *server,
			      const struct rras_connect_options *options);

/** @brief Connect to a remote pipe (server_remote.c). */
uint32_t server_connect_remote(struct mpr_server *server,
			       const struct rras_connect_options *options);

/** @brief Say why a connect failed, for rras_server_connect_error(). */
void server_set_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * @brief Make a call and wait for its answer.
 *
 * @param[in]     handle   of the interface
 * @param[in]     mem_ctx  owner of what the answer points to
 * @param[in,out] r        the pidl-made structure; all [out,ref] members set.
 *                         NULL: the caller found no memory for it.
 *                         The answer is where they point to afterwards: the
 *                         local binding allocates them anew
 * @param[in]     timeout  seconds, SERVER_NO_TIMEOUT for none
 * @return 0 when there is an answer in @r, else why there is none
 */
uint32_t server_call(struct mpr_server *server,
		     struct dcerpc_binding_handle *handle,
		     const struct ndr_interface_table *table, uint32_t opnum,
		     TALLOC_CTX *mem_ctx, void *r, uint32_t timeout);

/**
 * @brief The same; ends with ERROR_CANCELLED when a descriptor is readable.
 *
 * @param[in] cancel_fd  borrowed; -1 for none
 */
uint32_t server_call_until(struct mpr_server *server,
			   struct dcerpc_binding_handle *handle,
			   const struct ndr_interface_table *table,
			   uint32_t opnum, TALLOC_CTX *mem_ctx, void *r,
			   uint32_t timeout, int cancel_fd);

/**
 * @brief server_call() of rasrpc with the connection's own timeout.
 *
 * @return 0 when there is an answer in @r: its result is not always a code
 */
uint32_t server_call_rasrpc(struct mpr_server *server, uint32_t opnum,
			    TALLOC_CTX *mem_ctx, void *r);

/**
 * @brief Make a remote connection's handle of rasrpc (server_remote.c).
 *
 * It is another context of the same authenticated connection.
 */
uint32_t server_remote_rasrpc(struct mpr_server *server);

/**
 * @brief server_call() of dimsvc with the connection's own timeout.
 *
 * @param[in] server  NULL is answered with RPC_S_INVALID_BINDING
 * @param[in] result  r->out.result, looked at when there is an answer
 * @return the result, or why there is none
 */
uint32_t server_call_dimsvc(struct mpr_server *server, uint32_t opnum,
			    TALLOC_CTX *mem_ctx, void *r, const WERROR *result);

/**
 * @brief The same for what the server has deadlines of its own for: a hang-up.
 *
 * The answer has no more than its result.
 */
uint32_t server_call_dimsvc_untimed(struct mpr_server *server, uint32_t opnum,
				    void *r, const WERROR *result);

#endif
