/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dialer that finds the links of the one before: 500 of them, whose locks
 * one process holds, and which are shown as they were at once.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ndr.h>
#include <cmocka.h>
#include "ndr_link_record.h"
#include "server/dialer/adopt.h"
#include "server/dialer/backend_memory.h"
#include "server/dialer/history.h"
#include "server/dialer/link.h"
#include "server/dialer/link_record.h"
#include "server/ports/ports.h"

#define LINKS 500
#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

static char run_dir[] = "/tmp/test_dialer_adopt_XXXXXX";
static const struct ports_config ports_config = {
	.count = {[PORT_KIND_PPPOE] = LINKS, [PORT_KIND_PPTP] = 1}};
static struct dialer_config config = {
	.dial_timeout = 20, .hangup_timeout = 1, .run_dir = run_dir};

static void write_record(struct link_record *record, uint32_t key)
{
	struct rras_link_record contents = {
		.version = RRAS_LINK_RECORD_VERSION,
		.key = key,
		.id = link_record_id(record),
		.attempt_started = 1000000,
		.state = DIALER_CONNECTED,
		.phase = DIALER_PHASE_UP,
		.was_up = 1,
		.kind = DIALER_KIND_PPPOE,
		.device = "wan0",
		.number = "",
		.user = "alice",
		.domain = "",
		.ipv4 = 1,
		.dwPort = (PORT_KIND_PPPOE + 1) << 16 | (key - 1),
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "ppp7",
		.connected = {.realtime = 2000000000, .boottime = 1000000000},
		.ppp = {.ip_up = 1, .local = {10, 0, 0, 2}},
	};

	assert_code(link_record_write(record, &contents), NO_ERROR);
}

/* A process that holds the locks of all links, as that many pppds would. */
static pid_t start_links(uint32_t count)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct link_records *records;
	struct link_record *record;
	const char *why;
	int ready[2];
	uint32_t key;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		assert_code(link_records_open(NULL, run_dir, &records, &why),
			    NO_ERROR);
		for (key = 1; key <= count; key++) {
			assert_code(
				link_record_create(NULL, records, key, &record),
				NO_ERROR);
			assert_int_equal(
				fcntl(link_record_fd(record), F_SETLK, &whole),
				0);
			write_record(record, key);
		}
		if (write(ready[1], "x", 1) == 1) {
			pause();
		}
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct world {
	struct tevent_context *ev;
	struct dialer_memory *memory;
	struct ports *ports;
	struct dialer *dialer;
	struct dialer_link *links[LINKS];
};

static struct world *make_world(void)
{
	struct world *w = talloc_zero(NULL, struct world);
	uint32_t i;

	w->ev = tevent_context_init(w);
	w->memory = dialer_memory_create(w);
	w->ports = ports_create(w, w->ev, &ports_config);
	w->dialer =
		dialer_create(w, w->ev, &config, w->ports, &w->memory->backend);
	for (i = 0; i < LINKS; i++) {
		w->links[i] =
			dialer_link_create(w, w->dialer, "link", NULL, NULL);
		dialer_link_set_key(w->links[i], i + 1);
	}
	return w;
}

static void adopt_all(struct world *w, size_t expected)
{
	struct dialer_left *left;
	const char *why;
	size_t i, count;

	assert_code(dialer_find_left(w->dialer, w, &left, &count, &why),
		    NO_ERROR);
	assert_int_equal(count, expected);
	for (i = 0; i < count; i++) {
		assert_true(left[i].usable);
		assert_code(dialer_link_adopt(w->links[left[i].key - 1],
					      &left[i], NULL),
			    NO_ERROR);
		assert_code(dialer_link_adopt(w->links[left[i].key - 1],
					      &left[i], NULL),
			    ERROR_ALREADY_CONNECTING);
	}
	talloc_free(left);
}

static void end_world(struct world *w)
{
	struct dialer_memory *memory = talloc_steal(NULL, w->memory);

	TALLOC_FREE(w->dialer);
	assert_int_equal(memory->attempts, 0);
	talloc_free(w);
	talloc_free(memory);
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
	struct world *w = make_world();
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
	w = make_world();
	adopt_all(w, LINKS);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	end_world(w);
}

static void test_died_meanwhile(void **state)
{
	pid_t pid = start_links(1);
	struct world *w = make_world();
	const struct dialer_status *status = dialer_link_status(w->links[0]);

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	adopt_all(w, 1);
	assert_int_equal(status->state, DIALER_CONNECTED);
	while (status->state != DIALER_DISCONNECTED) {
		tevent_loop_once(w->ev);
	}
	assert_code(status->last_error, ERROR_NO_CONNECTION);
	assert_non_null(strstr(status->reason, "rrasd was not running"));
	end_world(w);
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
	struct world *w = make_world();
	struct call call = {dialer_link_status(w->links[LINKS - 1]), 0};
	int readable[2];

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
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
		kill(dead, SIGKILL);
		assert_int_equal(waitpid(dead, NULL, 0), dead);
		w = make_world();
		assert_code(dialer_find_left(w->dialer, w, &left, &count, &why),
			    NO_ERROR);
		assert_int_equal(count, 2);
		assert_true(left[0].alive && !left[1].alive);
		assert_code(dialer_link_adopt(w->links[0], &left[0], NULL),
			    NO_ERROR);
		assert_code(dialer_link_adopt(w->links[0], &left[1], NULL),
			    ERROR_ALREADY_CONNECTING);
		assert_int_equal(dialer_link_status(w->links[0])->pid, living);
		end_world(w); /* hangs up: the record goes */
		kill(living, SIGKILL);
		assert_int_equal(waitpid(living, NULL, 0), living);
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
	struct world *w = make_world();

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
	struct world *w = make_world();
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
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static int teardown(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", run_dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown_at_once),
		cmocka_unit_test(test_died_meanwhile),
		cmocka_unit_test(test_dead_are_not_seen),
		cmocka_unit_test(test_living_first),
		cmocka_unit_test(test_why_it_ends),
		cmocka_unit_test(test_cannot_be_written),
	};
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (mkdtemp(run_dir) == NULL) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, teardown);
}
