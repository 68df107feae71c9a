/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One call of SSTP over TLS, from the HTTP request to its end: the client's
 * state machine of [MS-SSTP] 3.2, and the frames of PPP between it and a pty.
 */
#ifndef SERVER_DIALER_TUNNEL_SSTP_CALL_H
#define SERVER_DIALER_TUNNEL_SSTP_CALL_H

#include "sstp_pty.h"
#include "tls.h"
#include "tunnel.h"

enum sstp_state {
	SSTP_HTTP_SENT,
	SSTP_CONNECT_SENT,   /**< Client_Connect_Request_Sent */
	SSTP_CONNECT_ACKED,  /**< Client_Connect_Ack_Received: PPP speaks and
			      * authenticates, the keys are awaited */
	SSTP_CALL_CONNECTED, /**< Client_Call_Connected */
	SSTP_LEAVING,	     /**< our last word is on its way, or waits for
			      * the peer's */
	SSTP_CALL_ENDED,     /**< see end */
};

struct sstp_call;

/** @brief Called from the loop when the call is acked, and when it has ended;
 * must not free the call. */
typedef void (*sstp_call_fn)(struct sstp_call *call, void *private_data);

/**
 * @brief Begin: the request is on its way.
 *
 * @param[in] stream  the call's from now on, also when it returns NULL
 * @param[in] host    of the HTTP request
 */
struct sstp_call *sstp_call_create(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct tls_stream *stream, const char *host);

/** @brief Who is told of changes; NULL for nobody. */
void sstp_call_set_callback(struct sstp_call *call, sstp_call_fn fn,
			    void *private_data);

enum sstp_state sstp_call_state(const struct sstp_call *call);

/** @brief Why it has ended; with SSTP_CALL_ENDED only. */
const struct tunnel_end *sstp_call_end(const struct sstp_call *call);

/** @brief In words what an unfinished call waits for. */
const char *sstp_call_waits_for(const struct sstp_call *call);

/**
 * @brief An acked call has a pty: carry frames, keep the call alive.
 *
 * @param[in]  hello_interval  in seconds
 * @param[out] slave           the caller's
 * @return false when the machine has no pty or no memory; the call is as
 *         before
 */
bool sstp_call_carry(struct sstp_call *call, uint32_t hello_interval,
		     int *slave);

/** @brief PPP has authenticated: send Call Connected, the first time. */
void sstp_call_authenticated(struct sstp_call *call, const uint8_t *send_key,
			     const uint8_t *receive_key, size_t size);

/** @brief Send Call Disconnect; the state becomes SSTP_CALL_ENDED within
 * @seconds. */
void sstp_call_disconnect(struct sstp_call *call, uint32_t seconds);

#endif
