/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What rras-connect, pppd's connect script for modems, tells rrasd: one
 * datagram over an inherited socket.  pppd itself learns no more than whether
 * it went well.
 */
#ifndef SERVER_DIALER_CONNECT_PROTO_H
#define SERVER_DIALER_CONNECT_PROTO_H

#include <stdint.h>

#define RRAS_CONNECT_VERSION 1

struct rras_connect_report {
	uint32_t version;
	uint32_t result; /**< enum dialer_connect_result */
	char text[64];	 /**< the modem's words, with a NUL */
};

#endif
