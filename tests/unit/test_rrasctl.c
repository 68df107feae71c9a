/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasctl as a whole, against a fake router: output, codes, passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>
#include "compat/rras_errors.h"
#include "rrasctl_run.h"

static const struct mpr_fake_plan friendly = {0};

static void test_usage(void **state)
{
	static const char *const wrong[] = {
		"",
		"interface",
		"interface frob",
		"--frob interface list",
		"interface show",
		"interface show a b",
		"interface list x",
		"interface list --frob",
		"interface create",
		"interface create x --type isdn",
		"interface create x --auth rot13",
		"interface create x --auth pap,",
		"interface create x --auth pap,spap",
		"interface create x --auth mschap",
		"interface create x --encryption some",
		"interface create x --idle 0",
		"interface create x --idle -1",
		"interface create x --idle 4294967295",
		"interface create x --ip-address 1.2.3",
		"interface create x --dns 1.2.3.4,",
		"interface create x --dns 1.2.3.4.5.6.7.8.9.10,1.1.1.1",
		"interface create x --ipv4 perhaps",
		"interface create x --ipv4 no",
		"interface create x --enable --disable",
		"interface create x --from-phonebook --idle 3",
		"interface create \xff",
		"interface set x",
		"interface set x --lcp-extensions 7",
		"interface connect x --timeout -1",
		"interface connect x --no-wait --cancel",
		"interface connect",
		"interface connect x --all",
		"interface connect x --parallel 2",
		"interface connect --all --parallel -1",
		"interface connect --all --timeout -1",
		"interface connect --all --no-wait --cancel",
		"interface disconnect",
		"interface disconnect x --all",
		"--call-timeout -1 interface list",
		"--use-kerberos maybe -S h interface list",
		"-S h service status",
		"credential set x --keep-password",
		"credential set x u --keep-password --password-file f",
		"credential set x u --clear",
		"credential set x u --password-file /nonexistent/file",
		"credential set x \xff --keep-password",
		"credential set x u --domain 0123456789abcdef --keep-password",
		"-S h -A /nonexistent/file interface list",
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct run run = {0};

		run_call_fake(&run, &friendly, wrong[i]);
		if (run.exit_code != RRASCTL_USAGE ||
		    strncmp(run.err, "rrasctl: ", 9) != 0) {
			print_error("%s: %d %s\n", wrong[i], run.exit_code,
				    run.err);
		}
		assert_int_equal(run.exit_code, RRASCTL_USAGE);
		assert_int_equal(strncmp(run.err, "rrasctl: ", 9), 0);
		run_forget(&run);
	}
}

/* What is wrong may stand before --json, and be no UTF-8. */
static void test_usage_json(void **state)
{
	static const char *const wrong[] = {
		"frob --json",
		"interface frob --json",
		"--frob interface list --json",
		"interface list --frob -j",
		"interface list \xff -j",
		"-j interface show",
		"-j -S \xff -A /nonexistent/\xff interface list",
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct run run = {0};
		json_t *json = NULL;

		run_call_fake(&run, &friendly, wrong[i]);
		assert_int_equal(run.exit_code, RRASCTL_USAGE);
		json = json_loads(run.err, 0, NULL);
		if (json == NULL) {
			print_error("%s: %s\n", wrong[i], run.err);
		}
		assert_true(json_is_string(json_object_get(json, "message")));
		json_decref(json);
		run_forget(&run);
	}
	/* No option any more. */
	run_expect(&friendly, "interface list --frob -- -j", RRASCTL_USAGE, "",
		   "rrasctl: ");
}

/* A Win32 code's subject, too. */
static void test_subject_json(void **state)
{
	struct run run = {0};
	json_t *json = NULL;

	run_call_fake(&run, &friendly, "-j connection show \xff");
	json = json_loads(run.err, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "subject")),
			    "?");
	json_decref(json);
	run_forget(&run);
}

static void test_name_too_long(void **state)
{
	char line[400] = "interface show ";
	size_t length = strlen(line);

	memset(line + length, 'x', 257);
	line[length + 257] = '\0';
	run_expect(&friendly, line, RRASCTL_USAGE, "", "256 characters");
}

static void test_help(void **state)
{
	run_expect(&friendly, "--help", RRASCTL_OK, "interface connect NAME",
		   "");
	run_expect(&friendly, "interface set --help", RRASCTL_OK,
		   "--encryption", "");
	run_expect(&friendly, "--version", RRASCTL_OK, "rrasctl ", "");
	run_expect(&friendly, "interface set -V", RRASCTL_OK, "rrasctl ", "");
}

static void test_server_info(void **state)
{
	run_expect(&friendly, "server info", RRASCTL_OK, "1 d 02:03:04", "");
	run_expect(&friendly, "server info --json", RRASCTL_OK,
		   "\"total_ports\":130,\"ports_in_use\":2", "");
}

static void test_service(void **state)
{
	run_expect(&friendly, "service status", RRASCTL_OK,
		   "there is no /dev/ppp", "");
	run_expect(&friendly, "service status -j", RRASCTL_OK,
		   "\"dialing_error\":{\"code\":903", "");
	run_expect(&friendly, "service pause", RRASCTL_OK, "", "");
	run_expect(&friendly, "service continue", RRASCTL_OK, "", "");
}

static void test_list(void **state)
{
	const struct mpr_fake_plan plan = {.num_interfaces = 1100,
					   .last_error = 691};
	struct run run = {0};
	json_t *json = NULL, *line = NULL;

	run_expect(
		&plan, "interface list", RRASCTL_OK,
		"wan1099                  demand-dial  disconnected  yes      "
		"691\n",
		"");
	run_expect(&plan, "interface list --names", RRASCTL_OK, "wan0\nwan1\n",
		   "");
	run_expect(&friendly, "interface list --json", RRASCTL_OK, "[]\n", "");
	run_call_fake(&run, &plan, "interface list --json");
	json = json_loads(run.out, 0, NULL);
	assert_int_equal(json_array_size(json), 1100);
	line = json_array_get(json, 1099);
	assert_string_equal(json_string_value(json_object_get(line, "name")),
			    "wan1099");
	assert_string_equal(json_string_value(json_object_get(line, "state")),
			    "disconnected");
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(line, "last_error"), "code")),
			 691);
	json_decref(json);
	run_forget(&run);
}

static void test_show(void **state)
{
	run_expect(&friendly, "interface show %s", RRASCTL_OK,
		   "Name:                  " FAKE_NAME "\n", "");
	run_expect(&friendly, "interface show %s", RRASCTL_OK,
		   "Encryption:            require-max\n", "");
	run_expect(&friendly, "interface show %s", RRASCTL_OK,
		   "Local address:         10.1.2.3\n", "");
	run_expect(&friendly, "interface show %s --json", RRASCTL_OK,
		   "\"auth\":[\"chap\"]", "");
	run_expect(&friendly, "interface show %s --json", RRASCTL_OK,
		   "\"lcp_extensions\":false", "");
	run_expect(&friendly, "interface show nobody", RRASCTL_REFUSED, "",
		   "nobody: ");
	run_expect(&friendly, "interface show nobody -j", RRASCTL_REFUSED, "",
		   "\"name\":\"ERROR_NO_SUCH_INTERFACE\"");
}

static void test_show_reasons(void **state)
{
	const struct mpr_fake_plan plan = {.last_error = 691};

	run_expect(&plan, "interface show %s", RRASCTL_OK, "connection-failure",
		   "");
	run_expect(&plan, "interface show %s", RRASCTL_OK,
		   "(691, ERROR_AUTHENTICATION_FAILURE)", "");
}

static void test_create(void **state)
{
	const struct mpr_fake_plan strict = {.changes_auth = true};

	run_expect_after(&friendly,
			 "interface create %s --service AC\\isp --device eth1",
			 "interface show %s -j", "\"number\":\"AC\\\\isp\"");
	run_expect_after(&friendly, "interface create %s",
			 "interface show %s -j",
			 "\"device\":\"WAN Miniport (PPPOE)\"");
	run_expect_after(&friendly,
			 "interface create %s --type modem --number 0441234 "
			 "--device ttyS0",
			 "interface show %s -j", "\"device_type\":\"Modem\"");
	run_expect_after(&friendly, "interface create %s --disable",
			 "interface show %s -j", "\"enabled\":false");
	/* PAP alone is asked for again, as Create may not take it. */
	run_expect_after(&strict,
			 "interface create %s --auth pap --encryption none",
			 "interface show %s -j",
			 "\"auth\":[\"pap\"],\"encryption\":\"none\"");
	run_expect(&friendly, "interface create %s --json", RRASCTL_OK,
		   "\"handle\":7", "");
}

/* Create worked, but not with the settings asked for: nothing is left. */
static void test_create_undone(void **state)
{
	const struct mpr_fake_plan plan = {.set_result = ERROR_DISK_FULL};
	struct mpr_fake fake;
	struct run run = {0};
	char line[512];

	mpr_fake_start(&fake, &plan);
	snprintf(line, sizeof(line),
		 "rrasctl -s %s interface create %%s --auth pap", fake.config);
	run_call(&run, line);
	assert_int_equal(run.exit_code, RRASCTL_REFUSED);
	assert_non_null(strstr(run.err, "ERROR_DISK_FULL"));
	run_forget(&run);
	snprintf(line, sizeof(line), "rrasctl -s %s interface show %%s",
		 fake.config);
	run_call(&run, line);
	assert_non_null(strstr(run.err, "ERROR_NO_SUCH_INTERFACE"));
	run_forget(&run);
	mpr_fake_stop(&fake);
}

static void test_set(void **state)
{
	static const char *const changes[][2] = {
		{"--auth mschapv2,eap", "\"auth\":[\"mschapv2\",\"eap\"]"},
		{"--encryption optional", "\"encryption\":\"optional\""},
		{"--ipv6 yes", "\"protocols\":[\"ipv4\",\"ipv6\"]"},
		{"--ip-address 192.0.2.7", "\"ip_address\":\"192.0.2.7\""},
		{"--dns 192.0.2.1,192.0.2.2",
		 "\"dns\":\"192.0.2.1\","
		 "\"dns_alternate\":\"192.0.2.2\""},
		{"--idle never", "\"idle\":\"never\""},
		{"--idle 60", "\"idle\":60"},
		{"--idle default", "\"idle\":\"default\""},
		{"--default-gateway yes", "\"default_gateway\":true"},
		{"--lcp-extensions yes", "\"lcp_extensions\":true"},
		{"--software-compression yes", "\"software_compression\":true"},
		{"--disable", "\"enabled\":false"},
		/* and what no option speaks of is left alone */
		{"--ipv6 yes", "\"auth\":[\"chap\"],"
			       "\"encryption\":\"require-max\""},
		{"--disable", "\"number\":\"isp\""},
		{"--idle 5 --disable", "\"enabled\":false"},
	};
	char line[128];
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		snprintf(line, sizeof(line), "interface set %%s %s",
			 changes[i][0]);
		run_expect_after(&friendly, line, "interface show %s --json",
				 changes[i][1]);
	}
}

static void test_short_ones(void **state)
{
	run_expect(&friendly, "interface delete %s", RRASCTL_OK, "", "");
	run_expect(&friendly, "interface reload %s", RRASCTL_OK, "", "");
	run_expect(&friendly, "interface disconnect %s", RRASCTL_OK, "", "");
}

static void test_exit_codes(void **state)
{
	struct mpr_fake_plan plan = {0};

	plan.result = ERROR_ACCESS_DENIED;
	run_expect(&plan, "interface list", RRASCTL_DENIED, "",
		   "(5, ERROR_ACCESS_DENIED)");
	plan.result = 4711;
	run_expect(&plan, "interface list", RRASCTL_REFUSED, "",
		   "unknown error (4711, 0x00001267)");
	plan.result = 0;
	plan.fault = RPC_S_SERVER_UNAVAILABLE;
	run_expect(&plan, "interface list", RRASCTL_UNREACHABLE, "", "1722");
	plan.fault = 0x1c010002; /* nca_op_rng_error */
	run_expect(&plan, "interface list", RRASCTL_REFUSED, "",
		   "RPC_S_PROCNUM_OUT_OF_RANGE");
	plan.fault = 0;
	plan.hang_up = true;
	run_expect(&plan, "interface list", RRASCTL_UNREACHABLE, "", "1722");
	plan.hang_up = false;
	plan.lies = true;
	plan.num_interfaces = 3;
	run_expect(&plan, "interface list", RRASCTL_REFUSED, "",
		   "ERROR_INVALID_DATA");
	run_expect(&plan, "interface show %s", RRASCTL_REFUSED, "",
		   "ERROR_INVALID_DATA");
	run_expect(&plan, "server info", RRASCTL_REFUSED, "",
		   "ERROR_INVALID_DATA");
}

static void test_no_daemon(void **state)
{
	struct run run = {0};

	run_call(&run, "rrasctl --socket /nonexistent/rrasd.sock server info");
	assert_int_equal(run.exit_code, RRASCTL_UNREACHABLE);
	assert_non_null(strstr(run.err, "is rrasd running?"));
	run_forget(&run);
	run_call(&run, "rrasctl -s /nonexistent/smb.conf server info");
	assert_int_equal(run.exit_code, RRASCTL_USAGE);
	assert_non_null(strstr(run.err, "/nonexistent/smb.conf"));
	run_forget(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_usage_json),
		cmocka_unit_test(test_subject_json),
		cmocka_unit_test(test_name_too_long),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_server_info),
		cmocka_unit_test(test_service),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_reasons),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_create_undone),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_short_ones),
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_no_daemon),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
