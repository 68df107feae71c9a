/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a connection and takes a while: counters, hanging up. */
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"
#include "server/router/router.h"
#include "connection.h"
#include "handle_map.h"

/* -- counters -- */

static struct link_counters
counters_since(const struct connections *connections,
	       const struct connection *connection,
	       const struct link_counters *baseline)
{
	struct link_counters now = {0};

	if (connection->ifindex == 0 ||
	    !counters_get(connections->config.counters, connection->ifindex,
			  &now)) {
		return (struct link_counters){0};
	}
	return link_counters_since(&now, baseline);
}

struct link_counters connection_counters(const struct connections *connections,
					 const struct connection *connection)
{
	return counters_since(connections, connection, &connection->baseline);
}

struct link_counters
connection_port_counters(const struct connections *connections,
			 const struct connection *connection)
{
	return counters_since(connections, connection,
			      &connection->port_baseline);
}

struct connections_count_state {
	struct connections *connections;
	uint32_t dwConnection; /* 0: all */
};

static void connections_count_done(struct tevent_req *subreq);

struct tevent_req *connections_count_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct connections *connections,
					  uint32_t dwConnection)
{
	struct connections_count_state *state;
	const struct live_connection *live;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct connections_count_state);
	int ifindex = 0;

	if (req == NULL) {
		return NULL;
	}
	state->connections = connections;
	state->dwConnection = dwConnection;
	if (dwConnection != 0) {
		live = connections_find(connections, dwConnection);
		if (live == NULL) {
			tevent_req_werror(req, W_ERROR(ERROR_INVALID_HANDLE));
			return tevent_req_post(req, ev);
		}
		ifindex = live->info.ifindex;
	}
	/* Nothing to be counted. */
	if (dwConnection != 0 ? ifindex == 0
			      : connections_count(connections, 0) == 0) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	subreq = counters_read_send(state, ev, connections->config.counters,
				    ifindex);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, connections_count_done, req);
	return req;
}

/* A link that has just lost its interface has what was counted last. */
static void connections_count_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct connections_count_state *state =
		tevent_req_data(req, struct connections_count_state);
	WERROR werr = counters_read_recv(subreq);

	TALLOC_FREE(subreq);
	if (W_ERROR_EQUAL(werr, W_ERROR(ERROR_FILE_NOT_FOUND))) {
		werr = WERR_OK;
	}
	if (W_ERROR_IS_OK(werr) && state->dwConnection != 0 &&
	    connections_find(state->connections, state->dwConnection) == NULL) {
		werr = W_ERROR(ERROR_INVALID_HANDLE);
	}
	if (!tevent_req_werror(req, werr)) {
		tevent_req_done(req);
	}
}

WERROR connections_count_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- base lines -- */

struct connections_clear_state {
	struct connections *connections;
	uint32_t dwConnection;
	bool of_port;
};

static void connections_clear_done(struct tevent_req *subreq);

struct tevent_req *connections_clear_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct connections *connections,
					  uint32_t dwConnection, bool of_port)
{
	struct connections_clear_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct connections_clear_state);

	if (req == NULL) {
		return NULL;
	}
	state->connections = connections;
	state->dwConnection = dwConnection;
	state->of_port = of_port;
	/* 0 is no connection here, but all of them there. */
	if (connections_find(connections, dwConnection) == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_HANDLE));
		return tevent_req_post(req, ev);
	}
	subreq = connections_count_send(state, ev, connections, dwConnection);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, connections_clear_done, req);
	return req;
}

static void connections_clear_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct connections_clear_state *state =
		tevent_req_data(req, struct connections_clear_state);
	struct live_connection *live;
	struct link_counters now;
	WERROR werr = connections_count_recv(subreq);

	TALLOC_FREE(subreq);
	if (tevent_req_werror(req, werr)) {
		return;
	}
	live = connections_find(state->connections, state->dwConnection);
	if (counters_get(state->connections->config.counters,
			 live->info.ifindex, &now)) {
		*(state->of_port ? &live->info.port_baseline
				 : &live->info.baseline) = now;
		connections_note(state->connections, live);
	}
	tevent_req_done(req);
}

WERROR connections_clear_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* -- hanging up -- */

struct connections_disconnect_state {
	WERROR (*recv)(struct tevent_req *req);
};

static void connections_disconnect_done(struct tevent_req *subreq);

struct tevent_req *connections_disconnect_send(TALLOC_CTX *mem_ctx,
					       struct tevent_context *ev,
					       struct connections *connections,
					       uint32_t dwConnection)
{
	const struct live_connection *live =
		connections_find(connections, dwConnection);
	struct connections_disconnect_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct connections_disconnect_state);

	if (req == NULL) {
		return NULL;
	}
	if (live == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_HANDLE));
		return tevent_req_post(req, ev);
	}
	if (live->disconnect_send != NULL) {
		state->recv = live->disconnect_recv;
		subreq = live->disconnect_send(state, ev, live->private_data);
	} else {
		state->recv = router_disconnect_recv;
		subreq = router_disconnect_send(state, ev,
						connections->config.router,
						live->info.dwInterface);
	}
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, connections_disconnect_done, req);
	return req;
}

static void connections_disconnect_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct connections_disconnect_state *state =
		tevent_req_data(req, struct connections_disconnect_state);
	WERROR werr = state->recv(subreq);

	TALLOC_FREE(subreq);
	if (!tevent_req_werror(req, werr)) {
		tevent_req_done(req);
	}
}

WERROR connections_disconnect_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
