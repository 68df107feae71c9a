/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the router dials and hangs up by itself, on a clock of the test's own:
 * a wait is over when the clock says so and the router looks at it.
 */
#include "router_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "server/router/autodial.h"
#include "server/router/router_private.h"

/* -- the clock -- */

static time_t wall;
static struct timespec boot;

static time_t wall_now(void)
{
	return wall;
}

static struct timespec boot_now(void)
{
	return boot;
}

static const struct router_clock test_clock = {wall_now, boot_now};

static struct autodial *autodial_of(struct fixture *f, uint32_t handle)
{
	return interface_list_get(f->router->list, handle)->autodial;
}

static void look(struct fixture *f, uint32_t handle)
{
	autodial_reconsider(autodial_of(f, handle));
}

static void pass(struct fixture *f, uint32_t handle, time_t seconds)
{
	wall += seconds;
	boot.tv_sec += seconds;
	look(f, handle);
}

static int setup(void **state)
{
	struct fixture *f;

	wall = 1000000000; /* a Sunday in 2001, 01:46:40 UTC */
	boot = (struct timespec){.tv_sec = 1000};
	setenv("TZ", "UTC", 1);
	if (fixture_setup(state) != 0) {
		return -1;
	}
	f = *state;
	f->config.clock = &test_clock;
	f->config.autodial = (struct autodial_config){
		.max_seconds = 40, .jitter = 0, .refused_seconds = 1800};
	if (!W_ERROR_IS_OK(fixture_reopen(f))) {
		return -1;
	}
	router_start_dialing(f->router);
	return 0;
}

/* -- links -- */

static void happen(struct fixture *f, struct dialer_event event)
{
	dialer_memory_event(f->memory->last, &event);
}

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

/* Whatever is due now. */
static void turn(struct fixture *f)
{
	bool rung = false;

	tevent_add_timer(f->ev, f->mem, tevent_timeval_current_ofs(0, 2000),
			 ring, &rung);
	while (!rung) {
		tevent_loop_once(f->ev);
	}
}

static void come_up(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7"}});
	turn(f);
}

static void end(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_HANGUP});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 16, ""}});
	turn(f);
}

static void refuse(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_AUTH,
					.auth = {.message = "E=691 R=0"}});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 19, ""}});
	turn(f);
}

static struct router_entry *entry_of(struct fixture *f, uint32_t attempts,
				     bool on_loss)
{
	struct router_entry *entry = fixture_entry(f);

	entry->RedialAttempts = attempts;
	entry->RedialSeconds = 10;
	entry->RedialOnLinkFailure = on_loss;
	entry->HwFlowControl = true;
	return entry;
}

static uint32_t make(struct fixture *f, const char *name, uint32_t attempts,
		     bool on_loss)
{
	struct router_change change = fixture_change(f, name);
	uint32_t handle;

	change.entry = entry_of(f, attempts, on_loss);
	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	return handle;
}

#define PERSISTENT 0, true

static uint32_t starts(struct fixture *f)
{
	return f->memory->starts;
}

/* -- redial -- */

static void test_redial(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 2, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_PORT_DISCONNECTED);
	pass(f, handle, 9);
	assert_int_equal(starts(f), 1);
	pass(f, handle, 1);
	assert_int_equal(starts(f), 2);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	end(f);
	pass(f, handle, 19); /* ever farther */
	assert_int_equal(starts(f), 2);
	pass(f, handle, 1);
	assert_int_equal(starts(f), 3);
	end(f); /* the second redial: no more */
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass(f, handle, 3600);
	assert_int_equal(starts(f), 3);
	assert_werror(do_disconnect(f, handle), ERROR_INTERFACE_NOT_CONNECTED);
	/* a Connect by hand begins a new series */
	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
}

/* The timers are real, whatever clock they obey. */
static void test_timer_fires(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, true);

	assert_int_equal(starts(f), 1);
	come_up(f);
	pass(f, handle, 3600);
	end(f);
	assert_int_not_equal(router_next_dial(f->router, handle), 0);
	boot.tv_sec += 10; /* and nobody looks */
	while (starts(f) < 2) {
		tevent_loop_once(f->ev);
	}
}

static void test_success_ends_the_series(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 1, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	pass(f, handle, 10);
	come_up(f);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	pass(f, handle, 3600);
	end(f); /* a loss, and RedialOnLinkFailure is not set */
	assert_int_equal(router_next_dial(f->router, handle), 0);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0,
		     ERROR_NO_CONNECTION);
}

static void test_refused_user(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 5, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	refuse(f);
	assert_int_equal(router_next_dial(f->router, handle), wall + 1800);
	/* who gives another password means it to be tried */
	assert_werror(do_credentials(f, "dd1", "alice", "", "right"),
		      ERROR_SUCCESS);
	assert_int_equal(starts(f), 2);
	assert_string_equal(
		dialer_memory_attempt(f->memory->last)->settings->password,
		"right");
}

/* -- hands -- */

static void test_disconnect_ends_a_wait(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	assert_werror(do_disconnect(f, handle), ERROR_INTERFACE_NOT_CONNECTED);
	pass(f, handle, 3600);
	assert_int_equal(starts(f), 1);
	/* the attempt has failed all the same */
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_PORT_DISCONNECTED);
}

static void test_connect_ends_a_wait(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	assert_werror(router_connect(f->router, handle), PENDING);
	assert_int_equal(starts(f), 2);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass(f, handle, 60); /* the wait's end is nobody's any more */
	assert_int_equal(starts(f), 2);
}

static void test_disconnect_of_an_attempt_of_a_series(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	pass(f, handle, 10);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	turn(f);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass(f, handle, 3600);
	assert_int_equal(starts(f), 2);
}

/* -- persistent -- */

static void test_persistent_at_start(void **state)
{
	struct fixture *f = *state;
	uint32_t handle;

	make(f, "dd1", PERSISTENT);
	handle = make(f, "dd2", 3, false);
	assert_int_equal(starts(f), 1); /* from its creation on */
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	turn(f);
	assert_int_equal(starts(f), 0); /* it is not yet known what is up */
	router_start_dialing(f->router);
	assert_int_equal(starts(f), 1);
	assert_string_equal(dialer_memory_attempt(f->memory->last)->name,
			    "dd1");
	assert_int_equal(router_next_dial(f->router, handle), 0);
}

static void test_persistent_is_kept_up(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", PERSISTENT);
	unsigned i;

	for (i = 0; i < 50; i++) { /* it never gives up */
		assert_int_equal(starts(f), i + 1);
		end(f);
		pass(f, handle, 40);
	}
	come_up(f);
	pass(f, handle, 61);
	end(f);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_NO_CONNECTION);
	pass(f, handle, 1); /* at once */
	assert_int_equal(starts(f), i + 2);
}

static void test_flapping(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", PERSISTENT);

	come_up(f);
	end(f);
	pass(f, handle, 1); /* the first loss */
	assert_int_equal(starts(f), 2);
	come_up(f);
	pass(f, handle, 5);
	end(f);
	pass(f, handle, 19);
	assert_int_equal(starts(f), 2);
	pass(f, handle, 1);
	assert_int_equal(starts(f), 3);
}

static void test_persistent_and_disconnect(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", PERSISTENT);
	struct router_change change = {.fEnabled = false};

	come_up(f);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	turn(f);
	pass(f, handle, 3600);
	assert_int_equal(starts(f), 1);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, 0);
	/* disabled and enabled it is as new */
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_int_equal(starts(f), 2);
	come_up(f);
	/* disabling hangs up, and does not dial */
	change.fEnabled = false;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	turn(f);
	pass(f, handle, 3600);
	assert_int_equal(starts(f), 2);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_int_equal(starts(f), 3);
}

static void test_persistent_without_a_device(void **state)
{
	struct fixture *f = *state;
	uint32_t handle;

	f->memory->start_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	handle = make(f, "dd1", PERSISTENT);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_DDM_NOT_RUNNING);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
	f->memory->start_result = WERR_OK;
	/* a Connect that fails at once does not end it either */
	f->memory->probe_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	assert_werror(router_connect(f->router, handle), ERROR_DDM_NOT_RUNNING);
	assert_int_not_equal(router_next_dial(f->router, handle), 0);
	f->memory->probe_result = WERR_OK;
	pass(f, handle, 10);
	assert_int_equal(starts(f), 1);
}

/* The entry becomes persistent in an editor, and is read again. */
static void test_becomes_persistent(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);
	char *text = read_phonebook(f);
	char *key = strstr(text, "RedialOnLinkFailure=0");

	assert_non_null(key);
	key[strlen("RedialOnLinkFailure=")] = '1';
	write_phonebook(f, text);
	assert_int_equal(starts(f), 0);
	assert_werror(do_reload(f, handle), ERROR_SUCCESS);
	assert_int_equal(starts(f), 1);
}

/* -- pause -- */

static void test_pause(void **state)
{
	struct fixture *f = *state;
	uint32_t kept = make(f, "dd1", PERSISTENT);
	uint32_t waits;

	come_up(f);
	waits = make(f, "dd2", 1, false);
	assert_werror(router_connect(f->router, waits), PENDING);
	end(f);
	router_pause(f->router);
	assert_state(f, kept, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_int_equal(router_next_dial(f->router, waits), 0);
	pass(f, waits, 60);
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
	make(f, "dd1", PERSISTENT);
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

static void set_hours(struct fixture *f, uint32_t handle, const char *day)
{
	const char *hours[] = {day, NULL};
	const struct router_change change = {
		.fEnabled = true, .set_hours = true, .DialoutHours = hours};

	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
}

static void test_hours_end(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", PERSISTENT);

	set_hours(f, handle, "0 01:00-01:48 03:00-04:00");
	come_up(f);
	pass(f, handle, 79); /* 01:47:59 */
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	pass(f, handle, 1);
	turn(f);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION,
		     ERROR_DIALOUT_HOURS_RESTRICTION);
	assert_string_not_equal(router_link_status(f->router, handle)->reason,
				"");
	assert_werror(router_connect(f->router, handle),
		      ERROR_INTERFACE_UNREACHABLE);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass(f, handle, 71 * 60 + 59); /* 02:59:59 */
	assert_int_equal(starts(f), 1);
	pass(f, handle, 1);
	assert_int_equal(starts(f), 2);
}

/* An attempt is not to be under way outside of the hours either. */
static void test_hours_end_an_attempt(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);
	struct tevent_req *wait;

	set_hours(f, handle, "0 01:00-01:48");
	assert_werror(router_connect(f->router, handle), PENDING);
	wait = router_connect_wait_send(f->mem, f->ev, f->router, handle);
	pass(f, handle, 80);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_werror(router_connect_wait_recv(wait),
		      ERROR_DIALOUT_HOURS_RESTRICTION);
}

/* Hours that are set while the link is up count at once. */
static void test_new_hours(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	come_up(f);
	set_hours(f, handle, "1 00:00-24:00");
	turn(f);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION,
		     ERROR_DIALOUT_HOURS_RESTRICTION);
}

/* Sunday in the registry's numbering is Sunday, and is told as clients of the
 * wire know it. */
static void test_seventh_day(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);

	set_hours(f, handle, "7 01:00-02:00");
	assert_string_equal(router_get(f->router, handle)->DialoutHours[0],
			    "0 01:00-02:00");
	assert_werror(router_connect(f->router, handle), PENDING);
	set_hours(f, handle, "1 01:00-02:00"); /* Monday in both */
	turn(f);
	assert_werror(router_connect(f->router, handle),
		      ERROR_INTERFACE_UNREACHABLE);
}

/* The clock on the wall is set, the waits are not changed by it. */
static void test_clock_is_set(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end(f);
	wall -= 86400;
	look(f, handle);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
	wall += 10 * 86400;
	look(f, handle);
	assert_int_equal(starts(f), 1);
	pass(f, handle, 10);
	assert_int_equal(starts(f), 2);
}

/* Summer time ends in Berlin on 2001-10-28 at 03:00, and it is 02:00 again. */
static void test_summer_time_ends(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	wall = 1004227200; /* 2001-10-28 00:00 UTC, 02:00 CEST */
	set_hours(f, handle, "0 02:00-02:30");
	assert_werror(router_connect(f->router, handle), PENDING);
	come_up(f);
	pass(f, handle, 30 * 60); /* 02:30 CEST */
	turn(f);
	assert_int_equal(router_get(f->router, handle)->dwLastError,
			 ERROR_DIALOUT_HOURS_RESTRICTION);
	pass(f, handle, 30 * 60); /* 02:00 CET: the hour is there again */
	assert_werror(router_connect(f->router, handle), PENDING);
	setenv("TZ", "UTC", 1);
	tzset();
}

/* -- demand -- */

static void test_demand(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);
	struct autodial *autodial = autodial_of(f, handle);

	assert_true(autodial_demand(autodial));
	assert_int_equal(starts(f), 1);
	assert_true(autodial_demand(autodial)); /* it is under way */
	assert_int_equal(starts(f), 1);
	end(f);
	assert_false(autodial_demand(autodial));
	pass(f, handle, 9);
	assert_false(autodial_demand(autodial));
	pass(f, handle, 1);
	assert_true(autodial_demand(autodial));
	assert_int_equal(starts(f), 2);
	end(f);
	pass(f, handle, 10); /* twice as long */
	assert_false(autodial_demand(autodial));
	pass(f, handle, 10);
	assert_true(autodial_demand(autodial));
	come_up(f);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	turn(f);
	/* the next packet wants it again */
	assert_true(autodial_demand(autodial));
}

static void test_demand_is_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make(f, "dd1", 0, false);
	struct autodial *autodial = autodial_of(f, handle);
	struct router_change change = {.fEnabled = false};

	router_pause(f->router);
	assert_false(autodial_demand(autodial));
	router_continue(f->router);
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_false(autodial_demand(autodial));
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	set_hours(f, handle, "3 00:00-24:00");
	assert_false(autodial_demand(autodial));
	assert_int_equal(starts(f), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_redial),
		TEST(test_timer_fires),
		TEST(test_success_ends_the_series),
		TEST(test_refused_user),
		TEST(test_disconnect_ends_a_wait),
		TEST(test_connect_ends_a_wait),
		TEST(test_disconnect_of_an_attempt_of_a_series),
		TEST(test_persistent_at_start),
		TEST(test_persistent_is_kept_up),
		TEST(test_flapping),
		TEST(test_persistent_and_disconnect),
		TEST(test_persistent_without_a_device),
		TEST(test_becomes_persistent),
		TEST(test_pause),
		TEST(test_persistent_dials_on_continue),
		TEST(test_pause_ends_the_queue),
		TEST(test_hours_end),
		TEST(test_hours_end_an_attempt),
		TEST(test_new_hours),
		TEST(test_seventh_day),
		TEST(test_clock_is_set),
		TEST(test_summer_time_ends),
		TEST(test_demand),
		TEST(test_demand_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
