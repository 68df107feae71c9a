/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interfaces of \PIPE\ROUTER as one generic forwarder: every call of
 * every operation goes to rrasd, and its answer back.
 */
#ifndef SERVER_RPCD_FORWARD_H
#define SERVER_RPCD_FORWARD_H

#include <talloc.h>
#include <dcerpc.h>
#include <dcerpc_server.h>
#include "compat/samba_worker.h"

/** @brief The way to rrasd; one a process. */
struct forwarder;

/** @brief One interface that is forwarded; must outlive the process's calls. */
struct forward_interface {
	struct forwarder *forwarder;
	const struct ndr_interface_table *table;
	enum dcerpc_AuthLevel min_auth_level;
};

/**
 * @brief A forwarder that will connect when there is a call.
 *
 * @param[in] worker must outlive it
 */
struct forwarder *forwarder_create(TALLOC_CTX *mem_ctx,
				   const struct samba_worker *worker);

/**
 * @brief Set the path of rrasd's socket; before the first call.
 *
 * @return false when there is no memory
 */
bool forwarder_set_socket(struct forwarder *forwarder, const char *path);

/**
 * @brief Make the dcesrv_interface of a forwarded interface.
 *
 * Calls below @interface->min_auth_level get the fault ERROR_ACCESS_DENIED.
 */
void forward_fill(struct dcesrv_interface *iface,
		  const struct forward_interface *interface);

#endif
