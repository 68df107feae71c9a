/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * L2TP control messages, read and written; see l2tp_message.h.
 */
#include "l2tp_message.h"
#include <string.h>
#include "server/dialer/big_endian.h"
#include "server/dialer/text.h"

/* The first 16 bits of a header (RFC 2661 section 3.1). */
#define FLAG_CONTROL  0x8000
#define FLAG_LENGTH   0x4000
#define FLAG_SEQUENCE 0x0800
#define FLAG_OFFSET   0x0200
#define FLAG_PRIORITY 0x0100
#define VERSION_MASK  0x000f
#define VERSION_2     2

/* The first 16 bits of an AVP (4.1). */
#define AVP_MANDATORY	0x8000
#define AVP_HIDDEN	0x4000
#define AVP_LENGTH	0x03ff
#define AVP_HEADER_SIZE 6

/* Attribute types (4.4). */
enum l2tp_avp {
	AVP_MESSAGE_TYPE = 0,
	AVP_RESULT_CODE = 1,
	AVP_PROTOCOL_VERSION = 2,
	AVP_FRAMING_CAPABILITIES = 3,
	AVP_BEARER_CAPABILITIES = 4,
	AVP_TIE_BREAKER = 5,
	AVP_FIRMWARE_REVISION = 6,
	AVP_HOST_NAME = 7,
	AVP_VENDOR_NAME = 8,
	AVP_ASSIGNED_TUNNEL = 9,
	AVP_RECEIVE_WINDOW = 10,
	AVP_CHALLENGE = 11,
	AVP_CAUSE_CODE = 12,
	AVP_CHALLENGE_RESPONSE = 13,
	AVP_ASSIGNED_SESSION = 14,
	AVP_CALL_SERIAL = 15,
	AVP_CONNECT_SPEED = 24,
	AVP_FRAMING_TYPE = 19,
	AVP_RANDOM_VECTOR = 36,
	AVP_LAST_KNOWN = 39, /* Sequencing Required; RFC 2661 ends here */
};

#define FRAMING_SYNC  1
#define FRAMING_ASYNC 2
#define OUR_VERSION   0x0100
#define OUR_VENDOR    "OpenRRAS"

/* -- reading -- */

/* One AVP, of the IETF, not hidden. */
struct avp {
	uint16_t type;
	bool mandatory;
	const uint8_t *value;
	size_t size;
};

static void copy_words(char *to, const uint8_t *words, size_t size)
{
	char text[L2TP_TEXT];

	if (size >= sizeof(text)) {
		size = sizeof(text) - 1;
	}
	memcpy(text, words, size);
	text[size] = '\0';
	dialer_copy_text(to, L2TP_TEXT, text);
}

static enum l2tp_verdict read_number(const struct avp *avp, bool may_be_zero,
				     uint16_t *to)
{
	if (avp->size != sizeof(uint16_t)) {
		return L2TP_BAD_LENGTH;
	}
	*to = get16(avp->value);
	return *to != 0 || may_be_zero ? L2TP_GOOD : L2TP_BAD_VALUE;
}

/* "Result Code, Error Code (optional), Error Message (optional)". */
static enum l2tp_verdict read_result(const struct avp *avp,
				     struct l2tp_message *message)
{
	if (avp->size < 2 || avp->size == 3) {
		return L2TP_BAD_LENGTH;
	}
	message->result = get16(avp->value);
	if (avp->size >= 4) {
		message->error = get16(avp->value + 2);
		copy_words(message->error_text, avp->value + 4, avp->size - 4);
	}
	return L2TP_GOOD;
}

static enum l2tp_verdict read_value(const struct avp *avp,
				    struct l2tp_message *message)
{
	switch (avp->type) {
	case AVP_RESULT_CODE:
		return read_result(avp, message);
	case AVP_PROTOCOL_VERSION:
		return read_number(avp, false, &message->version);
	case AVP_HOST_NAME:
		copy_words(message->host_name, avp->value, avp->size);
		return L2TP_GOOD;
	case AVP_VENDOR_NAME:
		copy_words(message->vendor_name, avp->value, avp->size);
		return L2TP_GOOD;
	case AVP_ASSIGNED_TUNNEL:
		/* 0 in the StopCCN of one that has not got so far. */
		return read_number(avp, message->type == L2TP_STOPCCN,
				   &message->tunnel);
	case AVP_ASSIGNED_SESSION:
		return read_number(avp, message->type == L2TP_CDN,
				   &message->session);
	case AVP_RECEIVE_WINDOW:
		return read_number(avp, false, &message->window);
	case AVP_CHALLENGE:
		message->has_challenge = true;
		return L2TP_GOOD;
	default:
		/* Known of old and of no use to us, or not mandatory. */
		return avp->mandatory && avp->type > AVP_LAST_KNOWN
			       ? L2TP_UNKNOWN_AVP
			       : L2TP_GOOD;
	}
}

/*
 * "Message Type AVP ... MUST be the first AVP in a message" (4.4.1).  One
 * that we do not know is the caller's to judge.
 */
static enum l2tp_verdict read_type(const struct avp *avp,
				   struct l2tp_message *message)
{
	uint16_t type = 0;
	enum l2tp_verdict verdict = read_number(avp, false, &type);

	if (avp->type != AVP_MESSAGE_TYPE) {
		return L2TP_BAD_VALUE;
	}
	message->type = (enum l2tp_type)type;
	message->type_is_mandatory = avp->mandatory;
	return verdict;
}

/*
 * A hidden AVP needs a secret that both ends have, and there is none: "if a
 * shared secret is not available ... unrecognized" is all that we can make of
 * it (4.3).  So is another vendor's.  "If the M bit is not set ... ignored".
 */
static enum l2tp_verdict read_avp(const uint8_t *bytes, size_t size,
				  struct l2tp_message *message, bool first)
{
	uint16_t flags = get16(bytes);
	struct avp avp = {
		.type = get16(bytes + 4),
		.mandatory = (flags & AVP_MANDATORY) != 0,
		.value = bytes + AVP_HEADER_SIZE,
		.size = size - AVP_HEADER_SIZE,
	};

	if ((flags & AVP_HIDDEN) != 0 || get16(bytes + 2) != 0) {
		return avp.mandatory || first ? L2TP_UNKNOWN_AVP : L2TP_GOOD;
	}
	return first ? read_type(&avp, message) : read_value(&avp, message);
}

static enum l2tp_verdict read_avps(const uint8_t *bytes, size_t left,
				   struct l2tp_message *message, uint16_t *bad)
{
	enum l2tp_verdict verdict = L2TP_GOOD;
	bool first = true;
	size_t size;

	while (left > 0 && verdict == L2TP_GOOD) {
		*bad = 0;
		if (left < AVP_HEADER_SIZE) {
			return L2TP_BAD_LENGTH;
		}
		*bad = get16(bytes + 4);
		size = get16(bytes) & AVP_LENGTH;
		if (size < AVP_HEADER_SIZE || size > left) {
			return L2TP_BAD_LENGTH;
		}
		verdict = read_avp(bytes, size, message, first);
		first = false;
		bytes += size;
		left -= size;
	}
	return verdict;
}

/*
 * "The L bit MUST be set to 1 for control messages", "the S bit MUST", O and
 * P bits "MUST be 0", version 2; anything else is a data message, L2TPv3 or
 * garbage.
 */
static bool is_control(uint16_t flags)
{
	const uint16_t needed = FLAG_CONTROL | FLAG_LENGTH | FLAG_SEQUENCE;

	return (flags & needed) == needed &&
	       (flags & (FLAG_OFFSET | FLAG_PRIORITY)) == 0 &&
	       (flags & VERSION_MASK) == VERSION_2;
}

enum l2tp_verdict l2tp_message_read(const uint8_t *bytes, size_t size,
				    struct l2tp_message *message, uint16_t *bad)
{
	size_t length;

	*message = (struct l2tp_message){.type = L2TP_ZLB};
	*bad = 0;
	if (size < L2TP_HEADER_SIZE || !is_control(get16(bytes))) {
		return L2TP_IGNORE;
	}
	length = get16(bytes + 2);
	if (length < L2TP_HEADER_SIZE || length > size) {
		return L2TP_IGNORE;
	}
	message->header = (struct l2tp_header){
		.tunnel = get16(bytes + 4),
		.session = get16(bytes + 6),
		.ns = get16(bytes + 8),
		.nr = get16(bytes + 10),
	};
	return read_avps(bytes + L2TP_HEADER_SIZE, length - L2TP_HEADER_SIZE,
			 message, bad);
}

/* -- writing -- */

/* What we write always fits: our texts are short. */
static void add(struct l2tp_writer *writer, const void *bytes, size_t size)
{
	if (writer->size + size <= sizeof(writer->bytes)) {
		memcpy(writer->bytes + writer->size, bytes, size);
		writer->size += size;
		put16(writer->bytes + 2, (uint16_t)writer->size);
	}
}

static void add_avp(struct l2tp_writer *writer, enum l2tp_avp type,
		    bool mandatory, const void *value, size_t size)
{
	uint8_t header[AVP_HEADER_SIZE] = {0};

	put16(header, (uint16_t)((mandatory ? AVP_MANDATORY : 0) |
				 ((AVP_HEADER_SIZE + size) & AVP_LENGTH)));
	put16(header + 4, (uint16_t)type);
	add(writer, header, sizeof(header));
	add(writer, value, size);
}

static void add_16(struct l2tp_writer *writer, enum l2tp_avp type,
		   uint16_t value)
{
	uint8_t bytes[2];

	put16(bytes, value);
	add_avp(writer, type, true, bytes, sizeof(bytes));
}

static void add_32(struct l2tp_writer *writer, enum l2tp_avp type,
		   uint32_t value)
{
	uint8_t bytes[4];

	put32(bytes, value);
	add_avp(writer, type, true, bytes, sizeof(bytes));
}

void l2tp_write(struct l2tp_writer *writer, enum l2tp_type type,
		uint16_t tunnel, uint16_t session)
{
	uint8_t header[L2TP_HEADER_SIZE] = {0};

	writer->size = 0;
	put16(header, FLAG_CONTROL | FLAG_LENGTH | FLAG_SEQUENCE | VERSION_2);
	put16(header + 4, tunnel);
	put16(header + 6, session);
	add(writer, header, sizeof(header));
	if (type != L2TP_ZLB) {
		add_16(writer, AVP_MESSAGE_TYPE, (uint16_t)type);
	}
}

/* "Host Name ... MUST be at least one octet in length" (4.4.3). */
void l2tp_write_us(struct l2tp_writer *writer, const char *host_name,
		   uint16_t tunnel, uint16_t window)
{
	size_t length = strnlen(host_name, L2TP_TEXT);

	if (length == 0) {
		host_name = "localhost";
		length = strlen(host_name);
	}
	add_16(writer, AVP_PROTOCOL_VERSION, OUR_VERSION);
	add_avp(writer, AVP_HOST_NAME, true, host_name, length);
	add_32(writer, AVP_FRAMING_CAPABILITIES, FRAMING_SYNC | FRAMING_ASYNC);
	add_16(writer, AVP_ASSIGNED_TUNNEL, tunnel);
	add_16(writer, AVP_RECEIVE_WINDOW, window);
	add_avp(writer, AVP_VENDOR_NAME, false, OUR_VENDOR, strlen(OUR_VENDOR));
}

void l2tp_write_tunnel(struct l2tp_writer *writer, uint16_t tunnel)
{
	add_16(writer, AVP_ASSIGNED_TUNNEL, tunnel);
}

void l2tp_write_session(struct l2tp_writer *writer, uint16_t session)
{
	add_16(writer, AVP_ASSIGNED_SESSION, session);
}

void l2tp_write_serial(struct l2tp_writer *writer, uint32_t serial)
{
	add_32(writer, AVP_CALL_SERIAL, serial);
}

void l2tp_write_call(struct l2tp_writer *writer, uint32_t speed)
{
	add_32(writer, AVP_CONNECT_SPEED, speed);
	add_32(writer, AVP_FRAMING_TYPE, FRAMING_SYNC);
}

void l2tp_write_result(struct l2tp_writer *writer, uint16_t result,
		       uint16_t error, const char *text)
{
	uint8_t value[4 + L2TP_TEXT];
	size_t length = strnlen(text, L2TP_TEXT);

	put16(value, result);
	put16(value + 2, error);
	memcpy(value + 4, text, length);
	add_avp(writer, AVP_RESULT_CODE, true, value,
		error == L2TP_ERROR_NONE && length == 0 ? 2 : 4 + length);
}

void l2tp_set_sequence(uint8_t *bytes, uint16_t ns, uint16_t nr)
{
	put16(bytes + 8, ns);
	put16(bytes + 10, nr);
}
