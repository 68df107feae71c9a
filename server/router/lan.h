/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LAN interfaces: the kernel's network cards as interfaces of the router.
 */
#ifndef SERVER_ROUTER_LAN_H
#define SERVER_ROUTER_LAN_H

#include "kernel_links.h"
#include "router_private.h"

/** @brief LAN interfaces that are recorded at most; of cards that are gone
 * the oldest are forgotten first. */
#define ROUTER_MAX_LAN 4096

/** @brief List the kernel's links, and follow them from now on. */
WERROR lan_follow(struct router *router, const char **why);

/** @brief What the kernel says of a link; a kernel_link_fn of the router. */
void lan_link_changed(const struct kernel_link *link, bool gone,
		      void *private_data);

/** @brief An interface has been created: its card may be there already. */
void lan_interface_created(struct router *router, struct interface *iface);

/**
 * @brief Drop an interface of any type: a network card that was not listed
 *        because its name was taken is listed now.
 */
void lan_drop_interface(struct router *router, struct interface *iface);

/** @brief Whether a network card may be called so: the kernel's rules. */
WERROR lan_check_name(const char *name);

#endif
