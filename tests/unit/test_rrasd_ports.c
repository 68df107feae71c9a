/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The methods of one port (5 to 8) and of devices (36): every code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/ports/ports.h"
#include "counters_fake.h"
#include "rrasd_port.h"

static struct counters *counters(struct fixture *f)
{
	return f->world->rrasd->counters;
}

/* -- RRasAdminPortGetInfo -- */

static uint32_t get_info(struct fixture *f, uint32_t level, uint32_t hPort,
			 void *image)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRasAdminPortGetInfo r = {
		.in = {.dwLevel = level, .hPort = hPort},
		.out = {.pInfoStruct = &container},
	};
	DATA_BLOB bytes;

	world_dimsvc(f->world, NDR_RRASADMINPORTGETINFO, &r);
	bytes.data = r.out.pInfoStruct->pBuffer;
	bytes.length = r.out.pInfoStruct->dwBufferSize;
	if (!W_ERROR_IS_OK(r.out.result)) {
		assert_int_equal(bytes.length, 0);
		return W_ERROR_V(r.out.result);
	}
	assert_int_equal(bytes.length, level == 0 ? IMAGE_SIZE : 64);
	assert_int_equal(
		ndr_pull_struct_blob(
			&bytes, f->world, image,
			level == 0 ? (ndr_pull_flags_fn_t)ndr_pull_RASI_PORT_0
				   : (ndr_pull_flags_fn_t)ndr_pull_RASI_PORT_1),
		NDR_ERR_SUCCESS);
	return NO_ERROR;
}

static void test_get_info(void **state)
{
	struct fixture *f = *state;
	struct RASI_PORT_0 port;
	struct RASI_PORT_1 statistics;

	assert_int_equal(get_info(f, 0, PPPOE(3), &port), NO_ERROR);
	assert_int_equal(port.dwPort, PPPOE(3));
	assert_text(port.wszPortName, "PPPoE6-3");
	assert_int_equal(get_info(f, 1, PPPOE(3), &statistics), NO_ERROR);
	assert_int_equal(statistics.dwPort, PPPOE(3));
	assert_int_equal(statistics.dwConnection, 0);
	assert_int_equal(statistics.dwHardwareCondition,
			 RAS_HARDWARE_OPERATIONAL);
	assert_int_equal(statistics.dwLineSpeed, 0);
	assert_int_equal(statistics.dwCompressionRatioIn, 0);
	assert_int_equal(counters(f)->reads, 0);

	assert_int_equal(get_info(f, 2, PPPOE(3), NULL), ERROR_NOT_SUPPORTED);
	assert_int_equal(get_info(f, 2, 77, NULL), ERROR_NOT_SUPPORTED);
	assert_int_equal(get_info(f, 0, PPPOE(7), NULL),
			 ERROR_INVALID_PORT_HANDLE);
	assert_int_equal(get_info(f, 1, PPPOE(7), NULL),
			 ERROR_INVALID_PORT_HANDLE);
	assert_int_equal(get_info(f, 0, 0, NULL), ERROR_INVALID_PORT_HANDLE);
	assert_int_equal(get_info(f, 0, UINT32_MAX, NULL),
			 ERROR_INVALID_PORT_HANDLE);
}

static void test_conditions(void **state)
{
	struct fixture *f = *state;
	struct RASI_PORT_0 port;

	dial(f);
	assert_int_equal(get_info(f, 0, NULL_TTY, &port), NO_ERROR);
	assert_int_equal(port.dwPortCondition, RAS_PORT_INITIALIZING);
	assert_int_equal(port.dwConnection, 0);
	world_link_fail(f->world);
	assert_int_equal(get_info(f, 0, NULL_TTY, &port), NO_ERROR);
	assert_int_equal(port.dwPortCondition, RAS_PORT_DISCONNECTED);
	assert_int_equal(port.dwTotalNumberOfCalls, 0);
}

static void test_statistics(void **state)
{
	struct fixture *f = *state;
	uint32_t hRasConnection = link_up(f);
	struct RASI_PORT_1 statistics;

	counters(f)->values =
		(struct link_counters){.rx_bytes = 0x100000007, .tx_bytes = 8};
	assert_int_equal(get_info(f, 1, NULL_TTY, &statistics), NO_ERROR);
	assert_int_equal(counters(f)->last, 1); /* lo */
	assert_int_equal(statistics.dwConnection, hRasConnection);
	assert_int_equal(statistics.dwBytesRcved, 7);
	assert_int_equal(statistics.dwBytesXmited, 8);
	assert_int_equal(statistics.dwCompressionRatioIn, 100);
	assert_int_equal(statistics.dwCompressionRatioOut, 100);

	counters(f)->result = WERR_TIMEOUT;
	assert_int_equal(get_info(f, 1, NULL_TTY, NULL), ERROR_TIMEOUT);
	/* it ends while it is counted */
	counters(f)->result = W_ERROR(ERROR_INVALID_HANDLE);
	assert_int_equal(get_info(f, 1, NULL_TTY, &statistics), NO_ERROR);
	assert_int_equal(statistics.dwBytesXmited, 8);
}

/* -- RRasAdminPortClearStats -- */

static uint32_t clear(struct fixture *f, uint32_t hPort)
{
	struct RRasAdminPortClearStats r = {.in = {.hPort = hPort}};

	world_dimsvc(f->world, NDR_RRASADMINPORTCLEARSTATS, &r);
	return W_ERROR_V(r.out.result);
}

static void test_clear(void **state)
{
	struct fixture *f = *state;
	struct connections *connections = f->world->rrasd->connections;
	const struct connection *connection;
	struct RASI_PORT_1 statistics;
	uint32_t hRasConnection;

	assert_int_equal(clear(f, PPPOE(0)), NO_ERROR);
	assert_int_equal(clear(f, PPPOE(7)), RPC_S_INVALID_BINDING);
	assert_int_equal(clear(f, 0), RPC_S_INVALID_BINDING);
	hRasConnection = link_up(f);
	counters(f)->values.rx_bytes = 1000;
	assert_int_equal(clear(f, NULL_TTY), NO_ERROR);
	counters(f)->values.rx_bytes = 1234;
	assert_int_equal(get_info(f, 1, NULL_TTY, &statistics), NO_ERROR);
	assert_int_equal(statistics.dwBytesRcved, 234);
	/* of the port alone */
	connection = connections_get(connections, hRasConnection);
	assert_int_equal(connection_counters(connections, connection).rx_bytes,
			 1234);

	counters(f)->result = WERR_TIMEOUT;
	assert_int_equal(clear(f, NULL_TTY), ERROR_TIMEOUT);
	counters(f)->result = W_ERROR(ERROR_INVALID_HANDLE);
	assert_int_equal(clear(f, NULL_TTY), NO_ERROR);
	assert_non_null(strstr(world_audit(f->world), "PortClearStats"));
}

/* -- RRasAdminPortReset -- */

static void test_reset(void **state)
{
	static const uint32_t handles[] = {0, PPPOE(0), NULL_TTY, UINT32_MAX};
	struct fixture *f = *state;
	size_t i;

	link_up(f);
	for (i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
		struct RRasAdminPortReset r = {.in = {.hPort = handles[i]}};

		world_dimsvc(f->world, NDR_RRASADMINPORTRESET, &r);
		assert_result(r, NO_ERROR);
	}
	assert_int_equal(connections_count(f->world->rrasd->connections, 0), 1);
}

/* -- RRasAdminPortDisconnect -- */

static uint32_t disconnect(struct fixture *f, uint32_t hPort)
{
	struct RRasAdminPortDisconnect r = {.in = {.hPort = hPort}};

	world_dimsvc(f->world, NDR_RRASADMINPORTDISCONNECT, &r);
	return W_ERROR_V(r.out.result);
}

static void test_disconnect(void **state)
{
	struct fixture *f = *state;
	struct RASI_PORT_0 port;
	struct MPRI_INTERFACE_0 info;

	assert_int_equal(disconnect(f, PPPOE(7)), ERROR_INVALID_PARAMETER);
	assert_int_equal(disconnect(f, 0), ERROR_INVALID_PARAMETER);
	assert_int_equal(disconnect(f, NULL_TTY), ERROR_PORT_NOT_CONNECTED);
	link_up(f);
	assert_int_equal(disconnect(f, ZERO_TTY), ERROR_PORT_NOT_CONNECTED);
	assert_int_equal(disconnect(f, NULL_TTY), NO_ERROR);
	assert_int_equal(f->world->memory->attempts, 0);
	assert_int_equal(get_info(f, 0, NULL_TTY, &port), NO_ERROR);
	assert_int_equal(port.dwPortCondition, RAS_PORT_DISCONNECTED);
	assert_int_equal(port.dwConnection, 0);
	assert_int_equal(world_get_info(f->world, f->hInterface, &info), 0);
	assert_int_equal(info.dwConnectionState, ROUTER_IF_STATE_DISCONNECTED);
	assert_int_equal(disconnect(f, NULL_TTY), ERROR_PORT_NOT_CONNECTED);
}

/* A port whose link is being dialed is not "of an active connection". */
static void test_disconnect_dialing(void **state)
{
	struct fixture *f = *state;

	dial(f);
	assert_int_equal(disconnect(f, NULL_TTY), ERROR_PORT_NOT_CONNECTED);
	assert_int_equal(f->world->memory->attempts, 1);
}

/* The answer comes when the link is gone, not before. */
static void test_disconnect_waits(void **state)
{
	const struct dialer_event gone = {.type = DIALER_EVENT_GONE,
					  .gone = {false, 5, ""}};
	struct fixture *f = *state;
	struct RRasAdminPortDisconnect r = {.in = {.hPort = NULL_TTY}};
	struct world_call *call;

	link_up(f);
	f->world->memory->obeys = false;
	call = world_begin(f->world, &ndr_table_dimsvc,
			   NDR_RRASADMINPORTDISCONNECT, &r, -1);
	world_turn(f->world);
	assert_false(call->answered);
	dialer_memory_event(f->world->memory->last, &gone);
	world_end(call);
	assert_result(r, NO_ERROR);
}

/* -- RRouterDeviceEnum -- */

static uint32_t devices(struct fixture *f, uint32_t level, uint32_t *count,
			struct MPR_DEVICE_0 *list)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	uint32_t total = 99, i;
	struct RRouterDeviceEnum r = {
		.in = {.dwLevel = level,
		       .pInfoStruct = &container,
		       .lpdwTotalEntries = &total},
	};

	world_dimsvc(f->world, NDR_RROUTERDEVICEENUM, &r);
	*count = *r.out.lpdwTotalEntries;
	assert_int_equal(r.out.pInfoStruct->dwBufferSize, *count * 292);
	for (i = 0; i < *count; i++) {
		DATA_BLOB bytes = {r.out.pInfoStruct->pBuffer + i * 292, 292};

		assert_int_equal(
			ndr_pull_struct_blob(
				&bytes, f->world, &list[i],
				(ndr_pull_flags_fn_t)ndr_pull_MPR_DEVICE_0),
			NDR_ERR_SUCCESS);
	}
	return W_ERROR_V(r.out.result);
}

static void test_devices(void **state)
{
	struct fixture *f = *state;
	struct ports *ports = f->world->rrasd->ports;
	struct MPR_DEVICE_0 list[8];
	uint32_t count;

	assert_int_equal(devices(f, 0, &count, list), NO_ERROR);
	assert_int_equal(count, 5);
	assert_text(list[0].szDeviceType, "PPPoE");
	assert_text(list[0].szDeviceName, "WAN Miniport (PPPOE)");
	assert_text(list[1].szDeviceType, "vpn");
	assert_text(list[1].szDeviceName, "WAN Miniport (PPTP)");
	assert_text(list[2].szDeviceName, "WAN Miniport (L2TP)");
	assert_text(list[3].szDeviceType, "modem");
	assert_text(list[3].szDeviceName, "/dev/null");
	assert_text(list[4].szDeviceName, "/dev/zero");
	assert_int_equal(devices(f, 1, &count, list), ERROR_NOT_SUPPORTED);
	assert_int_equal(count, 0);

	ports_set_count(ports, PORT_KIND_PPPOE, 0);
	ports_set_count(ports, PORT_KIND_L2TP, 0);
	ports_set_count(ports, PORT_KIND_IKEV2, 1);
	assert_int_equal(devices(f, 0, &count, list), NO_ERROR);
	assert_int_equal(count, 4);
	assert_text(list[0].szDeviceName, "WAN Miniport (PPTP)");
	assert_text(list[1].szDeviceName, "WAN Miniport (IKEv2)");
}

static void test_no_devices(void **state)
{
	static const char *const none[] = {NULL};
	struct fixture *f = *state;
	uint32_t count;

	f->world->config.ports = (struct ports_config){.serial_devices = none};
	world_restart(f->world);
	assert_int_equal(devices(f, 0, &count, NULL), NO_ERROR);
	assert_int_equal(count, 0);
	assert_int_equal(all_ports(f).total, 0);
}

/* -- a LAN router -- */

static void test_lan(void **state)
{
	struct fixture *f = *state;
	struct RRasAdminPortReset r = {.in = {.hPort = NULL_TTY}};
	struct MPR_DEVICE_0 list[8];
	uint32_t count;

	f->world->config.router_type = ROUTER_TYPE_IS_LAN;
	world_restart(f->world);
	assert_int_equal(enumerate(f, INVALID_HANDLE_VALUE, 0, 0).result,
			 ERROR_DDM_NOT_RUNNING);
	assert_int_equal(get_info(f, 0, NULL_TTY, NULL), ERROR_DDM_NOT_RUNNING);
	assert_int_equal(clear(f, NULL_TTY), ERROR_DDM_NOT_RUNNING);
	world_dimsvc(f->world, NDR_RRASADMINPORTRESET, &r);
	assert_result(r, ERROR_DDM_NOT_RUNNING);
	assert_int_equal(disconnect(f, NULL_TTY), ERROR_DDM_NOT_RUNNING);
	assert_int_equal(devices(f, 0, &count, list), NO_ERROR);
	assert_int_equal(count, 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_get_info),
		TEST(test_conditions),
		TEST(test_statistics),
		TEST(test_clear),
		TEST(test_reset),
		TEST(test_disconnect),
		TEST(test_disconnect_dialing),
		TEST(test_disconnect_waits),
		TEST(test_devices),
		TEST(test_no_devices),
		TEST(test_lan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
