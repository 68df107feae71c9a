/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What we say to an L2TP server: each message with the AVPs that it must have
 * (RFC 2661 section 6).
 */
#include "l2tp.h"

/* bits per second: PPP over UDP has no speed of its own */
#define CALL_SPEED 10000000

static bool say(struct tunnel *tunnel, const struct l2tp_writer *message)
{
	return l2tp_reliable_send(tunnel->reliable, message);
}

bool l2tp_say_request(struct tunnel *tunnel)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_SCCRQ, 0, 0);
	l2tp_write_us(&message, tunnel->config->local_name, tunnel->ids.tunnel,
		      L2TP_DEFAULT_WINDOW);
	return say(tunnel, &message);
}

bool l2tp_say_connected(struct tunnel *tunnel)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_SCCCN, tunnel->ids.peer_tunnel, 0);
	return say(tunnel, &message);
}

bool l2tp_say_call(struct tunnel *tunnel)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_ICRQ, tunnel->ids.peer_tunnel, 0);
	l2tp_write_session(&message, tunnel->ids.session);
	l2tp_write_serial(&message, (uint32_t)tunnel->ids.tunnel << 16 |
					    tunnel->ids.session);
	return say(tunnel, &message);
}

bool l2tp_say_call_connected(struct tunnel *tunnel)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_ICCN, tunnel->ids.peer_tunnel,
		   tunnel->ids.peer_session);
	l2tp_write_call(&message, CALL_SPEED);
	return say(tunnel, &message);
}

bool l2tp_say_hello(struct tunnel *tunnel)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_HELLO, tunnel->ids.peer_tunnel, 0);
	return say(tunnel, &message);
}

bool l2tp_say_hangup(struct tunnel *tunnel)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_CDN, tunnel->ids.peer_tunnel,
		   tunnel->ids.peer_session);
	l2tp_write_session(&message, tunnel->ids.session);
	l2tp_write_result(&message, L2TP_CALL_ADMINISTRATIVE, L2TP_ERROR_NONE,
			  "");
	return say(tunnel, &message);
}

bool l2tp_say_stop(struct tunnel *tunnel, uint16_t result, uint16_t error,
		   const char *text)
{
	struct l2tp_writer message;

	l2tp_write(&message, L2TP_STOPCCN, tunnel->ids.peer_tunnel, 0);
	l2tp_write_tunnel(&message, tunnel->ids.tunnel);
	l2tp_write_result(&message, result, error, text);
	return say(tunnel, &message);
}
