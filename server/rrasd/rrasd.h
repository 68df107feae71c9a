/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's context: what a call's handler finds everything through. */
#ifndef SERVER_RRASD_RRASD_H
#define SERVER_RRASD_RRASD_H

#include <stdint.h>
#include <time.h>
#include <tevent.h>

struct rrasd_config;
struct audit;
struct persist;
struct dialer;
struct router;
struct dispatch;
struct listener;

/** @brief One a process; its members are its children. */
struct rrasd {
	struct tevent_context *ev;
	struct rrasd_config *config;
	struct audit *audit;
	struct dialer *dialer;
	struct persist *persist;
	struct router *router;
	struct dispatch *dispatch;
	struct listener *listener;
	time_t started; /**< CLOCK_BOOTTIME, seconds */
};

/** @brief Seconds since the daemon was started, asleep or not. */
uint32_t rrasd_uptime(const struct rrasd *rrasd);

#endif
