/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state machine of a link: what an event or a passed deadline does to it.
 *
 *   DISCONNECTED --connect--> CONNECTING --up--> CONNECTED
 *        ^                        |                  |
 *        |                 deadline, refusal,   hang-up, loss
 *        |                     hang-up               |
 *        +------- GONE ------ DISCONNECTING <--------+
 *
 * CONNECTING and DISCONNECTING always have a deadline.  DISCONNECTING is
 * pressed on in steps: wait for the end that has begun, ask for it, kill.
 */
#include <string.h>
#include "link.h"

static void set_text(struct dialer_link *link, const char **text,
		     const char *value)
{
	char *old = (char *)(uintptr_t)*text;
	char *copy = value[0] != '\0' ? talloc_strdup(link, value) : NULL;

	*text = copy != NULL ? copy : "";
	if (old != NULL && old[0] != '\0') {
		talloc_free(old);
	}
}

static void notify_owner(struct tevent_context *ev, struct tevent_immediate *im,
			 void *private_data)
{
	struct dialer_link *link = private_data;

	link->notify_scheduled = false;
	link->changed(link, link->private_data);
}

static void status_changed(struct dialer_link *link)
{
	if (link->changed == NULL || link->notify_scheduled) {
		return;
	}
	link->notify_scheduled = true;
	tevent_schedule_immediate(link->notify, link->dialer->ev, notify_owner,
				  link);
}

static void set_state(struct dialer_link *link, enum dialer_state state)
{
	link->status.state = state;
	link->status.since = tevent_timeval_current();
	status_changed(link);
}

/* -- deadlines -- */

static void link_end(struct dialer_link *link, enum link_ending ending);
static void link_finish(struct dialer_link *link, WERROR hangup_error);

static void deadline_passed(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data)
{
	struct dialer_link *link = private_data;

	link->deadline = NULL;
	switch (link->ending) {
	case LINK_ENDING_NONE:
		link->facts.deadline = link->status.phase;
		link_end(link, LINK_ENDING_HANGUP);
		break;
	case LINK_ENDING_BY_ITSELF:
		link_end(link, LINK_ENDING_HANGUP);
		break;
	case LINK_ENDING_HANGUP:
		link_end(link, LINK_ENDING_KILL);
		break;
	case LINK_ENDING_KILL:
		/* A process that SIGKILL does not end sits in the kernel. */
		link_finish(link, WERR_TIMEOUT);
		break;
	}
}

/* Without memory for a timer there is no deadline, so there is no waiting. */
static void set_deadline(struct dialer_link *link, uint32_t seconds)
{
	TALLOC_FREE(link->deadline);
	if (seconds == 0) {
		return;
	}
	link->deadline = tevent_add_timer(
		link->dialer->ev, link, tevent_timeval_current_ofs(seconds, 0),
		deadline_passed, link);
	if (link->deadline == NULL) {
		link->dialer->backend->kill(link->attempt);
	}
}

static uint32_t seconds_of_phase(const struct dialer_link *link,
				 enum dialer_phase phase)
{
	const struct dialer_config *config = link->dialer->config;

	switch (phase) {
	case DIALER_PHASE_DIAL:
		/* the connect helper keeps the modem's own deadline */
		return config->dial_timeout +
		       (link->settings->kind == DIALER_KIND_MODEM
				? config->modem_connect_timeout
				: 0);
	case DIALER_PHASE_LCP:
	case DIALER_PHASE_AUTHENTICATE:
		return config->authenticate_timeout;
	case DIALER_PHASE_NETWORK:
		return config->network_timeout;
	case DIALER_PHASE_HANGUP:
		return config->hangup_timeout;
	default:
		return 0;
	}
}

static void set_phase(struct dialer_link *link, enum dialer_phase phase)
{
	link->status.phase = phase;
	if (phase > link->facts.phase && phase <= DIALER_PHASE_UP) {
		link->facts.phase = phase;
	}
	set_deadline(link, seconds_of_phase(link, phase));
	status_changed(link);
}

/* -- the end -- */

/* Press the end of the attempt on, at least to @ending. */
static void link_end(struct dialer_link *link, enum link_ending ending)
{
	if (link->attempt == NULL || link->ending >= ending) {
		return;
	}
	link->ending = ending;
	set_phase(link, DIALER_PHASE_HANGUP);
	if (link->status.state != DIALER_DISCONNECTING) {
		set_state(link, DIALER_DISCONNECTING);
	}
	if (ending == LINK_ENDING_HANGUP) {
		link->dialer->backend->hangup(link->attempt);
	} else if (ending == LINK_ENDING_KILL) {
		link->dialer->backend->kill(link->attempt);
	}
}

void link_hangup(struct dialer_link *link)
{
	if (link->ending == LINK_ENDING_NONE) {
		link->facts.hangup_asked = true;
	}
	link_end(link, LINK_ENDING_HANGUP);
}

static void report_cause(struct dialer_link *link)
{
	const struct dialer_cause *cause = dialer_cause_find(&link->facts);
	char *words = dialer_cause_words(link, cause, &link->facts);

	link->status.last_error = W_ERROR((uint32_t)cause->error);
	link->status.failed = cause->failure;
	set_text(link, &link->status.reason,
		 words != NULL ? words : cause->words);
	talloc_free(words);
	if (link->facts.auth_message[0] != '\0') {
		set_text(link, &link->status.peer_message,
			 link->facts.auth_message);
	} else if (link->facts.lcp.side == DIALER_SIDE_PEER) {
		set_text(link, &link->status.peer_message,
			 link->facts.lcp.text);
	}
}

static void forget_attempt(struct dialer_link *link)
{
	struct dialer_status *status = &link->status;
	const struct in_addr none = {0};

	TALLOC_FREE(link->deadline);
	TALLOC_FREE(link->attempt);
	link->dialer->in_use--;
	TALLOC_FREE(link->settings);
	memset(&link->use, 0, sizeof(link->use));
	link->ending = LINK_ENDING_NONE;
	link->ip_up = link->ip6_up = false;
	status->phase = DIALER_PHASE_NONE;
	set_text(link, &status->device, "");
	set_text(link, &status->auth_protocol, "");
	status->ifname[0] = '\0';
	status->local = status->remote = none;
	status->dns[0] = status->dns[1] = none;
	memset(status->local_ifid, 0, sizeof(status->local_ifid));
	memset(status->remote_ifid, 0, sizeof(status->remote_ifid));
	status->mru = status->mtu = status->mppe_bits = 0;
	status->pid = 0;
}

/* Nothing of the attempt is left, or so little that we give it up. */
static void link_finish(struct dialer_link *link, WERROR hangup_error)
{
	report_cause(link);
	forget_attempt(link);
	set_state(link, DIALER_DISCONNECTED);
	link->hangup_error = hangup_error;
	link_answer_waiters(link);
}

/* -- the way up -- */

void link_begin(struct dialer_link *link)
{
	struct dialer_status *status = &link->status;

	link->dialer->in_use++;
	link->facts = (struct dialer_facts){.kind = link->settings->kind};
	status->attempt_started = tevent_timeval_current();
	status->rx_bytes = status->tx_bytes = 0;
	status->pid = link->dialer->backend->pid(link->attempt);
	set_text(link, &status->device, link->use.device.name);
	set_text(link, &status->peer_message, "");
	set_state(link, DIALER_CONNECTING);
	set_phase(link, DIALER_PHASE_DIAL);
}

/*
 * IPv4, when it is wanted, decides; but a peer that does not speak it at all
 * gives a link all the same if it speaks IPv6 and that is wanted.
 */
static bool is_complete(const struct dialer_link *link)
{
	if (!link->settings->ipv4 ||
	    (link->facts.ipcp_rejected && link->settings->ipv6)) {
		return link->ip6_up;
	}
	return link->ip_up;
}

static void network_up(struct dialer_link *link)
{
	if (link->ending != LINK_ENDING_NONE || !is_complete(link)) {
		return;
	}
	if (link->status.state == DIALER_CONNECTING) {
		link->facts.was_up = true;
		link->status.last_error = WERR_OK;
		link->status.failed = false;
		set_text(link, &link->status.reason, "");
		set_phase(link, DIALER_PHASE_UP);
		set_state(link, DIALER_CONNECTED);
		link_answer_waiters(link);
	}
	status_changed(link);
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
		set_phase(link, phase);
	}
}

static void on_ip_up(struct dialer_link *link, const struct dialer_event *event)
{
	struct dialer_status *status = &link->status;

	link->ip_up = true;
	status->local = event->ip.local;
	status->remote = event->ip.remote;
	status->dns[0] = event->ip.dns[0];
	status->dns[1] = event->ip.dns[1];
	dialer_copy_text(status->ifname, sizeof(status->ifname),
			 event->ip.ifname);
	network_up(link);
}

static void on_ip6_up(struct dialer_link *link,
		      const struct dialer_event *event)
{
	struct dialer_status *status = &link->status;

	link->ip6_up = true;
	memcpy(status->local_ifid, event->ip6.local_ifid,
	       sizeof(status->local_ifid));
	memcpy(status->remote_ifid, event->ip6.remote_ifid,
	       sizeof(status->remote_ifid));
	dialer_copy_text(status->ifname, sizeof(status->ifname),
			 event->ip6.ifname);
	network_up(link);
}

static void on_ip_down(struct dialer_link *link)
{
	if (link->status.state == DIALER_CONNECTED && !is_complete(link)) {
		link_end(link, LINK_ENDING_BY_ITSELF);
	}
}

static void on_lcp(struct dialer_link *link, const struct dialer_event *event)
{
	link->status.mru = event->lcp.mru;
	link->status.mtu = event->lcp.mtu;
	set_text(link, &link->status.auth_protocol, event->lcp.auth_protocol);
	status_changed(link);
}

static void on_auth(struct dialer_link *link, const struct dialer_event *event)
{
	struct dialer_facts *facts = &link->facts;

	facts->auth_failed = !event->auth.ok;
	dialer_copy_text(facts->auth_message, sizeof(facts->auth_message),
			 event->auth.message);
	set_text(link, &link->status.auth_protocol, event->auth.protocol);
	set_text(link, &link->status.peer_message, facts->auth_message);
	status_changed(link);
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

static void on_protocol_reject(struct dialer_link *link,
			       enum dialer_protocol protocol)
{
	if (protocol == (link->settings->ipv4 ? DIALER_PROTOCOL_IPCP
					      : DIALER_PROTOCOL_IPV6CP)) {
		link->facts.ipcp_rejected = true;
		network_up(link);
	}
}

static void on_gone(struct dialer_link *link, const struct dialer_event *event)
{
	struct dialer_facts *facts = &link->facts;

	facts->gone = true;
	facts->signalled = event->gone.signalled;
	facts->status = event->gone.status;
	dialer_copy_text(facts->last_words, sizeof(facts->last_words),
			 event->gone.text);
	link_finish(link, WERR_OK);
}

/* What comes after we have asked for the end is its consequence, no cause. */
static bool is_consequence(const struct dialer_link *link,
			   const struct dialer_event *event)
{
	return link->ending >= LINK_ENDING_HANGUP &&
	       event->type != DIALER_EVENT_GONE &&
	       event->type != DIALER_EVENT_TRAFFIC;
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
		facts->connect = event->connect.result;
		dialer_copy_text(facts->connect_text,
				 sizeof(facts->connect_text),
				 event->connect.text);
		break;
	case DIALER_EVENT_PEER_HEARD:
		facts->heard = true;
		break;
	case DIALER_EVENT_LCP_TIMEOUT:
		facts->lcp_timeout = true;
		break;
	case DIALER_EVENT_AUTH_REFUSED:
		facts->auth_refused = true;
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
	switch (event->type) {
	case DIALER_EVENT_PHASE:
		on_phase(link, event->phase);
		break;
	case DIALER_EVENT_LCP:
		on_lcp(link, event);
		break;
	case DIALER_EVENT_AUTH:
		on_auth(link, event);
		break;
	case DIALER_EVENT_CCP:
		link->status.mppe_bits = event->ccp.mppe_bits;
		status_changed(link);
		break;
	case DIALER_EVENT_IP_UP:
		on_ip_up(link, event);
		break;
	case DIALER_EVENT_IP6_UP:
		on_ip6_up(link, event);
		break;
	case DIALER_EVENT_IP_DOWN:
		link->ip_up = false;
		on_ip_down(link);
		break;
	case DIALER_EVENT_IP6_DOWN:
		link->ip6_up = false;
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
	default:
		note_fact(link, event);
		break;
	}
}
