/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPR_DEVICE_0 and _1, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/images/image_interface_device.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

/* Where the members are: 17, 129 and 129 units, and a pointer. */
enum { NAME = 34, NUMBER = 292, ALTERNATES = 552 };

static int setup(void **state)
{
	*state = talloc_new(NULL);
	return 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static void put_text(uint8_t *bytes, size_t at, const char *text)
{
	for (; *text != '\0'; text++, at += 2) {
		bytes[at] = (uint8_t)*text;
		bytes[at + 1] = 0;
	}
}

static DATA_BLOB image(TALLOC_CTX *mem_ctx, size_t size)
{
	DATA_BLOB bytes = data_blob_talloc_zero(mem_ctx, size);

	put_text(bytes.data, 0, "Modem");
	put_text(bytes.data, NAME, "ttyS0");
	if (size > NUMBER) {
		put_text(bytes.data, NUMBER, "0123");
	}
	return bytes;
}

static const char *numbers[] = {"45", "6", NULL};

static void assert_device(const struct router_device *device,
			  const char *number, bool has_list)
{
	assert_string_equal(device->szDeviceType, "Modem");
	assert_string_equal(device->szDeviceName, "ttyS0");
	if (number == NULL) {
		assert_null(device->szLocalPhoneNumber);
	} else {
		assert_string_equal(device->szLocalPhoneNumber, number);
	}
	assert_int_equal(device->szAlternates != NULL, has_list);
	if (has_list) {
		assert_string_equal(device->szAlternates[0], "45");
		assert_string_equal(device->szAlternates[1], "6");
		assert_null(device->szAlternates[2]);
	}
}

static void test_level_0(void **state)
{
	const struct router_device device = {.szDeviceType = "Modem",
					     .szDeviceName = "ttyS0",
					     .szLocalPhoneNumber = "0123",
					     .szAlternates = numbers};
	DATA_BLOB expected = image(*state, 292), bytes = data_blob_null;
	struct router_device read;

	assert_werr(image_interface_device_push(*state, 0, &device, &bytes), 0);
	assert_int_equal(data_blob_cmp(&bytes, &expected), 0);
	assert_werr(image_interface_device_pull(*state, 0, &bytes, &read), 0);
	assert_device(&read, NULL, false);
}

static void test_level_1(void **state)
{
	struct router_device device = {.szDeviceType = "Modem",
				       .szDeviceName = "ttyS0",
				       .szLocalPhoneNumber = "0123"};
	DATA_BLOB expected = image(*state, 556), bytes = data_blob_null;
	struct router_device read;

	assert_werr(image_interface_device_push(*state, 1, &device, &bytes), 0);
	assert_int_equal(data_blob_cmp(&bytes, &expected), 0);
	assert_werr(image_interface_device_pull(*state, 1, &bytes, &read), 0);
	assert_device(&read, "0123", false);
	/* "The last string is terminated by two consecutive null characters"
	 */
	device.szAlternates = numbers;
	bytes = data_blob_null;
	expected = image(*state, 556 + 12);
	expected.data[ALTERNATES] = 556 & 0xff;
	expected.data[ALTERNATES + 1] = 556 >> 8;
	put_text(expected.data, 556, "45");
	put_text(expected.data, 562, "6");
	assert_werr(image_interface_device_push(*state, 1, &device, &bytes), 0);
	assert_int_equal(data_blob_cmp(&bytes, &expected), 0);
	assert_werr(image_interface_device_pull(*state, 1, &bytes, &read), 0);
	assert_device(&read, "0123", true);
}

/* As a 64-bit client sends it. */
static void test_wide(void **state)
{
	DATA_BLOB bytes = image(*state, 560);
	struct router_device read;
	size_t padding;

	assert_werr(image_interface_device_pull(*state, 1, &bytes, &read), 0);
	assert_device(&read, "0123", false);
	for (padding = 0; padding < 8; padding++) {
		bytes = image(*state, 560 + 12 + padding);
		bytes.data[ALTERNATES] = 560 & 0xff;
		bytes.data[ALTERNATES + 1] = 560 >> 8;
		put_text(bytes.data, 560, "45");
		put_text(bytes.data, 566, "6");
		assert_werr(
			image_interface_device_pull(*state, 1, &bytes, &read),
			0);
		assert_device(&read, "0123", true);
	}
}

static void test_sizes(void **state)
{
	struct router_device read;
	size_t size;

	for (size = 0; size < 600; size++) {
		DATA_BLOB bytes = data_blob_talloc_zero(*state, size);

		assert_werr(
			image_interface_device_pull(*state, 0, &bytes, &read),
			size == 292 ? 0 : ERROR_INVALID_PARAMETER);
		assert_werr(
			image_interface_device_pull(*state, 1, &bytes, &read),
			size == 556 || size == 560 ? 0
						   : ERROR_INVALID_PARAMETER);
		talloc_free(bytes.data);
	}
}

static void test_lies(void **state)
{
	static const uint32_t offsets[] = {
		1, 292, 552, 555, 557, 570, 10000, 0x7fffffff, 0xffffffff,
	};
	struct router_device read;
	DATA_BLOB bytes;
	size_t i;

	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		bytes = image(*state, 556 + 14);
		put_text(bytes.data, 556, "45");
		memcpy(bytes.data + ALTERNATES, &offsets[i], 4);
		assert_werr(
			image_interface_device_pull(*state, 1, &bytes, &read),
			ERROR_INVALID_PARAMETER);
		assert_null(read.szDeviceName);
	}
	/* A list without its end, and one with more behind it. */
	bytes = image(*state, 556 + 4);
	put_text(bytes.data, 556, "45");
	bytes.data[ALTERNATES] = 556 & 0xff;
	bytes.data[ALTERNATES + 1] = 556 >> 8;
	assert_werr(image_interface_device_pull(*state, 1, &bytes, &read),
		    ERROR_INVALID_PARAMETER);
	bytes = image(*state, 556 + 6 + 2 + 8);
	put_text(bytes.data, 556, "45");
	bytes.data[ALTERNATES] = 556 & 0xff;
	bytes.data[ALTERNATES + 1] = 556 >> 8;
	assert_werr(image_interface_device_pull(*state, 1, &bytes, &read),
		    ERROR_INVALID_PARAMETER);
}

static void test_strings(void **state)
{
	static const size_t ends[] = {32, NAME + 256, NUMBER + 256};
	struct router_device read;
	size_t i, at;

	for (i = 0; i < 3; i++) {
		DATA_BLOB bytes = image(*state, 556);

		/* No terminator. */
		at = i == 0 ? 0 : i == 1 ? NAME : NUMBER;
		for (; at <= ends[i]; at += 2) {
			bytes.data[at] = 'x';
		}
		assert_werr(
			image_interface_device_pull(*state, 1, &bytes, &read),
			ERROR_INVALID_PARAMETER);
	}
}

static void test_errors(void **state)
{
	char *text = talloc_zero_size(*state, 130);
	struct router_device device = {.szDeviceType = "Modem",
				       .szDeviceName = text,
				       .szLocalPhoneNumber = ""};
	DATA_BLOB bytes = data_blob_null;

	assert_werr(image_interface_device_push(*state, 2, &device, &bytes),
		    ERROR_NOT_SUPPORTED);
	assert_werr(image_interface_device_pull(*state, 2, &bytes, &device),
		    ERROR_NOT_SUPPORTED);
	memset(text, 'x', 129);
	assert_werr(image_interface_device_push(*state, 0, &device, &bytes),
		    ERROR_INVALID_DATA);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_level_0), TEST(test_level_1), TEST(test_wide),
		TEST(test_sizes),   TEST(test_lies),	TEST(test_strings),
		TEST(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
