/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that comes up and goes down while the daemon is short of memory:
 * whatever cannot be noted, what is shown is what there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "alloc_fail.h"
#include "rrasd_link.h"

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

/* One event, and what the daemon does then; false: it got all memory.  That
 * is done in immediate events, and the loop has none left when it comes to a
 * timer, even to one that is due. */
static bool happen(struct world *world, const struct dialer_event *event)
{
	bool rung = false;

	tevent_add_timer(world->ev, world, tevent_timeval_zero(), ring, &rung);
	alloc_fail_arm();
	dialer_memory_event(world->memory->last, event);
	while (!rung) {
		assert_int_equal(tevent_loop_once(world->ev), 0);
	}
	return alloc_fail_disarm();
}

/* What there was no memory for is made up for soon; alarm() ends a vain wait.
 */
static void assert_agreement(struct fixture *f)
{
	const struct connection *connection;
	struct MPRI_INTERFACE_0 info;

	for (;;) {
		assert_int_equal(world_get_info(f->world, f->hInterface, &info),
				 0);
		connection = connections_next(f->world->rrasd->connections, 0);
		if ((connection != NULL) ==
		    (info.dwConnectionState == ROUTER_IF_STATE_CONNECTED)) {
			break;
		}
		assert_int_equal(tevent_loop_once(f->world->ev), 0);
	}
	if (info.dwConnectionState == ROUTER_IF_STATE_CONNECTED) {
		assert_non_null(connection);
		assert_int_equal(f->world->memory->attempts, 1);
	} else {
		assert_int_not_equal(info.dwConnectionState,
				     ROUTER_IF_STATE_CONNECTING);
		assert_null(connection);
		assert_int_equal(f->world->memory->attempts, 0);
	}
}

static bool up_and_down(struct fixture *f)
{
	static const struct dialer_event phase = {
		.type = DIALER_EVENT_PHASE, .phase = DIALER_PHASE_NETWORK};
	static const struct dialer_event up = {
		.type = DIALER_EVENT_IP_UP,
		.ip = {.ifname = "lo", .ifindex = 1}};
	static const struct dialer_event gone = {.type = DIALER_EVENT_GONE,
						 .gone = {false, 16, ""}};
	bool refused;

	dial(f);
	refused = happen(f->world, &phase);
	if (f->world->memory->last != NULL) {
		refused = happen(f->world, &up) || refused;
	}
	assert_agreement(f);
	if (f->world->memory->last != NULL) {
		refused = happen(f->world, &gone) || refused;
	}
	assert_agreement(f);
	return refused;
}

static void test_up_and_down(void **state)
{
	void *fixture;
	bool refused;

	do {
		assert_int_equal(setup(&fixture), 0);
		refused = up_and_down(fixture);
		assert_int_equal(teardown(&fixture), 0);
	} while (refused);
	assert_true(alloc_fail_count() > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_up_and_down),
	};

	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
