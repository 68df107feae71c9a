/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backend without links, for unit tests.
 */
#include <unistd.h>
#include "backend_memory.h"

struct dialer_attempt {
	struct dialer_memory_attempt seen; /* first */
	struct dialer_memory *memory;
	struct tevent_context *ev;
	struct tevent_immediate *gone;
	dialer_event_fn fn;
	void *private_data;
};

static int attempt_destructor(struct dialer_attempt *attempt)
{
	if (attempt->seen.fd != -1) {
		close(attempt->seen.fd);
	}
	attempt->memory->attempts--;
	if (attempt->memory->last == attempt) {
		attempt->memory->last = NULL;
	}
	return 0;
}

static WERROR memory_probe(const struct dialer_backend *backend,
			   const struct dialer_config *config,
			   TALLOC_CTX *mem_ctx, const char **why)
{
	const struct dialer_memory *memory =
		(const struct dialer_memory *)backend;

	if (!W_ERROR_IS_OK(memory->probe_result)) {
		*why = talloc_strdup(mem_ctx, "the test says so");
	}
	return memory->probe_result;
}

static WERROR make(struct dialer_memory *memory, TALLOC_CTX *mem_ctx,
		   struct tevent_context *ev,
		   const struct dialer_attempt_config *made,
		   struct dialer_attempt **_attempt)
{
	struct dialer_attempt *attempt =
		talloc_zero(mem_ctx, struct dialer_attempt);

	W_ERROR_HAVE_NO_MEMORY(attempt);
	attempt->seen.name = made->name;
	attempt->seen.device = made->device;
	attempt->seen.settings = made->settings;
	attempt->seen.fd = -1;
	attempt->memory = memory;
	attempt->ev = ev;
	attempt->fn = made->fn;
	attempt->private_data = made->private_data;
	attempt->gone = tevent_create_immediate(attempt);
	W_ERROR_HAVE_NO_MEMORY_AND_FREE(attempt->gone, attempt);
	memory->attempts++;
	memory->last = attempt;
	talloc_set_destructor(attempt, attempt_destructor);
	*_attempt = attempt;
	return WERR_OK;
}

static WERROR memory_start(const struct dialer_backend *backend,
			   TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   const struct dialer_attempt_config *made,
			   struct dialer_attempt **attempt)
{
	struct dialer_memory *memory =
		(struct dialer_memory *)(uintptr_t)backend;

	if (!W_ERROR_IS_OK(memory->start_result)) {
		return memory->start_result;
	}
	memory->starts++;
	return make(memory, mem_ctx, ev, made, attempt);
}

static WERROR memory_adopt(const struct dialer_backend *backend,
			   TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   const struct dialer_attempt_config *made, pid_t pid,
			   int pidfd, uint32_t ifindex,
			   struct dialer_attempt **attempt)
{
	struct dialer_memory *memory =
		(struct dialer_memory *)(uintptr_t)backend;
	WERROR error = make(memory, mem_ctx, ev, made, attempt);

	close(pidfd);
	W_ERROR_NOT_OK_RETURN(error);
	memory->adoptions++;
	(*attempt)->seen.pid = pid;
	return WERR_OK;
}

static void memory_attach(struct dialer_attempt *attempt, int fd)
{
	if (attempt->seen.fd != -1) {
		close(attempt->seen.fd);
	}
	attempt->seen.fd = fd;
}

/* There is nothing outside. */
static void memory_tidy(pid_t pid)
{
}

static void memory_leave(struct dialer_attempt *attempt)
{
	attempt->memory->left++;
	talloc_free(attempt);
}

static void report_gone(struct tevent_context *ev, struct tevent_immediate *im,
			void *private_data)
{
	const struct dialer_event event = {
		.type = DIALER_EVENT_GONE,
		.gone = {.status = 5, .text = ""},
	};

	dialer_memory_event(private_data, &event);
}

static void obey(struct dialer_attempt *attempt)
{
	if (attempt->memory->obeys) {
		tevent_schedule_immediate(attempt->gone, attempt->ev,
					  report_gone, attempt);
	}
}

static void memory_hangup(struct dialer_attempt *attempt)
{
	attempt->seen.hangups++;
	if (!attempt->memory->slow) {
		obey(attempt);
	}
}

static void memory_kill(struct dialer_attempt *attempt)
{
	attempt->seen.kills++;
	obey(attempt);
}

static int memory_pid(const struct dialer_attempt *attempt)
{
	return attempt->seen.pid != 0 ? attempt->seen.pid
				      : attempt->memory->pid;
}

struct dialer_memory *dialer_memory_create(TALLOC_CTX *mem_ctx)
{
	struct dialer_memory *memory =
		talloc_zero(mem_ctx, struct dialer_memory);

	if (memory == NULL) {
		return NULL;
	}
	memory->backend = (struct dialer_backend){
		.name = "memory",
		.probe = memory_probe,
		.start = memory_start,
		.adopt = memory_adopt,
		.attach = memory_attach,
		.tidy = memory_tidy,
		.leave = memory_leave,
		.hangup = memory_hangup,
		.kill = memory_kill,
		.pid = memory_pid,
	};
	memory->probe_result = memory->start_result = WERR_OK;
	memory->obeys = true;
	memory->pid = 4711;
	return memory;
}

const struct dialer_memory_attempt *
dialer_memory_attempt(const struct dialer_attempt *attempt)
{
	return &attempt->seen;
}

void dialer_memory_event(struct dialer_attempt *attempt,
			 const struct dialer_event *event)
{
	attempt->fn(event, attempt->private_data);
}
