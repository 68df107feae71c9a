/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an earlier daemon has left; see adopt_fixture.h. */
#include "adopt_fixture.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <ndr.h>
#include "ndr_link_record.h"
#include "server/dialer/link_record.h"

static char run_dir[] = "/tmp/test_adopt_XXXXXX";
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

pid_t start_links(uint32_t count)
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
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails */
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

void kill_links(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

struct world *make_world(uint32_t count)
{
	struct world *w = talloc_zero(NULL, struct world);
	uint32_t i;

	w->count = count;
	w->ev = tevent_context_init(w);
	w->memory = dialer_memory_create(w);
	w->ports = ports_create(w, w->ev, &ports_config);
	w->dialer =
		dialer_create(w, w->ev, &config, w->ports, &w->memory->backend);
	for (i = 0; i < count; i++) {
		w->links[i] =
			dialer_link_create(w, w->dialer, "link", NULL, NULL);
		dialer_link_set_key(w->links[i], i + 1);
	}
	return w;
}

void adopt_all(struct world *w, size_t expected)
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

size_t count_left(void)
{
	struct world *w = make_world(0);
	struct dialer_left *left;
	const char *why;
	size_t count;

	assert_code(dialer_find_left(w->dialer, w, &left, &count, &why),
		    NO_ERROR);
	end_world(w);
	return count;
}

void end_world(struct world *w)
{
	struct dialer_memory *memory = talloc_steal(NULL, w->memory);

	TALLOC_FREE(w->dialer);
	assert_int_equal(memory->attempts, 0);
	talloc_free(w);
	talloc_free(memory);
}

int make_run_dir(void **state)
{
	return mkdtemp(run_dir) != NULL ? 0 : -1;
}

int remove_run_dir(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", run_dir);
	return system(command);
}
