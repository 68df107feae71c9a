/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A daemon with a demand-dial interface, "dd1", and the link of it. */
#ifndef TESTS_UNIT_RRASD_LINK_H
#define TESTS_UNIT_RRASD_LINK_H

#include "rrasd_world.h"

#define NULL_TTY 0x40100003u /* the port of /dev/null, where "dd1" dials */

struct fixture {
	struct world *world;
	uint32_t hInterface;
};

/** @brief cmocka set-up: *state is a struct fixture. */
int setup(void **state);
int teardown(void **state);

/** @brief Connect; it must be PENDING. */
void dial(struct fixture *f);

/** @brief Connect, and let it come up. @return the connection's handle */
uint32_t link_up(struct fixture *f);

#endif
