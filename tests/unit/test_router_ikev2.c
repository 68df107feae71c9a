/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IKEv2 configurations of an interface: whose they are, what is refused, what
 * a restart leaves.
 */
#include "router_extended.h"
#include <string.h>

static void test_ikev2(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = extended_ikev2();
	struct router_ikev2 bare = {.dwSaLifeTime = 300, .dwSaDataSize = 1024};

	assert_ikev2(f, dd1, NULL);
	assert_werror(extended_set_ikev2(f, dd1, &config, false),
		      ERROR_SUCCESS);
	assert_ikev2(f, dd1, &config);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &config);
	assert_werror(extended_set_ikev2(f, dd1, &bare, false), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &bare);
	assert_werror(extended_set_ikev2(f, dd1, NULL, false), ERROR_SUCCESS);
	assert_ikev2(f, dd1, NULL);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, NULL);
}

/* A caller who knows of no hash. */
static void test_ikev2_hash(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = extended_ikev2(), other = config;
	uint8_t name[] = {0x30, 0x01, 0x00};

	other.certificateHash = data_blob_null;
	assert_werror(extended_set_ikev2(f, dd1, &other, true), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &other);
	assert_werror(extended_set_ikev2(f, dd1, &config, false),
		      ERROR_SUCCESS);
	other.dwSaLifeTime = 600;
	assert_werror(extended_set_ikev2(f, dd1, &other, true), ERROR_SUCCESS);
	config.dwSaLifeTime = 600;
	assert_ikev2(f, dd1, &config);
	other.certificateName = (DATA_BLOB){name, sizeof(name)};
	assert_werror(extended_set_ikev2(f, dd1, &other, true), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &other);
}

static void test_ikev2_whose(void **state)
{
	struct fixture *f = *state;
	uint32_t home = extended_home_router(f, "home");
	struct router_ikev2 config = extended_ikev2();
	const struct router_ikev2 *found = NULL;

	assert_werror(extended_set_ikev2(f, 99, &config, false),
		      ERROR_INVALID_HANDLE);
	assert_werror(extended_set_ikev2(f, home, &config, false),
		      ERROR_INVALID_PARAMETER);
	assert_werror(extended_set_ikev2(f, LOOPBACK, NULL, false),
		      ERROR_INVALID_PARAMETER);
	assert_werror(router_get_ikev2(f->router, 99, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(router_get_ikev2(f->router, home, &found),
		      ERROR_INVALID_PARAMETER);
}

#define assert_range(member, low, high)                             \
	do {                                                        \
		__typeof__(member) good = member;                   \
                                                                    \
		member = (low);                                     \
		assert_werror(router_ikev2_check(&config), 0);      \
		member = (high);                                    \
		assert_werror(router_ikev2_check(&config), 0);      \
		if ((low) > 0) {                                    \
			member = (low)-1;                           \
			assert_werror(router_ikev2_check(&config),  \
				      ERROR_INVALID_PARAMETER);     \
		}                                                   \
		if ((high) < UINT32_MAX) {                          \
			member = (__typeof__(member))((high) + 1u); \
			assert_werror(router_ikev2_check(&config),  \
				      ERROR_INVALID_PARAMETER);     \
		}                                                   \
		member = good;                                      \
	} while (0)

static void test_ikev2_ranges(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = extended_strong;
	struct router_ikev2 config = extended_ikev2();

	config.customPolicy = &policy;
	assert_range(config.dwSaLifeTime, 300u, 17279999u);
	assert_range(config.dwSaDataSize, 1024u, UINT32_MAX);
	assert_range(policy.dwIntegrityMethod, 0u, 3u);
	assert_range(policy.dwEncryptionMethod, 0u, 4u);
	assert_range(policy.dwCipherTransformConstant, 1u, 8u);
	assert_range(policy.dwAuthTransformConstant, 0u, 5u);
	assert_range(policy.dwPfsGroup, 0u, 7u);
	assert_range(policy.dwDhGroup, 0u, 6u);
	assert_range(config.certificateName.length, 0u, 0x10000u);
	assert_range(config.certificateHash.length, 0u, 0x10000u);
	policy.dwDhGroup = 7;
	assert_werror(extended_set_ikev2(f, dd1, &config, false),
		      ERROR_INVALID_PARAMETER);
	assert_ikev2(f, dd1, NULL);
}

/* The certificate's bytes are as long as they may be. */
static void test_ikev2_large(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = extended_ikev2();

	config.certificateName = data_blob_talloc_zero(f->mem, 0x10000);
	config.certificateHash = data_blob_talloc_zero(f->mem, 0x10000);
	memset(config.certificateName.data, 0x5a, 0x10000);
	assert_werror(extended_set_ikev2(f, dd1, &config, false),
		      ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &config);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ikev2),	TEST(test_ikev2_hash),
		TEST(test_ikev2_whose), TEST(test_ikev2_ranges),
		TEST(test_ikev2_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
