/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dialer, and how an attempt is started.
 */
#include "server/ipc/loop_clock.h"
#include "link.h"

/* The links have owners of their own and may outlive the dialer. */
static int dialer_destructor(struct dialer *dialer)
{
	struct dialer_link *link;

	while ((link = LIST_FIRST(&dialer->links)) != NULL) {
		talloc_free(link);
	}
	return 0;
}

struct dialer *dialer_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			     const struct dialer_config *config,
			     struct ports *ports,
			     const struct dialer_backend *backend)
{
	struct dialer *dialer = talloc_zero(mem_ctx, struct dialer);

	if (dialer == NULL) {
		return NULL;
	}
	dialer->ev = ev;
	dialer->config = config;
	dialer->backend = backend;
	dialer->ports = ports;
	dialer->queue = dial_queue_create(dialer, ev, config->max_dials);
	if (dialer->queue == NULL) {
		TALLOC_FREE(dialer);
		return NULL;
	}
	LIST_INIT(&dialer->links);
	talloc_set_destructor(dialer, dialer_destructor);
	return dialer;
}

WERROR dialer_probe(struct dialer *dialer, TALLOC_CTX *mem_ctx,
		    const char **why)
{
	*why = "";
	return dialer->backend->probe(dialer->backend, dialer->config, mem_ctx,
				      why);
}

uint32_t dialer_num_queued(const struct dialer *dialer)
{
	return dial_queue_length(dialer->queue);
}

void dialer_kill(struct dialer *dialer)
{
	struct dialer_link *link;

	LIST_FOREACH(link, &dialer->links, entry)
	{
		link_end(link, LINK_ENDING_KILL);
	}
}

static int link_destructor(struct dialer_link *link)
{
	LIST_REMOVE(link, entry);
	TALLOC_FREE(link->attempt); /* before its settings and record */
	TALLOC_FREE(link->claim);
	TALLOC_FREE(link->turn);
	link_abort_waiters(link, W_ERROR(ERROR_OPERATION_ABORTED));
	return 0;
}

struct dialer_link *dialer_link_create(TALLOC_CTX *mem_ctx,
				       struct dialer *dialer, const char *name,
				       dialer_link_fn changed,
				       void *private_data)
{
	struct dialer_link *link = talloc_zero(mem_ctx, struct dialer_link);

	if (link == NULL) {
		return NULL;
	}
	link->dialer = dialer;
	link->changed = changed;
	link->private_data = private_data;
	link->status.reason = link->status.peer_message = "";
	link->status.device = link->status.number = "";
	link->status.user = link->status.domain = "";
	link->status.remote_endpoint = link->status.local_endpoint = "";
	link->status.since = time_of_day();
	TAILQ_INIT(&link->waiters);
	link->name = talloc_strdup(link, name);
	link->notify = tevent_create_immediate(link);
	link->history = dialer_history_create(link);
	if (link->name == NULL || link->notify == NULL ||
	    link->history == NULL) {
		talloc_free(link);
		return NULL;
	}
	LIST_INSERT_HEAD(&dialer->links, link, entry);
	talloc_set_destructor(link, link_destructor);
	return link;
}

void dialer_link_set_key(struct dialer_link *link, uint32_t key)
{
	link->key = key;
}

const struct dialer_status *dialer_link_status(const struct dialer_link *link)
{
	return &link->status;
}

struct dialer_history *dialer_link_history(const struct dialer_link *link)
{
	return link->history;
}

void dialer_watch_attempts(struct dialer *dialer, dialer_attempt_fn watch,
			   void *private_data)
{
	dialer->watch_attempts = watch;
	dialer->watch_private_data = private_data;
}

void link_attempt_seen(struct dialer_link *link,
		       const struct dialer_attempt_record *record)
{
	const struct dialer *dialer = link->dialer;

	if (dialer->watch_attempts != NULL && record != NULL) {
		dialer->watch_attempts(record, dialer->watch_private_data);
	}
}

/* -- starting an attempt -- */

/* It is there before there is a child: a daemon that dies in between leaves
 * nothing that the next one does not know. */
static WERROR make_record(struct dialer_link *link)
{
	struct link_records *records = link->dialer->records;
	WERROR error;

	if (records == NULL || link->key == 0) {
		return WERR_OK;
	}
	TALLOC_FREE(link->record);
	error = link_record_create(link, records, link->key, &link->record);
	W_ERROR_NOT_OK_RETURN(error);
	error = link_save(link);
	if (!W_ERROR_IS_OK(error)) {
		TALLOC_FREE(link->record);
	}
	return error;
}

WERROR link_start(struct dialer_link *link)
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
	WERROR error = make_record(link);

	W_ERROR_NOT_OK_RETURN(error);
	made.record = link->record;
	error = dialer->backend->start(dialer->backend, link, dialer->ev, &made,
				       &link->attempt);
	if (!W_ERROR_IS_OK(error)) {
		TALLOC_FREE(link->record);
	}
	return error;
}

static void turn_has_come(void *private_data)
{
	struct dialer_link *link = private_data;
	WERROR error = link_start(link);

	if (W_ERROR_IS_OK(error)) {
		link_dial(link);
	} else {
		link_not_started(link, error);
	}
}

/* What can be said at once is not said by a queued attempt later, and what
 * it needs is its own from now on. */
static WERROR prepare_attempt(struct dialer_link *link, TALLOC_CTX *frame,
			      const struct dialer_settings *settings)
{
	const char *why;
	WERROR error;

	error = dialer_probe(link->dialer, frame, &why);
	W_ERROR_NOT_OK_RETURN(error);
	link->settings = dialer_settings_copy(link, settings);
	W_ERROR_HAVE_NO_MEMORY(link->settings);
	error = link_first_target(link);
	W_ERROR_NOT_OK_RETURN(error);
	link->turn = dial_queue_enter(link, link->dialer->queue, turn_has_come,
				      link);
	W_ERROR_HAVE_NO_MEMORY(link->turn);
	return dial_turn_has_come(link->turn) ? link_start(link) : WERR_OK;
}

WERROR dialer_link_connect(struct dialer_link *link,
			   const struct dialer_settings *settings)
{
	TALLOC_CTX *frame;
	WERROR error;

	if (link->status.state == DIALER_CONNECTED) {
		return WERR_OK;
	}
	if (link->status.state != DIALER_DISCONNECTED) {
		return W_ERROR(ERROR_ALREADY_CONNECTING);
	}
	if (!settings->ipv4 && !settings->ipv6) {
		return W_ERROR(ERROR_PPP_NO_PROTOCOLS_CONFIGURED);
	}
	frame = talloc_new(link);
	W_ERROR_HAVE_NO_MEMORY(frame);
	error = prepare_attempt(link, frame, settings);
	talloc_free(frame);
	if (!W_ERROR_IS_OK(error)) {
		TALLOC_FREE(link->settings);
		TALLOC_FREE(link->claim);
		TALLOC_FREE(link->turn);
		return error;
	}
	link_begin(link);
	return W_ERROR(PENDING);
}
