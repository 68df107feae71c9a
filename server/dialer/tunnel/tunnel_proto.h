/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What rras-tunnel and our plugin in pppd say to each other: one message a
 * datagram over a SOCK_SEQPACKET pair.
 *
 * The plugin starts rras-tunnel in the connect phase of its channel: so the
 * control side of a tunnel lives and dies with its pppd, in pppd's process
 * group, and survives rrasd as pppd does.  The end of the socket is the end of
 * the other one.  rras-tunnel learns its secrets here, never from argv.
 */
#ifndef SERVER_DIALER_TUNNEL_PROTO_H
#define SERVER_DIALER_TUNNEL_PROTO_H

#include <stdint.h>

#define RRAS_TUNNEL_VERSION	1
#define RRAS_TUNNEL_TEXT	256
#define RRAS_TUNNEL_SECRET_SIZE 512

enum rras_tunnel_type {
	/* from the plugin */
	RRAS_TUNNEL_START = 1, /**< .start: the first message */
	RRAS_TUNNEL_KEYS,      /**< .keys: authentication is done; SSTP's
				* crypto binding needs them */
	RRAS_TUNNEL_CLOSE,     /**< no body: pppd hangs up; tell the peer */
	/* from rras-tunnel */
	RRAS_TUNNEL_READY = 100, /**< .ready, with the descriptor for pppd as
				  * SCM_RIGHTS: a connected PPPoX socket, or
				  * the slave of a pty (SSTP) */
	RRAS_TUNNEL_FAILED,	 /**< .ended: it never was ready */
	RRAS_TUNNEL_CLOSED,	 /**< .ended: it was, and is no longer */
};

struct rras_tunnel_start {
	uint32_t version;
	uint32_t ipsec_key_size; /**< L2TP: 0 for no IPsec */
	uint8_t ipsec_key[RRAS_TUNNEL_SECRET_SIZE];
};

struct rras_tunnel_keys {
	uint32_t size; /**< 16, or 0: the method gives none (PAP, MD5) */
	uint8_t send_key[16], receive_key[16];
};

struct rras_tunnel_ready {
	uint32_t is_tty;
	char local[64], remote[64]; /**< addresses, as text */
};

struct rras_tunnel_ended {
	uint32_t result; /**< enum dialer_connect_result */
	char text[RRAS_TUNNEL_TEXT];
};

struct rras_tunnel_message {
	uint32_t type;
	uint32_t reserved; /**< 0 */
	union {
		struct rras_tunnel_start start;
		struct rras_tunnel_keys keys;
		struct rras_tunnel_ready ready;
		struct rras_tunnel_ended ended;
	};
};

#endif
