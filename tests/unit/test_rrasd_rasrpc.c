/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RASRPC but for SubmitRequest: DeleteEntry, the user preferences, and what
 * it tells of the router as such.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <ndr.h>

#include "ndr_rasrpc_types.h"
#include "server/router/router.h"
#include "rrasd_world.h"

static int setup(void **state)
{
	*state = world_create();
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

/* -- DeleteEntry -- */

static uint32_t delete_entry(struct world *world, const char *phonebook,
			     const char *entry)
{
	struct RasRpcDeleteEntry r = {.in = {phonebook, entry}};

	world_rasrpc(world, NDR_RASRPCDELETEENTRY, &r);
	return W_ERROR_V(r.out.result);
}

static char *phonebook(struct world *world)
{
	char *path = talloc_asprintf(world, "%s/state/router.pbk", world->dir);
	char *text = talloc_zero_size(world, 65536);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, 65535, file) < 65535);
	fclose(file);
	return text;
}

static uint32_t connect_to(struct world *world, uint32_t hInterface)
{
	struct RRouterInterfaceConnect r = {.in = {.hInterface = hInterface}};

	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	return W_ERROR_V(r.out.result);
}

static void test_delete_entry(void **state)
{
	struct world *world = *state;
	uint32_t dd1, dd2;

	assert_int_equal(world_create_interface(world, "dd1", &dd1), 0);
	assert_int_equal(world_create_interface(world, "dd2", &dd2), 0);
	assert_int_equal(delete_entry(world, "", "DD1"), 0);
	assert_null(strstr(phonebook(world), "[dd1]"));
	assert_non_null(strstr(phonebook(world), "[dd2]"));
	/* The interface stays and cannot be dialed any more. */
	assert_int_equal(connect_to(world, dd1),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(delete_entry(world, "", "dd1"),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	world_restart(world);
	assert_int_equal(connect_to(world, dd1),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(connect_to(world, dd2), PENDING);
	world_link_fail(world);
	assert_non_null(strstr(world_audit(world), "RasRpcDeleteEntry"));
}

/* A link that is up is not the entry's business. */
static void test_delete_entry_of_link(void **state)
{
	struct world *world = *state;
	struct MPRI_INTERFACE_0 info;
	uint32_t dd1;

	assert_int_equal(world_create_interface(world, "dd1", &dd1), 0);
	assert_int_equal(connect_to(world, dd1), PENDING);
	world_link_up(world);
	assert_int_equal(delete_entry(world, "router.pbk", "dd1"), 0);
	assert_int_equal(world_get_info(world, dd1, &info), 0);
	assert_int_equal(info.dwConnectionState, ROUTER_IF_STATE_CONNECTED);
	world_link_fail(world);
	assert_int_equal(connect_to(world, dd1),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}

/* An entry that no interface uses, put there by an administrator. */
static void test_delete_entry_of_nobody(void **state)
{
	struct world *world = *state;
	char *path = talloc_asprintf(world, "%s/state/router.pbk", world->dir);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("[prepared]\r\nEncoding=1\r\n\r\n[kept]\r\nEncoding=1\r\n", file);
	fclose(file);
	assert_int_equal(delete_entry(world, "", "prepared"), 0);
	assert_null(strstr(phonebook(world), "prepared"));
	assert_non_null(strstr(phonebook(world), "[kept]"));
}

static void test_delete_entry_errors(void **state)
{
	struct world *world = *state;
	char *path = talloc_asprintf(world, "%s/state/router.pbk", world->dir);
	FILE *file;

	/* No phonebook at all is one without entries. */
	assert_int_equal(delete_entry(world, "", "dd1"),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(delete_entry(world, "", ""), ERROR_INVALID_PARAMETER);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("this is no phonebook\n", file);
	fclose(file);
	assert_int_equal(delete_entry(world, "", "dd1"),
			 ERROR_CORRUPT_PHONEBOOK);
	unlink(path);
}

/* Those that get past the path find no entry of that name. */
static void test_phonebook_paths(void **state)
{
	static const char *const ours[] = {
		"",
		"router.pbk",
		"ROUTER.PBK",
		"C:\\Windows\\System32\\ras\\router.pbk",
		"c:\\windows\\system32\\RAS\\Router.PBK",
		"C:\\Windows\\System32\\router.pbk",
		"%windir%\\System32\\ras\\router.pbk",
		"%SystemRoot%\\system32\\ras\\router.pbk",
	};
	static const char *const others[] = {
		"rasphone.pbk",
		"router.pbk ",
		"router.pbk2",
		"C:\\router.pbk",
		"C:\\Windows\\ras\\router.pbk",
		"C:\\Windows\\System32\\ras\\rasphone.pbk",
		"C:\\Windows\\System32\\ras\\..\\ras\\router.pbk",
		"D:\\Windows\\System32\\ras\\router.pbk",
		"/var/lib/rras/router.pbk",
		"\\\\router\\ADMIN$\\System32\\ras\\router.pbk",
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		assert_int_equal(delete_entry(world, ours[i], "dd1"),
				 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(delete_entry(world, others[i], "dd1"),
				 ERROR_CANNOT_OPEN_PHONEBOOK);
	}
}

/* -- user preferences -- */

static uint32_t get_preferences(struct world *world, uint32_t dwMode,
				struct RASRPC_PBUSER *user)
{
	struct RASRPC_PBUSER in = {.dwXPhonebook = 99, .fDirty = 1};
	struct RasRpcGetUserPreferences r = {
		.in = {.pUser = &in, .dwMode = dwMode}};

	world_rasrpc(world, NDR_RASRPCGETUSERPREFERENCES, &r);
	*user = *r.out.pUser;
	return W_ERROR_V(r.out.result);
}

static uint32_t set_preferences(struct world *world, uint32_t dwMode,
				struct RASRPC_PBUSER *user)
{
	struct RasRpcSetUserPreferences r = {
		.in = {.pUser = user, .dwMode = dwMode}};

	world_rasrpc(world, NDR_RASRPCSETUSERPREFERENCES, &r);
	return W_ERROR_V(r.out.result);
}

static DATA_BLOB wire(struct world *world, const struct RASRPC_PBUSER *user)
{
	DATA_BLOB bytes;

	assert_int_equal(ndr_push_struct_blob(
				 &bytes, world, user,
				 (ndr_push_flags_fn_t)ndr_push_RASRPC_PBUSER),
			 NDR_ERR_SUCCESS);
	return bytes;
}

static void assert_same(struct world *world, const struct RASRPC_PBUSER *a,
			const struct RASRPC_PBUSER *b)
{
	DATA_BLOB bytes = wire(world, a), expected = wire(world, b);

	assert_int_equal(bytes.length, expected.length);
	assert_memory_equal(bytes.data, expected.data, expected.length);
}

static void assert_defaults(struct world *world)
{
	const struct RASRPC_PBUSER nothing = {.fInitialized = 1};
	struct RASRPC_PBUSER user;

	assert_int_equal(get_preferences(world, 2, &user), 0);
	assert_same(world, &user, &nothing);
}

static void test_default_preferences(void **state)
{
	assert_defaults(*state);
}

static void fill_callbacks(struct RASRPC_PBUSER *user,
			   struct RASRPC_CALLBACKLIST list[2])
{
	memset(list, 0, 2 * sizeof(*list));
	world_text(list[0].pszPortName, 17, "COM1");
	world_text(list[0].pszDeviceName, 129, "Standard Modem");
	world_text(list[0].pszNumber, 129, "555-0100");
	list[0].dwDeviceType = 3;
	list[0].pNext = &list[1];
	world_text(list[1].pszPortName, 17, "COM2");
	/* What stands behind a string's end is not kept. */
	list[1].pszPortName[10] = 'x';
	list[1].dwDeviceType = 18;
	user->pCallbacks = list;
}

static void assert_callbacks(struct world *world,
			     const struct RASRPC_PBUSER *user)
{
	struct RASRPC_PBUSER expected = {.fInitialized = 1};
	struct RASRPC_PBUSER found = {.fInitialized = 1};
	struct RASRPC_CALLBACKLIST list[2];

	fill_callbacks(&expected, list);
	list[1].pszPortName[10] = 0;
	found.pCallbacks = user->pCallbacks;
	assert_same(world, &found, &expected);
}

static void test_set_preferences(void **state)
{
	struct world *world = *state;
	struct RASRPC_CALLBACKLIST list[2];
	struct RASRPC_STRINGLIST strings = {.psz = {'a'}};
	struct RASRPC_LOCATIONLIST location = {.dwLocationId = 1};
	struct RASRPC_PBUSER user = {
		.dwRedialAttempts = 3,
		.fUseAreaAndCountry = 7,
		.dwYPhonebook = 0xffffffff,
		/* What the specification wants empty, or does not use: */
		.pszPersonalFile = {'p'},
		.pszAlternatePath = {'q'},
		.pszDefaultEntry = {'r'},
		.pPhonebooks = &strings,
		.pAreaCodes = &strings,
		.pPrefixes = &strings,
		.pSuffixes = &strings,
		.pLocations = &location,
		.fInitialized = 1,
		.fDirty = 1,
	};
	struct RASRPC_PBUSER found;
	int round;

	fill_callbacks(&user, list);
	world_text(user.pszLastCallbackByCaller, 129, "555-0199");
	assert_int_equal(set_preferences(world, 2, &user), 0);
	for (round = 0; round < 2; round++) {
		assert_int_equal(get_preferences(world, 2, &found), 0);
		assert_callbacks(world, &found);
		assert_memory_equal(found.pszLastCallbackByCaller,
				    user.pszLastCallbackByCaller,
				    sizeof(user.pszLastCallbackByCaller));
		assert_int_equal(found.dwRedialAttempts, 3);
		assert_int_equal(found.fUseAreaAndCountry, 7);
		assert_int_equal(found.dwYPhonebook, 0xffffffff);
		assert_int_equal(found.pszPersonalFile[0], 0);
		assert_int_equal(found.pszAlternatePath[0], 0);
		assert_int_equal(found.pszDefaultEntry[0], 0);
		assert_null(found.pPhonebooks);
		assert_null(found.pAreaCodes);
		assert_null(found.pPrefixes);
		assert_null(found.pSuffixes);
		assert_null(found.pLocations);
		assert_int_equal(found.fInitialized, 1);
		assert_int_equal(found.fDirty, 0);
		world_restart(world);
	}
	assert_non_null(strstr(world_audit(world), "RasRpcSetUserPreferences"));
}

static void test_preferences_not_dirty(void **state)
{
	struct RASRPC_PBUSER user = {.dwXPhonebook = 5, .fInitialized = 1};

	assert_int_equal(set_preferences(*state, 2, &user), 0);
	assert_defaults(*state);
}

static void test_preferences_errors(void **state)
{
	struct RASRPC_PBUSER good = {.fInitialized = 1, .fDirty = 1};
	struct RASRPC_PBUSER user = {0};
	struct RASRPC_CALLBACKLIST list[2];

	/* "dwMode: This MUST be set to 2." */
	assert_int_equal(get_preferences(*state, 0, &user),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(get_preferences(*state, 3, &user),
			 ERROR_INVALID_PARAMETER);
	user = good;
	user.dwXPhonebook = 5;
	assert_int_equal(set_preferences(*state, 1, &user),
			 ERROR_INVALID_PARAMETER);
	user.fInitialized = 0;
	assert_int_equal(set_preferences(*state, 2, &user),
			 ERROR_INVALID_PARAMETER);
	/* A string without an end */
	user = good;
	memset(user.pszLastCallbackByCaller, 'x',
	       sizeof(user.pszLastCallbackByCaller));
	assert_int_equal(set_preferences(*state, 2, &user),
			 ERROR_INVALID_PARAMETER);
	user = good;
	fill_callbacks(&user, list);
	memset(list[1].pszNumber, 'x', sizeof(list[1].pszNumber));
	assert_int_equal(set_preferences(*state, 2, &user),
			 ERROR_INVALID_PARAMETER);
	/* 2.2.1.2.230 has no such device types. */
	fill_callbacks(&user, list);
	list[1].dwDeviceType = 9;
	assert_int_equal(set_preferences(*state, 2, &user),
			 ERROR_INVALID_PARAMETER);
	list[1].dwDeviceType = 19;
	assert_int_equal(set_preferences(*state, 2, &user),
			 ERROR_INVALID_PARAMETER);
	assert_defaults(*state);
}

/* The most callbacks that the decoder takes: what was accepted has to be read
 * again by the next start. */
static void test_many_callbacks(void **state)
{
	enum { MOST = 1000 };
	struct world *world = *state;
	struct RASRPC_CALLBACKLIST *list =
		talloc_zero_array(world, struct RASRPC_CALLBACKLIST, MOST);
	const struct RASRPC_CALLBACKLIST *callback;
	struct RASRPC_PBUSER user = {.fInitialized = 1, .fDirty = 1};
	uint16_t i;

	for (i = 0; i < MOST; i++) {
		list[i].pszNumber[0] = (uint16_t)(i + 1);
		list[i].pNext = i < MOST - 1 ? &list[i + 1] : NULL;
	}
	user.pCallbacks = list;
	assert_int_equal(set_preferences(world, 2, &user), 0);
	world_restart(world);
	assert_int_equal(get_preferences(world, 2, &user), 0);
	callback = user.pCallbacks;
	for (i = 0; i < MOST; i++) {
		assert_non_null(callback);
		assert_int_equal(callback->pszNumber[0], i + 1);
		callback = callback->pNext;
	}
	assert_null(callback);
}

/* -- the rest -- */

static uint32_t get_system_directory(struct world *world, uint32_t uSize,
				     const char **lpBuffer)
{
	struct RasRpcGetSystemDirectory r = {.in = {"", uSize}};

	world_rasrpc(world, NDR_RASRPCGETSYSTEMDIRECTORY, &r);
	*lpBuffer = r.out.lpBuffer;
	return W_ERROR_V(r.out.result);
}

static void test_system_directory(void **state)
{
	const char *buffer;

	assert_int_equal(get_system_directory(*state, 260, &buffer), 19);
	assert_string_equal(buffer, "C:\\Windows\\System32");
	assert_int_equal(get_system_directory(*state, 259, &buffer),
			 ERROR_BUFFER_TOO_SMALL);
	assert_string_equal(buffer, "");
	assert_int_equal(get_system_directory(*state, 1, &buffer),
			 ERROR_BUFFER_TOO_SMALL);
	assert_string_equal(buffer, "");
}

static uint32_t protocols(struct world *world, uint32_t router, uint32_t client,
			  uint32_t server)
{
	struct RasRpcGetInstalledProtocolsEx r = {
		.in = {router, client, server}};

	world_rasrpc(world, NDR_RASRPCGETINSTALLEDPROTOCOLSEX, &r);
	return W_ERROR_V(r.out.result);
}

static void test_protocols(void **state)
{
	struct world *world = *state;
	uint32_t all = access("/proc/net/if_inet6", F_OK) == 0 ? 12 : 4;

	assert_int_equal(protocols(world, 1, 0, 0), all);
	assert_int_equal(protocols(world, 0, 0, 1), all);
	assert_int_equal(protocols(world, 1, 0, 1), all);
	assert_int_equal(protocols(world, 0, 0, 0), 0);
	assert_int_equal(protocols(world, 0, 1, 0), 0);
	world->config.router_type = ROUTER_TYPE_IS_LAN;
	world_restart(world);
	assert_int_equal(protocols(world, 1, 0, 1), 0);
}

static void test_version(void **state)
{
	uint32_t version = 0;
	struct RasRpcGetVersion r = {.in = {.pdwVersion = &version}};

	world_rasrpc(*state, NDR_RASRPCGETVERSION, &r);
	assert_result(r, 0);
	assert_int_equal(*r.out.pdwVersion, 6);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_delete_entry),
		TEST(test_delete_entry_of_link),
		TEST(test_delete_entry_of_nobody),
		TEST(test_delete_entry_errors),
		TEST(test_phonebook_paths),
		TEST(test_default_preferences),
		TEST(test_set_preferences),
		TEST(test_preferences_not_dirty),
		TEST(test_preferences_errors),
		TEST(test_many_callbacks),
		TEST(test_system_directory),
		TEST(test_protocols),
		TEST(test_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
