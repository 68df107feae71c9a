/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasctl's ports, connections and monitor against a fake router. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <jansson.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/table.h"
#include "rrasctl_run.h"

static const struct mpr_fake_plan some = {.num_ports = 4, .num_connections = 2};

static void test_human(void **state)
{
	char text[HUMAN_SIZE];

	assert_string_equal(human_duration(text, 0), "00:00:00");
	assert_string_equal(human_duration(text, 93784), "1 d 02:03:04");
	assert_string_equal(human_bytes(text, 0), "0 B");
	assert_string_equal(human_bytes(text, 1023), "1023 B");
	assert_string_equal(human_bytes(text, 1536), "1.5 KiB");
	assert_string_equal(human_bytes(text, 5 << 20), "5 MiB");
	assert_string_equal(human_bytes(text, UINT64_MAX), "16777216 TiB");
	assert_string_equal(human_speed(text, 115200), "115.2 kbit/s");
	assert_string_equal(human_speed(text, 100000000), "100 Mbit/s");
	assert_string_equal(iso_time(text, 86400ULL * 1000000 + 7000),
			    "1970-01-02T00:00:00.007Z");
}

/* Columns are as wide as what is in them, on the screen. */
static void test_table(void **state)
{
	static const char *const heads[] = {"NAME", "N", "LAST", NULL};
	struct table *table = table_new(heads);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	table_row(table);
	table_text(table, "Z\xc3\xbcrich");
	table_number(table, "12345");
	table_text(table, "a\x1b[2J");
	table_row(table);
	table_text(table, "x");
	table_unsigned(table, 7);
	table_text(table, "");
	table_print(table, out, false);
	fclose(out);
	assert_string_equal(text, "NAME        N  LAST\n"
				  "Z\xc3\xbcrich  12345  a?[2J\n"
				  "x           7  -\n");
	free(text);
	table_free(table);
}

static void test_port_list(void **state)
{
	run_expect(&some, "port list", RRASCTL_OK,
		   "NAME      HANDLE  DEVICE                STATE          "
		   "CALLS  CONNECTION  CONNECTED\n"
		   "PPPoE6-0    4096  WAN Miniport (PPPOE)  authenticated  "
		   "    5         100   01:02:03\n"
		   "PPPoE6-1    4097  WAN Miniport (PPPOE)  listening      "
		   "    5           -          -\n",
		   "");
	run_expect(&some, "port list --json", RRASCTL_OK,
		   "[{\"name\":\"PPPoE6-0\",\"handle\":4096,\"device\":"
		   "\"WAN Miniport (PPPOE)\",\"device_type\":\"PPPoE\","
		   "\"media\":\"rastapi\",\"state\":\"authenticated\","
		   "\"connection\":100,\"calls\":5,\"duration\":3723}",
		   "");
	/* By handle, and by what it is called. */
	run_expect(&some, "port list --connection 101", RRASCTL_OK,
		   "\nPPPoE6-3    4099", "");
	run_expect(&some, "port list -c USER1", RRASCTL_OK,
		   "\nPPPoE6-3    4099", "");
	run_expect(&some, "port list -c nobody", RRASCTL_REFUSED, "",
		   "nobody: The interface is not connected");
}

static void test_port_paging(void **state)
{
	const struct mpr_fake_plan many = {.num_ports = 1500};
	struct run run = {0};
	json_t *json = NULL;

	run_call_fake(&run, &many, "port list -j");
	json = json_loads(run.out, 0, NULL);
	assert_int_equal(json_array_size(json), 1500);
	json_decref(json);
	run_forget(&run);
}

static void test_port_verbs(void **state)
{
	run_expect(&some, "port show PPPOE6-3", RRASCTL_OK,
		   "Sent:                  117.7 MiB\n", "");
	run_expect(&some, "port show 0x1003 -j", RRASCTL_OK,
		   "\"line_speed\":100000000,\"bytes_sent\":123456789", "");
	run_expect(&some, "port reset PPPoE6-0", RRASCTL_OK, "", "");
	run_expect_after(&some, "port clear-stats PPPoE6-3",
			 "port show PPPoE6-3 -j", "\"bytes_sent\":0");
	run_expect_after(&some, "port disconnect PPPoE6-0",
			 "port show PPPoE6-0 -j", "\"connection\":null");
	run_expect(&some, "port show PPPoE6-9", RRASCTL_REFUSED, "",
		   "ERROR_PORT_NOT_FOUND");
	run_expect(&some, "port show 7", RRASCTL_REFUSED, "",
		   "ERROR_INVALID_PORT_HANDLE");
	run_expect(&some, "port reset 7 -j", RRASCTL_REFUSED, "",
		   "\"subject\":\"7\"");
}

static void test_connection_list(void **state)
{
	run_expect(&some, "connection list", RRASCTL_OK,
		   "NAME       HANDLE  TYPE         USER   REMOTE       "
		   "CONNECTED   SENT  RECEIVED\n",
		   "");
	run_expect(&some, "connection list", RRASCTL_OK,
		   "\nuser1         101  client       user1  10.1.2.1  "
		   "1 d 02:03:05  2 KiB     5 MiB\n",
		   "");
	run_expect(&some, "connection list --json", RRASCTL_OK,
		   "\"name\":\"user1\",\"handle\":101,\"type\":\"client\","
		   "\"interface\":null,\"user\":\"user1\",\"domain\":\"DOM\"",
		   "");
	run_expect(&some, "connection list -j", RRASCTL_OK,
		   "\"bytes_sent\":2048,\"bytes_received\":5242880", "");
}

static void test_connection_verbs(void **state)
{
	run_expect(&some, "connection show user1", RRASCTL_OK,
		   "Authenticated by:      mschapv2\n", "");
	run_expect(&some, "connection show 100", RRASCTL_OK,
		   "CCP options:           mppe-128, stateless\n", "");
	run_expect(&some, "connection show %s -j", RRASCTL_OK,
		   "\"local_address\":\"10.1.2.3\",\"remote_address\":"
		   "\"10.1.2.1\"",
		   "");
	run_expect(&some, "connection show %s -j", RRASCTL_OK,
		   "\"lcp_options\":[\"pfc\",\"acfc\"],\"compression\":"
		   "\"mppc\"",
		   "");
	run_expect(&some, "connection show %S -j", RRASCTL_OK, "\"handle\":100",
		   "");
	run_expect(&some, "connection clear-stats 100", RRASCTL_OK, "", "");
	run_expect_after(&some, "connection disconnect user1",
			 "connection list -j", "[]");
	run_expect(&some, "connection disconnect nobody", RRASCTL_REFUSED, "",
		   "ERROR_INTERFACE_NOT_CONNECTED");
	run_expect(&some, "connection show 7", RRASCTL_REFUSED, "",
		   "(906, ERROR_INTERFACE_NOT_CONNECTED)");
}

/* Without a port: its interface is hung up; a client has none. */
static void test_disconnect_without_port(void **state)
{
	const struct mpr_fake_plan plan = {.num_connections = 2};

	run_expect(&plan, "connection disconnect %s", RRASCTL_OK, "", "");
	run_expect(&plan, "connection disconnect user1", RRASCTL_REFUSED, "",
		   "ERROR_PORT_NOT_FOUND");
}

static void test_link_history(void **state)
{
	setenv("TZ", "UTC", 1);
	run_expect(&some, "link history %s", RRASCTL_OK,
		   "1970-01-02 00:00:00  failed        pptp on eth0 to "
		   "vpn.example.org (target 2)\n"
		   "    dial 90.000 s, hangup 0.012 s\n"
		   "    Nobody answers\n"
		   "    There was no answer (678, ERROR_NO_ANSWER)\n",
		   "");
	run_expect(&some, "link history %s", RRASCTL_OK,
		   "1970-01-02 00:02:00  connected     direct on ttyS0, "
		   "adopted\n    up 86400.000 s\n",
		   "");
	run_expect(&some, "link history %S --json", RRASCTL_OK,
		   "[{\"started\":\"1970-01-02T00:00:00.000Z\","
		   "\"result\":\"failed\",\"kind\":\"pptp\","
		   "\"device\":\"eth0\",\"number\":\"vpn.example.org\","
		   "\"targets_tried\":2,\"farthest\":\"dial\","
		   "\"times\":{\"queued_ms\":0,\"dial_ms\":90000,"
		   "\"lcp_ms\":0,\"authenticate_ms\":0,"
		   "\"network_ms\":0,\"up_ms\":0,\"hangup_ms\":12},"
		   "\"adopted\":false,\"error\":{\"code\":678",
		   "");
	run_expect(&some, "link history %s -j", RRASCTL_OK,
		   "\"adopted\":true,\"error\":null,\"reason\":null}]\n", "");
	run_expect(&some, "link history nobody", RRASCTL_REFUSED, "",
		   "ERROR_NO_SUCH_INTERFACE");
	run_expect(&some, "-S h link history x", RRASCTL_USAGE, "",
		   "local machine only");
	run_expect(&some, "link history", RRASCTL_USAGE, "", "missing");
}

static void test_monitor(void **state)
{
	setenv("TZ", "UTC", 1);
	run_expect(&some, "monitor --all --count 2", RRASCTL_OK,
		   "1970-01-02 00:00:00  connected     " FAKE_NAME
		   " on PPPoE6-0\n",
		   "");
	run_expect(&some, "monitor --all --count 2", RRASCTL_OK,
		   "1970-01-02 00:00:01  disconnected  user1: the peer hung up "
		   "(628, ",
		   "");
	run_expect(&some, "monitor -n 2 --json", RRASCTL_OK,
		   "{\"number\":12,\"time\":\"1970-01-02T00:00:01.000Z\","
		   "\"event\":\"disconnected\",\"name\":\"user1\","
		   "\"interface\":null,\"connection\":101,\"port\":null,"
		   "\"error\":{\"code\":628",
		   "");
	run_expect(&some, "monitor --count -1", RRASCTL_USAGE, "", "negative");
	run_expect(&some, "-S h monitor", RRASCTL_USAGE, "",
		   "local machine only");
}

static void test_target_in_use(void **state)
{
	setenv("TZ", "UTC", 1);
	run_expect(&some, "interface show %s", RRASCTL_OK,
		   "Targets tried:         2\n"
		   "Adopted:               yes\n"
		   "Dialed next at:        1970-01-02 00:00:00\n",
		   "");
	run_expect(&some, "interface show %s -j", RRASCTL_OK,
		   "\"next_dial\":\"1970-01-02T00:00:00.000Z\"", "");
}

/* The service is upgraded while somebody watches. */
static void test_monitor_restart(void **state)
{
	const struct mpr_fake_plan plan = {.restarts = true};
	struct run run = {0};
	const char *second;

	setenv("TZ", "UTC", 1);
	run_call_fake(&run, &plan, "monitor --all --count 4");
	assert_int_equal(run.exit_code, RRASCTL_OK);
	assert_string_equal(run.err,
			    "rrasctl: monitor: rrasd is gone; waiting for it\n"
			    "rrasctl: monitor: rrasd is there again\n");
	second = strstr(run.out, "disconnected  user1");
	assert_non_null(second);
	assert_non_null(strstr(second, "connected     " FAKE_NAME));
	run_forget(&run);
}

/* Ctrl-C ends the wait, and the program with success. */
static void test_monitor_interrupted(void **state)
{
	const struct mpr_fake_plan silent = {.silent_events = true};
	sigset_t set, before;
	int left = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, &before);
	assert_int_equal(kill(getpid(), SIGINT), 0);
	run_expect(&silent, "monitor --all", RRASCTL_OK, "", "");
	assert_int_equal(sigpending(&set), 0);
	left = sigismember(&set, SIGINT);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(left, 0);
}

static void test_refused(void **state)
{
	const struct mpr_fake_plan denied = {.result = ERROR_ACCESS_DENIED};
	const struct mpr_fake_plan gone = {.hang_up = true};

	run_expect(&denied, "port list", RRASCTL_DENIED, "",
		   "ERROR_ACCESS_DENIED");
	run_expect(&denied, "connection list -j", RRASCTL_DENIED, "",
		   "\"code\":5");
	run_expect(&denied, "monitor --all", RRASCTL_DENIED, "",
		   "ERROR_ACCESS_DENIED");
	run_expect(&gone, "connection list", RRASCTL_UNREACHABLE, "", "17");
	run_expect(&gone, "monitor", RRASCTL_UNREACHABLE, "", "17");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_human),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_port_list),
		cmocka_unit_test(test_port_paging),
		cmocka_unit_test(test_port_verbs),
		cmocka_unit_test(test_connection_list),
		cmocka_unit_test(test_connection_verbs),
		cmocka_unit_test(test_disconnect_without_port),
		cmocka_unit_test(test_link_history),
		cmocka_unit_test(test_monitor),
		cmocka_unit_test(test_target_in_use),
		cmocka_unit_test(test_monitor_restart),
		cmocka_unit_test(test_monitor_interrupted),
		cmocka_unit_test(test_refused),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
