/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's end of the socket to rrasd.
 *
 * A link that rrasd dials gets its socket from there; when that rrasd is gone
 * it looks for the next one.  A link of others connects to a socket of rrasd's
 * by its path, as often as need be.  Each connection that is made so begins
 * with the present state (snapshot.h); that rrasd is not there is nothing that
 * the link would notice.
 */
#ifndef SERVER_DIALER_PLUGIN_TRANSPORT_H
#define SERVER_DIALER_PLUGIN_TRANSPORT_H

#include "plugin.h"

/** @brief Use the socket that rrasd has given to pppd, and say hello. */
void transport_inherit(int fd);

/**
 * @brief Connect to rrasd whenever the connection is lost.
 *
 * @param[in] path  of its socket; stays valid
 */
void transport_stay_connected(const char *path);

/**
 * @brief Connect to rrasd, now and again whenever the connection is lost.
 *
 * Nothing in here waits, and nothing fails: what cannot be sent is told with
 * the state the next time.
 *
 * @param[in] path  of its socket; stays valid
 */
void transport_connect(const char *path);

/** @brief The link is over: close the connection, and make no other. */
void transport_disconnect(void);

/** @brief Only close the descriptor: in a child of pppd. */
void transport_close(void);

/**
 * @brief Ask rrasd for the password, and wait for the answer; a while, too,
 *        for an rrasd.
 *
 * @param[in]  auth
 * @param[out] secret  room for MAXSECRETLEN bytes
 * @return false when there is none
 */
bool transport_ask_secret(enum rras_plugin_auth auth, char *secret);

/**
 * @brief Ask rrasd for the key of a tunnel's IPsec, in the same way.
 *
 * @param[out] key  to be burnt by the caller
 */
bool transport_ask_key(struct rras_plugin_key *key);

#endif
