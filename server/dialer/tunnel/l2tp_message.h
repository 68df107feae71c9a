/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * L2TP control messages (RFC 2661 sections 3 and 4): bytes to a structure and
 * back.  Pure functions; they know nothing of states.
 *
 * Of a message that we get only what a client that calls needs is kept: who
 * the peer is, the numbers that it has assigned, why it ends something.
 */
#ifndef SERVER_DIALER_L2TP_MESSAGE_H
#define SERVER_DIALER_L2TP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define L2TP_HEADER_SIZE 12 /**< of every control message (3.1) */

/** @brief "The default Receive Window Size" when there is no such AVP (5.8). */
#define L2TP_DEFAULT_WINDOW 4

/** @brief The largest message that we write or read; those of a dialog are
 * far below. */
#define L2TP_MAX_MESSAGE 1500

/** @brief Room for a peer's words. */
#define L2TP_TEXT 128

/** @brief Message types (3.2). */
enum l2tp_type {
	L2TP_ZLB = 0, /**< no type: a header without a body, an
		       * acknowledgement */
	L2TP_SCCRQ = 1,
	L2TP_SCCRP = 2,
	L2TP_SCCCN = 3,
	L2TP_STOPCCN = 4,
	L2TP_HELLO = 6,
	L2TP_OCRQ = 7,
	L2TP_OCRP = 8,
	L2TP_OCCN = 9,
	L2TP_ICRQ = 10,
	L2TP_ICRP = 11,
	L2TP_ICCN = 12,
	L2TP_CDN = 14,
	L2TP_WEN = 15,
	L2TP_SLI = 16,
};

/** @brief Result codes of a StopCCN and of a CDN that we send (4.4.2). */
enum l2tp_result {
	L2TP_STOP_CLEAR = 1,	      /**< "General request to clear" */
	L2TP_STOP_ERROR = 2,	      /**< see the error code */
	L2TP_STOP_NOT_AUTHORIZED = 4, /**< to establish a control channel */
	L2TP_CALL_ADMINISTRATIVE = 3, /**< "for administrative reasons" */
};

/** @brief General error codes, the second half of a result (4.4.2). */
enum l2tp_error {
	L2TP_ERROR_NONE = 0,
	L2TP_ERROR_LENGTH = 2,
	L2TP_ERROR_VALUE = 3,
	L2TP_ERROR_VENDOR = 6,
	L2TP_ERROR_TRY_ANOTHER = 7,
	L2TP_ERROR_UNKNOWN_AVP = 8,
};

/** @brief The numbers of a control message's header (3.1). */
struct l2tp_header {
	uint16_t tunnel;  /**< as the receiver has assigned it */
	uint16_t session; /**< 0: of the control connection as a whole */
	uint16_t ns, nr;
};

/** @brief A message from the peer; what it did not say is 0 or "". */
struct l2tp_message {
	struct l2tp_header header;
	enum l2tp_type type;
	bool type_is_mandatory; /**< a type that we do not know ends the
				 * tunnel, else it is ignored (4.4.1) */
	uint16_t version;	/**< 0x0100: version 1, revision 0 */
	uint16_t window;	/**< its receive window */
	uint16_t tunnel;	/**< Assigned Tunnel ID */
	uint16_t session;	/**< Assigned Session ID */
	bool has_challenge;	/**< it wants us to prove a secret */
	uint16_t result;	/**< Result Code */
	uint16_t error;		/**< its error code */
	char error_text[L2TP_TEXT];
	char host_name[L2TP_TEXT];
	char vendor_name[L2TP_TEXT];
};

/** @brief What there is to say of some bytes. */
enum l2tp_verdict {
	L2TP_GOOD,
	L2TP_IGNORE,	  /**< not a control message of L2TPv2: not for us */
	L2TP_BAD_LENGTH,  /**< an AVP's length is wrong */
	L2TP_BAD_VALUE,	  /**< an AVP of ours has a value it cannot have */
	L2TP_UNKNOWN_AVP, /**< mandatory, and we do not know it or, because it
			   * is hidden, cannot read it */
};

/**
 * @brief Read a message.
 *
 * @param[out] message  complete with L2TP_GOOD; with the BAD and UNKNOWN
 *                      verdicts its header, and its type if that came first
 * @param[out] bad      the number of the AVP that the verdict is about
 */
enum l2tp_verdict l2tp_message_read(const uint8_t *bytes, size_t size,
				    struct l2tp_message *message,
				    uint16_t *bad);

/** @brief A message that is being written. */
struct l2tp_writer {
	uint8_t bytes[L2TP_MAX_MESSAGE];
	size_t size;
};

/** @brief Begin a message; L2TP_ZLB has nothing behind its header. */
void l2tp_write(struct l2tp_writer *writer, enum l2tp_type type,
		uint16_t tunnel, uint16_t session);

/** @brief Our side of the control connection (SCCRQ): who we are, and the
 * tunnel's number for what the peer sends. */
void l2tp_write_us(struct l2tp_writer *writer, const char *host_name,
		   uint16_t tunnel, uint16_t window);

/** @brief Assigned Tunnel ID, alone (StopCCN). */
void l2tp_write_tunnel(struct l2tp_writer *writer, uint16_t tunnel);

/** @brief Assigned Session ID (ICRQ, CDN). */
void l2tp_write_session(struct l2tp_writer *writer, uint16_t session);

/** @brief Call Serial Number (ICRQ): the same number in both ends' logs. */
void l2tp_write_serial(struct l2tp_writer *writer, uint32_t serial);

/** @brief Connect Speed and Framing Type (ICCN): synchronous. */
void l2tp_write_call(struct l2tp_writer *writer, uint32_t speed);

/** @brief Result Code (StopCCN, CDN); text "" for none. */
void l2tp_write_result(struct l2tp_writer *writer, uint16_t result,
		       uint16_t error, const char *text);

/** @brief Put the sequence numbers in, at the moment of sending. */
void l2tp_set_sequence(uint8_t *bytes, uint16_t ns, uint16_t nr);

/** @brief A message's name, such as "StopCCN", "unknown" for others. */
const char *l2tp_type_name(enum l2tp_type type);

/** @brief What the result codes of a StopCCN or CDN mean (4.4.2), never
 * NULL. */
const char *l2tp_result_text(enum l2tp_type type, uint16_t result);

/** @brief What an error code means; "" for none. */
const char *l2tp_error_text(uint16_t error);

#endif
