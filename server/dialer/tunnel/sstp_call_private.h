/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sstp_call.c and sstp_control.c share. */
#ifndef SERVER_DIALER_TUNNEL_SSTP_CALL_PRIVATE_H
#define SERVER_DIALER_TUNNEL_SSTP_CALL_PRIVATE_H

#include "byte_queue.h"
#include "sstp_call.h"
#include "sstp_message.h"

struct sstp_call {
	struct tevent_context *ev;
	struct tls_stream *stream;
	struct sstp_pty *pty; /* NULL before it is carried */
	enum sstp_state state;
	struct tunnel_end end;
	sstp_call_fn fn;
	void *private_data;
	struct byte_queue in;
	struct tevent_timer *deadline; /* of the state */
	struct tevent_timer *hello;
	uint32_t hello_interval;
	unsigned missed;
	bool heard;	/* since the last hello */
	bool last_word; /* LEAVING: nothing is awaited of the peer */
	uint8_t hash;	/* of the Connect Ack: which there may be */
	uint8_t nonce[SSTP_NONCE_SIZE];
};

/** @brief Send a message. @return false when there is no room, and the peer
 * goes without */
bool sstp_call_send(struct sstp_call *call, const struct sstp_message *message);
void sstp_call_send_type(struct sstp_call *call, enum sstp_type type);

/** @brief The state must change within so many seconds. */
void sstp_call_set_deadline(struct sstp_call *call, uint32_t seconds);

/** @brief Tell who has asked for it that the state is another one. */
void sstp_call_tell(struct sstp_call *call);

/** @brief SSTP_CALL_ENDED; call->end has been filled in. */
void sstp_call_finish(struct sstp_call *call);

/**
 * @brief SSTP_LEAVING; call->end has been filled in.
 *
 * @param[in] last_word  the end is when it has been sent; else it is the
 *                       peer's answer
 */
void sstp_call_leave(struct sstp_call *call, bool last_word, uint32_t seconds);

/** @brief Send Call Abort, and leave ([MS-SSTP] 3.1.5.1). */
void sstp_call_abort(struct sstp_call *call, uint8_t attribute,
		     enum sstp_status status, enum dialer_connect_result result,
		     const char *text);

/** @brief Take the answer to the HTTP request.
 * @return whether there may be more in what was received */
bool sstp_call_take_http(struct sstp_call *call);

/** @brief Take a control packet, as sstp_packet_peek() has found it. */
void sstp_call_take_control(struct sstp_call *call, const uint8_t *packet,
			    size_t size);

#endif
