/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The socket for pppds that have lost their rrasd.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "server/ipc/unix_listener.h"
#include "link_call.h"
#include "pppd_event.h"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77 /* Linux 6.5 */
#endif

#define HELLO_SECONDS 5

struct link_calls {
	struct tevent_context *ev;
	rlim_t callers, max_callers; /* that have not said who they are */
	link_call_fn fn;
	void *private_data;
};

/* One that has not said all of it. */
struct caller {
	struct link_calls *calls;
	struct link_call call;
	struct tevent_fd *fde;
	bool greeted;
};

static int caller_destructor(struct caller *caller)
{
	caller->calls->callers--;
	TALLOC_FREE(caller->fde);
	if (caller->call.fd != -1) {
		close(caller->call.fd);
	}
	if (caller->call.pidfd != -1) {
		close(caller->call.pidfd);
	}
	return 0;
}

static bool is_connected(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLRDHUP};

	return poll(&pollfd, 1, 0) == 0;
}

/*
 * Before Linux 6.5 its number may be another one's by now; but then its socket
 * is closed, for pppd's children do not have it.  One that has ended may have
 * said why before: what it is worth is for whom knows that this was it.
 */
static bool identify(struct link_call *call)
{
	struct ucred ucred;
	socklen_t length = sizeof(ucred);

	if (getsockopt(call->fd, SOL_SOCKET, SO_PEERCRED, &ucred, &length) !=
		    0 ||
	    ucred.uid != geteuid() || ucred.pid <= 0 /* not of our machine */) {
		return false;
	}
	call->pid = ucred.pid;
	length = sizeof(call->pidfd);
	if (getsockopt(call->fd, SOL_SOCKET, SO_PEERPIDFD, &call->pidfd,
		       &length) == 0) {
		return true;
	}
	call->pidfd = pidfd_open(call->pid, 0);
	if (call->pidfd == -1) {
		return errno == ESRCH;
	}
	if (!is_connected(call->fd)) {
		close(call->pidfd);
		call->pidfd = -1;
	}
	return true;
}

static void hand_over(struct caller *caller,
		      const struct rras_plugin_dialed *dialed)
{
	struct link_calls *calls = caller->calls;
	struct link_call call = caller->call;

	call.id = dialed->id;
	call.dialed = *dialed;
	TALLOC_FREE(caller->fde);
	caller->call.fd = caller->call.pidfd = -1;
	talloc_free(caller);
	calls->fn(&call, calls->private_data);
}

static void caller_readable(struct tevent_context *ev, struct tevent_fd *fde,
			    uint16_t flags, void *private_data)
{
	struct caller *caller = private_data;
	struct rras_plugin_message in;
	struct pppd_message message;
	enum pppd_message_kind kind;
	ssize_t size;

	size = recv(caller->call.fd, &in, sizeof(in), MSG_TRUNC);
	if (size == -1 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (size <= 0) {
		talloc_free(caller);
		return;
	}
	/* of another version: bad */
	kind = pppd_message_decode(&in, (size_t)size, &message);
	if (!caller->greeted && kind == PPPD_MESSAGE_NOTHING) {
		caller->greeted = true;
	} else if (caller->greeted && kind == PPPD_MESSAGE_DIALED) {
		hand_over(caller, &in.dialed);
	} else {
		talloc_free(caller);
	}
}

static void caller_late(struct tevent_context *ev, struct tevent_timer *te,
			struct timeval now, void *private_data)
{
	talloc_free(private_data);
}

/*
 * Each has two descriptors: so all together have one half of those that there
 * are at most.  The other half is for links, and for those who ask for them.
 */
static rlim_t most_callers(void)
{
	struct rlimit files;

	return getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur / 4 : 0;
}

/*
 * Nobody who could be told is there to hear of a refusal: the plugin tries
 * again, ever more seldom.  All links may call at once, but each says at once
 * who it is: only callers that say nothing are ever too many.
 */
static void accepted(int fd, void *private_data)
{
	struct link_calls *calls =
		talloc_get_type_abort(private_data, struct link_calls);
	struct caller *caller;

	if (fd == -1) {
		return;
	}
	caller = calls->callers < calls->max_callers
			 ? talloc_zero(calls, struct caller)
			 : NULL;
	if (caller == NULL) {
		close(fd);
		return;
	}
	caller->calls = calls;
	calls->callers++;
	caller->call.fd = fd;
	caller->call.pidfd = -1;
	talloc_set_destructor(caller, caller_destructor);
	caller->fde = tevent_add_fd(calls->ev, caller, fd, TEVENT_FD_READ,
				    caller_readable, caller);
	if (caller->fde == NULL || !identify(&caller->call) ||
	    tevent_add_timer(calls->ev, caller,
			     tevent_timeval_current_ofs(HELLO_SECONDS, 0),
			     caller_late, caller) == NULL) {
		talloc_free(caller);
	}
}

struct link_calls *link_calls_create(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     const char *run_dir, link_call_fn fn,
				     void *private_data, const char **why)
{
	struct link_calls *calls = talloc_zero(mem_ctx, struct link_calls);
	const struct unix_listener_config config = {
		.dir = run_dir,
		.name = RRAS_LINK_SOCKET,
		.type = SOCK_SEQPACKET,
		.fn = accepted,
		.private_data = calls,
	};

	*why = "out of memory";
	if (calls == NULL) {
		return NULL;
	}
	calls->ev = ev;
	calls->max_callers = most_callers();
	calls->fn = fn;
	calls->private_data = private_data;
	if (unix_listener_create(calls, ev, &config, why) == NULL) {
		*why = talloc_strdup(mem_ctx, *why);
		TALLOC_FREE(calls);
	}
	return calls;
}
