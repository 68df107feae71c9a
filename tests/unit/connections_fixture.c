/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections_fixture.h"
#include <stdio.h>
#include <util/tevent_werror.h>

#include "server/connections/connection_handles.h"

char world_logged[1024];

static void log_line(int priority, const char *line)
{
	snprintf(world_logged, sizeof(world_logged), "%s", line);
}

void world_close(struct world *w)
{
	TALLOC_FREE(w->connections);
	TALLOC_FREE(w->handles);
	TALLOC_FREE(w->events);
	TALLOC_FREE(w->counters);
}

void world_open(struct world *w)
{
	struct connections_config config;
	const char *why;

	w->ports = w->f->ports;
	w->counters = counters_create(w, w->f->ev);
	w->events = link_events_create(w, w->f->ev);
	assert_werror(connection_handles_create(w, w->f->ev, w->f->persist,
						&w->handles, &why),
		      ERROR_SUCCESS);
	config = (struct connections_config){
		.router = w->f->router,
		.ports = w->ports,
		.counters = w->counters,
		.handles = w->handles,
		.events = w->events,
		.log = log_line,
	};
	assert_werror(
		connections_create(w, w->f->ev, &config, &w->connections, &why),
		ERROR_SUCCESS);
}

void world_restart(struct world *w)
{
	world_close(w);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
	world_open(w);
}

int world_setup(void **state)
{
	struct world *w = talloc_zero(NULL, struct world);
	void *fixture;

	if (fixture_setup(&fixture) != 0) {
		return -1;
	}
	w->f = fixture;
	world_open(w);
	*state = w;
	world_logged[0] = '\0';
	return 0;
}

int world_teardown(void **state)
{
	struct world *w = *state;
	void *fixture = w->f;

	world_close(w);
	talloc_free(w);
	return fixture_teardown(&fixture);
}

/* -- links -- */

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

void turn(struct world *w)
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		bool rung = false;

		tevent_add_timer(w->f->ev, w->f->mem,
				 tevent_timeval_current_ofs(0, 1000), ring,
				 &rung);
		while (!rung) {
			tevent_loop_once(w->f->ev);
		}
	}
}

void happen(struct world *w, struct dialer_event event)
{
	dialer_memory_event(w->f->memory->last, &event);
}

void come_up(struct world *w)
{
	happen(w, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					.phase = DIALER_PHASE_NETWORK});
	happen(w, (struct dialer_event){.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7",
					       .ifindex = 42,
					       .local = {htonl(0x0a000002)},
					       .remote = {htonl(0x0a000001)}}});
}

void lose(struct world *w)
{
	happen(w, (struct dialer_event){.type = DIALER_EVENT_HANGUP});
	happen(w, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 16, ""}});
}

uint32_t dial(struct world *w, const char *name)
{
	uint32_t dwInterface = make_interface(w->f, name);

	assert_werror(router_connect(w->f->router, dwInterface), PENDING);
	turn(w);
	return dwInterface;
}

const struct connection *only(struct world *w)
{
	assert_int_equal(connections_count(w->connections, 0), 1);
	return connections_next(w->connections, 0);
}

/* The types of all events so far, and what they say of a connection. */
void assert_events(struct world *w, const char *expected)
{
	static const char letters[] = "cCDF";
	const struct link_event *event;
	char seen[32] = "";
	uint64_t after = 0;
	size_t count = 0;

	while ((event = link_events_next(w->events, after)) != NULL) {
		after = event->number;
		seen[count++] = letters[event->type];
		seen[count] = '\0';
		assert_int_equal(event->dwConnection != 0,
				 event->type == LINK_EVENT_CONNECTED ||
					 event->type ==
						 LINK_EVENT_DISCONNECTED);
	}
	assert_string_equal(seen, expected);
}

const struct link_event *last_event(struct world *w)
{
	return link_events_next(w->events, link_events_last(w->events) - 1);
}

/* -- clients -- */

struct hangup_state {
	uint8_t dummy;
};

static struct tevent_req *client_disconnect_send(TALLOC_CTX *mem_ctx,
						 struct tevent_context *ev,
						 void *private_data)
{
	struct world *w = private_data;
	struct hangup_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct hangup_state);

	w->hangups++;
	connections_remove_client(w->connections, only(w)->dwConnection,
				  "hung up");
	tevent_req_done(req);
	return tevent_req_post(req, ev);
}

static WERROR client_disconnect_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

struct client_link client_of(struct world *w)
{
	struct timespec started, started_boottime;

	clock_gettime(CLOCK_REALTIME, &started);
	started.tv_sec -= 100;
	clock_gettime(CLOCK_BOOTTIME, &started_boottime);
	started_boottime.tv_sec -= 100;
	return (struct client_link){
		.user = "alice",
		.domain = "EXAMPLE",
		.remote_endpoint = "02:00:00:00:00:01",
		.local_endpoint = "02:00:00:00:00:02",
		.ifname = "ppp0",
		.ifindex = 17,
		.started = started,
		.started_boottime = started_boottime,
		.disconnect_send = client_disconnect_send,
		.disconnect_recv = client_disconnect_recv,
		.private_data = w,
	};
}

uint32_t add_client(struct world *w)
{
	const struct client_link link = client_of(w);
	uint32_t handle = 0;

	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	return handle;
}
