/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which device an attempt gets, and which numbers a modem may be given.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <cmocka.h>
#include "server/dialer/device.h"
#include "server/dialer/number.h"

static struct dialer_device nics[] = {
	{.name = "wan0"}, {.name = "wan1", .carrier = true}, {.name = "wan2"}};
static struct dialer_device ttys[] = {{.name = "/dev/ttyS0", .rdev = 1},
				      {.name = "/dev/ttyS1", .rdev = 2}};

#define LIST(array) \
	(&(struct dialer_devices){sizeof(array) / sizeof((array)[0]), (array)})
#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

static const struct dialer_device *
choose(const struct dialer_devices *present, enum dialer_kind kind,
       const char *wanted, const struct dialer_device_use *used, size_t count)
{
	const struct dialer_device *chosen = (void *)1;
	WERROR error = dialer_device_choose(present, kind, wanted, used, count,
					    2, &chosen);

	if (chosen == NULL) {
		assert_code(error, ERROR_INTERFACE_HAS_NO_DEVICES);
	} else {
		assert_code(error, NO_ERROR);
	}
	return chosen;
}

static void test_nic(void **state)
{
	const struct dialer_device_use used[] = {
		{.kind = DIALER_KIND_PPPOE, .device = nics[1]},
		{.kind = DIALER_KIND_MODEM, .device = ttys[0]},
		{.kind = DIALER_KIND_PPPOE, .device = nics[1]},
	};
	struct dialer_devices none = {0};

	assert_null(choose(&none, DIALER_KIND_PPPOE, "", NULL, 0));
	assert_ptr_equal(choose(LIST(nics), DIALER_KIND_PPPOE, "", NULL, 0),
			 &nics[1]);
	assert_ptr_equal(choose(LIST(nics), DIALER_KIND_PPPOE, "wan2", NULL, 0),
			 &nics[2]);
	assert_null(choose(LIST(nics), DIALER_KIND_PPPOE, "wan9", NULL, 0));
	nics[1].carrier = false;
	assert_ptr_equal(choose(LIST(nics), DIALER_KIND_PPPOE, "", NULL, 0),
			 &nics[0]);
	nics[1].carrier = true;
	/* one session: one port is left; the tty does not count */
	assert_ptr_equal(choose(LIST(nics), DIALER_KIND_PPPOE, "", used, 2),
			 &nics[1]);
	assert_null(choose(LIST(nics), DIALER_KIND_PPPOE, "", used, 3));
}

static void test_tty(void **state)
{
	const struct dialer_device_use used[] = {
		{.kind = DIALER_KIND_DIRECT, .device = ttys[0]},
		{.kind = DIALER_KIND_PPPOE, .device = {.rdev = 2}},
		{.kind = DIALER_KIND_MODEM, .device = ttys[1]},
	};

	assert_ptr_equal(choose(LIST(ttys), DIALER_KIND_MODEM, "", NULL, 0),
			 &ttys[0]);
	assert_ptr_equal(choose(LIST(ttys), DIALER_KIND_MODEM, "", used, 2),
			 &ttys[1]);
	assert_null(choose(LIST(ttys), DIALER_KIND_DIRECT, "", used, 3));
	assert_ptr_equal(
		choose(LIST(ttys), DIALER_KIND_DIRECT, "ttyS1", used, 1),
		&ttys[1]);
	assert_null(
		choose(LIST(ttys), DIALER_KIND_DIRECT, "/dev/ttyS0", used, 1));
	assert_null(choose(LIST(ttys), DIALER_KIND_DIRECT, "S1", NULL, 0));
}

static void test_configured_ttys(void **state)
{
	const char *const names[] = {"/dev/null", "zero", "/dev/nosuchtty",
				     "/etc/passwd", NULL};
	const struct dialer_config config = {.serial_devices = names};
	struct dialer_devices *devices =
		dialer_devices_present(NULL, DIALER_KIND_DIRECT, &config);

	assert_int_equal(devices->count, 2); /* the character devices */
	assert_string_equal(devices->list[0].name, "/dev/null");
	assert_true(devices->list[0].rdev == makedev(1, 3));
	assert_string_equal(devices->list[1].name, "/dev/zero");
	talloc_free(devices);
}

static void test_names_of_ttys(void **state)
{
	/* links to a device that everybody has; mknod needs root */
	static const char *const names[] = {"ttyS10",  "ttyS2",	   "ttyUSB0",
					    "ttyACM0", "ttyS",	   "ttyS1a",
					    "tty1",    "ttyprintk"};
	char dir[] = "/tmp/test_dialer_XXXXXX", path[64];
	struct dialer_devices *devices;
	size_t i;

	assert_non_null(mkdtemp(dir));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		assert_int_equal(symlink("/dev/null", path), 0);
	}
	devices = dialer_devices_in_dir(NULL, dir);
	assert_int_equal(devices->count, 4);
	assert_string_equal(strrchr(devices->list[0].name, '/'), "/ttyACM0");
	assert_string_equal(strrchr(devices->list[1].name, '/'), "/ttyS2");
	assert_string_equal(strrchr(devices->list[2].name, '/'), "/ttyS10");
	assert_string_equal(strrchr(devices->list[3].name, '/'), "/ttyUSB0");
	talloc_free(devices);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
	devices = dialer_devices_in_dir(NULL, dir);
	assert_int_equal(devices->count, 0);
	talloc_free(devices);
}

static void test_nics_of_this_machine(void **state)
{
	const char *const names[] = {"lo", "nosuchnic0", NULL};
	const struct dialer_config named = {.pppoe_interfaces = names};
	const struct dialer_config any = {.pppoe_interfaces = NULL};
	struct dialer_devices *devices;
	size_t i;

	devices = dialer_devices_present(NULL, DIALER_KIND_PPPOE, &named);
	assert_int_equal(devices->count, 0); /* lo is no Ethernet device */
	talloc_free(devices);
	devices = dialer_devices_present(NULL, DIALER_KIND_PPPOE, &any);
	for (i = 0; i < devices->count; i++) {
		assert_string_not_equal(devices->list[i].name, "lo");
	}
	talloc_free(devices);
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
		cmocka_unit_test(test_tty),
		cmocka_unit_test(test_configured_ttys),
		cmocka_unit_test(test_names_of_ttys),
		cmocka_unit_test(test_nics_of_this_machine),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
