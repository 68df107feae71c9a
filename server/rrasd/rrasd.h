/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's context: what a call's handler finds everything through. */
#ifndef SERVER_RRASD_RRASD_H
#define SERVER_RRASD_RRASD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <talloc.h>
#include <tevent.h>

struct rrasd_config;
struct audit;
struct call_metrics;
struct connection_handles;
struct connections;
struct counters;
struct dial_in;
struct link_events;
struct notification;
struct persist;
struct ports;
struct dialer;
struct dialer_backend;
struct router;
struct dispatch;
struct listener;
struct listener_config;
struct metrics;
struct metrics_endpoint;

/** @brief One a process; its parts are its children. */
struct rrasd {
	struct tevent_context *ev;
	struct rrasd_config *config;
	struct audit *audit;
	struct ports *ports;
	struct dialer *dialer;
	struct persist *persist;
	struct router *router;
	struct counters *counters;
	struct link_events *link_events;
	struct connection_handles *connection_handles;
	struct connections *connections;
	/** Events of local callers (op_notification.c); owned by theirs. */
	LIST_HEAD(, notification) notifications;
	struct call_metrics *call_metrics;
	struct metrics *metrics;
	struct dispatch *dispatch;
	/** Those that need much memory and time, one after the other. */
	struct tevent_queue *enumerations;
	struct listener *listener; /**< NULL until rrasd_listen() */
	struct dial_in *dial_in;   /**< NULL until then, too */
	/** NULL until then, and when there is none. */
	struct metrics_endpoint *metrics_endpoint;
	time_t started; /**< CLOCK_BOOTTIME, seconds */
};

/**
 * @brief Put the daemon together: everything but its socket.
 *
 * @param[in]  config   must outlive the daemon
 * @param[in]  backend  how links are made; the pppd one but in tests
 * @param[out] why      on failure a sentence
 * @return NULL on failure; freeing it frees the parts in the right order and
 *         kills the links that were dialed
 */
struct rrasd *rrasd_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   struct rrasd_config *config,
			   const struct dialer_backend *backend,
			   const char **why);

/**
 * @brief Take over the links of the daemon before, whose run directory is
 *        ours now; before rrasd_listen().  From here on links outlive us.
 *
 * @param[out] why  on failure a sentence
 */
bool rrasd_adopt(struct rrasd *rrasd, const char **why);

/** @brief Begin to serve callers and links that are served by this machine;
 *         @config must outlive the daemon. */
bool rrasd_listen(struct rrasd *rrasd, const struct listener_config *config,
		  const char **why);

/** @brief Seconds since the daemon was started, asleep or not. */
uint32_t rrasd_uptime(const struct rrasd *rrasd);

#endif
