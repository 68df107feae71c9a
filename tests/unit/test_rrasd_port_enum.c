/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRasAdminPortEnum: every code and every list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/ports/ports.h"
#include "rrasd_port.h"

static void test_all(void **state)
{
	struct fixture *f = *state;
	struct page page = all_ports(f);
	const struct RASI_PORT_0 *tty = &page.ports[18];
	uint32_t i;

	assert_int_equal(page.read, 7 + 5 + 6 + 2);
	for (i = 0; i < 18; i++) {
		assert_int_equal(page.ports[i].dwPort, i < 7	? PPPOE(i)
						       : i < 12 ? PPTP(i - 7)
								: L2TP(i - 12));
		assert_int_equal(page.ports[i].dwPortCondition,
				 RAS_PORT_DISCONNECTED);
		assert_int_equal(page.ports[i].dwConnection, 0);
		assert_int_equal(page.ports[i].dwConnectDuration, 0);
		assert_text(page.ports[i].wszMediaName, "rastapi");
	}
	assert_text(page.ports[11].wszPortName, "VPN3-4");
	assert_text(page.ports[11].wszDeviceName, "WAN Miniport (PPTP)");
	assert_text(page.ports[11].wszDeviceType, "vpn");
	assert_int_equal(tty->dwPort, NULL_TTY);
	assert_text(tty->wszPortName, "null");
	assert_text(tty->wszMediaName, "serial");
	assert_text(tty->wszDeviceName, "/dev/null");
	assert_text(tty->wszDeviceType, "modem");
}

/* Whatever a client asks for, it comes to the end, each port once. */
static void test_pages(void **state)
{
	static const uint32_t lengths[] = {0, 1, 379, 380, 381, 759, 760, 7599};
	struct fixture *f = *state;
	struct page all = all_ports(f);
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint32_t most = lengths[i] / IMAGE_SIZE;
		struct page page = {.result = ERROR_MORE_DATA};
		uint32_t j, seen = 0;

		most = most > 0 ? most : 1;
		while (page.result == ERROR_MORE_DATA) {
			page = enumerate(f, INVALID_HANDLE_VALUE, lengths[i],
					 page.resume);
			assert_in_range(page.read, 1, most);
			assert_int_equal(page.total, all.total - seen);
			for (j = 0; j < page.read; j++) {
				assert_int_equal(page.ports[j].dwPort,
						 all.ports[seen++].dwPort);
			}
		}
		assert_int_equal(page.result, NO_ERROR);
		assert_int_equal(page.resume, 0);
		assert_int_equal(seen, all.total);
	}
}

/* The port that the resume handle is of is gone, others have come. */
static void test_changes_between(void **state)
{
	struct fixture *f = *state;
	struct ports *ports = f->world->rrasd->ports;
	struct page page;

	page = enumerate(f, INVALID_HANDLE_VALUE, 7 * IMAGE_SIZE, 0);
	assert_int_equal(page.result, ERROR_MORE_DATA);
	assert_int_equal(page.resume, PPPOE(6));
	ports_set_count(ports, PORT_KIND_PPPOE, 2);
	ports_set_count(ports, PORT_KIND_PPTP, 1);
	ports_set_count(ports, PORT_KIND_SSTP, 3);
	page = enumerate(f, INVALID_HANDLE_VALUE, UINT32_MAX, page.resume);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 1 + 6 + 3 + 2);
	assert_int_equal(page.ports[0].dwPort, PPTP(0));
}

/* 49,154 ports are more than a container holds: two pages. */
static void test_very_many(void **state)
{
	struct fixture *f = *state;
	struct ports *ports = f->world->rrasd->ports;
	struct page page;
	uint32_t seen, after = 0, i;

	ports_set_count(ports, PORT_KIND_PPPOE, PORTS_MAX);
	ports_set_count(ports, PORT_KIND_PPTP, PORTS_MAX);
	ports_set_count(ports, PORT_KIND_L2TP, PORTS_MAX);
	page.result = ERROR_MORE_DATA;
	page.resume = 0;
	for (seen = 0; page.result == ERROR_MORE_DATA; seen += page.read) {
		page = enumerate(f, INVALID_HANDLE_VALUE, UINT32_MAX,
				 page.resume);
		assert_int_equal(page.total, 3 * PORTS_MAX + 2 - seen);
		for (i = 0; i < page.read; i++) {
			assert_true(page.ports[i].dwPort > after);
			after = page.ports[i].dwPort;
		}
		talloc_free(page.ports);
	}
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(seen, 3 * PORTS_MAX + 2);
}

static void test_of_connection(void **state)
{
	struct fixture *f = *state;
	uint32_t hRasConnection = link_up(f);
	struct page page = enumerate(f, hRasConnection, UINT32_MAX, 0);

	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 1);
	assert_int_equal(page.total, 1);
	assert_int_equal(page.resume, 0);
	assert_int_equal(page.ports[0].dwPort, NULL_TTY);
	assert_int_equal(page.ports[0].dwConnection, hRasConnection);
	assert_int_equal(page.ports[0].dwPortCondition, RAS_PORT_AUTHENTICATED);
	assert_int_equal(page.ports[0].dwTotalNumberOfCalls, 1);
	assert_in_range(page.ports[0].dwConnectDuration, 0, 60);
	page = enumerate(f, hRasConnection, 0, NULL_TTY);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 0);
}

/* Served by a server that had no port left for it: dial_in.h. */
static void test_of_connection_without_port(void **state)
{
	struct fixture *f = *state;
	const struct client_link link = {
		.user = "carol",
		.domain = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "",
	};
	uint32_t hRasConnection;
	struct page page;

	assert_int_equal(
		W_ERROR_V(connections_add_client(f->world->rrasd->connections,
						 &link, &hRasConnection)),
		NO_ERROR);
	page = enumerate(f, hRasConnection, UINT32_MAX, 0);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 0);
	assert_int_equal(page.total, 0);
}

static void test_enum_refused(void **state)
{
	struct fixture *f = *state;
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRasAdminPortEnum r = {
		.in = {.dwLevel = 1,
		       .hRasConnection = INVALID_HANDLE_VALUE,
		       .pInfoStruct = &container},
	};

	world_dimsvc(f->world, NDR_RRASADMINPORTENUM, &r);
	assert_result(r, ERROR_NOT_SUPPORTED);
	assert_int_equal(enumerate(f, 0, UINT32_MAX, 0).result,
			 ERROR_INVALID_HANDLE);
	assert_int_equal(enumerate(f, 4711, UINT32_MAX, 0).result,
			 ERROR_INVALID_HANDLE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all),
		TEST(test_pages),
		TEST(test_changes_between),
		TEST(test_very_many),
		TEST(test_of_connection),
		TEST(test_of_connection_without_port),
		TEST(test_enum_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
