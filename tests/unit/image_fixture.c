/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the interface images share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include <arpa/inet.h>
#include "gen_ndr/rras_types.h"
#include "image_fixture.h"

/* wszInterfaceName at 0, dwInterface at 516, dwfOptions at 540,
 * szLocalPhoneNumber at 544 in all of them. */
const struct offsets plain_2 = {2468, 804,  808,  866, 2440,
				2444, 2448, 2464, 0,   4};
const struct offsets wide_2 = {2488, 808,  816,	 874, 2448,
			       2456, 2464, 2480, 0,   8};
const struct offsets plain_3 = {2508, 804,  808,  866,	2440,
				2444, 2448, 2464, 2472, 4};
const struct offsets wide_3 = {2528, 808,  816,	 874,  2448,
			       2456, 2464, 2480, 2488, 8};

int image_setup(void **state)
{
	*state = talloc_new(NULL);
	return *state == NULL ? -1 : 0;
}

int image_teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

void put32(DATA_BLOB *bytes, size_t offset, uint32_t value)
{
	bytes->data[offset] = (uint8_t)value;
	bytes->data[offset + 1] = (uint8_t)(value >> 8);
	bytes->data[offset + 2] = (uint8_t)(value >> 16);
	bytes->data[offset + 3] = (uint8_t)(value >> 24);
}

uint32_t get32(const DATA_BLOB *bytes, size_t offset)
{
	return (uint32_t)bytes->data[offset] |
	       (uint32_t)bytes->data[offset + 1] << 8 |
	       (uint32_t)bytes->data[offset + 2] << 16 |
	       (uint32_t)bytes->data[offset + 3] << 24;
}

/* ASCII only */
void put_text(DATA_BLOB *bytes, size_t offset, const char *text)
{
	do {
		bytes->data[offset] = (uint8_t)*text;
		bytes->data[offset + 1] = 0;
		offset += 2;
	} while (*text++ != '\0');
}

void assert_text(const DATA_BLOB *bytes, size_t offset, const char *text)
{
	do {
		assert_int_equal(bytes->data[offset], *text);
		assert_int_equal(bytes->data[offset + 1], 0);
		offset += 2;
	} while (*text++ != '\0');
}

const struct router_interface fixture_lan = {
	.dwInterface = 0x12345678,
	.wszInterfaceName = "eth0",
	.fEnabled = true,
	.dwIfType = ROUTER_IF_TYPE_DEDICATED,
	.dwConnectionState = ROUTER_IF_STATE_CONNECTED,
	.fUnReachabilityReasons = 0x21,
	.dwLastError = 678,
};

struct router_entry *fixture_entry(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = router_entry_new(mem_ctx);

	entry->dwfOptions = MPRIO_RequireMsCHAP2;
	entry->szLocalPhoneNumber = "isp";
	entry->szDeviceName = "WAN Miniport (PPPOE)";
	entry->szDeviceType = "PPPoE";
	inet_pton(AF_INET, "192.0.2.1", &entry->ipaddr);
	inet_pton(AF_INET6, "2001:db8::1", &entry->ipv6addrDns);
	entry->dwEncryptionType = MPR_ET_Require;
	entry->guidId = (struct GUID){.time_low = 0x01020304,
				      .time_mid = 0x0506,
				      .time_hi_and_version = 0x0708,
				      .clock_seq = {9, 10},
				      .node = {11, 12, 13, 14, 15, 16}};
	entry->dwVpnStrategy = MPR_VS_L2tpFirst;
	return entry;
}

struct router_interface fixture_demand_dial(struct router_entry *entry)
{
	struct router_interface interface = fixture_lan;

	interface.wszInterfaceName = "isp 1";
	interface.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER;
	interface.entry = entry;
	return interface;
}

const uint8_t guid_bytes[16] = {4, 3,  2,  1,  6,  5,  8,  7,
				9, 10, 11, 12, 13, 14, 15, 16};
const uint8_t ipv4_bytes[4] = {192, 0, 2, 1};
