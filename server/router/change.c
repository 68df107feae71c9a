/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of a change: its turn in the queue, the phonebook as it is now, the
 * check, the writer, the memory, the answer.
 */
#include "change.h"
#include <syslog.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"

/* Each time the phonebook was changed by others while we changed it. */
#define MAX_TRIES 8

struct change_state {
	struct change *change; /* NULL when it is done */
	uint32_t dwInterface;
};

struct change_turn_state {
	uint8_t dummy;
};

static int destroy_change(struct change *change)
{
	if (change->waiter != NULL) {
		struct change_state *state =
			tevent_req_data(change->waiter, struct change_state);

		state->change = NULL;
	}
	return 0;
}

struct change *change_create_size(struct router *router,
				  const struct change_ops *ops,
				  size_t data_size, const char *data_name)
{
	struct change *change = talloc_zero(router, struct change);

	if (change == NULL) {
		return NULL;
	}
	change->router = router;
	change->ops = ops;
	change->data = talloc_zero_size(change, data_size);
	if (change->data == NULL) {
		TALLOC_FREE(change);
		return NULL;
	}
	talloc_set_name_const(change->data, data_name);
	talloc_set_destructor(change, destroy_change);
	return change;
}

static void change_begin(struct change *change);

static void change_turn(struct tevent_req *turn, void *private_data)
{
	change_begin(private_data);
}

/* The turn is over when the change is freed. */
static bool queue_change(struct change *change)
{
	struct change_turn_state *state;
	struct router *router = change->router;

	change->turn =
		tevent_req_create(change, &state, struct change_turn_state);
	return change->turn != NULL &&
	       tevent_queue_add(router->changes, router->ev, change->turn,
				change_turn, change);
}

static void change_finish(struct change *change, WERROR werr)
{
	struct tevent_req *waiter = change->waiter;

	if (waiter != NULL) {
		struct change_state *state =
			tevent_req_data(waiter, struct change_state);

		state->dwInterface = change->dwInterface;
	}
	/* Before the answer: who gets it may free the router. */
	TALLOC_FREE(change);
	if (waiter != NULL && !tevent_req_werror(waiter, werr)) {
		tevent_req_done(waiter);
	}
}

static void change_write(struct change *change);
static void change_read_done(struct tevent_req *subreq);
static void change_written(struct tevent_req *subreq);

static void change_begin(struct change *change)
{
	struct router *router = change->router;
	struct tevent_req *subreq;

	if (!change->reads_phonebook) {
		change_write(change);
		return;
	}
	subreq = persist_read_send(change, router->ev, router->persist,
				   PHONEBOOK_FILE,
				   phonebook_file_known(router->phonebook));
	if (subreq == NULL) {
		change_finish(change, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return;
	}
	tevent_req_set_callback(subreq, change_read_done, change);
}

static void change_read_done(struct tevent_req *subreq)
{
	struct change *change = tevent_req_callback_data(subreq, struct change);
	struct persist_file_id id;
	DATA_BLOB bytes = {0};
	bool changed;
	WERROR werr;

	werr = persist_read_recv(subreq, change, &changed, &bytes, &id);
	TALLOC_FREE(subreq);
	if (!W_ERROR_IS_OK(werr)) {
		router_log(change->router, LOG_ERR,
			   PHONEBOOK_FILE " cannot be read");
		change_finish(change, W_ERROR(ERROR_CANNOT_OPEN_PHONEBOOK));
		return;
	}
	if (changed) {
		phonebook_file_load(change->router->phonebook, &bytes, &id);
		data_blob_free(&bytes);
	}
	change_write(change);
}

/* What prepare() has made of the phonebook is on no disk. */
static void forget_edits(struct change *change)
{
	if (change->edits_phonebook) {
		phonebook_file_forget(change->router->phonebook);
		change->edits_phonebook = false;
	}
}

static void change_write(struct change *change)
{
	const struct persist_result nothing = {.why = ""};
	struct router *router = change->router;
	struct persist_job *job = persist_job(change);
	struct tevent_req *subreq;
	WERROR werr;

	if (job == NULL) {
		change_finish(change, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return;
	}
	werr = change->ops->prepare(change, job);
	if (!W_ERROR_IS_OK(werr)) {
		forget_edits(change);
		change_finish(change, werr);
		return;
	}
	if (persist_job_is_empty(job)) {
		change->ops->apply(change, &nothing);
		change_finish(change, WERR_OK);
		return;
	}
	subreq = persist_send(change, router->ev, router->persist, job);
	if (subreq == NULL) {
		forget_edits(change);
		if (change->ops->undo != NULL) {
			change->ops->undo(change);
		}
		change_finish(change, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return;
	}
	tevent_req_set_callback(subreq, change_written, change);
}

static void change_failed(struct change *change, WERROR werr, const char *why)
{
	bool retry = W_ERROR_EQUAL(werr, W_ERROR(ERROR_RETRY));

	forget_edits(change);
	if (change->ops->undo != NULL) {
		change->ops->undo(change);
	}
	if (retry && ++change->tries < MAX_TRIES) {
		change_begin(change);
		return;
	}
	router_log(change->router, LOG_ERR, "%s: nothing was changed: %s",
		   change->ops->name, why);
	change_finish(change, retry ? W_ERROR(ERROR_SHARING_VIOLATION) : werr);
}

static void change_written(struct tevent_req *subreq)
{
	struct change *change = tevent_req_callback_data(subreq, struct change);
	struct phonebook_file *phonebook = change->router->phonebook;
	struct persist_result result;
	WERROR werr;

	werr = persist_recv(subreq, change, &result);
	TALLOC_FREE(subreq);
	if (!W_ERROR_IS_OK(werr)) {
		change_failed(change, werr, result.why);
		return;
	}
	if (result.file_replaced) {
		phonebook_file_written(phonebook, &result.file);
	} else {
		forget_edits(change);
	}
	change->ops->apply(change, &result);
	change_finish(change, WERR_OK);
}

static void change_cleanup(struct tevent_req *req,
			   enum tevent_req_state req_state)
{
	struct change_state *state = tevent_req_data(req, struct change_state);

	if (state->change != NULL) {
		state->change->waiter = NULL;
		state->change = NULL;
	}
}

struct tevent_req *change_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			       struct change *change)
{
	struct change_state *state;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &state, struct change_state);
	if (req == NULL) {
		TALLOC_FREE(change);
		return NULL;
	}
	if (change == NULL || !queue_change(change)) {
		TALLOC_FREE(change);
		tevent_req_werror(req, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return tevent_req_post(req, ev);
	}
	state->change = change;
	change->waiter = req;
	tevent_req_set_cleanup_fn(req, change_cleanup);
	return req;
}

WERROR change_recv(struct tevent_req *req, uint32_t *dwInterface)
{
	struct change_state *state = tevent_req_data(req, struct change_state);
	WERROR werr = WERR_OK;

	if (!tevent_req_is_werror(req, &werr) && dwInterface != NULL) {
		*dwInterface = state->dwInterface;
	}
	tevent_req_received(req);
	return werr;
}

void change_post(struct change *change)
{
	if (change != NULL && !queue_change(change)) {
		TALLOC_FREE(change);
	}
}
