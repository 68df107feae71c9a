/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a PPTP tunnel: pptp.c has the requests, pptp_control.c what
 * is said and heard.
 */
#ifndef SERVER_DIALER_TUNNEL_PPTP_TUNNEL_H
#define SERVER_DIALER_TUNNEL_PPTP_TUNNEL_H

#include <netinet/in.h>
#include "pptp_message.h"
#include "tunnel.h"

enum pptp_state {
	PPTP_CONNECTING,
	PPTP_STARTING, /* Start-Control-Connection-Request sent */
	PPTP_CALLING,  /* Outgoing-Call-Request sent */
	PPTP_UP,
	PPTP_CLEARING, /* Call-Clear-Request sent */
	PPTP_STOPPING, /* Stop-Control-Connection-Request sent */
};

struct tunnel {
	struct tevent_context *ev;
	struct tevent_req *req; /* the request under way; NULL for none */
	enum pptp_state state;
	int fd; /* of the control connection */
	struct tevent_fd *fde;
	struct tevent_timer *hello;
	int call_fd; /* the kernel's, until it is handed over */
	struct sockaddr_in local, remote;
	uint16_t call, peer_call;
	const char *local_name;
	uint32_t hello_interval;
	uint32_t identifier;
	unsigned missed;
	uint8_t in[2 * PPTP_MAX], out[4 * PPTP_MAX];
	size_t in_used, out_used;
	struct tunnel_end end;
};

/** @brief The request under way has failed; @tunnel->end says why. */
void pptp_fail(struct tunnel *tunnel);

/** @brief The same, by an error of a socket while @what was being done. */
void pptp_fail_socket(struct tunnel *tunnel, enum tunnel_socket socket,
		      int error, const char *what);

/** @brief The control connection is there, as @tunnel->fd: speak. */
void pptp_begin(struct tunnel *tunnel);

/** @brief Say something; it is sent now, or when there is room for it. */
void pptp_say(struct tunnel *tunnel, const struct pptp_message *message);

/** @brief Begin to show signs of life, and to expect them. */
void pptp_set_hello(struct tunnel *tunnel);

#endif
