/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All demand-dial interfaces of a router at once; local or remote. */
#ifndef CLIENT_RRASCTL_CONNECT_ALL_H
#define CLIENT_RRASCTL_CONNECT_ALL_H

#include <stdbool.h>
#include <stdint.h>
#include "client/rrasctl/rrasctl.h"

/** @brief How many attempts are waited for at once, unless told otherwise. */
#define CONNECT_ALL_PARALLEL 16

struct connect_all {
	uint32_t parallel; /**< attempts at once */
	uint32_t timeout;  /**< seconds for all of them, 0 for none */
	bool cancel;	   /**< hang up what is under way when we stop */
	bool wait;	   /**< false: only start them */
};

/**
 * @brief Connect those that are enabled, and print a line about each.
 *
 * @return the exit code: RRASCTL_OK when all are connected,
 *         RRASCTL_NOT_CONNECTED when any is not
 */
int connect_all(struct rrasctl *ctl, const struct connect_all *how);

/** @brief Hang up those that are connected or connecting, one by one. */
int disconnect_all(struct rrasctl *ctl);

#endif
