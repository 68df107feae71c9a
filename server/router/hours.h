/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DialoutHours: when an interface may be dialed ([MS-RRASM] 2.2.1.2.82).
 */
#ifndef SERVER_ROUTER_HOURS_H
#define SERVER_ROUTER_HOURS_H

#include <stdbool.h>
#include <time.h>

/**
 * @brief Whether every string has the form "2 09:00-12:00 13:00-17:30".
 *
 * The day is 0 (Sunday) to 6, as MPRI_INTERFACE_1 counts, or 1 (Monday) to 7,
 * as the registry does ("starting with 1 representing Monday", 2.2.3.2.1.4):
 * they differ for Sunday only, so both are right at once.  A range does not
 * pass midnight.
 * @param[in] hours  NULL-terminated, or NULL
 */
bool hours_are_valid(const char *const *hours);

/**
 * @brief Whether dialing is allowed at a local time.
 *
 * "This represents the times during which the dialing and connecting of the
 * demand-dial interface is allowed" (2.2.3.2.1.4); no hours, no restriction.
 */
bool hours_allow(const char *const *hours, const struct tm *when);

#endif
