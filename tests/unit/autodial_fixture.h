/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of autodial share: a router on a clock of the test's own,
 * where a wait is over when the clock says so and the router looks at it.
 */
#ifndef TESTS_UNIT_AUTODIAL_FIXTURE_H
#define TESTS_UNIT_AUTODIAL_FIXTURE_H

#include "router_fixture.h"
#include "server/router/autodial.h"

/** @name The clock: a Sunday in 2001, 01:46:40 UTC, at first */
/**@{*/
extern time_t wall;
extern struct timespec boot;
/**@}*/

int autodial_set_up(void **state);

struct autodial *autodial_of(struct fixture *f, uint32_t handle);
/** @brief Have the router look at its waits. */
void look_at(struct fixture *f, uint32_t handle);
void pass_time(struct fixture *f, uint32_t handle, time_t seconds);
/** @brief Do whatever is due now. */
void turn_loop(struct fixture *f);

/** @name What happens to the link that was dialed last */
/**@{*/
void come_up(struct fixture *f);
void end_attempt(struct fixture *f);
void refuse_attempt(struct fixture *f);
/**@}*/

/** @brief A new interface; @attempts and @on_loss are its RedialAttempts and
 * RedialOnLinkFailure, ten seconds apart. */
uint32_t make_redialed(struct fixture *f, const char *name, uint32_t attempts,
		       bool on_loss);

/** @brief The last two arguments for one that is kept up. */
#define PERSISTENT 0, true

/** @brief Its dial-out hours, from now on. */
void set_hours(struct fixture *f, uint32_t handle, const char *day);

/** @brief How often something was dialed. */
uint32_t starts(struct fixture *f);

#define AUTODIAL_TEST(name) \
	cmocka_unit_test_setup_teardown(name, autodial_set_up, fixture_teardown)

#endif
