/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an entry to the ways of dialing it: its device, and the kinds of its
 * VPN strategy.
 */
#include "link_settings_fixture.h"
#include "server/router/vpn_strategy.h"

static void assert_device(const char *type, const char *name,
			  enum dialer_kind kind, const char *device)
{
	struct router_entry *entry = new_entry(NULL);
	struct dialer_settings s;

	entry->szDeviceType = type;
	entry->szDeviceName = name;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s),
		      ERROR_SUCCESS);
	assert_int_equal(s.kind, kind);
	assert_string_equal(s.device, device);
	talloc_free(entry);
}

static void assert_no_device(const char *type, const char *name)
{
	struct router_entry *entry = new_entry(NULL);
	struct dialer_settings s;

	entry->szDeviceType = type;
	entry->szDeviceName = name;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s),
		      ERROR_INTERFACE_HAS_NO_DEVICES);
	talloc_free(entry);
}

static void test_devices(void **state)
{
	assert_device("PPPoE", "", DIALER_KIND_PPPOE, "");
	assert_device("pppoe", "WAN Miniport (PPPOE)", DIALER_KIND_PPPOE, "");
	assert_device("PPPoE", "eth1", DIALER_KIND_PPPOE, "eth1");
	assert_device("Modem", "", DIALER_KIND_MODEM, "");
	assert_device("modem", "Compaq 56K USB", DIALER_KIND_MODEM, "");
	assert_device("Modem", "COM3", DIALER_KIND_MODEM, "/dev/ttyS2");
	assert_device("Modem", "ttyUSB0", DIALER_KIND_MODEM, "/dev/ttyUSB0");
	assert_device("SERIAL", "/dev/ttyS1", DIALER_KIND_DIRECT, "/dev/ttyS1");
	assert_device("SERIAL", "com1", DIALER_KIND_DIRECT, "/dev/ttyS0");
	assert_device("Modem", "Compex modem", DIALER_KIND_MODEM, "");
	assert_no_device("Modem", "COM0");
	assert_no_device("Modem", "COM1x");
	assert_no_device("Isdn", "");
	assert_no_device("x25", "");
}

#define PPTP DIALER_KIND_PPTP
#define L2TP DIALER_KIND_L2TP
#define SSTP DIALER_KIND_SSTP

/* [MS-RRASM] 2.2.1.2.84, dwVpnStrategy; IKEv2 is not dialed. */
static const struct {
	const char *device;
	uint32_t dwVpnStrategy;
	size_t count;
	enum dialer_kind kinds[3];
} strategies[] = {
	{"WAN Miniport (PPTP)", MPR_VS_Default, 2, {PPTP, L2TP}},
	{"WAN Miniport (L2TP)", MPR_VS_Default, 2, {PPTP, L2TP}},
	{"WAN Miniport (SSTP)", MPR_VS_Default, 1, {SSTP}},
	{"WAN Miniport (SSTP)", MPR_VS_PptpOnly, 1, {PPTP}},
	{"", MPR_VS_PptpOnly, 1, {PPTP}},
	{"", MPR_VS_PptpFirst, 2, {PPTP, L2TP}},
	{"", MPR_VS_L2tpOnly, 1, {L2TP}},
	{"", MPR_VS_L2tpFirst, 2, {L2TP, PPTP}},
	{"", 5, 1, {SSTP}},
	{"", 6, 3, {SSTP, PPTP, L2TP}},
	{"", MPR_VS_Ikev2First, 2, {PPTP, L2TP}},
	{"WAN Miniport (IKEv2)", MPR_VS_Ikev2Only, 0, {PPTP}},
	{"", 99, 0, {PPTP}},
};

static void assert_targets(const struct dialer_settings *s, size_t count,
			   const enum dialer_kind *kinds)
{
	size_t i;

	assert_int_equal(s->num_targets, count);
	assert_int_equal(s->kind, kinds[0]);
	assert_string_equal(s->number, "vpn.example.com");
	for (i = 0; i < count; i++) {
		assert_int_equal(s->targets[i].kind, kinds[i]);
		assert_string_equal(s->targets[i].number, "vpn.example.com");
	}
}

static void test_vpn_strategy(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(strategies) / sizeof(strategies[0]); i++) {
		struct router_entry *entry = new_entry(NULL);
		struct dialer_settings s;

		entry->szDeviceType = "vpn";
		entry->szDeviceName = strategies[i].device;
		entry->szLocalPhoneNumber = "vpn.example.com";
		entry->dwVpnStrategy = strategies[i].dwVpnStrategy;
		if (strategies[i].count == 0) {
			assert_werror(
				link_settings(entry, entry, NULL, NULL, &s),
				ERROR_INTERFACE_HAS_NO_DEVICES);
		} else {
			assert_werror(
				link_settings(entry, entry, NULL, NULL, &s),
				ERROR_SUCCESS);
			assert_targets(&s, strategies[i].count,
				       strategies[i].kinds);
		}
		talloc_free(entry);
	}
}

/* "The protocol that succeeds is tried first in subsequent dialing": of each
 * number, and only with MPR_VS_Default. */
static void test_vpn_strategy_learns(void **state)
{
	struct router_entry entry = {.szDeviceName = "",
				     .dwVpnStrategy = MPR_VS_Default};
	struct dialer_target targets[] = {
		{PPTP, "", "one"},
		{L2TP, "", "one"},
		{PPTP, "", "two"},
		{L2TP, "", "two"},
	};
	struct dialer_settings s = {.targets = targets, .num_targets = 4};

	assert_true(vpn_strategy_learns(&entry));
	vpn_strategy_prefer(&s, targets, L2TP);
	assert_int_equal(s.kind, L2TP);
	assert_string_equal(s.number, "one");
	assert_int_equal(targets[1].kind, PPTP);
	assert_int_equal(targets[2].kind, L2TP);
	assert_string_equal(targets[2].number, "two");
	assert_int_equal(targets[3].kind, PPTP);
	vpn_strategy_prefer(&s, targets, DIALER_KIND_PPPOE); /* none yet */
	assert_int_equal(s.kind, L2TP);
	entry.dwVpnStrategy = MPR_VS_PptpFirst;
	assert_false(vpn_strategy_learns(&entry));
}

static void test_kind_as_strategy(void **state)
{
	static const enum dialer_kind kinds[] = {PPTP, L2TP, SSTP};
	enum dialer_kind kind;
	size_t i;

	for (i = 0; i < 3; i++) {
		kind = DIALER_KIND_PPPOE;
		assert_true(vpn_strategy_kind(vpn_strategy_of_kind(kinds[i]),
					      &kind));
		assert_int_equal(kind, kinds[i]);
	}
	assert_int_equal(vpn_strategy_of_kind(L2TP), MPR_VS_L2tpOnly);
	assert_false(vpn_strategy_kind(MPR_VS_PptpFirst, &kind));
	assert_false(vpn_strategy_kind(99, &kind));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_vpn_strategy),
		cmocka_unit_test(test_vpn_strategy_learns),
		cmocka_unit_test(test_kind_as_strategy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
