/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images of a connection, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>

#include "gen_ndr/rras_types.h"
#include "gen_ndr/ras_connection.h"
#include "compat/rras_errors.h"
#include "server/images/image_connection.h"

#define assert_werror(werr, code) \
	assert_int_equal(W_ERROR_V(werr), (uint32_t)(code))

/* An image as it must be: zero but for what is put into it. */
struct expected {
	uint8_t bytes[2048];
	size_t size;
};

static void put(struct expected *expected, size_t offset, uint32_t value)
{
	uint8_t *bytes = expected->bytes + offset;

	assert_true(offset + 4 <= expected->size);
	bytes[0] = (uint8_t)value;
	bytes[1] = (uint8_t)(value >> 8);
	bytes[2] = (uint8_t)(value >> 16);
	bytes[3] = (uint8_t)(value >> 24);
}

static void put_text(struct expected *expected, size_t offset, const char *text)
{
	for (; *text != '\0'; text++, offset += 2) {
		assert_true(offset + 2 <= expected->size);
		expected->bytes[offset] = (uint8_t)*text;
	}
}

static void put_bytes(struct expected *expected, size_t offset,
		      const void *bytes, size_t length)
{
	assert_true(offset + length <= expected->size);
	memcpy(expected->bytes + offset, bytes, length);
}

static const uint8_t guid_bytes[16] = {4,  3,  2,  1,  6,  5,  8,  7,
				       11, 12, 13, 14, 15, 16, 17, 18};
static const uint8_t local_ifid[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const uint8_t remote_ifid[8] = {9, 10, 11, 12, 13, 14, 15, 16};

static const struct connection connection = {
	.dwConnection = 0x01020304,
	.dwInterface = 7,
	.dwInterfaceType = ROUTER_IF_TYPE_FULL_ROUTER,
	.wszInterfaceName = "office",
	.wszUserName = "alice",
	.wszLogonDomain = "EXAMPLE",
	.wszRemoteComputer = "peer",
	.guid = {0x01020304,
		 0x0506,
		 0x0708,
		 {11, 12},
		 {13, 14, 15, 16, 17, 18}},
	.started = {.tv_sec = 1, .tv_nsec = 200},
	.remote_endpoint = "02:00:00:00:00:01",
	.local_endpoint = "02:00:00:00:00:02",
	.ifindex = 0x55,
	.ppp =
		{
			.lcp_up = true,
			.lcp_local = {.protocol_compression = true,
				      .auth_protocol = PPP_AUTH_PAP},
			.lcp_remote = {.mrru = 1500,
				       .address_compression = true,
				       .short_sequence = true,
				       .auth_protocol = PPP_AUTH_CHAP,
				       .auth_algorithm = PPP_CHAP_MSV2,
				       .eap_type = 13},
			.ip_up = true,
			.vj_remote = true,
			.ip6_up = true,
			.local_ifid = {1, 2, 3, 4, 5, 6, 7, 8},
			.remote_ifid = {9, 10, 11, 12, 13, 14, 15, 16},
			.ccp_up = true,
			.ccp_local = {.algorithm = 18, .mppe_bits = 40},
			.ccp_remote = {.algorithm = 18,
				       .mppe_bits = 128,
				       .mppe_stateless = true,
				       .mppc = true},
		},
};

static const struct link_counters counters = {
	.rx_bytes = 0x300000001,
	.tx_bytes = 0x200000002,
	.rx_frames = 3,
	.tx_frames = 4,
	.rx_errors = 100,
	.rx_frame_errors = 5,
	.rx_overruns = 6,
};

static struct connection with_addresses(void)
{
	struct connection copy = connection;

	inet_pton(AF_INET, "10.0.0.2", &copy.ppp.local);
	inet_pton(AF_INET, "10.0.0.1", &copy.ppp.remote);
	return copy;
}

static struct image_connection info_of(const struct connection *from)
{
	return (struct image_connection){
		.connection = from,
		.counters = counters,
		.dwCompressionRatioIn = 71,
		.dwCompressionRatioOut = 72,
		.dwConnectDuration = 61,
		.dwDeviceType = RDT_PPPoE,
	};
}

static void assert_image(uint32_t level, const struct connection *from,
			 const struct expected *expected)
{
	const struct image_connection info = info_of(from);
	DATA_BLOB bytes;
	size_t i;

	assert_int_equal(image_connection_size(level), expected->size);
	assert_werror(image_connection_push(NULL, level, &info, &bytes),
		      ERROR_SUCCESS);
	assert_int_equal(bytes.length, expected->size);
	for (i = 0; i < expected->size; i++) {
		if (bytes.data[i] != expected->bytes[i]) {
			fail_msg("level %u: byte %zu is 0x%02x, not 0x%02x",
				 level, i, bytes.data[i], expected->bytes[i]);
		}
	}
	data_blob_free(&bytes);
}

static void put_counters(struct expected *expected, size_t at)
{
	put(expected, at, 2); /* dwBytesXmited: the low 32 bits */
	put(expected, at + 4, 1);
	put(expected, at + 8, 4);
	put(expected, at + 12, 3);
	put(expected, at + 16, 89); /* dwCrcErr: 100 less 5 and 6 */
	put(expected, at + 32, 5);  /* dwFramingErr */
	put(expected, at + 36, 6);  /* dwBufferOverrunErr */
	put(expected, at + 40, 71);
	put(expected, at + 44, 72);
}

static void test_level_0(void **state)
{
	struct expected expected = {.size = 1116};

	put(&expected, 0, 0x01020304);
	put(&expected, 4, 7);
	put(&expected, 8, 61);
	put(&expected, 12, ROUTER_IF_TYPE_FULL_ROUTER);
	put(&expected, 16, 1);
	put_text(&expected, 20, "office");
	put_text(&expected, 20 + 514, "alice");
	put_text(&expected, 20 + 2 * 514, "EXAMPLE");
	put_text(&expected, 20 + 2 * 514 + 32, "peer");
	assert_image(0, &connection, &expected);
}

static void test_level_1(void **state)
{
	const struct connection from = with_addresses();
	struct expected expected = {.size = 272};

	put(&expected, 0, 0x01020304);
	put(&expected, 4, 7);
	put(&expected, 8, ERROR_PROTOCOL_NOT_CONFIGURED); /* nbf */
	put_text(&expected, 8 + 40 + 4, "10.0.0.2");
	put_text(&expected, 8 + 40 + 36, "10.0.0.1");
	put(&expected, 8 + 108, ERROR_PROTOCOL_NOT_CONFIGURED); /* ipx */
	put(&expected, 8 + 144, ERROR_PROTOCOL_NOT_CONFIGURED); /* at */
	put_counters(&expected, 8 + 216);
	assert_image(1, &from, &expected);
}

/* PPP_IPCP_INFO2 */
static void put_ipcp(struct expected *expected, size_t at)
{
	put_text(expected, at + 4, "10.0.0.2");
	put_text(expected, at + 36, "10.0.0.1");
	/* The peer takes compressed headers, so we send them. */
	put(expected, at + 68, 1);
}

static void put_ccp_lcp(struct expected *expected, size_t at)
{
	put(expected, at + 4, 6);
	put(expected, at + 8, 0x01000041);
	put(expected, at + 12, 6);
	put(expected, at + 16, 0x20);
	at += 20;
	/* How the peer wants us to prove ourselves. */
	put(expected, at + 4, 0xc223);
	put(expected, at + 8, 0x81);
	put(expected, at + 12, 0xc023);
	put(expected, at + 28, 2);
	put(expected, at + 32, 1 | 4 | 8);
}

static void test_level_2(void **state)
{
	const struct connection from = with_addresses();
	struct expected expected = {.size = 828};
	size_t ppp = 540;

	put(&expected, 0, 0x01020304);
	put_text(&expected, 4, "alice");
	put(&expected, 520, ROUTER_IF_TYPE_FULL_ROUTER);
	put_bytes(&expected, 524, guid_bytes, 16);
	put(&expected, ppp, ERROR_PROTOCOL_NOT_CONFIGURED);
	put_ipcp(&expected, ppp + 40);
	put(&expected, ppp + 116, ERROR_PROTOCOL_NOT_CONFIGURED);
	put(&expected, ppp + 152, ERROR_PROTOCOL_NOT_CONFIGURED);
	put_ccp_lcp(&expected, ppp + 224);
	assert_image(2, &from, &expected);
}

static void test_level_3(void **state)
{
	const struct connection from = with_addresses();
	struct expected expected = {.size = 788};
	size_t ppp = 548;

	put(&expected, 8, 0x01020304);
	put_text(&expected, 12, "alice");
	put(&expected, 528, ROUTER_IF_TYPE_FULL_ROUTER);
	put_bytes(&expected, 532, guid_bytes, 16);
	put(&expected, ppp, ERROR_PROTOCOL_NOT_CONFIGURED);
	put_ipcp(&expected, ppp + 40);
	put_bytes(&expected, ppp + 116 + 12, local_ifid, 8);
	put_bytes(&expected, ppp + 116 + 20, remote_ifid, 8);
	put_ccp_lcp(&expected, ppp + 164);
	assert_image(3, &from, &expected);
}

static void test_level_4(void **state)
{
	const struct connection from = with_addresses();
	struct expected expected = {.size = 1680};
	/* 1601 to 1970 in ticks of 100 ns, one second and two ticks later */
	const uint64_t started = 116444736000000000 + 10000000 + 2;
	size_t ppp = 1464;

	put(&expected, 0, 61);
	put(&expected, 4, ROUTER_IF_TYPE_FULL_ROUTER);
	put(&expected, 8, 1);
	put_text(&expected, 12, "office");
	put_text(&expected, 526, "alice");
	put_text(&expected, 1040, "EXAMPLE");
	put_text(&expected, 1072, "peer");
	put_bytes(&expected, 1108, guid_bytes, 16);
	put(&expected, 1136, (uint32_t)started);
	put(&expected, 1140, (uint32_t)(started >> 32));
	put_counters(&expected, 1144);
	put_text(&expected, 1196, "02:00:00:00:00:01");
	put_text(&expected, 1326, "02:00:00:00:00:02");
	expected.bytes[1456] = 1;
	put_text(&expected, ppp + 4, "10.0.0.2");
	put_text(&expected, ppp + 36, "10.0.0.1");
	put(&expected, ppp + 68, 1);
	put(&expected, ppp + 80, 0x55);
	put_bytes(&expected, ppp + 92, local_ifid, 8);
	put_bytes(&expected, ppp + 100, remote_ifid, 8);
	put(&expected, ppp + 120, 0x55);
	put(&expected, ppp + 132, 0xc223);
	put(&expected, ppp + 136, 0x81);
	put(&expected, ppp + 140, 0xc023);
	put(&expected, ppp + 156, 2);
	put(&expected, ppp + 160, 1 | 4 | 8);
	put(&expected, ppp + 180, 6);
	put(&expected, ppp + 184, 0x01000041);
	put(&expected, ppp + 188, 6);
	put(&expected, ppp + 192, 0x20);
	put(&expected, 1664, 0x01020304);
	put(&expected, 1668, 7);
	put(&expected, 1672, 13);
	assert_image(4, &from, &expected);
}

/* A link that has nothing but LCP, and EAP for both ends. */
static void test_little_negotiated(void **state)
{
	struct connection from = {
		.wszInterfaceName = "",
		.wszUserName = "",
		.wszLogonDomain = "",
		.wszRemoteComputer = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifindex = 3,
		.ppp =
			{
				.lcp_up = true,
				.lcp_remote = {.auth_protocol = PPP_AUTH_EAP,
					       .eap_type = 13},
				.lcp_local = {.auth_protocol = PPP_AUTH_EAP,
					      .eap_type = 4},
			},
	};
	struct expected expected = {.size = 788};
	size_t ppp = 548;

	put(&expected, ppp, ERROR_PROTOCOL_NOT_CONFIGURED);
	put(&expected, ppp + 40, ERROR_PROTOCOL_NOT_CONFIGURED);
	put(&expected, ppp + 124, ERROR_PROTOCOL_NOT_CONFIGURED);
	put(&expected, ppp + 164, ERROR_PROTOCOL_NOT_CONFIGURED);
	put(&expected, ppp + 188, 0xc227);
	put(&expected, ppp + 196, 0xc227);
	put(&expected, ppp + 220, 13);
	assert_image(3, &from, &expected);
	/* Nothing at all: LCP has an error too. */
	from.ppp = (struct ppp_projection){.lcp_up = false};
	put(&expected, ppp + 184, ERROR_PROTOCOL_NOT_CONFIGURED);
	put(&expected, ppp + 188, 0);
	put(&expected, ppp + 196, 0);
	put(&expected, ppp + 220, 0);
	assert_image(3, &from, &expected);
}

static uint32_t ccp_options_of(struct ppp_ccp_options options)
{
	struct connection from = connection;
	struct RAS_CONNECTION_EX_1_IDL ex = {.hConnection = 0};
	struct image_connection info = info_of(&from);

	from.ppp.ccp_remote = options;
	image_connection_ex(&info, &ex);
	assert_int_equal(
		ex.ProjectionInfo.PppProjectionInfo.dwCompressionAlgorithm,
		options.algorithm == 18 ? 6 : 0);
	return ex.ProjectionInfo.PppProjectionInfo.dwCcpOptions;
}

static void test_ccp_options(void **state)
{
	assert_int_equal(ccp_options_of((struct ppp_ccp_options){0}), 0);
	assert_int_equal(ccp_options_of((struct ppp_ccp_options){
				 .algorithm = 18, .mppe_bits = 56}),
			 0x80);
	/* Deflate has no number of Windows's, but it compresses. */
	assert_int_equal(
		ccp_options_of((struct ppp_ccp_options){.algorithm = 26}), 1);
}

static void test_ex(void **state)
{
	const struct connection from = with_addresses();
	const struct image_connection info = info_of(&from);
	struct RAS_CONNECTION_EX_1_IDL ex = {.Header = {.size = 5}};
	const struct PPP_PROJECTION_INFO_1 *ppp =
		&ex.ProjectionInfo.PppProjectionInfo;

	image_connection_ex(&info, &ex);
	assert_int_equal(ex.Header.size, 5);
	assert_int_equal(ex.dwConnectDuration, 61);
	assert_int_equal(ex.dwInterfaceType, ROUTER_IF_TYPE_FULL_ROUTER);
	assert_int_equal(ex.dwConnectionFlags, 1);
	assert_int_equal(ex.wszInterfaceName[0], 'o');
	assert_int_equal(ex.wszUserName[0], 'a');
	assert_int_equal(ex.wszLogonDomain[0], 'E');
	assert_int_equal(ex.wszRemoteComputer[0], 'p');
	assert_int_equal(ex.wszRemoteEndpointAddress[16], '1');
	assert_int_equal(ex.wszLocalEndpointAddress[16], '2');
	assert_int_equal(ex.dwBytesRcved, 1);
	assert_int_equal(ex.dwCompressionRatioOut, 72);
	assert_int_equal(ex.hConnection, 0x01020304);
	assert_int_equal(ex.hInterface, 7);
	assert_int_equal(ex.projectionInfoType, 1);
	assert_int_equal(ppp->dwIPv4NegotiationError, 0);
	assert_int_equal(ppp->wszRemoteAddress[7], '1');
	assert_int_equal(ppp->IPv4SubInterfaceIndex, 0x55);
	assert_int_equal(ppp->dwAuthenticationData, 0x81);
	assert_int_equal(ppp->dwRemoteEapTypeId, 0);
}

/* Names that are too long are cut; the image is there. */
static void test_long_names(void **state)
{
	struct connection from = connection;
	struct expected expected = {.size = 1116};
	char longest[600];

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	from.wszInterfaceName = longest;
	from.wszUserName = "";
	from.wszLogonDomain = "a.domain.of.its.own";
	from.wszRemoteComputer = "";
	put(&expected, 0, 0x01020304);
	put(&expected, 4, 7);
	put(&expected, 8, 61);
	put(&expected, 12, ROUTER_IF_TYPE_FULL_ROUTER);
	put(&expected, 16, 1);
	longest[256] = '\0';
	put_text(&expected, 20, longest);
	longest[256] = 'x';
	put_text(&expected, 20 + 2 * 514, "a.domain.of.its");
	assert_image(0, &from, &expected);
}

static void test_no_such_level(void **state)
{
	const struct image_connection info = info_of(&connection);
	DATA_BLOB bytes;

	assert_int_equal(image_connection_size(5), 0);
	assert_int_equal(image_connection_size(UINT32_MAX), 0);
	assert_werror(image_connection_push(NULL, 5, &info, &bytes),
		      ERROR_INVALID_LEVEL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_level_0),
		cmocka_unit_test(test_level_1),
		cmocka_unit_test(test_level_2),
		cmocka_unit_test(test_level_3),
		cmocka_unit_test(test_level_4),
		cmocka_unit_test(test_little_negotiated),
		cmocka_unit_test(test_ccp_options),
		cmocka_unit_test(test_ex),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_no_such_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
