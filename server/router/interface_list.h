/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * InterfaceList ([MS-RRASM] 3.1.1): the interfaces by handle and by name.
 *
 * Two sorted arrays: handles only grow, so that a new interface goes to the
 * end of the first, and a lookup is a binary search in each.
 */
#ifndef SERVER_ROUTER_INTERFACE_LIST_H
#define SERVER_ROUTER_INTERFACE_LIST_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>

struct interface;
struct interface_list;

struct interface_list *interface_list_create(TALLOC_CTX *mem_ctx);

/** @brief Make room for one more, so that the next add cannot fail. */
bool interface_list_reserve(struct interface_list *list);

/**
 * @brief Add an interface; its handle and its name must be new.
 *
 * The list does not own it.  interface_list_reserve() comes first.
 */
void interface_list_add(struct interface_list *list, struct interface *iface);
void interface_list_remove(struct interface_list *list,
			   struct interface *iface);

struct interface *interface_list_get(const struct interface_list *list,
				     uint32_t dwInterface);
struct interface *interface_list_find(const struct interface_list *list,
				      const char *name);
/** @brief The one with the lowest handle above @after, or NULL. */
struct interface *interface_list_next(const struct interface_list *list,
				      uint32_t after);
/** @brief How many have a handle above @after. */
uint32_t interface_list_count(const struct interface_list *list,
			      uint32_t after);

#endif
