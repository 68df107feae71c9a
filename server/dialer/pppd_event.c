/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's messages, decoded into events of a backend.
 */
#include <stdio.h>
#include <string.h>
#include "pppd_event.h"

/* PPP protocol numbers (RFC 1661, 1332, 5072, 1962). */
enum {
	PROTOCOL_LCP = 0xc021,
	PROTOCOL_IPCP = 0x8021,
	PROTOCOL_IPV6CP = 0x8057,
	PROTOCOL_CCP = 0x80fd,
};

static const char *const auth_names[RRAS_PLUGIN_AUTH_COUNT] = {
	[RRAS_PLUGIN_AUTH_NONE] = "",
	[RRAS_PLUGIN_AUTH_PAP] = "PAP",
	[RRAS_PLUGIN_AUTH_CHAP_MD5] = "CHAP-MD5",
	[RRAS_PLUGIN_AUTH_MSCHAP] = "MS-CHAP",
	[RRAS_PLUGIN_AUTH_MSCHAPV2] = "MS-CHAPv2",
	[RRAS_PLUGIN_AUTH_EAP] = "EAP",
	[RRAS_PLUGIN_AUTH_KEY] = "EAP-TLS",
};

static const enum dialer_phase phases[] = {
	[RRAS_PLUGIN_PHASE_DIAL] = DIALER_PHASE_DIAL,
	[RRAS_PLUGIN_PHASE_ESTABLISH] = DIALER_PHASE_LCP,
	[RRAS_PLUGIN_PHASE_AUTHENTICATE] = DIALER_PHASE_AUTHENTICATE,
	[RRAS_PLUGIN_PHASE_NETWORK] = DIALER_PHASE_NETWORK,
	[RRAS_PLUGIN_PHASE_DOWN] = DIALER_PHASE_HANGUP,
};

static enum dialer_protocol protocol_of(uint32_t number)
{
	switch (number) {
	case PROTOCOL_LCP:
		return DIALER_PROTOCOL_LCP;
	case PROTOCOL_IPCP:
		return DIALER_PROTOCOL_IPCP;
	case PROTOCOL_IPV6CP:
		return DIALER_PROTOCOL_IPV6CP;
	case PROTOCOL_CCP:
		return DIALER_PROTOCOL_CCP;
	default:
		return DIALER_PROTOCOL_OTHER;
	}
}

/* The size of a type's body, or -1 for a type that does not exist. */
static ssize_t body_size(uint32_t type)
{
	static const struct rras_plugin_message *const m = NULL;

	switch (type) {
	case RRAS_PLUGIN_HELLO:
		return sizeof(m->hello);
	case RRAS_PLUGIN_PHASE:
		return sizeof(m->phase);
	case RRAS_PLUGIN_LCP:
		return sizeof(m->lcp);
	case RRAS_PLUGIN_AUTH_REFUSED:
	case RRAS_PLUGIN_PROTOCOL_REJECT:
		return sizeof(m->protocol);
	case RRAS_PLUGIN_SECRET_REQUEST:
		return sizeof(m->secret_request);
	case RRAS_PLUGIN_AUTH:
	case RRAS_PLUGIN_UNPROVEN:
		return sizeof(m->auth);
	case RRAS_PLUGIN_PEER:
		return sizeof(m->peer);
	case RRAS_PLUGIN_CCP:
		return sizeof(m->ccp);
	case RRAS_PLUGIN_IP_UP:
		return sizeof(m->ip);
	case RRAS_PLUGIN_IP6_UP:
		return sizeof(m->ip6);
	case RRAS_PLUGIN_TERMINATE:
		return sizeof(m->terminate);
	case RRAS_PLUGIN_EXIT:
		return sizeof(m->exit);
	case RRAS_PLUGIN_TUNNEL_UP:
		return sizeof(m->tunnel_up);
	case RRAS_PLUGIN_TUNNEL_ENDED:
		return sizeof(m->tunnel_ended);
	case RRAS_PLUGIN_DIALED:
		return sizeof(m->dialed);
	case RRAS_PLUGIN_STATE_END:
	case RRAS_PLUGIN_HEARD:
	case RRAS_PLUGIN_KEY_REQUEST:
	case RRAS_PLUGIN_LCP_TIMEOUT:
	case RRAS_PLUGIN_IP_DOWN:
	case RRAS_PLUGIN_IP6_DOWN:
	case RRAS_PLUGIN_HANGUP:
	case RRAS_PLUGIN_ECHO_TIMEOUT:
		return 0;
	default:
		return -1;
	}
}

static enum pppd_message_kind bad(struct pppd_message *message,
				  const char *what)
{
	snprintf(message->text, sizeof(message->text), "%s", what);
	return PPPD_MESSAGE_BAD;
}

static bool is_text(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

static enum pppd_message_kind simple(struct pppd_message *message,
				     enum dialer_event_type type)
{
	message->event.type = type;
	return PPPD_MESSAGE_EVENT;
}

static enum pppd_message_kind decode_hello(const struct rras_plugin_hello *in,
					   struct pppd_message *out)
{
	if (in->version != RRAS_PLUGIN_VERSION) {
		return bad(out, "The pppd plugin is of another version");
	}
	return PPPD_MESSAGE_NOTHING;
}

static enum pppd_message_kind
decode_phase(const struct rras_plugin_phase_body *in, struct pppd_message *out)
{
	if (in->phase >= sizeof(phases) / sizeof(phases[0])) {
		return bad(out, "A phase that does not exist");
	}
	out->ifindex = in->ifindex;
	out->event.phase = phases[in->phase];
	return simple(out, DIALER_EVENT_PHASE);
}

static bool is_authentication(uint32_t protocol, uint32_t algorithm)
{
	switch (protocol) {
	case PPP_AUTH_CHAP:
		return algorithm == PPP_CHAP_MD5 || algorithm == PPP_CHAP_MS ||
		       algorithm == PPP_CHAP_MSV2;
	case PPP_AUTH_NONE:
	case PPP_AUTH_PAP:
	case PPP_AUTH_EAP:
		return algorithm == 0;
	default:
		return false;
	}
}

/* One end's options of LCP, whose lengths are 16 bits. */
static bool decode_lcp_end(const struct rras_plugin_lcp_end *in,
			   struct ppp_lcp_options *out)
{
	*out = (struct ppp_lcp_options){
		.mru = in->mru,
		.accm = in->accm,
		.mrru = in->mrru,
		.protocol_compression = in->pfc != 0,
		.address_compression = in->acfc != 0,
		.magic_number = in->magic != 0,
		.short_sequence = in->ssnhf != 0,
		.auth_protocol = in->auth_protocol,
		.auth_algorithm = in->auth_algorithm,
	};
	return in->mru <= UINT16_MAX && in->mrru <= UINT16_MAX &&
	       is_authentication(in->auth_protocol, in->auth_algorithm);
}

static enum pppd_message_kind decode_lcp(const struct rras_plugin_lcp *in,
					 struct pppd_message *out)
{
	if (!decode_lcp_end(&in->local, &out->event.lcp.local) ||
	    !decode_lcp_end(&in->remote, &out->event.lcp.remote) ||
	    !is_text(in->endpoint, sizeof(in->endpoint))) {
		return bad(out, "Options of LCP that do not exist");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->endpoint);
	out->event.lcp.endpoint = out->text;
	return simple(out, DIALER_EVENT_LCP);
}

static enum pppd_message_kind
decode_auth(const struct rras_plugin_auth_body *in, struct pppd_message *out)
{
	if (in->auth >= RRAS_PLUGIN_AUTH_COUNT || in->eap_type > UINT8_MAX ||
	    !is_text(in->message, sizeof(in->message))) {
		return bad(out, "An authentication that does not exist");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->message);
	out->event.auth.ok = in->ok != 0;
	out->event.auth.eap_type = in->eap_type;
	out->event.auth.message = out->text;
	return simple(out, DIALER_EVENT_AUTH);
}

static enum pppd_message_kind
decode_unproven(const struct rras_plugin_auth_body *in,
		struct pppd_message *out)
{
	if (!is_text(in->message, sizeof(in->message))) {
		return bad(out, "A text without an end");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->message);
	out->event.text = out->text;
	return simple(out, DIALER_EVENT_UNPROVEN);
}

static enum pppd_message_kind decode_peer(const struct rras_plugin_peer *in,
					  struct pppd_message *out)
{
	if (in->eap_type > UINT8_MAX || !is_text(in->name, sizeof(in->name))) {
		return bad(out, "An authentication that does not exist");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->name);
	out->event.peer.eap_type = in->eap_type;
	out->event.peer.name = out->text;
	return simple(out, DIALER_EVENT_PEER);
}

static bool decode_ccp_end(const struct rras_plugin_ccp_end *in,
			   struct ppp_ccp_options *out)
{
	*out = (struct ppp_ccp_options){
		.algorithm = in->method,
		.mppe_bits = in->mppe_bits,
		.mppe_stateless = in->stateless != 0,
		.mppc = in->mppc != 0,
	};
	return in->method <= UINT8_MAX &&
	       (in->mppe_bits == 0 || in->mppe_bits == 40 ||
		in->mppe_bits == 56 || in->mppe_bits == 128);
}

static enum pppd_message_kind decode_ccp(const struct rras_plugin_ccp *in,
					 struct pppd_message *out)
{
	if (!decode_ccp_end(&in->local, &out->event.ccp.local) ||
	    !decode_ccp_end(&in->remote, &out->event.ccp.remote)) {
		return bad(out, "A compression that does not exist");
	}
	out->event.ccp.up = in->up != 0;
	return simple(out, DIALER_EVENT_CCP);
}

/* The kernel's interface of a link that is up. */
static bool is_interface(const char ifname[RRAS_PLUGIN_IFNAME],
			 uint32_t ifindex)
{
	return is_text(ifname, RRAS_PLUGIN_IFNAME) && ifindex <= INT32_MAX;
}

static enum pppd_message_kind decode_ip(const struct rras_plugin_ip *in,
					struct pppd_message *out)
{
	if (!is_interface(in->ifname, in->ifindex)) {
		return bad(out, "An interface that does not exist");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->ifname);
	out->event.ip.ifname = out->text;
	out->event.ip.ifindex = (int)in->ifindex;
	out->event.ip.local.s_addr = in->local;
	out->event.ip.remote.s_addr = in->remote;
	out->event.ip.dns[0].s_addr = in->dns[0];
	out->event.ip.dns[1].s_addr = in->dns[1];
	out->event.ip.vj_local = in->vj_local != 0;
	out->event.ip.vj_remote = in->vj_remote != 0;
	return simple(out, DIALER_EVENT_IP_UP);
}

static enum pppd_message_kind decode_ip6(const struct rras_plugin_ip6 *in,
					 struct pppd_message *out)
{
	if (!is_interface(in->ifname, in->ifindex)) {
		return bad(out, "An interface that does not exist");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->ifname);
	out->event.ip6.ifname = out->text;
	out->event.ip6.ifindex = (int)in->ifindex;
	memcpy(out->event.ip6.local_ifid, in->local, sizeof(in->local));
	memcpy(out->event.ip6.remote_ifid, in->remote, sizeof(in->remote));
	return simple(out, DIALER_EVENT_IP6_UP);
}

static enum pppd_message_kind
decode_terminate(const struct rras_plugin_terminate *in,
		 struct pppd_message *out)
{
	if (!is_text(in->text, sizeof(in->text))) {
		return bad(out, "A text without an end");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->text);
	out->event.terminate.protocol = protocol_of(in->protocol);
	out->event.terminate.from_peer = in->from_peer != 0;
	out->event.terminate.text = out->text;
	return simple(out, DIALER_EVENT_TERMINATE);
}

static enum pppd_message_kind decode_refused(uint32_t auth,
					     struct pppd_message *out)
{
	if (auth >= RRAS_PLUGIN_AUTH_COUNT) {
		return bad(out, "An authentication that does not exist");
	}
	out->event.text = auth_names[auth];
	return simple(out, DIALER_EVENT_AUTH_REFUSED);
}

static enum pppd_message_kind decode_secret_request(uint32_t auth,
						    struct pppd_message *out)
{
	if (auth >= RRAS_PLUGIN_AUTH_COUNT) {
		return bad(out, "An authentication that does not exist");
	}
	out->auth = (enum rras_plugin_auth)auth;
	return PPPD_MESSAGE_SECRET_REQUEST;
}

static enum pppd_message_kind
decode_tunnel_up(const struct rras_plugin_tunnel_up *in,
		 struct pppd_message *out)
{
	if (!is_text(in->local, sizeof(in->local)) ||
	    !is_text(in->remote, sizeof(in->remote))) {
		return bad(out, "A tunnel without ends");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->local);
	dialer_copy_text(out->remote, sizeof(out->remote), in->remote);
	out->event.tunnel.local = out->text;
	out->event.tunnel.remote = out->remote;
	return simple(out, DIALER_EVENT_TUNNEL_UP);
}

static enum pppd_message_kind
decode_tunnel_ended(const struct rras_plugin_tunnel_ended *in,
		    struct pppd_message *out)
{
	if (in->result == DIALER_CONNECT_OK ||
	    in->result >= DIALER_CONNECT_RESULTS ||
	    !is_text(in->text, sizeof(in->text))) {
		return bad(out, "An end of a tunnel that does not exist");
	}
	dialer_copy_text(out->text, sizeof(out->text), in->text);
	out->event.connect.result = (enum dialer_connect_result)in->result;
	out->event.connect.text = out->text;
	return simple(out, in->was_up ? DIALER_EVENT_TUNNEL_CLOSED
				      : DIALER_EVENT_CONNECT_REPORT);
}

static enum pppd_message_kind decode_dialed(const struct rras_plugin_dialed *in,
					    struct pppd_message *out)
{
	if (in->id == 0 || in->up_realtime > INT64_MAX ||
	    in->up_boottime > INT64_MAX) {
		return bad(out, "A link that does not exist");
	}
	out->dialed.id = in->id;
	out->dialed.up_realtime = in->up_realtime;
	out->dialed.up_boottime = in->up_boottime;
	return PPPD_MESSAGE_DIALED;
}

static enum pppd_message_kind decode_body(const struct rras_plugin_message *in,
					  struct pppd_message *out)
{
	switch (in->type) {
	case RRAS_PLUGIN_HELLO:
		return decode_hello(&in->hello, out);
	case RRAS_PLUGIN_DIALED:
		return decode_dialed(&in->dialed, out);
	case RRAS_PLUGIN_STATE_END:
		return PPPD_MESSAGE_STATE_END;
	case RRAS_PLUGIN_PHASE:
		return decode_phase(&in->phase, out);
	case RRAS_PLUGIN_HEARD:
		return simple(out, DIALER_EVENT_PEER_HEARD);
	case RRAS_PLUGIN_LCP:
		return decode_lcp(&in->lcp, out);
	case RRAS_PLUGIN_LCP_TIMEOUT:
		return simple(out, DIALER_EVENT_LCP_TIMEOUT);
	case RRAS_PLUGIN_AUTH_REFUSED:
		return decode_refused(in->protocol, out);
	case RRAS_PLUGIN_SECRET_REQUEST:
		return decode_secret_request(in->secret_request.auth, out);
	case RRAS_PLUGIN_KEY_REQUEST:
		return PPPD_MESSAGE_KEY_REQUEST;
	case RRAS_PLUGIN_TUNNEL_UP:
		return decode_tunnel_up(&in->tunnel_up, out);
	case RRAS_PLUGIN_TUNNEL_ENDED:
		return decode_tunnel_ended(&in->tunnel_ended, out);
	case RRAS_PLUGIN_AUTH:
		return decode_auth(&in->auth, out);
	case RRAS_PLUGIN_UNPROVEN:
		return decode_unproven(&in->auth, out);
	case RRAS_PLUGIN_PEER:
		return decode_peer(&in->peer, out);
	case RRAS_PLUGIN_CCP:
		return decode_ccp(&in->ccp, out);
	case RRAS_PLUGIN_IP_UP:
		return decode_ip(&in->ip, out);
	case RRAS_PLUGIN_IP_DOWN:
		return simple(out, DIALER_EVENT_IP_DOWN);
	case RRAS_PLUGIN_IP6_UP:
		return decode_ip6(&in->ip6, out);
	case RRAS_PLUGIN_IP6_DOWN:
		return simple(out, DIALER_EVENT_IP6_DOWN);
	case RRAS_PLUGIN_PROTOCOL_REJECT:
		out->event.protocol = protocol_of(in->protocol);
		return simple(out, DIALER_EVENT_PROTOCOL_REJECT);
	case RRAS_PLUGIN_TERMINATE:
		return decode_terminate(&in->terminate, out);
	case RRAS_PLUGIN_HANGUP:
		return simple(out, DIALER_EVENT_HANGUP);
	case RRAS_PLUGIN_ECHO_TIMEOUT:
		return simple(out, DIALER_EVENT_ECHO_TIMEOUT);
	default: /* RRAS_PLUGIN_EXIT; body_size() knows no other */
		out->event.traffic.rx_bytes = in->exit.rx_bytes;
		out->event.traffic.tx_bytes = in->exit.tx_bytes;
		return simple(out, DIALER_EVENT_TRAFFIC);
	}
}

enum pppd_message_kind pppd_message_decode(const void *bytes, size_t size,
					   struct pppd_message *message)
{
	struct rras_plugin_message in;
	ssize_t body;

	memset(message, 0, sizeof(*message));
	if (size < RRAS_PLUGIN_HEADER || size > sizeof(in)) {
		return bad(message, "A message of no possible size");
	}
	memset(&in, 0, sizeof(in));
	memcpy(&in, bytes, size);
	body = body_size(in.type);
	if (body < 0) {
		return bad(message, "A message of no known type");
	}
	if (size != RRAS_PLUGIN_HEADER + (size_t)body) {
		return bad(message, "A message of the wrong size");
	}
	return decode_body(&in, message);
}
