/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link and its record: what is written for the daemon after this one, and
 * what that one makes of it.
 */
#include <string.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "server/ipc/loop_clock.h"
#include "endpoint.h"
#include "link.h"
#include "record_projection.h"

#define USEC_PER_SECOND 1000000

static uint64_t microseconds(const struct timeval *time)
{
	return (uint64_t)time->tv_sec * USEC_PER_SECOND +
	       (uint64_t)time->tv_usec;
}

static struct timeval timeval_of(uint64_t usec)
{
	return (struct timeval){
		.tv_sec = (time_t)(usec / USEC_PER_SECOND),
		.tv_usec = (suseconds_t)(usec % USEC_PER_SECOND),
	};
}

/* -- writing -- */

/* Before it has begun, its status is that of the one before. */
static void put_progress(struct rras_link_record *to,
			 const struct dialer_link *link)
{
	const struct dialer_status *status = &link->status;
	bool begun = status->state != DIALER_DISCONNECTED &&
		     status->phase >= DIALER_PHASE_DIAL;

	to->state = begun ? status->state : DIALER_CONNECTING;
	to->phase = begun ? status->phase : DIALER_PHASE_DIAL;
	if (!begun) {
		return;
	}
	to->attempt_started = microseconds(&status->attempt_started);
	to->since = microseconds(&status->since);
	to->was_up = status->was_up;
	to->hangup_asked = (uint8_t)link->facts.hangup_asked;
	to->ipcp_rejected = link->facts.ipcp_rejected;
	to->pid = (uint32_t)status->pid;
	record_time_put(&to->connected, &status->connected,
			&status->connected_boottime);
	record_projection_put(&to->ppp, &status->ppp);
}

WERROR link_save(struct dialer_link *link)
{
	const struct dialer_settings *settings = link->settings;
	const struct dialer_status *status = &link->status;
	struct rras_link_record record = {
		.version = RRAS_LINK_RECORD_VERSION,
		.key = link->key,
		.target = (uint32_t)status->target,
		.remote_endpoint = status->remote_endpoint,
		.local_endpoint = status->local_endpoint,
		.ifname = status->ifname,
		.ifindex = (uint32_t)status->ifindex,
		.note_size = (uint32_t)link->note.length,
		.note = link->note.data,
	};

	if (link->record == NULL || settings == NULL) {
		return WERR_OK;
	}
	record.id = link_record_id(link->record);
	record.kind = settings->kind;
	record.device = settings->device;
	record.number = settings->number;
	record.user = settings->user;
	record.domain = settings->domain;
	record.ipv4 = settings->ipv4;
	record.ipv6 = settings->ipv6;
	if (link->claim != NULL) {
		record.dwPort = port_claim_port(link->claim)->dwPort;
	}
	put_progress(&record, link);
	return link_record_write(link->record, &record);
}

WERROR dialer_link_set_note(struct dialer_link *link, const DATA_BLOB *note)
{
	DATA_BLOB copy;

	if (note->length > RRAS_MAX_LINK_NOTE) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	copy = data_blob_talloc(link, note->data, note->length);
	if (copy.data == NULL && note->length != 0) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	data_blob_free(&link->note);
	link->note = copy;
	(void)link_save(link);
	return WERR_OK;
}

DATA_BLOB dialer_link_note(const struct dialer_link *link)
{
	return link->note;
}

/* -- reading -- */

/* What the entry says now may be another thing than what was dialed. */
WERROR link_restore_settings(struct dialer_link *link,
			     const struct rras_link_record *record,
			     const struct dialer_settings *now)
{
	struct dialer_settings settings = {.password = ""};

	if (now != NULL) {
		settings = *now;
	}
	settings.kind = (enum dialer_kind)record->kind;
	settings.device = record->device;
	settings.number = record->number;
	settings.user = record->user;
	settings.domain = record->domain;
	settings.ipv4 = record->ipv4 != 0;
	settings.ipv6 = record->ipv6 != 0;
	if (record->target >= settings.num_targets) {
		settings.num_targets = 0; /* nothing to try after it */
	}
	link->settings = dialer_settings_copy(link, &settings);
	return link->settings != NULL ? WERR_OK
				      : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void restore_facts(struct dialer_link *link,
			  const struct rras_link_record *record)
{
	link->facts = (struct dialer_facts){
		.kind = (enum dialer_kind)record->kind,
		.phase = (enum dialer_phase)record->phase,
		.was_up = record->was_up != 0,
		.hangup_asked = (enum dialer_hangup)record->hangup_asked,
		.ipcp_rejected = record->ipcp_rejected != 0,
		.auth_agreed = record->ppp.lcp_remote.auth_protocol != 0,
	};
}

static struct timeval time_or_now(uint64_t usec)
{
	return usec != 0 ? timeval_of(usec) : time_of_day();
}

void link_restore_status(struct dialer_link *link,
			 const struct rras_link_record *record)
{
	struct dialer_status *status = &link->status;

	restore_facts(link, record);
	status->adopted = true;
	status->last_error = WERR_OK;
	status->failed = false;
	status->was_up = record->was_up != 0;
	status->attempt_started = time_or_now(record->attempt_started);
	status->kind = (enum dialer_kind)record->kind;
	status->target = record->target;
	status->rx_bytes = status->tx_bytes = 0;
	status->dwPort = record->dwPort;
	status->ifindex = (int)record->ifindex;
	dialer_copy_text(status->ifname, sizeof(status->ifname),
			 record->ifname);
	record_time_get(&record->connected, &status->connected,
			&status->connected_boottime);
	record_projection_get(&status->ppp, &record->ppp);
	link_set_text(link, &status->reason, "");
	link_set_text(link, &status->peer_message, "");
	link_set_text(link, &status->device, record->device);
	link_set_text(link, &status->number, record->number);
	link_set_text(link, &status->user, record->user);
	link_set_text(link, &status->domain, record->domain);
	link_set_text(link, &status->remote_endpoint, record->remote_endpoint);
	link_set_text(link, &status->local_endpoint, record->local_endpoint);
	link_set_state(link, (enum dialer_state)record->state);
	status->since = time_or_now(record->since);
}

bool link_record_makes_sense(const struct rras_link_record *record)
{
	return record->kind <= DIALER_KIND_SSTP &&
	       record->hangup_asked <= DIALER_HANGUP_PAUSED &&
	       record->pid <= INT32_MAX &&
	       (record->state == DIALER_CONNECTING ||
		record->state == DIALER_CONNECTED ||
		record->state == DIALER_DISCONNECTING) &&
	       record->phase >= DIALER_PHASE_DIAL &&
	       record->phase <= DIALER_PHASE_HANGUP &&
	       record->ifindex <= INT32_MAX && record->device != NULL &&
	       record->number != NULL && record->user != NULL &&
	       record->domain != NULL && record->ifname != NULL &&
	       record->remote_endpoint != NULL &&
	       record->local_endpoint != NULL;
}
