/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmprapi's devices, keys, tunnels and rasrpc against a fake router. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
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

static void test_devices(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	WCHAR numbers[] = u"0441\00042\0";
	MPR_DEVICE_1 set = {.szAlternates = numbers}, *got = NULL;
	MPR_DEVICE_0 *array = NULL;
	DWORD total = 0;

	assert_int_equal(
		MprAdminDeviceEnum(server, 0, (LPBYTE *)&array, &total), 0);
	assert_int_equal(total, 1);
	assert_wide(array[0].szDeviceName, "WAN Miniport (PPPOE)");
	MprAdminBufferFree(array);
	assert_int_equal(MprAdminInterfaceDeviceGetInfo(server,
							handle(FAKE_HANDLE), 1,
							0, (LPBYTE *)&array),
			 0);
	assert_wide(array->szDeviceName, "eth1");
	MprAdminBufferFree(array);
	assert_int_equal(MprAdminInterfaceDeviceGetInfo(server,
							handle(FAKE_HANDLE), 1,
							1, (LPBYTE *)&got),
			 0);
	assert_wide(got->szLocalPhoneNumber, "isp");
	assert_null(got->szAlternates);
	MprAdminBufferFree(got);
	rras_utf8_to_utf16("ttyS0", set.szDeviceName, 129);
	rras_utf8_to_utf16("Modem", set.szDeviceType, 17);
	assert_int_equal(MprAdminInterfaceDeviceSetInfo(server,
							handle(FAKE_HANDLE), 2,
							1, (LPBYTE)&set),
			 0);
	assert_int_equal(MprAdminInterfaceDeviceGetInfo(server,
							handle(FAKE_HANDLE), 2,
							1, (LPBYTE *)&got),
			 0);
	assert_wide(got->szDeviceName, "ttyS0");
	assert_memory_equal(got->szAlternates, numbers, sizeof(numbers));
	MprAdminBufferFree(got);
	close_fake(&fake, server);
}

static void test_device_errors(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	MPR_DEVICE_1 set = {0};
	LPBYTE buffer = NULL;
	DWORD total;

	assert_int_equal(MprAdminDeviceEnum(server, 1, &buffer, &total),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(MprAdminDeviceEnum(server, 0, &buffer, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminDeviceEnum(NULL, 0, &buffer, &total),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(MprAdminInterfaceDeviceGetInfo(server, handle(1), 1, 1,
							&buffer),
			 ERROR_INVALID_HANDLE);
	assert_int_equal(MprAdminInterfaceDeviceGetInfo(
				 server, handle(FAKE_HANDLE), 2, 1, &buffer),
			 ERROR_NO_MORE_ITEMS);
	assert_int_equal(MprAdminInterfaceDeviceGetInfo(server, handle(1), 1, 2,
							&buffer),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(MprAdminInterfaceDeviceSetInfo(server, handle(1), 1, 2,
							(LPBYTE)&set),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(
		MprAdminInterfaceDeviceSetInfo(server, handle(1), 1, 1, NULL),
		ERROR_INVALID_PARAMETER);
	close_fake(&fake, server);
}

static void test_keys(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	BYTE secret[] = "pre-shared";
	MPR_CREDENTIALSEX_1 set = {10, secret}, short_one = {2, secret};
	MPR_CREDENTIALSEX_1 bad = {10, NULL}, *got = NULL;
	HANDLE interface = handle(FAKE_HANDLE);

	assert_int_equal(MprAdminInterfaceGetCredentialsEx(server, interface, 1,
							   (LPBYTE *)&got),
			 ERROR_NOT_FOUND);
	assert_int_equal(MprAdminInterfaceGetCredentialsEx(server, interface, 0,
							   (LPBYTE *)&got),
			 0);
	assert_int_equal(got->dwSize, 0);
	assert_null(got->lpbCredentialsInfo);
	MprAdminBufferFree(got);
	assert_int_equal(MprAdminInterfaceSetCredentialsEx(server, interface, 1,
							   (LPBYTE)&set),
			 0);
	assert_int_equal(MprAdminInterfaceGetCredentialsEx(server, interface, 1,
							   (LPBYTE *)&got),
			 0);
	assert_int_equal(got->dwSize, 10);
	assert_memory_equal(got->lpbCredentialsInfo, secret, 10);
	MprAdminBufferFree(got);
	/* The image has 12 bytes at least. */
	assert_int_equal(MprAdminInterfaceSetCredentialsEx(server, interface, 0,
							   (LPBYTE)&short_one),
			 0);
	assert_int_equal(MprAdminInterfaceSetCredentialsEx(server, interface, 1,
							   (LPBYTE)&bad),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(
		MprAdminInterfaceSetCredentialsEx(server, interface, 1, NULL),
		ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminInterfaceSetCredentialsEx(server, interface, 4,
							   (LPBYTE)&set),
			 ERROR_NOT_SUPPORTED);
	close_fake(&fake, server);
}

static void test_key_lies(void **state)
{
	const struct mpr_fake_plan plan = {.lies = true};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	BYTE secret[] = "pre-shared";
	MPR_CREDENTIALSEX_1 set = {10, secret}, *got = NULL;

	assert_int_equal(MprAdminInterfaceSetCredentialsEx(
				 server, handle(FAKE_HANDLE), 1, (LPBYTE)&set),
			 0);
	assert_int_equal(MprAdminInterfaceGetCredentialsEx(server,
							   handle(FAKE_HANDLE),
							   1, (LPBYTE *)&got),
			 ERROR_INVALID_DATA);
	assert_null(got);
	close_fake(&fake, server);
}

static void test_server_set(void **state)
{
	const struct mpr_fake_plan plan = {
		.set_server_result = ERROR_SUCCESS_REBOOT_REQUIRED};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	MPR_SERVER_2 ports = {9, 8, 7, 6, 5, 4}, *got = NULL;

	assert_int_equal(MprAdminServerSetInfo(server, 2, (LPBYTE)&ports),
			 ERROR_SUCCESS_REBOOT_REQUIRED);
	assert_int_equal(MprAdminServerGetInfo(server, 2, (LPBYTE *)&got), 0);
	assert_memory_equal(got, &ports, sizeof(ports));
	MprAdminBufferFree(got);
	/* The fake wants 24 bytes: level 1 has 16. */
	assert_int_equal(MprAdminServerSetInfo(server, 1, (LPBYTE)&ports),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminServerSetInfo(server, 0, (LPBYTE)&ports),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(MprAdminServerSetInfo(server, 2, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminServerSetInfo(NULL, 2, (LPBYTE)&ports),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

static void test_server_ex(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	MPR_SERVER_EX info = {
		.Header = {3, MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT, 0}};
	MPR_SERVER_SET_CONFIG_EX set = {
		.Header = {3, MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT,
			   0},
		.setConfigForProtocols = MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2};
	IKEV2_TUNNEL_CONFIG_PARAMS *ikev2 =
		&info.ConfigParams.IkeConfigParams.TunnelConfigParams;

	assert_int_equal(MprAdminServerGetInfoEx(server, &info), 0);
	assert_int_equal(info.dwTotalPorts, 146);
	assert_int_equal(ikev2->dwTotalCertificates, 2);
	assert_int_equal(ikev2->certificateNames[0].cbData, 5);
	assert_int_equal(ikev2->certificateNames[0].pbData[4], 0x41);
	assert_null(ikev2->certificateNames[1].pbData);
	assert_int_equal(ikev2->customPolicy->dwDhGroup, 6);
	assert_wide(ikev2->certificateEKUs[0].pwszEKU, "1.3.6.1.5.5.7.3.1");
	assert_int_equal(info.ConfigParams.PptpConfigParams.dwNumPorts, 5);
	assert_int_equal(info.ConfigParams.SstpConfigParams.sstpCertDetails
				 .certBlob.pbData[0],
			 0xde);
	/* What was got is set again: nothing is lost. */
	set.ConfigParams = info.ConfigParams;
	assert_int_equal(MprAdminServerSetInfoEx(server, &set),
			 ERROR_SUCCESS_RESTART_REQUIRED);
	rras_server_ex_free(&info);
	assert_null(ikev2->customPolicy);
	close_fake(&fake, server);
}

static void test_server_revisions(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	MPR_SERVER_EX info = {
		.Header = {1, MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT, 0}};
	MPR_SERVER_SET_CONFIG_EX set = {
		.Header = {1, MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT,
			   0},
		.setConfigForProtocols = MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP};

	assert_int_equal(MprAdminServerGetInfoEx(server, &info), 0);
	assert_int_equal(info.ConfigParams.PptpConfigParams.dwPortFlags, 3);
	assert_null(info.ConfigParams.IkeConfigParams.TunnelConfigParams
			    .customPolicy);
	rras_server_ex_free(&info);
	info.Header = (MPRAPI_OBJECT_HEADER){
		2, MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT, 0};
	assert_int_equal(MprAdminServerGetInfoEx(server, &info), 0);
	assert_non_null(info.ConfigParams.IkeConfigParams.TunnelConfigParams
				.customPolicy);
	rras_server_ex_free(&info);
	assert_int_equal(MprAdminServerSetInfoEx(server, &set), 0);
	set.Header.revision = 2;
	assert_int_equal(MprAdminServerSetInfoEx(server, &set), 0);
	set.Header.revision = 4;
	assert_int_equal(MprAdminServerSetInfoEx(server, &set),
			 ERROR_REVISION_MISMATCH);
	info.Header.revision = 0;
	assert_int_equal(MprAdminServerGetInfoEx(server, &info),
			 ERROR_REVISION_MISMATCH);
	assert_int_equal(MprAdminServerGetInfoEx(server, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(MprAdminServerSetInfoEx(NULL, &set),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

static void test_custom_info(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	ROUTER_CUSTOM_IKEv2_POLICY0 policy = {1, 2, 3, 4, 5, 6};
	BYTE hash[20] = {0xab};
	MPR_IF_CUSTOMINFOEX1 set = {
		.Header = {2, MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT, 0},
		.dwFlags = MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2,
		.customIkev2Config = {.dwSaLifeTime = 28800,
				      .customPolicy = &policy,
				      .certificateHash = {20, hash}}};
	MPR_IF_CUSTOMINFOEX1 got = {.Header = set.Header};
	struct {
		MPR_IF_CUSTOMINFOEX0 info;
		BYTE after[32];
	} one = {.info.Header = {1, MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT,
				 0}};
	HANDLE interface = handle(FAKE_HANDLE);

	memset(one.after, 0x55, sizeof(one.after));
	assert_int_equal(
		MprAdminInterfaceSetCustomInfoEx(server, interface, &set), 0);
	assert_int_equal(
		MprAdminInterfaceGetCustomInfoEx(server, interface, &got), 0);
	assert_int_equal(got.dwFlags, 1);
	assert_int_equal(got.customIkev2Config.customPolicy->dwDhGroup, 6);
	assert_int_equal(got.customIkev2Config.certificateHash.cbData, 20);
	assert_int_equal(got.customIkev2Config.certificateHash.pbData[0], 0xab);
	rras_custom_info_free(&got);
	/* Revision 1 is shorter: nothing behind it is touched. */
	assert_int_equal(
		MprAdminInterfaceGetCustomInfoEx(
			server, interface, (PMPR_IF_CUSTOMINFOEX)&one.info),
		0);
	assert_int_equal(one.info.customIkev2Config.dwSaLifeTime, 28800);
	assert_int_equal(one.after[0], 0x55);
	assert_int_equal(
		MprAdminInterfaceGetCustomInfoEx(server, handle(1), &got),
		ERROR_INVALID_HANDLE);
	got.Header.type = 1;
	assert_int_equal(
		MprAdminInterfaceGetCustomInfoEx(server, interface, &got),
		ERROR_REVISION_MISMATCH);
	assert_int_equal(
		MprAdminInterfaceSetCustomInfoEx(server, interface, NULL),
		ERROR_INVALID_PARAMETER);
	close_fake(&fake, server);
}

static void test_rasrpc(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	uint32_t version = 0, protocols = 0;
	uint8_t request[64] = {1, 2, 3};
	char *path = NULL;

	assert_int_equal(rras_rasrpc_version(server, &version), 0);
	assert_int_equal(version, 6);
	assert_int_equal(rras_system_directory(server, &path), 0);
	assert_string_equal(path, "/var/lib");
	MprAdminBufferFree(path);
	assert_int_equal(
		rras_installed_protocols(server, true, false, &protocols), 0);
	assert_int_equal(protocols, MPRNP_Ip | MPRNP_Ipv6);
	assert_int_equal(rras_delete_entry(server, "", FAKE_NAME), 0);
	assert_int_equal(rras_delete_entry(server, "", "x"),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(rras_submit_request(server, request, sizeof(request)),
			 0);
	assert_int_equal(request[2], 4);
	assert_int_equal(request[63], 1);
	assert_int_equal(rras_rasrpc_version(NULL, &version),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(rras_system_directory(server, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_submit_request(server, NULL, 0),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_delete_entry(server, NULL, "x"),
			 ERROR_INVALID_PARAMETER);
	close_fake(&fake, server);
}

/* More devices than the first call has room for. */
static void test_device_ports(void **state)
{
	const struct mpr_fake_plan plan = {
		.set_server_result = ERROR_SUCCESS_REBOOT_REQUIRED};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	struct rras_devices *devices = NULL;

	assert_int_equal(rras_devices_get(server, &devices), 0);
	assert_int_equal(devices->count, 11);
	assert_string_equal(devices->devices[9].name, "WAN Miniport (PPPOE)");
	assert_string_equal(devices->devices[9].port, "");
	assert_string_equal(devices->devices[10].port, "port");
	assert_int_equal(devices->devices[10].endpoints, 10);
	assert_true(devices->devices[10].router);
	assert_false(devices->devices[10].ras);
	MprAdminBufferFree(devices);
	assert_int_equal(
		rras_device_set_endpoints(server, "wan miniport (pppoe)", 20),
		ERROR_SUCCESS_REBOOT_REQUIRED);
	assert_int_equal(rras_devices_get(server, &devices), 0);
	assert_int_equal(devices->devices[9].endpoints, 20);
	MprAdminBufferFree(devices);
	assert_int_equal(rras_device_set_endpoints(server, "nothing", 20),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	assert_int_equal(
		rras_device_set_endpoints(server, "WAN Miniport (PPPOE)", 129),
		ERROR_INVALID_PARAMETER);
	assert_int_equal(
		rras_device_set_endpoints(server, "WAN Miniport (PPPOE)", 101),
		ERROR_NOT_SUPPORTED);
	assert_int_equal(rras_device_set_endpoints(server, NULL, 1),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_devices_get(NULL, &devices),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

static void test_preferences(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	struct rras_preferences preferences = {.redial_attempts = 9};

	assert_int_equal(rras_preferences_set(server, &preferences), 0);
	preferences.redial_attempts = 0;
	assert_int_equal(rras_preferences_get(server, &preferences), 0);
	assert_int_equal(preferences.redial_attempts, 9);
	assert_int_equal(rras_preferences_get(server, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_preferences_set(server, NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_preferences_get(NULL, &preferences),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

static void test_eap(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	HANDLE interface = handle(FAKE_HANDLE);
	struct rras_eap set = {.identity = FAKE_NAME,
			       .pin = "1234",
			       .hash_size = 20,
			       .hash = {0xaa, [19] = 0xbb}},
			*got = NULL;

	assert_int_equal(rras_interface_get_eap(server, interface, &got), 0);
	assert_false(got->present);
	assert_string_equal(got->identity, "");
	MprAdminBufferFree(got);
	assert_int_equal(rras_interface_set_eap(server, interface, &set), 0);
	assert_int_equal(rras_interface_get_eap(server, interface, &got), 0);
	assert_true(got->present);
	assert_string_equal(got->identity, FAKE_NAME);
	assert_string_equal(got->pin, "1234");
	assert_int_equal(got->hash_size, 20);
	assert_int_equal(got->hash[19], 0xbb);
	MprAdminBufferFree(got);
	set.hash_size = 21;
	assert_int_equal(rras_interface_set_eap(server, interface, &set),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(rras_interface_set_eap(NULL, interface, &set),
			 RPC_S_INVALID_BINDING);
	close_fake(&fake, server);
}

/* A refused caller of rasrpc gets a fault, and the API a code. */
static void test_rasrpc_refused(void **state)
{
	const struct mpr_fake_plan plan = {.fault = ERROR_ACCESS_DENIED};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	uint32_t version = 0;

	assert_int_equal(rras_rasrpc_version(server, &version),
			 ERROR_ACCESS_DENIED);
	close_fake(&fake, server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_device_errors),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_key_lies),
		cmocka_unit_test(test_server_set),
		cmocka_unit_test(test_server_ex),
		cmocka_unit_test(test_server_revisions),
		cmocka_unit_test(test_custom_info),
		cmocka_unit_test(test_rasrpc),
		cmocka_unit_test(test_device_ports),
		cmocka_unit_test(test_preferences),
		cmocka_unit_test(test_eap),
		cmocka_unit_test(test_rasrpc_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
