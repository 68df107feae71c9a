/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's end of the socket to rrasd.
 */
#ifndef SERVER_DIALER_PLUGIN_TRANSPORT_H
#define SERVER_DIALER_PLUGIN_TRANSPORT_H

#include "plugin.h"

/** @brief Use the socket that rrasd has given to pppd, and say hello. */
void transport_inherit(int fd);

/** @brief Close it: in a child of pppd. */
void transport_close(void);

/**
 * @brief Ask rrasd for the password, and wait for the answer.
 *
 * @param[in]  auth
 * @param[out] secret  room for MAXSECRETLEN bytes
 * @return false when there is none
 */
bool transport_ask_secret(enum rras_plugin_auth auth, char *secret);

#endif
