/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each event of a backend does to a link: it becomes a fact, a change of
 * the status, a step of the state machine, or all of these.
 */
#include <string.h>
#include "endpoint.h"
#include "link.h"
#include "speed.h"

/*
 * IPv4, when it is wanted, decides; but a peer that does not speak it at all
 * gives a link all the same if it speaks IPv6 and that is wanted.
 */
static bool is_complete(const struct dialer_link *link)
{
	const struct ppp_projection *ppp = &link->status.ppp;

	if (!link->settings->ipv4 ||
	    (link->facts.ipcp_rejected && link->settings->ipv6)) {
		return ppp->ip6_up;
	}
	return ppp->ip_up;
}

/* What the line is, now that it carries something; the port says it. */
void link_tell_speed(struct dialer_link *link)
{
	const struct dialer_settings *settings = link->settings;
	uint64_t speed;

	if (link->claim == NULL) {
		return;
	}
	if (dialer_kind_is_tunnel(settings->kind)) {
		return; /* whose line should it be? */
	}
	speed = settings->kind == DIALER_KIND_PPPOE
			? dialer_speed_of_nic(settings->device)
			: dialer_speed_of_tty(settings->device);
	port_claim_set_speed(link->claim, speed != 0 ? speed : settings->speed);
}

/* It may have come up while no daemon was there. */
static void set_connected(struct dialer_link *link)
{
	struct dialer_status *status = &link->status;

	if (link->told_up.tv_sec != 0) {
		status->connected = link->told_up;
		status->connected_boottime = link->told_up_boottime;
	} else {
		clock_gettime(CLOCK_REALTIME, &status->connected);
		clock_gettime(CLOCK_BOOTTIME, &status->connected_boottime);
	}
}

static void first_up(struct dialer_link *link)
{
	link->facts.was_up = true;
	link->status.was_up = true;
	link->status.last_error = WERR_OK;
	link->status.failed = false;
	set_connected(link);
	link_set_text(link, &link->status.reason, "");
	link_tell_speed(link);
	TALLOC_FREE(link->turn);
	link_set_phase(link, DIALER_PHASE_UP);
	link_set_state(link, DIALER_CONNECTED);
	link_attempt_seen(link, dialer_history_present(link->history));
	link_answer_waiters(link);
}

/*
 * A peer may negotiate anew while the link is up (RFC 1661 4.2): then the
 * network goes down and comes back, and nobody has said that the link ends.
 */
static bool was_only_renegotiated(const struct dialer_link *link)
{
	const struct dialer_facts *facts = &link->facts;

	return link->ending == LINK_ENDING_BY_ITSELF && facts->was_up &&
	       facts->lcp.side == DIALER_SIDE_NONE && !facts->hangup &&
	       !facts->echo_timeout && !facts->auth_failed;
}

static void network_up(struct dialer_link *link)
{
	if (!is_complete(link)) {
		return;
	}
	if (link->status.state == DIALER_CONNECTING &&
	    link->ending == LINK_ENDING_NONE) {
		first_up(link);
	} else if (was_only_renegotiated(link)) {
		link->ending = LINK_ENDING_NONE;
		link->facts.ipcp.side = DIALER_SIDE_NONE;
		link_set_phase(link, DIALER_PHASE_UP);
		link_set_state(link, DIALER_CONNECTED);
		link_answer_waiters(link);
	}
	link_status_changed(link);
}

static void on_phase(struct dialer_link *link, enum dialer_phase phase)
{
	if (phase == DIALER_PHASE_HANGUP) {
		link_end(link, LINK_ENDING_BY_ITSELF);
		return;
	}
	/* pppd announces phases again on its way down and when the peer
	 * negotiates anew: only the way forward counts, so that each deadline
	 * is set once.  UP is not the backend's to tell. */
	if (link->status.state == DIALER_CONNECTING &&
	    phase > link->status.phase && phase < DIALER_PHASE_UP) {
		link_set_phase(link, phase);
	}
}

static void set_interface(struct dialer_link *link, const char *name,
			  int ifindex)
{
	struct dialer_status *status = &link->status;

	dialer_copy_text(status->ifname, sizeof(status->ifname), name);
	status->ifindex = ifindex;
	link_status_changed(link);
}

static void on_ip_up(struct dialer_link *link, const struct dialer_event *event)
{
	set_interface(link, event->ip.ifname, event->ip.ifindex);
	network_up(link);
}

static void on_ip6_up(struct dialer_link *link,
		      const struct dialer_event *event)
{
	set_interface(link, event->ip6.ifname, event->ip6.ifindex);
	network_up(link);
}

static void on_ip_down(struct dialer_link *link)
{
	if (link->status.state == DIALER_CONNECTED && !is_complete(link)) {
		link_end(link, LINK_ENDING_BY_ITSELF);
	}
	link_status_changed(link);
}

static void on_lcp(struct dialer_link *link, const struct dialer_event *event)
{
	char address[DIALER_MAC_SIZE];

	link->facts.auth_agreed =
		event->lcp.remote.auth_protocol != PPP_AUTH_NONE;
	/* The number of a modem is what was dialed, whoever has answered. */
	if (link->settings->kind == DIALER_KIND_PPPOE) {
		dialer_mac_of_text(event->lcp.endpoint, address);
		link_set_text(link, &link->status.remote_endpoint, address);
	}
	link_status_changed(link);
}

static void on_auth(struct dialer_link *link, const struct dialer_event *event)
{
	struct dialer_facts *facts = &link->facts;

	facts->auth_failed = !event->auth.ok;
	link->status.ppp.lcp_remote.eap_type = event->auth.eap_type;
	/* The words of success are none of the user's: those of MS-CHAPv2
	 * ("S=...") are a hash that was made with the password. */
	if (facts->auth_failed) {
		dialer_copy_text(facts->auth_message,
				 sizeof(facts->auth_message),
				 event->auth.message);
		link_set_text(link, &link->status.peer_message,
			      facts->auth_message);
	}
	link_status_changed(link);
}

/* The first Terminate-Request counts; those that answer it do not. */
static void on_terminate(struct dialer_link *link,
			 const struct dialer_event *event)
{
	enum dialer_protocol deciding = link->settings->ipv4
						? DIALER_PROTOCOL_IPCP
						: DIALER_PROTOCOL_IPV6CP;
	struct dialer_termination *end;

	if (event->terminate.protocol == DIALER_PROTOCOL_LCP) {
		end = &link->facts.lcp;
	} else if (event->terminate.protocol == deciding) {
		end = &link->facts.ipcp;
	} else {
		return;
	}
	if (end->side == DIALER_SIDE_NONE) {
		end->side = event->terminate.from_peer ? DIALER_SIDE_PEER
						       : DIALER_SIDE_US;
		dialer_copy_text(end->text, sizeof(end->text),
				 event->terminate.text);
	}
	if (end == &link->facts.ipcp &&
	    link->status.state == DIALER_CONNECTING) {
		/* pppd would stay for as long as any other protocol is up */
		link_end(link, LINK_ENDING_HANGUP);
	}
}

/* pppd would wait for what the peer will never speak. */
static void on_protocol_reject(struct dialer_link *link,
			       enum dialer_protocol protocol)
{
	struct dialer_facts *facts = &link->facts;

	if (protocol == DIALER_PROTOCOL_IPCP) {
		facts->ipcp_rejected = true;
	} else if (protocol == DIALER_PROTOCOL_IPV6CP) {
		facts->ipv6cp_rejected = true;
	}
	network_up(link);
	if (link->status.state == DIALER_CONNECTING &&
	    (facts->ipcp_rejected || !link->settings->ipv4) &&
	    (facts->ipv6cp_rejected || !link->settings->ipv6)) {
		link_end(link, LINK_ENDING_HANGUP);
	}
}

static void on_gone(struct dialer_link *link, const struct dialer_event *event)
{
	struct dialer_facts *facts = &link->facts;

	facts->gone = true;
	facts->end_unknown = event->gone.unknown;
	facts->signalled = event->gone.signalled;
	facts->status = event->gone.status;
	dialer_copy_text(facts->last_words, sizeof(facts->last_words),
			 event->gone.text);
	if (!link_next_target(link)) {
		link_finish(link, WERR_OK);
	}
}

/* What comes after we have asked for the end is its consequence, no cause. */
static bool is_consequence(const struct dialer_link *link,
			   const struct dialer_event *event)
{
	return link->ending >= LINK_ENDING_HANGUP &&
	       event->type != DIALER_EVENT_STARTED &&
	       event->type != DIALER_EVENT_NOT_STARTED &&
	       event->type != DIALER_EVENT_GONE &&
	       event->type != DIALER_EVENT_TRAFFIC;
}

static void note_connect(struct dialer_facts *facts,
			 const struct dialer_event *event)
{
	facts->connect = event->connect.result;
	dialer_copy_text(facts->connect_text, sizeof(facts->connect_text),
			 event->connect.text);
}

static void on_tunnel_up(struct dialer_link *link,
			 const struct dialer_event *event)
{
	link_set_text(link, &link->status.local_endpoint, event->tunnel.local);
	link_set_text(link, &link->status.remote_endpoint,
		      event->tunnel.remote);
	link_status_changed(link);
}

/* Events that are facts and nothing more. */
static void note_fact(struct dialer_link *link,
		      const struct dialer_event *event)
{
	struct dialer_facts *facts = &link->facts;

	switch (event->type) {
	case DIALER_EVENT_CONNECT_REPORT:
		facts->connect_reported =
			event->connect.result != DIALER_CONNECT_OK;
		note_connect(facts, event);
		break;
	case DIALER_EVENT_TUNNEL_CLOSED:
		facts->tunnel_closed = true;
		note_connect(facts, event);
		link_end(link, LINK_ENDING_BY_ITSELF);
		break;
	case DIALER_EVENT_PEER_HEARD:
		facts->heard = true;
		break;
	case DIALER_EVENT_LCP_TIMEOUT:
		facts->lcp_timeout = true;
		break;
	case DIALER_EVENT_AUTH_REFUSED:
		/* A method of EAP is refused after LCP has agreed on EAP. */
		facts->auth_refused = true;
		facts->auth_agreed = false;
		break;
	case DIALER_EVENT_UNPROVEN:
		facts->unproven = true;
		dialer_copy_text(facts->unproven_text,
				 sizeof(facts->unproven_text), event->text);
		break;
	case DIALER_EVENT_BROKEN:
		facts->broken = true;
		break;
	case DIALER_EVENT_HANGUP:
		facts->hangup = true;
		link_end(link, LINK_ENDING_BY_ITSELF);
		break;
	case DIALER_EVENT_ECHO_TIMEOUT:
		facts->echo_timeout = true;
		link_end(link, LINK_ENDING_BY_ITSELF);
		break;
	default:
		break;
	}
}

void link_event(const struct dialer_event *event, void *private_data)
{
	struct dialer_link *link = private_data;

	if (is_consequence(link, event)) {
		return;
	}
	ppp_projection_take(&link->status.ppp, event);
	switch (event->type) {
	case DIALER_EVENT_STARTED:
		link_child_changed(link);
		break;
	case DIALER_EVENT_NOT_STARTED:
		link_not_started(link, event->error);
		break;
	case DIALER_EVENT_PHASE:
		on_phase(link, event->phase);
		break;
	case DIALER_EVENT_TUNNEL_UP:
		on_tunnel_up(link, event);
		break;
	case DIALER_EVENT_LCP:
		on_lcp(link, event);
		break;
	case DIALER_EVENT_AUTH:
		on_auth(link, event);
		break;
	case DIALER_EVENT_CCP:
		link_status_changed(link);
		break;
	case DIALER_EVENT_IP_UP:
		on_ip_up(link, event);
		break;
	case DIALER_EVENT_IP6_UP:
		on_ip6_up(link, event);
		break;
	case DIALER_EVENT_IP_DOWN:
	case DIALER_EVENT_IP6_DOWN:
		on_ip_down(link);
		break;
	case DIALER_EVENT_PROTOCOL_REJECT:
		on_protocol_reject(link, event->protocol);
		break;
	case DIALER_EVENT_TERMINATE:
		on_terminate(link, event);
		break;
	case DIALER_EVENT_TRAFFIC:
		link->status.rx_bytes = event->traffic.rx_bytes;
		link->status.tx_bytes = event->traffic.tx_bytes;
		break;
	case DIALER_EVENT_GONE:
		on_gone(link, event);
		break;
	case DIALER_EVENT_TOLD:
		link_told(link);
		break;
	default:
		note_fact(link, event);
		break;
	}
}
