/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasctl as a whole, against a fake router: output, codes, passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <jansson.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/rrasctl.h"
#include "mpr_fake.h"

#define MAX_ARGS 16

/* One run: what went in and what came out. */
struct run {
	struct mpr_fake fake;
	char *argv[MAX_ARGS + 1];
	int argc;
	char *out, *err;
	int exit_code;
};

/* The words of a command line; "%s" stands for FAKE_NAME. */
static void split(struct run *run, const char *line)
{
	char *copy = strdup(line), *save = NULL, *word = NULL;

	run->argc = 0;
	for (word = strtok_r(copy, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		assert_true(run->argc < MAX_ARGS);
		run->argv[run->argc++] =
			strdup(strcmp(word, "%s") == 0 ? FAKE_NAME : word);
	}
	run->argv[run->argc] = NULL;
	free(copy);
}

static void call(struct run *run, const char *line)
{
	struct rrasctl ctl = {0};
	size_t out_size, err_size;

	split(run, line);
	ctl.out = open_memstream(&run->out, &out_size);
	ctl.err = open_memstream(&run->err, &err_size);
	run->exit_code = rrasctl_run(&ctl, run->argc, run->argv);
	fclose(ctl.out);
	fclose(ctl.err);
}

static void forget(struct run *run)
{
	int i;

	for (i = 0; i < run->argc; i++) {
		free(run->argv[i]);
	}
	free(run->out);
	free(run->err);
}

/* A command with the fake's smb.conf and its plan. */
static void call_fake(struct run *run, const struct mpr_fake_plan *plan,
		      const char *line)
{
	char full[512];

	mpr_fake_start(&run->fake, plan);
	snprintf(full, sizeof(full), "rrasctl -s %s %s", run->fake.config,
		 line);
	call(run, full);
	mpr_fake_stop(&run->fake);
}

static void expect(const struct mpr_fake_plan *plan, const char *line,
		   int exit_code, const char *out, const char *err)
{
	struct run run = {0};

	call_fake(&run, plan, line);
	assert_int_equal(run.exit_code, exit_code);
	assert_non_null(strstr(run.out, out));
	assert_non_null(strstr(run.err, err));
	if (exit_code == RRASCTL_OK) {
		assert_string_equal(run.err, "");
	}
	forget(&run);
}

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
		"--call-timeout -1 interface list",
		"--use-kerberos maybe -S h interface list",
		"-S h service status",
		"credential set x --keep-password",
		"credential set x u --keep-password --password-file f",
		"credential set x u --clear",
		"credential set x u --password-file /nonexistent/file",
		"-S h -A /nonexistent/file interface list",
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct run run = {0};

		call_fake(&run, &friendly, wrong[i]);
		if (run.exit_code != RRASCTL_USAGE ||
		    strncmp(run.err, "rrasctl: ", 9) != 0) {
			print_error("%s: %d %s\n", wrong[i], run.exit_code,
				    run.err);
		}
		assert_int_equal(run.exit_code, RRASCTL_USAGE);
		assert_int_equal(strncmp(run.err, "rrasctl: ", 9), 0);
		forget(&run);
	}
}

static void test_name_too_long(void **state)
{
	char line[400] = "interface show ";
	size_t length = strlen(line);

	memset(line + length, 'x', 257);
	line[length + 257] = '\0';
	expect(&friendly, line, RRASCTL_USAGE, "", "256 characters");
}

static void test_help(void **state)
{
	expect(&friendly, "--help", RRASCTL_OK, "interface connect NAME", "");
	expect(&friendly, "interface set --help", RRASCTL_OK, "--encryption",
	       "");
	expect(&friendly, "--version", RRASCTL_OK, "rrasctl ", "");
	expect(&friendly, "interface set -V", RRASCTL_OK, "rrasctl ", "");
}

static void test_server_info(void **state)
{
	expect(&friendly, "server info", RRASCTL_OK, "1 d 02:03:04", "");
	expect(&friendly, "server info --json", RRASCTL_OK,
	       "\"total_ports\":130,\"ports_in_use\":2", "");
}

static void test_service(void **state)
{
	expect(&friendly, "service status", RRASCTL_OK, "there is no /dev/ppp",
	       "");
	expect(&friendly, "service status -j", RRASCTL_OK,
	       "\"dialing_error\":{\"code\":903", "");
	expect(&friendly, "service pause", RRASCTL_OK, "", "");
	expect(&friendly, "service continue", RRASCTL_OK, "", "");
}

static void test_list(void **state)
{
	const struct mpr_fake_plan plan = {.num_interfaces = 1100,
					   .last_error = 691};
	struct run run = {0};
	json_t *json = NULL, *line = NULL;

	expect(&plan, "interface list", RRASCTL_OK,
	       "wan1099                  demand-dial  disconnected  yes      "
	       "691\n",
	       "");
	expect(&plan, "interface list --names", RRASCTL_OK, "wan0\nwan1\n", "");
	expect(&friendly, "interface list --json", RRASCTL_OK, "[]\n", "");
	call_fake(&run, &plan, "interface list --json");
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
	forget(&run);
}

static void test_show(void **state)
{
	expect(&friendly, "interface show %s", RRASCTL_OK,
	       "Name:                  " FAKE_NAME "\n", "");
	expect(&friendly, "interface show %s", RRASCTL_OK,
	       "Encryption:            require-max\n", "");
	expect(&friendly, "interface show %s", RRASCTL_OK,
	       "Local address:         10.1.2.3\n", "");
	expect(&friendly, "interface show %s --json", RRASCTL_OK,
	       "\"auth\":[\"chap\"]", "");
	expect(&friendly, "interface show %s --json", RRASCTL_OK,
	       "\"lcp_extensions\":false", "");
	expect(&friendly, "interface show nobody", RRASCTL_REFUSED, "",
	       "nobody: ");
	expect(&friendly, "interface show nobody -j", RRASCTL_REFUSED, "",
	       "\"name\":\"ERROR_NO_SUCH_INTERFACE\"");
}

static void test_show_reasons(void **state)
{
	const struct mpr_fake_plan plan = {.last_error = 691};

	expect(&plan, "interface show %s", RRASCTL_OK, "connection-failure",
	       "");
	expect(&plan, "interface show %s", RRASCTL_OK,
	       "(691, ERROR_AUTHENTICATION_FAILURE)", "");
}

/* What the fake was told is what it shows: two calls on one fake. */
static void expect_after(const struct mpr_fake_plan *plan, const char *first,
			 const char *second, const char *out)
{
	struct mpr_fake fake;
	struct run run = {0};
	char line[512];

	mpr_fake_start(&fake, plan);
	snprintf(line, sizeof(line), "rrasctl -s %s %s", fake.config, first);
	call(&run, line);
	assert_string_equal(run.err, "");
	assert_int_equal(run.exit_code, RRASCTL_OK);
	forget(&run);
	snprintf(line, sizeof(line), "rrasctl -s %s %s", fake.config, second);
	call(&run, line);
	assert_int_equal(run.exit_code, RRASCTL_OK);
	if (strstr(run.out, out) == NULL) {
		print_error("%s: %s\n", first, run.out);
	}
	assert_non_null(strstr(run.out, out));
	forget(&run);
	mpr_fake_stop(&fake);
}

static void test_create(void **state)
{
	const struct mpr_fake_plan strict = {.changes_auth = true};

	expect_after(&friendly,
		     "interface create %s --service AC\\isp --device eth1",
		     "interface show %s -j", "\"number\":\"AC\\\\isp\"");
	expect_after(&friendly, "interface create %s", "interface show %s -j",
		     "\"device\":\"WAN Miniport (PPPOE)\"");
	expect_after(&friendly,
		     "interface create %s --type modem --number 0441234 "
		     "--device ttyS0",
		     "interface show %s -j", "\"device_type\":\"Modem\"");
	expect_after(&friendly, "interface create %s --disable",
		     "interface show %s -j", "\"enabled\":false");
	/* PAP alone is asked for again, as Create may not take it. */
	expect_after(&strict,
		     "interface create %s --auth pap --encryption none",
		     "interface show %s -j",
		     "\"auth\":[\"pap\"],\"encryption\":\"none\"");
	expect(&friendly, "interface create %s --json", RRASCTL_OK,
	       "\"handle\":7", "");
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
		expect_after(&friendly, line, "interface show %s --json",
			     changes[i][1]);
	}
}

static void test_short_ones(void **state)
{
	expect(&friendly, "interface delete %s", RRASCTL_OK, "", "");
	expect(&friendly, "interface reload %s", RRASCTL_OK, "", "");
	expect(&friendly, "interface disconnect %s", RRASCTL_OK, "", "");
}

static const struct mpr_fake_plan good_dial = {
	.connect_result = PENDING,
	.states = {ROUTER_IF_STATE_CONNECTING, ROUTER_IF_STATE_CONNECTING,
		   ROUTER_IF_STATE_CONNECTED},
	.num_states = 3,
};

static const struct mpr_fake_plan bad_dial = {
	.connect_result = PENDING,
	.states = {ROUTER_IF_STATE_CONNECTING, ROUTER_IF_STATE_UNREACHABLE},
	.num_states = 2,
	.last_error = 691,
};

static const struct mpr_fake_plan endless_dial = {
	.connect_result = PENDING,
	.states = {ROUTER_IF_STATE_CONNECTING},
	.num_states = 1,
};

static void test_connect(void **state)
{
	expect(&good_dial, "interface connect %s", RRASCTL_OK,
	       "connecting: lcp", "");
	expect(&good_dial, "interface connect %s", RRASCTL_OK,
	       "Kernel interface:      ppp0", "");
	expect(&good_dial, "interface connect %s --json", RRASCTL_OK,
	       "\"state\":\"connected\",\"error\":null", "");
	expect(&good_dial, "interface connect %s --no-wait", RRASCTL_OK, "",
	       "");
}

static void test_connect_fails(void **state)
{
	expect(&bad_dial, "interface connect %s", RRASCTL_NOT_CONNECTED,
	       "unreachable",
	       "(691, ERROR_AUTHENTICATION_FAILURE); the peer "
	       "refused us; the peer says: E=691");
	expect(&bad_dial, "interface connect %s -j", RRASCTL_NOT_CONNECTED,
	       "\"error\":{\"code\":691", "\"code\":691");
}

static void test_connect_refused(void **state)
{
	const struct mpr_fake_plan disabled = {
		.connect_result = ERROR_INTERFACE_DISABLED};
	const struct mpr_fake_plan there = {
		.states = {ROUTER_IF_STATE_CONNECTED}, .num_states = 1};
	struct mpr_fake_plan twice = good_dial;

	twice.connect_result = ERROR_ALREADY_CONNECTING;
	expect(&disabled, "interface connect %s", RRASCTL_REFUSED, "",
	       "(916, ERROR_INTERFACE_DISABLED)");
	expect(&there, "interface connect %s", RRASCTL_OK, "connected", "");
	expect(&twice, "interface connect %s", RRASCTL_OK, "connected", "");
	expect(&twice, "interface connect %s --no-wait", RRASCTL_REFUSED, "",
	       "910");
}

static void test_connect_timeout(void **state)
{
	expect(&endless_dial, "interface connect %s --timeout 1",
	       RRASCTL_TIMEOUT, "connecting", "the attempt goes on");
	expect(&endless_dial, "interface connect %s --timeout 1 --cancel",
	       RRASCTL_TIMEOUT, "connecting", "the attempt was ended");
}

static void test_exit_codes(void **state)
{
	struct mpr_fake_plan plan = {0};

	plan.result = ERROR_ACCESS_DENIED;
	expect(&plan, "interface list", RRASCTL_DENIED, "",
	       "(5, ERROR_ACCESS_DENIED)");
	plan.result = 4711;
	expect(&plan, "interface list", RRASCTL_REFUSED, "",
	       "unknown error (4711, 0x00001267)");
	plan.result = 0;
	plan.fault = RPC_S_SERVER_UNAVAILABLE;
	expect(&plan, "interface list", RRASCTL_UNREACHABLE, "", "1722");
	plan.fault = 0x1c010002; /* nca_op_rng_error */
	expect(&plan, "interface list", RRASCTL_REFUSED, "",
	       "RPC_S_PROCNUM_OUT_OF_RANGE");
	plan.fault = 0;
	plan.hang_up = true;
	expect(&plan, "interface list", RRASCTL_UNREACHABLE, "", "1722");
	plan.hang_up = false;
	plan.lies = true;
	plan.num_interfaces = 3;
	expect(&plan, "interface list", RRASCTL_REFUSED, "",
	       "ERROR_INVALID_DATA");
	expect(&plan, "interface show %s", RRASCTL_REFUSED, "",
	       "ERROR_INVALID_DATA");
	expect(&plan, "server info", RRASCTL_REFUSED, "", "ERROR_INVALID_DATA");
}

static void test_no_daemon(void **state)
{
	struct run run = {0};

	call(&run, "rrasctl --socket /nonexistent/rrasd.sock server info");
	assert_int_equal(run.exit_code, RRASCTL_UNREACHABLE);
	assert_non_null(strstr(run.err, "is rrasd running?"));
	forget(&run);
	call(&run, "rrasctl -s /nonexistent/smb.conf server info");
	assert_int_equal(run.exit_code, RRASCTL_USAGE);
	assert_non_null(strstr(run.err, "/nonexistent/smb.conf"));
	forget(&run);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static void test_credentials(void **state)
{
	const struct mpr_fake_plan none = {.no_credentials = true};
	char path[] = "/tmp/rrasctl_password.XXXXXX", line[128];

	close(mkstemp(path));
	write_file(path, "p w\xc3\xb6rd \r\nsecond line\n", 0600);
	snprintf(line, sizeof(line),
		 "credential set %%s joe --domain D --password-file %s", path);
	expect_after(&friendly, line, "credential show %s -j",
		     "\"user\":\"joe\",\"domain\":\"D\"}");
	expect_after(&friendly, line, "credential show %s --show-password",
		     "Password:              p w\xc3\xb6rd \n");
	expect_after(&none, line, "credential show %s -j",
		     "\"user\":\"joe\",\"domain\":\"D\"}");
	/* What is not given stays: the mask is sent back for the password. */
	expect_after(&friendly, "credential set %s joe --keep-password",
		     "credential show %s -j --show-password",
		     "\"user\":\"joe\",\"domain\":\"OLD\",\"password\":"
		     "\"" FAKE_MASK "\"");
	expect_after(&friendly, "credential set %s --clear",
		     "credential show %s -j --show-password",
		     "\"user\":null,\"domain\":null,\"password\":null");
	expect(&none, "credential show %s", RRASCTL_REFUSED, "",
	       "ERROR_CANNOT_FIND_PHONEBOOK_ENTRY");
	write_file(path, "", 0600);
	expect(&friendly, line, RRASCTL_USAGE, "", "no password in it");
	unlink(path);
}

/* Whatever way -U is written, the password is gone from the arguments. */
static void test_password_scrubbed(void **state)
{
	static const char *const lines[] = {
		"rrasctl -U joe%secret frob frob",
		"rrasctl -Ujoe%secret frob frob",
		"rrasctl -jU joe%secret frob frob",
		"rrasctl -jUjoe%secret frob frob",
		"rrasctl --user joe%secret frob frob",
		"rrasctl --user=joe%secret frob frob",
		"rrasctl interface show -U=joe%secret",
	};
	size_t i;
	int j;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct run run = {0};

		call(&run, lines[i]);
		for (j = 0; j < run.argc; j++) {
			assert_null(strstr(run.argv[j], "secret"));
			assert_null(strchr(run.argv[j], '%'));
		}
		assert_null(strstr(run.err, "secret"));
		forget(&run);
	}
}

static void test_auth_file(void **state)
{
	char path[] = "/tmp/rrasctl_auth.XXXXXX", line[128];
	struct run run = {0};

	close(mkstemp(path));
	write_file(path, "username = joe\npassword = x\n", 0644);
	snprintf(line, sizeof(line), "rrasctl -S localhost -A %s server info",
		 path);
	call(&run, line);
	assert_int_equal(run.exit_code, RRASCTL_USAGE);
	assert_non_null(strstr(run.err, "everybody can read"));
	forget(&run);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_name_too_long),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_server_info),
		cmocka_unit_test(test_service),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_reasons),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_short_ones),
		cmocka_unit_test(test_connect),
		cmocka_unit_test(test_connect_fails),
		cmocka_unit_test(test_connect_refused),
		cmocka_unit_test(test_connect_timeout),
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_no_daemon),
		cmocka_unit_test(test_credentials),
		cmocka_unit_test(test_password_scrubbed),
		cmocka_unit_test(test_auth_file),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
