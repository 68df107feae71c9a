/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ports of serial devices, sorted by their handles.
 *
 * A device that is gone while its port is claimed leaves the port behind, not
 * present, until it is given back.
 */
#ifndef SERVER_PORTS_SERIAL_LIST_H
#define SERVER_PORTS_SERIAL_LIST_H

#include "ports_private.h"

struct serial_devices;
struct serial_list;

/** @brief Told of each port that has come or is going. */
typedef void (*serial_list_fn)(const struct port *port, void *private_data);

struct serial_list *serial_list_create(TALLOC_CTX *mem_ctx);

/** @brief Let the list be what was found; @fn may be NULL. */
void serial_list_update(struct serial_list *list,
			const struct serial_devices *devices, serial_list_fn fn,
			void *private_data);

struct port_entry *serial_list_get(const struct serial_list *list,
				   uint32_t dwPort);
/** @brief The one with the lowest handle from @from on, or NULL. */
struct port_entry *serial_list_next(const struct serial_list *list,
				    uint32_t from);
uint32_t serial_list_count(const struct serial_list *list, uint32_t from);
uint32_t serial_list_in_use(const struct serial_list *list);

/** @brief Claim one by its handle; @see ports_reclaim() for the errors. */
WERROR serial_list_reclaim(struct serial_list *list, uint32_t dwPort,
			   struct port_entry **entry);

/** @brief Claim a port; @see ports_claim() for @tty and the errors. */
WERROR serial_list_claim(struct serial_list *list, const char *tty,
			 struct port_entry **entry);
/** @brief Give it back; frees it when its device is gone. */
void serial_list_release(struct serial_list *list, struct port_entry *entry);

#endif
