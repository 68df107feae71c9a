/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A short program of the machine's; see run_command.h.
 */
#include "run_command.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"
#include "server/dialer/child_start.h"

struct run_command_state {
	struct tevent_context *ev;
	struct tevent_req *start; /* NULL when it has started */
	pid_t pid;		  /* 0: none yet, or reaped */
	int pidfd;
	struct tevent_fd *ended;
	bool late;
};

static void run_command_started(struct tevent_req *subreq);
static void run_command_ended(struct tevent_context *ev, struct tevent_fd *fde,
			      uint16_t flags, void *private_data);
static void run_command_late(struct tevent_context *ev, struct tevent_timer *te,
			     struct timeval now, void *private_data);

/* What is killed is gone in a moment; nobody waits for what is not. */
static void run_command_cleanup(struct tevent_req *req,
				enum tevent_req_state req_state)
{
	struct run_command_state *state =
		tevent_req_data(req, struct run_command_state);

	TALLOC_FREE(state->start); /* ends what it may have started */
	if (state->pid != 0) {
		kill(-state->pid, SIGKILL);
		waitpid(state->pid, NULL, 0);
		state->pid = 0;
	}
	TALLOC_FREE(state->ended); /* before its descriptor is closed */
	if (state->pidfd != -1) {
		close(state->pidfd);
		state->pidfd = -1;
	}
}

/* The program's standard input, to be read from its beginning; or -1. */
static int input_fd(const char *input)
{
	size_t size = strlen(input);
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd != -1 && (write(fd, input, size) != (ssize_t)size ||
			 lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static struct tevent_req *start(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				const char *const *argv, const char *input)
{
	struct child_start_config config = {
		.argv = (char *const *)(uintptr_t)argv,
		.fds = {-1, -1, -1, -1, -1, -1, -1},
		.lock = -1,
	};
	struct tevent_req *subreq = NULL;

	config.fds[STDIN_FILENO] = input_fd(input);
	config.fds[STDOUT_FILENO] = config.fds[STDERR_FILENO] =
		open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (config.fds[STDIN_FILENO] != -1) {
		subreq = child_start_send(mem_ctx, ev, &config);
		close(config.fds[STDIN_FILENO]);
	}
	if (config.fds[STDOUT_FILENO] != -1) {
		close(config.fds[STDOUT_FILENO]);
	}
	return subreq;
}

struct tevent_req *run_command_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    const char *const *argv, const char *input,
				    uint32_t seconds)
{
	struct run_command_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct run_command_state);

	if (req == NULL) {
		return NULL;
	}
	state->pidfd = -1;
	tevent_req_set_cleanup_fn(req, run_command_cleanup);
	state->ev = ev;
	state->start = start(state, ev, argv, input);
	if (state->start == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_GEN_FAILURE));
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(state->start, run_command_started, req);
	if (tevent_add_timer(ev, state, tevent_timeval_current_ofs(seconds, 0),
			     run_command_late, req) == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return tevent_req_post(req, ev);
	}
	return req;
}

static void run_command_started(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct run_command_state *state =
		tevent_req_data(req, struct run_command_state);
	WERROR error = child_start_recv(subreq, &state->pid, &state->pidfd);

	TALLOC_FREE(state->start);
	if (!W_ERROR_IS_OK(error)) {
		tevent_req_werror(req, W_ERROR(ERROR_GEN_FAILURE));
		return;
	}
	state->ended = tevent_add_fd(state->ev, state, state->pidfd,
				     TEVENT_FD_READ, run_command_ended, req);
	if (state->ended == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
	} else if (state->late) {
		kill(-state->pid, SIGKILL);
	}
}

/* Its end comes as that of any other. */
static void run_command_late(struct tevent_context *ev, struct tevent_timer *te,
			     struct timeval now, void *private_data)
{
	struct tevent_req *req = private_data;
	struct run_command_state *state =
		tevent_req_data(req, struct run_command_state);

	state->late = true;
	if (state->pid != 0) {
		kill(-state->pid, SIGKILL);
	}
}

static void run_command_ended(struct tevent_context *ev, struct tevent_fd *fde,
			      uint16_t flags, void *private_data)
{
	struct tevent_req *req = private_data;
	struct run_command_state *state =
		tevent_req_data(req, struct run_command_state);
	int status = 0;

	waitpid(state->pid, &status, 0);
	state->pid = 0;
	if (state->late) {
		tevent_req_werror(req, W_ERROR(ERROR_TIMEOUT));
	} else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		tevent_req_werror(req, W_ERROR(ERROR_GEN_FAILURE));
	} else {
		tevent_req_done(req);
	}
}

WERROR run_command_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
