/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 at any instant: what was answered is there after a restart, and
 * what was not answered is there or not, and harms nothing else.
 *
 * A child changes a router as fast as it can and tells over a pipe what it
 * begins and what was answered; it is killed at a random moment, and what a
 * new router finds is compared.  Round after round on the same directory.
 */
#include "router_fixture.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NAMES = 4, ROUNDS = 60, SLEEP_US = 60000, MAX_SLEEP_US = 8000000 };

enum op { OP_CREATE, OP_ENABLE, OP_ENTRY, OP_CREDENTIALS, OP_DELETE, OP_COUNT };

struct event {
	bool answered;
	enum op op;
	unsigned name;
	unsigned value;
	uint32_t handle;
};

/** @brief What is known of one name. */
struct expected {
	uint32_t handle; /* 0: there is no such interface */
	bool enabled;
	unsigned entry; /* the number in its device's name */
	unsigned password;
};

static const char *name_of(struct fixture *f, unsigned name)
{
	return talloc_asprintf(f->mem, "dd%u", name);
}

static struct router_entry *entry_of(struct fixture *f, unsigned value)
{
	struct router_entry *entry = fixture_entry(f);

	entry->szDeviceName = talloc_asprintf(entry, "Cable %u", value);
	return entry;
}

/* -- the child ------------------------------------------------------------- */

static void tell(int fd, const struct event *event)
{
	if (write(fd, event, sizeof(*event)) != sizeof(*event)) {
		_exit(1);
	}
}

static WERROR carry_out(struct fixture *f, struct event *event)
{
	const char *name = name_of(f, event->name);
	const struct router_interface *iface =
		router_find(f->router, name, false);
	uint32_t handle = iface != NULL ? iface->dwInterface : 0;
	struct router_change change = {
		.wszInterfaceName = name,
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.fEnabled = true,
	};

	event->handle = handle;
	switch (event->op) {
	case OP_CREATE:
		change.entry = entry_of(f, event->value);
		return do_create(f, &change, &event->handle);
	case OP_ENABLE:
		change.fEnabled = event->value % 2 == 0;
		return do_set(f, handle, &change);
	case OP_ENTRY:
		change.entry = entry_of(f, event->value);
		return do_set(f, handle, &change);
	case OP_CREDENTIALS:
		return do_credentials(
			f, name, "user", "",
			talloc_asprintf(f->mem, "%u", event->value));
	default:
		return do_delete(f, handle);
	}
}

static void child(struct fixture *f, int fd, unsigned seed)
{
	srandom(seed);
	f->ev = tevent_context_init(NULL);
	if (!W_ERROR_IS_OK(fixture_reopen(f))) {
		_exit(2);
	}
	for (;;) {
		struct event event = {
			.op = (enum op)(random() % OP_COUNT),
			.name = (unsigned)random() % NAMES,
			.value = (unsigned)random() % 1000 + 1,
		};
		bool exists = router_find(f->router, name_of(f, event.name),
					  false) != NULL;

		if (!exists) {
			event.op = OP_CREATE;
		} else if (event.op == OP_CREATE) {
			event.op = OP_ENTRY;
		}
		tell(fd, &event);
		if (!W_ERROR_IS_OK(carry_out(f, &event))) {
			_exit(3);
		}
		event.answered = true;
		tell(fd, &event);
	}
}

/* -- the parent ------------------------------------------------------------ */

static void expect(struct expected *e, const struct event *event)
{
	switch (event->op) {
	case OP_CREATE:
		*e = (struct expected){.handle = event->handle,
				       .enabled = true,
				       .entry = event->value};
		break;
	case OP_ENABLE:
		e->enabled = event->value % 2 == 0;
		break;
	case OP_ENTRY:
		e->enabled = true;
		e->entry = event->value;
		break;
	case OP_CREDENTIALS:
		e->password = event->value;
		break;
	default:
		*e = (struct expected){0};
		break;
	}
}

static unsigned number_behind(const char *text, const char *prefix)
{
	assert_int_equal(strncmp(text, prefix, strlen(prefix)), 0);
	return (unsigned)strtoul(text + strlen(prefix), NULL, 10);
}

static struct expected found(struct fixture *f, unsigned name)
{
	struct router_credentials c;
	const struct router_interface *iface =
		router_find(f->router, name_of(f, name), false);
	struct expected e = {0};

	if (iface == NULL) {
		return e;
	}
	e.handle = iface->dwInterface;
	e.enabled = iface->fEnabled;
	/* An interface never is without its settings. */
	assert_non_null(iface->entry);
	e.entry = number_behind(iface->entry->szDeviceName, "Cable ");
	if (W_ERROR_IS_OK(
		    router_get_credentials(f->router, name_of(f, name), &c))) {
		e.password = number_behind(c.password, "");
	}
	return e;
}

static bool same(const struct expected *a, const struct expected *b)
{
	return a->handle == b->handle && a->enabled == b->enabled &&
	       a->entry == b->entry && a->password == b->password;
}

/* What an interface is after @event, when nobody was told of it. */
static bool is_after(const struct expected *before, const struct event *event,
		     const struct expected *now, uint32_t highest)
{
	struct expected after = *before;
	struct event done = *event;

	if (event->op == OP_CREATE) {
		/* The handle was not told, but must be a new one. */
		if (now->handle <= highest) {
			return false;
		}
		done.handle = now->handle;
	}
	expect(&after, &done);
	if (same(&after, now)) {
		return true;
	}
	/* SetInfo of level 2 changes a file and a record, the file first. */
	after.enabled = before->enabled;
	return event->op == OP_ENTRY && same(&after, now);
}

static void compare(struct fixture *f, struct expected *all,
		    const struct event *pending, uint32_t *highest)
{
	unsigned name;

	for (name = 0; name < NAMES; name++) {
		struct expected now = found(f, name);
		bool half_way = !pending->answered && pending->name == name;

		if (!same(&all[name], &now) &&
		    !(half_way &&
		      is_after(&all[name], pending, &now, *highest))) {
			print_error("%u: handle %u/%u enabled %d/%d "
				    "entry %u/%u password %u/%u, pending %d "
				    "of %u\n",
				    name, all[name].handle, now.handle,
				    all[name].enabled, now.enabled,
				    all[name].entry, now.entry,
				    all[name].password, now.password,
				    (int)pending->op, pending->name);
			fail();
		}
		all[name] = now;
		if (now.handle > *highest) {
			*highest = now.handle;
		}
	}
}

/*
 * A deleted interface leaves no settings behind.  A Create that nobody was
 * told of may leave the entry that it wrote first, for the next one to take.
 */
static void compare_phonebook(struct fixture *f, const struct expected *all,
			      const struct event *pending, bool *leftover)
{
	char *text;
	unsigned name;

	fixture_settle(f);
	text = read_phonebook(f);
	if (!pending->answered && pending->op == OP_CREATE) {
		leftover[pending->name] = true;
	}
	for (name = 0; name < NAMES; name++) {
		char *section = talloc_asprintf(f->mem, "[dd%u]", name);
		bool there = text != NULL && strstr(text, section) != NULL;

		if (all[name].handle != 0) {
			assert_true(there);
			leftover[name] = false;
		} else if (!leftover[name]) {
			assert_false(there);
		}
	}
}

static size_t read_events(int fd, struct expected *all, struct event *last,
			  uint32_t *highest, bool *leftover)
{
	struct event event;
	size_t count = 0;

	*last = (struct event){.answered = true};
	while (read(fd, &event, sizeof(event)) == sizeof(event)) {
		*last = event;
		if (!event.answered) {
			continue;
		}
		expect(&all[event.name], &event);
		leftover[event.name] = false;
		if (event.handle > *highest) {
			*highest = event.handle;
		}
		count++;
	}
	return count;
}

static size_t one_round(struct fixture *f, struct expected *all,
			uint32_t *highest, bool *leftover, unsigned seed,
			long longest)
{
	struct event last;
	size_t count;
	int fds[2], status;
	pid_t pid;

	fixture_close(f);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		close(fds[0]);
		child(f, fds[1], seed);
	}
	close(fds[1]);
	usleep((useconds_t)(random() % longest));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* It did not end by itself: no operation failed. */
	assert_true(WIFSIGNALED(status));
	count = read_events(fds[0], all, &last, highest, leftover);
	close(fds[0]);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	compare(f, all, &last, highest);
	compare_phonebook(f, all, &last, leftover);
	return count;
}

/* A machine that is busy is given longer, so that its kills do not all hit a
 * child that is still opening the router. */
static long next_sleep(long longest, size_t answered)
{
	if (answered == 0) {
		return longest < MAX_SLEEP_US ? longest * 2 : longest;
	}
	return longest > SLEEP_US ? longest / 2 : longest;
}

static void test_kill(void **state)
{
	struct fixture *f = *state;
	struct expected all[NAMES] = {{0}};
	bool leftover[NAMES] = {false};
	uint32_t highest = 2;
	unsigned seed = (unsigned)time(NULL);
	size_t answered = 0, count;
	long longest = SLEEP_US;
	unsigned round;

	print_message("seed %u\n", seed);
	srandom(seed);
	for (round = 0; round < ROUNDS; round++) {
		count = one_round(f, all, &highest, leftover, seed + round,
				  longest);
		answered += count;
		longest = next_sleep(longest, count);
		talloc_free_children(f->mem);
	}
	print_message("%zu changes were answered before %d kills\n", answered,
		      ROUNDS);
	assert_true(answered > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kill, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
