/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SSTP's packets, its HTTP answer and its crypto binding: what is on the wire,
 * and every way in which a server can get it wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "sstp_binding.h"
#include "sstp_http.h"
#include "sstp_message.h"

/* -- packets -- */

static void test_request(void **state)
{
	/* [MS-SSTP] 2.2.9: header, type 1, one attribute: PPP */
	static const uint8_t wanted[] = {0x10, 0x01, 0x00, 0x0e, 0x00,
					 0x01, 0x00, 0x01, 0x00, 0x01,
					 0x00, 0x06, 0x00, 0x01};
	const struct sstp_message request = {
		.type = SSTP_MSG_CALL_CONNECT_REQUEST,
		.protocol = SSTP_ENCAPSULATED_PROTOCOL_PPP,
	};
	uint8_t packet[SSTP_MAX_MESSAGE];

	assert_int_equal(sstp_message_push(&request, packet), sizeof(wanted));
	assert_memory_equal(packet, wanted, sizeof(wanted));
}

static void test_abort(void **state)
{
	/* 2.2.13: Status Info for the crypto binding, value not supported */
	static const uint8_t wanted[] = {
		0x10, 0x01, 0x00, 0x14, 0x00, 0x05, 0x00, 0x01, 0x00, 0x02,
		0x00, 0x0c, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x04};
	const struct sstp_message message = {
		.type = SSTP_MSG_CALL_ABORT,
		.has_status = true,
		.status_attribute = SSTP_ATTRIB_CRYPTO_BINDING,
		.status = ATTRIB_STATUS_VALUE_NOT_SUPPORTED,
	};
	uint8_t packet[SSTP_MAX_MESSAGE];
	struct sstp_message read;

	assert_int_equal(sstp_message_push(&message, packet), sizeof(wanted));
	assert_memory_equal(packet, wanted, sizeof(wanted));
	assert_int_equal(sstp_message_pull(packet, sizeof(wanted), &read),
			 ATTRIB_STATUS_NO_ERROR);
	assert_memory_equal(&read, &message, sizeof(read));
}

/* Each type, written and read. */
static void test_round_trip(void **state)
{
	int type;

	for (type = SSTP_MSG_CALL_CONNECT_REQUEST;
	     type <= SSTP_MSG_ECHO_RESPONSE; type++) {
		struct sstp_message message = {.type = (enum sstp_type)type};
		uint8_t packet[SSTP_MAX_MESSAGE], again[SSTP_MAX_MESSAGE];
		struct sstp_message read;
		size_t size, peeked;

		memset(message.nonce, type, sizeof(message.nonce));
		message.hash = CERT_HASH_PROTOCOL_SHA256;
		size = sstp_message_push(&message, packet);
		assert_int_equal(sstp_packet_peek(packet, size, &peeked),
				 SSTP_PEEK_CONTROL);
		assert_int_equal(peeked, size);
		assert_int_equal(sstp_message_pull(packet, size, &read),
				 ATTRIB_STATUS_NO_ERROR);
		assert_int_equal(read.type, type);
		assert_int_equal(sstp_message_push(&read, again), size);
		assert_memory_equal(packet, again, size);
	}
}

static void test_peek(void **state)
{
	uint8_t data[] = {0x10, 0x00, 0x00, 0x06, 0xff, 0x03, 0x10};
	size_t size = 99, i;

	for (i = 0; i < 6; i++) {
		assert_int_equal(sstp_packet_peek(data, i, &size),
				 SSTP_PEEK_PART);
	}
	assert_int_equal(sstp_packet_peek(data, sizeof(data), &size),
			 SSTP_PEEK_DATA);
	assert_int_equal(size, 6);
	data[2] = 0xf0; /* reserved bits of the length are not ours */
	assert_int_equal(sstp_packet_peek(data, 6, &size), SSTP_PEEK_DATA);
	assert_int_equal(size, 6);
	data[3] = 3; /* shorter than its header */
	assert_int_equal(sstp_packet_peek(data, 6, &size), SSTP_PEEK_BAD);
	data[1] = 1; /* a control packet has eight bytes */
	data[3] = 7;
	assert_int_equal(sstp_packet_peek(data, 7, &size), SSTP_PEEK_BAD);
	data[0] = 'H'; /* told by the first byte */
	assert_int_equal(sstp_packet_peek(data, 1, &size), SSTP_PEEK_BAD);
}

static void test_data_header(void **state)
{
	static const uint8_t wanted[] = {0x10, 0x00, 0x0f, 0xff};
	uint8_t header[SSTP_HEADER_SIZE];

	sstp_data_header(header, SSTP_MAX_PAYLOAD);
	assert_memory_equal(header, wanted, sizeof(wanted));
}

/* A message of a type and one attribute of @size bytes, header included. */
static size_t make(uint8_t *packet, uint8_t type, uint8_t attribute,
		   uint8_t size)
{
	memset(packet, 0, 256);
	packet[0] = 0x10;
	packet[1] = 1;
	packet[3] = (uint8_t)(8 + size);
	packet[5] = type;
	packet[7] = size > 0;
	packet[9] = attribute;
	packet[11] = size;
	return 8U + size;
}

static void test_wrong_messages(void **state)
{
	static const struct {
		uint8_t type, attribute, size;
		enum sstp_status status;
	} cases[] = {
		{0, 0, 0, ATTRIB_STATUS_UNACCEPTED_FRAME_RECEIVED},
		{10, 0, 0, ATTRIB_STATUS_UNACCEPTED_FRAME_RECEIVED},
		{2, 0, 0, ATTRIB_STATUS_REQUIRED_ATTRIBUTE_MISSING},
		{2, 0, 40, ATTRIB_STATUS_UNRECOGNIZED_ATTRIBUTE},
		{2, 5, 40, ATTRIB_STATUS_UNRECOGNIZED_ATTRIBUTE},
		{2, 4, 39, ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH},
		{2, 4, 41, ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH},
		{2, 3, 104, ATTRIB_STATUS_ATTRIB_NOT_SUPPORTED_IN_MSG},
		{2, 2, 12, ATTRIB_STATUS_STATUS_INFO_NOT_SUPPORTED_IN_MSG},
		{1, 1, 7, ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH},
		{4, 3, 103, ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH},
		{5, 2, 11, ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH},
		{5, 2, 77, ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH},
		{5, 2, 76, ATTRIB_STATUS_NO_ERROR},
		{3, 2, 12, ATTRIB_STATUS_NO_ERROR},
		{3, 0, 0, ATTRIB_STATUS_NO_ERROR},
		{8, 4, 40, ATTRIB_STATUS_ATTRIB_NOT_SUPPORTED_IN_MSG},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sstp_message message;
		uint8_t packet[256];
		size_t size = make(packet, cases[i].type, cases[i].attribute,
				   cases[i].size);

		assert_int_equal(sstp_message_pull(packet, size, &message),
				 cases[i].status);
	}
}

static void test_wrong_counts(void **state)
{
	struct sstp_message message;
	uint8_t packet[256];
	size_t size = make(packet, SSTP_MSG_CALL_CONNECT_ACK,
			   SSTP_ATTRIB_CRYPTO_BINDING_REQ, 40);

	packet[7] = 2; /* more than there are */
	assert_int_equal(sstp_message_pull(packet, size, &message),
			 ATTRIB_STATUS_INVALID_FRAME_RECEIVED);
	packet[7] = 0; /* fewer */
	assert_int_equal(sstp_message_pull(packet, size, &message),
			 ATTRIB_STATUS_INVALID_FRAME_RECEIVED);
	packet[7] = 1;
	packet[11] = 44; /* longer than the packet */
	assert_int_equal(sstp_message_pull(packet, size, &message),
			 ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH);
	packet[11] = 3; /* shorter than its header */
	assert_int_equal(sstp_message_pull(packet, size, &message),
			 ATTRIB_STATUS_INVALID_ATTRIB_VALUE_LENGTH);
	packet[11] = 40; /* twice */
	packet[7] = 2;
	memcpy(packet + 48, packet + 8, 40);
	assert_int_equal(sstp_message_pull(packet, 88, &message),
			 ATTRIB_STATUS_DUPLICATE_ATTRIBUTE);
}

/* A Nak refuses several attributes: the first is told. */
static void test_several_status(void **state)
{
	struct sstp_message message;
	uint8_t packet[256];
	size_t size = make(packet, SSTP_MSG_CALL_CONNECT_NAK,
			   SSTP_ATTRIB_STATUS_INFO, 12);

	memcpy(packet + size, packet + 8, 12);
	packet[7] = 2;
	packet[15] = SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID;
	packet[19] = ATTRIB_STATUS_VALUE_NOT_SUPPORTED;
	assert_int_equal(sstp_message_pull(packet, size + 12, &message),
			 ATTRIB_STATUS_NO_ERROR);
	assert_true(message.has_status);
	assert_int_equal(message.status_attribute,
			 SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID);
	assert_int_equal(message.status, ATTRIB_STATUS_VALUE_NOT_SUPPORTED);
}

static void test_status_text(void **state)
{
	assert_string_equal(sstp_status_text(0), "no error");
	assert_string_equal(sstp_status_text(11),
			    "a status where there is none");
	assert_string_equal(sstp_status_text(12), "unknown status");
}

/* -- HTTP -- */

static void test_http_request(void **state)
{
	static const uint8_t id[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab,
				       0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98,
				       0x76, 0x54, 0x32, 0x10};
	char *text = sstp_http_request(NULL, "vpn.example:444", id);

	assert_string_equal(
		text,
		"SSTP_DUPLEX_POST "
		"/sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/ HTTP/1.1\r\n"
		"SSTPCORRELATIONID: {01234567-89AB-CDEF-FEDC-BA9876543210}\r\n"
		"Content-Length: 18446744073709551615\r\n"
		"Host: vpn.example:444\r\n\r\n");
	talloc_free(text);
}

static enum sstp_http_peek peek_http(const char *text,
				     struct sstp_http_answer *answer)
{
	return sstp_http_peek((const uint8_t *)text, strlen(text), answer);
}

static void test_http_answers(void **state)
{
	static const char ok[] = "HTTP/1.1 200\r\nServer: x\r\n\r\n\x10";
	struct sstp_http_answer answer;
	size_t i;

	for (i = 0; i < strlen(ok) - 1; i++) {
		assert_int_equal(
			sstp_http_peek((const uint8_t *)ok, i, &answer),
			SSTP_HTTP_PART);
	}
	assert_int_equal(peek_http(ok, &answer), SSTP_HTTP_ANSWER);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.size, strlen(ok) - 1);
	assert_string_equal(answer.reason, "");
	assert_int_equal(peek_http("HTTP/1.0 404 Not Found\r\n\r\n", &answer),
			 SSTP_HTTP_ANSWER);
	assert_int_equal(answer.status, 404);
	assert_string_equal(answer.reason, "Not Found");
}

static void test_http_wrong(void **state)
{
	static const char *const wrong[] = {
		"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2 200\r\n\r\n",
		"HTTP/1.x 200\r\n\r\n",	   "HTTP/1.1 20\r\n\r\n",
		"HTTP/1.1 2000\r\n\r\n",   "HTTP/1.1  200\r\n\r\n",
		"HTTP/1.1\r\n\r\n",	   "HTTP/1.1 -20 x\r\n\r\n",
	};
	struct sstp_http_answer answer;
	char *endless;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(peek_http(wrong[i], &answer),
				 SSTP_HTTP_NO_HTTP);
	}
	/* headers without an end */
	endless = talloc_array(NULL, char, SSTP_HTTP_MAX + 1);
	memset(endless, 'x', SSTP_HTTP_MAX + 1);
	memcpy(endless, "HTTP/1.1 200 OK", 15);
	assert_int_equal(sstp_http_peek((const uint8_t *)endless, SSTP_HTTP_MAX,
					&answer),
			 SSTP_HTTP_PART);
	assert_int_equal(sstp_http_peek((const uint8_t *)endless,
					SSTP_HTTP_MAX + 1, &answer),
			 SSTP_HTTP_NO_HTTP);
	talloc_free(endless);
}

/* -- crypto binding -- */

/*
 * Made by Python's hmac and hashlib: nonce 01 to 20, the certificate is the
 * text "certificate", the send key 40 to 4f, the receive key 80 to 8f.
 */
static const struct {
	uint8_t hash;
	size_t key_size;
	const char *certificate_hash, *mac;
} bindings[] = {
	{CERT_HASH_PROTOCOL_SHA256, 16,
	 "03d66dd08835c1ca3f128cceacd1f31ac94163096b20f445ae84285bc0832d72",
	 "9e1c7729385800490d2052dec9d30af843f07a47e0f6a0f7c6b79388e254f7dc"},
	{CERT_HASH_PROTOCOL_SHA1, 16,
	 "735ad571c189d7ba84464bf4a9f1d2280175b128000000000000000000000000",
	 "d0668f8ab67304e1f430cf83cca1129ae270e1d6000000000000000000000000"},
	{CERT_HASH_PROTOCOL_SHA256, 0,
	 "03d66dd08835c1ca3f128cceacd1f31ac94163096b20f445ae84285bc0832d72",
	 "bc49cafc48e4b2e7184fad2a29b3aaeaf842a9847a90c205b00e1f2a046c46c1"},
};

static void assert_hex(const uint8_t *bytes, const char *hex)
{
	char *text = talloc_strdup(NULL, "");
	size_t i;

	for (i = 0; i < SSTP_HASH_SIZE; i++) {
		text = talloc_asprintf_append(text, "%02x", bytes[i]);
	}
	assert_string_equal(text, hex);
	talloc_free(text);
}

static void fill(uint8_t *bytes, size_t size, uint8_t first)
{
	size_t i;

	for (i = 0; i < size; i++) {
		bytes[i] = (uint8_t)(first + i);
	}
}

static void test_binding(void **state)
{
	uint8_t nonce[SSTP_NONCE_SIZE], send_key[16], receive_key[16];
	uint8_t hlak[SSTP_HLAK_SIZE];
	struct sstp_message message;
	size_t i;

	fill(nonce, sizeof(nonce), 1);
	fill(send_key, sizeof(send_key), 0x40);
	fill(receive_key, sizeof(receive_key), 0x80);
	for (i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
		sstp_binding_hlak(send_key, receive_key, bindings[i].key_size,
				  hlak);
		assert_true(sstp_binding_make(
			bindings[i].hash, nonce,
			data_blob_string_const("certificate"), hlak, &message));
		assert_int_equal(message.type, SSTP_MSG_CALL_CONNECTED);
		assert_int_equal(message.hash, bindings[i].hash);
		assert_memory_equal(message.nonce, nonce, sizeof(nonce));
		assert_hex(message.certificate_hash,
			   bindings[i].certificate_hash);
		assert_hex(message.compound_mac, bindings[i].mac);
	}
}

/* Longer keys are cut, shorter ones filled. */
static void test_hlak(void **state)
{
	uint8_t key[24], hlak[SSTP_HLAK_SIZE], wanted[SSTP_HLAK_SIZE];

	fill(key, sizeof(key), 1);
	fill(wanted, 16, 1);
	fill(wanted + 16, 16, 1);
	sstp_binding_hlak(key, key, 24, hlak);
	assert_memory_equal(hlak, wanted, sizeof(wanted));
	memset(wanted + 8, 0, 8);
	memset(wanted + 24, 0, 8);
	sstp_binding_hlak(key, key, 8, hlak);
	assert_memory_equal(hlak, wanted, sizeof(wanted));
}

static void test_choice(void **state)
{
	assert_int_equal(sstp_binding_choose(3), CERT_HASH_PROTOCOL_SHA256);
	assert_int_equal(sstp_binding_choose(0xfe), CERT_HASH_PROTOCOL_SHA256);
	assert_int_equal(sstp_binding_choose(1), CERT_HASH_PROTOCOL_SHA1);
	assert_int_equal(sstp_binding_choose(0xfc), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_peek),
		cmocka_unit_test(test_data_header),
		cmocka_unit_test(test_wrong_messages),
		cmocka_unit_test(test_wrong_counts),
		cmocka_unit_test(test_several_status),
		cmocka_unit_test(test_status_text),
		cmocka_unit_test(test_http_request),
		cmocka_unit_test(test_http_answers),
		cmocka_unit_test(test_http_wrong),
		cmocka_unit_test(test_binding),
		cmocka_unit_test(test_hlak),
		cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
