/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any datagram as an L2TP control message, and any numbers
 * in it as what a dialog's sequence gets to see.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "server/dialer/tunnel/l2tp_message.h"
#include "server/dialer/tunnel/l2tp_reliable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

static void transmit(const uint8_t *bytes, size_t size, void *private_data)
{
	struct l2tp_message message;
	uint16_t bad;

	/* what we send is a message */
	require(l2tp_message_read(bytes, size, &message, &bad) == L2TP_GOOD);
}

static void lost(void *private_data)
{
}

static void converse(const struct l2tp_message *message)
{
	const struct l2tp_reliable_config config = {
		.first_wait = 1000,
		.longest_wait = 8000,
		.transmit = transmit,
		.lost = lost,
	};
	struct tevent_context *ev = tevent_context_init(NULL);
	struct l2tp_reliable *reliable = l2tp_reliable_create(ev, ev, &config);
	struct l2tp_writer writer;

	l2tp_write(&writer, L2TP_HELLO, 1, 0);
	require(l2tp_reliable_send(reliable, &writer));
	l2tp_reliable_set_peer(reliable, message->tunnel, message->window);
	l2tp_reliable_receive(reliable, &message->header, message->type);
	l2tp_reliable_acknowledge(reliable);
	talloc_free(ev);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct l2tp_message message;
	enum l2tp_verdict verdict;
	uint16_t bad;

	verdict = l2tp_message_read(data, size, &message, &bad);
	require(strlen(message.host_name) < L2TP_TEXT);
	require(strlen(message.vendor_name) < L2TP_TEXT);
	require(strlen(message.error_text) < L2TP_TEXT);
	require(l2tp_type_name(message.type)[0] != '\0');
	require(l2tp_result_text(message.type, message.result)[0] != '\0');
	if (verdict != L2TP_IGNORE) {
		converse(&message);
	}
	return 0;
}
