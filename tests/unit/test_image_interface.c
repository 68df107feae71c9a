/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPRI_INTERFACE images: every byte that goes out, every lie that comes in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/images/image_form.h"
#include "server/images/image_interface.h"
#include "server/images/image_string.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

/*
 * The structures as a compiler with 4-byte and one with 8-byte pointers lays
 * them out: offsets of members that the tests touch.
 */
struct offsets {
	size_t size;
	size_t szAlternates;
	size_t ipaddr;
	size_t szDeviceName;
	size_t dwCustomAuthDataSize;
	size_t lpbCustomAuthData;
	size_t guidId;
	size_t dwVpnStrategy;
	size_t ipv6addrDns;
	size_t pointer; /* bytes of one */
};

/* wszInterfaceName at 0, dwInterface at 516, dwfOptions at 540,
 * szLocalPhoneNumber at 544 in all of them. */
static const struct offsets plain_2 = {2468, 804,  808,	 866, 2440,
				       2444, 2448, 2464, 0,   4};
static const struct offsets wide_2 = {2488, 808,  816,	874, 2448,
				      2456, 2464, 2480, 0,   8};
static const struct offsets plain_3 = {2508, 804,  808,	 866,  2440,
				       2444, 2448, 2464, 2472, 4};
static const struct offsets wide_3 = {2528, 808,  816,	874,  2448,
				      2456, 2464, 2480, 2488, 8};

static int setup(void **state)
{
	*state = talloc_new(NULL);
	return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static void put32(DATA_BLOB *bytes, size_t offset, uint32_t value)
{
	bytes->data[offset] = (uint8_t)value;
	bytes->data[offset + 1] = (uint8_t)(value >> 8);
	bytes->data[offset + 2] = (uint8_t)(value >> 16);
	bytes->data[offset + 3] = (uint8_t)(value >> 24);
}

static uint32_t get32(const DATA_BLOB *bytes, size_t offset)
{
	return (uint32_t)bytes->data[offset] |
	       (uint32_t)bytes->data[offset + 1] << 8 |
	       (uint32_t)bytes->data[offset + 2] << 16 |
	       (uint32_t)bytes->data[offset + 3] << 24;
}

/* ASCII only */
static void put_text(DATA_BLOB *bytes, size_t offset, const char *text)
{
	do {
		bytes->data[offset] = (uint8_t)*text;
		bytes->data[offset + 1] = 0;
		offset += 2;
	} while (*text++ != '\0');
}

static void assert_text(const DATA_BLOB *bytes, size_t offset, const char *text)
{
	do {
		assert_int_equal(bytes->data[offset], *text);
		assert_int_equal(bytes->data[offset + 1], 0);
		offset += 2;
	} while (*text++ != '\0');
}

static const struct router_interface lan = {
	.dwInterface = 0x12345678,
	.wszInterfaceName = "eth0",
	.fEnabled = true,
	.dwIfType = ROUTER_IF_TYPE_DEDICATED,
	.dwConnectionState = ROUTER_IF_STATE_CONNECTED,
	.fUnReachabilityReasons = 0x21,
	.dwLastError = 678,
};

static void test_push_level_0(void **state)
{
	DATA_BLOB bytes = {.data = NULL};
	size_t i;

	assert_werr(image_interface_push(*state, 0, &lan, &bytes), 0);
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
	struct router_interface interface = lan;
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

static struct router_entry *new_entry(TALLOC_CTX *mem_ctx)
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

static struct router_interface demand_dial(struct router_entry *entry)
{
	struct router_interface interface = lan;

	interface.wszInterfaceName = "isp 1";
	interface.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER;
	interface.entry = entry;
	return interface;
}

static const uint8_t guid_bytes[] = {4, 3,  2,	1,  6,	5,  8,	7,
				     9, 10, 11, 12, 13, 14, 15, 16};
static const uint8_t ipv4_bytes[] = {192, 0, 2, 1};

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
	struct router_entry *entry = new_entry(*state);
	struct router_interface interface = demand_dial(entry);
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
	struct router_entry *entry = new_entry(*state);
	struct router_interface interface = demand_dial(entry);
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
	struct router_entry *entry = new_entry(*state);
	struct router_interface interface = demand_dial(entry);
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
	struct router_entry *entry = new_entry(*state);
	struct router_interface interface = demand_dial(entry);
	const char *alternates[] = {"", NULL};
	DATA_BLOB bytes = {.data = NULL};
	char text[140];

	assert_werr(image_interface_push(*state, 4, &lan, &bytes),
		    ERROR_NOT_SUPPORTED);
	assert_werr(image_interface_push(*state, 2, &lan, &bytes),
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

/* A valid image, with room for 64 appended bytes. */
static DATA_BLOB make_image(TALLOC_CTX *mem_ctx, const struct offsets *at)
{
	DATA_BLOB bytes = data_blob_talloc_zero(mem_ctx, at->size + 64);

	bytes.length = at->size;
	put_text(&bytes, 0, "isp 1");
	put32(&bytes, 516, 7);
	put32(&bytes, 520, 0xFFFFFFFF);
	put32(&bytes, 524, ROUTER_IF_TYPE_FULL_ROUTER);
	put32(&bytes, 540, MPRIO_RequireMsCHAP2 | MPRIO_RequireEncryptedPw);
	put_text(&bytes, 544, "isp");
	memcpy(bytes.data + at->ipaddr, ipv4_bytes, 4);
	put_text(&bytes, at->szDeviceName, "WAN Miniport (PPPOE)");
	memcpy(bytes.data + at->guidId, guid_bytes, 16);
	put32(&bytes, at->dwVpnStrategy, MPR_VS_Ikev2Only);
	if (at->ipv6addrDns != 0) {
		bytes.data[at->ipv6addrDns + 15] = 1;
	}
	return bytes;
}

static void assert_pulled(const struct router_change *change)
{
	assert_string_equal(change->wszInterfaceName, "isp 1");
	assert_true(change->fEnabled);
	assert_int_equal(change->dwIfType, ROUTER_IF_TYPE_FULL_ROUTER);
	assert_false(change->set_hours);
	assert_non_null(change->entry);
	assert_int_equal(change->entry->dwfOptions,
			 MPRIO_RequireMsCHAP2 | MPRIO_RequireEncryptedPw);
	assert_string_equal(change->entry->szLocalPhoneNumber, "isp");
	assert_string_equal(change->entry->szDeviceName,
			    "WAN Miniport (PPPOE)");
	assert_string_equal(change->entry->szDeviceType, "");
	assert_memory_equal(&change->entry->ipaddr, ipv4_bytes, 4);
	assert_int_equal(change->entry->guidId.time_low, 0x01020304);
	assert_int_equal(change->entry->dwVpnStrategy, MPR_VS_Ikev2Only);
}

static const struct {
	const struct offsets *at;
	uint32_t level;
} forms[] = {{&plain_2, 2}, {&wide_2, 2}, {&plain_3, 3}, {&wide_3, 3}};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

static void test_pull_forms(void **state)
{
	size_t i;

	for (i = 0; i < FORMS; i++) {
		DATA_BLOB bytes = make_image(*state, forms[i].at);
		struct router_change change;

		assert_werr(image_interface_pull(*state, forms[i].level, &bytes,
						 &change),
			    0);
		assert_pulled(&change);
		assert_null(change.entry->szAlternates);
		assert_int_equal(change.entry->CustomAuthData.length, 0);
		assert_int_equal(change.entry->ipv6addrDns.s6_addr[15],
				 forms[i].level == 3);
	}
}

/* 3 bytes of custom data, one of padding, "12", "3" and the end: 12 bytes */
static void append_data(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->dwCustomAuthDataSize, 3);
	put32(bytes, at->lpbCustomAuthData, (uint32_t)at->size);
	put32(bytes, at->szAlternates, (uint32_t)at->size + 4);
	memcpy(bytes->data + at->size, "\xAA\xBB\xCC", 3);
	put_text(bytes, at->size + 4, "12");
	put_text(bytes, at->size + 10, "3");
	put_text(bytes, at->size + 14, "");
	bytes->length = at->size + 16;
}

static void test_pull_appended(void **state)
{
	size_t i;

	for (i = 0; i < FORMS; i++) {
		DATA_BLOB bytes = make_image(*state, forms[i].at);
		struct router_change change;

		append_data(&bytes, forms[i].at);
		assert_werr(image_interface_pull(*state, forms[i].level, &bytes,
						 &change),
			    0);
		assert_pulled(&change);
		assert_int_equal(change.entry->CustomAuthData.length, 3);
		assert_memory_equal(change.entry->CustomAuthData.data,
				    "\xAA\xBB\xCC", 3);
		assert_string_equal(change.entry->szAlternates[0], "12");
		assert_string_equal(change.entry->szAlternates[1], "3");
		assert_null(change.entry->szAlternates[2]);
		/* rounded up to the alignment of the structure */
		bytes.length += 4;
		assert_werr(image_interface_pull(*state, forms[i].level, &bytes,
						 &change),
			    0);
	}
}

static void test_pull_padded_level_3(void **state)
{
	DATA_BLOB bytes = make_image(*state, &plain_3);
	struct router_change change;

	bytes.length = 2512;
	assert_werr(image_interface_pull(*state, 3, &bytes, &change), 0);
	assert_pulled(&change);
}

static void test_pull_sizes(void **state)
{
	static const size_t sizes[IMAGE_LEVELS][3] = {
		{540}, {544, 552}, {2468, 2488}, {2508, 2512, 2528}};
	uint32_t level;
	size_t size;

	for (level = 0; level < IMAGE_LEVELS; level++) {
		for (size = 0; size < 2600; size++) {
			DATA_BLOB bytes = data_blob_talloc_zero(*state, size);
			struct router_change change;
			bool good = size > 0 && (size == sizes[level][0] ||
						 size == sizes[level][1] ||
						 size == sizes[level][2]);

			assert_werr(image_interface_pull(*state, level, &bytes,
							 &change),
				    good ? 0 : ERROR_INVALID_PARAMETER);
			if (!good) {
				assert_null(change.wszInterfaceName);
				assert_null(change.entry);
			}
			data_blob_free(&bytes);
		}
	}
}

static void test_pull_level_0(void **state)
{
	DATA_BLOB bytes = data_blob_talloc_zero(*state, 540);
	struct router_change change;
	size_t i;

	put32(&bytes, 524, 0xDEAD);
	for (i = 0; i < 512; i += 4) {
		/* U+1F4DE, a pair */
		put32(&bytes, i, 0xDCDED83D);
	}
	assert_werr(image_interface_pull(*state, 0, &bytes, &change), 0);
	assert_int_equal(strlen(change.wszInterfaceName), 128 * 4);
	assert_memory_equal(change.wszInterfaceName, "\xF0\x9F\x93\x9E", 4);
	assert_int_equal(change.dwIfType, 0xDEAD);
	assert_false(change.fEnabled);
	assert_werr(image_interface_pull(*state, 4, &bytes, &change),
		    ERROR_NOT_SUPPORTED);
	/* half a pair */
	put32(&bytes, 508, 0xD83D);
	assert_werr(image_interface_pull(*state, 0, &bytes, &change),
		    ERROR_INVALID_PARAMETER);
	put32(&bytes, 508, 0x0041DCDE);
	assert_werr(image_interface_pull(*state, 0, &bytes, &change),
		    ERROR_INVALID_PARAMETER);
	/* no terminator in 257 units */
	for (i = 0; i < 514; i += 2) {
		bytes.data[i] = 'x';
		bytes.data[i + 1] = 0;
	}
	assert_werr(image_interface_pull(*state, 0, &bytes, &change),
		    ERROR_INVALID_PARAMETER);
	bytes.data[512] = 0;
	assert_werr(image_interface_pull(*state, 0, &bytes, &change), 0);
	assert_int_equal(strlen(change.wszInterfaceName), 256);
}

static void test_pull_hours(void **state)
{
	DATA_BLOB bytes = data_blob_talloc_zero(*state, 600);
	struct router_change change;

	bytes.length = 544;
	put_text(&bytes, 0, "a");
	assert_werr(image_interface_pull(*state, 1, &bytes, &change), 0);
	assert_true(change.set_hours);
	assert_null(change.DialoutHours);
	/* a pointer of the caller's */
	put32(&bytes, 540, 0x7FFE1234);
	assert_werr(image_interface_pull(*state, 1, &bytes, &change), 0);
	assert_false(change.set_hours);
	put32(&bytes, 540, 544);
	put_text(&bytes, 544, "2 09:00-12:00");
	put_text(&bytes, 572, "");
	bytes.length = 574;
	assert_werr(image_interface_pull(*state, 1, &bytes, &change), 0);
	assert_true(change.set_hours);
	assert_string_equal(change.DialoutHours[0], "2 09:00-12:00");
	assert_null(change.DialoutHours[1]);
	/* no end */
	bytes.length = 572;
	assert_werr(image_interface_pull(*state, 1, &bytes, &change),
		    ERROR_INVALID_PARAMETER);
	/* with 8-byte pointers: at 544 */
	memset(bytes.data, 0, 600);
	put_text(&bytes, 0, "a");
	put32(&bytes, 544, 552);
	put_text(&bytes, 552, "0 00:00-24:00");
	bytes.length = 552 + 28 + 2;
	assert_werr(image_interface_pull(*state, 1, &bytes, &change), 0);
	assert_string_equal(change.DialoutHours[0], "0 00:00-24:00");
	put32(&bytes, 548, 1); /* over 4 GiB */
	assert_werr(image_interface_pull(*state, 1, &bytes, &change),
		    ERROR_INVALID_PARAMETER);
}

/* One lie in an image that is right otherwise. */

static void lie_outside(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->lpbCustomAuthData, (uint32_t)bytes->length - 2);
}

static void lie_far_outside(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->lpbCustomAuthData, 0xFFFFFFFE);
}

static void lie_inside_structure(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->lpbCustomAuthData, 544);
}

static void lie_size(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->dwCustomAuthDataSize, 0xFFFFFFFF);
}

static void lie_size_without_offset(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->lpbCustomAuthData, 0);
}

static void lie_overlap(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->dwCustomAuthDataSize, 5);
}

static void lie_odd(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->szAlternates, (uint32_t)at->size + 3);
}

static void lie_alternates_outside(DATA_BLOB *bytes, const struct offsets *at)
{
	put32(bytes, at->szAlternates, (uint32_t)bytes->length);
}

static void lie_alternates_in_structure(DATA_BLOB *bytes,
					const struct offsets *at)
{
	put32(bytes, at->szAlternates, 0x20);
}

static void lie_no_end(DATA_BLOB *bytes, const struct offsets *at)
{
	bytes->length -= 2;
}

static void lie_half_a_unit(DATA_BLOB *bytes, const struct offsets *at)
{
	bytes->length -= 1;
}

static void lie_more_bytes(DATA_BLOB *bytes, const struct offsets *at)
{
	bytes->length += 8;
}

static void lie_lone_surrogate(DATA_BLOB *bytes, const struct offsets *at)
{
	bytes->data[at->size + 5] = 0xD8;
}

static void lie_name_without_end(DATA_BLOB *bytes, const struct offsets *at)
{
	memset(bytes->data, 'x', 514);
}

static void lie_device_without_end(DATA_BLOB *bytes, const struct offsets *at)
{
	memset(bytes->data + at->szDeviceName, 'x', 258);
}

static void lie_high_half(DATA_BLOB *bytes, const struct offsets *at)
{
	if (at->pointer == 8) {
		put32(bytes, at->lpbCustomAuthData + 4, 1);
	} else {
		lie_outside(bytes, at);
	}
}

static void (*const lies[])(DATA_BLOB *bytes, const struct offsets *at) = {
	lie_outside,
	lie_far_outside,
	lie_inside_structure,
	lie_size,
	lie_size_without_offset,
	lie_overlap,
	lie_odd,
	lie_alternates_outside,
	lie_alternates_in_structure,
	lie_no_end,
	lie_half_a_unit,
	lie_more_bytes,
	lie_lone_surrogate,
	lie_name_without_end,
	lie_device_without_end,
	lie_high_half,
};

static void test_pull_lies(void **state)
{
	size_t i, lie;

	for (i = 0; i < FORMS; i++) {
		for (lie = 0; lie < sizeof(lies) / sizeof(lies[0]); lie++) {
			DATA_BLOB bytes = make_image(*state, forms[i].at);
			struct router_change change;

			append_data(&bytes, forms[i].at);
			lies[lie](&bytes, forms[i].at);
			assert_werr(image_interface_pull(*state, forms[i].level,
							 &bytes, &change),
				    ERROR_INVALID_PARAMETER);
			assert_null(change.entry);
		}
	}
}

/* Nothing but the address sanitiser to please. */
static void test_pull_random_damage(void **state)
{
	size_t i, round;

	srandom(87);
	for (i = 0; i < FORMS; i++) {
		for (round = 0; round < 2000; round++) {
			TALLOC_CTX *frame = talloc_new(*state);
			DATA_BLOB bytes = make_image(frame, forms[i].at);
			DATA_BLOB exact;
			struct router_change change;
			int damage;

			append_data(&bytes, forms[i].at);
			for (damage = 0; damage < 4; damage++) {
				bytes.data[(size_t)random() % bytes.length] =
					(uint8_t)random();
			}
			bytes.length -= (size_t)random() % 24;
			exact = data_blob_talloc(frame, bytes.data,
						 bytes.length);
			image_interface_pull(frame, forms[i].level, &exact,
					     &change);
			talloc_free(frame);
		}
	}
}

/* What GetInfo gives, SetInfo takes. */
static void test_round_trip(void **state)
{
	const char *alternates[] = {"1", "\xC3\xA4", NULL};
	uint8_t data[] = {1, 2, 3, 4, 5};
	struct router_entry *entry = new_entry(*state);
	struct router_interface interface = demand_dial(entry);
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
		cmocka_unit_test_setup_teardown(test_push_level_0, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_push_level_1, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_push_level_2, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_push_appended, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_push_level_3, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_push_errors, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_forms, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_appended, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_padded_level_3, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_sizes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_level_0, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_hours, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_lies, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pull_random_damage, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_round_trip, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
