/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why an L2TP tunnel ended: RFC 2661's result codes (4.4.2) in the dialer's
 * terms.
 */
#include <stdio.h>
#include "l2tp.h"

/* The codes of a CDN are those of a modem for 7 to 9: an access server at the
 * other end may have one. */
static enum dialer_connect_result call_result(uint16_t result)
{
	switch (result) {
	case 1:
	case 7:
		return DIALER_CONNECT_NO_CARRIER;
	case 8:
		return DIALER_CONNECT_BUSY;
	case 9:
		return DIALER_CONNECT_NO_DIALTONE;
	case 10:
		return DIALER_CONNECT_NO_ANSWER;
	default:
		return DIALER_CONNECT_REFUSED;
	}
}

static enum dialer_connect_result stop_result(uint16_t result)
{
	switch (result) {
	case 4:
		return DIALER_CONNECT_NOT_ALLOWED;
	case 5: /* our version of the protocol is none that it speaks */
	case 7:
		return DIALER_CONNECT_BAD_REPLY;
	default:
		return DIALER_CONNECT_REFUSED;
	}
}

void l2tp_end_by_peer(const struct l2tp_message *message, bool was_up,
		      struct tunnel_end *end)
{
	const char *error = l2tp_error_text(message->error);

	if (was_up) {
		end->result = DIALER_CONNECT_ENDED;
	} else if (message->type == L2TP_CDN) {
		end->result = call_result(message->result);
	} else {
		end->result = stop_result(message->result);
	}
	snprintf(end->text, sizeof(end->text), "%s %u (%s)%s%s%s%s",
		 l2tp_type_name(message->type), message->result,
		 l2tp_result_text(message->type, message->result),
		 error[0] != '\0' ? ", " : "", error,
		 message->error_text[0] != '\0' ? ": " : "",
		 message->error_text);
}
