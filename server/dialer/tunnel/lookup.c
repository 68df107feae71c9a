/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses of a name, without waiting for the resolver.
 *
 * getaddrinfo() alone knows all that nsswitch.conf says, and it blocks: it
 * runs in a thread, which shares no memory with us.  It has a copy of the
 * question and writes the answer into a pipe; whoever no longer wants it
 * closes the other end.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lookup.h"

/* What the thread answers with: less than PIPE_BUF, so written in one. */
struct answer {
	int error; /* of getaddrinfo() */
	uint32_t count;
	struct lookup_address addresses[LOOKUP_MAX];
};

/* The thread's own. */
struct question {
	char host[256];
	char port[8];
	int family;
	int fd;
};

struct lookup_state {
	int fd;
	struct tevent_fd *fde;
	struct answer answer;
	struct tunnel_end end;
};

/* -- the thread -- */

static void fill(struct answer *answer, const struct addrinfo *found)
{
	const struct addrinfo *info;
	struct lookup_address *to;

	for (info = found; info != NULL && answer->count < LOOKUP_MAX;
	     info = info->ai_next) {
		if (info->ai_addrlen > sizeof(to->address)) {
			continue;
		}
		to = &answer->addresses[answer->count++];
		memcpy(&to->address, info->ai_addr, info->ai_addrlen);
		to->size = info->ai_addrlen;
	}
}

static void *ask(void *private_data)
{
	struct question *question = private_data;
	const struct addrinfo hints = {.ai_family = question->family,
				       .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	struct answer answer;
	ssize_t written;

	memset(&answer, 0, sizeof(answer));
	answer.error =
		getaddrinfo(question->host, question->port, &hints, &found);
	if (answer.error == 0) {
		fill(&answer, found);
		freeaddrinfo(found);
	}
	/* EPIPE when it is no longer wanted; SIGPIPE is blocked here */
	written = write(question->fd, &answer, sizeof(answer));
	(void)written;
	close(question->fd);
	free(question);
	return NULL;
}

/* Detached, and without any signal: those are the loop's. */
static int start_thread(struct question *question)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_t thread;
	int error;

	error = pthread_attr_init(&attributes);
	if (error != 0) {
		return error;
	}
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attributes, ask, question);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}

static bool start(struct lookup_state *state, const char *host, uint16_t port,
		  int family)
{
	struct question *question;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0) {
		return false;
	}
	state->fd = fds[0];
	question = calloc(1, sizeof(*question));
	if (question != NULL) {
		snprintf(question->host, sizeof(question->host), "%s", host);
		snprintf(question->port, sizeof(question->port), "%u", port);
		question->family = family;
		question->fd = fds[1];
		if (start_thread(question) == 0) {
			return true;
		}
	}
	free(question);
	close(fds[1]);
	return false;
}

/* -- the loop -- */

static void lookup_cleanup(struct tevent_req *req, enum tevent_req_state how)
{
	struct lookup_state *state = tevent_req_data(req, struct lookup_state);

	TALLOC_FREE(state->fde);
	if (state->fd != -1) {
		close(state->fd);
		state->fd = -1;
	}
}

/* What the end of a look-up means to the administrator. */
static void explain(struct lookup_state *state)
{
	switch (state->answer.error) {
	case 0:
		break;
	case EAI_AGAIN:
		tunnel_end_set(&state->end, DIALER_CONNECT_NO_NAME,
			       "no name server answers");
		break;
	case EAI_MEMORY:
	case EAI_SYSTEM:
		tunnel_end_set(&state->end, DIALER_CONNECT_LOCAL, "%s",
			       gai_strerror(state->answer.error));
		break;
	default:
		tunnel_end_set(&state->end, DIALER_CONNECT_NO_NAME, "%s",
			       gai_strerror(state->answer.error));
		break;
	}
}

static void lookup_readable(struct tevent_context *ev, struct tevent_fd *fde,
			    uint16_t flags, void *private_data)
{
	struct tevent_req *req = private_data;
	struct lookup_state *state = tevent_req_data(req, struct lookup_state);
	ssize_t size = read(state->fd, &state->answer, sizeof(state->answer));

	if (size == -1 && (errno == EINTR || errno == EAGAIN)) {
		return;
	}
	if (size != sizeof(state->answer)) {
		state->answer.error = EAI_SYSTEM;
	}
	explain(state);
	if (state->answer.error == 0 && state->answer.count > 0) {
		tevent_req_done(req);
	} else {
		tevent_req_error(req, EADDRNOTAVAIL);
	}
}

struct tevent_req *lookup_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			       const char *host, uint16_t port, int family,
			       uint32_t timeout)
{
	struct lookup_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct lookup_state);

	if (req == NULL) {
		return NULL;
	}
	state->fd = -1;
	tevent_req_set_cleanup_fn(req, lookup_cleanup);
	tunnel_end_set(&state->end, DIALER_CONNECT_NO_NAME,
		       "no name server answers");
	if (!start(state, host, port, family)) {
		tunnel_end_set(&state->end, DIALER_CONNECT_LOCAL,
			       "no thread for the resolver");
		tevent_req_error(req, EAGAIN);
		return tevent_req_post(req, ev);
	}
	state->fde = tevent_add_fd(ev, state, state->fd, TEVENT_FD_READ,
				   lookup_readable, req);
	if (tevent_req_nomem(state->fde, req) ||
	    !tevent_req_set_endtime(req, ev,
				    tevent_timeval_current_ofs(timeout, 0))) {
		return tevent_req_post(req, ev);
	}
	return req;
}

bool lookup_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		 struct lookup_address **addresses, size_t *count,
		 struct tunnel_end *end)
{
	struct lookup_state *state = tevent_req_data(req, struct lookup_state);
	enum tevent_req_state how;
	uint64_t error;

	*end = state->end;
	if (tevent_req_is_error(req, &how, &error)) {
		if (how == TEVENT_REQ_NO_MEMORY) {
			tunnel_end_set(end, DIALER_CONNECT_LOCAL,
				       "out of memory");
		}
		tevent_req_received(req);
		return false;
	}
	*count = state->answer.count;
	*addresses = talloc_memdup(mem_ctx, state->answer.addresses,
				   *count * sizeof(**addresses));
	tevent_req_received(req);
	if (*addresses == NULL) {
		tunnel_end_set(end, DIALER_CONNECT_LOCAL, "out of memory");
		return false;
	}
	return true;
}
