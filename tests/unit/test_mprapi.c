/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmprapi's functions against a fake router. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "compat/rras_errors.h"
#include "mpr_open.h"

static HANDLE fake_interface(void)
{
	return (HANDLE)(uintptr_t)FAKE_HANDLE;
}

static void test_server_levels(void **state)
{
	const struct mpr_fake_plan plan = {0};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	LPBYTE buffer = NULL;

	assert_true(rras_server_is_local(server));
	assert_int_equal(MprAdminServerGetInfo(server, 0, &buffer), 0);
	assert_int_equal(((MPR_SERVER_0 *)buffer)->dwTotalPorts, 130);
	MprAdminBufferFree(buffer);
	assert_int_equal(MprAdminServerGetInfo(server, 1, &buffer), 0);
	assert_int_equal(((MPR_SERVER_1 *)buffer)->dwL2tpPortFlags, 4);
	MprAdminBufferFree(buffer);
	assert_int_equal(MprAdminServerGetInfo(server, 2, &buffer), 0);
	assert_int_equal(((MPR_SERVER_2 *)buffer)->dwSstpPortFlags, 6);
	MprAdminBufferFree(buffer);
	assert_int_equal(MprAdminServerGetInfo(server, 3, &buffer),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(MprAdminServerGetInfo(server, 0, NULL),
			 ERROR_INVALID_PARAMETER);
	close_fake(&fake, server);
}

static void test_event(void **state)
{
	const struct mpr_fake_plan plan = {.connect_result = PENDING};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	int event = eventfd(0, EFD_CLOEXEC);
	struct pollfd look = {.fd = event, .events = POLLIN};

	assert_int_equal(MprAdminInterfaceConnect(server, fake_interface(),
						  (HANDLE)(intptr_t)event,
						  FALSE),
			 PENDING);
	assert_int_equal(poll(&look, 1, 10000), 1);
	close(event);
	/* Without one, nothing of it is left over. */
	assert_int_equal(
		MprAdminInterfaceConnect(server, fake_interface(), NULL, FALSE),
		PENDING);
	close_fake(&fake, server);
}

static void test_enum_resumes(void **state)
{
	const struct mpr_fake_plan plan = {.num_interfaces = 5};
	struct mpr_fake fake;
	MPR_SERVER_HANDLE server = open_fake(&fake, &plan);
	MPR_INTERFACE_0 *array = NULL;
	DWORD read, total, resume = 0;

	assert_int_equal(MprAdminInterfaceEnum(server, 0, (LPBYTE *)&array,
					       2 * 540, &read, &total, &resume),
			 ERROR_MORE_DATA);
	assert_int_equal(read, 2);
	assert_int_equal(total, 5);
	assert_int_not_equal(resume, 0);
	MprAdminBufferFree(array);
	assert_int_equal(MprAdminInterfaceEnum(server, 0, (LPBYTE *)&array,
					       (DWORD)-1, &read, &total,
					       &resume),
			 ERROR_SUCCESS);
	assert_int_equal(read, 3);
	assert_int_equal(resume, 0);
	MprAdminBufferFree(array);
	assert_int_equal(MprAdminInterfaceEnum(server, 0, (LPBYTE *)&array,
					       (DWORD)-1, &read, &total, NULL),
			 ERROR_SUCCESS);
	assert_int_equal(read, 5);
	MprAdminBufferFree(array);
	assert_int_equal(MprAdminInterfaceEnum(server, 1, (LPBYTE *)&array,
					       (DWORD)-1, &read, &total, NULL),
			 ERROR_NOT_SUPPORTED);
	close_fake(&fake, server);
}

static void test_bad_handles(void **state)
{
	WCHAR name[] = u"x";
	HANDLE interface = NULL;
	LPBYTE buffer = NULL;

	assert_int_equal(MprAdminServerConnect(NULL, NULL),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(MprAdminServerGetInfo(NULL, 0, &buffer),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(
		MprAdminServerGetInfo(INVALID_HANDLE_VALUE, 0, &buffer),
		RPC_S_INVALID_BINDING);
	assert_int_equal(
		MprAdminInterfaceGetHandle(NULL, name, &interface, FALSE),
		RPC_S_INVALID_BINDING);
	assert_int_equal(MprAdminInterfaceConnect(NULL, NULL, NULL, TRUE),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(MprAdminInterfaceDelete(NULL, NULL),
			 RPC_S_INVALID_BINDING);
	assert_int_equal(rras_service_pause(NULL), RPC_S_INVALID_BINDING);
	assert_int_equal(MprAdminBufferFree(NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(
		MprAdminInterfaceSetCredentials(NULL, NULL, NULL, NULL, NULL),
		ERROR_INVALID_PARAMETER);
	assert_int_equal(
		MprAdminInterfaceGetCredentials(NULL, name, NULL, NULL, NULL),
		ERROR_SUCCESS);
	assert_false(rras_server_is_local(NULL));
	MprAdminServerDisconnect(NULL);
}

static void test_error_string(void **state)
{
	LPWSTR wide = NULL;
	char *text = NULL;
	const char *name = NULL;

	assert_int_equal(MprAdminGetErrorString(691, &wide), ERROR_SUCCESS);
	text = rras_utf16_to_utf8(wide, SIZE_MAX);
	assert_string_equal(text, rras_error_by_number(691)->text);
	free(text);
	MprAdminBufferFree(wide);
	assert_int_equal(MprAdminGetErrorString(4711, &wide),
			 ERROR_MR_MID_NOT_FOUND);
	assert_true(rras_error_lookup(905, &name, NULL));
	assert_string_equal(name, "ERROR_NO_SUCH_INTERFACE");
	assert_false(rras_error_lookup(4711, &name, NULL));
	assert_string_equal(name, "");
}

static void test_anonymous(void **state)
{
	const struct rras_connect_options anonymous = {.server = "localhost",
						       .user = ""};
	const struct rras_connect_options nowhere = {.server = "\\\\"};
	MPR_SERVER_HANDLE server = NULL;

	assert_int_equal(rras_server_connect(&anonymous, &server),
			 ERROR_INVALID_PARAMETER);
	assert_null(server);
	assert_string_not_equal(rras_server_connect_error(), "");
	assert_int_equal(rras_server_connect(&nowhere, &server),
			 ERROR_INVALID_PARAMETER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_server_levels),
		cmocka_unit_test(test_event),
		cmocka_unit_test(test_enum_resumes),
		cmocka_unit_test(test_bad_handles),
		cmocka_unit_test(test_error_string),
		cmocka_unit_test(test_anonymous),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
