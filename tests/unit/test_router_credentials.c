/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials: stored, partly changed, taken away, and how long they may be. */
#include "router_fixture.h"
#include <string.h>
#include <sys/stat.h>

static void assert_credentials(struct fixture *f, const char *user,
			       const char *domain, const char *password)
{
	struct router_credentials c;

	assert_werror(router_get_credentials(f->router, "DD1", &c),
		      ERROR_SUCCESS);
	assert_string_equal(c.user, user);
	assert_string_equal(c.domain, domain);
	assert_string_equal(c.password, password);
}

static void test_credentials(void **state)
{
	struct fixture *f = *state;
	struct router_credentials c;
	struct stat st;

	make_interface(f, "dd1");
	assert_werror(router_get_credentials(f->router, "nope", &c),
		      ERROR_NO_SUCH_INTERFACE);
	assert_werror(router_get_credentials(f->router, "Loopback", &c),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(router_get_credentials(f->router, "dd1", &c),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(do_credentials(f, "nope", "u", "d", "p"),
		      ERROR_NO_SUCH_INTERFACE);
	assert_werror(do_credentials(f, "dD1", "alice", "D", "pä$$"),
		      ERROR_SUCCESS);
	assert_credentials(f, "alice", "D", "pä$$");
	/* NULL leaves as it is. */
	assert_werror(do_credentials(f, "dd1", "bob", NULL, NULL),
		      ERROR_SUCCESS);
	assert_credentials(f, "bob", "D", "pä$$");
	assert_werror(do_credentials(f, "dd1", NULL, "", NULL), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_credentials(f, "bob", "", "pä$$");
	assert_int_equal(
		stat(talloc_asprintf(f->mem, "%s/rras.tdb", f->dir), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* Three times NULL takes them away. */
	assert_werror(do_credentials(f, "dd1", NULL, NULL, NULL),
		      ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_werror(router_get_credentials(f->router, "dd1", &c),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}

static char *letters(struct fixture *f, size_t count)
{
	char *text = talloc_zero_size(f->mem, count + 1);

	memset(text, 'x', count);
	return text;
}

static void test_credentials_limits(void **state)
{
	struct fixture *f = *state;

	make_interface(f, "dd1");
	assert_werror(do_credentials(f, "dd1", letters(f, 256), letters(f, 16),
				     letters(f, 256)),
		      ERROR_SUCCESS);
	assert_werror(do_credentials(f, "dd1", letters(f, 257), "", ""),
		      ERROR_INVALID_PARAMETER);
	assert_werror(do_credentials(f, "dd1", "", letters(f, 17), ""),
		      ERROR_INVALID_PARAMETER);
	assert_werror(do_credentials(f, "dd1", "", "", letters(f, 257)),
		      ERROR_INVALID_PARAMETER);
	assert_werror(do_credentials(f, "dd1", "\xff", "", ""),
		      ERROR_INVALID_PARAMETER);
	assert_credentials(f, letters(f, 256), letters(f, 16), letters(f, 256));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_credentials),
		TEST(test_credentials_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
