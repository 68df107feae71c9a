/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmprapi's conversions: text, images, status codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include <util/data_blob.h>
#include "client/libmprapi/image_interface.h"
#include "client/libmprapi/mprapi_ext.h"
#include "client/libmprapi/status.h"

#define NAME "Z\xc3\xbcrich \xf0\x9f\x93\x9e"

static void test_utf16(void **state)
{
	static const struct {
		const char *utf8;
		const WCHAR utf16[8];
	} pairs[] = {
		{"", u""},
		{"abc", u"abc"},
		{"Z\xc3\xbcrich", u"Z\u00fcrich"},
		{"\xe2\x82\xac", u"\u20ac"},
		{"\xf0\x9f\x93\x9e", u"\U0001F4DE"},
		{"\xf4\x8f\xbf\xbf", u"\U0010FFFF"},
	};
	WCHAR wide[8];
	char *back = NULL;
	size_t i, units;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(rras_utf8_to_utf16(pairs[i].utf8, wide, 8),
				 ERROR_SUCCESS);
		for (units = 0; wide[units] != 0; units++) {
			assert_int_equal(wide[units], pairs[i].utf16[units]);
		}
		assert_int_equal(pairs[i].utf16[units], 0);
		back = rras_utf16_to_utf8(wide, 8);
		assert_string_equal(back, pairs[i].utf8);
		free(back);
		back = rras_utf16_to_utf8(pairs[i].utf16, 8);
		assert_string_equal(back, pairs[i].utf8);
		free(back);
	}
}

static void test_utf16_wrong(void **state)
{
	static const char *const wrong[] = {
		"\x80",		    /* a tail alone */
		"\xc3",		    /* no tail */
		"\xc0\xaf",	    /* overlong */
		"\xe0\x80\x80",	    /* overlong */
		"\xed\xa0\x80",	    /* a surrogate */
		"\xf4\x90\x80\x80", /* beyond U+10FFFF */
		"\xff",
	};
	static const WCHAR lone[] = {'a', 0xD83D, 'b', 0xDC00, 0xD83D, 0};
	WCHAR wide[4];
	char *back = NULL;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		wide[0] = 1;
		assert_int_equal(rras_utf8_to_utf16(wrong[i], wide, 4),
				 ERROR_INVALID_NAME);
		assert_int_equal(wide[0], 0);
	}
	assert_int_equal(rras_utf8_to_utf16("abc", wide, 4), ERROR_SUCCESS);
	assert_int_equal(rras_utf8_to_utf16("abcd", wide, 4),
			 ERROR_BUFFER_OVERFLOW);
	assert_int_equal(rras_utf8_to_utf16("ab\xf0\x9f\x93\x9e", wide, 4),
			 ERROR_BUFFER_OVERFLOW);
	assert_int_equal(rras_utf8_to_utf16("a", wide, 0),
			 ERROR_INVALID_PARAMETER);
	back = rras_utf16_to_utf8(lone, SIZE_MAX);
	assert_string_equal(back, "a\xef\xbf\xbd"
				  "b\xef\xbf\xbd\xef\xbf\xbd");
	free(back);
}

static WCHAR two_numbers[] = u"0441\0"
			     u"0442\0";
static BYTE auth_data[] = {1, 2, 3, 4, 5};

static void make_entry(MPR_INTERFACE_3 *info)
{
	*info = (MPR_INTERFACE_3){
		.hInterface = (HANDLE)(uintptr_t)0x12345678,
		.fEnabled = 7, /* any TRUE */
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.dwConnectionState = ROUTER_IF_STATE_CONNECTED,
		.fUnReachabilityReasons = 3,
		.dwLastError = 691,
		.dwfOptions = MPRIO_IpSecPreSharedKey,
		.szAlternates = two_numbers,
		.dwVpnStrategy = 8,
		.dwCustomAuthDataSize = sizeof(auth_data),
		.lpbCustomAuthData = auth_data,
		.guidId = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}},
		.AddressCount = 5,
	};
	info->ipv6addrDns.u.Byte[15] = 0x35;
	assert_int_equal(rras_utf8_to_utf16(NAME, info->wszInterfaceName, 257),
			 ERROR_SUCCESS);
	memset(info->szX25UserData, 'x', sizeof(WCHAR) * 200);
}

static void test_entry_round_trip(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	MPR_INTERFACE_3 in, *out = NULL;
	DATA_BLOB image;
	void *info = NULL;

	make_entry(&in);
	assert_int_equal(interface_to_image(mem_ctx, 3, false, &in, &image),
			 ERROR_SUCCESS);
	/* fixed part, authentication data padded, strings with their end */
	assert_int_equal(image.length, 2508 + 8 + sizeof(two_numbers));
	assert_int_equal(interface_from_image(3, image, &info), ERROR_SUCCESS);
	out = info;
	assert_memory_equal(out->wszInterfaceName, in.wszInterfaceName,
			    sizeof(in.wszInterfaceName));
	assert_ptr_equal(out->hInterface, in.hInterface);
	assert_int_equal(out->fEnabled, 1);
	assert_int_equal(out->dwLastError, 691);
	assert_int_equal(out->dwfOptions, MPRIO_IpSecPreSharedKey);
	assert_int_equal(out->dwVpnStrategy, 8);
	assert_memory_equal(out->szX25UserData, in.szX25UserData,
			    sizeof(in.szX25UserData));
	assert_memory_equal(&out->guidId, &in.guidId, sizeof(GUID));
	assert_memory_equal(&out->ipv6addrDns, &in.ipv6addrDns, 16);
	assert_int_equal(out->AddressCount, 5);
	assert_int_equal(out->dwCustomAuthDataSize, sizeof(auth_data));
	assert_memory_equal(out->lpbCustomAuthData, auth_data,
			    sizeof(auth_data));
	assert_memory_equal(out->szAlternates, two_numbers,
			    sizeof(two_numbers));
	assert_int_equal(MprAdminBufferFree(info), ERROR_SUCCESS);
	talloc_free(mem_ctx);
}

/* 3.1.4.13: no alternates when an interface is created. */
static void test_create_image(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	MPR_INTERFACE_3 in, *out = NULL;
	DATA_BLOB image;
	void *info = NULL;

	make_entry(&in);
	assert_int_equal(interface_to_image(mem_ctx, 3, true, &in, &image),
			 ERROR_SUCCESS);
	assert_int_equal(interface_from_image(3, image, &info), ERROR_SUCCESS);
	out = info;
	assert_null(out->szAlternates);
	assert_non_null(out->lpbCustomAuthData);
	free(info);
	talloc_free(mem_ctx);
}

static void test_level_sizes(void **state)
{
	static const size_t sizes[] = {540, 544, 2468, 2508};
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	MPR_INTERFACE_3 in = {.dwLastError = 678};
	DATA_BLOB image;
	void *info = NULL;
	uint32_t level;

	for (level = 0; level <= 3; level++) {
		if (level == 1) {
			continue; /* begins alike, but ends otherwise */
		}
		assert_int_equal(
			interface_to_image(mem_ctx, level, false, &in, &image),
			ERROR_SUCCESS);
		assert_int_equal(image.length, sizes[level]);
		assert_int_equal(interface_from_image(level, image, &info),
				 ERROR_SUCCESS);
		assert_int_equal(((MPR_INTERFACE_0 *)info)->dwLastError, 678);
		free(info);
	}
	assert_int_equal(interface_to_image(mem_ctx, 4, false, &in, &image),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(interface_from_image(4, image, &info),
			 ERROR_NOT_SUPPORTED);
	talloc_free(mem_ctx);
}

static void test_hours(void **state)
{
	static WCHAR hours[] = u"2 09:00-12:00 13:00-17:30\0"
			       u"4 09:00-12:00\0";
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	MPR_INTERFACE_1 in = {.lpwsDialoutHoursRestriction = hours};
	DATA_BLOB image;
	void *info = NULL;

	assert_int_equal(interface_to_image(mem_ctx, 1, false, &in, &image),
			 ERROR_SUCCESS);
	assert_int_equal(image.length, 544 + sizeof(hours));
	assert_int_equal(interface_from_image(1, image, &info), ERROR_SUCCESS);
	assert_memory_equal(
		((MPR_INTERFACE_1 *)info)->lpwsDialoutHoursRestriction, hours,
		sizeof(hours));
	free(info);
	in.lpwsDialoutHoursRestriction = NULL;
	assert_int_equal(interface_to_image(mem_ctx, 1, false, &in, &image),
			 ERROR_SUCCESS);
	assert_int_equal(image.length, 544);
	assert_int_equal(interface_from_image(1, image, &info), ERROR_SUCCESS);
	assert_null(((MPR_INTERFACE_1 *)info)->lpwsDialoutHoursRestriction);
	free(info);
	talloc_free(mem_ctx);
}

/* The form of 64 bits: pointers of 8 bytes, and offsets that follow. */
static void test_wide_form(void **state)
{
	static const uint8_t hours[] = {'1', 0, 0, 0, 0, 0};
	uint8_t bytes[552 + sizeof(hours)] = {0};
	MPR_INTERFACE_1 *out = NULL;
	DATA_BLOB image = {bytes, sizeof(bytes)};
	void *info = NULL;

	bytes[544] = 552 & 0xFF;
	bytes[545] = 552 >> 8;
	memcpy(&bytes[552], hours, sizeof(hours));
	assert_int_equal(interface_from_image(1, image, &info), ERROR_SUCCESS);
	out = info;
	assert_memory_equal(out->lpwsDialoutHoursRestriction, hours,
			    sizeof(hours));
	free(info);
	bytes[544] = bytes[545] = 0;
	image.length = 552;
	assert_int_equal(interface_from_image(1, image, &info), ERROR_SUCCESS);
	out = info;
	assert_null(out->lpwsDialoutHoursRestriction);
	free(info);
}

/* Nothing that a server sends is believed. */
static void test_lying_images(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	MPR_INTERFACE_3 in;
	DATA_BLOB image, cut;
	void *info = NULL;
	size_t length;
	uint32_t level;

	make_entry(&in);
	assert_int_equal(interface_to_image(mem_ctx, 3, false, &in, &image),
			 ERROR_SUCCESS);
	/* Every length: a code or a structure, and no byte beyond it read. */
	for (length = 0; length < image.length; length++) {
		cut = data_blob_talloc(mem_ctx, image.data, length);
		for (level = 0; level <= 3; level++) {
			uint32_t code = interface_from_image(level, cut, &info);

			if (code == ERROR_SUCCESS) {
				free(info);
			} else {
				assert_int_equal(code, ERROR_INVALID_DATA);
			}
		}
		data_blob_free(&cut);
	}
	/* The strings have no end. */
	memset(image.data + 2508, 'x', image.length - 2508);
	assert_int_equal(interface_from_image(3, image, &info),
			 ERROR_INVALID_DATA);
	assert_int_equal(interfaces_from_image(UINT32_MAX, image, &info),
			 ERROR_INVALID_DATA);
	assert_int_equal(interfaces_from_image(5, image, &info),
			 ERROR_INVALID_DATA);
	assert_int_equal(interfaces_from_image(4, image, &info), ERROR_SUCCESS);
	free(info);
	assert_int_equal(interfaces_from_image(0, data_blob_null, &info),
			 ERROR_SUCCESS);
	assert_non_null(info);
	free(info);
	talloc_free(mem_ctx);
}

static void test_status(void **state)
{
	assert_int_equal(status_of_connect(NT_STATUS_LOGON_FAILURE),
			 ERROR_LOGON_FAILURE);
	assert_int_equal(status_of_connect(NT_STATUS_NO_SUCH_USER),
			 ERROR_LOGON_FAILURE);
	assert_int_equal(status_of_connect(NT_STATUS_ACCESS_DENIED),
			 ERROR_ACCESS_DENIED);
	assert_int_equal(status_of_connect(NT_STATUS_ACCOUNT_LOCKED_OUT),
			 ERROR_ACCOUNT_LOCKED_OUT);
	assert_int_equal(status_of_connect(NT_STATUS_IO_TIMEOUT),
			 ERROR_BAD_NETPATH);
	assert_int_equal(status_of_connect(NT_STATUS_OBJECT_NAME_NOT_FOUND),
			 RPC_S_UNKNOWN_IF);
	assert_int_equal(status_of_call(NT_STATUS_IO_TIMEOUT), ERROR_TIMEOUT);
	assert_int_equal(status_of_call(NT_STATUS_CONNECTION_DISCONNECTED),
			 RPC_S_CALL_FAILED);
	assert_int_equal(status_of_call(NT_STATUS_RPC_SERVER_UNAVAILABLE),
			 RPC_S_SERVER_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_utf16_wrong),
		cmocka_unit_test(test_entry_round_trip),
		cmocka_unit_test(test_create_image),
		cmocka_unit_test(test_level_sizes),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_wide_form),
		cmocka_unit_test(test_lying_images),
		cmocka_unit_test(test_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
