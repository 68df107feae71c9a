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
 * An attempt whose turn has not come (dial_queue.h) is CONNECTING without a
 * child, and ends at once.
 *
 * CONNECTING and DISCONNECTING always have a deadline.  DISCONNECTING is
 * pressed on in steps: wait for the end that has begun, ask for it, kill.
 */
#include <string.h>
#include "server/ipc/loop_clock.h"
#include "endpoint.h"
#include "link.h"

void link_set_text(struct dialer_link *link, const char **text,
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
	struct link_record *record =
		talloc_move(link->dialer, &link->record_of_end);

	link->notify_scheduled = false;
	(void)link_save(link);
	if (link->changed != NULL) {
		link->changed(link, link->private_data);
	}
	talloc_free(record); /* with its files */
}

void link_status_changed(struct dialer_link *link)
{
	if (link->notify_scheduled) {
		return;
	}
	link->notify_scheduled = true;
	tevent_schedule_immediate(link->notify, link->dialer->ev, notify_owner,
				  link);
}

void link_set_state(struct dialer_link *link, enum dialer_state state)
{
	link->status.state = state;
	link->status.since = time_of_day();
	link_status_changed(link);
}

/* -- deadlines -- */

static void deadline_passed(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data)
{
	struct dialer_link *link = private_data;

	link->deadline = NULL;
	switch (link->ending) {
	case LINK_ENDING_NONE:
		link->facts.deadline = link->status.phase;
		link->facts.not_adopted =
			link->silent && link->status.phase == DIALER_PHASE_UP;
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
	if (link->deadline != NULL) {
		return;
	}
	link->facts.no_memory |= link->ending == LINK_ENDING_NONE;
	if (link->attempt != NULL) {
		link->dialer->backend->kill(link->attempt);
	} else {
		link_finish(link, WERR_OK);
	}
}

static uint32_t seconds_of_phase(const struct dialer_link *link,
				 enum dialer_phase phase)
{
	const struct dialer_config *config = link->dialer->config;

	switch (phase) {
	case DIALER_PHASE_QUEUED:
		return config->queue_timeout;
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
	case DIALER_PHASE_UP:
		return link->silent ? config->adopt_timeout : 0;
	case DIALER_PHASE_HANGUP:
		return config->hangup_timeout;
	default:
		return 0;
	}
}

/* The port's condition ([MS-RRASM] 2.2.1.1.4) follows the way up; one that
 * hangs up is what it was until it is given back. */
static void set_condition(struct dialer_link *link, enum dialer_phase phase)
{
	if (link->claim == NULL) {
		return;
	}
	switch (phase) {
	case DIALER_PHASE_AUTHENTICATE:
		port_claim_set_condition(link->claim, RAS_PORT_AUTHENTICATING);
		break;
	case DIALER_PHASE_NETWORK:
	case DIALER_PHASE_UP:
		port_claim_set_condition(link->claim, RAS_PORT_AUTHENTICATED);
		break;
	default:
		break;
	}
}

void link_set_phase(struct dialer_link *link, enum dialer_phase phase)
{
	link->status.phase = phase;
	dialer_history_phase(link->history, phase);
	set_condition(link, phase);
	if (phase > link->facts.phase && phase <= DIALER_PHASE_UP) {
		link->facts.phase = phase;
	}
	set_deadline(link, seconds_of_phase(link, phase));
	link_status_changed(link);
}

/* -- the end -- */

void link_end(struct dialer_link *link, enum link_ending ending)
{
	if (link->status.phase == DIALER_PHASE_QUEUED) {
		link_finish(link, WERR_OK); /* there is nothing to end */
		return;
	}
	if (link->attempt == NULL || link->ending >= ending) {
		return;
	}
	link->ending = ending;
	link_set_phase(link, DIALER_PHASE_HANGUP);
	/* An attempt that goes on with another target is CONNECTING still. */
	if (link->status.state != DIALER_DISCONNECTING &&
	    !link_has_next_target(link)) {
		link_set_state(link, DIALER_DISCONNECTING);
	}
	if (ending == LINK_ENDING_HANGUP) {
		link->dialer->backend->hangup(link->attempt);
	} else if (ending == LINK_ENDING_KILL) {
		link->dialer->backend->kill(link->attempt);
	}
}

void link_hangup(struct dialer_link *link, enum dialer_hangup why)
{
	if (link->status.state == DIALER_CONNECTING ||
	    link->ending == LINK_ENDING_NONE) {
		link->facts.hangup_asked = why;
	}
	link_end(link, LINK_ENDING_HANGUP);
	if (link->status.state == DIALER_CONNECTING && link->attempt != NULL) {
		/* one target had failed, and the next is not tried */
		link_set_state(link, DIALER_DISCONNECTING);
	}
}

static void report_cause(struct dialer_link *link)
{
	const struct dialer_cause *cause = dialer_cause_find(&link->facts);
	char *words = dialer_cause_words(link, cause, &link->facts);

	link->status.last_error = cause->fact == CAUSE_NOT_STARTED
					  ? link->facts.not_started
					  : W_ERROR((uint32_t)cause->error);
	link->status.failed = cause->failure;
	link_set_text(link, &link->status.reason,
		      words != NULL ? words : cause->words);
	talloc_free(words);
	if (link->facts.auth_message[0] != '\0') {
		link_set_text(link, &link->status.peer_message,
			      link->facts.auth_message);
	} else if (link->facts.lcp.side == DIALER_SIDE_PEER) {
		link_set_text(link, &link->status.peer_message,
			      link->facts.lcp.text);
	}
}

static void forget_attempt(struct dialer_link *link)
{
	struct dialer_status *status = &link->status;

	TALLOC_FREE(link->deadline);
	TALLOC_FREE(link->attempt);
	talloc_free(link->record_of_end);
	link->record_of_end = link->record;
	link->record = NULL;
	TALLOC_FREE(link->settings);
	TALLOC_FREE(link->claim);
	TALLOC_FREE(link->turn);
	data_blob_free(&link->note);
	link->silent = false;
	memset(&link->told_up, 0, sizeof(link->told_up));
	memset(&link->told_up_boottime, 0, sizeof(link->told_up_boottime));
	link->ending = LINK_ENDING_NONE;
	status->phase = DIALER_PHASE_NONE;
	link_set_text(link, &status->device, "");
	link_set_text(link, &status->number, "");
	link_set_text(link, &status->user, "");
	link_set_text(link, &status->domain, "");
	link_set_text(link, &status->remote_endpoint, "");
	link_set_text(link, &status->local_endpoint, "");
	status->pid = 0;
	status->dwPort = 0;
	status->ifname[0] = '\0';
	status->ifindex = 0;
	memset(&status->connected, 0, sizeof(status->connected));
	memset(&status->connected_boottime, 0,
	       sizeof(status->connected_boottime));
	memset(&status->ppp, 0, sizeof(status->ppp));
}

/* Nothing of the attempt is left, or so little that we give it up. */
void link_finish(struct dialer_link *link, WERROR hangup_error)
{
	report_cause(link);
	link_attempt_seen(link,
			  dialer_history_end(link->history, &link->status));
	forget_attempt(link);
	link_set_state(link, DIALER_DISCONNECTED);
	link->hangup_error = hangup_error;
	link_answer_waiters(link);
}

/* -- the beginning -- */

/* What is known of the ends before anything was heard of the other one. */
static void set_endpoints(struct dialer_link *link)
{
	const struct dialer_settings *settings = link->settings;
	struct dialer_status *status = &link->status;
	char address[DIALER_MAC_SIZE];

	link_set_text(link, &status->user, settings->user);
	link_set_text(link, &status->domain, settings->domain);
	if (settings->kind == DIALER_KIND_PPPOE) {
		dialer_mac_of_device(settings->device, address);
		link_set_text(link, &status->local_endpoint, address);
		return;
	}
	link_set_text(link, &status->local_endpoint,
		      dialer_kind_is_tunnel(settings->kind) ? ""
							    : settings->device);
	link_set_text(link, &status->remote_endpoint,
		      settings->kind == DIALER_KIND_DIRECT ? ""
							   : settings->number);
}

void link_begin_target(struct dialer_link *link)
{
	struct dialer_status *status = &link->status;

	link->facts = (struct dialer_facts){
		.kind = link->settings->kind,
		.tried = link->tried,
		.mppe_demanded = dialer_settings_mppe(link->settings) >=
				 DIALER_ENCRYPTION_REQUIRE,
	};
	status->kind = link->settings->kind;
	status->dwPort = port_claim_port(link->claim)->dwPort;
	link_set_text(link, &status->device, link->settings->device);
	link_set_text(link, &status->number, link->settings->number);
	set_endpoints(link);
	dialer_history_target(link->history, link->settings);
}

void link_begin(struct dialer_link *link)
{
	struct dialer_status *status = &link->status;

	link->tried[0] = '\0';
	link->kinds_tried = 0;
	status->attempt_started = time_of_day();
	status->rx_bytes = status->tx_bytes = 0;
	status->was_up = status->adopted = false;
	link_set_text(link, &status->peer_message, "");
	dialer_history_begin(link->history, status);
	link_begin_target(link);
	link_set_state(link, DIALER_CONNECTING);
	if (dial_turn_has_come(link->turn)) {
		link_dial(link);
	} else {
		link_set_phase(link, DIALER_PHASE_QUEUED);
	}
}

void link_child_changed(struct dialer_link *link)
{
	link->status.pid = link->dialer->backend->pid(link->attempt);
	link_status_changed(link);
}

void link_dial(struct dialer_link *link)
{
	link_child_changed(link);
	link_set_phase(link, DIALER_PHASE_DIAL);
}

void link_not_started(struct dialer_link *link, WERROR error)
{
	link->facts.not_started = error;
	link_finish(link, WERR_OK);
}
