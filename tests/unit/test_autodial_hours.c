/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pauses, and the hours for dialing out. */
#include "autodial_fixture.h"
#include <stdlib.h>
#include <string.h>
#include "server/router/router_private.h"

/* -- pause -- */

static void test_pause(void **state)
{
	struct fixture *f = *state;
	uint32_t kept = make_redialed(f, "dd1", PERSISTENT);
	uint32_t waits;

	come_up(f);
	waits = make_redialed(f, "dd2", 1, false);
	assert_werror(router_connect(f->router, waits), PENDING);
	end_attempt(f);
	router_pause(f->router);
	assert_state(f, kept, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_int_equal(router_next_dial(f->router, waits), 0);
	pass_time(f, waits, 60);
	assert_int_equal(starts(f), 2);
	assert_werror(router_connect(f->router, waits),
		      ERROR_SERVICE_IS_PAUSED);
	router_continue(f->router); /* what was due meanwhile */
	assert_int_equal(starts(f), 3);
}

static void test_persistent_dials_on_continue(void **state)
{
	struct fixture *f = *state;

	router_pause(f->router);
	make_redialed(f, "dd1", PERSISTENT);
	assert_int_equal(starts(f), 0);
	router_continue(f->router);
	assert_int_equal(starts(f), 1);
}

static void test_pause_ends_the_queue(void **state)
{
	struct fixture *f = *state;
	uint32_t first, queued;

	f->dialer_config.max_dials = 1;
	f->dialer_config.queue_timeout = 60;
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	router_start_dialing(f->router);
	first = make_interface(f, "dd1");
	queued = make_interface(f, "dd2");
	assert_werror(router_connect(f->router, first), PENDING);
	assert_werror(router_connect(f->router, queued), PENDING);
	assert_state(f, queued, ROUTER_IF_STATE_CONNECTING, 0, 0);
	router_pause(f->router);
	assert_state(f, queued, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_SERVICE_PAUSED, ERROR_SERVICE_IS_PAUSED);
	assert_state(f, first, ROUTER_IF_STATE_CONNECTING, 0, 0);
	come_up(f);
	assert_state(f, first, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_int_equal(starts(f), 1);
}

/* -- hours -- */

static void test_hours_end(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", PERSISTENT);

	set_hours(f, handle, "0 01:00-01:48 03:00-04:00");
	come_up(f);
	pass_time(f, handle, 79); /* 01:47:59 */
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	pass_time(f, handle, 1);
	turn_loop(f);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION,
		     ERROR_DIALOUT_HOURS_RESTRICTION);
	assert_string_not_equal(router_link_status(f->router, handle)->reason,
				"");
	assert_werror(router_connect(f->router, handle),
		      ERROR_DIALOUT_HOURS_RESTRICTION);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass_time(f, handle, 71 * 60 + 59); /* 02:59:59 */
	assert_int_equal(starts(f), 1);
	pass_time(f, handle, 1);
	assert_int_equal(starts(f), 2);
}

/* An attempt is not to be under way outside of the hours either. */
static void test_hours_end_an_attempt(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);
	struct tevent_req *wait;

	set_hours(f, handle, "0 01:00-01:48");
	assert_werror(router_connect(f->router, handle), PENDING);
	wait = router_connect_wait_send(f->mem, f->ev, f->router, handle);
	pass_time(f, handle, 80);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_werror(router_connect_wait_recv(wait),
		      ERROR_DIALOUT_HOURS_RESTRICTION);
}

/* Hours that are set while the link is up count at once. */
static void test_new_hours(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	come_up(f);
	set_hours(f, handle, "1 00:00-24:00");
	turn_loop(f);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION,
		     ERROR_DIALOUT_HOURS_RESTRICTION);
}

/* Sunday in the registry's numbering is Sunday, and is told as clients of the
 * wire know it. */
static void test_seventh_day(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);

	set_hours(f, handle, "7 01:00-02:00");
	assert_string_equal(router_get(f->router, handle)->DialoutHours[0],
			    "0 01:00-02:00");
	assert_werror(router_connect(f->router, handle), PENDING);
	set_hours(f, handle, "1 01:00-02:00"); /* Monday in both */
	turn_loop(f);
	assert_werror(router_connect(f->router, handle),
		      ERROR_DIALOUT_HOURS_RESTRICTION);
}

/* The clock on the wall is set, the waits are not changed by it. */
static void test_clock_is_set(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	wall -= 86400;
	look_at(f, handle);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
	wall += 10 * 86400;
	look_at(f, handle);
	assert_int_equal(starts(f), 1);
	pass_time(f, handle, 10);
	assert_int_equal(starts(f), 2);
}

/* Summer time ends in Berlin on 2001-10-28 at 03:00, and it is 02:00 again. */
static void test_summer_time_ends(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	wall = 1004227200; /* 2001-10-28 00:00 UTC, 02:00 CEST */
	set_hours(f, handle, "0 02:00-02:30");
	assert_werror(router_connect(f->router, handle), PENDING);
	come_up(f);
	pass_time(f, handle, 30 * 60); /* 02:30 CEST */
	turn_loop(f);
	assert_int_equal(router_get(f->router, handle)->dwLastError,
			 ERROR_DIALOUT_HOURS_RESTRICTION);
	pass_time(f, handle, 30 * 60); /* 02:00 CET: the hour is there again */
	assert_werror(router_connect(f->router, handle), PENDING);
	setenv("TZ", "UTC", 1);
	tzset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AUTODIAL_TEST(test_pause),
		AUTODIAL_TEST(test_persistent_dials_on_continue),
		AUTODIAL_TEST(test_pause_ends_the_queue),
		AUTODIAL_TEST(test_hours_end),
		AUTODIAL_TEST(test_hours_end_an_attempt),
		AUTODIAL_TEST(test_new_hours),
		AUTODIAL_TEST(test_seventh_day),
		AUTODIAL_TEST(test_clock_is_set),
		AUTODIAL_TEST(test_summer_time_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
