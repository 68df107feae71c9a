/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting the devices of an interface: the phonebook and memory agree. */
#include "router_fixture.h"
#include <string.h>
#include "server/router/entry_device.h"

static WERROR do_device(struct fixture *f, uint32_t dwInterface,
			uint32_t dwIndex, const char *type, const char *name,
			const char *number)
{
	const struct router_device device = {.szDeviceType = type,
					     .szDeviceName = name,
					     .szLocalPhoneNumber = number};
	struct tevent_req *req = router_set_device_send(
		f->mem, f->ev, f->router, dwInterface, dwIndex, &device);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_device_recv(req);
}

static void assert_device(struct fixture *f, uint32_t dwInterface,
			  uint32_t dwIndex, const char *type, const char *name,
			  const char *number)
{
	const struct router_interface *info =
		router_get(f->router, dwInterface);
	struct router_device device;

	assert_true(router_entry_device(info->entry, dwIndex, &device));
	assert_string_equal(device.szDeviceType, type);
	assert_string_equal(device.szDeviceName, name);
	assert_string_equal(device.szLocalPhoneNumber, number);
}

static uint32_t devices(struct fixture *f, uint32_t dwInterface)
{
	const struct router_entry *entry =
		router_get(f->router, dwInterface)->entry;

	assert_int_equal(entry->dwSubEntries, router_entry_devices(entry));
	return entry->dwSubEntries;
}

static void test_first(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");

	assert_werror(do_device(f, dd1, 1, MPRDT_Modem, "ttyS0", "123"),
		      ERROR_SUCCESS);
	assert_device(f, dd1, 1, MPRDT_Modem, "ttyS0", "123");
	assert_non_null(strstr(read_phonebook(f), "PhoneNumber=123\r\n"));
	/* Without a number it stays; the type of the entry follows. */
	assert_werror(do_device(f, dd1, 1, MPRDT_Serial, "ttyS1", NULL),
		      ERROR_SUCCESS);
	assert_device(f, dd1, 1, MPRDT_Serial, "ttyS1", "123");
	assert_int_equal(router_get(f->router, dd1)->entry->dwType,
			 MPRET_Direct);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_device(f, dd1, 1, MPRDT_Serial, "ttyS1", "123");
	assert_int_equal(devices(f, dd1), 1);
}

static void test_multilink(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_change change = fixture_change(f, NULL);
	char *text;

	assert_werror(do_device(f, dd1, 1, MPRDT_Modem, "ttyS0", "1"),
		      ERROR_SUCCESS);
	assert_werror(do_device(f, dd1, 2, MPRDT_Isdn, "AVM", "2"),
		      ERROR_SUCCESS);
	assert_werror(do_device(f, dd1, 3, MPRDT_Serial, "ttyS1", NULL),
		      ERROR_SUCCESS);
	assert_int_equal(devices(f, dd1), 3);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_device(f, dd1, 2, MPRDT_Isdn, "AVM", "2");
	assert_device(f, dd1, 3, MPRDT_Serial, "ttyS1", "");
	/* SetInfo, which knows of one device only, loses none. */
	assert_werror(do_set(f, dd1, &change), ERROR_SUCCESS);
	assert_device(f, dd1, 1, MPRDT_Serial, "A cable", "");
	assert_device(f, dd1, 2, MPRDT_Isdn, "AVM", "2");
	assert_int_equal(devices(f, dd1), 3);
	/* What others write meanwhile is not undone. */
	text = read_phonebook(f);
	memcpy(strstr(text, "RedialSeconds=60"), "RedialSeconds=61", 16);
	write_phonebook(f, text);
	assert_werror(do_device(f, dd1, 2, MPRDT_Isdn, "AVM", "22"),
		      ERROR_SUCCESS);
	assert_non_null(strstr(read_phonebook(f), "RedialSeconds=61"));
	assert_device(f, dd1, 2, MPRDT_Isdn, "AVM", "22");
}

/* "SHOULD be ignored", and succeeds. */
static void test_ignored(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	const char *before;

	assert_werror(
		do_device(f, dd1, 2, MPRDT_Vpn, "WAN Miniport (L2TP)", NULL),
		ERROR_SUCCESS);
	assert_werror(do_device(f, dd1, 2, MPRDT_Atm, "Some card", NULL),
		      ERROR_SUCCESS);
	assert_int_equal(devices(f, dd1), 1);
	assert_werror(do_device(f, dd1, 2, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_SUCCESS);
	assert_werror(do_device(f, dd1, 1, DEVICE_TYPE_PPPOE,
				"WAN Miniport (PPPOE)", NULL),
		      ERROR_SUCCESS);
	before = read_phonebook(f);
	assert_werror(do_device(f, dd1, 2, MPRDT_Modem, "ttyS2", NULL),
		      ERROR_SUCCESS);
	assert_werror(do_device(f, dd1, 99, MPRDT_Modem, "ttyS2", NULL),
		      ERROR_SUCCESS);
	assert_string_equal(read_phonebook(f), before);
	assert_device(f, dd1, 2, MPRDT_Modem, "ttyS1", "");
}

static void test_errors(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");

	assert_werror(do_device(f, 99, 1, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_INVALID_HANDLE);
	assert_werror(do_device(f, LOOPBACK, 1, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_NOT_SUPPORTED);
	assert_werror(do_device(f, dd1, 0, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_INVALID_PARAMETER);
	assert_werror(do_device(f, dd1, 3, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_INVALID_PARAMETER);
	assert_werror(do_device(f, dd1, 1, MPRDT_Modem, "tty\rS1", NULL),
		      ERROR_INVALID_PARAMETER);
	write_phonebook(f, "");
	assert_werror(do_device(f, dd1, 1, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	write_phonebook(f, "[dd1]\r\nEncoding=x\r\n");
	assert_werror(do_device(f, dd1, 1, MPRDT_Modem, "ttyS1", NULL),
		      ERROR_CORRUPT_PHONEBOOK);
	assert_device(f, dd1, 1, MPRDT_Serial, "A cable", "");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first),
		TEST(test_multilink),
		TEST(test_ignored),
		TEST(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
