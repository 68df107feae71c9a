/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of ports, for its own files only.
 *
 * Handles, in the order of their numbers:
 *
 *   0x000KSSSS  slot S of the miniport kind K, counted from 1
 *   0x40000000  + major << 20 + minor: a tty.  The kernel gives majors below
 *               512 only, and minors below 2^20.
 */
#ifndef SERVER_PORTS_PORTS_PRIVATE_H
#define SERVER_PORTS_PORTS_PRIVATE_H

#include "ports.h"

#define PORT_SLOT_BITS	 16
#define PORT_SLOT_MASK	 0xffffu
#define PORT_SERIAL	 0x40000000u
#define PORT_MINOR_BITS	 20
#define PORT_SERIAL_LAST (PORT_SERIAL | 0x1fffffffu)

/** @brief The first handle of a miniport kind. */
static inline uint32_t port_kind_first(enum port_kind kind)
{
	return ((uint32_t)kind + 1) << PORT_SLOT_BITS;
}

/** @brief A port and what only ports know of it. */
struct port_entry {
	struct port port;
	bool call_counted; /**< of the present claim */
	bool found;	   /**< serial: by the present scan */
	uint32_t rank;	   /**< serial: where in the configuration */
	char name[16];	   /**< miniport: wszPortName */
};

#endif
