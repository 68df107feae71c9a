/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer: a thread that carries out jobs one after the other.
 *
 * Every job is a transaction of its own.  Changes of the router come one at
 * a time (the next one is checked against what the last one stored), so there
 * would hardly ever be two jobs to put into one commit; and in a common
 * commit the failure of one would be the failure of its neighbours.
 *
 * A job is a talloc object of the loop.  The thread only reads its memory and
 * writes its result, and calls nothing of talloc.  Jobs come back through an
 * eventfd and not through a tevent_threaded_context: an immediate that has
 * been scheduled from a thread cannot be freed until the loop has turned
 * again, which at the end of the daemon it does not.
 */
#include "persist.h"
#include "persist_job.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"

struct job_list {
	struct persist_job *head;
	struct persist_job **tail;
};

struct persist {
	struct state_dir *dir;
	struct tevent_fd *fde;
	int event_fd;
	bool thread_runs;
	pthread_t thread;
	pthread_mutex_t mutex; /* of what follows */
	pthread_cond_t work;
	struct job_list todo;
	struct job_list done;
	bool stop;
};

static void list_init(struct job_list *list)
{
	list->head = NULL;
	list->tail = &list->head;
}

static void list_append(struct job_list *list, struct persist_job *job)
{
	job->next = NULL;
	*list->tail = job;
	list->tail = &job->next;
}

static struct persist_job *list_take(struct job_list *list)
{
	struct persist_job *job = list->head;

	if (job != NULL) {
		list->head = job->next;
		if (list->head == NULL) {
			list->tail = &list->head;
		}
	}
	return job;
}

static void carry_out(struct persist *persist, struct persist_job *job)
{
	if (job->read_name != NULL) {
		state_dir_read(persist->dir, job->read_name,
			       job->have_known ? &job->known : NULL,
			       &job->changed, &job->read_bytes,
			       &job->read_length, &job->result);
	} else {
		state_dir_apply(persist->dir, &job->change, &job->result);
	}
}

static void wake_loop(int event_fd)
{
	uint64_t one = 1;
	ssize_t n;

	do {
		n = write(event_fd, &one, sizeof(one));
	} while (n == -1 && errno == EINTR);
}

static void *writer(void *private_data)
{
	struct persist *persist = private_data;
	struct persist_job *job;

	pthread_mutex_lock(&persist->mutex);
	for (;;) {
		job = list_take(&persist->todo);
		if (job == NULL && persist->stop) {
			break;
		}
		if (job == NULL) {
			pthread_cond_wait(&persist->work, &persist->mutex);
			continue;
		}
		pthread_mutex_unlock(&persist->mutex);
		carry_out(persist, job);
		pthread_mutex_lock(&persist->mutex);
		list_append(&persist->done, job);
		wake_loop(persist->event_fd);
	}
	pthread_mutex_unlock(&persist->mutex);
	return NULL;
}

static struct persist_job *take_done(struct persist *persist)
{
	struct persist_job *job;

	pthread_mutex_lock(&persist->mutex);
	job = list_take(&persist->done);
	pthread_mutex_unlock(&persist->mutex);
	return job;
}

static void answer(struct persist_job *job);

/* One job a turn: what waits for it may free the whole of @persist. */
static void on_done(struct tevent_context *ev, struct tevent_fd *fde,
		    uint16_t flags, void *private_data)
{
	struct persist *persist = private_data;
	struct persist_job *job = take_done(persist);
	uint64_t count;

	if (job != NULL) {
		answer(job);
		return;
	}
	while (read(persist->event_fd, &count, sizeof(count)) == -1 &&
	       errno == EINTR) {
	}
	/* One may have come in between the look and the read. */
	job = take_done(persist);
	if (job != NULL) {
		wake_loop(persist->event_fd);
		answer(job);
	}
}

static int destroy_persist(struct persist *persist)
{
	struct persist_job *job;

	if (persist->thread_runs) {
		pthread_mutex_lock(&persist->mutex);
		persist->stop = true;
		pthread_cond_signal(&persist->work);
		pthread_mutex_unlock(&persist->mutex);
		pthread_join(persist->thread, NULL);
	}
	while ((job = list_take(&persist->done)) != NULL) {
		TALLOC_FREE(job);
	}
	TALLOC_FREE(persist->fde);
	if (persist->event_fd != -1) {
		close(persist->event_fd);
	}
	pthread_cond_destroy(&persist->work);
	pthread_mutex_destroy(&persist->mutex);
	return 0;
}

/* Signals are the loop's. */
static int start_thread(struct persist *persist)
{
	sigset_t all, old;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&persist->thread, NULL, writer, persist);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	persist->thread_runs = ret == 0;
	return ret;
}

static bool start(struct persist *persist, struct tevent_context *ev)
{
	persist->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (persist->event_fd == -1) {
		return false;
	}
	persist->fde = tevent_add_fd(ev, persist, persist->event_fd,
				     TEVENT_FD_READ, on_done, persist);
	return persist->fde != NULL && start_thread(persist) == 0;
}

WERROR persist_open(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const char *state_dir, struct persist **_persist,
		    const char **why)
{
	struct persist *persist = talloc_zero(mem_ctx, struct persist);
	WERROR werr;

	*why = NULL;
	if (persist == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	werr = state_dir_open(persist, state_dir, &persist->dir, why);
	if (!W_ERROR_IS_OK(werr)) {
		*why = talloc_steal(mem_ctx, *why);
		TALLOC_FREE(persist);
		return werr;
	}
	persist->event_fd = -1;
	list_init(&persist->todo);
	list_init(&persist->done);
	pthread_mutex_init(&persist->mutex, NULL);
	pthread_cond_init(&persist->work, NULL);
	talloc_set_destructor(persist, destroy_persist);
	if (!start(persist, ev)) {
		*why = talloc_asprintf(mem_ctx,
				       "%s: the writer cannot be started: %s",
				       state_dir, strerror(errno));
		TALLOC_FREE(persist);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	*_persist = persist;
	return WERR_OK;
}

struct walk {
	int (*fn)(const char *key, TDB_DATA value, void *private_data);
	void *private_data;
	bool out_of_memory;
};

static int walk_one(struct tdb_context *tdb, TDB_DATA key, TDB_DATA value,
		    void *private_data)
{
	struct walk *walk = private_data;
	char *text = strndup((const char *)key.dptr, key.dsize);
	int ret;

	if (text == NULL) {
		walk->out_of_memory = true;
		return -1;
	}
	ret = walk->fn(text, value, walk->private_data);
	free(text);
	return ret;
}

WERROR persist_traverse(struct persist *persist,
			int (*fn)(const char *key, TDB_DATA value,
				  void *private_data),
			void *private_data)
{
	struct walk walk = {.fn = fn, .private_data = private_data};
	struct tdb_context *tdb = state_dir_tdb(persist->dir);

	if (tdb_traverse_read(tdb, walk_one, &walk) == -1) {
		return W_ERROR(ERROR_FILE_CORRUPT);
	}
	return walk.out_of_memory ? W_ERROR(ERROR_NOT_ENOUGH_MEMORY) : WERR_OK;
}

WERROR persist_now(TALLOC_CTX *mem_ctx, struct persist *persist,
		   struct persist_job *job, const char **why)
{
	WERROR werr;

	carry_out(persist, job);
	werr = job->result.error;
	*why = talloc_strdup(mem_ctx, job->result.why);
	TALLOC_FREE(job);
	return werr;
}

struct persist_state {
	struct persist_job *job; /* NULL when it is done */
	struct persist_result result;
	bool changed;
	DATA_BLOB bytes;
};

static void persist_cleanup(struct tevent_req *req,
			    enum tevent_req_state req_state);

/* From here on the job belongs to the writer; it comes back by answer(). */
static void hand_over(struct persist *persist, struct persist_job *job)
{
	talloc_steal(persist, job);
	pthread_mutex_lock(&persist->mutex);
	list_append(&persist->todo, job);
	pthread_cond_signal(&persist->work);
	pthread_mutex_unlock(&persist->mutex);
}

static struct tevent_req *send_job(TALLOC_CTX *mem_ctx, struct persist *persist,
				   struct persist_job *job)
{
	struct persist_state *state;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &state, struct persist_state);
	if (req == NULL) {
		return NULL;
	}
	state->job = job;
	job->req = req;
	tevent_req_set_cleanup_fn(req, persist_cleanup);
	hand_over(persist, job);
	return req;
}

static void persist_cleanup(struct tevent_req *req,
			    enum tevent_req_state req_state)
{
	struct persist_state *state =
		tevent_req_data(req, struct persist_state);

	if (state->job != NULL) {
		state->job->req = NULL;
		state->job = NULL;
	}
}

static WERROR take_result(struct persist_state *state,
			  const struct persist_job *job)
{
	const struct state_result *result = &job->result;

	state->changed = job->changed;
	state->result.file = result->file;
	state->result.file_replaced = result->file_replaced;
	state->result.why = talloc_strdup(state, result->why);
	if (state->result.why == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (job->read_bytes != NULL && job->read_length != 0) {
		state->bytes = data_blob_talloc(state, job->read_bytes,
						job->read_length);
		if (state->bytes.data == NULL) {
			return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		}
	}
	return result->error;
}

/* A job is back in the loop. */
static void answer(struct persist_job *job)
{
	struct tevent_req *req = job->req;
	struct persist_state *state;
	WERROR werr;

	if (req == NULL) {
		TALLOC_FREE(job);
		return;
	}
	state = tevent_req_data(req, struct persist_state);
	state->job = NULL;
	werr = take_result(state, job);
	TALLOC_FREE(job);
	if (tevent_req_werror(req, werr)) {
		return;
	}
	tevent_req_done(req);
}

struct tevent_req *persist_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				struct persist *persist,
				struct persist_job *job)
{
	return send_job(mem_ctx, persist, job);
}

WERROR persist_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		    struct persist_result *result)
{
	struct persist_state *state =
		tevent_req_data(req, struct persist_state);
	WERROR werr = WERR_OK;

	tevent_req_is_werror(req, &werr);
	if (result != NULL) {
		*result = state->result;
		result->why = talloc_move(mem_ctx, &state->result.why);
	}
	tevent_req_received(req);
	return werr;
}

struct tevent_req *persist_read_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     struct persist *persist, const char *name,
				     const struct persist_file_id *known)
{
	struct persist_job *job = persist_job(NULL);
	struct tevent_req *req;

	if (job == NULL) {
		return NULL;
	}
	job->read_name = name;
	job->have_known = known != NULL;
	if (known != NULL) {
		job->known = *known;
	}
	req = send_job(mem_ctx, persist, job);
	if (req == NULL) {
		TALLOC_FREE(job);
	}
	return req;
}

WERROR persist_read_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			 bool *changed, DATA_BLOB *bytes,
			 struct persist_file_id *id)
{
	struct persist_state *state =
		tevent_req_data(req, struct persist_state);
	WERROR werr = WERR_OK;

	tevent_req_is_werror(req, &werr);
	*changed = W_ERROR_IS_OK(werr) && state->changed;
	if (*changed) {
		*bytes = state->bytes;
		talloc_steal(mem_ctx, bytes->data);
		*id = state->result.file;
	}
	tevent_req_received(req);
	return werr;
}

WERROR persist_read_now(TALLOC_CTX *mem_ctx, struct persist *persist,
			const char *name, DATA_BLOB *bytes,
			struct persist_file_id *id)
{
	struct state_result result;
	uint8_t *data;
	size_t length;
	bool changed = false;

	state_dir_read(persist->dir, name, NULL, &changed, &data, &length,
		       &result);
	*bytes = data_blob_null;
	*id = result.file;
	if (data != NULL) {
		*bytes = data_blob_talloc(mem_ctx, data, length);
		free(data);
		if (bytes->data == NULL && length != 0) {
			return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		}
	}
	return result.error;
}
