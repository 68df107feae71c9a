/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packets of SSTP; see sstp_message.h. */
#include "sstp_message.h"

#include <string.h>
#include "server/dialer/big_endian.h"

#define VERSION_1_0	  0x10
#define CONTROL_BIT	  0x01
#define LENGTH_MASK	  0x0fff /* the four bits above are reserved */
#define CONTROL_SIZE	  8	 /* header, type, number of attributes */
#define ATTRIBUTE_SIZE	  4	 /* of an attribute's header */
#define BIT(attribute)	  (1U << (attribute))
#define MAX_STATUS_VALUE  64 /* what is quoted of the wrong attribute */
#define STATUS_INFO_SIZE  8
#define BINDING_REQ_SIZE  36
#define BINDING_SIZE	  100
#define PROTOCOL_ID_SIZE  2
#define NUM_TYPES	  10
#define LAST_ATTRIBUTE	  SSTP_ATTRIB_CRYPTO_BINDING_REQ
#define HASH_PROTOCOLS(b) ((b)[3]) /* behind three reserved bytes */

/* The attributes of each message, by its page (2.2.9 to 2.2.17). */
static const struct {
	uint8_t allowed, required;
} attributes_of[NUM_TYPES] = {
	[SSTP_MSG_CALL_CONNECT_REQUEST] =
		{BIT(SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID),
		 BIT(SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID)},
	[SSTP_MSG_CALL_CONNECT_ACK] = {BIT(SSTP_ATTRIB_CRYPTO_BINDING_REQ),
				       BIT(SSTP_ATTRIB_CRYPTO_BINDING_REQ)},
	[SSTP_MSG_CALL_CONNECT_NAK] = {BIT(SSTP_ATTRIB_STATUS_INFO), 0},
	[SSTP_MSG_CALL_CONNECTED] = {BIT(SSTP_ATTRIB_CRYPTO_BINDING),
				     BIT(SSTP_ATTRIB_CRYPTO_BINDING)},
	[SSTP_MSG_CALL_ABORT] = {BIT(SSTP_ATTRIB_STATUS_INFO), 0},
	[SSTP_MSG_CALL_DISCONNECT] = {BIT(SSTP_ATTRIB_STATUS_INFO), 0},
};

enum sstp_peek sstp_packet_peek(const uint8_t *bytes, size_t available,
				size_t *size)
{
	bool control;
	size_t length;

	/* Version first: what is no SSTP shall not be waited for. */
	if (available >= 1 && bytes[0] != VERSION_1_0) {
		return SSTP_PEEK_BAD;
	}
	if (available < SSTP_HEADER_SIZE) {
		return SSTP_PEEK_PART;
	}
	control = (bytes[1] & CONTROL_BIT) != 0;
	length = get16(bytes + 2) & LENGTH_MASK;
	if (length < (control ? CONTROL_SIZE : SSTP_HEADER_SIZE)) {
		return SSTP_PEEK_BAD;
	}
	if (available < length) {
		return SSTP_PEEK_PART;
	}
	*size = length;
	return control ? SSTP_PEEK_CONTROL : SSTP_PEEK_DATA;
}

void sstp_data_header(uint8_t header[SSTP_HEADER_SIZE], size_t size)
{
	header[0] = VERSION_1_0;
	header[1] = 0;
	put16(header + 2, (uint16_t)(SSTP_HEADER_SIZE + size));
}

/* -- attributes: the value behind the attribute's header -- */

static enum sstp_status pull_protocol(const uint8_t *value, size_t size,
				      struct sstp_message *message)
{
	if (size != PROTOCOL_ID_SIZE) {
		return ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH;
	}
	message->protocol = get16(value);
	return ATTRIB_STATUS_NO_ERROR;
}

static enum sstp_status pull_status(const uint8_t *value, size_t size,
				    struct sstp_message *message)
{
	if (size < STATUS_INFO_SIZE ||
	    size > STATUS_INFO_SIZE + MAX_STATUS_VALUE) {
		return ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH;
	}
	if (!message->has_status) {
		message->has_status = true;
		message->status_attribute = value[3];
		message->status = get32(value + 4);
	}
	return ATTRIB_STATUS_NO_ERROR;
}

static enum sstp_status pull_binding_request(const uint8_t *value, size_t size,
					     struct sstp_message *message)
{
	if (size != BINDING_REQ_SIZE) {
		return ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH;
	}
	message->hash = HASH_PROTOCOLS(value);
	memcpy(message->nonce, value + 4, SSTP_NONCE_SIZE);
	return ATTRIB_STATUS_NO_ERROR;
}

static enum sstp_status pull_binding(const uint8_t *value, size_t size,
				     struct sstp_message *message)
{
	if (size != BINDING_SIZE) {
		return ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH;
	}
	message->hash = HASH_PROTOCOLS(value);
	memcpy(message->nonce, value + 4, SSTP_NONCE_SIZE);
	memcpy(message->certificate_hash, value + 36, SSTP_HASH_SIZE);
	memcpy(message->compound_mac, value + 68, SSTP_HASH_SIZE);
	return ATTRIB_STATUS_NO_ERROR;
}

static enum sstp_status pull_attribute(uint8_t id, const uint8_t *value,
				       size_t size,
				       struct sstp_message *message)
{
	switch (id) {
	case SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID:
		return pull_protocol(value, size, message);
	case SSTP_ATTRIB_STATUS_INFO:
		return pull_status(value, size, message);
	case SSTP_ATTRIB_CRYPTO_BINDING:
		return pull_binding(value, size, message);
	case SSTP_ATTRIB_CRYPTO_BINDING_REQ:
		return pull_binding_request(value, size, message);
	default:
		return ATTRIB_STATUS_UNRECOGNIZED_ATTRIBUTE;
	}
}

/* May this message have it, once more? */
static enum sstp_status check_attribute(uint8_t id, enum sstp_type type,
					unsigned seen)
{
	if (id == SSTP_ATTRIB_NO_ERROR || id > LAST_ATTRIBUTE) {
		return ATTRIB_STATUS_UNRECOGNIZED_ATTRIBUTE;
	}
	if ((attributes_of[type].allowed & BIT(id)) == 0) {
		return id == SSTP_ATTRIB_STATUS_INFO
			       ? ATTRIB_STATUS_STATUS_INFO_NOT_SUPPORTED_IN_MSG
			       : ATTRIB_STATUS_ATTRIB_NOT_SUPPORTED_IN_MSG;
	}
	/* A Nak has one Status Info for each attribute that it refuses. */
	if ((seen & BIT(id)) != 0 && id != SSTP_ATTRIB_STATUS_INFO) {
		return ATTRIB_STATUS_DUPLICATE_ATTRIBUTE;
	}
	return ATTRIB_STATUS_NO_ERROR;
}

/* @seen becomes the bits of those that were there. */
static enum sstp_status pull_attributes(const uint8_t *bytes, size_t size,
					uint16_t count,
					struct sstp_message *message,
					unsigned *seen)
{
	for (; count > 0; count--) {
		enum sstp_status status;
		size_t length;

		if (size < ATTRIBUTE_SIZE) {
			return ATTRIB_STATUS_INVALID_FRAME_RECEIVED;
		}
		length = get16(bytes + 2) & LENGTH_MASK;
		if (length < ATTRIBUTE_SIZE || length > size) {
			return ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH;
		}
		status = check_attribute(bytes[1], message->type, *seen);
		if (status == ATTRIB_STATUS_NO_ERROR) {
			status = pull_attribute(
				bytes[1], bytes + ATTRIBUTE_SIZE,
				length - ATTRIBUTE_SIZE, message);
		}
		if (status != ATTRIB_STATUS_NO_ERROR) {
			return status;
		}
		*seen |= BIT(bytes[1]);
		bytes += length;
		size -= length;
	}
	return size == 0 ? ATTRIB_STATUS_NO_ERROR
			 : ATTRIB_STATUS_INVALID_FRAME_RECEIVED;
}

enum sstp_status sstp_message_pull(const uint8_t *packet, size_t size,
				   struct sstp_message *message)
{
	uint16_t type = get16(packet + 4), count = get16(packet + 6);
	enum sstp_status status;
	unsigned seen = 0;

	*message = (struct sstp_message){.type = 0};
	if (type < SSTP_MSG_CALL_CONNECT_REQUEST ||
	    type > SSTP_MSG_ECHO_RESPONSE) {
		return ATTRIB_STATUS_UNACCEPTED_FRAME_RECEIVED;
	}
	message->type = (enum sstp_type)type;
	status = pull_attributes(packet + CONTROL_SIZE, size - CONTROL_SIZE,
				 count, message, &seen);
	if (status != ATTRIB_STATUS_NO_ERROR) {
		return status;
	}
	if ((attributes_of[type].required & ~seen) != 0) {
		return ATTRIB_STATUS_REQUIRED_ATTRIBUTE_MISSING;
	}
	return ATTRIB_STATUS_NO_ERROR;
}

/* @return the size of the value */
static size_t push_value(const struct sstp_message *message, uint8_t *value)
{
	switch (message->type) {
	case SSTP_MSG_CALL_CONNECT_REQUEST:
		put16(value, message->protocol);
		return PROTOCOL_ID_SIZE;
	case SSTP_MSG_CALL_CONNECT_ACK:
		HASH_PROTOCOLS(value) = message->hash;
		memcpy(value + 4, message->nonce, SSTP_NONCE_SIZE);
		return BINDING_REQ_SIZE;
	case SSTP_MSG_CALL_CONNECTED:
		HASH_PROTOCOLS(value) = message->hash;
		memcpy(value + 4, message->nonce, SSTP_NONCE_SIZE);
		memcpy(value + 36, message->certificate_hash, SSTP_HASH_SIZE);
		memcpy(value + 68, message->compound_mac, SSTP_HASH_SIZE);
		return BINDING_SIZE;
	default:
		value[3] = message->status_attribute;
		put32(value + 4, message->status);
		return STATUS_INFO_SIZE;
	}
}

/* The one attribute that a message of ours has; NO_ERROR for none. */
static enum sstp_attribute attribute_of(const struct sstp_message *message)
{
	switch (message->type) {
	case SSTP_MSG_CALL_CONNECT_REQUEST:
		return SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID;
	case SSTP_MSG_CALL_CONNECT_ACK:
		return SSTP_ATTRIB_CRYPTO_BINDING_REQ;
	case SSTP_MSG_CALL_CONNECTED:
		return SSTP_ATTRIB_CRYPTO_BINDING;
	case SSTP_MSG_CALL_CONNECT_NAK:
	case SSTP_MSG_CALL_ABORT:
	case SSTP_MSG_CALL_DISCONNECT:
		return message->has_status ? SSTP_ATTRIB_STATUS_INFO
					   : SSTP_ATTRIB_NO_ERROR;
	default:
		return SSTP_ATTRIB_NO_ERROR;
	}
}

size_t sstp_message_push(const struct sstp_message *message,
			 uint8_t packet[SSTP_MAX_MESSAGE])
{
	enum sstp_attribute attribute = attribute_of(message);
	uint8_t *header = packet + CONTROL_SIZE;
	size_t size = CONTROL_SIZE;

	memset(packet, 0, SSTP_MAX_MESSAGE);
	if (attribute != SSTP_ATTRIB_NO_ERROR) {
		size_t length = ATTRIBUTE_SIZE +
				push_value(message, header + ATTRIBUTE_SIZE);

		header[1] = (uint8_t)attribute;
		put16(header + 2, (uint16_t)length);
		size += length;
		packet[7] = 1;
	}
	packet[0] = VERSION_1_0;
	packet[1] = CONTROL_BIT;
	put16(packet + 2, (uint16_t)size);
	packet[5] = (uint8_t)message->type;
	return size;
}

const char *sstp_status_text(uint32_t status)
{
	static const char *const texts[] = {
		"no error",
		"an attribute twice",
		"an unknown attribute",
		"an attribute of a wrong length",
		"a value that is not supported",
		"a message that does not fit the state of the call",
		"too many tries",
		"a message that is damaged",
		"the negotiation took too long",
		"an attribute that the message does not have",
		"an attribute is missing",
		"a status where there is none",
	};

	return status < sizeof(texts) / sizeof(texts[0]) ? texts[status]
							 : "unknown status";
}
