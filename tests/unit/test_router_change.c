/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What exists is changed and deleted, by us and by those who edit the
 * phonebook.
 */
#include "router_fixture.h"
#include <string.h>

static void test_set(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	const char *hours[] = {"2 09:00-12:00 13:00-17:30", "4 09:00-12:00",
			       NULL};
	const char *none[] = {NULL};
	struct router_change change = {
		.wszInterfaceName = "other name",
		.dwIfType = ROUTER_IF_TYPE_LOOPBACK,
		.fEnabled = false,
	};
	const struct router_interface *iface;
	struct router_entry *entry = fixture_entry(f);

	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
	change.set_hours = true;
	change.DialoutHours = hours;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	iface = router_get(f->router, handle);
	assert_string_equal(iface->wszInterfaceName, "dd1");
	assert_int_equal(iface->dwIfType, ROUTER_IF_TYPE_FULL_ROUTER);
	assert_false(iface->fEnabled);
	assert_string_equal(iface->DialoutHours[0], hours[0]);
	assert_string_equal(iface->DialoutHours[1], hours[1]);
	assert_null(iface->DialoutHours[2]);

	/* Level 0 leaves the hours, level 1 takes them away. */
	change = (struct router_change){.fEnabled = true};
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_non_null(router_get(f->router, handle)->DialoutHours);
	change.set_hours = true;
	change.DialoutHours = none;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_null(router_get(f->router, handle)->DialoutHours);

	change = (struct router_change){.fEnabled = true, .entry = entry};
	entry->szDeviceName = "Another cable";
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_non_null(strstr(read_phonebook(f), "Another cable"));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	iface = router_get(f->router, handle);
	assert_string_equal(iface->entry->szDeviceName, "Another cable");
	assert_null(iface->DialoutHours);
	assert_true(iface->fEnabled);
}

static void test_set_errors(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	const char *bad[] = {"8 09:00-12:00", NULL};
	const char *good[] = {"1 09:00-12:00", NULL};
	struct router_change change = {.fEnabled = true};
	uint32_t lan;

	assert_werror(do_set(f, 999, &change), ERROR_INVALID_HANDLE);
	assert_werror(do_set(f, 0, &change), ERROR_INVALID_HANDLE);
	change.set_hours = true;
	change.DialoutHours = bad;
	assert_werror(do_set(f, handle, &change), ERROR_INVALID_PARAMETER);
	for (lan = LOOPBACK; lan <= INTERNAL; lan++) {
		change = (struct router_change){.fEnabled = true};
		assert_werror(do_set(f, lan, &change), ERROR_SUCCESS);
		change.fEnabled = false;
		assert_werror(do_set(f, lan, &change), ERROR_INVALID_PARAMETER);
		change.fEnabled = true;
		change.set_hours = true;
		change.DialoutHours = NULL;
		assert_werror(do_set(f, lan, &change), ERROR_SUCCESS);
		change.DialoutHours = good;
		assert_werror(do_set(f, lan, &change), ERROR_INVALID_PARAMETER);
		change = (struct router_change){.fEnabled = true,
						.entry = fixture_entry(f)};
		assert_werror(do_set(f, lan, &change), ERROR_INVALID_PARAMETER);
	}
}

static void test_delete(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	uint32_t other = make_interface(f, "dd2");

	assert_werror(do_credentials(f, "dd1", "u", "d", "p"), ERROR_SUCCESS);
	assert_werror(do_delete(f, handle), ERROR_SUCCESS);
	assert_null(router_get(f->router, handle));
	assert_null(router_find(f->router, "dd1", true));
	assert_null(strstr(read_phonebook(f), "[dd1]"));
	assert_non_null(strstr(read_phonebook(f), "[dd2]"));
	assert_werror(do_delete(f, handle), ERROR_INVALID_HANDLE);
	assert_werror(do_reload(f, handle), ERROR_INVALID_HANDLE);
	assert_werror(router_connect(f->router, handle), ERROR_INVALID_HANDLE);
	fixture_settle(f);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_null(router_get(f->router, handle));
	assert_non_null(router_get(f->router, other));
	/* A new one of that name has none of the old one's credentials. */
	make_interface(f, "dd1");
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	{
		struct router_credentials c;

		assert_werror(router_get_credentials(f->router, "dd1", &c),
			      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
}

static void test_delete_home_router(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "home");
	uint32_t handle;

	change.dwIfType = ROUTER_IF_TYPE_HOME_ROUTER;
	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	assert_werror(do_delete(f, handle), ERROR_SUCCESS);
	/* Only a FULL_ROUTER takes its entry along. */
	assert_non_null(strstr(read_phonebook(f), "[home]"));
}

/* Deleted and made again at once: the sweep must not take the new entry. */
static void test_delete_and_create_queued(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct router_change change = fixture_change(f, "dd1");
	struct tevent_req *del, *add;

	del = router_delete_send(f->mem, f->ev, f->router, handle);
	add = router_create_send(f->mem, f->ev, f->router, &change);
	assert_true(tevent_req_poll(add, f->ev));
	assert_werror(router_delete_recv(del), ERROR_SUCCESS);
	assert_werror(router_create_recv(add, &handle), ERROR_SUCCESS);
	fixture_settle(f);
	assert_non_null(strstr(read_phonebook(f), "[dd1]"));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_non_null(router_get(f->router, handle)->entry);
}

static void test_foreign_edits(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	char *text = read_phonebook(f);
	char *edited, *at;

	edited = talloc_asprintf(f->mem, "%s[theirs]\r\nEncoding=1\r\n", text);
	for (at = strstr(edited, "A cable"); at != NULL;
	     at = strstr(at, "A cable")) {
		*at = 'B';
	}
	write_phonebook(f, edited);
	/* Their edit counts when it is asked for. */
	assert_string_equal(router_get(f->router, handle)->entry->szDeviceName,
			    "A cable");
	assert_werror(do_reload(f, handle), ERROR_SUCCESS);
	assert_string_equal(router_get(f->router, handle)->entry->szDeviceName,
			    "B cable");
	/* What we write keeps what they wrote. */
	write_phonebook(f, talloc_asprintf(f->mem, "%s[more]\r\nEncoding=1\r\n",
					   edited));
	make_interface(f, "dd2");
	text = read_phonebook(f);
	assert_non_null(strstr(text, "[theirs]"));
	assert_non_null(strstr(text, "[more]"));
	assert_non_null(strstr(text, "B cable"));
	assert_non_null(strstr(text, "[dd2]"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_set),
		TEST(test_set_errors),
		TEST(test_delete),
		TEST(test_delete_home_router),
		TEST(test_delete_and_create_queued),
		TEST(test_foreign_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
