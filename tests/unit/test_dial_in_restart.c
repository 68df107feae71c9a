/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Served links over a restart of the daemon: known again before their plugins
 * call, by records that are never believed about a process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ndr.h>
#include "dial_in_fixture.h"
#include "ndr_link_record.h"
#include "server/connections/served_record.h"
#include "server/connections/served_state.h"
#include "server/dialer/record_dir.h"

#define ID 7

static struct record_dir *records;

static int setup(void **state)
{
	struct fixture *f;
	const char *why;

	assert_int_equal(dial_in_setup(state), 0);
	f = *state;
	assert_true(W_ERROR_IS_OK(
		record_dir_open(NULL, f->run_dir, "served", &records, &why)));
	f->config.records = records;
	dial_in_restart(f);
	return 0;
}

static size_t count_records(void)
{
	char **names;
	size_t count;

	assert_true(W_ERROR_IS_OK(
		record_dir_list(records, records, &names, &count)));
	return count;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	TALLOC_FREE(f->dial_in);
	TALLOC_FREE(records);
	snprintf(command, sizeof(command), "rm -rf %s/served", f->run_dir);
	assert_int_equal(system(command), 0);
	return dial_in_teardown(state);
}

static void test_known_again(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_link_up(f, ID);
	uint32_t dwPort = f->connections.link.dwPort;

	assert_int_equal(count_records(), 1);
	assert_int_equal(f->connections.known, 0);
	f->connections.removed++; /* with the daemon before */
	dial_in_restart(f);
	close(fd);
	/* before anybody has called */
	assert_int_equal(f->connections.added, 2);
	assert_int_equal(f->connections.known, HANDLE);
	assert_string_equal(f->connections.user, "alice");
	assert_int_equal(f->connections.link.dwPort, dwPort);
	assert_true(f->connections.link.ppp.ip_up);
	fd = plugin_connect(f);
	plugin_say_state(fd, ID, GONE_IFINDEX);
	run_a_while(f, 50);
	assert_int_equal(f->connections.added, 2);
	assert_true(f->connections.updated > 0);
	/* and its end is seen */
	plugin_say_event(fd, RRAS_PLUGIN_IP_DOWN);
	run_a_while(f, 50);
	assert_int_equal(f->connections.removed, 2);
	assert_int_equal(count_records(), 0);
	close(fd);
}

/* The same number, but another process. */
static void test_recycled_pid(void **state)
{
	struct fixture *f = *state;
	struct connection connection = {.dwConnection = HANDLE};
	struct served_state link = {.id = ID,
				    .kind = PORT_KIND_L2TP,
				    .started = {.tv_sec = 1},
				    .ppp = {.ip_up = true}};

	served_record_write(records, getpid(),
			    served_record_started(getpid()) - 1, 0, &link,
			    &connection);
	dial_in_restart(f);
	assert_int_equal(f->connections.added, 1);
	assert_int_equal(f->connections.known, HANDLE);
	assert_int_equal(f->connections.removed, 1);
	assert_string_equal(f->connections.reason,
			    "It ended while rrasd was not running");
	assert_int_equal(count_records(), 0);
}

static void test_no_records(void **state)
{
	struct fixture *f = *state;
	struct connection connection = {.dwConnection = HANDLE};
	struct served_state link = {.id = ID, .kind = PORT_KINDS};
	DATA_BLOB garbage = data_blob_string_const("garbage");

	assert_true(W_ERROR_IS_OK(
		record_dir_write(records, "0000000000000001", &garbage)));
	/* a kind that there is not, of a process that there is */
	served_record_write(records, getpid(), served_record_started(getpid()),
			    0, &link, &connection);
	dial_in_restart(f);
	assert_int_equal(f->connections.added, 0);
	assert_int_equal(count_records(), 0);
}

static void test_process(void **state)
{
	struct rras_served_record record = {
		.pid = (uint32_t)getpid(),
		.pid_started = served_record_started(getpid()),
	};
	int pidfd = served_record_process(&record);

	assert_true(record.pid_started > 0);
	assert_true(pidfd != -1);
	close(pidfd);
	record.pid_started++;
	assert_int_equal(served_record_process(&record), -1);
	record.pid = 0x7fffffff;
	assert_int_equal(served_record_process(&record), -1);
	assert_true(served_record_started(0x7fffffff) == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_known_again),
		TEST(test_recycled_pid),
		TEST(test_no_records),
		TEST(test_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
