/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory images have the size and the layout that Windows' compiler gives
 * them: every member that matters is found at its offset, and what is pulled
 * is what was pushed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "ndr_images.h"
#include "ndr_rasrpc_images.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* One image type, its marshalling and its size in bytes. */
struct image {
	const char *name;
	size_t struct_size;
	size_t size;
	ndr_push_flags_fn_t push;
	ndr_pull_flags_fn_t pull;
};

#define IMAGE(type, bytes)                                                   \
	{                                                                    \
		.name = #type, .struct_size = sizeof(struct type),           \
		.size = bytes, .push = (ndr_push_flags_fn_t)ndr_push_##type, \
		.pull = (ndr_pull_flags_fn_t)ndr_pull_##type,                \
	}

static const struct image images[] = {
	IMAGE(MPR_SERVER_0, 16),
	IMAGE(MPR_SERVER_1, 16),
	IMAGE(MPR_SERVER_2, 24),
	IMAGE(MPRI_INTERFACE_0, 540),
	IMAGE(MPRI_INTERFACE_1, 544),
	IMAGE(MPRI_INTERFACE_1_64, 552),
	IMAGE(MPRI_INTERFACE_2, 2468),
	IMAGE(MPRI_INTERFACE_2_64, 2488),
	IMAGE(MPRI_INTERFACE_3, 2508),
	IMAGE(MPRI_INTERFACE_3_64, 2528),
	IMAGE(MPR_DEVICE_0, 292),
	IMAGE(MPR_DEVICE_1, 556),
	IMAGE(MPR_DEVICE_1_64, 560),
	IMAGE(MPR_CREDENTIALSEX_1, 12),
	IMAGE(PPP_NBFCP_INFO, 40),
	IMAGE(PPP_IPCP_INFO, 68),
	IMAGE(PPP_IPCP_INFO2, 76),
	IMAGE(PPP_IPXCP_INFO, 36),
	IMAGE(PPP_IPV6_CP_INFO, 48),
	IMAGE(PPP_ATCP_INFO, 72),
	IMAGE(PPP_CCP_INFO, 20),
	IMAGE(PPP_LCP_INFO, 44),
	IMAGE(PPP_INFO, 216),
	IMAGE(PPP_INFO_2, 288),
	IMAGE(PPP_INFO_3, 228),
	IMAGE(RASI_PORT_0, 380),
	IMAGE(RASI_PORT_1, 64),
	IMAGE(RASI_CONNECTION_0, 1116),
	IMAGE(RASI_CONNECTION_1, 272),
	IMAGE(RASI_CONNECTION_2, 828),
	IMAGE(RASI_CONNECTION_3, 788),
	IMAGE(RASI_CONNECTION_4, 1680),
	/* Up to their variable part, where they have one */
	IMAGE(RequestBuffer, 24),
	IMAGE(DeviceConfigInfo, 16),
	IMAGE(RAS_DEVICE_INFO, 472),
	IMAGE(GetSetCalledId, 504),
	IMAGE(GetNdiswanDriverCapsStruct, 12),
	IMAGE(GetDevConfigStruct, 28),
	IMAGE(Enum, 12),
	IMAGE(RASMAN_PORT_32, 208),
	IMAGE(Info, 920),
	IMAGE(Info_64, 928),
	IMAGE(RTR_TOC_ENTRY, 16),
	IMAGE(RTR_INFO_BLOCK_HEADER, 28),
};

static DATA_BLOB push(TALLOC_CTX *mem_ctx, const struct image *image,
		      const void *value)
{
	DATA_BLOB blob = {.data = NULL};

	assert_int_equal(
		ndr_push_struct_blob(&blob, mem_ctx, value, image->push),
		NDR_ERR_SUCCESS);
	return blob;
}

static void *pull(TALLOC_CTX *mem_ctx, const struct image *image,
		  const DATA_BLOB *blob)
{
	void *value = talloc_zero_size(mem_ctx, image->struct_size);

	assert_non_null(value);
	assert_int_equal(
		ndr_pull_struct_blob_all(blob, mem_ctx, value, image->pull),
		NDR_ERR_SUCCESS);
	return value;
}

static const struct image *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		if (strcmp(images[i].name, name) == 0) {
			return &images[i];
		}
	}
	fail_msg("no image %s", name);
	return NULL;
}

static void test_sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		TALLOC_CTX *frame = talloc_new(NULL);
		void *zero = talloc_zero_size(frame, images[i].struct_size);
		DATA_BLOB blob = push(frame, &images[i], zero);

		if (blob.length != images[i].size) {
			fail_msg("%s: %zu bytes, not %zu", images[i].name,
				 blob.length, images[i].size);
		}
		talloc_free(frame);
	}
}

/*
 * Pull an image of distinct bytes, push it again: but for gaps, which become
 * zero, nothing may move.
 */
static void test_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		TALLOC_CTX *frame = talloc_new(NULL);
		DATA_BLOB in = data_blob_talloc(frame, NULL, images[i].size);
		DATA_BLOB out;
		size_t gaps = 0;

		for (size_t k = 0; k < in.length; k++) {
			in.data[k] = (uint8_t)(k % 251 + 1);
		}
		out = push(frame, &images[i], pull(frame, &images[i], &in));
		assert_int_equal(out.length, in.length);
		for (size_t k = 0; k < in.length; k++) {
			if (out.data[k] == 0) {
				gaps++;
			} else {
				assert_int_equal(out.data[k], in.data[k]);
			}
		}
		/* The most are in MPRI_INTERFACE_3_64 */
		assert_true(gaps <= 20);
		talloc_free(frame);
	}
}

/* A byte less than an image is not one. */
static void test_short(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		TALLOC_CTX *frame = talloc_new(NULL);
		DATA_BLOB in =
			data_blob_talloc(frame, NULL, images[i].size - 1);
		void *value = talloc_zero_size(frame, images[i].struct_size);

		memset(in.data, 0, in.length);
		assert_int_equal(
			ndr_pull_struct_blob(&in, frame, value, images[i].pull),
			NDR_ERR_BUFSIZE);
		talloc_free(frame);
	}
}

static uint32_t word_at(const DATA_BLOB *blob, size_t at)
{
	const uint8_t *p = blob->data + at;

	assert_true(at + 4 <= blob->length);
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static void test_interface_0_layout(void **state)
{
	struct MPRI_INTERFACE_0 value = {
		.wszInterfaceName = {'v', 'p', 'n', 0x20ac},
		.dwInterface = 7,
		.fEnabled = 1,
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.dwConnectionState = ROUTER_IF_STATE_CONNECTED,
		.fUnReachabilityReasons = MPR_INTERFACE_CONNECTION_FAILURE,
		.dwLastError = 691,
	};
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB blob = push(frame, find("MPRI_INTERFACE_0"), &value);

	(void)state;
	assert_memory_equal(blob.data, "v\0p\0n\0\xac\x20\0", 10);
	assert_int_equal(word_at(&blob, 516), 7);
	assert_int_equal(word_at(&blob, 520), 1);
	assert_int_equal(word_at(&blob, 524), 2);
	assert_int_equal(word_at(&blob, 528), 3);
	assert_int_equal(word_at(&blob, 532), 4);
	assert_int_equal(word_at(&blob, 536), 691);
	talloc_free(frame);
}

/* The offsets at which a C compiler puts the members after the arrays. */
static void test_interface_2_layout(void **state)
{
	struct MPRI_INTERFACE_2 value = {
		.dwfOptions = 0x01020304,
		.szAlternates = 2468,
		.ipaddr = 0x0100007f,
		.dwfNetProtocols = MPRNP_Ip,
		.dwChannels = 11,
		.dwCustomAuthDataSize = 12,
		.lpbCustomAuthData = 2468,
		.dwVpnStrategy = MPR_VS_Ikev2First,
	};
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB blob = push(frame, find("MPRI_INTERFACE_2"), &value);

	(void)state;
	assert_int_equal(word_at(&blob, 540), 0x01020304);
	assert_int_equal(word_at(&blob, 804), 2468);
	assert_int_equal(word_at(&blob, 808), 0x0100007f);
	assert_int_equal(word_at(&blob, 828), MPRNP_Ip);
	assert_int_equal(word_at(&blob, 2396), 11);
	assert_int_equal(word_at(&blob, 2440), 12);
	assert_int_equal(word_at(&blob, 2444), 2468);
	assert_int_equal(word_at(&blob, 2464), MPR_VS_Ikev2First);
	talloc_free(frame);
}

static void test_interface_2_64_layout(void **state)
{
	struct MPRI_INTERFACE_2_64 value = {
		.szAlternates = 2500,
		.ipaddr = 0x0100007f,
		.dwChannels = 11,
		.dwCustomAuthDataSize = 12,
		.lpbCustomAuthData = 2488,
		.dwVpnStrategy = MPR_VS_Ikev2First,
	};
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB blob = push(frame, find("MPRI_INTERFACE_2_64"), &value);

	(void)state;
	assert_int_equal(word_at(&blob, 808), 2500);
	assert_int_equal(word_at(&blob, 812), 0);
	assert_int_equal(word_at(&blob, 816), 0x0100007f);
	assert_int_equal(word_at(&blob, 2404), 11);
	assert_int_equal(word_at(&blob, 2448), 12);
	assert_int_equal(word_at(&blob, 2456), 2488);
	assert_int_equal(word_at(&blob, 2480), MPR_VS_Ikev2First);
	talloc_free(frame);
}

static void test_interface_3_layout(void **state)
{
	struct MPRI_INTERFACE_3 value = {
		.AddressCount = 1,
		.ipv6addrDns = {0x20, 0x01, 0x0d, 0xb8},
		.ipv6addr = 2508,
	};
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB blob = push(frame, find("MPRI_INTERFACE_3"), &value);

	(void)state;
	assert_int_equal(word_at(&blob, 2468), 1);
	assert_memory_equal(blob.data + 2472, "\x20\x01\x0d\xb8", 4);
	assert_int_equal(word_at(&blob, 2504), 2508);
	talloc_free(frame);
}

static void test_connection_3_layout(void **state)
{
	struct RASI_CONNECTION_3 value = {
		.dwInterfaceType = ROUTER_IF_TYPE_CLIENT,
		.rasQuarState = RAS_QUAR_STATE_PROBATION,
		.timer = {.dwLowDateTime = 5, .dwHighDateTime = 6},
	};
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB blob;

	(void)state;
	value.PppInfo3.ip.dwError = 9;
	blob = push(frame, find("RASI_CONNECTION_3"), &value);
	assert_int_equal(word_at(&blob, 548 + 40), 9);
	assert_int_equal(word_at(&blob, 776), RAS_QUAR_STATE_PROBATION);
	assert_int_equal(word_at(&blob, 780), 5);
	assert_int_equal(word_at(&blob, 784), 6);
	talloc_free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_interface_0_layout),
		cmocka_unit_test(test_interface_2_layout),
		cmocka_unit_test(test_interface_2_64_layout),
		cmocka_unit_test(test_interface_3_layout),
		cmocka_unit_test(test_connection_3_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
