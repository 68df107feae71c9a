/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RASI_PORT_0 and _1 and MPR_DEVICE_0, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/images/image_device.h"
#include "server/images/image_port.h"
#include "server/images/image_string.h"

static const struct port pppoe = {
	.dwPort = 0x10007,
	.kind = PORT_KIND_PPPOE,
	.wszPortName = "PPPoE6-7",
	.wszMediaName = "rastapi",
	.wszDeviceName = "WAN Miniport (PPPOE)",
	.wszDeviceType = "PPPoE",
	.present = true,
	.claimed = true,
	.dwPortCondition = RAS_PORT_AUTHENTICATED,
	.dwTotalNumberOfCalls = 3,
	.dwConnection = 0x1234,
	.dwLineSpeed = 100000000,
};

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

/* -- what an image must be, put together by offsets of the text -- */

static void put32(uint8_t *bytes, size_t offset, uint32_t value)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		bytes[offset + i] = (uint8_t)(value >> (8 * i));
	}
}

static void put_text(uint8_t *bytes, size_t offset, const char *text)
{
	for (; *text != '\0'; text++, offset += 2) {
		bytes[offset] = (uint8_t)*text;
	}
}

static void assert_bytes(const DATA_BLOB *bytes, const uint8_t *expected,
			 size_t size)
{
	assert_int_equal(bytes->length, size);
	assert_memory_equal(bytes->data, expected, size);
}

static void push_0(TALLOC_CTX *mem_ctx, const struct port *port,
		   uint32_t duration, DATA_BLOB *bytes)
{
	assert_int_equal(
		W_ERROR_V(image_port_0_push(mem_ctx, port, duration, bytes)),
		NO_ERROR);
}

static void push_1(TALLOC_CTX *mem_ctx, const struct port *port,
		   const struct image_port_link *link, DATA_BLOB *bytes)
{
	assert_int_equal(
		W_ERROR_V(image_port_1_push(mem_ctx, port, link, bytes)),
		NO_ERROR);
}

/* -- ports -- */

static void test_level_0(void **state)
{
	uint8_t expected[IMAGE_PORT_0_SIZE] = {0};
	DATA_BLOB bytes;

	put32(expected, 0, 0x10007);
	put32(expected, 4, 0x1234);
	put32(expected, 8, RAS_PORT_AUTHENTICATED);
	put32(expected, 12, 3);
	put32(expected, 16, 86400);
	put_text(expected, 20, "PPPoE6-7");
	put_text(expected, 54, "rastapi");
	put_text(expected, 88, "WAN Miniport (PPPOE)");
	put_text(expected, 346, "PPPoE");
	push_0(*state, &pppoe, 86400, &bytes);
	assert_bytes(&bytes, expected, sizeof(expected));
}

static void test_level_1(void **state)
{
	const struct image_port_link link = {
		.counters = {.rx_bytes = 0x500000011,
			     .tx_bytes = 0x700000022,
			     .rx_frames = 0x900000033,
			     .tx_frames = 0x44,
			     .rx_errors = 10,
			     .rx_crc_errors = 1,
			     .rx_frame_errors = 2,
			     .rx_overruns = 3},
		.dwCompressionRatioIn = 51,
		.dwCompressionRatioOut = 52,
	};
	uint8_t expected[IMAGE_PORT_1_SIZE] = {0};
	DATA_BLOB bytes;

	put32(expected, 0, 0x10007);
	put32(expected, 4, 0x1234);
	put32(expected, 8, RAS_HARDWARE_OPERATIONAL);
	put32(expected, 12, 100000000);
	put32(expected, 16, 0x22); /* the low 32 bits */
	put32(expected, 20, 0x11);
	put32(expected, 24, 0x44);
	put32(expected, 28, 0x33);
	put32(expected, 32, 10 - 2 - 3); /* CRC */
	put32(expected, 48, 2);		 /* framing */
	put32(expected, 52, 3);		 /* buffer overrun */
	put32(expected, 56, 51);
	put32(expected, 60, 52);
	push_1(*state, &pppoe, &link, &bytes);
	assert_bytes(&bytes, expected, sizeof(expected));
}

static uint32_t hardware_of(TALLOC_CTX *mem_ctx, const struct port *port)
{
	const struct image_port_link link = {
		.counters = {.rx_errors = 1, .rx_overruns = 2}};
	DATA_BLOB bytes;

	push_1(mem_ctx, port, &link, &bytes);
	assert_int_equal(bytes.data[32], 0); /* fewer than no CRC errors */
	return bytes.data[8];
}

static void test_hardware(void **state)
{
	struct port port = pppoe;

	port.present = false;
	assert_int_equal(hardware_of(*state, &port), RAS_HARDWARE_OPERATIONAL);
	port.kind = PORT_KIND_SERIAL;
	assert_int_equal(hardware_of(*state, &port), RAS_HARDWARE_FAILURE);
	port.present = true;
	assert_int_equal(hardware_of(*state, &port), RAS_HARDWARE_OPERATIONAL);
}

static void test_long_names(void **state)
{
	struct port port = pppoe;
	uint8_t expected[34] = {0};
	DATA_BLOB bytes;

	port.wszPortName = "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0";
	push_0(*state, &port, 0, &bytes);
	put_text(expected, 0, "usb-FTDI_FT232R_");
	assert_memory_equal(bytes.data + 20, expected, 34);
	assert_int_equal(bytes.data[54], 'r');
}

/* -- devices -- */

static void test_device(void **state)
{
	uint8_t expected[IMAGE_DEVICE_0_SIZE] = {0};
	char name[200];
	DATA_BLOB bytes;

	put_text(expected, 0, "vpn");
	put_text(expected, 34, "WAN Miniport (IKEv2)");
	assert_int_equal(
		W_ERROR_V(image_device_0_push(*state, "vpn",
					      "WAN Miniport (IKEv2)", &bytes)),
		NO_ERROR);
	assert_bytes(&bytes, expected, sizeof(expected));

	memset(name, 'x', sizeof(name));
	name[199] = '\0';
	assert_int_equal(
		W_ERROR_V(image_device_0_push(*state, "modem", name, &bytes)),
		NO_ERROR);
	assert_int_equal(bytes.data[34 + 2 * 127], 'x');
	assert_int_equal(bytes.data[34 + 2 * 128], 0);
}

/* -- cutting -- */

static void assert_cut(const char *text, size_t count, const uint16_t *expected)
{
	uint16_t units[8];

	memset(units, 0xff, sizeof(units));
	image_string_cut(text, units, count);
	assert_memory_equal(units, expected, 2 * count);
}

#define CUT(text, ...)                                                         \
	assert_cut(text,                                                       \
		   sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t), \
		   (const uint16_t[]){__VA_ARGS__})

static void test_cut(void **state)
{
	CUT("", 0, 0);
	CUT("abc", 'a', 'b', 'c', 0);
	CUT("abcd", 'a', 'b', 'c', 0);
	CUT("a\xc3\xbc"
	    "c",
	    'a', 0xfc, 'c', 0, 0);
	CUT("a\xc3\xbc"
	    "cd",
	    'a', 0xfc, 0);
	/* a pair of surrogates fits as a whole or not at all */
	CUT("a\xf0\x9f\x93\x9e", 'a', 0xd83d, 0xdcde, 0);
	CUT("a\xf0\x9f\x93\x9e", 'a', 0, 0);
	/* what is no UTF-8, and what is behind it */
	CUT("ab\xff"
	    "cd",
	    'a', 'b', 0, 0, 0, 0);
	CUT("ab\xc3", 'a', 'b', 0, 0, 0, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_level_0),    TEST(test_level_1), TEST(test_hardware),
		TEST(test_long_names), TEST(test_device),  TEST(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
