/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PPTP server of the test's, on a loopback socket and the test's own loop:
 * it says what it is told to, in pieces of the size that it is told.
 */
#ifndef TESTS_UNIT_PPTP_SERVER_H
#define TESTS_UNIT_PPTP_SERVER_H

#include <stdbool.h>
#include <talloc.h>
#include <tevent.h>
#include "server/dialer/tunnel/pptp_message.h"

/** @brief What it has heard, in order, and what it does about it. */
struct pptp_server {
	struct tevent_context *ev;
	int listener, fd;
	struct tevent_fd *accepting, *fde;
	uint16_t port;
	size_t heard; /**< messages */
	uint16_t types[64];
	struct pptp_message last;
	uint8_t out[1024];
	size_t out_used;
	struct tevent_timer *sender;
	uint8_t in[4096];
	size_t in_used;
	size_t piece;  /**< bytes that are sent at once; 0: all */
	uint8_t start; /**< results of its replies; 0: it does not reply */
	uint8_t start_error;
	uint8_t call, call_error;
	bool echoes;	    /**< it answers Echo-Requests */
	bool clears, stops; /**< ... Call-Clear-, Stop-Control-Connection- */
	uint16_t call_id;   /**< its own */
	uint16_t peer_call; /**< ours, that it has heard */
};

/** @brief A server that agrees to everything; its owner is @mem_ctx. */
struct pptp_server *pptp_server_new(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev);

/** @brief Say something by itself. */
void pptp_server_say(struct pptp_server *server, const uint8_t *bytes,
		     size_t size);

/** @brief Write a reply or a notification. */
size_t pptp_server_message(uint8_t *bytes, uint16_t type, uint16_t call,
			   uint16_t peer_call, uint8_t result, uint8_t error);

/** @brief Listen no longer. */
void pptp_server_deaf(struct pptp_server *server);

/** @brief Close the connection. */
void pptp_server_close(struct pptp_server *server);

#endif
