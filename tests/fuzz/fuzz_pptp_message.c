/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes as what a PPTP server says.  However the stream
 * is cut, the same messages come out of it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "server/dialer/tunnel/pptp_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

/* A message that is there is not there in any part of it, and none that is
 * not becomes one by what follows. */
static void cut(const uint8_t *data, size_t used)
{
	struct pptp_message message;
	size_t part, taken;

	for (part = 0; part < used; part++) {
		require(pptp_decode(data, part, &message, &taken) ==
			PPTP_FOUND_PART);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pptp_message message;
	size_t used;

	while (pptp_decode(data, size, &message, &used) == PPTP_FOUND_MESSAGE) {
		require(used >= PPTP_HEADER && used <= size);
		require(strlen(message.name) <= PPTP_NAME);
		require(strlen(message.words) <= PPTP_STATISTICS);
		cut(data, used);
		data += used;
		size -= used;
	}
	return 0;
}
