/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of rras-tunnel.
 *
 *   START --> look the server up --> connect to one address after the other
 *     --> READY --> run, until the peer ends it (CLOSED) or pppd does
 *
 * Until READY all has to be done within options.timeout, of which each address
 * gets its share: that the first does not answer leaves time for the next.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "lookup.h"
#include "plugin_socket.h"
#include "session.h"

#define START_SECONDS 10 /* the plugin sends it at once */
#define CLOSE_SECONDS 3	 /* protocols take 2 of their own */

struct session_state {
	struct tevent_context *ev;
	const struct session_options *options;
	struct tevent_fd *fde;
	struct tevent_timer *limit; /* for START, and for the end */
	struct tevent_req *subreq;  /* what is done now; one at a time */
	struct tunnel_config config;
	struct timeval deadline; /* for READY */
	struct lookup_address *addresses;
	size_t count, next;
	struct tunnel *tunnel;
	struct tunnel_end end; /* the most telling so far */
	bool tried;	       /* an address; end is of one */
	bool started, closing;
};

static void try_next(struct tevent_req *req);
static void session_lookup_done(struct tevent_req *subreq);
static void session_connect_done(struct tevent_req *subreq);
static void session_run_done(struct tevent_req *subreq);
static void session_close_done(struct tevent_req *subreq);

static void session_cleanup(struct tevent_req *req, enum tevent_req_state how)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	TALLOC_FREE(state->subreq);
	TALLOC_FREE(state->tunnel);
	TALLOC_FREE(state->fde);
	TALLOC_FREE(state->limit);
	if (state->config.ipsec_key.data != NULL) {
		explicit_bzero(state->config.ipsec_key.data,
			       state->config.ipsec_key.length);
		TALLOC_FREE(state->config.ipsec_key.data);
	}
}

/* The peer's end, or ours without one. */
static void fail(struct tevent_req *req, enum rras_tunnel_type type)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	plugin_socket_end(state->options->fd, type, &state->end);
	tevent_req_error(req, ECONNABORTED);
}

static void fail_locally(struct tevent_req *req, const char *what)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	tunnel_end_set(&state->end, DIALER_CONNECT_LOCAL, "%s", what);
	fail(req,
	     state->tunnel != NULL ? RRAS_TUNNEL_CLOSED : RRAS_TUNNEL_FAILED);
}

static void wait_for(struct tevent_req *req, struct tevent_req *subreq,
		     tevent_req_fn done)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	if (subreq == NULL) {
		fail_locally(req, "out of memory");
		return;
	}
	state->subreq = subreq;
	tevent_req_set_callback(subreq, done, req);
}

static void limit_passed(struct tevent_context *ev, struct tevent_timer *te,
			 struct timeval now, void *private_data)
{
	tevent_req_error(private_data, ETIMEDOUT);
}

static bool set_limit(struct tevent_req *req, uint32_t seconds)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	TALLOC_FREE(state->limit);
	state->limit = tevent_add_timer(state->ev, state,
					tevent_timeval_current_ofs(seconds, 0),
					limit_passed, req);
	return state->limit != NULL;
}

/* -- the end that pppd wants -- */

void session_close(struct tevent_req *req)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);
	struct tevent_req *subreq;

	if (state->closing) {
		return;
	}
	state->closing = true;
	TALLOC_FREE(state->subreq);
	TALLOC_FREE(state->fde); /* nothing more is of interest */
	if (state->tunnel == NULL || !set_limit(req, CLOSE_SECONDS)) {
		tevent_req_done(req);
		return;
	}
	subreq = state->options->protocol->close_send(state, state->ev,
						      state->tunnel);
	if (subreq == NULL) {
		tevent_req_done(req);
		return;
	}
	state->subreq = subreq;
	tevent_req_set_callback(subreq, session_close_done, req);
}

static void session_close_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	state->subreq = NULL;
	state->options->protocol->close_recv(subreq);
	talloc_free(subreq);
	tevent_req_done(req);
}

/* -- one address after the other -- */

/* What tells an administrator more than what another address has said: a word
 * of the server's is more than silence, and that more than no way to it. */
static int telling(enum dialer_connect_result result)
{
	switch (result) {
	case DIALER_CONNECT_UNREACHABLE:
		return 1;
	case DIALER_CONNECT_SILENT:
		return 2;
	case DIALER_CONNECT_CLOSED:
		return 3;
	default:
		return 4;
	}
}

/* This machine's own failures are the same with every address. */
static bool is_final(enum dialer_connect_result result)
{
	return result == DIALER_CONNECT_NO_KERNEL ||
	       result == DIALER_CONNECT_LOCAL;
}

static void try_next(struct tevent_req *req)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);
	const struct tunnel_protocol *protocol = state->options->protocol;
	struct timeval now = tevent_timeval_current();
	int64_t left = tevent_timeval_until(&now, &state->deadline).tv_sec;
	const struct lookup_address *address;

	if (state->next >= state->count) {
		fail(req, RRAS_TUNNEL_FAILED);
		return;
	}
	left /= (int64_t)(state->count - state->next);
	address = &state->addresses[state->next++];
	state->config.address = address->address;
	state->config.address_size = address->size;
	state->config.timeout = left > 0 ? (uint32_t)left : 1;
	wait_for(req, protocol->connect_send(state, state->ev, &state->config),
		 session_connect_done);
}

static void session_connect_failed(struct tevent_req *req,
				   const struct tunnel_end *end)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	if (!state->tried ||
	    telling(end->result) >= telling(state->end.result)) {
		state->end = *end;
	}
	state->tried = true;
	if (is_final(end->result)) {
		fail(req, RRAS_TUNNEL_FAILED);
		return;
	}
	try_next(req);
}

static void session_connect_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct session_state *state =
		tevent_req_data(req, struct session_state);
	const struct tunnel_protocol *protocol = state->options->protocol;
	struct tunnel_ready ready = {.fd = -1};
	struct tunnel_end end = {.text = ""};
	bool ok;

	state->subreq = NULL;
	ok = protocol->connect_recv(subreq, state, &state->tunnel, &ready,
				    &end);
	talloc_free(subreq);
	if (!ok) {
		session_connect_failed(req, &end);
		return;
	}
	ok = plugin_socket_ready(state->options->fd, &ready);
	close(ready.fd); /* pppd's alone from now on */
	if (!ok) {
		session_close(req);
		return;
	}
	wait_for(req, protocol->run_send(state, state->ev, state->tunnel),
		 session_run_done);
}

static void session_run_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	state->subreq = NULL;
	state->options->protocol->run_recv(subreq, &state->end);
	talloc_free(subreq);
	fail(req, RRAS_TUNNEL_CLOSED);
}

/* -- the beginning -- */

static void session_lookup_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct session_state *state =
		tevent_req_data(req, struct session_state);
	bool ok;

	state->subreq = NULL;
	ok = lookup_recv(subreq, state, &state->addresses, &state->count,
			 &state->end);
	talloc_free(subreq);
	if (!ok) {
		fail(req, RRAS_TUNNEL_FAILED);
		return;
	}
	try_next(req);
}

static void start(struct tevent_req *req, struct rras_tunnel_start *message)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);
	const struct session_options *options = state->options;
	uint16_t port = options->server.port != 0 ? options->server.port
						  : options->protocol->port;
	DATA_BLOB *key = &state->config.ipsec_key;

	TALLOC_FREE(state->limit);
	state->started = true;
	if (message->ipsec_key_size > 0) {
		key->length = message->ipsec_key_size;
		key->data =
			talloc_memdup(state, message->ipsec_key, key->length);
		if (key->data == NULL) {
			fail_locally(req, "out of memory");
			return;
		}
	}
	state->deadline = tevent_timeval_current_ofs(options->timeout, 0);
	wait_for(req,
		 lookup_send(state, state->ev, options->server.host, port,
			     options->protocol->family, options->timeout),
		 session_lookup_done);
}

static void take_keys(struct session_state *state,
		      const struct rras_tunnel_keys *keys)
{
	if (state->tunnel != NULL && state->options->protocol->keys != NULL) {
		state->options->protocol->keys(state->tunnel, keys->send_key,
					       keys->receive_key, keys->size);
	}
}

static void session_message(struct tevent_req *req,
			    struct rras_tunnel_message *message)
{
	struct session_state *state =
		tevent_req_data(req, struct session_state);

	if (message->type == RRAS_TUNNEL_START && !state->started) {
		start(req, &message->start);
	} else if (message->type == RRAS_TUNNEL_KEYS) {
		take_keys(state, &message->keys);
	} else {
		session_close(req);
	}
}

static void session_readable(struct tevent_context *ev, struct tevent_fd *fde,
			     uint16_t flags, void *private_data)
{
	struct tevent_req *req = private_data;
	struct session_state *state =
		tevent_req_data(req, struct session_state);
	struct rras_tunnel_message message;

	switch (plugin_socket_read(state->options->fd, &message)) {
	case PLUGIN_SOCKET_MESSAGE:
		session_message(req, &message);
		break;
	case PLUGIN_SOCKET_NOTHING:
		break;
	case PLUGIN_SOCKET_END:
		session_close(req);
		break;
	}
	explicit_bzero(&message, sizeof(message));
}

struct tevent_req *session_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				const struct session_options *options)
{
	struct session_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct session_state);

	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->options = options;
	state->config = (struct tunnel_config){
		.server = options->dialed,
		.local_name = options->local_name,
		.hello_interval = options->hello_interval,
		.ca_file = options->ca_file,
		.vici_socket = options->vici_socket,
	};
	tevent_req_set_cleanup_fn(req, session_cleanup);
	state->fde = tevent_add_fd(ev, state, options->fd, TEVENT_FD_READ,
				   session_readable, req);
	if (state->fde == NULL || !set_limit(req, START_SECONDS)) {
		tevent_req_oom(req);
		return tevent_req_post(req, ev);
	}
	return req;
}

bool session_recv(struct tevent_req *req)
{
	bool ok = !tevent_req_is_error(req, &(enum tevent_req_state){0},
				       &(uint64_t){0});

	tevent_req_received(req);
	return ok;
}
