/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's counters, from a kernel that is old, or as it never is. */
#include "counters_kernel.h"

#include <errno.h>
#include <limits.h>
#include <linux/rtnetlink.h>

/* A kernel that does not know RTM_GETSTATS is asked in the other way. */
static void test_old_kernel(void **state)
{
	struct fixture *f = *state;
	struct link_counters before = values_of(f, f->lo), after;

	refuse_with(EOPNOTSUPP, 1);
	send_through_lo(8);
	after = values_of(f, f->lo);
	assert_traffic(&after, &before);
	assert_int_equal(kernel.type, RTM_GETLINK);
	assert_int_equal(kernel.sends, 3);
	assert_code(read_now(f, 0), ERROR_SUCCESS); /* and stays so */
	assert_int_equal(kernel.type, RTM_GETLINK);
	assert_int_equal(kernel.sends, 4);
	assert_code(read_now(f, INT_MAX), ERROR_FILE_NOT_FOUND);
	refuse_with(EOPNOTSUPP, 1); /* neither way */
	assert_code(read_now(f, f->lo), ERROR_GEN_FAILURE);
}

static void test_lost_answers(void **state)
{
	struct fixture *f = *state;

	misbehave(LOSE, 1);
	assert_code(read_now(f, f->lo), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 2);
	misbehave(LOSE, 2);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	misbehave(LOSE, UINT_MAX);
	assert_code(read_now(f, 0), ERROR_NO_SYSTEM_RESOURCES);
	assert_code(read_now(f, f->lo), ERROR_NO_SYSTEM_RESOURCES);
	misbehave(NO_FAULT, 0);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
}

static void test_nothing_can_be_sent(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[3];
	size_t i;

	no_send = true;
	for (i = 0; i < 3; i++) {
		reqs[i] = ask(f, i == 1 ? 0 : f->lo);
	}
	for (i = 0; i < 3; i++) {
		assert_code(result_of(f, reqs[i]), ERROR_NO_SYSTEM_RESOURCES);
	}
	no_send = false;
	assert_code(read_now(f, 0), ERROR_SUCCESS);
}

static void test_silence(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[3];

	misbehave(SILENT, UINT_MAX);
	reqs[0] = ask(f, f->lo);
	reqs[1] = ask(f, f->lo);
	assert_code(result_of(f, reqs[0]), ERROR_TIMEOUT);
	assert_code(result_of(f, reqs[1]), ERROR_TIMEOUT);
	misbehave(STRANGER, UINT_MAX);
	reqs[0] = ask(f, 0);
	assert_code(result_of(f, reqs[0]), ERROR_TIMEOUT);
	misbehave(LATE, UINT_MAX);
	assert_code(read_now(f, f->lo), ERROR_TIMEOUT);
	misbehave(NO_FAULT, 0);
	assert_code(read_now(f, f->lo), ERROR_SUCCESS);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	struct link_counters values = values_of(f, f->lo);

	refuse_with(EPERM, 1);
	assert_code(read_now(f, f->lo), ERROR_GEN_FAILURE);
	assert_true(counters_get(f->counters, f->lo, &values));
	refuse_with(ENODEV, 1); /* gone: no longer spoken of */
	assert_code(read_now(f, f->lo), ERROR_FILE_NOT_FOUND);
	assert_false(counters_get(f->counters, f->lo, &values));
	misbehave(BARE, 1);
	assert_code(read_now(f, f->lo), ERROR_GEN_FAILURE);
	misbehave(REFUSE_END, UINT_MAX);
	kernel.error = ENOMEM;
	assert_code(read_now(f, 0), ERROR_GEN_FAILURE);
}

static void test_interrupted_dump(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[12];
	size_t i;

	misbehave(INTERRUPT, 1);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 2);
	misbehave(INTERRUPT, UINT_MAX); /* there is an end to it */
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 5);

	/* An interface that is not in it may be there: it is asked for. */
	misbehave(DROP_MINE, 6); /* its end may be a datagram too */
	kernel.ifindex = f->lo;
	kernel.sends = 0;
	for (i = 0; i < 12; i++) {
		reqs[i] = ask(f, f->lo);
	}
	for (i = 0; i < 12; i++) {
		assert_code(result_of(f, reqs[i]), ERROR_SUCCESS);
	}
	assert_in_range(kernel.sends, 1 + 3 + 1, 1 + 6 + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_old_kernel),
		TEST(test_lost_answers),
		TEST(test_nothing_can_be_sent),
		TEST(test_silence),
		TEST(test_refusals),
		TEST(test_interrupted_dump),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
