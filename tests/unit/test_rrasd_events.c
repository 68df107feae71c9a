/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRasAdminConnectionNotification (opnum 34) and rrascontrol_WaitEvents. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/connections/link_events.h"
#include "rrasd_world.h"

/* A caller on this machine, and what he is connected by. */
struct fixture {
	struct world *world;
	struct rrasd_asker asker;
	int fd;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->world = world_create();
	f->world->caller.transport = RRAS_TRANSPORT_LOCAL;
	f->asker.connection = talloc_new(f);
	f->world->asker = &f->asker;
	f->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	/* Peers end before the daemon. */
	TALLOC_FREE(f->asker.connection);
	world_destroy(f->world);
	close(f->fd);
	talloc_free(f);
	return 0;
}

static void add(struct fixture *f, enum link_event_type type)
{
	const struct link_event event = {.type = type,
					 .dwInterface = 3,
					 .dwConnection = 7,
					 .dwLastError = 691,
					 .name = "office",
					 .port = "PPPoE6-0",
					 .reason = "why"};

	link_events_add(f->world->rrasd->link_events, &event);
}

/* How often the event has been signalled since the last look. */
static uint64_t signals(struct fixture *f)
{
	uint64_t value = 0;

	return read(f->fd, &value, sizeof(value)) == sizeof(value) ? value : 0;
}

static uint32_t notify(struct fixture *f, uint32_t fRegister, uint32_t hEvent,
		       int fd)
{
	struct RRasAdminConnectionNotification r = {
		.in = {.fRegister = fRegister,
		       .dwClientProcessId = 1,
		       .hEventNotification = hEvent},
	};

	world_end(world_begin(f->world, &ndr_table_dimsvc,
			      NDR_RRASADMINCONNECTIONNOTIFICATION, &r, fd));
	return W_ERROR_V(r.out.result);
}

static void test_notification(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(notify(f, 1, 5, dup(f->fd)), NO_ERROR);
	add(f, LINK_EVENT_CONNECTING);
	assert_int_equal(signals(f), 0);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 1);
	add(f, LINK_EVENT_DISCONNECTED);
	assert_int_equal(signals(f), 1);
	/* Another handle; and one that is registered again. */
	assert_int_equal(notify(f, 1, 6, dup(f->fd)), NO_ERROR);
	assert_int_equal(notify(f, 1, 6, dup(f->fd)), NO_ERROR);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 2);
	assert_int_equal(notify(f, 0, 5, -1), NO_ERROR);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 1);
	assert_int_equal(notify(f, 0, 5, -1), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 0, 6, -1), NO_ERROR);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 0);
}

/* His connection ends, and so do his events, and only his. */
static void test_caller_goes(void **state)
{
	struct fixture *f = *state;
	struct rrasd_asker other = {.connection = talloc_new(f)};

	assert_int_equal(notify(f, 1, 5, dup(f->fd)), NO_ERROR);
	f->world->asker = &other;
	assert_int_equal(notify(f, 0, 5, -1), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 1, 5, dup(f->fd)), NO_ERROR);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 2);
	TALLOC_FREE(other.connection);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 1);
	f->world->asker = &f->asker;
	assert_int_equal(notify(f, 0, 5, -1), NO_ERROR);
}

static void test_refused_notifications(void **state)
{
	struct fixture *f = *state;
	int pipes[2];

	assert_int_equal(notify(f, 1, 0, dup(f->fd)), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 0, 0, -1), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 1, 5, -1), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 1, 5, open("/dev/null", O_RDWR)),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(notify(f, 1, 5, pipes[1]), ERROR_INVALID_PARAMETER);
	assert_int_equal(fcntl(pipes[1], F_GETFD), -1);
	close(pipes[0]);
	/* From elsewhere no handle is one of ours. */
	f->world->caller.transport = RRAS_TRANSPORT_NP;
	assert_int_equal(notify(f, 1, 5, -1), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 1, 5, dup(f->fd)), ERROR_INVALID_PARAMETER);
	assert_int_equal(notify(f, 0, 5, -1), ERROR_INVALID_PARAMETER);
	f->world->caller.transport = RRAS_TRANSPORT_LOCAL;
	f->world->asker = NULL;
	assert_int_equal(notify(f, 1, 5, dup(f->fd)), ERROR_INVALID_PARAMETER);
	add(f, LINK_EVENT_CONNECTED);
	assert_int_equal(signals(f), 0);
}

/* -- WaitEvents -- */

static struct world_call *
begin_wait(struct fixture *f, struct rrascontrol_WaitEvents *r, uint64_t after)
{
	*r = (struct rrascontrol_WaitEvents){.in = {.after = after}};
	f->world->caller.uid = 0;
	return world_begin(f->world, &ndr_table_rrascontrol,
			   NDR_RRASCONTROL_WAITEVENTS, r, -1);
}

static void wait_events(struct fixture *f, struct rrascontrol_WaitEvents *r,
			uint64_t after)
{
	world_end(begin_wait(f, r, after));
}

static void test_wait(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_WaitEvents r;
	struct world_call *call;
	const struct rrascontrol_event *event;

	wait_events(f, &r, UINT64_MAX);
	assert_result(r, NO_ERROR);
	assert_int_equal(*r.out.last, 0);
	assert_int_equal(*r.out.num_events, 0);
	call = begin_wait(f, &r, 0);
	world_turn(f->world);
	assert_false(call->answered);
	add(f, LINK_EVENT_FAILED);
	world_end(call);
	assert_result(r, NO_ERROR);
	assert_int_equal(*r.out.last, 1);
	assert_int_equal(*r.out.num_events, 1);
	event = &(*r.out.events)[0];
	assert_int_equal(event->number, 1);
	assert_int_equal(event->type, RRASCONTROL_FAILED);
	assert_true(event->time_us > 1000000000000000);
	assert_int_equal(event->dwInterface, 3);
	assert_int_equal(event->dwConnection, 7);
	assert_int_equal(W_ERROR_V(event->last_error), 691);
	assert_string_equal(event->name, "office");
	assert_string_equal(event->port, "PPPoE6-0");
	assert_string_equal(event->reason, "why");
	add(f, LINK_EVENT_CONNECTING);
	add(f, LINK_EVENT_CONNECTED);
	add(f, LINK_EVENT_DISCONNECTED);
	wait_events(f, &r, 1);
	assert_int_equal(*r.out.num_events, 3);
	assert_int_equal(*r.out.last, 4);
	event = *r.out.events;
	assert_int_equal(event[0].type, RRASCONTROL_CONNECTING);
	assert_int_equal(event[1].type, RRASCONTROL_CONNECTED);
	assert_int_equal(event[2].type, RRASCONTROL_DISCONNECTED);
	wait_events(f, &r, UINT64_MAX);
	assert_int_equal(*r.out.last, 4);
}

/* An event of a real link. */
static void test_wait_for_a_link(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_WaitEvents r;
	uint32_t hInterface;
	struct RRouterInterfaceConnect connect = {.in = {.hInterface = 0}};

	assert_int_equal(world_create_interface(f->world, "dd1", &hInterface),
			 0);
	connect.in.hInterface = hInterface;
	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &connect);
	world_link_up(f->world);
	world_link_fail(f->world);
	wait_events(f, &r, 0);
	assert_int_equal(*r.out.num_events, 3);
	assert_int_equal((*r.out.events)[2].type, RRASCONTROL_DISCONNECTED);
	assert_int_equal((*r.out.events)[2].dwInterface, hInterface);
	assert_string_equal((*r.out.events)[2].name, "dd1");
	assert_int_equal((*r.out.events)[1].dwConnection,
			 (*r.out.events)[2].dwConnection);
}

static void test_cancelled(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_WaitEvents r;

	talloc_free(begin_wait(f, &r, 0));
	add(f, LINK_EVENT_CONNECTED);
	world_turn(f->world);
}

/* Pages, events that are lost, and those of another daemon. */
static void test_missed(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_WaitEvents r;
	unsigned i;

	wait_events(f, &r, 500);
	assert_result(r, ERROR_EVENTLOG_FILE_CHANGED);
	assert_int_equal(*r.out.last, 0);
	assert_int_equal(*r.out.num_events, 0);
	for (i = 0; i < LINK_EVENTS_KEPT; i++) {
		add(f, LINK_EVENT_CONNECTING);
	}
	wait_events(f, &r, 0);
	assert_result(r, NO_ERROR);
	assert_int_equal(*r.out.num_events, RRASCONTROL_MAX_EVENTS);
	assert_int_equal(*r.out.last, RRASCONTROL_MAX_EVENTS);
	add(f, LINK_EVENT_CONNECTING);
	wait_events(f, &r, 0);
	assert_result(r, ERROR_EVENTLOG_FILE_CHANGED);
	assert_int_equal((*r.out.events)[0].number, 2);
	wait_events(f, &r, 1);
	assert_result(r, NO_ERROR);
	wait_events(f, &r, 5000);
	assert_result(r, ERROR_EVENTLOG_FILE_CHANGED);
	assert_int_equal((*r.out.events)[0].number, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_notification),
		TEST(test_caller_goes),
		TEST(test_refused_notifications),
		TEST(test_wait),
		TEST(test_wait_for_a_link),
		TEST(test_cancelled),
		TEST(test_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
