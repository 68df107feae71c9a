/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an earlier daemon has left: links whose locks one process holds, as
 * that many pppds would; and the dialer that finds them.
 */
#ifndef TESTS_UNIT_ADOPT_FIXTURE_H
#define TESTS_UNIT_ADOPT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/types.h>
#include <cmocka.h>
#include "server/dialer/adopt.h"
#include "server/dialer/backend_memory.h"
#include "server/ports/ports.h"

#define LINKS 500 /**< the most */

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

struct world {
	struct tevent_context *ev;
	struct dialer_memory *memory;
	struct ports *ports;
	struct dialer *dialer;
	uint32_t count;
	struct dialer_link *links[LINKS]; /**< with the keys 1 to @count */
};

/** @brief Leave links that are up, with the keys 1 to @count. */
pid_t start_links(uint32_t count);
/** @brief Their process ends; their files stay. */
void kill_links(pid_t pid);
/** @brief A daemon with that many links, which has not looked for any yet. */
struct world *make_world(uint32_t count);
/** @brief It finds so many, and adopts them. */
void adopt_all(struct world *w, size_t expected);
/** @brief How many have left files. */
size_t count_left(void);
/** @brief It ends, and hangs up what it has not left: no attempt stays. */
void end_world(struct world *w);

/** @brief For cmocka: the run directory. */
int make_run_dir(void **state);
int remove_run_dir(void **state);

#endif
