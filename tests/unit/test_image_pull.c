/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPRI_INTERFACE images: every lie that comes in. */
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

/* A million numbers fit into a request, but nobody has so many. */
static void test_pull_many_alternates(void **state)
{
	DATA_BLOB image = make_image(*state, &plain_2);
	size_t size = plain_2.size, i;
	struct router_change change;
	DATA_BLOB bytes = data_blob_talloc_zero(
		*state, size + 4 * (ROUTER_MAX_ALTERNATES + 1) + 2);

	memcpy(bytes.data, image.data, size);
	put32(&bytes, plain_2.szAlternates, (uint32_t)size);
	for (i = 0; i < ROUTER_MAX_ALTERNATES; i++) {
		bytes.data[size + 4 * i] = '1';
	}
	bytes.length = size + 4 * i + 2;
	assert_werr(image_interface_pull(*state, 2, &bytes, &change), 0);
	assert_string_equal(change.entry->szAlternates[i - 1], "1");
	bytes.data[size + 4 * i] = '1';
	bytes.length += 4;
	assert_werr(image_interface_pull(*state, 2, &bytes, &change),
		    ERROR_INVALID_PARAMETER);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		image_test(test_pull_forms),
		image_test(test_pull_appended),
		image_test(test_pull_many_alternates),
		image_test(test_pull_padded_level_3),
		image_test(test_pull_sizes),
		image_test(test_pull_level_0),
		image_test(test_pull_hours),
		image_test(test_pull_lies),
		image_test(test_pull_random_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
