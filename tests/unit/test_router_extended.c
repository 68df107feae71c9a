/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended credentials of an interface: whose they are, what is refused, what
 * a restart leaves.
 */
#include "router_extended.h"
#include <string.h>
#include <sys/stat.h>

static void test_eap(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	uint32_t dd2 = make_interface(f, "dd2");
	struct router_eap bob = {.identity = "bob", .pin = NULL};

	assert_eap(f, dd1, NULL);
	assert_werror(extended_set_eap(f, dd1, &extended_alice), ERROR_SUCCESS);
	assert_eap(f, dd1, &extended_alice);
	assert_eap(f, dd2, NULL);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_eap(f, dd1, &extended_alice);
	/* A pin that is not given stays. */
	assert_werror(extended_set_eap(f, dd1, &bob), ERROR_SUCCESS);
	bob.pin = extended_alice.pin;
	assert_eap(f, dd1, &bob);
	/* Where none was, there is an empty one. */
	bob.pin = NULL;
	assert_werror(extended_set_eap(f, dd2, &bob), ERROR_SUCCESS);
	bob.pin = "";
	assert_eap(f, dd2, &bob);
	assert_werror(extended_set_eap(f, dd1, NULL), ERROR_SUCCESS);
	assert_eap(f, dd1, NULL);
	assert_werror(extended_set_eap(f, dd1, NULL), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_eap(f, dd1, NULL);
	assert_eap(f, dd2, &bob);
}

static char *letters(struct fixture *f, size_t count)
{
	char *text = talloc_zero_size(f->mem, count + 1);

	memset(text, 'x', count);
	return text;
}

static void test_eap_errors(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	uint32_t home = extended_home_router(f, "home");
	const struct router_eap *found = NULL;
	struct router_eap eap = extended_alice;

	assert_werror(extended_set_eap(f, 99, &eap), ERROR_INVALID_HANDLE);
	assert_werror(extended_set_eap(f, 0, &eap), ERROR_INVALID_HANDLE);
	assert_werror(extended_set_eap(f, LOOPBACK, &eap), ERROR_INVALID_LEVEL);
	assert_werror(extended_set_eap(f, home, &eap), ERROR_INVALID_LEVEL);
	assert_werror(extended_set_eap(f, home, NULL), ERROR_INVALID_LEVEL);
	assert_werror(router_get_eap(f->router, 99, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(router_get_eap(f->router, home, &found),
		      ERROR_INVALID_LEVEL);
	eap.cbHash = 21;
	assert_werror(extended_set_eap(f, dd1, &eap), ERROR_INVALID_PARAMETER);
	eap.cbHash = 0;
	eap.identity = letters(f, 257);
	assert_werror(extended_set_eap(f, dd1, &eap), ERROR_INVALID_PARAMETER);
	eap.identity = letters(f, 256);
	eap.pin = letters(f, 257);
	assert_werror(extended_set_eap(f, dd1, &eap), ERROR_INVALID_PARAMETER);
	assert_eap(f, dd1, NULL);
	eap.pin = letters(f, 256);
	assert_werror(extended_set_eap(f, dd1, &eap), ERROR_SUCCESS);
	assert_eap(f, dd1, &eap);
}

static void test_key(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	uint32_t home = extended_home_router(f, "home");
	struct router_key longest = {.size = ROUTER_MAX_KEY};
	struct stat st;

	memset(longest.bytes, 0xfe, sizeof(longest.bytes));
	assert_key(f, dd1, NULL);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
	assert_werror(extended_set_key(f, dd1, &extended_hush), ERROR_SUCCESS);
	assert_werror(extended_set_key(f, home, &longest), ERROR_SUCCESS);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
	assert_werror(extended_set_key(f, ROUTER_SERVER_HANDLE, &longest),
		      ERROR_SUCCESS);
	assert_werror(extended_set_key(f, ROUTER_SERVER_HANDLE, &extended_hush),
		      ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_key(f, dd1, &extended_hush);
	assert_key(f, home, &longest);
	assert_key(f, ROUTER_SERVER_HANDLE, &extended_hush);
	assert_int_equal(
		stat(talloc_asprintf(f->mem, "%s/rras.tdb", f->dir), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_werror(extended_set_key(f, dd1, NULL), ERROR_SUCCESS);
	assert_werror(extended_set_key(f, ROUTER_SERVER_HANDLE, NULL),
		      ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_key(f, dd1, NULL);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
	assert_key(f, home, &longest);
}

static void test_key_errors(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	const struct router_key *found = NULL;
	struct router_key bad = {.size = 0};

	assert_werror(extended_set_key(f, 99, &extended_hush),
		      ERROR_INVALID_HANDLE);
	assert_werror(extended_set_key(f, 99, NULL), ERROR_INVALID_HANDLE);
	assert_werror(extended_set_key(f, LOOPBACK, &extended_hush),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(router_get_key(f->router, 99, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(router_get_key(f->router, INTERNAL, &found),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(extended_set_key(f, dd1, &bad), ERROR_INVALID_PARAMETER);
	bad.size = ROUTER_MAX_KEY + 1;
	assert_werror(extended_set_key(f, dd1, &bad), ERROR_INVALID_PARAMETER);
	assert_key(f, dd1, NULL);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_eap),
		TEST(test_eap_errors),
		TEST(test_key),
		TEST(test_key_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
