/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes as what a server of SSTP sends, and as what
 * comes from a tty.  A control message that is read must be written and read
 * again to the same values.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "server/dialer/tunnel/hdlc.h"
#include "server/dialer/tunnel/sstp_http.h"
#include "server/dialer/tunnel/sstp_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

static void control(const uint8_t *packet, size_t size)
{
	struct sstp_message message, again;
	uint8_t made[SSTP_MAX_MESSAGE];
	size_t made_size;

	if (sstp_message_pull(packet, size, &message) !=
	    ATTRIB_STATUS_NO_ERROR) {
		return;
	}
	made_size = sstp_message_push(&message, made);
	require(made_size <= sizeof(made));
	require(sstp_packet_peek(made, made_size, &size) == SSTP_PEEK_CONTROL);
	require(size == made_size);
	require(sstp_message_pull(made, made_size, &again) ==
		ATTRIB_STATUS_NO_ERROR);
	require(memcmp(&message, &again, sizeof(message)) == 0);
	require(sstp_status_text(message.status)[0] != '\0');
}

/* Each packet in a block of its own: no byte behind it may be read. */
static void stream(const uint8_t *data, size_t size)
{
	size_t length;

	for (; size > 0; data += length, size -= length) {
		enum sstp_peek peek = sstp_packet_peek(data, size, &length);
		uint8_t *packet;

		if (peek == SSTP_PEEK_BAD || peek == SSTP_PEEK_PART) {
			return;
		}
		require(length <= size && length <= SSTP_MAX_PACKET);
		packet = malloc(length);
		memcpy(packet, data, length);
		if (peek == SSTP_PEEK_CONTROL) {
			control(packet, length);
		}
		free(packet);
	}
}

static void frame(const uint8_t *bytes, size_t size, void *private_data)
{
	static uint8_t made[HDLC_MAX_ENCODED(HDLC_MAX_FRAME)];

	require(size > 0 && size <= HDLC_MAX_FRAME);
	require(hdlc_encode(bytes, size, *(uint32_t *)private_data, made) <=
		HDLC_MAX_ENCODED(size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hdlc_decoder *decoder;
	struct sstp_http_answer answer;
	uint32_t accm;

	if (size < 1) {
		return 0;
	}
	switch (data[0] % 3) {
	case 0:
		stream(data + 1, size - 1);
		break;
	case 1:
		if (sstp_http_peek(data + 1, size - 1, &answer) ==
		    SSTP_HTTP_ANSWER) {
			require(answer.size < size && answer.status < 1000);
		}
		break;
	default:
		accm = data[0] / 3;
		decoder = calloc(1, sizeof(*decoder));
		hdlc_decode(decoder, data + 1, size - 1, frame, &accm);
		free(decoder);
	}
	return 0;
}
