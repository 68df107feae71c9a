/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to dial again: from settings and an end to a wait.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/router/autodial_policy.h"
#include "server/router/entry.h"

static const struct autodial_config config = {
	.max_seconds = 600, .jitter = 0, .refused_seconds = 1800};
static const struct autodial_config varied = {
	.max_seconds = 600, .jitter = 20, .refused_seconds = 1800};
static const struct autodial_wish thrice = {.attempts = 3, .seconds = 10};
static const struct autodial_wish persistent = {
	.persistent = true, .on_loss = true, .seconds = 60};

static struct autodial_end failed(uint32_t error, uint32_t failures)
{
	return (struct autodial_end){
		.error = W_ERROR(error), .failed = true, .failures = failures};
}

static struct autodial_end lost(uint32_t failures)
{
	struct autodial_end end = failed(ERROR_LINK_FAILURE, failures);

	end.was_up = true;
	end.up_seconds = 3600;
	return end;
}

/* Milliseconds, or -1 for never. */
static int64_t wait_for(const struct autodial_wish *wish,
			struct autodial_end end)
{
	uint64_t ms;

	return autodial_again(&config, wish, &end, 0, &ms) ? (int64_t)ms : -1;
}

/* -- wishes -- */

static struct autodial_wish wish(uint32_t attempts, uint32_t seconds,
				 bool on_loss, uint32_t idle)
{
	struct router_entry *entry = router_entry_new(NULL);
	struct autodial_wish result;

	entry->RedialAttempts = attempts;
	entry->RedialSeconds = seconds;
	entry->RedialOnLinkFailure = on_loss;
	entry->dwIdleDisconnectSeconds = idle;
	result = autodial_wish_of(entry);
	talloc_free(entry);
	return result;
}

static void test_wish(void **state)
{
	assert_false(autodial_wish_of(NULL).persistent);
	assert_int_equal(autodial_wish_of(NULL).attempts, 0);
	assert_false(wish(3, 60, false, MPRIDS_Disabled).persistent);
	assert_true(wish(0, 60, true, MPRIDS_Disabled).persistent);
	assert_true(wish(0, 60, true, MPRIDS_UseGlobalValue).persistent);
	assert_false(wish(0, 60, true, 300).persistent);
	assert_true(wish(0, 60, true, 300).on_loss);
	/* what the specification's ranges leave out */
	assert_int_equal(wish(1000, 60, false, 0).attempts, 99);
	assert_int_equal(wish(1, 0, false, 0).seconds, 1);
	assert_int_equal(wish(1, 601, false, 0).seconds, 600);
	assert_int_equal(wish(1, 600, false, 0).seconds, 600);
}

/* -- failed attempts -- */

static void test_attempts(void **state)
{
	const struct autodial_wish none = {.seconds = 10};
	static const int64_t waits[] = {10000, 20000, 40000, -1, -1};
	uint32_t i;

	for (i = 0; i < 5; i++) {
		assert_int_equal(wait_for(&thrice, failed(ERROR_NO_ANSWER, i)),
				 waits[i]);
		assert_int_equal(wait_for(&none, failed(ERROR_NO_ANSWER, i)),
				 -1);
	}
}

static void test_longest_wait(void **state)
{
	const struct autodial_config brief = {.max_seconds = 5};
	const struct autodial_wish slow = {.persistent = true, .seconds = 600};
	struct autodial_end end = failed(ERROR_NO_ANSWER, 100);
	uint64_t ms;

	assert_int_equal(wait_for(&persistent, end), 600000);
	end.failures = UINT32_MAX;
	assert_int_equal(wait_for(&persistent, end), 600000);
	/* what the entry asks for is not cut */
	assert_true(autodial_again(&brief, &slow, &end, 0, &ms));
	assert_int_equal(ms, 600000);
}

static void test_jitter(void **state)
{
	struct autodial_end end = failed(ERROR_NO_ANSWER, 0);
	uint64_t least = UINT64_MAX, most = 0, ms;
	uint32_t i;

	for (i = 0; i < 100000; i++) {
		assert_true(autodial_again(&varied, &thrice, &end,
					   i * 2654435761u, &ms));
		least = ms < least ? ms : least;
		most = ms > most ? ms : most;
	}
	assert_int_equal(least, 8000);
	assert_int_equal(most, 12000);
}

/* An account must not be locked out, nor a router forgotten. */
static void test_refused_user(void **state)
{
	const struct autodial_config never = {.max_seconds = 600};
	struct autodial_end end = failed(ERROR_AUTHENTICATION_FAILURE, 0);
	uint64_t ms;

	assert_int_equal(wait_for(&thrice, end), 1800000);
	end.failures = 2;
	assert_int_equal(wait_for(&thrice, end), 1800000);
	assert_int_equal(wait_for(&persistent, end), 1800000);
	assert_false(autodial_again(&never, &persistent, &end, 0, &ms));
	end.error = W_ERROR(ERROR_PASSWD_EXPIRED);
	assert_int_equal(wait_for(&thrice, end), 1800000);
	end.error = W_ERROR(ERROR_NO_ANSWER);
	assert_true(autodial_again(&never, &persistent, &end, 0, &ms));
}

/* -- links that end -- */

static void test_loss(void **state)
{
	const struct autodial_wish once = {.on_loss = true, .seconds = 10};
	const struct autodial_wish more = {
		.on_loss = true, .attempts = 2, .seconds = 10};

	assert_int_equal(wait_for(&thrice, lost(0)), -1);
	assert_int_equal(wait_for(&once, lost(0)), 500);
	/* the one attempt of a loss that fails is the last */
	assert_int_equal(wait_for(&once, failed(ERROR_NO_ANSWER, 1)), -1);
	assert_int_equal(wait_for(&more, failed(ERROR_NO_ANSWER, 1)), 20000);
	assert_int_equal(wait_for(&more, failed(ERROR_NO_ANSWER, 2)), -1);
	/* one that comes up and is lost again is no loss of its own */
	assert_int_equal(wait_for(&persistent, lost(1)), 120000);
}

static void test_loss_of_many_together(void **state)
{
	struct autodial_end end = lost(0);
	uint64_t ms, least = UINT64_MAX, most = 0;
	uint32_t i;

	for (i = 0; i < 100000; i++) {
		assert_true(autodial_again(&varied, &persistent, &end,
					   i * 2654435761u, &ms));
		least = ms < least ? ms : least;
		most = ms > most ? ms : most;
	}
	assert_true(least < 600 && most > 4900 && most <= 5000);
}

static void test_lasting(void **state)
{
	struct autodial_end end = lost(0);
	const struct autodial_wish slow = {.seconds = 600};

	assert_true(autodial_has_lasted(&thrice, &end));
	end.up_seconds = 59;
	assert_false(autodial_has_lasted(&thrice, &end));
	end.up_seconds = 599;
	assert_true(autodial_has_lasted(&thrice, &end));
	assert_false(autodial_has_lasted(&slow, &end));
	end.up_seconds = 600;
	assert_true(autodial_has_lasted(&slow, &end));
	end.was_up = false;
	assert_false(autodial_has_lasted(&slow, &end));
}

static void test_ended_on_purpose(void **state)
{
	struct autodial_end end = {.error = W_ERROR(ERROR_IDLE_DISCONNECTED),
				   .was_up = true};

	assert_int_equal(wait_for(&thrice, end), -1);
	end.error = W_ERROR(ERROR_PPP_SESSION_TIMEOUT);
	assert_int_equal(wait_for(&thrice, end), -1);
	assert_int_equal(wait_for(&persistent, end), 500);
}

/* -- attempts that cannot begin -- */

static void test_cannot_begin(void **state)
{
	struct autodial_end end = failed(ERROR_INTERFACE_HAS_NO_DEVICES, 0);

	end.refused = true;
	assert_int_equal(wait_for(&thrice, end), -1); /* he has been told */
	assert_int_equal(wait_for(&persistent, end), 60000);
	end.failures = 1; /* in a series */
	assert_int_equal(wait_for(&thrice, end), 20000);
	/* until somebody changes the settings */
	end.error = W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(wait_for(&persistent, end), -1);
	end.error = W_ERROR(ERROR_PPP_NO_PROTOCOLS_CONFIGURED);
	assert_int_equal(wait_for(&persistent, end), -1);
	end.refused = false; /* the peer's doing */
	assert_int_equal(wait_for(&persistent, end), 120000);
}

static void test_hold(void **state)
{
	struct autodial_end end = failed(ERROR_NO_ANSWER, 0);

	assert_int_equal(autodial_hold(&config, &thrice, &end, 0), 10000);
	end.failures = 4;
	assert_int_equal(autodial_hold(&config, &thrice, &end, 0), 160000);
	end.error = W_ERROR(ERROR_ACCT_DISABLED);
	assert_int_equal(autodial_hold(&config, &thrice, &end, 0), 1800000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wish),
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_longest_wait),
		cmocka_unit_test(test_jitter),
		cmocka_unit_test(test_refused_user),
		cmocka_unit_test(test_loss),
		cmocka_unit_test(test_loss_of_many_together),
		cmocka_unit_test(test_lasting),
		cmocka_unit_test(test_ended_on_purpose),
		cmocka_unit_test(test_cannot_begin),
		cmocka_unit_test(test_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
