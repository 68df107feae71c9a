/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock of the event loop.
 *
 * A timer of tevent is due at a time of day, by gettimeofday(), and nothing
 * tells tevent that the clock was set.  Set back by an hour it would make each
 * deadline an hour longer, and a link that waits for one be stuck as long;
 * set forward it would end dials that have just begun, and take the peers of
 * tunnels for dead.
 *
 * tevent has no setting for another clock, and timers of ours would not reach
 * those of libraries (tevent_req_set_endtime(), tevent_wakeup_send()).  So
 * the program has a gettimeofday() of its own, which libraries find before
 * that of libc.
 */
#ifndef SERVER_IPC_LOOP_CLOCK_H
#define SERVER_IPC_LOOP_CLOCK_H

#include <sys/time.h>

/**
 * @brief From now on gettimeofday(), tevent_timeval_current() and tevent's
 * timers go on from here by CLOCK_BOOTTIME, whatever the clock is set to.
 *
 * For the beginning of main(): no timer may have been set, no thread begun.
 * A program that does not call this has the gettimeofday() that it knows.
 */
void loop_clock_start(void);

/** @brief The time of day (CLOCK_REALTIME): what is shown or kept as a date. */
struct timeval time_of_day(void);

#endif
