/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of a process; see child_start.h. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <util/tevent_werror.h>
#include "child_start.h"

#define NOT_EXECUTED	   127
#define FIRST_FREE_FD	   16 /* above all numbers that the child uses */
#define THREAD_STACK_BYTES (256 * 1024)

/*
 * The thread reads this and writes its result, and calls nothing of talloc.
 * When it has signalled @done_fd it does not come back to it, and the loop
 * looks at the result.  It is not joined: on a busy machine that is to wait
 * until it has its turn once more.
 */
struct child_start_state {
	char **argv;
	int fds[CHILD_START_FDS];
	int lock;
	int done_fd; /* an eventfd: the thread is at its end */
	struct tevent_fd *done;
	bool thread_runs;
	pid_t pid; /* -1: none, or received */
	int pidfd; /* -1: as pid */
};

/* -- in the child: async-signal-safe calls only, there may be threads -- */

/* Its log and the plugin's socket may lose their readers, us: an error then,
 * not a signal. */
static void reset_signals(void)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	const struct sigaction ignored = {.sa_handler = SIG_IGN};
	sigset_t none;
	int i;

	for (i = 1; i < NSIG; i++) {
		sigaction(i, &by_default, NULL);
	}
	sigaction(SIGPIPE, &ignored, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * As many descriptors as the daemon may have are not for its children: pppd,
 * and who knows what its scripts start, waits with select().
 */
static void limit_fds(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 &&
	    files.rlim_cur > FD_SETSIZE) {
		files.rlim_cur = FD_SETSIZE;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Put the descriptors in their places by way of numbers above all of them. */
static bool place_fds(const int *fds, int count)
{
	int i, high[CHILD_START_FDS];

	for (i = 0; i < count; i++) {
		high[i] = fds[i] != -1 ? fcntl(fds[i], F_DUPFD, FIRST_FREE_FD)
				       : -1;
		if (fds[i] != -1 && high[i] == -1) {
			return false;
		}
	}
	for (i = 0; i < count; i++) {
		if (high[i] == -1) {
			close(i);
		} else if (dup2(high[i], i) == -1) {
			return false;
		}
	}
	return close_range((unsigned)count, ~0U, 0) == 0;
}

/*
 * From here on the kernel says that this process lives, and who it is.  After
 * the closing of all other descriptors: to close any of the same file is to
 * give the lock back.
 *
 * A daemon that has died before has a successor that may have found nobody to
 * hold the lock.  One that dies later leaves a link that is found.
 */
static bool take_lock(int fd, pid_t daemon_pid)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return (fd == -1 || fcntl(fd, F_SETLK, &whole) == 0) &&
	       getppid() == daemon_pid;
}

static _Noreturn void run(const struct child_start_state *state,
			  pid_t daemon_pid)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/sbin:/sbin:"
			     "/usr/local/bin:/usr/bin:/bin";
	static char lang[] = "LANG=C.UTF-8";
	char *const environment[] = {path, lang, NULL};
	const struct rlimit none = {0, 0};

	setsid();
	reset_signals();
	umask(022);
	setrlimit(RLIMIT_CORE, &none); /* it will know a password */
	if (place_fds(state->fds, CHILD_START_FDS) &&
	    take_lock(state->lock, daemon_pid) && chdir("/") == 0) {
		limit_fds(); /* not before those above it are closed */
		execve(state->argv[0], state->argv, environment);
	}
	_exit(NOT_EXECUTED);
}

/* -- in the thread -- */

/*
 * vfork(): after a fork() each page of ours that is written to is copied,
 * which cost more than all else that we do for a link.  The child borrows our
 * memory until it is the program, and keeps to its own variables; no handler
 * of ours may run in it, and none does: all signals are blocked here.
 */
static void start_process(struct child_start_state *state)
{
	pid_t daemon = getpid(), pid = vfork();

	if (pid == 0) {
		run(state, daemon);
	}
	if (pid == -1) {
		return;
	}
	state->pidfd = pidfd_open(pid, 0);
	if (state->pidfd != -1) {
		state->pid = pid;
		return;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void *start_in_thread(void *private_data)
{
	struct child_start_state *state = private_data;
	uint64_t one = 1;

	start_process(state);
	while (write(state->done_fd, &one, sizeof(one)) == -1 &&
	       errno == EINTR) {
	}
	return NULL;
}

/* -- in the loop -- */

static void close_fd(int *fd)
{
	if (*fd != -1) {
		close(*fd);
		*fd = -1;
	}
}

static void wait_for_thread(struct child_start_state *state)
{
	uint64_t count;

	if (!state->thread_runs) {
		return;
	}
	while (read(state->done_fd, &count, sizeof(count)) == -1 &&
	       errno == EINTR) {
	}
	state->thread_runs = false;
}

static void end_thread(struct child_start_state *state)
{
	int i;

	wait_for_thread(state);
	TALLOC_FREE(state->done); /* before its descriptor is closed */
	close_fd(&state->done_fd);
	for (i = 0; i < CHILD_START_FDS; i++) {
		close_fd(&state->fds[i]);
	}
}

static void child_start_cleanup(struct tevent_req *req,
				enum tevent_req_state req_state)
{
	struct child_start_state *state =
		tevent_req_data(req, struct child_start_state);

	if (req_state == TEVENT_REQ_DONE) {
		return; /* to be received */
	}
	end_thread(state);
	if (state->pid != -1) {
		kill(-state->pid, SIGKILL); /* it leads a group */
		waitpid(state->pid, NULL, 0);
		state->pid = -1;
	}
	close_fd(&state->pidfd);
}

/* Signals are the loop's. */
static bool start_thread(struct child_start_state *state)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	state->thread_runs = pthread_create(&thread, &attributes,
					    start_in_thread, state) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return state->thread_runs;
}

/* The caller's may be closed before the thread comes to them. */
static bool take_fds(struct child_start_state *state, const int *fds)
{
	int i;

	for (i = 0; i < CHILD_START_FDS; i++) {
		if (fds[i] == -1) {
			continue;
		}
		state->fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
		if (state->fds[i] == -1) {
			return false;
		}
	}
	state->done_fd = eventfd(0, EFD_CLOEXEC);
	return state->done_fd != -1;
}

static bool copy_argv(struct child_start_state *state, char *const *argv)
{
	unsigned i, count = 0;

	while (argv[count] != NULL) {
		count++;
	}
	state->argv = talloc_zero_array(state, char *, count + 1);
	for (i = 0; state->argv != NULL && i < count; i++) {
		state->argv[i] = talloc_strdup(state->argv, argv[i]);
		if (state->argv[i] == NULL) {
			return false;
		}
	}
	return state->argv != NULL;
}

static void thread_ended(struct tevent_context *ev, struct tevent_fd *fde,
			 uint16_t flags, void *private_data)
{
	child_start_wait(private_data);
}

struct tevent_req *child_start_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    const struct child_start_config *config)
{
	struct child_start_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct child_start_state);
	int i;

	if (req == NULL) {
		return NULL;
	}
	for (i = 0; i < CHILD_START_FDS; i++) {
		state->fds[i] = -1;
	}
	state->lock = config->lock;
	state->done_fd = state->pidfd = -1;
	state->pid = -1;
	tevent_req_set_cleanup_fn(req, child_start_cleanup);
	if (!take_fds(state, config->fds)) {
		tevent_req_werror(req, WERR_NO_SYSTEM_RESOURCES);
		return tevent_req_post(req, ev);
	}
	state->done = tevent_add_fd(ev, state, state->done_fd, TEVENT_FD_READ,
				    thread_ended, req);
	if (state->done == NULL || !copy_argv(state, config->argv)) {
		tevent_req_werror(req, WERR_NOT_ENOUGH_MEMORY);
		return tevent_req_post(req, ev);
	}
	if (!start_thread(state)) {
		tevent_req_werror(req, WERR_NO_SYSTEM_RESOURCES);
		return tevent_req_post(req, ev);
	}
	return req;
}

void child_start_wait(struct tevent_req *req)
{
	struct child_start_state *state =
		tevent_req_data(req, struct child_start_state);

	if (!tevent_req_is_in_progress(req)) {
		return;
	}
	end_thread(state);
	if (state->pid == -1) {
		tevent_req_werror(req, WERR_NO_SYSTEM_RESOURCES);
	} else {
		tevent_req_done(req);
	}
}

WERROR child_start_recv(struct tevent_req *req, pid_t *pid, int *pidfd)
{
	struct child_start_state *state =
		tevent_req_data(req, struct child_start_state);
	WERROR error = WERR_OK;

	if (!tevent_req_is_werror(req, &error)) {
		*pid = state->pid;
		*pidfd = state->pidfd;
		state->pid = state->pidfd = -1;
	}
	tevent_req_received(req);
	return error;
}
