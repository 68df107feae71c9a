/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit test of server/rpcd/caller: what rrasd is told of a caller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <ndr.h> /* auth.h lacks its types */
#include <gen_ndr/auth.h>
#include "server/rpcd/caller.h"

static struct dom_sid sids[] = {
	{1, 2, {0, 0, 0, 0, 0, 5}, {32, 544}},
	{1, 5, {0, 0, 0, 0, 0, 5}, {21, 1, 2, 3, 500}},
};

static struct auth_session_info full_session(TALLOC_CTX *mem_ctx)
{
	struct auth_session_info session = {
		.security_token = talloc_zero(mem_ctx, struct security_token),
		.unix_token = talloc_zero(mem_ctx, struct security_unix_token),
		.info = talloc_zero(mem_ctx, struct auth_user_info),
		.unix_info = talloc_zero(mem_ctx, struct auth_user_info_unix),
	};

	session.security_token->num_sids = 2;
	session.security_token->sids = sids;
	session.unix_token->uid = 1234;
	session.info->account_name = "anna";
	session.info->domain_name = "DOM";
	session.unix_info->unix_name = "dom+anna";
	return session;
}

static struct caller_source source_of(const struct auth_session_info *session)
{
	return (struct caller_source){
		.session = session,
		.transport = NCACN_NP,
		.auth_type = DCERPC_AUTH_TYPE_SPNEGO,
		.auth_level = DCERPC_AUTH_LEVEL_PRIVACY,
		.address = "192.0.2.7",
	};
}

static void test_full(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct auth_session_info session = full_session(mem_ctx);
	struct caller_source source = source_of(&session);
	struct rras_caller *caller = caller_create(mem_ctx, &source);

	assert_non_null(caller);
	assert_int_equal(caller->transport, RRAS_TRANSPORT_NP);
	assert_int_equal(caller->auth_type, 9);
	assert_int_equal(caller->auth_level, 6);
	assert_int_equal(caller->uid, 1234);
	assert_string_equal(caller->account, "anna");
	assert_string_equal(caller->domain, "DOM");
	assert_string_equal(caller->address, "192.0.2.7");
	assert_int_equal(caller->num_sids, 2);
	assert_int_equal(caller->sids[0].sid_rev_num, 1);
	assert_int_equal(caller->sids[0].num_auths, 2);
	assert_int_equal(caller->sids[0].id_auth[5], 5);
	assert_int_equal(caller->sids[0].sub_auths[1], 544);
	assert_int_equal(caller->sids[1].num_auths, 5);
	assert_int_equal(caller->sids[1].sub_auths[4], 500);
	talloc_free(mem_ctx);
}

/* uid 0 is a policy of rrasd's: a missing token must not look like it. */
static void test_nothing_known(void **state)
{
	struct auth_session_info empty = {.security_token = NULL};
	const struct auth_session_info *sessions[] = {NULL, &empty};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct caller_source source = source_of(sessions[i]);
		struct rras_caller *caller;

		source.address = NULL;
		caller = caller_create(NULL, &source);
		assert_non_null(caller);
		assert_true(caller->uid == UINT64_MAX);
		assert_int_equal(caller->num_sids, 0);
		assert_string_equal(caller->account, "");
		assert_string_equal(caller->domain, "");
		assert_string_equal(caller->address, "");
		talloc_free(caller);
	}
}

static void test_unix_name_as_last_resort(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct auth_session_info session = full_session(mem_ctx);
	struct caller_source source = source_of(&session);

	session.info = NULL;
	assert_string_equal(caller_create(mem_ctx, &source)->account,
			    "dom+anna");
	talloc_free(mem_ctx);
}

static void test_transports(void **state)
{
	const struct {
		enum dcerpc_transport_t samba;
		enum rras_transport ours;
	} known[] = {
		{NCACN_NP, RRAS_TRANSPORT_NP},
		{NCACN_IP_TCP, RRAS_TRANSPORT_TCP},
		{NCALRPC, RRAS_TRANSPORT_LRPC},
	};
	struct caller_source source = source_of(NULL);
	size_t i;

	for (i = 0; i < 3; i++) {
		struct rras_caller *caller;

		source.transport = known[i].samba;
		caller = caller_create(NULL, &source);
		assert_int_equal(caller->transport, known[i].ours);
		talloc_free(caller);
	}
	source.transport = NCACN_HTTP;
	assert_null(caller_create(NULL, &source));
}

static void test_bad_sid(void **state)
{
	struct dom_sid bad[] = {sids[0], sids[0]};
	struct security_token token = {.num_sids = 2, .sids = bad};
	struct auth_session_info session = {.security_token = &token};
	struct caller_source source = source_of(&session);

	bad[1].num_auths = 16;
	assert_null(caller_create(NULL, &source));
	bad[1].num_auths = -1;
	assert_null(caller_create(NULL, &source));
}

static void test_too_many_sids(void **state)
{
	struct security_token token = {.num_sids = RRAS_MAX_SIDS};
	struct auth_session_info session = {.security_token = &token};
	struct caller_source source = source_of(&session);
	struct rras_caller *caller;
	uint32_t i;

	token.sids = talloc_zero_array(NULL, struct dom_sid, RRAS_MAX_SIDS + 1);
	for (i = 0; i <= RRAS_MAX_SIDS; i++) {
		token.sids[i] = sids[i % 2];
	}
	caller = caller_create(NULL, &source);
	assert_int_equal(caller->num_sids, RRAS_MAX_SIDS);
	talloc_free(caller);
	token.num_sids++;
	assert_null(caller_create(NULL, &source));
	talloc_free(token.sids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_unix_name_as_last_resort),
		cmocka_unit_test(test_transports),
		cmocka_unit_test(test_bad_sid),
		cmocka_unit_test(test_too_many_sids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
