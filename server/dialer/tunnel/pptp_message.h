/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of PPTP's control connection (RFC 2637 section 2), as far as a
 * client (PNS) speaks and hears them.
 */
#ifndef SERVER_DIALER_TUNNEL_PPTP_MESSAGE_H
#define SERVER_DIALER_TUNNEL_PPTP_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define PPTP_PORT	  1723
#define PPTP_HEADER	  12
#define PPTP_MAX	  220 /**< the longest message that there is */
#define PPTP_NAME	  64
#define PPTP_STATISTICS	  128
#define PPTP_VERSION	  0x0100
#define PPTP_MAGIC_COOKIE 0x1A2B3C4D

/** @brief Control message types (section 1.4). */
enum pptp_type {
	PPTP_START_REQUEST = 1,
	PPTP_START_REPLY,
	PPTP_STOP_REQUEST,
	PPTP_STOP_REPLY,
	PPTP_ECHO_REQUEST,
	PPTP_ECHO_REPLY,
	PPTP_OUTGOING_CALL_REQUEST,
	PPTP_OUTGOING_CALL_REPLY,
	PPTP_INCOMING_CALL_REQUEST,
	PPTP_INCOMING_CALL_REPLY,
	PPTP_INCOMING_CALL_CONNECTED,
	PPTP_CALL_CLEAR_REQUEST,
	PPTP_CALL_DISCONNECT_NOTIFY,
	PPTP_WAN_ERROR_NOTIFY,
	PPTP_SET_LINK_INFO,
	PPTP_TYPES
};

/** @brief A message; which members count is the type's. */
struct pptp_message {
	uint16_t type;	     /**< enum pptp_type, or one that we do not know */
	uint16_t call;	     /**< CALL_*, OUTGOING_*: the sender's call id */
	uint16_t peer_call;  /**< OUTGOING_CALL_REPLY: ours */
	uint16_t version;    /**< START_* */
	uint8_t result;	     /**< of replies and notifications; STOP_REQUEST:
			      * the reason */
	uint8_t error;	     /**< with result 2, "General Error" */
	uint16_t cause;	     /**< of OUTGOING_CALL_REPLY, DISCONNECT_NOTIFY */
	uint32_t identifier; /**< ECHO_* */
	uint16_t serial;     /**< OUTGOING_CALL_REQUEST */
	char name[PPTP_NAME + 1];	 /**< START_*: the host */
	char words[PPTP_STATISTICS + 1]; /**< DISCONNECT_NOTIFY */
};

/** @brief What decoding has found. */
enum pptp_found {
	PPTP_FOUND_MESSAGE,
	PPTP_FOUND_PART, /**< more bytes have to come */
	PPTP_FOUND_JUNK, /**< this is not PPTP, nor will it be any more */
};

/**
 * @brief The first message of a stream.
 *
 * A message that is longer than its type says is taken (later versions may
 * add to it), one that is shorter is junk; so is one above PPTP_MAX bytes.
 * A message of a type that does not exist is a message.
 *
 * @param[out] used  how many bytes it took; only for PPTP_FOUND_MESSAGE
 */
enum pptp_found pptp_decode(const uint8_t *bytes, size_t size,
			    struct pptp_message *message, size_t *used);

/**
 * @brief Write a message; of the types that a client sends.
 *
 * @return its size
 */
size_t pptp_encode(const struct pptp_message *message, uint8_t bytes[PPTP_MAX]);

#endif
