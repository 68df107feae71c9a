/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of PPTP's control connection, from and to bytes.
 */
#include <string.h>
#include "server/dialer/big_endian.h"
#include "pptp_message.h"

#define CONTROL_MESSAGE 1

/* What a call asks for: any line will do, none of them is one. */
#define MINIMUM_BPS 300
#define MAXIMUM_BPS 100000000
#define BEARER_ANY  3
#define FRAMING_ANY 3
#define WINDOW	    64

static const uint16_t sizes[PPTP_TYPES] = {
	[PPTP_START_REQUEST] = 156,
	[PPTP_START_REPLY] = 156,
	[PPTP_STOP_REQUEST] = 16,
	[PPTP_STOP_REPLY] = 16,
	[PPTP_ECHO_REQUEST] = 16,
	[PPTP_ECHO_REPLY] = 20,
	[PPTP_OUTGOING_CALL_REQUEST] = 168,
	[PPTP_OUTGOING_CALL_REPLY] = 32,
	[PPTP_INCOMING_CALL_REQUEST] = 220,
	[PPTP_INCOMING_CALL_REPLY] = 24,
	[PPTP_INCOMING_CALL_CONNECTED] = 28,
	[PPTP_CALL_CLEAR_REQUEST] = 16,
	[PPTP_CALL_DISCONNECT_NOTIFY] = 148,
	[PPTP_WAN_ERROR_NOTIFY] = 40,
	[PPTP_SET_LINK_INFO] = 24,
};

static void get_text(char *to, const uint8_t *bytes, size_t size)
{
	memcpy(to, bytes, size);
	to[size] = '\0';
}

/* The members of a message whose size has been checked. */
static void get_body(const uint8_t *b, struct pptp_message *message)
{
	switch (message->type) {
	case PPTP_START_REQUEST:
	case PPTP_START_REPLY:
		message->version = get16(b + 12);
		message->result = b[14];
		message->error = b[15];
		get_text(message->name, b + 28, PPTP_NAME);
		break;
	case PPTP_STOP_REQUEST:
	case PPTP_STOP_REPLY:
		message->result = b[12];
		message->error = b[13];
		break;
	case PPTP_ECHO_REQUEST:
	case PPTP_ECHO_REPLY:
		message->identifier = get32(b + 12);
		break;
	case PPTP_OUTGOING_CALL_REQUEST:
		message->call = get16(b + 12);
		message->serial = get16(b + 14);
		break;
	case PPTP_OUTGOING_CALL_REPLY:
		message->call = get16(b + 12);
		message->peer_call = get16(b + 14);
		message->result = b[16];
		message->error = b[17];
		message->cause = get16(b + 18);
		break;
	case PPTP_CALL_CLEAR_REQUEST:
		message->call = get16(b + 12);
		break;
	case PPTP_CALL_DISCONNECT_NOTIFY:
		message->call = get16(b + 12);
		message->result = b[14];
		message->error = b[15];
		message->cause = get16(b + 16);
		get_text(message->words, b + 20, PPTP_STATISTICS);
		break;
	default:
		break;
	}
}

enum pptp_found pptp_decode(const uint8_t *bytes, size_t size,
			    struct pptp_message *message, size_t *used)
{
	size_t length;

	/* what can be seen to be wrong is not waited for */
	if (size >= 2) {
		length = get16(bytes);
		if (length < PPTP_HEADER || length > PPTP_MAX) {
			return PPTP_FOUND_JUNK;
		}
	}
	if (size >= 8 && get32(bytes + 4) != PPTP_MAGIC_COOKIE) {
		return PPTP_FOUND_JUNK;
	}
	if (size < PPTP_HEADER || size < length) {
		return PPTP_FOUND_PART;
	}
	memset(message, 0, sizeof(*message));
	message->type = get16(bytes + 8);
	if (get16(bytes + 2) != CONTROL_MESSAGE) {
		message->type = 0; /* a management message: there is none */
	}
	if (message->type < PPTP_TYPES && length < sizes[message->type]) {
		return PPTP_FOUND_JUNK;
	}
	get_body(bytes, message);
	*used = length;
	return PPTP_FOUND_MESSAGE;
}

static void put_start(uint8_t *b, const struct pptp_message *message)
{
	put16(b + 12, PPTP_VERSION);
	b[14] = message->result;
	b[15] = message->error;
	put32(b + 16, FRAMING_ANY);
	put32(b + 20, BEARER_ANY);
	memcpy(b + 28, message->name, strnlen(message->name, PPTP_NAME - 1));
	memcpy(b + 92, "OpenRRAS", sizeof("OpenRRAS"));
}

static void put_call_request(uint8_t *b, const struct pptp_message *message)
{
	put16(b + 12, message->call);
	put16(b + 14, message->serial);
	put32(b + 16, MINIMUM_BPS);
	put32(b + 20, MAXIMUM_BPS);
	put32(b + 24, BEARER_ANY);
	put32(b + 28, FRAMING_ANY);
	put16(b + 32, WINDOW);
}

size_t pptp_encode(const struct pptp_message *message, uint8_t bytes[PPTP_MAX])
{
	size_t size = message->type < PPTP_TYPES ? sizes[message->type] : 0;

	memset(bytes, 0, PPTP_MAX);
	put16(bytes, (uint16_t)size);
	put16(bytes + 2, CONTROL_MESSAGE);
	put32(bytes + 4, PPTP_MAGIC_COOKIE);
	put16(bytes + 8, message->type);
	switch (message->type) {
	case PPTP_START_REQUEST:
		put_start(bytes, message);
		break;
	case PPTP_OUTGOING_CALL_REQUEST:
		put_call_request(bytes, message);
		break;
	case PPTP_STOP_REQUEST:
	case PPTP_STOP_REPLY:
		bytes[12] = message->result;
		break;
	case PPTP_ECHO_REQUEST:
		put32(bytes + 12, message->identifier);
		break;
	case PPTP_ECHO_REPLY:
		put32(bytes + 12, message->identifier);
		bytes[16] = message->result;
		break;
	case PPTP_CALL_CLEAR_REQUEST:
		put16(bytes + 12, message->call);
		break;
	default:
		break;
	}
	return size;
}
