/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pppd's channel for links through tunnels.
 *
 * pppd asks its channel for a descriptor to speak PPP on.  Ours starts
 * rras-tunnel (tunnel/tunnel_proto.h) as a child of pppd, gets a connected
 * socket or the slave of a pty from it, and ends the link when rras-tunnel
 * ends.  pppd tells of that by itself, as of all of its children: nothing is
 * polled.
 */
#ifndef SERVER_DIALER_CHANNEL_H
#define SERVER_DIALER_CHANNEL_H

#include "pppd_compat.h"

/** @brief pppd's options of the channel, values of options[] of the plugin. */
/**@{*/
extern char *channel_helper;   /**< path of rras-tunnel */
extern char *channel_server;   /**< as it was dialed */
extern char *channel_name;     /**< of this host, for the peer's log */
extern char *channel_ca_file;  /**< SSTP; NULL for the machine's own */
extern char *channel_vici;     /**< L2TP; of the IKE daemon, NULL the usual */
extern int channel_timeout;    /**< seconds until the tunnel is there */
extern int channel_hello;      /**< seconds between signs of life */
extern bool channel_wants_key; /**< IPsec's pre-shared key is asked for */
/**@}*/

/** @brief "rras-tunnel KIND": have pppd use our channel. */
void channel_use(const char *kind);

/** @brief pppd's phase has changed. */
void channel_phase(int phase);

/** @brief In a child of pppd: close what is ours. */
void channel_forked(void);

#endif
