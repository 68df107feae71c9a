/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_PORTENUM, REQTYPE_GETINFO and REQTYPE_GETDEVCONFIG. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/ports/ports.h"
#include "rrasd_request.h"

#define PORT 208

static struct request *port_enum(struct world *world, uint32_t size,
				 uint32_t room)
{
	struct request *request = request_make(world, PORTENUM, size);

	request_put(request, 4, room);
	return request;
}

static void test_port_enum(void **state)
{
	struct request *request = port_enum(*state, MIN_SIZE, 0);
	size_t at = 12;

	/* Seven PPPoE ports, five PPTP, six L2TP and two serial ones */
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 20 * PORT);
	assert_int_equal(request_get(request, 8), 20);
	request_assert_untouched(request, 12);
	request_put(request, 4, 20 * PORT);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8), 20);
	assert_int_equal(
		request_get(request, at),
		ports_next(((struct world *)*state)->rrasd->ports, 0)->dwPort);
	request_assert_ansi(request, at + 4, "PPPoE6-0");
	assert_int_equal(request_get(request, at + 20), 1);	  /* CLOSED */
	assert_int_equal(request_get(request, at + 24), 0x8000d); /* PPPoE */
	assert_int_equal(request_get(request, at + 28),
			 5); /* CALL_IN, CALL_ROUTER */
	assert_int_equal(request_get(request, at + 32), 0); /* CALL_NONE */
	request_assert_ansi(request, at + 36, "rastapi");
	request_assert_ansi(request, at + 52, "PPPoE");
	request_assert_ansi(request, at + 68, "WAN Miniport (PPPOE)");
	assert_int_equal(request_get(request, at + 200), 0);
	assert_int_equal(request_get(request, at + 204), 0);
	at += 19 * PORT;
	request_assert_ansi(request, at + 4, "zero");
	assert_int_equal(request_get(request, at + 24), 0); /* RDT_Modem */
	request_assert_ansi(request, at + 52, "modem");
	assert_int_equal(request_get(request, at + 200),
			 request_get(request, at));
	request_assert_untouched(request, 12 + 20 * PORT);
	talloc_free(request);
}

static void test_port_enum_sizes(void **state)
{
	struct request *request = port_enum(*state, MIN_SIZE, 3 * PORT - 1);

	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 20 * PORT);
	assert_int_equal(request_get(request, 8), 20);
	request_assert_ansi(request, 12 + PORT + 4, "PPPoE6-1");
	request_assert_untouched(request, 12 + 2 * PORT);
	talloc_free(request);
	request_assert_refused(
		port_enum(*state, MIN_SIZE, MIN_SIZE - BUFFER - 15),
		E_INVALIDARG);
	request_assert_refused(port_enum(*state, MIN_SIZE, 0xffffffff),
			       E_INVALIDARG);
}

/* More than a slice: the last one is there, and others are served between. */
static void test_many_ports(void **state)
{
	struct world *world = *state;
	struct request *request =
		port_enum(world, MIN_SIZE + 1300 * PORT, 1300 * PORT);

	assert_int_equal(W_ERROR_V(ports_set_count(world->rrasd->ports,
						   PORT_KIND_PPTP, 1200)),
			 0);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8), 1215);
	request_assert_ansi(request, 12 + 1206 * PORT + 4, "VPN3-1199");
	request_assert_ansi(request, 12 + 1214 * PORT + 4, "zero");
	request_assert_untouched(request, 12 + 1215 * PORT);
	talloc_free(request);
}

static struct request *get_info(struct world *world, uint32_t port,
				uint8_t pointer)
{
	struct request *request = request_make(world, GETINFO, MIN_SIZE);

	request->bytes[8] = pointer;
	request->bytes[0] = (uint8_t)port;
	request->bytes[1] = (uint8_t)(port >> 8);
	request->bytes[2] = (uint8_t)(port >> 16);
	request->bytes[3] = (uint8_t)(port >> 24);
	return request;
}

static uint32_t first_port(struct world *world, enum port_kind kind)
{
	const struct port *port =
		ports_next_of_kind(world->rrasd->ports, kind, 0);

	assert_non_null(port);
	return port->dwPort;
}

/* Both forms: @base is where RASMAN_INFO begins, @handle its HANDLE's size. */
static void assert_idle(const struct request *request, size_t base,
			size_t handle)
{
	size_t behind = base + 864 + handle;

	assert_int_equal(request_get(request, base), 1);      /* CLOSED */
	assert_int_equal(request_get(request, base + 4), 4);  /* DISCONNECTED */
	assert_int_equal(request_get(request, base + 12), 0); /* RI_LastError */
	assert_int_equal(request_get(request, base + 16), 0); /* CALL_NONE */
	request_assert_ansi(request, base + 20, "");
	request_assert_ansi(request, base + 165, "PPPoE");
	request_assert_ansi(request, base + 181, "WAN Miniport (PPPOE)");
	request_assert_ansi(request, base + 310, "PPPoE6-0");
	assert_int_equal(request_get(request, base + 328),
			 0); /* USER_REQUESTED */
	assert_int_equal(request_get(request, base + 864), 0);
	assert_int_equal(request_get(request, behind + 4), 0x8000d);
	request_assert_untouched(request, behind + 48);
}

static void test_get_info(void **state)
{
	uint32_t port = first_port(*state, PORT_KIND_PPPOE);
	struct request *request = get_info(*state, port, 4);

	assert_int_equal(request_retcode(request), 0);
	assert_idle(request, 4, 4);
	talloc_free(request);
	request = get_info(*state, port, 8);
	assert_int_equal(request_retcode(request), 0);
	assert_idle(request, 8, 8);
	talloc_free(request);
	/* "If it is not equal and [...] equal to the size of DWORD" */
	request = get_info(*state, port, 0);
	assert_int_equal(request_retcode(request), 0);
	assert_idle(request, 8, 8);
	talloc_free(request);
}

/* The port that is in use, of a link that the world has dialed. */
static uint32_t port_in_use(struct world *world)
{
	const struct port *port = NULL;

	do {
		port = ports_next(world->rrasd->ports,
				  port != NULL ? port->dwPort : 0);
		assert_non_null(port);
	} while (!port->claimed);
	return port->dwPort;
}

static void start_link(struct world *world)
{
	struct RRouterInterfaceConnect r = {.in = {.hInterface = 0}};

	assert_int_equal(
		world_create_interface(world, "dd\xe4", &r.in.hInterface), 0);
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, PENDING);
}

static void test_get_info_of_link(void **state)
{
	struct world *world = *state;
	const struct connection *connection;
	struct request *request;
	uint32_t port;

	start_link(world);
	port = port_in_use(world);
	request = get_info(world, port, 4);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 0);	   /* OPEN */
	assert_int_equal(request_get(request, 4 + 4), 0);  /* CONNECTING */
	assert_int_equal(request_get(request, 4 + 16), 4); /* CALL_ROUTER */
	request_assert_ansi(request, 4 + 20, "modem");
	request_assert_ansi(request, 4 + 36, "/dev/null");
	assert_int_equal(request_get(request, 4 + 328),
			 3); /* NOT_DISCONNECTED */
	assert_int_equal(request_get(request, 4 + 864), 0);
	talloc_free(request);

	world_link_up(world);
	connection = connections_next(world->rrasd->connections, 0);
	assert_non_null(connection);
	assert_int_equal(connection->dwPort, port);
	request = get_info(world, port, 4);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 0);	  /* OPEN */
	assert_int_equal(request_get(request, 4 + 4), 2); /* CONNECTED */
	request_assert_ansi(request, 4 + 20, "");
	request_assert_ansi(request, 4 + 165, "modem");
	request_assert_ansi(request, 4 + 344,
			    "C:\\Windows\\System32\\ras\\router.pbk");
	request_assert_ansi(request, 4 + 605, "dd?");
	assert_int_equal(request_get(request, 4 + 864),
			 connection->dwConnection);
	assert_int_equal(request_get(request, 4 + 868), 1); /* RI_SubEntry */
	assert_int_equal(request_get(request, 4 + 876),
			 connection->guid.time_low);
	assert_int_equal(request_get(request, 4 + 896), 2); /* outgoing */
	assert_int_equal(request_get(request, 4 + 900),
			 connection->guid.time_low);
	talloc_free(request);
	request = get_info(world, port, 8);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8 + 864),
			 connection->dwConnection);
	assert_int_equal(request_get(request, 8 + 868), 0);
	assert_int_equal(request_get(request, 8 + 872), 1);
	assert_int_equal(request_get(request, 8 + 880),
			 connection->guid.time_low);
	talloc_free(request);
	world_link_fail(world);
}

/* A link that this machine serves. */
static void test_get_info_of_client(void **state)
{
	struct world *world = *state;
	struct client_link link = {
		.user = "bob",
		.domain = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "ppp9",
		.ifindex = 99999,
	};
	struct port_claim *claim;
	struct request *request;
	uint32_t dwConnection;

	assert_int_equal(W_ERROR_V(ports_claim(world, world->rrasd->ports,
					       PORT_KIND_PPTP, NULL, &claim)),
			 0);
	link.dwPort = port_claim_port(claim)->dwPort;
	port_claim_set_condition(claim, RAS_PORT_AUTHENTICATED);
	assert_int_equal(
		W_ERROR_V(connections_add_client(world->rrasd->connections,
						 &link, &dwConnection)),
		0);
	request = get_info(world, link.dwPort, 8);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8 + 4), 2);  /* CONNECTED */
	assert_int_equal(request_get(request, 8 + 16), 1); /* CALL_IN */
	request_assert_ansi(request, 8 + 344, "");
	request_assert_ansi(request, 8 + 605, "");
	assert_int_equal(request_get(request, 8 + 864), dwConnection);
	assert_int_equal(request_get(request, 8 + 900), 0); /* not outgoing */
	talloc_free(request);
	request = port_enum(world, MIN_SIZE, 20 * PORT);
	assert_int_equal(request_retcode(request), 0);
	request_assert_ansi(request, 12 + 7 * PORT + 4, "VPN3-0");
	assert_int_equal(request_get(request, 12 + 7 * PORT + 20),
			 0); /* OPEN */
	assert_int_equal(request_get(request, 12 + 7 * PORT + 32),
			 1); /* CALL_IN */
	talloc_free(request);
	connections_remove_client(world->rrasd->connections, dwConnection, "");
	talloc_free(claim);
}

/* A port above the number is there until it is given back. */
static void test_port_above_number(void **state)
{
	struct world *world = *state;
	struct port_claim *claim;
	struct request *request;
	uint32_t port;

	assert_int_equal(W_ERROR_V(ports_claim(world, world->rrasd->ports,
					       PORT_KIND_PPTP, NULL, &claim)),
			 0);
	port = port_claim_port(claim)->dwPort;
	assert_int_equal(W_ERROR_V(ports_set_count(world->rrasd->ports,
						   PORT_KIND_PPTP, 0)),
			 0);
	request = get_info(world, port, 4);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 2); /* UNAVAILABLE */
	talloc_free(request);
	talloc_free(claim);
	request_assert_refused(get_info(world, port, 4), ERROR_PORT_NOT_FOUND);
}

static void test_get_info_errors(void **state)
{
	request_assert_refused(get_info(*state, 0, 8), ERROR_PORT_NOT_FOUND);
	request_assert_refused(get_info(*state, 0xffffffff, 8),
			       ERROR_PORT_NOT_FOUND);
}

/* -- GETDEVCONFIG -- */

static struct request *dev_config(struct world *world, uint32_t port,
				  const char *type, uint32_t size)
{
	struct request *request = get_info(world, port, 8);

	request->bytes[4] = GETDEVCONFIG;
	strcpy((char *)request->bytes + BUFFER + 4, type);
	request_put(request, 24, size);
	return request;
}

static void test_dev_config(void **state)
{
	struct request *request = dev_config(
		*state, first_port(*state, PORT_KIND_PPPOE), "pppoe", 1000);

	/* "a value other than "MODEM"" */
	assert_int_equal(request_retcode(request), 0);
	request_assert_ansi(request, 4, "pppoe");
	assert_int_equal(request_get(request, 24), 0);
	request_assert_untouched(request, 28);
	talloc_free(request);
	request = dev_config(*state, first_port(*state, PORT_KIND_SERIAL),
			     "MODEM", 1000);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 24), 0);
	request_assert_untouched(request, 28);
	talloc_free(request);
}

static void test_dev_config_errors(void **state)
{
	uint32_t port = first_port(*state, PORT_KIND_SERIAL);
	struct request *request;

	request_assert_refused(dev_config(*state, 7, "modem", 0),
			       ERROR_PORT_NOT_FOUND);
	request_assert_refused(dev_config(*state, port, "isdn", 0),
			       ERROR_DEVICE_DOES_NOT_EXIST);
	request = dev_config(*state, port, "modem", 0);
	memset(request->bytes + BUFFER + 4, 'm', 17);
	request_assert_refused(request, ERROR_DEVICE_DOES_NOT_EXIST);
	request_assert_refused(
		dev_config(*state, port, "modem", MIN_SIZE - BUFFER - 32 + 1),
		E_INVALIDARG);
	request_assert_refused(dev_config(*state, 7, "modem", 0xffffffff),
			       E_INVALIDARG);
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, request_setup, request_teardown)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(test_port_enum),
		TEST(test_port_enum_sizes),
		TEST(test_many_ports),
		TEST(test_get_info),
		TEST(test_get_info_of_link),
		TEST(test_get_info_of_client),
		TEST(test_port_above_number),
		TEST(test_get_info_errors),
		TEST(test_dev_config),
		TEST(test_dev_config_errors),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
