/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interface manager: what every router has, what can be created, with every
 * error; names, and that all of it is still there after a restart.
 */
#include "router_fixture.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_own_interfaces(void **state)
{
	struct fixture *f = *state;
	const struct router_interface *iface;

	assert_int_equal(router_count(f->router, 0), 2);
	iface = router_next(f->router, 0);
	assert_int_equal(iface->dwInterface, LOOPBACK);
	assert_string_equal(iface->wszInterfaceName, "Loopback");
	assert_int_equal(iface->dwIfType, ROUTER_IF_TYPE_LOOPBACK);
	iface = router_next(f->router, LOOPBACK);
	assert_int_equal(iface->dwInterface, INTERNAL);
	assert_string_equal(iface->wszInterfaceName, "Internal");
	assert_int_equal(iface->dwIfType, ROUTER_IF_TYPE_INTERNAL);
	assert_state(f, INTERNAL, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_null(router_next(f->router, INTERNAL));
	assert_null(router_next(f->router, UINT32_MAX));
	assert_int_equal(router_count(f->router, UINT32_MAX), 0);
	assert_null(router_get(f->router, 0));
	assert_null(router_get(f->router, UINT32_MAX));
	assert_null(router_link_status(f->router, LOOPBACK));
	assert_null(router_link_status(f->router, 77));
	assert_int_equal(router_get_type(f->router), ROUTER_TYPE_IS_FULL);

	assert_werror(do_delete(f, LOOPBACK), ERROR_NOT_SUPPORTED);
	assert_werror(do_delete(f, INTERNAL), ERROR_NOT_SUPPORTED);
	assert_werror(do_reload(f, INTERNAL), ERROR_NOT_SUPPORTED);
	assert_werror(do_credentials(f, "internal", "u", "", "p"),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}

static void test_create(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	const struct router_interface *iface = router_get(f->router, handle);

	assert_string_equal(iface->wszInterfaceName, "dd1");
	assert_int_equal(iface->dwIfType, ROUTER_IF_TYPE_FULL_ROUTER);
	assert_true(iface->fEnabled);
	assert_null(iface->DialoutHours);
	assert_non_null(iface->entry);
	assert_string_equal(iface->entry->szDeviceName, "A cable");
	assert_int_equal(iface->entry->dwEncryptionType, MPR_ET_Optional);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, 0);
	assert_non_null(router_link_status(f->router, handle));
	assert_non_null(strstr(read_phonebook(f), "[dd1]"));
	assert_int_equal(router_count(f->router, 0), 3);
	assert_int_equal(router_count(f->router, handle), 0);
	assert_int_equal(router_count(f->router, handle - 1), 1);
}

static void test_create_then_restart(void **state)
{
	struct fixture *f = *state;
	uint32_t one = make_interface(f, "one");
	uint32_t two = make_interface(f, "two");
	const struct router_interface *iface;

	assert_werror(do_delete(f, two), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	iface = router_get(f->router, one);
	assert_string_equal(iface->wszInterfaceName, "one");
	assert_string_equal(iface->entry->szDeviceName, "A cable");
	assert_null(router_get(f->router, two));
	/* A handle is never given again. */
	assert_int_equal(make_interface(f, "three"), two + 1);
}

static void test_create_types(void **state)
{
	struct fixture *f = *state;
	static const struct {
		uint32_t dwIfType;
		uint32_t error;
	} types[] = {
		{ROUTER_IF_TYPE_CLIENT, ERROR_INVALID_PARAMETER},
		{ROUTER_IF_TYPE_HOME_ROUTER, ERROR_SUCCESS},
		{ROUTER_IF_TYPE_FULL_ROUTER, ERROR_SUCCESS},
		{ROUTER_IF_TYPE_INTERNAL, ERROR_INVALID_PARAMETER},
		{ROUTER_IF_TYPE_LOOPBACK, ERROR_INVALID_PARAMETER},
		{ROUTER_IF_TYPE_TUNNEL1, ERROR_INVALID_PARAMETER},
		{ROUTER_IF_TYPE_DIALOUT, ERROR_INVALID_PARAMETER},
		{8, ERROR_INVALID_PARAMETER},
		{UINT32_MAX, ERROR_INVALID_PARAMETER},
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char name[16];
		struct router_change change = fixture_change(f, name);

		snprintf(name, sizeof(name), "type %zu", i);
		change.dwIfType = types[i].dwIfType;
		assert_werror(do_create(f, &change, NULL), types[i].error);
	}
}

static void test_create_dedicated(void **state)
{
	struct fixture *f = *state;
	struct router_change change = {
		.wszInterfaceName = "eth7",
		.dwIfType = ROUTER_IF_TYPE_DEDICATED,
	};
	const char *hours[] = {"1 09:00-12:00", NULL};
	uint32_t handle;

	assert_werror(do_create(f, &change, NULL), ERROR_INVALID_PARAMETER);
	change.fEnabled = true;
	change.set_hours = true;
	change.DialoutHours = hours;
	assert_werror(do_create(f, &change, NULL), ERROR_INVALID_PARAMETER);
	change.DialoutHours = NULL;
	change.entry = fixture_entry(f);
	assert_werror(do_create(f, &change, NULL), ERROR_INVALID_PARAMETER);
	change.entry = NULL;
	change.wszInterfaceName = "no kernel name";
	assert_werror(do_create(f, &change, NULL), ERROR_INVALID_NAME);
	change.wszInterfaceName = "sixteen_is_much_";
	assert_werror(do_create(f, &change, NULL), ERROR_INVALID_NAME);
	change.wszInterfaceName = "eth7";
	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_NO_DEVICE, 0);
	assert_werror(router_connect(f->router, handle), ERROR_NOT_SUPPORTED);
	assert_werror(do_disconnect(f, handle), ERROR_NOT_SUPPORTED);
	assert_werror(do_wait(f, handle), ERROR_NOT_SUPPORTED);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_werror(do_delete(f, handle), ERROR_SUCCESS);
	assert_null(router_get(f->router, handle));
}

static void test_create_needs_entry(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "dd1");
	uint32_t handle;

	change.entry = NULL;
	assert_werror(do_create(f, &change, NULL),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	/* Example 4.3: the phonebook is written by others, then level 0. */
	write_phonebook(f, "[DD1]\r\nEncoding=1\r\nType=1\r\n\r\n"
			   "MEDIA=serial\r\nPort=COM3\r\nDevice=Modem 1\r\n"
			   "ConnectBPS=9600\r\n\r\nDEVICE=modem\r\n"
			   "PhoneNumber=4711\r\n");
	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	assert_string_equal(
		router_get(f->router, handle)->entry->szLocalPhoneNumber,
		"4711");
	/* Created at level 0: the file is as they wrote it. */
	assert_non_null(strstr(read_phonebook(f), "[DD1]\r\nEncoding=1"));
}

static void test_create_bad_entry(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "dd1");
	struct router_entry *entry = fixture_entry(f);

	entry->szLocalPhoneNumber = "a\nb";
	change.entry = entry;
	assert_werror(do_create(f, &change, NULL), ERROR_INVALID_PARAMETER);
	assert_null(read_phonebook(f));
}

static void test_damaged_phonebook(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "dd1");
	static const char damaged[] = "[no end\r\nthis is no line\r\n";
	uint32_t dd2 = make_interface(f, "dd2");

	write_phonebook(f, damaged);
	assert_werror(do_create(f, &change, NULL), ERROR_CORRUPT_PHONEBOOK);
	assert_werror(do_reload(f, dd2), ERROR_CANNOT_LOAD_PHONEBOOK);
	assert_werror(do_delete(f, dd2), ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(read_phonebook(f), damaged);
	/* The router starts with it, and says what it misses. */
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_null(router_get(f->router, dd2)->entry);
	assert_werror(router_connect(f->router, dd2),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_state(f, dd2, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE,
		     ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	/* Repaired, it works again without a restart. */
	write_phonebook(f, "");
	assert_werror(do_create(f, &change, NULL), ERROR_SUCCESS);
	assert_werror(do_reload(f, dd2), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	unlink(talloc_asprintf(f->mem, "%s/router.pbk", f->dir));
	assert_werror(do_reload(f, dd2), ERROR_CANNOT_OPEN_PHONEBOOK);
	assert_int_equal(
		mkdir(talloc_asprintf(f->mem, "%s/router.pbk", f->dir), 0700),
		0);
	assert_werror(do_reload(f, dd2), ERROR_CANNOT_OPEN_PHONEBOOK);
	assert_werror(do_delete(f, dd2), ERROR_CANNOT_OPEN_PHONEBOOK);
}

/* An editor's slip in one entry is the trouble of one interface. */
static void test_damaged_entry(void **state)
{
	struct fixture *f = *state;
	struct router_change set = {.fEnabled = true};
	uint32_t bad = make_interface(f, "bad");
	uint32_t good = make_interface(f, "good");
	char *damaged = read_phonebook(f);

	damaged[strcspn(damaged, "=")] = ':';
	write_phonebook(f, damaged);
	assert_werror(do_reload(f, bad), ERROR_CORRUPT_PHONEBOOK);
	assert_werror(do_reload(f, good), ERROR_SUCCESS);
	set.entry = fixture_entry(f);
	assert_werror(do_set(f, bad, &set), ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(read_phonebook(f), damaged);
	/* Until it is reread the old settings count. */
	assert_werror(router_connect(f->router, bad), PENDING);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_null(router_get(f->router, bad)->entry);
	assert_werror(router_connect(f->router, bad),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(router_connect(f->router, good), PENDING);
	set.entry = fixture_entry(f);
	assert_werror(do_set(f, good, &set), ERROR_SUCCESS);
	make_interface(f, "more");
	assert_non_null(strchr(read_phonebook(f), ':'));
	assert_werror(do_delete(f, bad), ERROR_SUCCESS);
	assert_null(strstr(read_phonebook(f), "[bad]"));
	assert_non_null(strstr(read_phonebook(f), "[good]"));
}

static void test_lan_only(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct router_change change = fixture_change(f, "dd2");

	f->config.type = ROUTER_TYPE_IS_LAN;
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_werror(do_create(f, &change, NULL), ERROR_DDM_NOT_RUNNING);
	change.dwIfType = ROUTER_IF_TYPE_HOME_ROUTER;
	assert_werror(do_create(f, &change, NULL), ERROR_DDM_NOT_RUNNING);
	change.dwIfType = ROUTER_IF_TYPE_CLIENT;
	assert_werror(do_create(f, &change, NULL), ERROR_DDM_NOT_RUNNING);
	assert_werror(router_connect(f->router, handle), ERROR_DDM_NOT_RUNNING);
	assert_werror(router_connect(f->router, 999), ERROR_DDM_NOT_RUNNING);
	assert_werror(do_disconnect(f, handle), ERROR_DDM_NOT_RUNNING);
	assert_werror(do_wait(f, handle), ERROR_DDM_NOT_RUNNING);
	assert_werror(do_reload(f, handle), ERROR_DDM_NOT_RUNNING);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_OUT_OF_RESOURCES, 0);
}

static void assert_name(struct fixture *f, const char *name, uint32_t error)
{
	struct router_change change = fixture_change(f, name);

	assert_werror(do_create(f, &change, NULL), error);
}

static void test_names(void **state)
{
	struct fixture *f = *state;
	char *longest = talloc_zero_size(f->mem, 513);
	char *too_long = talloc_zero_size(f->mem, 1040);
	unsigned i;

	for (i = 0; i < 256; i++) {
		memcpy(longest + 2 * i, "\xc3\xa4", 2);
	}
	/* 129 characters of two UTF-16 units each */
	for (i = 0; i < 129; i++) {
		memcpy(too_long + 4 * i, "\xf0\x9f\x98\x80", 4);
	}
	assert_name(f, longest, ERROR_SUCCESS);
	assert_name(f, too_long, ERROR_INVALID_PARAMETER);
	too_long[128 * 4] = '\0';
	assert_name(f, too_long, ERROR_SUCCESS);
	assert_name(f, NULL, ERROR_INVALID_PARAMETER);
	assert_name(f, "", ERROR_INVALID_PARAMETER);
	assert_name(f, "a\xff", ERROR_INVALID_NAME);
	assert_name(f, "a\nb", ERROR_INVALID_NAME);
	assert_name(f, "a\x7f", ERROR_INVALID_NAME);
	assert_name(f, "a]b", ERROR_INVALID_NAME);
	assert_name(f, "[a", ERROR_INVALID_NAME);
	assert_name(f, "Zürich – Genève", ERROR_SUCCESS);
	assert_name(f, "ZÜRICH – GENÈVE", ERROR_INTERFACE_ALREADY_EXISTS);
	assert_name(f, "loopback", ERROR_INTERFACE_ALREADY_EXISTS);
	assert_name(f, "INTERNAL", ERROR_INTERFACE_ALREADY_EXISTS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_non_null(router_find(f->router, longest, false));
	assert_non_null(router_find(f->router, too_long, false));
	assert_non_null(router_find(f->router, "zürich – genève", true));
	assert_null(router_find(f->router, "Zurich", true));
	assert_null(router_find(f->router, "", true));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_own_interfaces),
		TEST(test_create),
		TEST(test_create_then_restart),
		TEST(test_create_types),
		TEST(test_create_dedicated),
		TEST(test_create_needs_entry),
		TEST(test_create_bad_entry),
		TEST(test_damaged_phonebook),
		TEST(test_damaged_entry),
		TEST(test_lan_only),
		TEST(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
