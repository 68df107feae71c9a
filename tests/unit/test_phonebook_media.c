/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries with several MEDIA: read, changed, added to, and nothing lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "gen_ndr/rras_types.h"
#include "server/router/entry_device.h"
#include "phonebook_fixture.h"

#define FIRST                                            \
	"[a]\r\nEncoding=1\r\nSharedPhoneNumbers=1\r\n"  \
	"MEDIA=serial\r\nPort=ttyS0\r\nDevice=ttyS0\r\n" \
	"DEVICE=modem\r\nPhoneNumber=1\r\nSpeaker=0\r\n"
#define SECOND                                                      \
	"MEDIA=serial\r\nPort=COM2\r\nDevice=A Modem\r\n; mine\r\n" \
	"DEVICE=switch\r\nTerminal=1\r\nDEVICE=modem\r\n"           \
	"PhoneNumber=2\r\nComment=two\r\nPhoneNumber=22\r\nMy Key=x\r\n"
#define THIRD                                          \
	"MEDIA=isdn\r\nPort=ISDN1-0\r\nDevice=AVM\r\n" \
	"DEVICE=isdn\r\nPhoneNumber=3\r\nLineType=0\r\n"
#define REST "\r\n[b]\r\nEncoding=1\r\n"

static struct router_device device_at(const struct router_entry *entry,
				      uint32_t dwIndex)
{
	struct router_device device;

	assert_true(router_entry_device(entry, dwIndex, &device));
	return device;
}

static void assert_device(const struct router_entry *entry, uint32_t dwIndex,
			  const char *type, const char *name,
			  const char *number)
{
	struct router_device device = device_at(entry, dwIndex);

	assert_string_equal(device.szDeviceType, type);
	assert_string_equal(device.szDeviceName, name);
	assert_string_equal(device.szLocalPhoneNumber, number);
}

static void test_read(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, FIRST SECOND THIRD REST);
	struct router_entry *entry = fixture_get(*state, pbk, "a");
	struct router_entry *copy = router_entry_copy(*state, entry);
	struct router_device none;

	talloc_free(entry);
	assert_int_equal(copy->dwSubEntries, 3);
	assert_int_equal(router_entry_devices(copy), 3);
	assert_device(copy, 1, "Modem", "ttyS0", "1");
	assert_device(copy, 2, "Modem", "A Modem", "2");
	assert_string_equal(device_at(copy, 2).szAlternates[0], "22");
	assert_null(device_at(copy, 2).szAlternates[1]);
	assert_device(copy, 3, "Isdn", "AVM", "3");
	assert_null(device_at(copy, 3).szAlternates);
	assert_false(router_entry_device(copy, 0, &none));
	assert_false(router_entry_device(copy, 4, &none));
	assert_false(router_entry_device(copy, UINT32_MAX, &none));
}

/* What is written back as it was read changes no byte; nor do settings that
 * speak of no further devices. */
static void test_unchanged(void **state)
{
	static const char text[] = FIRST SECOND THIRD REST;
	struct phonebook *pbk = fixture_parse(*state, text);
	struct router_entry *entry = fixture_get(*state, pbk, "a");

	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_string_equal(fixture_format(*state, pbk), text);
	entry->SubEntries = NULL;
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_string_equal(fixture_format(*state, pbk), text);
}

static void test_change_numbers(void **state)
{
	static const char *alternates[] = {"55", "66", NULL};
	struct phonebook *pbk = fixture_parse(*state, FIRST SECOND THIRD REST);
	struct router_entry *entry = fixture_get(*state, pbk, "a");
	struct router_device device = device_at(entry, 2);
	const char *text;

	device.szLocalPhoneNumber = "5";
	device.szAlternates = alternates;
	assert_werr(router_entry_set_device(entry, 2, &device), 0);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	text = fixture_format(*state, pbk);
	/* It has numbers of its own now; all else stays where it is. */
	assert_non_null(strstr(text, "SharedPhoneNumbers=0\r\n"));
	assert_non_null(strstr(text, "; mine\r\nDEVICE=switch\r\nTerminal=1\r\n"
				     "DEVICE=modem\r\nPhoneNumber=5\r\n"
				     "Comment=two\r\nPhoneNumber=55\r\n"
				     "PhoneNumber=66\r\n"));
	assert_non_null(strstr(text, "My Key=x\r\n" THIRD REST));
	entry = fixture_get(*state, pbk, "a");
	assert_device(entry, 1, "Modem", "ttyS0", "1");
	assert_device(entry, 2, "Modem", "A Modem", "5");
	assert_string_equal(device_at(entry, 2).szAlternates[1], "66");
}

static void test_change_device(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, FIRST SECOND THIRD REST);
	struct router_entry *entry = fixture_get(*state, pbk, "a");
	struct router_device device = {.szDeviceType = MPRDT_Modem,
				       .szDeviceName = "ttyUSB0"};
	const char *text;

	assert_werr(router_entry_set_device(entry, 3, &device), 0);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	text = fixture_format(*state, pbk);
	assert_non_null(strstr(text,
			       SECOND "MEDIA=serial\r\nPort=ttyUSB0\r\n"
				      "Device=ttyUSB0\r\nDEVICE=modem\r\n"
				      "PhoneNumber=3\r\nLineType=0\r\n" REST));
	entry = fixture_get(*state, pbk, "a");
	assert_device(entry, 3, "Modem", "ttyUSB0", "3");
}

static void test_add(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, FIRST REST);
	struct router_entry *entry = fixture_get(*state, pbk, "a");
	struct router_device device = {.szDeviceType = MPRDT_Modem,
				       .szDeviceName = "ttyS1"};
	const char *text;

	assert_werr(router_entry_set_device(entry, 2, &device), 0);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	text = fixture_format(*state, pbk);
	/* Before the empty line, and without numbers it shares those there
	 * are. */
	assert_true(strncmp(text, FIRST "MEDIA=serial\r\nPort=ttyS1\r\n",
			    strlen(FIRST) + 26) == 0);
	assert_string_equal(text + strlen(text) - strlen(REST), REST);
	entry = fixture_get(*state, pbk, "a");
	assert_int_equal(entry->dwSubEntries, 2);
	assert_device(entry, 2, "Modem", "ttyS1", "");
	/* So with a number; the first device is left alone. */
	device.szLocalPhoneNumber = "9";
	device.szDeviceName = "ttyS2";
	assert_werr(router_entry_set_device(entry, 3, &device), 0);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_non_null(
		strstr(fixture_format(*state, pbk), "SharedPhoneNumbers=0"));
	entry = fixture_get(*state, pbk, "a");
	assert_int_equal(router_entry_devices(entry), 3);
	assert_device(entry, 1, "Modem", "ttyS0", "1");
	assert_device(entry, 2, "Modem", "ttyS1", "");
	assert_device(entry, 3, "Modem", "ttyS2", "9");
}

/* A new entry with several devices. */
static void test_new_entry(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, "");
	struct router_entry *entry = fixture_pppoe(*state);
	struct router_device device = {.szDeviceType = MPRDT_Modem,
				       .szDeviceName = "Mödem",
				       .szLocalPhoneNumber = "9"};

	entry->dwfOptions |= MPRIO_SharedPhoneNumbers;
	assert_werr(router_entry_set_device(entry, 1, &device), 0);
	device.szDeviceName = "ttyS1";
	assert_werr(router_entry_set_device(entry, 2, &device), 0);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	entry = fixture_get(*state, pbk, "a");
	assert_device(entry, 1, "Modem", "Mödem", "9");
	assert_device(entry, 2, "Modem", "ttyS1", "9");
	assert_non_null(
		strstr(fixture_format(*state, pbk), "SharedPhoneNumbers=1"));
}

static void test_set_errors(void **state)
{
	struct router_entry *entry = fixture_pppoe(*state);
	struct router_device device = {.szDeviceType = MPRDT_Modem,
				       .szDeviceName = "ttyS1"};
	uint32_t i;

	assert_werr(router_entry_set_device(entry, 0, &device),
		    ERROR_INVALID_PARAMETER);
	assert_werr(router_entry_set_device(entry, 3, &device),
		    ERROR_INVALID_PARAMETER);
	assert_werr(router_entry_set_device(entry, UINT32_MAX, &device),
		    ERROR_INVALID_PARAMETER);
	for (i = 2; i <= ROUTER_MAX_DEVICES; i++) {
		assert_werr(router_entry_set_device(entry, i, &device), 0);
	}
	assert_werr(router_entry_set_device(entry, i, &device),
		    ERROR_INVALID_PARAMETER);
	assert_werr(router_entry_check(entry), 0);
	entry->SubEntries[7]->szDeviceName = "a\nb";
	assert_werr(router_entry_check(entry), ERROR_INVALID_PARAMETER);
}

static void test_check(void **state)
{
	static const char *good_list[] = {"1", NULL}, *bad_list[] = {"", NULL};
	struct router_device device = {.szDeviceType = MPRDT_Modem,
				       .szDeviceName = "ttyS1",
				       .szAlternates = good_list};
	struct router_device bad;
	char *text = talloc_zero_size(*state, 200);
	unsigned i;

	assert_werr(router_device_check(&device), 0);
	memset(text, 'x', 17);
	for (i = 0; i < 4; i++) {
		bad = device;
		if (i == 0) {
			bad.szDeviceType = text;
		} else if (i == 3) {
			bad.szAlternates = bad_list;
		} else if (i == 1) {
			memset(text, 'x', 129);
			bad.szDeviceName = text;
		} else {
			bad.szLocalPhoneNumber = text;
		}
		assert_werr(router_device_check(&bad), ERROR_INVALID_PARAMETER);
	}
	bad = device;
	bad.szAlternates = talloc_zero_array(*state, const char *, 258);
	for (i = 0; i < 257; i++) {
		bad.szAlternates[i] = "1";
	}
	assert_werr(router_device_check(&bad), ERROR_INVALID_PARAMETER);
	bad.szAlternates[256] = NULL;
	assert_werr(router_device_check(&bad), 0);
}

/* One that cannot be read keeps its place, and is mended by a Set. */
static void test_unreadable(void **state)
{
	struct phonebook *pbk = fixture_parse(
		*state, FIRST
		"MEDIA=serial\r\nPort=a\tb\r\nDEVICE=modem\r\n" THIRD REST);
	struct router_entry *entry = fixture_get(*state, pbk, "a");
	struct router_device device = {.szDeviceType = MPRDT_Modem,
				       .szDeviceName = "ttyS1"};

	assert_int_equal(router_entry_devices(entry), 3);
	assert_device(entry, 2, "", "", "");
	assert_device(entry, 3, "Isdn", "AVM", "3");
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_non_null(strstr(fixture_format(*state, pbk), "Port=a\tb\r\n"));
	assert_werr(router_entry_set_device(entry, 2, &device), 0);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	entry = fixture_get(*state, pbk, "a");
	assert_device(entry, 2, "Modem", "ttyS1", "");
	assert_device(entry, 3, "Isdn", "AVM", "3");
}

/* More than we know what to do with: they stay. */
static void test_many(void **state)
{
	char *text = talloc_strdup(*state, FIRST);
	struct phonebook *pbk;
	struct router_entry *entry;
	unsigned i;

	for (i = 1; i < ROUTER_MAX_DEVICES + 3; i++) {
		text = talloc_asprintf_append(
			text,
			"MEDIA=serial\r\nPort=p%u\r\nDevice=d%u\r\n"
			"DEVICE=modem\r\nPhoneNumber=1\r\n",
			i, i);
	}
	pbk = fixture_parse(*state, text);
	entry = fixture_get(*state, pbk, "a");
	assert_int_equal(router_entry_devices(entry), ROUTER_MAX_DEVICES);
	assert_int_equal(entry->dwSubEntries, ROUTER_MAX_DEVICES + 3);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_string_equal(fixture_format(*state, pbk), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		phonebook_test(test_read),
		phonebook_test(test_unchanged),
		phonebook_test(test_change_numbers),
		phonebook_test(test_change_device),
		phonebook_test(test_add),
		phonebook_test(test_new_entry),
		phonebook_test(test_set_errors),
		phonebook_test(test_check),
		phonebook_test(test_unreadable),
		phonebook_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
