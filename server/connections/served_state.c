/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a served link's plugin has told of it so far.
 */
#include <string.h>
#include "server/dialer/pppd_event.h"
#include "served_state.h"

#define NS_PER_SECOND 1000000000

static const enum port_kind kinds[RRAS_PLUGIN_KIND_COUNT] = {
	[RRAS_PLUGIN_KIND_PPPOE] = PORT_KIND_PPPOE,
	[RRAS_PLUGIN_KIND_PPTP] = PORT_KIND_PPTP,
	[RRAS_PLUGIN_KIND_L2TP] = PORT_KIND_L2TP,
	[RRAS_PLUGIN_KIND_SSTP] = PORT_KIND_SSTP,
	[RRAS_PLUGIN_KIND_SERIAL] = PORT_KIND_SERIAL,
};

bool served_state_is_up(const struct served_state *state)
{
	return (state->ppp.ip_up || state->ppp.ip6_up) &&
	       state->started.tv_sec != 0;
}

void served_state_dead(struct served_state *state)
{
	memset(&state->ppp, 0, sizeof(state->ppp));
}

static struct timespec time_of(uint64_t ns)
{
	return (struct timespec){
		.tv_sec = (time_t)(ns / NS_PER_SECOND),
		.tv_nsec = (long)(ns % NS_PER_SECOND),
	};
}

static bool is_text(const char text[RRAS_PLUGIN_NAME])
{
	return memchr(text, '\0', RRAS_PLUGIN_NAME) != NULL;
}

/* What the link is.  It comes a second time when the link is up. */
static bool take_link(struct served_state *state,
		      const struct rras_plugin_link *link, const char **why)
{
	if (link->kind >= RRAS_PLUGIN_KIND_COUNT || !is_text(link->device) ||
	    !is_text(link->parameter) || link->id == 0 ||
	    link->up_realtime > INT64_MAX || link->up_boottime > INT64_MAX ||
	    (state->id != 0 && link->id != state->id)) {
		*why = "A link that does not exist";
		return false;
	}
	state->id = link->id;
	state->kind = kinds[link->kind];
	state->started = time_of(link->up_realtime);
	state->started_boottime = time_of(link->up_boottime);
	dialer_copy_text(state->device, sizeof(state->device), link->device);
	dialer_copy_text(state->parameter, sizeof(state->parameter),
			 link->parameter);
	return true;
}

static void take_interface(struct served_state *state, const char *ifname,
			   int ifindex)
{
	dialer_copy_text(state->ifname, sizeof(state->ifname), ifname);
	state->ifindex = ifindex;
}

static void take_event(struct served_state *state,
		       const struct dialer_event *event)
{
	ppp_projection_take(&state->ppp, event);
	switch (event->type) {
	case DIALER_EVENT_LCP:
		dialer_copy_text(state->number, sizeof(state->number),
				 event->lcp.endpoint);
		break;
	case DIALER_EVENT_PEER:
		state->ppp.lcp_local.eap_type = event->peer.eap_type;
		dialer_copy_text(state->user, sizeof(state->user),
				 event->peer.name);
		break;
	case DIALER_EVENT_IP_UP:
		take_interface(state, event->ip.ifname, event->ip.ifindex);
		break;
	case DIALER_EVENT_IP6_UP:
		take_interface(state, event->ip6.ifname, event->ip6.ifindex);
		break;
	case DIALER_EVENT_TERMINATE:
		dialer_copy_text(state->reason, sizeof(state->reason),
				 event->terminate.text);
		break;
	case DIALER_EVENT_HANGUP:
		dialer_copy_text(state->reason, sizeof(state->reason),
				 "the line is gone");
		break;
	case DIALER_EVENT_ECHO_TIMEOUT:
		dialer_copy_text(state->reason, sizeof(state->reason),
				 "the peer does not respond");
		break;
	default: /* on the way up; of no interest until it is */
		break;
	}
}

static bool take_decoded(struct served_state *state, const void *bytes,
			 size_t size, const char **why)
{
	struct pppd_message message;

	switch (pppd_message_decode(bytes, size, &message)) {
	case PPPD_MESSAGE_EVENT:
		take_event(state, &message.event);
		return true;
	case PPPD_MESSAGE_NOTHING:
		return true;
	case PPPD_MESSAGE_SECRET_REQUEST:
		*why = "A served link asks for a password";
		return false;
	default:
		*why = "A message that is none";
		return false;
	}
}

/* The first message: everything after it depends on its version. */
static bool take_hello(struct served_state *state,
		       const struct rras_plugin_message *in, size_t size,
		       const char **why)
{
	if (in->type != RRAS_PLUGIN_HELLO ||
	    size != RRAS_PLUGIN_HEADER + sizeof(in->hello)) {
		*why = "It does not say hello";
		return false;
	}
	if (in->hello.version != RRAS_PLUGIN_VERSION) {
		*why = "The pppd plugin is of another version";
		return false;
	}
	state->greeted = true;
	return true;
}

bool served_state_take(struct served_state *state, const void *bytes,
		       size_t size, const char **why)
{
	struct rras_plugin_message in;

	if (size < RRAS_PLUGIN_HEADER || size > sizeof(in)) {
		*why = "A message of no possible size";
		return false;
	}
	memset(&in, 0, sizeof(in));
	memcpy(&in, bytes, size);
	if (!state->greeted) {
		return take_hello(state, &in, size, why);
	}
	if (in.type == RRAS_PLUGIN_LINK &&
	    size == RRAS_PLUGIN_HEADER + sizeof(in.link)) {
		return take_link(state, &in.link, why);
	}
	if (in.type == RRAS_PLUGIN_STATE_END && size == RRAS_PLUGIN_HEADER) {
		*why = "A link that does not say what it is";
		state->complete = state->id != 0;
		return state->complete;
	}
	return take_decoded(state, bytes, size, why);
}
