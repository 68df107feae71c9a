/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a demand-dial interface: kinds, copies, limits; and text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/router/entry.h"
#include "server/router/text.h"

static const struct {
	const char *name;
	const char *type;
	enum router_entry_kind kind;
	uint32_t dwType;
} kinds[] = {
	{"WAN Miniport (PPPOE)", "", ROUTER_ENTRY_PPPOE, MPRET_Phone},
	{"wan miniport (pppoe)", "Vpn", ROUTER_ENTRY_PPPOE, MPRET_Phone},
	{"eth1", "pppoe", ROUTER_ENTRY_PPPOE, MPRET_Phone},
	{"eth1", "", ROUTER_ENTRY_OTHER, MPRET_Phone},
	{"WAN Miniport (PPTP)", "", ROUTER_ENTRY_VPN, MPRET_Vpn},
	{"WAN Miniport (SSTP)", "Modem", ROUTER_ENTRY_VPN, MPRET_Vpn},
	{"", "vpn", ROUTER_ENTRY_VPN, MPRET_Vpn},
	{"ttyS0", "", ROUTER_ENTRY_MODEM, MPRET_Phone},
	{"/dev/ttyUSB0", "Serial", ROUTER_ENTRY_DIRECT, MPRET_Direct},
	{"COM3", "", ROUTER_ENTRY_MODEM, MPRET_Phone},
	{"Communications cable", "", ROUTER_ENTRY_OTHER, MPRET_Phone},
	{"Communications cable", "SERIAL", ROUTER_ENTRY_DIRECT, MPRET_Direct},
	{"Compaq 56K", "MODEM", ROUTER_ENTRY_MODEM, MPRET_Phone},
	{"LPT1", "PARALLEL", ROUTER_ENTRY_OTHER, MPRET_Direct},
	{"ISDN", "Isdn", ROUTER_ENTRY_OTHER, MPRET_Phone},
	{"", "", ROUTER_ENTRY_OTHER, MPRET_Phone},
};

static void test_kinds(void **state)
{
	struct router_entry *entry = router_entry_new(NULL);
	size_t i;

	assert_non_null(entry);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		entry->szDeviceName = kinds[i].name;
		entry->szDeviceType = kinds[i].type;
		assert_int_equal(router_entry_kind(entry), kinds[i].kind);
		assert_int_equal(router_entry_type(router_device_type(
					 kinds[i].name, kinds[i].type)),
				 kinds[i].dwType);
	}
	talloc_free(entry);
}

static void test_copy_is_deep(void **state)
{
	const char *alternates[] = {"1", "2", NULL};
	char number[] = "5550123";
	uint8_t bytes[] = {7};
	struct router_entry *entry = router_entry_new(NULL);
	struct router_entry *copy = NULL;

	entry->szLocalPhoneNumber = number;
	entry->szAlternates = alternates;
	entry->CustomAuthData = data_blob_const(bytes, sizeof(bytes));
	entry->dwDialMode = 9;
	copy = router_entry_copy(NULL, entry);
	assert_non_null(copy);
	talloc_free(entry);
	number[0] = 'x';
	alternates[0] = NULL;
	bytes[0] = 0;
	assert_string_equal(copy->szLocalPhoneNumber, "5550123");
	assert_string_equal(copy->szAlternates[0], "1");
	assert_string_equal(copy->szAlternates[1], "2");
	assert_null(copy->szAlternates[2]);
	assert_int_equal(copy->CustomAuthData.data[0], 7);
	assert_int_equal(copy->dwDialMode, 9);
	assert_string_equal(copy->szX25Address, "");
	talloc_free(copy);
}

static void test_limits(void **state)
{
	struct router_entry *entry = router_entry_new(NULL);
	char text[130];

	memset(text, '5', sizeof(text));
	text[128] = '\0';
	entry->szLocalPhoneNumber = text;
	assert_int_equal(W_ERROR_V(router_entry_check(entry)), 0);
	text[128] = '5';
	text[129] = '\0';
	assert_int_equal(W_ERROR_V(router_entry_check(entry)),
			 ERROR_INVALID_PARAMETER);
	talloc_free(entry);
}

static void test_text_length(void **state)
{
	assert_int_equal(text_utf16_length(""), 0);
	assert_int_equal(text_utf16_length("a\xC3\xA4\xE2\x82\xAC"), 3);
	assert_int_equal(text_utf16_length("\xF0\x9F\x93\x9E"), 2);
	assert_int_equal(text_utf16_length("\xC3"), -1);
	assert_int_equal(text_utf16_length("\x80"), -1);
	assert_int_equal(text_utf16_length("\xC0\xAF"), -1);
	assert_int_equal(text_utf16_length("\xED\xA0\x80"), -1);
	assert_int_equal(text_utf16_length("\xF4\x90\x80\x80"), -1);
	assert_true(text_is_line("\xF0\x9F\x93\x9E", 2));
	assert_false(text_is_line("\xF0\x9F\x93\x9E", 1));
	assert_false(text_is_line("\x1F", 9));
}

/* In order, and each its own class. */
static const char *const ordered[] = {
	"", "A", "AB", "B", "Z", "\xC3\x84", "\xE2\x82\xAC", "\xF0\x9F\x93\x9E",
};

static void test_compare(void **state)
{
	size_t n = sizeof(ordered) / sizeof(ordered[0]);
	size_t i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++) {
			int order = text_compare_fold(ordered[i], ordered[j]);

			assert_int_equal((order > 0) - (order < 0),
					 (i > j) - (i < j));
		}
	}
	assert_int_equal(text_compare_fold("dd1", "DD1"), 0);
	assert_int_equal(text_compare_fold("\xC3\xA4", "\xC3\x84"), 0);
	assert_int_equal(text_compare_fold("a", "B"), -1);
	assert_int_equal(text_compare_fold("\xFF", "\xFF"), 0);
	assert_true(text_compare_fold("\xFF", "\xFE") > 0);
	assert_true(text_compare_fold("\xFF", "a") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_copy_is_deep),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_text_length),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
