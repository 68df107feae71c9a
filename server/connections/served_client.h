/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the list of connections is told of a served link.
 */
#ifndef SERVER_CONNECTIONS_SERVED_CLIENT_H
#define SERVER_CONNECTIONS_SERVED_CLIENT_H

#include "connections.h"
#include "served_state.h"

/** @brief A client's link, and the strings of it that its state has not. */
struct served_client {
	struct client_link link;
	char domain[RRAS_PLUGIN_NAME];
	char remote[SERVED_ENDPOINT_SIZE], local[SERVED_ENDPOINT_SIZE];
};

/**
 * @brief Describe a link; its port and how it is hung up are left zero.
 *
 * @param[out] client  points into itself and into @state
 */
void served_client_fill(struct served_client *client,
			const struct served_state *state);

#endif
