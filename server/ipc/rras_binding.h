/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dcerpc_binding_handle over rras_client, so that the stubs that pidl makes
 * (dcerpc_RRouterInterfaceConnect_r_send() and so on) call rrasd.
 */
#ifndef SERVER_IPC_RRAS_BINDING_H
#define SERVER_IPC_RRAS_BINDING_H

#include <stdint.h>
#include <talloc.h>
#include <dcerpc.h>
#include "rras_client.h"

/**
 * @brief A handle whose calls go to rrasd on behalf of @caller.
 *
 * Asynchronous stubs take the client's event context; synchronous ones run
 * it until the answer is there.  Time limits that are set on the handle are
 * ignored, see rras_client.h.
 *
 * @param[in] mem_ctx owner
 * @param[in] client  must outlive the handle
 * @param[in] table   the interface of the stubs that will be used
 * @param[in] caller  who calls; must outlive the handle
 * @return the handle, or NULL when there is no memory
 */
struct dcerpc_binding_handle *
rras_binding_create(TALLOC_CTX *mem_ctx, struct rras_client *client,
		    const struct ndr_interface_table *table,
		    const struct rras_caller *caller);

/**
 * @brief The DCE/RPC fault of the last call that ended on the handle.
 *
 * The NTSTATUS of a stub is not enough: not every fault code survives
 * dcerpc_fault_to_nt_status().
 *
 * @return 0 when it had none
 */
uint32_t rras_binding_fault(struct dcerpc_binding_handle *handle);

/**
 * @brief Let an eventfd go with the next call on the handle.
 *
 * @param[in] event_fd borrowed until that call has been sent, or -1
 */
void rras_binding_set_event(struct dcerpc_binding_handle *handle, int event_fd);

#endif
