/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of connections: dialed and served links come, change and go. */
#include "connections_fixture.h"
#include <string.h>

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

/* The wall clock has been set since the link came up; it is not asked. */
static void test_wall_clock_was_set(void **state)
{
	struct world *w = *state;
	struct client_link link = client_of(w);
	uint32_t handle;

	link.started.tv_sec -= 100000;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_int_equal(only(w)->started.tv_sec, link.started.tv_sec);
	assert_true(connection_duration(only(w)) >= 99);
	assert_true(connection_duration(only(w)) < 160);
	connections_remove_client(w->connections, handle, "");
	link.started.tv_sec += 200000;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_true(connection_duration(only(w)) >= 99);
	assert_true(connection_duration(only(w)) < 160);
}

/* A start in the future, or with the machine's: no such durations. */
static void test_strange_clocks(void **state)
{
	struct world *w = *state;
	struct client_link link = client_of(w);
	uint32_t handle;

	link.started_boottime.tv_sec += 100000;
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_SUCCESS);
	assert_true(connection_duration(only(w)) < 60);
	connections_remove_client(w->connections, handle, "");
	link.started_boottime.tv_sec = 0;
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

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dialed_link),
		TEST(test_failed_attempt),
		TEST(test_redialed_at_once),
		TEST(test_hanging_up),
		TEST(test_client),
		TEST(test_wall_clock_was_set),
		TEST(test_strange_clocks),
		TEST(test_client_is_hung_up),
		TEST(test_dialed_is_no_client),
		TEST(test_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
