/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links that an earlier daemon has left: found by their records, shown as they
 * were, heard when their plugins call.
 *
 * The lock of a record proves that its process lives, and which one it is; a
 * plugin that calls must be that process, and know the record's id.  That holds
 * for one that has ended since: the kernel has noted which process connected.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "adopt.h"
#include "link.h"
#include "link_call.h"
#include "link_record.h"
#include "orphan.h"
#include "record_projection.h"

/* -- plugins that call -- */

static struct dialer_link *find_link(const struct dialer *dialer, uint64_t id,
				     pid_t pid)
{
	const struct dialer_backend *backend = dialer->backend;
	struct dialer_link *link;

	LIST_FOREACH(link, &dialer->links, entry)
	{
		if (link->attempt != NULL && link->record != NULL &&
		    link_record_id(link->record) == id) {
			return backend->pid(link->attempt) == pid ? link : NULL;
		}
	}
	return NULL;
}

/*
 * A link of ours that no record speaks of, and that would live for ever: its
 * record was removed by somebody, or belongs to another process.
 */
static void refuse(struct dialer *dialer, const struct link_call *call)
{
	close(call->fd);
	if (call->pidfd != -1) {
		orphan_end(dialer, NULL, call->pid, call->pidfd);
	}
}

static void called(const struct link_call *call, void *private_data)
{
	struct dialer *dialer = private_data;
	struct dialer_link *link = find_link(dialer, call->id, call->pid);

	if (link == NULL) {
		refuse(dialer, call);
		return;
	}
	if (call->pidfd != -1) {
		close(call->pidfd);
	}
	link->told_up = record_timespec(call->dialed.up_realtime);
	link->told_up_boottime = record_timespec(call->dialed.up_boottime);
	dialer->backend->attach(link->attempt, call->fd);
}

/* -- finding -- */

static const char no_memory[] = "out of memory, or of descriptors";

static WERROR open_records(struct dialer *dialer, TALLOC_CTX *mem_ctx,
			   const char **why)
{
	const char *run_dir = dialer->config->run_dir;
	const char *copy;
	WERROR error;

	if (dialer->calls != NULL) {
		return WERR_OK;
	}
	error = link_records_open(dialer, run_dir, &dialer->records, why);
	if (W_ERROR_IS_OK(error)) {
		dialer->calls = link_calls_create(dialer, dialer->ev, run_dir,
						  called, dialer, why);
		if (dialer->calls != NULL) {
			return WERR_OK;
		}
		error = W_ERROR(ERROR_ACCESS_DENIED);
	}
	copy = *why != NULL ? talloc_strdup(mem_ctx, *why) : NULL;
	*why = copy != NULL ? copy : no_memory;
	TALLOC_FREE(dialer->records);
	return error;
}

/* First those that live: a link is not to be taken by the files of a dead one
 * when it has a living one, too. */
static int living_first(const void *a, const void *b)
{
	const struct dialer_left *left_a = a, *left_b = b;

	return (int)left_b->alive - (int)left_a->alive;
}

static void fill_left(struct dialer_left *left,
		      const struct link_record_found *found)
{
	left->key = found->key;
	left->alive = found->pid != 0;
	left->usable =
		found->record != NULL && link_record_makes_sense(found->record);
	left->found = found;
}

WERROR dialer_find_left(struct dialer *dialer, TALLOC_CTX *mem_ctx,
			struct dialer_left **_left, size_t *count,
			const char **why)
{
	struct link_record_found *found;
	struct dialer_left *left;
	WERROR error;
	size_t i;

	error = open_records(dialer, mem_ctx, why);
	W_ERROR_NOT_OK_RETURN(error);
	*why = no_memory;
	error = link_records_read(mem_ctx, dialer->records, &found, count);
	W_ERROR_NOT_OK_RETURN(error);
	left = talloc_zero_array(mem_ctx, struct dialer_left,
				 (unsigned)*count + 1);
	if (left == NULL) {
		talloc_free(found);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	talloc_steal(left, found);
	for (i = 0; i < *count; i++) {
		fill_left(&left[i], &found[i]);
	}
	qsort(left, *count, sizeof(*left), living_first);
	*_left = left;
	return WERR_OK;
}

/* -- adopting -- */

static void show_dead(struct tevent_context *ev, struct tevent_immediate *im,
		      void *private_data)
{
	struct dialer_link *link = private_data;

	TALLOC_FREE(link->died);
	link->facts.died_away = true;
	link_finish(link, WERR_OK);
}

/*
 * It is shown as it was, and its end after that: so whoever follows the link
 * sees what he would have seen.  No call sees it: the loop runs immediate
 * events before it looks at any socket.
 */
static WERROR adopt_dead(struct dialer_link *link,
			 const struct link_record_found *found)
{
	const struct rras_link_record *record = found->record;

	link->died = tevent_create_immediate(link);
	W_ERROR_HAVE_NO_MEMORY(link->died);
	link->record =
		link_record_take_dead(link, link->dialer->records, found);
	W_ERROR_HAVE_NO_MEMORY_AND_FREE(link->record, link->died);
	link_restore_status(link, record);
	link->status.phase = (enum dialer_phase)record->phase;
	if (record->pid != 0) {
		link->dialer->backend->tidy((pid_t)record->pid);
	}
	dialer_history_begin(link->history, &link->status);
	tevent_schedule_immediate(link->died, link->dialer->ev, show_dead,
				  link);
	return WERR_OK;
}

/* A port that is not there any more is no reason to end a link that is. */
static void reclaim_port(struct dialer_link *link, uint32_t dwPort)
{
	if (!W_ERROR_IS_OK(ports_reclaim(link, link->dialer->ports, dwPort,
					 &link->claim))) {
		link->claim = NULL;
		link->status.dwPort = 0;
	}
}

static WERROR take_attempt(struct dialer_link *link,
			   const struct dialer_left *left, uint32_t ifindex)
{
	struct dialer *dialer = link->dialer;
	struct dialer_attempt_config made = {
		.config = dialer->config,
		.name = link->name,
		.device = link->settings->device,
		.settings = link->settings,
		.fn = link_event,
		.private_data = link,
	};
	WERROR error;
	int pidfd;

	error = link_record_take(link, dialer->records, left->found,
				 &link->record, &pidfd);
	W_ERROR_NOT_OK_RETURN(error);
	made.record = link->record;
	error = dialer->backend->adopt(dialer->backend, link, dialer->ev, &made,
				       left->found->pid, pidfd, ifindex,
				       &link->attempt);
	if (!W_ERROR_IS_OK(error)) {
		link_record_leave(link->record);
		link->record = NULL;
	}
	return error;
}

/* The deadlines begin anew: how much of them has passed is not known. */
static void go_on(struct dialer_link *link, enum dialer_phase phase)
{
	bool down = link->status.state == DIALER_DISCONNECTING;

	link->silent = true;
	link->status.pid = link->dialer->backend->pid(link->attempt);
	link->status.phase = phase;
	dialer_history_begin(link->history, &link->status);
	dialer_history_target(link->history, link->settings);
	link_attempt_seen(link, dialer_history_present(link->history));
	link_set_phase(link, phase);
	if (link->status.state == DIALER_CONNECTED) {
		link_tell_speed(link);
	}
	if (down) {
		link_end(link, LINK_ENDING_HANGUP);
	}
}

static WERROR adopt_alive(struct dialer_link *link,
			  const struct dialer_left *left,
			  const struct dialer_settings *settings)
{
	const struct rras_link_record *record = left->found->record;
	WERROR error;

	error = link_restore_settings(link, record, settings);
	if (W_ERROR_IS_OK(error)) {
		error = take_attempt(link, left, record->ifindex);
	}
	if (W_ERROR_V(error) == ERROR_FILE_NOT_FOUND) {
		TALLOC_FREE(link->settings);
		return adopt_dead(link, left->found); /* it has just died */
	}
	if (!W_ERROR_IS_OK(error)) {
		TALLOC_FREE(link->settings);
		return error;
	}
	link_restore_status(link, record);
	reclaim_port(link, record->dwPort);
	go_on(link, (enum dialer_phase)record->phase);
	return WERR_OK;
}

/* Nothing is known of it but that it lives: it is shown on its way out. */
static WERROR end_unusable(struct dialer_link *link,
			   const struct dialer_left *left)
{
	static const struct rras_link_record nothing = {
		.state = DIALER_CONNECTING,
		.phase = DIALER_PHASE_DIAL,
		.device = "",
		.number = "",
		.user = "",
		.domain = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "",
	};
	WERROR error = link_restore_settings(link, &nothing, NULL);

	if (W_ERROR_IS_OK(error)) {
		error = take_attempt(link, left, 0);
	}
	if (!W_ERROR_IS_OK(error)) {
		TALLOC_FREE(link->settings);
		return error;
	}
	link_restore_status(link, &nothing);
	go_on(link, DIALER_PHASE_DIAL);
	link->facts.not_adopted = true;
	link_end(link, LINK_ENDING_HANGUP);
	return WERR_OK;
}

WERROR dialer_link_adopt(struct dialer_link *link,
			 const struct dialer_left *left,
			 const struct dialer_settings *settings)
{
	const struct rras_link_record *record = left->found->record;
	WERROR error;

	if (link->status.state != DIALER_DISCONNECTED) {
		return W_ERROR(ERROR_ALREADY_CONNECTING);
	}
	if (!left->usable) {
		return left->alive ? end_unusable(link, left)
				   : W_ERROR(ERROR_FILE_NOT_FOUND);
	}
	/* for want of memory it gets another handle, but is not ended */
	link->note = data_blob_talloc(link, record->note, record->note_size);
	error = left->alive ? adopt_alive(link, left, settings)
			    : adopt_dead(link, left->found);
	if (!W_ERROR_IS_OK(error)) {
		data_blob_free(&link->note); /* it is not the next one's */
	}
	return error;
}

void dialer_end_left(struct dialer *dialer, const struct dialer_left *left)
{
	WERROR error = W_ERROR(ERROR_FILE_NOT_FOUND);
	struct link_record *record;
	int pidfd;

	if (left->alive) {
		error = link_record_take(dialer, dialer->records, left->found,
					 &record, &pidfd);
	}
	if (W_ERROR_IS_OK(error)) {
		orphan_end(dialer, record, left->found->pid, pidfd);
	} else if (W_ERROR_V(error) == ERROR_FILE_NOT_FOUND) {
		talloc_free(link_record_take_dead(dialer, dialer->records,
						  left->found));
	}
}

/* -- what its child tells -- */

void link_told(struct dialer_link *link)
{
	link->silent = false;
	if (link->status.phase == DIALER_PHASE_UP) {
		link_set_phase(link, DIALER_PHASE_UP); /* no deadline now */
	}
}

/* -- leaving -- */

static void leave_record(struct link_record **record)
{
	if (*record != NULL) {
		link_record_leave(*record);
		*record = NULL;
	}
}

/* Also those that are dead, when their owner has not been told yet. */
void dialer_leave(struct dialer *dialer)
{
	struct dialer_link *link;

	TALLOC_FREE(dialer->calls);
	LIST_FOREACH(link, &dialer->links, entry)
	{
		if (link->attempt != NULL && link->record != NULL) {
			(void)link_save(link);
			TALLOC_FREE(link->deadline);
			dialer->backend->leave(link->attempt);
			link->attempt = NULL;
		}
		leave_record(&link->record);
		leave_record(&link->record_of_end);
	}
}
