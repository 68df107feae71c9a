/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of who may do what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gen_ndr/frame.h"
#include "server/rrasd/authorise.h"

#define NT_SID(count, ...)                                    \
	{                                                     \
		.sid_rev_num = 1, .num_auths = count,         \
		.id_auth = {0, 0, 0, 0, 0, 5}, .sub_auths = { \
			__VA_ARGS__                           \
		}                                             \
	}

/* A domain user, as first SID of each token. */
#define USER NT_SID(5, 21, 1, 2, 3, 1103)

static struct rras_caller caller_with(struct rras_sid *sids, uint32_t count,
				      uint64_t uid)
{
	return (struct rras_caller){.transport = RRAS_TRANSPORT_NP,
				    .uid = uid,
				    .num_sids = count,
				    .sids = sids};
}

static void test_administrators(void **state)
{
	struct rras_sid sids[] = {USER, NT_SID(2, 32, 545), NT_SID(2, 32, 544)};
	struct rras_caller caller = caller_with(sids, 3, 1000);

	assert_true(authorise_administrator(&caller, true));
	assert_true(authorise_administrator(&caller, false));
	caller.num_sids = 2;
	assert_false(authorise_administrator(&caller, true));
}

static void test_system(void **state)
{
	struct rras_sid sids[] = {NT_SID(1, 18)};
	struct rras_caller caller = caller_with(sids, 1, UINT64_MAX);

	assert_true(authorise_administrator(&caller, false));
}

static void test_uid_0_is_policy(void **state)
{
	struct rras_sid sids[] = {USER};
	struct rras_caller caller = caller_with(sids, 1, 0);

	assert_true(authorise_administrator(&caller, true));
	assert_false(authorise_administrator(&caller, false));
	caller.uid = UINT64_MAX;
	assert_false(authorise_administrator(&caller, true));
}

/* Each differs from an administrator's SID in one thing only. */
static void test_near_misses(void **state)
{
	struct rras_sid sids[] = {
		NT_SID(1, 7),
		NT_SID(1, 11),
		NT_SID(1, 32),
		NT_SID(3, 32, 544, 0),
		NT_SID(2, 21, 544),
		NT_SID(2, 32, 543),
		NT_SID(2, 18, 0),
		NT_SID(2, 544, 32),
		NT_SID(1, 19),
		NT_SID(2, 32, 544),
		NT_SID(2, 32, 544),
		NT_SID(1, 18),
		NT_SID(5, 21, 1, 2, 3, 544),
	};
	struct rras_caller caller =
		caller_with(sids, sizeof(sids) / sizeof(sids[0]), 1000);

	sids[9].sid_rev_num = 2;
	sids[10].id_auth[5] = 1;
	sids[11].id_auth[0] = 1;
	assert_false(authorise_administrator(&caller, true));
}

static void test_no_sids(void **state)
{
	struct rras_caller caller = caller_with(NULL, 0, UINT64_MAX);

	assert_false(authorise_administrator(&caller, true));
	/* The decoder refuses this; so do we. */
	caller.num_sids = 3;
	assert_false(authorise_administrator(&caller, true));
}

static void test_local_root(void **state)
{
	struct rras_sid sids[] = {NT_SID(1, 18)};
	struct rras_caller caller = caller_with(sids, 1, 0);

	assert_false(authorise_local_root(&caller));
	caller.transport = RRAS_TRANSPORT_LRPC;
	assert_false(authorise_local_root(&caller));
	caller.transport = RRAS_TRANSPORT_LOCAL;
	assert_true(authorise_local_root(&caller));
	caller.uid = 1000;
	assert_false(authorise_local_root(&caller));
}

/* The policy is about remote callers: rrasctl works without it. */
static void test_local_root_is_system(void **state)
{
	struct rras_caller caller = caller_with(NULL, 0, 0);

	assert_false(authorise_administrator(&caller, false));
	caller.transport = RRAS_TRANSPORT_LOCAL;
	assert_true(authorise_administrator(&caller, false));
	caller.uid = 1000;
	assert_false(authorise_administrator(&caller, false));
}

static void test_sealed(void **state)
{
	struct rras_caller caller = caller_with(NULL, 0, 0);

	caller.auth_level = 1;
	assert_false(authorise_is_sealed(&caller));
	caller.auth_level = 5;
	assert_false(authorise_is_sealed(&caller));
	caller.auth_level = 6;
	assert_true(authorise_is_sealed(&caller));
	caller.auth_level = 1;
	caller.transport = RRAS_TRANSPORT_TCP;
	assert_false(authorise_is_sealed(&caller));
	caller.transport = RRAS_TRANSPORT_LOCAL;
	assert_true(authorise_is_sealed(&caller));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_administrators),
		cmocka_unit_test(test_system),
		cmocka_unit_test(test_uid_0_is_policy),
		cmocka_unit_test(test_near_misses),
		cmocka_unit_test(test_no_sids),
		cmocka_unit_test(test_local_root),
		cmocka_unit_test(test_local_root_is_system),
		cmocka_unit_test(test_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
