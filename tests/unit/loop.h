/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running an event loop until something has happened. */
#ifndef TESTS_UNIT_LOOP_H
#define TESTS_UNIT_LOOP_H

#include <stddef.h>
#include <tevent.h>

/** @brief Run until the counter has the value; fails when it takes long. */
void loop_until(struct tevent_context *ev, const size_t *counter, size_t value);

#endif
