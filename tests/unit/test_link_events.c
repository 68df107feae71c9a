/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of links: their order, those who wait, those who are signalled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/connections/link_events.h"

struct fixture {
	struct tevent_context *ev;
	struct link_events *events;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->events = link_events_create(f, f->ev);
	*state = f;
	return f->events != NULL ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->events);
	talloc_free(f);
	return 0;
}

static void add(struct fixture *f, enum link_event_type type, const char *name)
{
	const struct link_event event = {.type = type,
					 .dwInterface = 3,
					 .dwConnection = 7,
					 .dwLastError = 691,
					 .name = name};

	link_events_add(f->events, &event);
}

static void test_order(void **state)
{
	struct fixture *f = *state;
	const struct link_event *event;
	char name[] = "office";

	assert_int_equal(link_events_last(f->events), 0);
	assert_null(link_events_next(f->events, 0));
	add(f, LINK_EVENT_CONNECTING, name);
	name[0] = 'x';
	add(f, LINK_EVENT_FAILED, "dd2");
	assert_int_equal(link_events_last(f->events), 2);
	event = link_events_next(f->events, 0);
	assert_int_equal(event->number, 1);
	assert_int_equal(event->type, LINK_EVENT_CONNECTING);
	assert_string_equal(event->name, "office");
	assert_string_equal(event->port, "");
	assert_string_equal(event->reason, "");
	assert_true(event->time.tv_sec > 0);
	assert_int_equal(event->dwInterface, 3);
	assert_int_equal(event->dwConnection, 7);
	assert_int_equal(event->dwLastError, 691);
	event = link_events_next(f->events, 1);
	assert_int_equal(event->number, 2);
	assert_string_equal(event->name, "dd2");
	assert_null(link_events_next(f->events, 2));
	assert_null(link_events_next(f->events, UINT64_MAX));
}

static void test_only_so_many_are_kept(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	for (i = 0; i < LINK_EVENTS_KEPT + 10; i++) {
		add(f, LINK_EVENT_CONNECTING, "dd1");
	}
	assert_int_equal(link_events_last(f->events), LINK_EVENTS_KEPT + 10);
	assert_int_equal(link_events_next(f->events, 0)->number, 11);
	assert_int_equal(link_events_next(f->events, 10)->number, 11);
	assert_int_equal(link_events_next(f->events, 11)->number, 12);
}

static void count(struct tevent_req *req)
{
	unsigned *answers = tevent_req_callback_data_void(req);

	assert_true(W_ERROR_IS_OK(link_events_wait_recv(req)));
	talloc_free(req);
	(*answers)++;
}

static struct tevent_req *begin_wait(struct fixture *f, uint64_t after,
				     unsigned *answers)
{
	struct tevent_req *req =
		link_events_wait_send(f, f->ev, f->events, after);

	tevent_req_set_callback(req, count, answers);
	return req;
}

static void test_waiting(void **state)
{
	struct fixture *f = *state;
	unsigned answers = 0, later = 0;
	struct tevent_req *gone;

	begin_wait(f, 0, &answers);
	begin_wait(f, 0, &answers);
	begin_wait(f, 1, &later);
	gone = begin_wait(f, 0, &answers);
	talloc_free(gone);
	add(f, LINK_EVENT_CONNECTING, "dd1");
	/* From the loop, not from inside of who adds. */
	assert_int_equal(answers, 0);
	while (answers < 2) {
		tevent_loop_once(f->ev);
	}
	assert_int_equal(later, 0);
	add(f, LINK_EVENT_FAILED, "dd1");
	while (later < 1) {
		tevent_loop_once(f->ev);
	}
	assert_int_equal(answers, 2);
	/* There is one already. */
	begin_wait(f, 1, &answers);
	while (answers < 3) {
		tevent_loop_once(f->ev);
	}
}

/* Events that go before those who wait. */
static void test_end_of_all(void **state)
{
	struct fixture *f = *state;
	unsigned answers = 0;
	struct tevent_req *req = begin_wait(f, 0, &answers);
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	struct link_watch *watch = link_events_watch(f, f->events, fd);

	TALLOC_FREE(f->events);
	talloc_free(req);
	talloc_free(watch);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(answers, 0);
}

static void test_signals(void **state)
{
	struct fixture *f = *state;
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	struct link_watch *watch = link_events_watch(f, f->events, dup(fd));
	struct link_watch *other = link_events_watch(f, f->events, dup(fd));
	uint64_t value;

	add(f, LINK_EVENT_CONNECTING, "dd1");
	add(f, LINK_EVENT_FAILED, "dd1");
	assert_int_equal(read(fd, &value, sizeof(value)), -1);
	add(f, LINK_EVENT_CONNECTED, "dd1");
	assert_int_equal(read(fd, &value, sizeof(value)), sizeof(value));
	assert_int_equal(value, 2);
	talloc_free(other);
	add(f, LINK_EVENT_DISCONNECTED, "dd1");
	assert_int_equal(read(fd, &value, sizeof(value)), sizeof(value));
	assert_int_equal(value, 1);
	talloc_free(watch);
	add(f, LINK_EVENT_CONNECTED, "dd1");
	assert_int_equal(read(fd, &value, sizeof(value)), -1);
	close(fd);
}

/* One that takes no signal holds up nobody, however it is. */
static void test_stubborn_descriptors(void **state)
{
	struct fixture *f = *state;
	uint64_t most = UINT64_MAX - 1;
	int full = eventfd(0, EFD_CLOEXEC), pipes[2];

	assert_int_equal(write(full, &most, sizeof(most)), sizeof(most));
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	link_events_watch(f->events, f->events, full);
	/* The reading end. */
	link_events_watch(f->events, f->events, dup(pipes[0]));
	add(f, LINK_EVENT_CONNECTED, "dd1");
	assert_int_equal(link_events_last(f->events), 1);
	close(pipes[0]);
	close(pipes[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order),   TEST(test_only_so_many_are_kept),
		TEST(test_waiting), TEST(test_end_of_all),
		TEST(test_signals), TEST(test_stubborn_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
