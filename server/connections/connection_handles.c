/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handles of connections; see connection_handles.h. */
#include "connection_handles.h"
#include "compat/rras_errors.h"
#include "server/router/store.h"

/* The first handle; 0 is none. */
#define FIRST_HANDLE 1

/* After an attempt to reserve that failed. */
#define RETRY_SECONDS 10

struct connection_handles {
	struct tevent_context *ev;
	struct persist *persist;
	uint32_t next;	   /* to give */
	uint32_t reserved; /* the first one that is not in the store */
	struct tevent_req *reserving;
	struct tevent_timer *retry;
	connection_handles_fn fn;
	void *private_data;
};

static void reserve(struct connection_handles *handles);
static void reserve_done(struct tevent_req *subreq);

/* The last one is Windows's INVALID_HANDLE_VALUE. */
static uint32_t next_reserved(const struct connection_handles *handles)
{
	if (handles->reserved > UINT32_MAX - CONNECTION_HANDLES_BLOCK) {
		return UINT32_MAX;
	}
	return handles->reserved + CONNECTION_HANDLES_BLOCK;
}

static void retry(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	struct connection_handles *handles =
		talloc_get_type_abort(private_data, struct connection_handles);

	handles->retry = NULL;
	reserve(handles);
}

static void retry_later(struct connection_handles *handles)
{
	handles->retry = tevent_add_timer(
		handles->ev, handles,
		tevent_timeval_current_ofs(RETRY_SECONDS, 0), retry, handles);
}

static struct persist_job *reserving_job(struct connection_handles *handles)
{
	struct persist_job *job = persist_job(handles);

	if (job != NULL &&
	    !store_put_connections(job, next_reserved(handles))) {
		TALLOC_FREE(job);
	}
	return job;
}

static void reserve(struct connection_handles *handles)
{
	struct persist_job *job;

	if (handles->reserving != NULL || handles->retry != NULL ||
	    handles->reserved == UINT32_MAX) {
		return;
	}
	job = reserving_job(handles);
	if (job != NULL) {
		handles->reserving = persist_send(handles, handles->ev,
						  handles->persist, job);
	}
	if (handles->reserving == NULL) {
		talloc_free(job);
		retry_later(handles);
		return;
	}
	tevent_req_set_callback(handles->reserving, reserve_done, handles);
}

static void reserve_done(struct tevent_req *subreq)
{
	struct connection_handles *handles =
		tevent_req_callback_data(subreq, struct connection_handles);
	struct persist_result result = {.why = ""};
	WERROR werr = persist_recv(subreq, handles, &result);

	TALLOC_FREE(handles->reserving);
	if (W_ERROR_IS_OK(werr)) {
		handles->reserved = next_reserved(handles);
	} else {
		retry_later(handles);
	}
	if (handles->fn != NULL) {
		handles->fn(werr, result.why, handles->private_data);
	}
	talloc_free((void *)(uintptr_t)result.why);
}

static void reserve_now(struct connection_handles *handles)
{
	struct persist_job *job = reserving_job(handles);
	const char *why = NULL;

	if (job != NULL &&
	    W_ERROR_IS_OK(persist_now(handles, handles->persist, job, &why))) {
		handles->reserved = next_reserved(handles);
	} else {
		/* The next attempt will say why. */
		retry_later(handles);
	}
	talloc_free((void *)(uintptr_t)why);
}

WERROR connection_handles_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 struct persist *persist,
				 struct connection_handles **_handles,
				 const char **why)
{
	struct connection_handles *handles =
		talloc_zero(mem_ctx, struct connection_handles);
	WERROR werr;

	*why = NULL;
	if (handles == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	handles->ev = ev;
	handles->persist = persist;
	werr = store_read_connections(mem_ctx, persist, &handles->next, why);
	if (!W_ERROR_IS_OK(werr)) {
		TALLOC_FREE(handles);
		return werr;
	}
	if (handles->next < FIRST_HANDLE) {
		handles->next = FIRST_HANDLE;
	}
	handles->reserved = handles->next;
	reserve_now(handles);
	*_handles = handles;
	return WERR_OK;
}

void connection_handles_watch(struct connection_handles *handles,
			      connection_handles_fn fn, void *private_data)
{
	handles->fn = fn;
	handles->private_data = private_data;
}

uint32_t connection_handles_take(struct connection_handles *handles)
{
	uint32_t left = handles->reserved - handles->next;

	if (left <= CONNECTION_HANDLES_BLOCK / 2) {
		reserve(handles);
	}
	return left > 0 ? handles->next++ : 0;
}
