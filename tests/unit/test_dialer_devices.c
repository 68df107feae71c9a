/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which device an attempt gets, and which numbers a modem may be given.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>
#include "server/dialer/device.h"
#include "server/dialer/number.h"
#include "server/dialer/speed.h"

static struct dialer_device nics[] = {
	{.name = "wan0"}, {.name = "wan1", .carrier = true}, {.name = "wan2"}};

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

static const struct dialer_device *choose(const struct dialer_devices *present,
					  const char *wanted)
{
	const struct dialer_device *chosen = (void *)1;
	WERROR error = dialer_device_choose(present, wanted, &chosen);

	assert_code(error,
		    chosen == NULL ? ERROR_INTERFACE_HAS_NO_DEVICES : NO_ERROR);
	return chosen;
}

static void test_nic(void **state)
{
	const struct dialer_devices none = {0}, all = {3, nics};

	assert_null(choose(&none, ""));
	assert_ptr_equal(choose(&all, ""), &nics[1]);
	assert_ptr_equal(choose(&all, "wan2"), &nics[2]);
	assert_null(choose(&all, "wan9"));
	nics[1].carrier = false;
	assert_ptr_equal(choose(&all, ""), &nics[0]);
}

static void test_nics_of_this_machine(void **state)
{
	const char *const names[] = {"lo", "nosuchnic0", NULL};
	const struct dialer_config named = {.pppoe_interfaces = names};
	const struct dialer_config any = {.pppoe_interfaces = NULL};
	struct dialer_devices *devices;
	size_t i;

	devices = dialer_devices_present(NULL, &named);
	assert_int_equal(devices->count, 0); /* lo is no Ethernet device */
	talloc_free(devices);
	devices = dialer_devices_present(NULL, &any);
	for (i = 0; i < devices->count; i++) {
		assert_string_not_equal(devices->list[i].name, "lo");
	}
	talloc_free(devices);
}

static void test_speed_of_nic(void **state)
{
	assert_int_equal(dialer_speed_of_nic("no-such-nic"), 0);
	assert_int_equal(dialer_speed_of_nic("lo"), 0); /* it has none */
	assert_int_equal(dialer_speed_of_nic("longer than any name is"), 0);
}

static void test_speed_of_tty(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct termios settings;
	char path[64];
	int tty;

	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	assert_int_equal(ptsname_r(master, path, sizeof(path)), 0);
	tty = open(path, O_RDWR | O_NOCTTY);
	assert_int_equal(tcgetattr(tty, &settings), 0);
	cfsetspeed(&settings, B57600);
	assert_int_equal(tcsetattr(tty, TCSANOW, &settings), 0);
	assert_int_equal(dialer_speed_of_tty(path), 57600);
	close(tty);
	close(master);
	assert_int_equal(dialer_speed_of_tty("/dev/null"), 0);
	assert_int_equal(dialer_speed_of_tty("/dev/no-such-tty"), 0);
}

static void test_numbers(void **state)
{
	static const char *const good[] = {
		"5551234", "+49 (30) 123-456", "0,W0301234", "T*99#", "p1!2@3",
		"A1b2",	   "030/12.34"};
	static const char *const bad[] = {
		"",	"   ",	     "+",      "WTP",	    "123;H0",
		"1\r2", "123\nATH0", "1\\r",   "1^M",	    "S=1",
		"1'2",	"1\"2",	     "$(id)1", "1`id`",	    "1|2",
		"1&2",	"L",	     "1\x7f",  "1\xc3\xbc", "1%2"};
	char longest[DIALER_MAX_NUMBER + 2];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_code(dialer_number_check(good[i]), NO_ERROR);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_code(dialer_number_check(bad[i]),
			    ERROR_BAD_PHONE_NUMBER);
	}
	memset(longest, '1', sizeof(longest));
	longest[DIALER_MAX_NUMBER] = '\0';
	assert_code(dialer_number_check(longest), NO_ERROR);
	longest[DIALER_MAX_NUMBER] = '1';
	longest[DIALER_MAX_NUMBER + 1] = '\0';
	assert_code(dialer_number_check(longest), ERROR_PHONE_NUMBER_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nic),
		cmocka_unit_test(test_nics_of_this_machine),
		cmocka_unit_test(test_speed_of_nic),
		cmocka_unit_test(test_speed_of_tty),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
