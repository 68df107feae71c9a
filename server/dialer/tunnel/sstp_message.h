/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packets of SSTP ([MS-SSTP] section 2.2): the header that data and
 * control packets share, and the control messages with their attributes.
 * Pure functions; everything is in network byte order.
 */
#ifndef SERVER_DIALER_TUNNEL_SSTP_MESSAGE_H
#define SERVER_DIALER_TUNNEL_SSTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SSTP_HEADER_SIZE 4
#define SSTP_MAX_PACKET	 4095 /**< the length has twelve bits (2.2.1) */
#define SSTP_MAX_PAYLOAD (SSTP_MAX_PACKET - SSTP_HEADER_SIZE)
/** @brief The largest message that sstp_message_push() makes. */
#define SSTP_MAX_MESSAGE 112

/** @brief Message types (2.2.2). */
enum sstp_type {
	SSTP_MSG_CALL_CONNECT_REQUEST = 1,
	SSTP_MSG_CALL_CONNECT_ACK,
	SSTP_MSG_CALL_CONNECT_NAK,
	SSTP_MSG_CALL_CONNECTED,
	SSTP_MSG_CALL_ABORT,
	SSTP_MSG_CALL_DISCONNECT,
	SSTP_MSG_CALL_DISCONNECT_ACK,
	SSTP_MSG_ECHO_REQUEST,
	SSTP_MSG_ECHO_RESPONSE,
};

/** @brief Attributes (2.2.4). */
enum sstp_attribute {
	SSTP_ATTRIB_NO_ERROR,
	SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID,
	SSTP_ATTRIB_STATUS_INFO,
	SSTP_ATTRIB_CRYPTO_BINDING,
	SSTP_ATTRIB_CRYPTO_BINDING_REQ,
};

/** @brief What is wrong with a message (2.2.8, Status Info). */
enum sstp_status {
	ATTRIB_STATUS_NO_ERROR,
	ATTRIB_STATUS_DUPLICATE_ATTRIBUTE,
	ATTRIB_STATUS_UNRECOGNIZED_ATTRIBUTE,
	ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH,
	ATTRIB_STATUS_VALUE_NOT_SUPPORTED,
	ATTRIB_STATUS_UNACCEPTED_FRAME_RECEIVED,
	ATTRIB_STATUS_RETRY_COUNT_EXCEEDED,
	ATTRIB_STATUS_INVALID_FRAME_RECEIVED,
	ATTRIB_STATUS_NEGOTIATION_TIMEOUT,
	ATTRIB_STATUS_ATTRIB_NOT_SUPPORTED_IN_MSG,
	ATTRIB_STATUS_REQUIRED_ATTRIBUTE_MISSING,
	ATTRIB_STATUS_STATUS_INFO_NOT_SUPPORTED_IN_MSG,
};

/** @brief Hash protocols, one bit each (2.2.5, 2.2.7). */
#define CERT_HASH_PROTOCOL_SHA1	  0x01
#define CERT_HASH_PROTOCOL_SHA256 0x02

#define SSTP_ENCAPSULATED_PROTOCOL_PPP 1
#define SSTP_NONCE_SIZE		       32
#define SSTP_HASH_SIZE		       32 /**< SHA-1's is followed by zeros */

/** @brief One control message.  Which members are there depends on the type;
 * the others are zero. */
struct sstp_message {
	enum sstp_type type;
	uint16_t protocol; /**< CONNECT_REQUEST */
	/** CONNECT_ACK: a mask of those that the server can;
	 * CONNECTED: the one that was used */
	uint8_t hash;
	uint8_t nonce[SSTP_NONCE_SIZE];		  /**< CONNECT_ACK, CONNECTED */
	uint8_t certificate_hash[SSTP_HASH_SIZE]; /**< CONNECTED */
	uint8_t compound_mac[SSTP_HASH_SIZE];	  /**< CONNECTED */
	/** CONNECT_NAK, ABORT, DISCONNECT: of the first Status Info */
	bool has_status;
	uint8_t status_attribute; /**< that was wrong */
	uint32_t status;	  /**< enum sstp_status, or what a peer says */
};

/** @brief What the bytes of a stream begin with. */
enum sstp_peek {
	SSTP_PEEK_PART, /**< a part of a packet, or nothing */
	SSTP_PEEK_DATA,
	SSTP_PEEK_CONTROL,
	SSTP_PEEK_BAD, /**< no packet of SSTP's only version, or a length
			* that no packet has */
};

/** @param[out] size  of the whole packet; set with DATA and CONTROL only */
enum sstp_peek sstp_packet_peek(const uint8_t *bytes, size_t available,
				size_t *size);

/** @brief Write the header of a data packet; @size <= SSTP_MAX_PAYLOAD. */
void sstp_data_header(uint8_t header[SSTP_HEADER_SIZE], size_t size);

/**
 * @brief Read a control packet.
 *
 * @param[in]  packet  as sstp_packet_peek() has found it, header included
 * @param[out] message zero where the packet says nothing
 * @return ATTRIB_STATUS_NO_ERROR, or what an Abort would say of it
 */
enum sstp_status sstp_message_pull(const uint8_t *packet, size_t size,
				   struct sstp_message *message);

/** @brief Write one. @return its size */
size_t sstp_message_push(const struct sstp_message *message,
			 uint8_t packet[SSTP_MAX_MESSAGE]);

/** @brief Where in a CONNECTED packet the compound MAC is. */
#define SSTP_COMPOUND_MAC_OFFSET 80

/** @brief In words, for administrators. */
const char *sstp_status_text(uint32_t status);

#endif
