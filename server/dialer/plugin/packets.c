/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the control packets of a link tell: the peer's verdict on us, who ends
 * the link and why, whether anybody is there.
 *
 * Packets come from the peer: every length in them is checked before use.
 */
#include <string.h>
#include "server/dialer/big_endian.h"
#include "plugin.h"

/* PPP, code by code (RFC 1661 5, 1994 4, 1334 2.2, 3748 4). */
enum {
	LCP_PROTOCOL = 0xc021,
	PAP_PROTOCOL = 0xc023,
	CHAP_PROTOCOL = 0xc223,
	EAP_PROTOCOL = 0xc227,
	IPCP_PROTOCOL = 0x8021,
	IPV6CP_PROTOCOL = 0x8057,
	CCP_PROTOCOL = 0x80fd,
	CODE_CONFIGURE_REQUEST = 1,
	CODE_CONFIGURE_NAK = 3,
	CODE_CONFIGURE_REJECT = 4,
	CODE_TERMINATE_REQUEST = 5,
	CODE_PROTOCOL_REJECT = 8,
	CODE_ECHO_REQUEST = 9,
	CODE_ECHO_REPLY = 10,
	CODE_PAP_ACK = 2,
	CODE_PAP_NAK = 3,
	CODE_CHAP_SUCCESS = 3,
	CODE_CHAP_FAILURE = 4,
	OPTION_AUTHENTICATION = 3,
};

static void send_protocol(enum rras_plugin_type type, uint32_t protocol)
{
	struct rras_plugin_message message = {.type = type,
					      .protocol = protocol};

	plugin_send(&message, sizeof(message.protocol));
}

/* A counted text of a packet; NULs in it must not cut it short. */
static void copy_text(char to[RRAS_PLUGIN_TEXT], const unsigned char *from,
		      size_t length)
{
	size_t i;

	if (length > RRAS_PLUGIN_TEXT - 1) {
		length = RRAS_PLUGIN_TEXT - 1;
	}
	for (i = 0; i < length; i++) {
		to[i] = from[i] != '\0' ? (char)from[i] : ' ';
	}
	to[length] = '\0';
}

/* A control packet: FF 03 protocol(2) code id length(2) data. */
struct packet {
	uint32_t protocol;
	int code;
	unsigned char *data;
	size_t length; /* of data */
};

#define CODE_OFFSET 4

static bool parse_packet(unsigned char *bytes, int size, struct packet *packet)
{
	size_t length;

	if (size < 8 || bytes[0] != 0xff || bytes[1] != 0x03) {
		return false;
	}
	packet->protocol = get16(bytes + 2);
	packet->code = bytes[CODE_OFFSET];
	length = get16(bytes + 6);
	if (length < 4 || length > (size_t)size - 4) {
		return false;
	}
	packet->data = bytes + 8;
	packet->length = length - 4;
	return true;
}

static bool is_control_protocol(uint32_t protocol)
{
	return protocol == LCP_PROTOCOL || (protocol & 0xc000) == 0x8000;
}

static bool is_network_protocol(uint32_t protocol)
{
	return protocol == IPCP_PROTOCOL || protocol == IPV6CP_PROTOCOL;
}

static void report_terminate(const struct packet *packet, bool from_peer)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_TERMINATE};

	message.terminate.protocol = packet->protocol;
	message.terminate.from_peer = from_peer;
	copy_text(message.terminate.text, packet->data, packet->length);
	plugin_send(&message, sizeof(message.terminate));
	if (packet->protocol == LCP_PROTOCOL) {
		plugin_seen.terminated = true;
	}
}

static void report_auth(enum rras_plugin_type type, enum rras_plugin_auth auth,
			bool ok, const unsigned char *text, size_t length)
{
	struct rras_plugin_message message = {.type = type};

	message.auth.auth = auth;
	message.auth.ok = ok;
	message.auth.eap_type =
		auth == RRAS_PLUGIN_AUTH_EAP ? plugin_seen.eap_theirs : 0;
	copy_text(message.auth.message, text, length);
	plugin_send(&message, sizeof(message.auth));
}

void plugin_report_eap(bool ok, const char *text)
{
	report_auth(RRAS_PLUGIN_AUTH, RRAS_PLUGIN_AUTH_EAP, ok,
		    (const unsigned char *)text, strlen(text));
}

void plugin_report_unproven(const char *text)
{
	report_auth(RRAS_PLUGIN_UNPROVEN, RRAS_PLUGIN_AUTH_EAP, false,
		    (const unsigned char *)text, strlen(text));
}

void plugin_report_refused(void)
{
	send_protocol(RRAS_PLUGIN_AUTH_REFUSED, RRAS_PLUGIN_AUTH_EAP);
}

static void received_protocol_reject(uint32_t protocol)
{
	if (protocol == CCP_PROTOCOL) {
		mppe_optional_rejected();
	}
	send_protocol(RRAS_PLUGIN_PROTOCOL_REJECT, protocol);
}

static void received_lcp(const struct packet *packet)
{
	if (!plugin_seen.heard) {
		plugin_seen.heard = true;
		plugin_send_event(RRAS_PLUGIN_HEARD);
	}
	if (packet->code == CODE_ECHO_REPLY) {
		plugin_seen.echoes = 0;
	} else if (packet->code == CODE_PROTOCOL_REJECT &&
		   packet->length >= 2) {
		received_protocol_reject(get16(packet->data));
	}
}

/* The peer's verdict on us.  Ours on the peer has a hook of pppd's. */
static void received_auth(const struct packet *packet)
{
	const unsigned char *text = packet->data;
	size_t length = packet->length;

	switch (packet->protocol) {
	case CHAP_PROTOCOL:
		if (packet->code == CODE_CHAP_SUCCESS ||
		    packet->code == CODE_CHAP_FAILURE) {
			report_auth(RRAS_PLUGIN_AUTH,
				    plugin_auth_of(&lcp_hisoptions[0]),
				    packet->code == CODE_CHAP_SUCCESS, text,
				    length);
		}
		break;
	case PAP_PROTOCOL:
		/* the text has a length byte before it */
		if (packet->code != CODE_PAP_ACK &&
		    packet->code != CODE_PAP_NAK) {
			break;
		}
		if (length > 0) {
			length = text[0] < length ? text[0] : length - 1;
			text++;
		}
		report_auth(RRAS_PLUGIN_AUTH, RRAS_PLUGIN_AUTH_PAP,
			    packet->code == CODE_PAP_ACK, text, length);
		break;
	default:
		break;
	}
}

void plugin_received(unsigned char *bytes, int size)
{
	struct packet packet;

	if (!parse_packet(bytes, size, &packet)) {
		return;
	}
	if (packet.protocol == LCP_PROTOCOL) {
		received_lcp(&packet);
	} else if (packet.protocol == CCP_PROTOCOL) {
		mppe_optional_received(packet.code, packet.data, packet.length);
		plugin_ccp_moves();
	} else if (is_network_protocol(packet.protocol)) {
		mppe_optional_network();
	}
	if (packet.code == CODE_TERMINATE_REQUEST &&
	    is_control_protocol(packet.protocol)) {
		report_terminate(&packet, true);
	} else if (packet.protocol == EAP_PROTOCOL) {
		eap_received(bytes + CODE_OFFSET, packet.data, packet.length);
	} else {
		received_auth(&packet);
	}
}

/* The protocol of the authentication option in a list, or NONE. */
static enum rras_plugin_auth auth_option(const struct packet *packet)
{
	const unsigned char *p = packet->data;
	size_t left = packet->length;

	while (left >= 2 && p[1] >= 2 && p[1] <= left) {
		if (p[0] == OPTION_AUTHENTICATION && p[1] >= 4) {
			switch (get16(p + 2)) {
			case PAP_PROTOCOL:
				return RRAS_PLUGIN_AUTH_PAP;
			case EAP_PROTOCOL:
				return RRAS_PLUGIN_AUTH_EAP;
			default:
				return RRAS_PLUGIN_AUTH_CHAP_MD5;
			}
		}
		left -= p[1];
		p += p[1];
	}
	return RRAS_PLUGIN_AUTH_NONE;
}

/*
 * A Terminate-Request after unanswered Echo-Requests: the peer is dead.  The
 * text of the request does not tell, with MPPE it is "MPPE disabled" always.
 */
static void report_echo_timeout(const struct packet *packet)
{
	static const char text[] = "Peer not responding";
	bool named = packet->length == sizeof(text) - 1 &&
		     memcmp(packet->data, text, sizeof(text) - 1) == 0;

	if (!plugin_seen.end_reported &&
	    (named || (plugin_echo_failure > 0 &&
		       plugin_seen.echoes >= plugin_echo_failure))) {
		plugin_seen.end_reported = true;
		plugin_send_event(RRAS_PLUGIN_ECHO_TIMEOUT);
	}
}

static void sent_lcp(const struct packet *packet)
{
	enum rras_plugin_auth auth;

	switch (packet->code) {
	case CODE_CONFIGURE_REQUEST:
		plugin_seen.configures++;
		break;
	case CODE_ECHO_REQUEST:
		plugin_seen.echoes++;
		break;
	case CODE_CONFIGURE_NAK:
	case CODE_CONFIGURE_REJECT:
		auth = auth_option(packet);
		if (auth != RRAS_PLUGIN_AUTH_NONE) {
			send_protocol(RRAS_PLUGIN_AUTH_REFUSED, auth);
		}
		break;
	case CODE_TERMINATE_REQUEST:
		report_echo_timeout(packet);
		break;
	default:
		break;
	}
}

void plugin_sent(unsigned char *bytes, int size)
{
	struct packet packet;

	if (!parse_packet(bytes, size, &packet)) {
		return;
	}
	if (packet.protocol == LCP_PROTOCOL) {
		sent_lcp(&packet);
	} else if (packet.protocol == CCP_PROTOCOL) {
		plugin_ccp_moves();
	}
	if (packet.protocol == EAP_PROTOCOL) {
		eap_sent(packet.code, packet.data, packet.length);
	}
	if (packet.code == CODE_TERMINATE_REQUEST &&
	    is_control_protocol(packet.protocol)) {
		report_terminate(&packet, false);
	}
}
