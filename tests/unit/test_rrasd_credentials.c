/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set and GetCredentialsLocal: the mask, its exception, the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/router/router.h"
#include "rrasd_world.h"

#define MASK	 "****************"
#define PASSWORD "Pässwörd-Xyzzy"

static int setup(void **state)
{
	struct world *world = world_create();
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

static uint32_t set(struct world *world, const char *name, const char *user,
		    const char *domain, const char *password)
{
	/* The daemon wipes what it has decoded, not what is here. */
	struct RRouterInterfaceSetCredentialsLocal r = {
		.in = {name, user, domain, password},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACESETCREDENTIALSLOCAL, &r);
	return W_ERROR_V(r.out.result);
}

static uint32_t get(struct world *world, const char *name,
		    struct router_credentials *found)
{
	struct RRouterInterfaceGetCredentialsLocal r = {.in = {name}};

	world_dimsvc(world, NDR_RROUTERINTERFACEGETCREDENTIALSLOCAL, &r);
	*found = (struct router_credentials){
		.user = *r.out.lpwsUserName,
		.domain = *r.out.lpwsDomainName,
		.password = *r.out.lpwsPassword,
	};
	return W_ERROR_V(r.out.result);
}

static void assert_stored(struct world *world, const char *user,
			  const char *domain, const char *password)
{
	struct router_credentials stored;

	assert_int_equal(W_ERROR_V(router_get_credentials(world->rrasd->router,
							  "dd1", &stored)),
			 0);
	assert_string_equal(stored.user, user);
	assert_string_equal(stored.domain, domain);
	assert_string_equal(stored.password, password);
}

static void test_mask(void **state)
{
	struct world *world = *state;
	struct router_credentials found;

	assert_int_equal(set(world, "dd1", "Jürgen", "EXAMPLE", PASSWORD), 0);
	assert_stored(world, "Jürgen", "EXAMPLE", PASSWORD);
	assert_int_equal(get(world, "DD1", &found), 0);
	assert_string_equal(found.user, "Jürgen");
	assert_string_equal(found.domain, "EXAMPLE");
	assert_string_equal(found.password, MASK);
	/* Read, change the user, write back: the password stays. */
	assert_int_equal(set(world, "dd1", "bob", "", found.password), 0);
	assert_stored(world, "bob", "", PASSWORD);
	world_restart(world);
	assert_stored(world, "bob", "", PASSWORD);
	/* Nearly the mask is a password. */
	assert_int_equal(set(world, "dd1", "bob", "", MASK "*"), 0);
	assert_stored(world, "bob", "", MASK "*");
}

static void test_empty_password(void **state)
{
	struct world *world = *state;
	struct router_credentials found;

	assert_int_equal(set(world, "dd1", "bob", "", ""), 0);
	assert_int_equal(get(world, "dd1", &found), 0);
	assert_string_equal(found.password, "");
}

static void test_return_passwords(void **state)
{
	struct world *world = *state;
	struct router_credentials found;

	world->config.return_passwords = true;
	assert_int_equal(set(world, "dd1", "bob", "", PASSWORD), 0);
	assert_int_equal(get(world, "dd1", &found), 0);
	assert_string_equal(found.password, PASSWORD);
	/* Signed is not sealed. */
	world->caller.auth_level = 5;
	assert_int_equal(get(world, "dd1", &found), 0);
	assert_string_equal(found.password, MASK);
	world->caller.auth_level = 1;
	assert_int_equal(get(world, "dd1", &found), 0);
	assert_string_equal(found.password, MASK);
	world->caller.transport = RRAS_TRANSPORT_LOCAL;
	assert_int_equal(get(world, "dd1", &found), 0);
	assert_string_equal(found.password, PASSWORD);
}

static void test_no_such_interface(void **state)
{
	struct world *world = *state;
	struct router_credentials found;

	assert_int_equal(set(world, "dd2", "a", "b", "c"),
			 ERROR_NO_SUCH_INTERFACE);
	assert_int_equal(get(world, "dd2", &found), ERROR_NO_SUCH_INTERFACE);
	assert_null(found.user);
	assert_null(found.password);
	/* None were set. */
	assert_int_equal(get(world, "dd1", &found),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_null(found.password);
}

/* So many times "ö": characters are UTF-16 units, not bytes. */
static char *letters(struct world *world, size_t count)
{
	char *text = talloc_zero_size(world, 2 * count + 1);
	size_t i;

	for (i = 0; i < count; i++) {
		memcpy(text + 2 * i, "ö", 2);
	}
	return text;
}

static void test_limits(void **state)
{
	struct world *world = *state;
	const char *fits = letters(world, 256), *not = letters(world, 257);
	const char *domain = letters(world, 16);
	struct router_credentials found;

	assert_int_equal(set(world, "dd1", fits, domain, fits), 0);
	assert_stored(world, fits, domain, fits);
	assert_int_equal(set(world, "dd1", not, "", ""),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set(world, "dd1", "", letters(world, 17), ""),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set(world, "dd1", "", "", not ),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set(world, not, "", "", ""), ERROR_INVALID_PARAMETER);
	assert_int_equal(get(world, not, &found), ERROR_INVALID_PARAMETER);
	/* A character beyond the BMP is two. */
	assert_int_equal(set(world, "dd1", "", "😀😀😀😀😀😀😀😀", ""), 0);
	assert_int_equal(set(world, "dd1", "", "😀😀😀😀😀😀😀😀x", ""),
			 ERROR_INVALID_PARAMETER);
	assert_stored(world, "", "😀😀😀😀😀😀😀😀", "");
}

static void test_audit(void **state)
{
	struct world *world = *state;
	char *text;

	assert_int_equal(set(world, "dd1", "bob", "EXAMPLE", "Hush!Hush!"), 0);
	assert_int_equal(set(world, "dd2", "bob", "EXAMPLE", "Hush!Hush!"),
			 ERROR_NO_SUCH_INTERFACE);
	text = world_audit(world);
	assert_non_null(strstr(text, "RRouterInterfaceSetCredentialsLocal"));
	assert_non_null(strstr(text, "\"user\":\"bob\""));
	assert_null(strstr(text, "Hush"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_mask),
		TEST(test_empty_password),
		TEST(test_return_passwords),
		TEST(test_no_such_interface),
		TEST(test_limits),
		TEST(test_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
