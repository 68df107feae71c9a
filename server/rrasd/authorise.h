/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do what: the one place that decides.  Asked for each call before
 * anything of it is looked at, so that an outsider learns nothing, not even
 * whether an operation, an interface or a handle exists.
 */
#ifndef SERVER_RRASD_AUTHORISE_H
#define SERVER_RRASD_AUTHORISE_H

#include <stdbool.h>

struct rras_caller;

/**
 * @brief Whether the caller is an administrator of this router.
 *
 * [MS-RRASM] 2.1.1.1: "the RRASM server MUST validate that the RPC client is
 * in the administrators group on the server".  Members of
 * BUILTIN\Administrators (S-1-5-32-544) and SYSTEM (S-1-5-18) are; so is root
 * on rrasd's own socket, who has no SIDs but owns the machine.
 *
 * @param[in] allow_uid_0  policy, "rras:allow uid 0": one whom Samba has made
 *                         uid 0 (root, "admin users") is an administrator too,
 *                         whatever the group mapping says of him
 */
bool authorise_administrator(const struct rras_caller *caller,
			     bool allow_uid_0);

/**
 * @brief Whether the caller is root on this machine, on rrasd's own socket.
 *
 * That is who may use the control interface, which is not of [MS-RRASM].
 */
bool authorise_local_root(const struct rras_caller *caller);

/**
 * @brief Whether nobody between the caller and us can read an answer.
 *
 * True for a local caller and for packet privacy (sealed RPC).
 */
bool authorise_is_sealed(const struct rras_caller *caller);

#endif
