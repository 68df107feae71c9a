/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pppd that no link can take over: it is asked, then killed, then given up,
 * and killed at once when there is no memory for more.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "alloc_fail.h"
#include "compat/rras_errors.h"
#include "server/dialer/backend_memory.h"
#include "server/dialer/link_record.h"
#include "server/dialer/orphan.h"
#include "server/ports/ports.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

static char run_dir[] = "/tmp/test_dialer_orphan_XXXXXX";
static const struct ports_config ports_config = {
	.count = {[PORT_KIND_PPPOE] = 1}};
static const struct dialer_config config = {.hangup_timeout = 1};

struct fixture {
	struct tevent_context *ev;
	struct dialer_memory *memory;
	struct dialer *dialer;
	struct link_records *records;
	pid_t pid; /* of a process that waits for its end */
	int pidfd;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	const char *why;

	f->ev = tevent_context_init(f);
	f->memory = dialer_memory_create(f);
	f->dialer = dialer_create(f, f->ev, &config,
				  ports_create(f, f->ev, &ports_config),
				  &f->memory->backend);
	assert_code(link_records_open(f, run_dir, &f->records, &why), NO_ERROR);
	f->pid = fork();
	if (f->pid == 0) {
		pause();
		_exit(0);
	}
	f->pidfd = pidfd_open(f->pid, 0);
	assert_true(f->pidfd != -1);
	*state = f;
	return 0;
}

/* All that an orphan had is closed, and its files are gone. */
static int teardown(void **state)
{
	struct fixture *f = *state;
	struct link_record_found *found;
	size_t count;

	assert_int_equal(f->memory->attempts, 0);
	assert_int_equal(fcntl(f->pidfd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
	assert_code(link_records_read(f, f->records, &found, &count), NO_ERROR);
	assert_int_equal(count, 0);
	kill(f->pid, SIGKILL);
	waitpid(f->pid, NULL, 0);
	talloc_free(f);
	return 0;
}

static struct link_record *record(struct fixture *f)
{
	struct link_record *made;

	assert_code(link_record_create(f, f->records, 1, &made), NO_ERROR);
	return made;
}

static const struct dialer_memory_attempt *attempt(const struct fixture *f)
{
	return dialer_memory_attempt(f->memory->last);
}

static void run_until_gone(struct fixture *f)
{
	while (f->memory->attempts != 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
}

static void test_obeys(void **state)
{
	struct fixture *f = *state;

	orphan_end(f->dialer, record(f), f->pid, f->pidfd);
	assert_int_equal(f->memory->attempts, 1);
	assert_int_equal(attempt(f)->pid, f->pid);
	assert_int_equal(attempt(f)->hangups, 1);
	assert_int_equal(attempt(f)->kills, 0);
	run_until_gone(f);
}

static void test_without_record(void **state)
{
	struct fixture *f = *state;

	orphan_end(f->dialer, NULL, f->pid, f->pidfd);
	run_until_gone(f);
}

/* Killed when it does not obey, and forgotten when that is of no use. */
static void test_stays(void **state)
{
	struct fixture *f = *state;

	f->memory->obeys = false;
	orphan_end(f->dialer, record(f), f->pid, f->pidfd);
	while (attempt(f)->kills == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(attempt(f)->hangups, 1);
	run_until_gone(f);
}

/* The daemon ends first. */
static void test_freed(void **state)
{
	struct fixture *f = *state;

	f->memory->obeys = false;
	orphan_end(f->dialer, record(f), f->pid, f->pidfd);
	TALLOC_FREE(f->dialer);
	assert_int_equal(f->memory->attempts, 0);
}

static bool was_killed(const struct fixture *f)
{
	siginfo_t info = {0};

	assert_int_equal(waitid(P_PID, (id_t)f->pid, &info, WEXITED | WNOWAIT),
			 0);
	return info.si_code == CLD_KILLED && info.si_status == SIGKILL;
}

/* Without memory for an end in order, it is an end all the same. */
static void test_no_memory(void **unused)
{
	bool refused;
	unsigned killed = 0;

	do {
		struct link_record *files;
		struct fixture *f;
		void *state;

		setup(&state);
		f = state;
		files = record(f);
		alloc_fail_arm();
		orphan_end(f->dialer, files, f->pid, f->pidfd);
		refused = alloc_fail_disarm();
		if (f->memory->attempts == 0) {
			assert_true(was_killed(f));
			killed++;
		}
		run_until_gone(f);
		teardown(&state);
	} while (refused);
	assert_true(killed > 0);
}

static int make_dir(void **state)
{
	return mkdtemp(run_dir) != NULL ? 0 : -1;
}

static int remove_dir(void **state)
{
	char path[sizeof(run_dir) + sizeof("/links")];

	snprintf(path, sizeof(path), "%s/links", run_dir);
	return rmdir(path) == 0 && rmdir(run_dir) == 0 ? 0 : -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_obeys),
		TEST(test_without_record),
		TEST(test_stays),
		TEST(test_freed),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
