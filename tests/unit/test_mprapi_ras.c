/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmprapi's ports, connections and events against a fake router. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "mpr_open.h"

static HANDLE handle(uint32_t number)
{
	return (HANDLE)(uintptr_t)number;
}

static void assert_wide(const WCHAR *wide, const char *text)
{
	char *utf8 = rras_utf16_to_utf8(wide, SIZE_MAX);

	assert_string_equal(utf8, text);
	free(utf8);
}

static void test_port_enum(void **state)
{
	const struct mpr_fake_plan plan = {.num_ports = 5,
					   .num_connections = 2};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	RAS_PORT_0 *ports = NULL;
	DWORD read, total, resume = 0;

	assert_int_equal(MprAdminPortEnum(server, 0, INVALID_HANDLE_VALUE,
					  (LPBYTE *)&ports, 2 * 380, &read,
					  &total, &resume),
			 ERROR_MORE_DATA);
	assert_int_equal(read, 2);
	assert_int_equal(total, 5);
	assert_int_equal(resume, 2);
	assert_ptr_equal(ports[0].hPort, handle(FAKE_PORT));
	assert_ptr_equal(ports[0].hConnection, handle(FAKE_CONNECTION));
	assert_int_equal(ports[0].dwPortCondition, RAS_PORT_AUTHENTICATED);
	assert_int_equal(ports[0].dwConnectDuration, 3723);
	assert_null(ports[1].hConnection);
	assert_wide(ports[1].wszPortName, "PPPoE6-1");
	assert_wide(ports[1].wszMediaName, "rastapi");
	assert_wide(ports[1].wszDeviceName, "WAN Miniport (PPPOE)");
	assert_wide(ports[1].wszDeviceType, "PPPoE");
	MprAdminBufferFree(ports);
	assert_int_equal(MprAdminPortEnum(server, 0, INVALID_HANDLE_VALUE,
					  (LPBYTE *)&ports, (DWORD)-1, &read,
					  &total, &resume),
			 ERROR_SUCCESS);
	assert_int_equal(read, 3);
	assert_int_equal(resume, 0);
	MprAdminBufferFree(ports);
	/* Of one connection; without a resume handle. */
	assert_int_equal(MprAdminPortEnum(server, 0,
					  handle(FAKE_CONNECTION + 1),
					  (LPBYTE *)&ports, (DWORD)-1, &read,
					  &total, NULL),
			 ERROR_SUCCESS);
	assert_int_equal(read, 1);
	assert_ptr_equal(ports[0].hPort, handle(FAKE_PORT + 3));
	MprAdminBufferFree(ports);
	close_fake(&fake, server);
}

static void test_port_errors(void **state)
{
	const struct mpr_fake_plan plan = {.num_ports = 1};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	LPBYTE buffer = NULL;
	DWORD read, total;

	assert_int_equal(MprAdminPortEnum(server, 1, INVALID_HANDLE_VALUE,
					  &buffer, 0, &read, &total, NULL),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(MprAdminPortEnum(server, 0, NULL, &buffer, 0, &read,
					  &total, NULL),
			 ERROR_INVALID_HANDLE);
	assert_int_equal(MprAdminPortEnum(server, 0, INVALID_HANDLE_VALUE, NULL,
					  0, &read, &total, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminPortEnum(NULL, 0, INVALID_HANDLE_VALUE,
					  &buffer, 0, &read, &total, NULL),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(
		MprAdminPortGetInfo(server, 2, handle(FAKE_PORT), &buffer),
		ERROR_NOT_SUPPORTED);
	assert_int_equal(
		MprAdminPortGetInfo(server, 0, handle(FAKE_PORT), NULL),
		ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminPortGetInfo(server, 0, handle(7), &buffer),
			 ERROR_INVALID_PORT_HANDLE);
	assert_int_equal(MprAdminPortReset(server, handle(7)),
			 ERROR_INVALID_PORT_HANDLE);
	assert_int_equal(MprAdminPortDisconnect(NULL, handle(7)),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(MprAdminPortClearStats(NULL, handle(7)),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

static void test_port_info(void **state)
{
	const struct mpr_fake_plan plan = {.num_ports = 4,
					   .num_connections = 2};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	HANDLE port = handle(FAKE_PORT + 3);
	RAS_PORT_1 *info = NULL;
	RAS_PORT_0 *small = NULL;

	assert_int_equal(MprAdminPortGetInfo(server, 1, port, (LPBYTE *)&info),
			 0);
	assert_ptr_equal(info->hPort, port);
	assert_ptr_equal(info->hConnection, handle(FAKE_CONNECTION + 1));
	assert_int_equal(info->dwLineSpeed, 100000000);
	assert_int_equal(info->dwBytesXmited, 123456789);
	assert_int_equal(info->dwFramesRcved, 34);
	assert_int_equal(info->dwCrcErr, 5);
	MprAdminBufferFree(info);
	assert_int_equal(MprAdminPortClearStats(server, port), 0);
	assert_int_equal(MprAdminPortGetInfo(server, 1, port, (LPBYTE *)&info),
			 0);
	assert_int_equal(info->dwBytesXmited, 0);
	MprAdminBufferFree(info);
	assert_int_equal(MprAdminPortReset(server, port), 0);
	assert_int_equal(MprAdminPortDisconnect(server, port), 0);
	assert_int_equal(MprAdminPortGetInfo(server, 0, port, (LPBYTE *)&small),
			 0);
	assert_null(small->hConnection);
	MprAdminBufferFree(small);
	close_fake(&fake, server);
}

static void test_connection_levels(void **state)
{
	const struct mpr_fake_plan plan = {.num_connections = 2};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	HANDLE connection = handle(FAKE_CONNECTION);
	RAS_CONNECTION_0 *r0 = NULL;
	RAS_CONNECTION_1 *r1 = NULL;
	RAS_CONNECTION_2 *r2 = NULL;
	RAS_CONNECTION_3 *r3 = NULL;

	assert_int_equal(
		MprAdminConnectionGetInfo(server, 0, connection, (LPBYTE *)&r0),
		0);
	assert_ptr_equal(r0->hConnection, connection);
	assert_ptr_equal(r0->hInterface, handle(FAKE_HANDLE));
	assert_int_equal(r0->dwConnectDuration, 93784);
	assert_int_equal(r0->dwInterfaceType, ROUTER_IF_TYPE_FULL_ROUTER);
	assert_wide(r0->wszInterfaceName, FAKE_NAME);
	assert_wide(r0->wszLogonDomain, "DOM");
	MprAdminBufferFree(r0);
	assert_int_equal(
		MprAdminConnectionGetInfo(server, 1, connection, (LPBYTE *)&r1),
		0);
	assert_wide(r1->PppInfo.ip.wszRemoteAddress, "10.1.2.1");
	assert_int_equal(r1->dwBytesRcved, 5 * 1024 * 1024);
	MprAdminBufferFree(r1);
	assert_int_equal(
		MprAdminConnectionGetInfo(server, 2, connection, (LPBYTE *)&r2),
		0);
	assert_int_equal(r2->guid.Data1, 0x12345678);
	assert_int_equal(r2->guid.Data4[7], 6);
	assert_int_equal(r2->PppInfo2.lcp.dwAuthenticationData,
			 PPP_LCP_CHAP_MSV2);
	assert_int_equal(r2->PppInfo2.ccp.dwCompressionAlgorithm,
			 RASCCPCA_MPPC);
	MprAdminBufferFree(r2);
	assert_int_equal(
		MprAdminConnectionGetInfo(server, 3, connection, (LPBYTE *)&r3),
		0);
	assert_int_equal(r3->dwVersion, 1);
	assert_int_equal(r3->PppInfo3.ipv6.bInterfaceIdentifier[0], 0xfe);
	assert_int_equal(r3->rasQuarState, RAS_QUAR_STATE_NOT_CAPABLE);
	assert_int_equal(r3->timer.dwHighDateTime, 2);
	MprAdminBufferFree(r3);
	close_fake(&fake, server);
}

static void test_connection_4(void **state)
{
	const struct mpr_fake_plan plan = {.num_connections = 1};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	RAS_CONNECTION_4 *r4 = NULL;
	DWORD read, total;

	assert_int_equal(MprAdminConnectionEnum(server, 4, (LPBYTE *)&r4,
						(DWORD)-1, &read, &total, NULL),
			 0);
	assert_int_equal(read, 1);
	assert_ptr_equal(r4->hConnection, handle(FAKE_CONNECTION));
	assert_int_equal(r4->ullBytesXmited, 0xFFFFFFFF);
	assert_int_equal(r4->connectionStartTime.dwHighDateTime, 4);
	assert_int_equal(
		r4->ProjectionInfo.PppProjectionInfo.dwEmbeddedEAPTypeId, 26);
	assert_int_equal(r4->dwDeviceType, 13);
	assert_wide(r4->wszUserName, "user");
	MprAdminBufferFree(r4);
	close_fake(&fake, server);
}

static void test_connection_enum(void **state)
{
	static const uint32_t sizes[] = {1116, 272, 828, 788, 1680};
	const struct mpr_fake_plan plan = {.num_connections = 3};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	RAS_CONNECTION_0 *array = NULL;
	LPBYTE buffer = NULL;
	DWORD read, total, resume, level;

	for (level = 0; level < 5; level++) {
		resume = 0;
		assert_int_equal(MprAdminConnectionEnum(server, level, &buffer,
							2 * sizes[level], &read,
							&total, &resume),
				 ERROR_MORE_DATA);
		assert_int_equal(read, 2);
		assert_int_equal(total, 3);
		MprAdminBufferFree(buffer);
		assert_int_equal(MprAdminConnectionEnum(server, level, &buffer,
							(DWORD)-1, &read,
							&total, &resume),
				 ERROR_SUCCESS);
		assert_int_equal(read, 1);
		MprAdminBufferFree(buffer);
	}
	assert_int_equal(MprAdminConnectionEnum(server, 0, (LPBYTE *)&array,
						(DWORD)-1, &read, &total, NULL),
			 ERROR_SUCCESS);
	assert_int_equal(read, 3);
	assert_ptr_equal(array[2].hConnection, handle(FAKE_CONNECTION + 2));
	assert_wide(array[2].wszUserName, "user2");
	MprAdminBufferFree(array);
	close_fake(&fake, server);
}

static void test_connection_errors(void **state)
{
	const struct mpr_fake_plan plan = {.num_connections = 1};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	WCHAR message[] = u"Z\u00fcrich \U0001F4DE";
	LPBYTE buffer = NULL;
	DWORD read, total;

	assert_int_equal(MprAdminConnectionEnum(server, 5, &buffer, 0, &read,
						&total, NULL),
			 ERROR_INVALID_LEVEL);
	assert_int_equal(MprAdminConnectionEnum(server, 0, &buffer, 0, NULL,
						&total, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(
		MprAdminConnectionGetInfo(server, 9, handle(1), &buffer),
		ERROR_INVALID_LEVEL);
	assert_int_equal(
		MprAdminConnectionGetInfo(server, 0, handle(1), &buffer),
		ERROR_INTERFACE_NOT_CONNECTED);
	assert_int_equal(MprAdminConnectionGetInfo(server, 0, handle(1), NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminConnectionClearStats(server, handle(1)),
			 ERROR_INTERFACE_NOT_CONNECTED);
	assert_int_equal(
		MprAdminConnectionClearStats(server, handle(FAKE_CONNECTION)),
		0);
	assert_int_equal(
		MprAdminConnectionRemoveQuarantine(server, handle(1), TRUE),
		ERROR_NOT_FOUND);
	assert_int_equal(
		MprAdminConnectionRemoveQuarantine(server, handle(1), FALSE),
		0);
	assert_int_equal(
		MprAdminSendUserMessage(server, handle(FAKE_CONNECTION), NULL),
		ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminSendUserMessage(
				 server, handle(FAKE_CONNECTION), message),
			 ERROR_NOT_SUPPORTED);
	close_fake(&fake, server);
}

static void test_lies(void **state)
{
	const struct mpr_fake_plan plan = {
		.lies = true, .num_ports = 2, .num_connections = 1};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	LPBYTE buffer = NULL;
	DWORD read, total;

	assert_int_equal(MprAdminPortEnum(server, 0, INVALID_HANDLE_VALUE,
					  &buffer, (DWORD)-1, &read, &total,
					  NULL),
			 ERROR_INVALID_DATA);
	assert_int_equal(
		MprAdminPortGetInfo(server, 1, handle(FAKE_PORT), &buffer),
		ERROR_INVALID_DATA);
	assert_int_equal(MprAdminConnectionEnum(server, 2, &buffer, (DWORD)-1,
						&read, &total, NULL),
			 ERROR_INVALID_DATA);
	assert_int_equal(MprAdminConnectionGetInfo(
				 server, 3, handle(FAKE_CONNECTION), &buffer),
			 ERROR_INVALID_DATA);
	assert_int_equal(MprAdminDeviceEnum(server, 0, &buffer, &total),
			 ERROR_INVALID_DATA);
	assert_null(buffer);
	close_fake(&fake, server);
}

static void test_connection_ex(void **state)
{
	const struct mpr_fake_plan plan = {.num_connections = 2};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	MPRAPI_OBJECT_HEADER header = {1,
				       MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT,
				       sizeof(RAS_CONNECTION_EX)};
	RAS_CONNECTION_EX *array = NULL, one = {.Header = header};
	RAS_UPDATE_CONNECTION new_end = {.Header = {1, 5, 0}, .dwIfIndex = 3};
	DWORD read, total, resume = 0;

	assert_int_equal(MprAdminConnectionEnumEx(server, &header, (DWORD)-1,
						  &read, &total, &array,
						  &resume),
			 0);
	assert_int_equal(read, 2);
	assert_ptr_equal(array[1].hConnection, handle(FAKE_CONNECTION + 1));
	assert_wide(array[1].wszRemoteEndpointAddress, "02:00:00:00:00:01");
	MprAdminBufferFree(array);
	assert_int_equal(MprAdminConnectionGetInfoEx(
				 server, handle(FAKE_CONNECTION), &one),
			 0);
	assert_int_equal(one.ProjectionInfo.projectionInfoType,
			 MPRAPI_PPP_PROJECTION_INFO_TYPE);
	assert_wide(one.ProjectionInfo.PppProjectionInfo.wszAddress,
		    "10.1.2.3");
	assert_int_equal(one.ProjectionInfo.PppProjectionInfo.dwCcpOptions,
			 PPP_CCP_HISTORYLESS | PPP_CCP_ENCRYPTION128BIT);
	assert_int_equal(one.dwBytesXmited, 2048);
	header.revision = 2;
	assert_int_equal(MprAdminConnectionEnumEx(server, &header, (DWORD)-1,
						  &read, &total, &array, NULL),
			 ERROR_REVISION_MISMATCH);
	assert_int_equal(MprAdminConnectionGetInfoEx(server, handle(1), &one),
			 ERROR_INTERFACE_NOT_CONNECTED);
	assert_int_equal(MprAdminConnectionGetInfoEx(server, handle(1), NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminUpdateConnection(server, handle(1), &new_end),
			 0);
	new_end.Header.revision = 2;
	assert_int_equal(MprAdminUpdateConnection(server, handle(1), &new_end),
			 ERROR_REVISION_MISMATCH);
	close_fake(&fake, server);
}

static void test_notification(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	int fd = eventfd(0, EFD_CLOEXEC);
	HANDLE event = (HANDLE)(intptr_t)fd;
	uint64_t count = 0;

	assert_int_equal(MprAdminRegisterConnectionNotification(server, event),
			 0);
	/* The fake signals whatever event it gets. */
	assert_int_equal(read(fd, &count, sizeof(count)), sizeof(count));
	assert_int_equal(
		MprAdminDeregisterConnectionNotification(server, event), 0);
	close(fd);
	assert_int_equal(MprAdminRegisterConnectionNotification(server, event),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminRegisterConnectionNotification(server, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminRegisterConnectionNotification(NULL, event),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

static void test_events(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	struct rras_events *events = NULL;

	assert_int_equal(rras_wait_events(server, RRAS_EVENTS_NOW, -1, &events),
			 0);
	assert_int_equal(events->count, 0);
	assert_int_equal(events->last, 12);
	MprAdminBufferFree(events);
	assert_int_equal(rras_wait_events(server, 5, -1, &events), 0);
	assert_true(events->missed);
	assert_int_equal(events->count, 2);
	assert_int_equal(events->events[0].type, RRAS_EVENT_CONNECTED);
	assert_string_equal(events->events[0].name, FAKE_NAME);
	assert_string_equal(events->events[0].port, "PPPoE6-0");
	assert_ptr_equal(events->events[0].hInterface, handle(FAKE_HANDLE));
	assert_ptr_equal(events->events[1].hInterface, INVALID_HANDLE_VALUE);
	assert_int_equal(events->events[1].last_error, ERROR_DISCONNECTION);
	assert_string_equal(events->events[1].reason, "the peer hung up");
	MprAdminBufferFree(events);
	assert_int_equal(rras_wait_events(server, 0, -1, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_wait_events(NULL, 0, -1, &events),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

/* Nothing happens for ever; the wait is broken off, and goes on later. */
static void test_events_cancelled(void **state)
{
	const struct mpr_fake_plan plan = {.silent_events = true};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	struct rras_events *events = NULL;
	struct rras_service_status *status = NULL;
	int cancel = eventfd(1, EFD_CLOEXEC);

	assert_int_equal(rras_wait_events(server, 0, cancel, &events),
			 ERROR_CANCELLED);
	assert_null(events);
	assert_int_equal(rras_service_get_status(server, &status), 0);
	MprAdminBufferFree(status);
	close(cancel);
	close_fake(&fake, server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_port_enum),
		cmocka_unit_test(test_port_errors),
		cmocka_unit_test(test_port_info),
		cmocka_unit_test(test_connection_levels),
		cmocka_unit_test(test_connection_4),
		cmocka_unit_test(test_connection_enum),
		cmocka_unit_test(test_connection_errors),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_connection_ex),
		cmocka_unit_test(test_notification),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_events_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
