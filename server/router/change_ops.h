/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes that the router makes of its own accord; those that clients ask
 * for are in router.h.
 */
#ifndef SERVER_ROUTER_CHANGE_OPS_H
#define SERVER_ROUTER_CHANGE_OPS_H

#include "change.h"

struct rras_store_settings;

/**
 * @brief Queue the removal of the phonebook entry of an interface that has
 *        been deleted, and of the record that remembers it.
 */
void change_post_sweep(struct router *router, const char *name);

/**
 * @brief A link is up by a tunnel of this kind: where the strategy learns, it
 *        is tried first from now on, by the next daemon as well.
 */
void change_tunnel_succeeded(struct interface *iface, enum dialer_kind kind);

/** @brief Take the server's settings from their record. */
WERROR change_server_load(struct router *router,
			  const struct rras_store_settings *record);

/** @brief Have the ports of the server's settings in force: at start. */
void change_server_start(struct router *router);

/** @brief The entry of @name in a phonebook that can be parsed. */
WERROR change_read_entry(struct change *change, TALLOC_CTX *mem_ctx,
			 const char *name, struct router_entry **entry);

/** @brief Set @entry in the phonebook, add the file to @job, and read it back
 * as others will read it. */
WERROR change_write_entry(struct change *change, struct persist_job *job,
			  TALLOC_CTX *mem_ctx, const char *name,
			  const struct router_entry *entry,
			  struct router_entry **written);

/** @brief Remove the entry of @name from the phonebook and add the file to
 * @job; nothing is added when there is none. */
WERROR change_remove_entry(struct change *change, struct persist_job *job,
			   const char *name, enum persist_file_order order);

/** @brief Check and copy what a client wants to change. */
WERROR change_copy_request(TALLOC_CTX *mem_ctx,
			   const struct router_change *from,
			   struct router_change *to);

/** @brief A copy of DialoutHours; NULL is a copy of none. */
bool change_copy_hours(TALLOC_CTX *mem_ctx, const char **from,
		       const char ***to);

#endif
