/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests of tunnel.h for L2TP; see l2tp.h.
 */
#include "l2tp.h"
#include <unistd.h>

#define CLOSE_SECONDS 2

/* RFC 2661 section 5.8: "an initial interval of 1 second", "a cap ... no less
 * than 8 seconds"; four tries are 15 seconds. */
static const struct l2tp_knobs default_knobs = {
	.first_wait = 1000,
	.longest_wait = 8000,
	.tries = 4,
	.kernel = l2tp_kernel_open,
	.protect = ipsec_protect,
};

struct l2tp_wait_state {
	struct tunnel *tunnel; /**< NULL when it has been freed */
	struct tevent_req **waiter;
};

/* Whoever frees a tunnel no longer wants to know of its end. */
static void forget_tunnel(struct tevent_req *req)
{
	struct l2tp_wait_state *state;

	if (req != NULL) {
		state = tevent_req_data(req, struct l2tp_wait_state);
		state->tunnel = NULL;
	}
}

/* The number is free when the IKE daemon has forgotten it, not before: see
 * ipsec_sweep.h. */
static int tunnel_destructor(struct tunnel *tunnel)
{
	forget_tunnel(tunnel->running);
	forget_tunnel(tunnel->closing);
	TALLOC_FREE(tunnel->fde);
	l2tp_kernel_close(&tunnel->sockets);
	l2tp_udp_close(&tunnel->udp);
	TALLOC_FREE(tunnel->securing);
	TALLOC_FREE(tunnel->ipsec);
	if (tunnel->reservation != -1) {
		close(tunnel->reservation);
	}
	return 0;
}

/* A request is answered from the loop: its callback may free the tunnel. */
static void answer(struct tunnel *tunnel, struct tevent_req **req)
{
	struct tevent_req *answered = *req;

	if (answered != NULL) {
		*req = NULL;
		tevent_req_defer_callback(answered, tunnel->ev);
		tevent_req_done(answered);
	}
}

static void on_changed(struct tunnel *tunnel)
{
	if (tunnel->state == L2TP_UP || tunnel->state == L2TP_OVER) {
		answer(tunnel, &tunnel->connecting);
	}
	if (tunnel->state == L2TP_OVER) {
		answer(tunnel, &tunnel->running);
		answer(tunnel, &tunnel->closing);
	}
}

/* -- connect -- */

struct l2tp_connect_state {
	struct tunnel *tunnel;
};

static void on_connect_deadline(struct tevent_context *ev,
				struct tevent_timer *te, struct timeval now,
				void *private_data);

static struct tunnel *new_tunnel(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct tunnel_config *config,
				 const struct l2tp_knobs *knobs)
{
	struct tunnel *tunnel = talloc_zero(mem_ctx, struct tunnel);

	if (tunnel == NULL) {
		return NULL;
	}
	tunnel->ev = ev;
	tunnel->config = config;
	tunnel->knobs = knobs;
	tunnel->changed = on_changed;
	tunnel->udp.fd = -1;
	tunnel->reservation = -1;
	tunnel->sockets = (struct l2tp_sockets){.tunnel = -1, .session = -1};
	talloc_set_destructor(tunnel, tunnel_destructor);
	return tunnel;
}

struct tevent_req *l2tp_connect_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     const struct tunnel_config *config,
				     const struct l2tp_knobs *knobs)
{
	struct l2tp_connect_state *state;
	struct tevent_timer *deadline;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &state, struct l2tp_connect_state);
	if (req == NULL) {
		return NULL;
	}
	state->tunnel = new_tunnel(state, ev, config, knobs);
	if (tevent_req_nomem(state->tunnel, req)) {
		return tevent_req_post(req, ev);
	}
	deadline = tevent_add_timer(
		ev, state, tevent_timeval_current_ofs(config->timeout, 0),
		on_connect_deadline, state->tunnel);
	if (tevent_req_nomem(deadline, req)) {
		return tevent_req_post(req, ev);
	}
	state->tunnel->connecting = req;
	l2tp_begin(state->tunnel);
	return req;
}

static struct tevent_req *connect_send(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       const struct tunnel_config *config)
{
	return l2tp_connect_send(mem_ctx, ev, config, &default_knobs);
}

static void on_connect_deadline(struct tevent_context *ev,
				struct tevent_timer *te, struct timeval now,
				void *private_data)
{
	struct tunnel *tunnel =
		talloc_get_type_abort(private_data, struct tunnel);

	if (tunnel->state == L2TP_SECURING) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_SILENT,
				 "no answer to IKE");
	} else if (tunnel->state == L2TP_WAIT_SCCRP) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_SILENT,
				 "no answer to SCCRQ");
	} else if (tunnel->state == L2TP_WAIT_ICRP) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_SILENT,
				 "%s has made a tunnel, but does not answer "
				 "ICRQ",
				 tunnel->peer_name);
	}
}

static void tell_ready(struct tunnel *tunnel, struct tunnel_ready *ready)
{
	*ready = (struct tunnel_ready){.fd = tunnel->sockets.session};
	tunnel->sockets.session = -1;
	l2tp_address_text(&tunnel->udp.local, ready->local,
			  sizeof(ready->local));
	l2tp_address_text(&tunnel->udp.peer, ready->remote,
			  sizeof(ready->remote));
}

static bool connect_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			 struct tunnel **tunnel, struct tunnel_ready *ready,
			 struct tunnel_end *end)
{
	struct l2tp_connect_state *state =
		tevent_req_data(req, struct l2tp_connect_state);
	enum tevent_req_state req_state;
	uint64_t error;
	bool ok = false;

	if (tevent_req_is_error(req, &req_state, &error)) {
		*end = (struct tunnel_end){
			.result = DIALER_CONNECT_LOCAL,
			.text = "out of memory",
		};
	} else if (state->tunnel->sockets.session == -1) {
		*end = state->tunnel->end;
	} else {
		tell_ready(state->tunnel, ready);
		*tunnel = talloc_move(mem_ctx, &state->tunnel);
		ok = true;
	}
	tevent_req_received(req);
	return ok;
}

/* -- run and close: to wait for the end -- */

static void l2tp_wait_cleanup(struct tevent_req *req,
			      enum tevent_req_state req_state)
{
	struct l2tp_wait_state *state =
		tevent_req_data(req, struct l2tp_wait_state);

	if (req_state == TEVENT_REQ_RECEIVED && state->tunnel != NULL &&
	    *state->waiter == req) {
		*state->waiter = NULL;
	}
}

/* @param[in] waiter  which of the tunnel's requests it is */
static struct tevent_req *l2tp_wait_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct tunnel *tunnel,
					 struct tevent_req **waiter)
{
	struct l2tp_wait_state *state;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &state, struct l2tp_wait_state);
	if (req == NULL) {
		return NULL;
	}
	state->tunnel = tunnel;
	state->waiter = waiter;
	tevent_req_set_cleanup_fn(req, l2tp_wait_cleanup);
	if (tunnel->state == L2TP_OVER) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	*waiter = req;
	return req;
}

static struct tevent_req *
run_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev, struct tunnel *tunnel)
{
	return l2tp_wait_send(mem_ctx, ev, tunnel, &tunnel->running);
}

static void run_recv(struct tevent_req *req, struct tunnel_end *end)
{
	struct l2tp_wait_state *state =
		tevent_req_data(req, struct l2tp_wait_state);

	*end = state->tunnel->end;
	tevent_req_received(req);
}

static struct tevent_req *close_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     struct tunnel *tunnel)
{
	struct tevent_req *req =
		l2tp_wait_send(mem_ctx, ev, tunnel, &tunnel->closing);

	if (req == NULL || !tevent_req_is_in_progress(req)) {
		return req;
	}
	if (!tevent_req_set_endtime(
		    req, ev, tevent_timeval_current_ofs(CLOSE_SECONDS, 0))) {
		return tevent_req_post(req, ev);
	}
	l2tp_dialog_close(tunnel);
	return req;
}

static void close_recv(struct tevent_req *req)
{
	tevent_req_received(req);
}

const struct tunnel_protocol *tunnel_l2tp(void)
{
	static const struct tunnel_protocol protocol = {
		.name = "l2tp",
		.port = L2TP_PORT,
		.family = AF_UNSPEC,
		.connect_send = connect_send,
		.connect_recv = connect_recv,
		.run_send = run_send,
		.run_recv = run_recv,
		.close_send = close_send,
		.close_recv = close_recv,
	};

	return &protocol;
}
