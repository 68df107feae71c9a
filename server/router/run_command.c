/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A short program of the machine's; see run_command.h.
 */
#include "run_command.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"

struct run_command_state {
	pid_t pid; /* 0: none, or reaped */
	int pidfd;
	struct tevent_fd *ended;
	bool late;
};

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

static bool spawn(pid_t *pid, const char *const *argv, int input)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *const environment[] = {path, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
						      POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null",
					 O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
	error = posix_spawn(pid, argv[0], &files, &attributes,
			    (char *const *)(uintptr_t)argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error == 0;
}

static bool start(struct run_command_state *state, const char *const *argv,
		  const char *input)
{
	int fd = input_fd(input);
	bool started;

	if (fd == -1) {
		return false;
	}
	started = spawn(&state->pid, argv, fd);
	close(fd);
	if (!started) {
		state->pid = 0;
		return false;
	}
	state->pidfd = pidfd_open(state->pid, 0);
	return state->pidfd != -1;
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
	if (!start(state, argv, input)) {
		tevent_req_werror(req, W_ERROR(ERROR_GEN_FAILURE));
		return tevent_req_post(req, ev);
	}
	state->ended = tevent_add_fd(ev, state, state->pidfd, TEVENT_FD_READ,
				     run_command_ended, req);
	if (state->ended == NULL ||
	    tevent_add_timer(ev, state, tevent_timeval_current_ofs(seconds, 0),
			     run_command_late, req) == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return tevent_req_post(req, ev);
	}
	return req;
}

/* Its end comes as that of any other. */
static void run_command_late(struct tevent_context *ev, struct tevent_timer *te,
			     struct timeval now, void *private_data)
{
	struct tevent_req *req = private_data;
	struct run_command_state *state =
		tevent_req_data(req, struct run_command_state);

	state->late = true;
	kill(-state->pid, SIGKILL);
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
