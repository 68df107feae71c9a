/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPRI_INTERFACE images: every byte that goes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "server/images/image_form.h"
#include "server/images/image_interface.h"
#include "image_fixture.h"

static void test_push_level_0(void **state)
{
	DATA_BLOB bytes = {.data = NULL};
	size_t i;

	assert_werr(image_interface_push(*state, 0, &fixture_lan, &bytes), 0);
	assert_int_equal(bytes.length, 540);
	assert_text(&bytes, 0, "eth0");
	for (i = 10; i < 516; i++) {
		assert_int_equal(bytes.data[i], 0);
	}
	assert_int_equal(get32(&bytes, 516), 0x12345678);
	assert_int_equal(get32(&bytes, 520), 1);
	assert_int_equal(get32(&bytes, 524), ROUTER_IF_TYPE_DEDICATED);
	assert_int_equal(get32(&bytes, 528), ROUTER_IF_STATE_CONNECTED);
	assert_int_equal(get32(&bytes, 532), 0x21);
	assert_int_equal(get32(&bytes, 536), 678);
}

static void test_push_level_1(void **state)
{
	const char *hours[] = {"2 09:00-12:00", "4 13:00-17:30", NULL};
	struct router_interface interface = fixture_lan;
	DATA_BLOB bytes = {.data = NULL};

	assert_werr(image_interface_push(*state, 1, &interface, &bytes), 0);
	assert_int_equal(bytes.length, 544);
	assert_int_equal(get32(&bytes, 540), 0);
	interface.DialoutHours = hours;
	assert_werr(image_interface_push(*state, 1, &interface, &bytes), 0);
	assert_int_equal(bytes.length, 544 + 28 + 28 + 2);
	assert_int_equal(get32(&bytes, 540), 544);
	assert_text(&bytes, 544, "2 09:00-12:00");
	assert_text(&bytes, 572, "4 13:00-17:30");
	assert_text(&bytes, 600, "");
}

static void assert_demand_dial(const DATA_BLOB *bytes, const struct offsets *at)
{
	assert_text(bytes, 0, "isp 1");
	/* 3.1.4.14 has GetInfo add what follows from the protocols. */
	assert_int_equal(get32(bytes, 540),
			 MPRIO_RequireMsCHAP2 | MPRIO_RequireEncryptedPw |
				 MPRIO_RequireMsEncryptedPw |
				 MPRIO_RequireDataEncryption);
	assert_text(bytes, 544, "isp");
	assert_memory_equal(bytes->data + at->ipaddr, ipv4_bytes, 4);
	assert_text(bytes, at->szDeviceName, "WAN Miniport (PPPOE)");
	assert_memory_equal(bytes->data + at->guidId, guid_bytes, 16);
	assert_int_equal(get32(bytes, at->dwVpnStrategy), MPR_VS_L2tpFirst);
}

static void test_push_level_2(void **state)
{
	struct router_entry *entry = fixture_entry(*state);
	struct router_interface interface = fixture_demand_dial(entry);
	DATA_BLOB bytes = {.data = NULL};

	assert_werr(image_interface_push(*state, 2, &interface, &bytes), 0);
	assert_int_equal(bytes.length, plain_2.size);
	assert_demand_dial(&bytes, &plain_2);
	assert_int_equal(get32(&bytes, plain_2.szAlternates), 0);
	assert_int_equal(get32(&bytes, plain_2.dwCustomAuthDataSize), 0);
	assert_int_equal(get32(&bytes, plain_2.lpbCustomAuthData), 0);
}

static void test_push_appended(void **state)
{
	const char *alternates[] = {"0123", "45", NULL};
	uint8_t data[] = {0xAA, 0xBB, 0xCC};
	struct router_entry *entry = fixture_entry(*state);
	struct router_interface interface = fixture_demand_dial(entry);
	DATA_BLOB bytes = {.data = NULL};

	entry->szAlternates = alternates;
	entry->CustomAuthData = data_blob_const(data, sizeof(data));
	assert_werr(image_interface_push(*state, 2, &interface, &bytes), 0);
	assert_int_equal(get32(&bytes, plain_2.dwCustomAuthDataSize), 3);
	assert_int_equal(get32(&bytes, plain_2.lpbCustomAuthData), 2468);
	assert_memory_equal(bytes.data + 2468, data, 3);
	/* on an even offset behind the three bytes */
	assert_int_equal(get32(&bytes, plain_2.szAlternates), 2472);
	assert_int_equal(bytes.data[2471], 0);
	assert_text(&bytes, 2472, "0123");
	assert_text(&bytes, 2482, "45");
	assert_text(&bytes, 2488, "");
	assert_int_equal(bytes.length, 2490);
}

static void test_push_level_3(void **state)
{
	struct router_entry *entry = fixture_entry(*state);
	struct router_interface interface = fixture_demand_dial(entry);
	const char *alternates[] = {"1", NULL};
	DATA_BLOB bytes = {.data = NULL};

	assert_werr(image_interface_push(*state, 3, &interface, &bytes), 0);
	assert_int_equal(bytes.length, 2512);
	assert_demand_dial(&bytes, &plain_3);
	assert_int_equal(get32(&bytes, plain_3.ipv6addrDns), 0xb80d0120);
	assert_int_equal(bytes.data[plain_3.ipv6addrDns + 15], 1);
	assert_int_equal(get32(&bytes, 2468), 0); /* AddressCount */
	assert_int_equal(get32(&bytes, 2504), 0); /* ipv6addr */
	assert_int_equal(get32(&bytes, 2508), 0); /* see the header */
	entry->szAlternates = alternates;
	assert_werr(image_interface_push(*state, 3, &interface, &bytes), 0);
	assert_int_equal(get32(&bytes, plain_3.szAlternates), 2512);
	assert_int_equal(bytes.length, 2518);
}

static void test_push_errors(void **state)
{
	struct router_entry *entry = fixture_entry(*state);
	struct router_interface interface = fixture_demand_dial(entry);
	const char *alternates[] = {"", NULL};
	DATA_BLOB bytes = {.data = NULL};
	char text[140];

	assert_werr(image_interface_push(*state, 4, &fixture_lan, &bytes),
		    ERROR_NOT_SUPPORTED);
	assert_werr(image_interface_push(*state, 2, &fixture_lan, &bytes),
		    ERROR_INVALID_LEVEL);
	memset(text, 'x', sizeof(text));
	text[129] = '\0';
	entry->szLocalPhoneNumber = text;
	assert_werr(image_interface_push(*state, 2, &interface, &bytes),
		    ERROR_INVALID_DATA);
	text[128] = '\0';
	assert_werr(image_interface_push(*state, 2, &interface, &bytes), 0);
	entry->szLocalPhoneNumber = "\xC3";
	assert_werr(image_interface_push(*state, 2, &interface, &bytes),
		    ERROR_INVALID_DATA);
	entry->szLocalPhoneNumber = "";
	entry->szAlternates = alternates;
	assert_werr(image_interface_push(*state, 2, &interface, &bytes),
		    ERROR_INVALID_DATA);
	interface.wszInterfaceName = NULL;
}

/* What GetInfo gives, SetInfo takes. */
static void test_round_trip(void **state)
{
	const char *alternates[] = {"1", "\xC3\xA4", NULL};
	uint8_t data[] = {1, 2, 3, 4, 5};
	struct router_entry *entry = fixture_entry(*state);
	struct router_interface interface = fixture_demand_dial(entry);
	uint32_t level;

	entry->szAlternates = alternates;
	entry->CustomAuthData = data_blob_const(data, sizeof(data));
	entry->szX25UserData = "\xE2\x82\xAC";
	entry->dwIdleDisconnectSeconds = MPRIDS_Disabled;
	for (level = 2; level <= 3; level++) {
		DATA_BLOB bytes = {.data = NULL};
		struct router_change change;

		assert_werr(
			image_interface_push(*state, level, &interface, &bytes),
			0);
		assert_werr(
			image_interface_pull(*state, level, &bytes, &change),
			0);
		assert_string_equal(change.entry->szAlternates[1], "\xC3\xA4");
		assert_memory_equal(change.entry->CustomAuthData.data, data, 5);
		assert_string_equal(change.entry->szX25UserData,
				    "\xE2\x82\xAC");
		assert_int_equal(change.entry->dwIdleDisconnectSeconds,
				 MPRIDS_Disabled);
		assert_memory_equal(&change.entry->guidId, &entry->guidId,
				    sizeof(entry->guidId));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		image_test(test_push_level_0), image_test(test_push_level_1),
		image_test(test_push_level_2), image_test(test_push_appended),
		image_test(test_push_level_3), image_test(test_push_errors),
		image_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
