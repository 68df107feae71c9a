/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel for server/router/demand.c, and its routes: system calls are
 * answered here, as a test says; the device is one end of a pair of sockets.
 */
#ifndef TESTS_UNIT_DEMAND_KERNEL_H
#define TESTS_UNIT_DEMAND_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>
#include "server/router/demand_routes.h"

enum { KEPT_MAX = 64, IFINDEX = 17, LINK_IFINDEX = 23 };

struct sent {
	int family;
	uint8_t number; /* in the last byte of the packet */
	size_t size;
	char device[IF_NAMESIZE];
};

extern struct kernel {
	/* errno of each step, 0: it succeeds */
	int open, set_iff, get_flags, set_flags, socket, bind, send;
	bool name_is_taken, no_index, no_routes, no_list;
	bool exists; /* the device */
	bool up;
	int far_end; /* of the device */
	unsigned opened, reads;
	char bound[IF_NAMESIZE];
	struct sent sent[2 * KEPT_MAX];
	unsigned sent_count;
} kernel;

struct demand_routes {
	demand_routes_fn fn;
	void *private_data;
	int from, to;
};

/** @brief Those of the last device that was made. */
extern struct demand_routes *routes;

#endif
