/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's links, followed over rtnetlink.
 */
#ifndef SERVER_ROUTER_KERNEL_LINKS_H
#define SERVER_ROUTER_KERNEL_LINKS_H

#include <stdbool.h>
#include <net/if.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct kernel_links;

/** @brief One link. */
struct kernel_link {
	int ifindex;
	char name[IF_NAMESIZE];
	bool is_loopback;
	bool is_lan;  /**< it is a LAN interface in its own right */
	bool up;      /**< IFF_UP */
	bool running; /**< IFF_RUNNING: it has a carrier, and may be used */
};

/**
 * @brief Called for every new or changed link, and for one that is gone.
 *
 * At first it is called for all links there are, from kernel_links_create().
 */
typedef void (*kernel_link_fn)(const struct kernel_link *link, bool gone,
			       void *private_data);

/**
 * @brief Follow the links of our network namespace.
 *
 * Waits for the kernel's first list (bounded by a deadline): only at start.
 * @param[out] why  on error a sentence, child of @mem_ctx
 * @retval ERROR_NO_SYSTEM_RESOURCES, ERROR_NOT_ENOUGH_MEMORY, ERROR_TIMEOUT
 */
WERROR kernel_links_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   kernel_link_fn fn, void *private_data,
			   struct kernel_links **links, const char **why);

/** @brief Call the function again for every link that there is. */
void kernel_links_repeat(struct kernel_links *links);

/** @name One link as it is known now, or NULL; valid until the next news. */
/**@{*/
const struct kernel_link *kernel_links_get(struct kernel_links *links,
					   int ifindex);
/** @param[in] name  upper and lower case are the same */
const struct kernel_link *kernel_links_find(struct kernel_links *links,
					    const char *name);
/**@}*/

#endif
