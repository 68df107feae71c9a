/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the daemon's options: defaults, every kind of value, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>
#include <core/ntstatus.h>
#include <charset.h>

#include "server/rrasd/options.h"

struct fixture {
	TALLOC_CTX *mem;
	char path[64];
	struct rrasd_config *config;
	const char *why;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	int fd;

	f->mem = talloc_new(f);
	strcpy(f->path, "/tmp/test_rrasd_options.XXXXXX");
	fd = mkstemp(f->path);
	assert_true(fd != -1);
	close(fd);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	talloc_free(f);
	return 0;
}

/* Load a file whose [global] section has these lines. */
static bool load(struct fixture *f, const char *lines)
{
	FILE *file = fopen(f->path, "w");

	assert_non_null(file);
	fprintf(file, "[global]\n%s\n[share]\n\tpath = /tmp\n", lines);
	assert_int_equal(fclose(file), 0);
	return rrasd_config_load(f->mem, f->path, &f->config, &f->why);
}

static void test_defaults(void **state)
{
	struct fixture *f = *state;

	assert_true(load(f, ""));
	assert_string_equal(f->config->state_dir, "/var/lib/rras");
	assert_string_equal(f->config->run_dir, "/run/rras");
	assert_int_equal(f->config->router_type, ROUTER_TYPE_IS_FULL);
	assert_true(f->config->allow_uid_0);
	assert_string_equal(f->config->audit, "journal");
	assert_false(f->config->return_passwords);
	assert_int_equal(f->config->ports.count[PORT_KIND_PPPOE], 128);
	assert_int_equal(f->config->ports.count[PORT_KIND_PPTP], 128);
	assert_int_equal(f->config->ports.count[PORT_KIND_L2TP], 128);
	assert_int_equal(f->config->ports.count[PORT_KIND_SSTP], 128);
	assert_int_equal(f->config->ports.count[PORT_KIND_IKEV2], 0);
	assert_null(f->config->dialer.pppoe_interfaces);
	assert_null(f->config->ports.serial_devices);
	assert_string_equal(f->config->dialer.modem_init, "");
	assert_true(f->config->dialer.dial_timeout > 0);
}

/* "LCP echo on by default so that a silent peer is noticed within 30 s": the
 * peer may have fallen silent right after an answer. */
static void test_silent_peer_by_default(void **state)
{
	struct fixture *f = *state;
	const struct dialer_config *dialer;

	assert_true(load(f, ""));
	dialer = &f->config->dialer;
	assert_in_range(dialer->lcp_echo_interval *
				(dialer->lcp_echo_failure + 1),
			1, 30);
	assert_in_range(3 * dialer->tunnel_hello, 1, 30);
	assert_in_range(dialer->adopt_timeout, 1, 30);
}

static void test_values(void **state)
{
	struct fixture *f = *state;

	assert_true(load(f, "rras:state directory = /s\n"
			    "RRAS : Router  Type = LAN\n"
			    "rras:allow uid 0 = no\n"
			    "rras:audit = /var/log/a\n"
			    "rras:return passwords = True\n"
			    "rras:dial timeout = 1\n"
			    "rras:hangup timeout = 3600\n"
			    "rras:lcp echo interval = 0\n"
			    "rras:modem init = ATZ\n"
			    "rras:pppoe interfaces = eth0, eth1 eth2\n"));
	assert_string_equal(f->config->state_dir, "/s");
	assert_int_equal(f->config->router_type, ROUTER_TYPE_IS_LAN);
	assert_false(f->config->allow_uid_0);
	assert_string_equal(f->config->audit, "/var/log/a");
	assert_true(f->config->return_passwords);
	assert_int_equal(f->config->dialer.dial_timeout, 1);
	assert_int_equal(f->config->dialer.hangup_timeout, 3600);
	assert_int_equal(f->config->dialer.lcp_echo_interval, 0);
	assert_string_equal(f->config->dialer.modem_init, "ATZ");
	assert_string_equal(f->config->dialer.pppoe_interfaces[0], "eth0");
	assert_string_equal(f->config->dialer.pppoe_interfaces[1], "eth1");
	assert_string_equal(f->config->dialer.pppoe_interfaces[2], "eth2");
	assert_null(f->config->dialer.pppoe_interfaces[3]);
}

static void test_bad_values(void **state)
{
	static const struct {
		const char *line, *name, *allowed;
	} bad[] = {
		{"rras:state directory = var", "rras:state directory",
		 "absolute path"},
		{"rras:pppd path = pppd", "rras:pppd path", "absolute path"},
		{"rras:router type = wan", "rras:router type",
		 "\"lan\" or \"full\""},
		{"rras:allow uid 0 = perhaps", "rras:allow uid 0", "yes or no"},
		{"rras:audit = syslog", "rras:audit", "\"journal\""},
		{"rras:dial timeout = 0", "rras:dial timeout", "1 to 3600"},
		{"rras:dial timeout = 3601", "rras:dial timeout", "1 to 3600"},
		{"rras:dial timeout = 10s", "rras:dial timeout", "1 to 3600"},
		{"rras:dial timeout = -1", "rras:dial timeout", "1 to 3600"},
		{"rras:dial timeout = +1", "rras:dial timeout", "1 to 3600"},
		{"rras:pppoe ports = 99999999999999999999", "rras:pppoe ports",
		 "0 to 16384"},
		{"rras:pppoe ports = 4294967297", "rras:pppoe ports",
		 "0 to 16384"},
		{"rras:pptp ports = 0", "rras:pptp ports", "1 to 16384"},
		{"rras:l2tp ports = 16385", "rras:l2tp ports", "0 to 16384"},
		{"rras:sstp ports = x", "rras:sstp ports", "0 to 16384"},
		{"rras:ikev2 ports = 16385", "rras:ikev2 ports", "0 to 16384"},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(load(f, bad[i].line));
		assert_null(f->config);
		assert_non_null(strstr(f->why, bad[i].name));
		assert_non_null(strstr(f->why, bad[i].allowed));
	}
}

/* Runs load() and returns what it says on stderr. */
static char *load_and_listen(struct fixture *f, const char *lines)
{
	FILE *log = tmpfile();
	int saved = dup(STDERR_FILENO);
	char *text = talloc_zero_size(f->mem, 4096);

	assert_non_null(log);
	fflush(stderr);
	dup2(fileno(log), STDERR_FILENO);
	assert_true(load(f, lines));
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(log);
	assert_true(fread(text, 1, 4095, log) < 4095);
	fclose(log);
	return text;
}

static void test_unknown_option(void **state)
{
	struct fixture *f = *state;
	char *text = load_and_listen(f, "rras:dail timeout = 3\n"
					"rrasx:dial timeout = 3\n"
					"rras:dial timeout = 3\n");

	assert_non_null(strstr(text, "dail timeout"));
	assert_null(strstr(text, "rrasx"));
	assert_null(strstr(text, "dial timeout\""));
	assert_int_equal(f->config->dialer.dial_timeout, 3);
}

static void test_missing_file(void **state)
{
	struct fixture *f = *state;

	assert_false(rrasd_config_load(f->mem, "/nonexistent/smb.conf",
				       &f->config, &f->why));
	assert_non_null(strstr(f->why, "/nonexistent/smb.conf"));
}

static void test_refused_file(void **state)
{
	struct fixture *f = *state;

	assert_false(load(f, "copy = /nonexistent"));
	assert_non_null(strstr(f->why, f->path));
}

/* smbd works with all of these, so we do; what is missing is said. */
static void test_includes(void **state)
{
	struct fixture *f = *state;
	char *text = load_and_listen(f, "rras:dial timeout = 3\n"
					"include = registry\n"
					" InClude=/nonexistent/smb.conf \n"
					"include = /nonexistent/%m.conf\n"
					"rras:lcp restart = 4\n");

	assert_non_null(strstr(text, "include = registry"));
	assert_non_null(strstr(text, "include = /nonexistent/smb.conf\""));
	assert_null(strstr(text, "%m"));
	assert_int_equal(f->config->dialer.dial_timeout, 3);
	assert_int_equal(f->config->dialer.lcp_restart, 4);
}

static void test_include_is_followed(void **state)
{
	struct fixture *f = *state;
	char *other = talloc_asprintf(f, "%s.other", f->path);
	FILE *file = fopen(other, "w");

	assert_non_null(file);
	fprintf(file, "rras:dial timeout = 7\n");
	assert_int_equal(fclose(file), 0);
	assert_true(load(f, talloc_asprintf(f,
					    "include = registry\n"
					    "include = %s",
					    other)));
	assert_int_equal(f->config->dialer.dial_timeout, 7);
	unlink(other);
}

/* Names are UTF-8 here, whatever Samba calls its unix charset. */
static void test_charset_is_left_alone(void **state)
{
	static const uint8_t e_acute[] = {0xe9, 0x00};
	struct fixture *f = *state;
	void *utf8 = NULL;
	size_t length = 0;

	assert_true(load(f, "unix charset = ISO-8859-1"));
	assert_true(convert_string_talloc(f->mem, CH_UTF16, CH_UNIX, e_acute,
					  sizeof(e_acute), &utf8, &length));
	assert_memory_equal(utf8, "\xc3\xa9", 2);
}

static void test_print(void **state)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	rrasd_config_print_options(file);
	fclose(file);
	assert_non_null(strstr(text, "rras:dial timeout = "));
	assert_non_null(strstr(text, "rras:return passwords = no"));
	assert_non_null(strstr(text, "(1 to 3600 seconds)"));
	free(text);
}

/* An option that the manual page does not have cannot be found. */
static void test_manual_page(void **state)
{
	char *text = NULL, *page = calloc(1, 65536), *line, *next = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	FILE *man = fopen(TESTS_DIR "/../server/man/rrasd.8", "r");

	rrasd_config_print_options(file);
	fclose(file);
	assert_non_null(man);
	assert_true(fread(page, 1, 65535, man) > 0);
	fclose(man);
	for (line = strtok_r(text, "\n", &next); line != NULL;
	     line = strtok_r(NULL, "\n", &next)) {
		char *equals = strstr(line, " = ");

		if (strncmp(line, "  rras:", 7) == 0) {
			assert_non_null(equals);
			*equals = '\0';
			assert_non_null(strstr(page, line + 2));
		}
	}
	free(text);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
		cmocka_unit_test_setup_teardown(test_silent_peer_by_default,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_values, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_unknown_option, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_missing_file, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_refused_file, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_includes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_include_is_followed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_charset_is_left_alone,
						setup, teardown),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_manual_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
