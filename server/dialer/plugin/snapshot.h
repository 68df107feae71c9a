/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The present state of the link, as the messages that have told it: so a
 * rrasd that comes later can be told again.
 */
#ifndef SERVER_DIALER_PLUGIN_SNAPSHOT_H
#define SERVER_DIALER_PLUGIN_SNAPSHOT_H

#include <stddef.h>
#include "plugin.h"

/**
 * @brief Keep a message when it tells of the state, in the place of the last
 *        one of its type; forget what it ends.
 *
 * @param[in] body  bytes of the message's body
 */
void snapshot_keep(const struct rras_plugin_message *message, size_t body);

/** @brief There is no link any more. */
void snapshot_clear(void);

/**
 * @brief Tell what was kept, in an order in which it could have happened.
 *
 * @param[in] tell  gets each message, with the size of its body; false stops
 * @return what the last @tell returned
 */
bool snapshot_tell(bool (*tell)(const struct rras_plugin_message *message,
				size_t body));

#endif
