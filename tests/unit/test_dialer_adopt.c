/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dialer that finds the links of the one before: 500 of them, whose locks
 * one process holds, and which are shown as they were at once.
 */
#include "adopt_fixture.h"
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ndr.h>
#include "ndr_link_record.h"
#include "server/dialer/history.h"
#include "server/dialer/link.h"
#include "server/dialer/link_record.h"

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A link that is up has been up since then, whoever dialed it. */
static void check_record(const struct dialer_attempt_record *record,
			 void *private_data)
{
	size_t *seen = private_data;

	(*seen)++;
	assert_true(record->adopted && !record->ended);
	assert_int_equal(record->farthest, DIALER_PHASE_UP);
	assert_int_equal(record->phases, 1U << DIALER_PHASE_UP);
	assert_true(record->phase_ms[DIALER_PHASE_UP] > 0);
	assert_int_equal(record->phase_ms[DIALER_PHASE_NONE], 0);
	assert_string_equal(record->device, "wan0");
}

static void test_shown_at_once(void **state)
{
	pid_t pid = start_links(LINKS);
	struct world *w = make_world(LINKS);
	const struct dialer_status *status;
	double before = cpu_ms();
	size_t i, seen = 0;

	dialer_watch_attempts(w->dialer, check_record, &seen);
	adopt_all(w, LINKS);
	assert_int_equal(seen, LINKS);
	dialer_watch_attempts(w->dialer, NULL, NULL);
	print_message("%d links adopted in %.0f ms of CPU\n", LINKS,
		      cpu_ms() - before);
	assert_int_equal(w->memory->adoptions, LINKS);
	for (i = 0; i < LINKS; i++) {
		status = dialer_link_status(w->links[i]);
		assert_int_equal(status->state, DIALER_CONNECTED);
		assert_true(status->adopted && status->was_up);
		assert_int_equal(status->pid, pid);
		assert_int_equal(status->connected.tv_sec, 2);
		assert_int_equal(status->connected_boottime.tv_sec, 1);
		assert_int_equal(status->attempt_started.tv_sec, 1);
		assert_int_equal(ports_get(w->ports, status->dwPort)->claimed,
				 true);
		assert_string_equal(status->ifname, "ppp7");
	}
	/* left to the next one, and found by it again */
	dialer_leave(w->dialer);
	assert_int_equal(w->memory->left, LINKS);
	end_world(w);
	w = make_world(LINKS);
	adopt_all(w, LINKS);
	kill_links(pid);
	end_world(w);
}

/* The owner is told from the loop, after the last change. */
static void run_until_told(struct world *w)
{
	const struct dialer_link *link = w->links[0];

	while (link->status.state != DIALER_DISCONNECTED ||
	       link->notify_scheduled) {
		assert_int_equal(tevent_loop_once(w->ev), 0);
	}
}

static void test_died_meanwhile(void **state)
{
	pid_t pid = start_links(1);
	struct world *w = make_world(LINKS);
	const struct dialer_status *status = dialer_link_status(w->links[0]);

	kill_links(pid);
	adopt_all(w, 1);
	assert_int_equal(status->state, DIALER_CONNECTED);
	assert_int_equal(status->pid, 0);
	run_until_told(w);
	assert_code(status->last_error, ERROR_NO_CONNECTION);
	assert_non_null(strstr(status->reason, "rrasd was not running"));
	end_world(w);
	assert_int_equal(count_left(), 0);
}

/* A daemon that is killed before its owner knows of the end of a link: after
 * so many turns of its loop. */
static void die_as_daemon(unsigned turns)
{
	struct world *w = make_world(1);

	adopt_all(w, 1);
	while (turns-- > 0) {
		assert_int_equal(tevent_loop_once(w->ev), 0);
	}
	_exit(0);
}

/* The one after it tells that, however often that happens. */
static void test_died_and_killed_again(void **state)
{
	pid_t pid = start_links(1);
	unsigned turns;
	struct world *w;

	kill_links(pid);
	for (turns = 0; turns < 3; turns++) {
		int status;

		pid = fork();
		if (pid == 0) {
			die_as_daemon(turns);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		assert_int_equal(count_left(), 1);
	}
	/* so does the one after one that has left */
	w = make_world(1);
	adopt_all(w, 1);
	dialer_leave(w->dialer);
	end_world(w);
	w = make_world(1);
	adopt_all(w, 1);
	while (dialer_link_status(w->links[0])->state != DIALER_DISCONNECTED) {
		assert_int_equal(tevent_loop_once(w->ev), 0);
	}
	dialer_leave(w->dialer);
	end_world(w);
	w = make_world(1);
	adopt_all(w, 1);
	run_until_told(w);
	end_world(w);
	assert_int_equal(count_left(), 0);
}

/* Nobody's any more. */
static void test_dead_of_nobody(void **state)
{
	pid_t pid = start_links(1);
	struct dialer_left *left;
	struct world *w;
	const char *why;
	size_t count;

	kill_links(pid);
	w = make_world(0);
	assert_code(dialer_find_left(w->dialer, w, &left, &count, &why),
		    NO_ERROR);
	assert_int_equal(count, 1);
	dialer_end_left(w->dialer, left);
	assert_int_equal(w->memory->adoptions, 0);
	end_world(w);
	assert_int_equal(count_left(), 0);
}

/* What a client's call would be: a socket that can be read from. */
struct call {
	const struct dialer_status *status;
	unsigned calls;
};

static void look(struct tevent_context *ev, struct tevent_fd *fde,
		 uint16_t flags, void *private_data)
{
	struct call *call = private_data;

	call->calls++;
	assert_int_equal(call->status->state, DIALER_DISCONNECTED);
	talloc_free(fde);
}

/* However many there are, no call sees one of them as it was. */
static void test_dead_are_not_seen(void **state)
{
	pid_t pid = start_links(LINKS);
	struct world *w = make_world(LINKS);
	struct call call = {dialer_link_status(w->links[LINKS - 1]), 0};
	int readable[2];

	kill_links(pid);
	assert_int_equal(pipe(readable), 0);
	assert_int_equal(write(readable[1], "x", 1), 1);
	tevent_add_fd(w->ev, w, readable[0], TEVENT_FD_READ, look, &call);
	adopt_all(w, LINKS);
	while (call.calls == 0) {
		assert_int_equal(tevent_loop_once(w->ev), 0);
	}
	close(readable[0]);
	close(readable[1]);
	end_world(w);
}

/* Files of a dead one, by the side of those of the one that lives. */
static void test_living_first(void **state)
{
	pid_t dead, living;
	struct world *w;
	struct dialer_left *left;
	const char *why;
	size_t count, round;

	for (round = 0; round < 4; round++) { /* their names are random */
		dead = start_links(1);
		living = start_links(1);
		kill_links(dead);
		w = make_world(LINKS);
		assert_code(dialer_find_left(w->dialer, w, &left, &count, &why),
			    NO_ERROR);
		assert_int_equal(count, 2);
		assert_true(left[0].alive && !left[1].alive);
		assert_code(dialer_link_adopt(w->links[0], &left[0], NULL),
			    NO_ERROR);
		assert_code(dialer_link_adopt(w->links[0], &left[1], NULL),
			    ERROR_ALREADY_CONNECTING);
		assert_int_equal(dialer_link_status(w->links[0])->pid, living);
		dialer_end_left(w->dialer, &left[1]);
		end_world(w); /* hangs up: the record goes */
		assert_int_equal(count_left(), 0);
		kill_links(living);
	}
}

/* Why it was on its way down is known after that, too. */
static void test_why_it_ends(void **state)
{
	const struct rras_link_record ending = {
		.state = DIALER_DISCONNECTING,
		.phase = DIALER_PHASE_HANGUP,
		.hangup_asked = DIALER_HANGUP_HOURS,
		.was_up = 1,
		.device = "wan0",
		.number = "",
		.user = "",
		.domain = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "",
	};
	struct link_record_found found = {.key = 1, .record = &ending};
	const struct dialer_left left = {
		.key = 1, .usable = true, .found = &found};
	struct world *w = make_world(LINKS);

	adopt_all(w, 0);
	assert_code(dialer_link_adopt(w->links[0], &left, NULL), NO_ERROR);
	assert_int_equal(w->links[0]->facts.hangup_asked, DIALER_HANGUP_HOURS);
	end_world(w);
}

/*
 * Its first record cannot be written: nothing is begun that the next daemon
 * would not know, and the links that are up stay.
 */
static void test_cannot_be_written(void **state)
{
	static const struct dialer_settings settings = {
		.kind = DIALER_KIND_PPTP,
		.device = "",
		.number = "192.0.2.1",
		.user = "",
		.domain = "",
		.password = "",
		.ipv4 = true};
	pid_t pid = start_links(1);
	struct world *w = make_world(LINKS);
	const struct dialer_status *status = dialer_link_status(w->links[1]);
	struct rlimit size, none = {0, 0};
	WERROR error;

	adopt_all(w, 1);
	getrlimit(RLIMIT_FSIZE, &size);
	none.rlim_max = size.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	error = dialer_link_connect(w->links[1], &settings);
	setrlimit(RLIMIT_FSIZE, &size);
	assert_code(error, ERROR_WRITE_FAULT);
	assert_int_equal(status->state, DIALER_DISCONNECTED);
	assert_int_equal(w->memory->starts, 0);
	assert_int_equal(dialer_link_status(w->links[0])->state,
			 DIALER_CONNECTED);
	error = dialer_link_connect(w->links[1], &settings);
	assert_code(error, PENDING);
	dialer_leave(w->dialer);
	end_world(w);
	kill_links(pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown_at_once),
		cmocka_unit_test(test_died_meanwhile),
		cmocka_unit_test(test_died_and_killed_again),
		cmocka_unit_test(test_dead_of_nobody),
		cmocka_unit_test(test_dead_are_not_seen),
		cmocka_unit_test(test_living_first),
		cmocka_unit_test(test_why_it_ends),
		cmocka_unit_test(test_cannot_be_written),
	};
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	return cmocka_run_group_tests(tests, make_run_dir, remove_run_dir);
}
