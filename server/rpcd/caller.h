/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls: from Samba's session to what rrasd is told. */
#ifndef SERVER_RPCD_CALLER_H
#define SERVER_RPCD_CALLER_H

#include <stdint.h>
#include <talloc.h>
#include <rpc_common.h>
#include "gen_ndr/frame.h"

struct auth_session_info;

/** @brief What Samba knows of a caller; borrowed. */
struct caller_source {
	/** The user: of the RPC authentication, else of the SMB session; may
	 * be NULL or miss any part. */
	const struct auth_session_info *session;
	enum dcerpc_transport_t transport;
	uint32_t auth_type;  /**< DCERPC_AUTH_TYPE_*, of the RPC bind */
	uint32_t auth_level; /**< DCERPC_AUTH_LEVEL_*, of the RPC bind */
	const char *address; /**< the client's, or "" */
};

/**
 * @brief Describe a caller for rrasd.
 *
 * "The DIMSVC RPC server, to perform its task, MUST impersonate the RPC client
 * and retrieve its identity" ([MS-RRASM] 2.1.1.1): this is the identity, the
 * decision is rrasd's.  What is missing becomes "", no SID, and a uid of all
 * ones, which never is more than the caller has.
 *
 * @param[in] mem_ctx owner of the result; it points to nothing else
 * @return the caller, or NULL when there is no memory, or when the transport
 *         or the token is not one that rrasd can be told of
 */
struct rras_caller *caller_create(TALLOC_CTX *mem_ctx,
				  const struct caller_source *source);

#endif
