/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of connections: dialed and served links come, change and go. */
#include "router_fixture.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <util/tevent_werror.h>

#include "server/connections/connection_handles.h"
#include "server/connections/connections.h"
#include "server/connections/link_events.h"
#include "server/ports/ports.h"
#include "server/router/store.h"
#include "counters_fake.h"

struct world {
	struct fixture *f;
	struct ports *ports;
	struct counters *counters;
	struct link_events *events;
	struct connection_handles *handles;
	struct connections *connections;
	unsigned hangups; /* of clients */
};

static char logged[1024];

static void log_line(int priority, const char *line)
{
	snprintf(logged, sizeof(logged), "%s", line);
}

static void world_close(struct world *w)
{
	TALLOC_FREE(w->connections);
	TALLOC_FREE(w->handles);
	TALLOC_FREE(w->events);
	TALLOC_FREE(w->counters);
}

static void world_open(struct world *w)
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

static void world_restart(struct world *w)
{
	world_close(w);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
	world_open(w);
}

static int setup(void **state)
{
	struct world *w = talloc_zero(NULL, struct world);
	void *fixture;

	if (fixture_setup(&fixture) != 0) {
		return -1;
	}
	w->f = fixture;
	world_open(w);
	*state = w;
	logged[0] = '\0';
	return 0;
}

static int teardown(void **state)
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

static void turn(struct world *w)
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

static void happen(struct world *w, struct dialer_event event)
{
	dialer_memory_event(w->f->memory->last, &event);
}

static void come_up(struct world *w)
{
	happen(w, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					.phase = DIALER_PHASE_NETWORK});
	happen(w, (struct dialer_event){.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7",
					       .ifindex = 42,
					       .local = {htonl(0x0a000002)},
					       .remote = {htonl(0x0a000001)}}});
}

static void lose(struct world *w)
{
	happen(w, (struct dialer_event){.type = DIALER_EVENT_HANGUP});
	happen(w, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 16, ""}});
}

static uint32_t dial(struct world *w, const char *name)
{
	uint32_t dwInterface = make_interface(w->f, name);

	assert_werror(router_connect(w->f->router, dwInterface), PENDING);
	turn(w);
	return dwInterface;
}

static const struct connection *only(struct world *w)
{
	assert_int_equal(connections_count(w->connections, 0), 1);
	return connections_next(w->connections, 0);
}

/* The types of all events so far, and what they say of a connection. */
static void assert_events(struct world *w, const char *expected)
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

static const struct link_event *last_event(struct world *w)
{
	return link_events_next(w->events, link_events_last(w->events) - 1);
}

static void test_dialed_link(void **state)
{
	struct world *w = *state;
	uint32_t dwInterface = dial(w, "dd1"), handle;
	const struct connection *connection;

	assert_events(w, "c");
	assert_int_equal(connections_count(w->connections, 0), 0);
	come_up(w);
	turn(w);
	assert_events(w, "cC");
	connection = only(w);
	handle = connection->dwConnection;
	assert_int_not_equal(handle, 0);
	assert_ptr_equal(connections_get(w->connections, handle), connection);
	assert_int_equal(connection->dwInterface, dwInterface);
	assert_int_equal(connection->dwInterfaceType,
			 ROUTER_IF_TYPE_FULL_ROUTER);
	assert_string_equal(connection->wszInterfaceName, "dd1");
	assert_string_equal(connection->wszRemoteComputer, "");
	assert_string_equal(connection->ifname, "ppp7");
	assert_int_equal(connection->ifindex, 42);
	assert_int_equal(ports_get(w->ports, connection->dwPort)->dwConnection,
			 handle);
	assert_true(connection->ppp.ip_up);
	assert_true(connection->started.tv_sec > 0);
	assert_true(connection_duration(connection) < 60);
	assert_int_equal(last_event(w)->dwConnection, handle);
	assert_string_equal(last_event(w)->name, "dd1");
	/* IPv6 comes later. */
	happen(w, (struct dialer_event){.type = DIALER_EVENT_IP6_UP,
					.ip6 = {.ifname = "ppp7",
						.ifindex = 42,
						.local_ifid = {1},
						.remote_ifid = {2}}});
	turn(w);
	assert_true(only(w)->ppp.ip6_up);
	lose(w);
	turn(w);
	assert_int_equal(connections_count(w->connections, 0), 0);
	assert_null(connections_get(w->connections, handle));
	assert_events(w, "cCD");
	assert_int_equal(last_event(w)->dwConnection, handle);
	assert_int_not_equal(last_event(w)->dwLastError, 0);
	assert_true(strlen(last_event(w)->reason) > 0);
	assert_true(strlen(last_event(w)->port) > 0);
}

static void test_failed_attempt(void **state)
{
	struct world *w = *state;

	dial(w, "dd1");
	lose(w);
	turn(w);
	assert_events(w, "cF");
	assert_string_equal(last_event(w)->name, "dd1");
	assert_int_not_equal(last_event(w)->dwLastError, 0);
	assert_int_equal(connections_count(w->connections, 0), 0);
}

/* Between two calls one link has ended and the next attempt has begun. */
static void test_redialed_at_once(void **state)
{
	struct world *w = *state;
	uint32_t dwInterface = dial(w, "dd1"), first;

	come_up(w);
	turn(w);
	first = only(w)->dwConnection;
	lose(w);
	assert_werror(router_connect(w->f->router, dwInterface), PENDING);
	come_up(w);
	turn(w);
	assert_events(w, "cCDcC");
	assert_int_not_equal(only(w)->dwConnection, first);
	assert_null(connections_get(w->connections, first));
}

/* A link that is being hung up is a connection to its end. */
static void test_hanging_up(void **state)
{
	struct world *w = *state;
	struct tevent_req *req;
	uint32_t handle;

	dial(w, "dd1");
	come_up(w);
	turn(w);
	handle = only(w)->dwConnection;
	w->f->memory->obeys = false;
	req = connections_disconnect_send(w, w->f->ev, w->connections, handle);
	turn(w);
	assert_int_equal(only(w)->dwConnection, handle);
	assert_true(tevent_req_is_in_progress(req));
	happen(w, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 5, ""}});
	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(connections_disconnect_recv(req), ERROR_SUCCESS);
	talloc_free(req);
	turn(w);
	assert_events(w, "cCD");
	assert_int_equal(last_event(w)->dwLastError, 0);
	req = connections_disconnect_send(w, w->f->ev, w->connections, handle);
	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(connections_disconnect_recv(req), ERROR_INVALID_HANDLE);
	talloc_free(req);
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

static struct client_link client_of(struct world *w)
{
	struct timespec started;

	clock_gettime(CLOCK_REALTIME, &started);
	started.tv_sec -= 100;
	return (struct client_link){
		.user = "alice",
		.domain = "EXAMPLE",
		.remote_endpoint = "02:00:00:00:00:01",
		.local_endpoint = "02:00:00:00:00:02",
		.ifname = "ppp0",
		.ifindex = 17,
		.started = started,
		.disconnect_send = client_disconnect_send,
		.disconnect_recv = client_disconnect_recv,
		.private_data = w,
	};
}

static uint32_t add_client(struct world *w)
{
	const struct client_link link = client_of(w);
	uint32_t handle = 0;

	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	return handle;
}

static void test_client(void **state)
{
	struct world *w = *state;
	uint32_t handle = add_client(w);
	const struct connection *connection = only(w);
	struct client_link link = client_of(w);
	struct GUID guid = connection->guid;

	assert_events(w, "C");
	assert_int_equal(connection->dwConnection, handle);
	assert_int_equal(connection->dwInterface, UINT32_MAX);
	assert_int_equal(connection->dwInterfaceType, ROUTER_IF_TYPE_CLIENT);
	assert_string_equal(connection->wszInterfaceName, "alice");
	assert_string_equal(connection->wszUserName, "alice");
	assert_string_equal(connection->wszLogonDomain, "EXAMPLE");
	assert_string_equal(connection->remote_endpoint, "02:00:00:00:00:01");
	assert_true(connection_duration(connection) >= 99);
	assert_true(connection_duration(connection) < 160);
	/* What comes up later; the user stays. */
	link.user = "mallory";
	link.ppp.ip6_up = true;
	link.ifname = "ppp1";
	assert_werror(connections_update_client(w->connections, handle, &link),
		      ERROR_SUCCESS);
	assert_true(only(w)->ppp.ip6_up);
	assert_string_equal(only(w)->ifname, "ppp1");
	assert_string_equal(only(w)->wszUserName, "alice");
	assert_memory_equal(&only(w)->guid, &guid, sizeof(guid));
	assert_werror(connections_update_client(w->connections, 99, &link),
		      ERROR_INVALID_HANDLE);
	connections_remove_client(w->connections, handle, "the peer hung up");
	assert_int_equal(connections_count(w->connections, 0), 0);
	assert_string_equal(last_event(w)->reason, "the peer hung up");
	connections_remove_client(w->connections, handle, "again");
	assert_events(w, "CD");
}

/* A start in the future, or before the machine's: no such durations. */
static void test_strange_clocks(void **state)
{
	struct world *w = *state;
	struct client_link link = client_of(w);
	uint32_t handle;

	link.started.tv_sec += 100000;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_true(connection_duration(only(w)) < 60);
	connections_remove_client(w->connections, handle, "");
	link.started.tv_sec = 0;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_true(connection_duration(only(w)) > 0);
}

static void test_client_is_hung_up(void **state)
{
	struct world *w = *state;
	uint32_t handle = add_client(w);
	struct tevent_req *req = connections_disconnect_send(
		w, w->f->ev, w->connections, handle);

	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(connections_disconnect_recv(req), ERROR_SUCCESS);
	talloc_free(req);
	assert_int_equal(w->hangups, 1);
	assert_int_equal(connections_count(w->connections, 0), 0);
}

/* Dialed links are not the dial-in's to remove. */
static void test_dialed_is_no_client(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle;

	dial(w, "dd1");
	come_up(w);
	turn(w);
	handle = only(w)->dwConnection;
	connections_remove_client(w->connections, handle, "");
	assert_int_equal(only(w)->dwConnection, handle);
	assert_werror(connections_update_client(w->connections, handle, &link),
		      ERROR_INVALID_HANDLE);
}

/* -- ports -- */

static void test_port(void **state)
{
	struct world *w = *state;
	struct client_link link = client_of(w);
	struct port_claim *claim;
	uint32_t handle, dwPort;

	assert_werror(ports_claim(w, w->ports, PORT_KIND_PPPOE, NULL, &claim),
		      ERROR_SUCCESS);
	link.dwPort = dwPort = port_claim_port(claim)->dwPort;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_int_equal(only(w)->dwPort, dwPort);
	assert_int_equal(ports_get(w->ports, dwPort)->dwConnection, handle);
	assert_string_equal(last_event(w)->port,
			    ports_get(w->ports, dwPort)->wszPortName);
	connections_remove_client(w->connections, handle, "");
	assert_int_equal(ports_get(w->ports, dwPort)->dwConnection, 0);
	/* The port is given back first, and is another one's by now. */
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	talloc_free(claim);
	assert_werror(ports_claim(w, w->ports, PORT_KIND_PPPOE, NULL, &claim),
		      ERROR_SUCCESS);
	assert_int_equal(port_claim_port(claim)->dwPort, dwPort);
	port_set_connection(w->ports, dwPort, 999);
	connections_remove_client(w->connections, handle, "");
	assert_int_equal(ports_get(w->ports, dwPort)->dwConnection, 999);
	assert_true(strlen(last_event(w)->port) > 0);
	talloc_free(claim);
	/* A port that is none. */
	link.dwPort = 12345678;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_int_equal(only(w)->dwPort, 0);
	assert_string_equal(last_event(w)->port, "");
}

/* -- handles -- */

static void test_handles_are_not_reused(void **state)
{
	struct world *w = *state;
	uint32_t first = add_client(w), second = add_client(w), third;

	assert_true(second > first);
	assert_int_equal(connections_count(w->connections, first), 1);
	assert_int_equal(connections_count(w->connections, second), 0);
	connections_remove_client(w->connections, second, "");
	third = add_client(w);
	assert_true(third > second);
	world_restart(w);
	assert_true(add_client(w) > third);
}

/* A daemon that is killed has stored what it gave. */
static void test_many_handles(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle = 0, last = 0;
	unsigned i;

	for (i = 0; i < 3 * CONNECTION_HANDLES_BLOCK; i++) {
		WERROR result =
			connections_add_client(w->connections, &link, &handle);

		while (W_ERROR_V(result) == ERROR_RETRY) {
			tevent_loop_once(w->f->ev);
			result = connections_add_client(w->connections, &link,
							&handle);
		}
		assert_werror(result, ERROR_SUCCESS);
		assert_true(handle > last);
		last = handle;
		connections_remove_client(w->connections, handle, "");
	}
	world_restart(w);
	assert_true(add_client(w) > last);
}

/* A link that comes up while there is no handle gets one soon. */
static void test_link_waits_for_a_handle(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle = 0;

	dial(w, "dd1");
	while (W_ERROR_IS_OK(
		connections_add_client(w->connections, &link, &handle))) {
		connections_remove_client(w->connections, handle, "");
	}
	come_up(w);
	while (connections_count(w->connections, 0) == 0) {
		tevent_loop_once(w->f->ev);
	}
	assert_string_equal(only(w)->wszInterfaceName, "dd1");
	assert_true(only(w)->dwConnection > handle);
	assert_int_equal(last_event(w)->type, LINK_EVENT_CONNECTED);
}

static void put_next_handle(struct world *w, uint32_t next)
{
	struct persist_job *job = persist_job(w);
	struct tevent_req *req;

	world_close(w);
	assert_true(store_put_connections(job, next));
	req = persist_send(w, w->f->ev, w->f->persist, job);
	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(persist_recv(req, w, NULL), ERROR_SUCCESS);
	talloc_free(req);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
}

/* The last handle is INVALID_HANDLE_VALUE; nothing starts anew. */
static void test_last_handles(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle;

	put_next_handle(w, UINT32_MAX - 2);
	world_open(w);
	assert_int_equal(add_client(w), UINT32_MAX - 2);
	assert_int_equal(add_client(w), UINT32_MAX - 1);
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_RETRY);
	assert_null(connections_next(w->connections, UINT32_MAX));
	assert_int_equal(connections_count(w->connections, UINT32_MAX), 0);
}

static void store_record(struct world *w, const void *bytes, size_t length)
{
	struct persist_job *job = persist_job(w);
	TDB_DATA value = {.dptr = (uint8_t *)(uintptr_t)bytes, .dsize = length};
	struct tevent_req *req;

	world_close(w);
	assert_true(persist_job_store(job, "connections", value));
	req = persist_send(w, w->f->ev, w->f->persist, job);
	assert_true(tevent_req_poll(req, w->f->ev));
	talloc_free(req);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
}

static void test_bad_records(void **state)
{
	static const uint8_t later[] = {2, 0, 0, 0, 1, 0, 0, 0};
	struct world *w = *state;
	const char *why = NULL;

	store_record(w, later, sizeof(later));
	assert_werror(connection_handles_create(w, w->f->ev, w->f->persist,
						&w->handles, &why),
		      ERROR_REVISION_MISMATCH);
	assert_non_null(strstr(why, "later version"));
	store_record(w, later, 3);
	assert_werror(connection_handles_create(w, w->f->ev, w->f->persist,
						&w->handles, &why),
		      ERROR_FILE_CORRUPT);
	assert_non_null(strstr(why, "damaged"));
	w->handles = NULL;
}

/* -- counters -- */

static WERROR count_now(struct world *w, uint32_t dwConnection)
{
	struct tevent_req *req = connections_count_send(
		w, w->f->ev, w->connections, dwConnection);
	WERROR result;

	assert_true(tevent_req_poll(req, w->f->ev));
	result = connections_count_recv(req);
	talloc_free(req);
	return result;
}

static WERROR clear_now(struct world *w, uint32_t dwConnection, bool of_port)
{
	struct tevent_req *req = connections_clear_send(
		w, w->f->ev, w->connections, dwConnection, of_port);
	WERROR result;

	assert_true(tevent_req_poll(req, w->f->ev));
	result = connections_clear_recv(req);
	talloc_free(req);
	return result;
}

static void test_counters(void **state)
{
	struct world *w = *state;
	uint32_t handle = add_client(w);

	w->counters->values.rx_bytes = 1000;
	/* Nobody has asked the kernel yet. */
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 0);
	assert_werror(count_now(w, handle), ERROR_SUCCESS);
	assert_int_equal(w->counters->last, 17);
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 1000);
	assert_werror(count_now(w, 0), ERROR_SUCCESS);
	assert_int_equal(w->counters->last, 0);
	/* Two base lines: the connection's and the port's. */
	assert_werror(clear_now(w, handle, false), ERROR_SUCCESS);
	w->counters->values.rx_bytes = 1600;
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 600);
	assert_int_equal(
		connection_port_counters(w->connections, only(w)).rx_bytes,
		1600);
	assert_werror(clear_now(w, handle, true), ERROR_SUCCESS);
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 600);
	assert_int_equal(
		connection_port_counters(w->connections, only(w)).rx_bytes, 0);
}

static void test_counters_fail(void **state)
{
	struct world *w = *state;
	uint32_t handle;
	struct tevent_req *req;

	/* No connection: the kernel is not asked. */
	assert_werror(count_now(w, 0), ERROR_SUCCESS);
	assert_int_equal(w->counters->reads, 0);
	assert_werror(count_now(w, 5), ERROR_INVALID_HANDLE);
	assert_werror(clear_now(w, 5, false), ERROR_INVALID_HANDLE);
	assert_werror(clear_now(w, 0, false), ERROR_INVALID_HANDLE);
	handle = add_client(w);
	w->counters->result = W_ERROR(ERROR_TIMEOUT);
	assert_werror(count_now(w, handle), ERROR_TIMEOUT);
	assert_werror(clear_now(w, handle, false), ERROR_TIMEOUT);
	w->counters->result = WERR_OK;
	/* Its interface has gone, and its end is about to be told. */
	w->counters->missing = 17;
	assert_werror(count_now(w, handle), ERROR_SUCCESS);
	assert_werror(clear_now(w, handle, false), ERROR_SUCCESS);
	w->counters->missing = -1;
	/* It ends meanwhile. */
	req = connections_clear_send(w, w->f->ev, w->connections, handle,
				     false);
	connections_remove_client(w->connections, handle, "");
	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(connections_clear_recv(req), ERROR_INVALID_HANDLE);
	talloc_free(req);
	/* Nobody waits any more. */
	w->counters->waits = true;
	talloc_free(connections_count_send(w, w->f->ev, w->connections,
					   add_client(w)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dialed_link),
		TEST(test_failed_attempt),
		TEST(test_redialed_at_once),
		TEST(test_hanging_up),
		TEST(test_client),
		TEST(test_strange_clocks),
		TEST(test_client_is_hung_up),
		TEST(test_dialed_is_no_client),
		TEST(test_port),
		TEST(test_handles_are_not_reused),
		TEST(test_many_handles),
		TEST(test_link_waits_for_a_handle),
		TEST(test_last_handles),
		TEST(test_bad_records),
		TEST(test_counters),
		TEST(test_counters_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
