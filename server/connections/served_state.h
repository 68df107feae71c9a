/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a served link's plugin has told of it so far.
 */
#ifndef SERVER_CONNECTIONS_SERVED_STATE_H
#define SERVER_CONNECTIONS_SERVED_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include "server/dialer/plugin/plugin_proto.h"
#include "server/dialer/projection.h"
#include "server/ports/ports.h"

#define SERVED_ENDPOINT_SIZE 64

/** @brief Zero at first. */
struct served_state {
	bool greeted;  /**< its version is ours */
	bool complete; /**< all that was, has been told */

	uint64_t id; /**< of the link; 0 until it is told */
	enum port_kind kind;
	struct timespec started, started_boottime;
	char device[RRAS_PLUGIN_NAME];
	char parameter[RRAS_PLUGIN_NAME]; /**< "ipparam" */

	char number[RRAS_PLUGIN_NAME]; /**< "remotenumber" */
	char user[RRAS_PLUGIN_NAME];   /**< as the peer has written it */
	char ifname[RRAS_PLUGIN_IFNAME];
	int ifindex; /**< 0: there is no interface yet */
	struct ppp_projection ppp;
	char reason[RRAS_PLUGIN_TEXT]; /**< why it ends, "" for not told */
};

/**
 * @brief Take one datagram in.
 *
 * The sender is root's, but it has parsed what a peer has sent to it: nothing
 * is believed but what fits.
 *
 * @param[out] why  on failure a constant sentence
 * @return false when that is no message, or none that may come now
 */
bool served_state_take(struct served_state *state, const void *bytes,
		       size_t size, const char **why);

/** @brief Whether IPv4 or IPv6 is up. */
bool served_state_is_up(const struct served_state *state);

/** @brief Nothing is up any more: the process has died. */
void served_state_dead(struct served_state *state);

/** @brief Of the line, in bits per second; 0 when nobody knows, as of a tunnel.
 * Only while pppd has the device open. */
uint64_t served_state_speed(const struct served_state *state);

/** @name Where the link comes from and where it ends; "" when not known */
/**@{*/
void served_state_remote(const struct served_state *state,
			 char endpoint[SERVED_ENDPOINT_SIZE]);
void served_state_local(const struct served_state *state,
			char endpoint[SERVED_ENDPOINT_SIZE]);
/**@}*/

#endif
