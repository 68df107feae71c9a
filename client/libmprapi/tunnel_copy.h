/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Structures of mprapi_tunnel.h from and to those of dimsvc_config.idl.
 *
 * _to_idl() functions borrow what the caller's structure points to, and make
 * arrays that are children of a talloc context.  _from_idl() functions copy,
 * each pointer a block for free().
 */
#ifndef CLIENT_TUNNEL_COPY_H
#define CLIENT_TUNNEL_COPY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "ndr_dimsvc.h"
#include "compat/mprapi.h"

/** @brief A blob that borrows the bytes. */
static inline struct CERT_BLOB_1 blob_to_idl(CERT_NAME_BLOB blob)
{
	return (struct CERT_BLOB_1){
		.cbData = blob.pbData != NULL ? blob.cbData : 0,
		.pbData = blob.cbData > 0 ? blob.pbData : NULL,
	};
}

/** @brief A copy of a blob; false when out of memory. */
static inline bool blob_from_idl(const struct CERT_BLOB_1 *from,
				 CERT_NAME_BLOB *to)
{
	if (from->cbData == 0 || from->pbData == NULL) {
		return true;
	}
	to->pbData = malloc(from->cbData);
	if (to->pbData == NULL) {
		return false;
	}
	memcpy(to->pbData, from->pbData, from->cbData);
	to->cbData = from->cbData;
	return true;
}

/** @brief A copy of a policy; NULL stays NULL, false when out of memory. */
static inline bool
policy_from_idl(const struct ROUTER_CUSTOM_IKEv2_POLICY_0 *from,
		ROUTER_CUSTOM_IKEv2_POLICY0 **to)
{
	_Static_assert(sizeof(**to) == sizeof(*from), "same layout");
	if (from == NULL) {
		return true;
	}
	*to = malloc(sizeof(**to));
	if (*to == NULL) {
		return false;
	}
	memcpy(*to, from, sizeof(**to));
	return true;
}

/** @brief The caller's policy as pidl's: it has the same layout. */
static inline struct ROUTER_CUSTOM_IKEv2_POLICY_0 *
policy_to_idl(ROUTER_CUSTOM_IKEv2_POLICY0 *policy)
{
	return (struct ROUTER_CUSTOM_IKEv2_POLICY_0 *)(void *)policy;
}

/**
 * @brief The configuration of all tunnels, revision 3.
 *
 * @return false when out of memory; @to then has what it has got so far
 */
bool tunnels_from_idl(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
		      MPRAPI_TUNNEL_CONFIG_PARAMS0 *to);
bool tunnels_to_idl(TALLOC_CTX *mem_ctx,
		    const MPRAPI_TUNNEL_CONFIG_PARAMS0 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to);

/** @name Between the revisions: members that one does not have are zero.
 * Pointers are shared. */
/**@{*/
void tunnels_1_to_3(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_1 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to);
void tunnels_2_to_3(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_2 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *to);
void tunnels_3_to_1(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_1 *to);
void tunnels_3_to_2(const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *from,
		    struct MPRAPI_TUNNEL_CONFIG_PARAMS_2 *to);
/**@}*/

/** @brief Free what a configuration points to. */
void tunnels_free(MPRAPI_TUNNEL_CONFIG_PARAMS0 *tunnels);

#endif
