/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock is set while timers run.  The tests build upon each other: a
 * process has one clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <time.h>
#include <talloc.h>
#include <tevent.h>
#include "server/ipc/loop_clock.h"

#define HOUR 3600

int __real_clock_gettime(clockid_t id, struct timespec *now);
int __wrap_clock_gettime(clockid_t id, struct timespec *now);

static time_t set_by;	 /* how far the clock has been set */
static time_t passed_by; /* how much time has passed besides */

int __wrap_clock_gettime(clockid_t id, struct timespec *now)
{
	int result = __real_clock_gettime(id, now);

	now->tv_sec += passed_by;
	if (id == CLOCK_REALTIME) {
		now->tv_sec += set_by;
	}
	return result;
}

/* What tevent takes the time for, against what it really was. */
static int64_t loop_is_off(void)
{
	struct timespec now;

	__real_clock_gettime(CLOCK_REALTIME, &now);
	return tevent_timeval_current().tv_sec - now.tv_sec;
}

static void test_not_started(void **state)
{
	set_by = -HOUR;
	assert_in_range(loop_is_off() + HOUR, 0, 5);
	assert_in_range(time_of_day().tv_sec + HOUR - time(NULL), 0, 5);
	set_by = 0;
	loop_clock_start();
	assert_in_range(loop_is_off(), 0, 5);
}

static void test_loop_does_not_follow(void **state)
{
	set_by = -HOUR;
	assert_in_range(loop_is_off(), 0, 5);
	set_by = HOUR;
	assert_in_range(loop_is_off(), 0, 5);
}

static void test_dates_follow(void **state)
{
	set_by = -HOUR;
	assert_in_range(time_of_day().tv_sec + HOUR - time(NULL), 0, 5);
	set_by = HOUR;
	assert_in_range(time_of_day().tv_sec - HOUR - time(NULL), 0, 5);
}

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	bool *rung = private_data;

	*rung = true;
}

/* Set back, a deadline is no later; set forward, it is no earlier. */
static void test_timers(void **state)
{
	struct tevent_context *ev = tevent_context_init(NULL);
	bool soon = false, later = false;

	set_by = 0;
	assert_non_null(tevent_add_timer(
		ev, ev, tevent_timeval_current_ofs(0, 1000), ring, &soon));
	assert_non_null(tevent_add_timer(
		ev, ev, tevent_timeval_current_ofs(HOUR / 2, 0), ring, &later));
	set_by = -HOUR;
	while (!soon) {
		assert_int_equal(tevent_loop_once(ev), 0);
	}
	set_by = HOUR;
	assert_non_null(tevent_add_timer(
		ev, ev, tevent_timeval_current_ofs(0, 1000), ring, &soon));
	for (soon = false; !soon;) {
		assert_int_equal(tevent_loop_once(ev), 0);
	}
	assert_false(later);
	passed_by = HOUR;
	assert_int_equal(tevent_loop_once(ev), 0);
	assert_true(later);
	talloc_free(ev);
}

struct waiting {
	int unused;
};

/* The timers that tevent itself sets. */
static void test_endtime(void **state)
{
	struct tevent_context *ev = tevent_context_init(NULL);
	struct waiting *waiting;
	struct tevent_req *req =
		tevent_req_create(ev, &waiting, struct waiting);
	enum tevent_req_state how;
	uint64_t error;

	assert_non_null(req);
	assert_true(tevent_req_set_endtime(
		req, ev, tevent_timeval_current_ofs(HOUR / 2, 0)));
	set_by = -HOUR;
	passed_by += HOUR;
	assert_true(tevent_req_poll(req, ev));
	assert_true(tevent_req_is_error(req, &how, &error));
	assert_int_equal(how, TEVENT_REQ_TIMED_OUT);
	talloc_free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_started),
		cmocka_unit_test(test_loop_does_not_follow),
		cmocka_unit_test(test_dates_follow),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_endtime),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
