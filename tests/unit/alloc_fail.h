/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is refused: each place that asks for some gets none, once.
 *
 * A program that is linked with alloc_fail.c has this malloc(), calloc() and
 * realloc(), libraries included (talloc, tevent, NDR, tdb, ...).  While the
 * hook is armed, the first request from a place that was never refused is
 * refused, and no other.  A place is a stack of callers, and the first, the
 * second or a later request from there since the hook was armed: so that a
 * loop is left in its middle too.  Who repeats
 *
 *	do {
 *		alloc_fail_arm();
 *		... what is tested; it fails cleanly, or does without ...
 *	} while (alloc_fail_disarm());
 *
 * has refused every request once that was ever made in there.
 */
#ifndef TESTS_UNIT_ALLOC_FAIL_H
#define TESTS_UNIT_ALLOC_FAIL_H

#include <stdbool.h>
#include <stddef.h>

/** @brief Refuse the next request that comes from a new place. */
void alloc_fail_arm(void);

/** @brief Refuse nothing any more. @return whether something was refused */
bool alloc_fail_disarm(void);

/** @brief What the test itself asks for in between is not refused. */
void alloc_fail_pause(bool paused);

/** @brief How many places have been refused. */
size_t alloc_fail_count(void);

/** @brief Print the stack of the last refusal to stderr: for who debugs. */
void alloc_fail_print(void);

#endif
