/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasctl's devices, tunnels and keys against a fake router. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/ikev2.h"
#include "rrasctl_run.h"

static const struct mpr_fake_plan friendly = {.num_ports = 4,
					      .num_connections = 2};

static void test_usage(void **state)
{
	static const char *const wrong[] = {
		"device set x",
		"device set x 0 --number 1",
		"device set x 1x --number 1",
		"device set x 1",
		"device show",
		"server set-ports isdn 4",
		"server set-ports serial 4",
		"server set-ports pptp",
		"server set-ports pptp -4",
		"server set-ports pptp many",
		"server set-ports pptp 4 --ras perhaps",
		"server set-ports pppoe 4 --ras yes",
		"interface set-ikev2 x",
		"interface set-ikev2 x --sa-lifetime soon",
		"interface set-ikev2 x --integrity rot13",
		"interface set-ikev2 x --certificate-hash xy",
		"interface set-ikev2 x --certificate-name /nonexistent/file",
		"credential set-key x --key-file /nonexistent/file",
		"credential set-eap x",
		"credential set-eap x --certificate-hash 1",
		"monitor x",
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct run run = {0};
		char line[128];

		/* An interface that exists: the options are what is wrong. */
		snprintf(line, sizeof(line), "%s", wrong[i]);
		run_call_fake(&run, &friendly, line);
		if (run.exit_code != RRASCTL_USAGE &&
		    run.exit_code != RRASCTL_REFUSED) {
			print_error("%s: %d %s\n", wrong[i], run.exit_code,
				    run.err);
		}
		assert_true(run.exit_code == RRASCTL_USAGE ||
			    strstr(wrong[i], "set-key") != NULL);
		run_forget(&run);
	}
}

static void test_hex(void **state)
{
	uint8_t bytes[4];
	size_t count = sizeof(bytes);
	char text[12];

	assert_true(hex_parse("de:AD:be0f", bytes, &count));
	assert_int_equal(count, 4);
	assert_int_equal(bytes[3], 0x0f);
	hex_text(text, sizeof(text), bytes, 4);
	assert_string_equal(text, "deadbe...");
	count = sizeof(bytes);
	assert_false(hex_parse("0102030405", bytes, &count));
	count = sizeof(bytes);
	assert_false(hex_parse("012", bytes, &count));
	assert_false(hex_parse("", bytes, &count));
	assert_false(hex_parse(":01", bytes, &count));
}

static void test_devices(void **state)
{
	run_expect(&friendly, "device list", RRASCTL_OK,
		   "DEVICE                TYPE\nWAN Miniport (PPPOE)  PPPoE\n",
		   "");
	run_expect(&friendly, "device list -j", RRASCTL_OK,
		   "[{\"device\":\"WAN Miniport (PPPOE)\",\"device_type\":"
		   "\"PPPoE\"}]",
		   "");
	run_expect(&friendly, "device show %s", RRASCTL_OK,
		   "INDEX  DEVICE  TYPE   NUMBER  ALTERNATES\n"
		   "    1  eth1    PPPoE  isp     -\n",
		   "");
	run_expect_after(&friendly,
			 "device set %s 2 --device ttyS0 --device-type Modem "
			 "--number 0441 --alternates 42,43",
			 "device show %s -j",
			 "{\"index\":2,\"device\":\"ttyS0\",\"device_type\":"
			 "\"Modem\",\"number\":\"0441\",\"alternates\":[\"42\","
			 "\"43\"]}");
	/* The server says success, and does nothing. */
	run_expect(&friendly, "device set %s 3 --device eth2", RRASCTL_REFUSED,
		   "", "only serial ones can be bundled");
	run_expect(&friendly, "device show nobody", RRASCTL_REFUSED, "",
		   "ERROR_NO_SUCH_INTERFACE");
}

static void test_server_ports(void **state)
{
	const struct mpr_fake_plan later = {
		.set_server_result = ERROR_SUCCESS_REBOOT_REQUIRED};

	run_expect(&friendly, "server ports", RRASCTL_OK,
		   "KIND    PORTS  IN USE  RAS  ROUTING\n"
		   "pppoe       4       2  -    -\n"
		   "pptp        0       0  yes  yes\n",
		   "");
	run_expect(&friendly, "server ports -j", RRASCTL_OK,
		   "{\"kind\":\"ikev2\",\"ports\":0,\"in_use\":0,"
		   "\"configured\":128,\"ras\":true,\"routing\":false}",
		   "");
	/* The fake checks that nothing else is lost on the way. */
	run_expect(&friendly, "server set-ports ikev2 10 --routing yes",
		   RRASCTL_OK, "(3011, ERROR_SUCCESS_RESTART_REQUIRED)", "");
	run_expect(&friendly, "server set-ports ikev2 10 -j", RRASCTL_OK,
		   "{\"kind\":\"ikev2\",\"ports\":10,\"result\":{\"code\":3011",
		   "");
	run_expect(&friendly, "server set-ports pppoe 20", RRASCTL_OK, "", "");
	run_expect(&later, "server set-ports pppoe 20", RRASCTL_OK,
		   "(3010, ERROR_SUCCESS_REBOOT_REQUIRED)", "");
	run_expect(&friendly, "server set-ports pppoe 129", RRASCTL_REFUSED, "",
		   "pppoe: A parameter is not valid");
	run_expect(&friendly, "server set-ports pptp 9", RRASCTL_REFUSED, "",
		   "pptp: ");
}

static void test_server_config(void **state)
{
	run_expect(&friendly, "server config", RRASCTL_OK,
		   "IKEv2 ports:           128\n"
		   "  idle timeout:        00:05:00\n",
		   "");
	run_expect(&friendly, "server config", RRASCTL_OK,
		   "  cipher (ESP):        aes128\n", "");
	run_expect(&friendly, "server config -j", RRASCTL_OK,
		   "\"machine_certificate_hash\":\"deadbeef\",\"policy\":"
		   "{\"integrity\":\"sha1\",\"encryption\":\"aes128\","
		   "\"cipher\":\"aes128\",\"auth\":\"sha256\",\"pfs\":"
		   "\"ecp384\",\"dh\":\"group24\"}}",
		   "");
	run_expect(&friendly, "server config -j", RRASCTL_OK,
		   "\"pptp\":{\"ports\":5}", "");
}

static void test_ikev2(void **state)
{
	run_expect(&friendly, "interface show-ikev2 %s", RRASCTL_OK,
		   "Configured:            no\n", "");
	run_expect_after(&friendly,
			 "interface set-ikev2 %s --sa-lifetime 3600 "
			 "--certificate-hash 01:02:03",
			 "interface show-ikev2 %s -j",
			 "{\"configured\":true,\"sa_lifetime\":3600,"
			 "\"sa_data_size\":102400,\"certificate\":null,"
			 "\"certificate_hash\":\"010203\",\"policy\":null}");
	run_expect(&friendly, "interface set-ikev2 %s --dh group14",
		   RRASCTL_USAGE, "", "a new policy wants");
	run_expect(&friendly, "interface remove-ikev2 %s", RRASCTL_OK, "", "");
	run_expect(&friendly, "interface show-ikev2 nobody", RRASCTL_REFUSED,
		   "", "ERROR_NO_SUCH_INTERFACE");
	run_expect_after(&friendly,
			 "interface set-ikev2 %s --integrity sha256 "
			 "--encryption aes256 --cipher gcm-aes256 --auth "
			 "gcm-aes256 --pfs ecp384 --dh group14",
			 "interface show-ikev2 %s -j",
			 "\"policy\":{\"integrity\":\"sha256\","
			 "\"encryption\":\"aes256\",\"cipher\":"
			 "\"gcm-aes256\",\"auth\":\"gcm-aes256\",\"pfs\":"
			 "\"ecp384\",\"dh\":\"group14\"}");
}

static void test_key(void **state)
{
	char path[] = "/tmp/rrasctl_key.XXXXXX", line[128];
	int fd = mkstemp(path);

	assert_int_equal(write(fd, "s3cret\n", 7), 7);
	close(fd);
	snprintf(line, sizeof(line), "credential set-key %%s --key-file %s",
		 path);
	run_expect(&friendly, "credential show-key %s", RRASCTL_REFUSED, "",
		   "ERROR_NOT_FOUND");
	run_expect_after(&friendly, line, "credential show-key %s -j",
			 "{\"key\":true}");
	run_expect(&friendly, "credential remove-key %s", RRASCTL_OK, "", "");
	run_expect(&friendly, "credential set-key nobody --key-file x",
		   RRASCTL_REFUSED, "", "ERROR_NO_SUCH_INTERFACE");
	run_expect(&friendly, "credential set-key %s --key-file /nonexistent/f",
		   RRASCTL_USAGE, "", "No such file");
	unlink(path);
}

static void test_eap(void **state)
{
	char path[] = "/tmp/rrasctl_pin.XXXXXX", line[128];
	int fd = mkstemp(path);

	assert_int_equal(write(fd, "1234\n", 5), 5);
	close(fd);
	snprintf(line, sizeof(line),
		 "credential set-eap %%s --identity joe --certificate-hash "
		 "aabb --pin-file %s",
		 path);
	run_expect(&friendly, "credential show-eap %s -j", RRASCTL_OK,
		   "{\"eap\":false,\"identity\":null", "");
	run_expect_after(&friendly, line, "credential show-eap %s -j",
			 "{\"eap\":true,\"identity\":\"joe\","
			 "\"certificate_hash\":\"aabb\",\"pin\":true}");
	run_expect(&friendly, "credential remove-eap %s", RRASCTL_OK, "", "");
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_server_ports),
		cmocka_unit_test(test_server_config),
		cmocka_unit_test(test_ikev2),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_eap),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
