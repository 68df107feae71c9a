/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MPR_CREDENTIALSEX_1 and EAPTLS_USER_PROPERTIES, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/images/image_credentials.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

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

/* On the heap, and not a byte longer: so the sanitizer sees each slip. */
static DATA_BLOB exactly(TALLOC_CTX *mem_ctx, const void *bytes, size_t length)
{
	return data_blob_talloc(mem_ctx, bytes, length);
}

static void put32(uint8_t *bytes, size_t offset, uint32_t value)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		bytes[offset + i] = (uint8_t)(value >> (8 * i));
	}
}

static void test_container(void **state)
{
	static const uint8_t four[] = {4, 0, 0,	  0,   8,   0,
				       0, 0, 'h', 'u', 's', 'h'};
	static const uint8_t none[] = {0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0};
	static const uint8_t one[] = {1, 0, 0, 0, 8, 0, 0, 0, 'x', 0, 0, 0};
	DATA_BLOB bytes, data;

	assert_werr(image_credentials_push(*state, data_blob_const("hush", 4),
					   &bytes),
		    0);
	assert_int_equal(bytes.length, sizeof(four));
	assert_memory_equal(bytes.data, four, sizeof(four));
	assert_werr(image_credentials_pull(&bytes, &data), 0);
	assert_int_equal(data.length, 4);
	assert_ptr_equal(data.data, bytes.data + 8);
	assert_werr(image_credentials_push(*state, data_blob_null, &bytes), 0);
	assert_int_equal(bytes.length, sizeof(none));
	assert_memory_equal(bytes.data, none, sizeof(none));
	assert_werr(
		image_credentials_push(*state, data_blob_const("x", 1), &bytes),
		0);
	assert_int_equal(bytes.length, sizeof(one));
	assert_memory_equal(bytes.data, one, sizeof(one));
}

/* "the actual data of size dwSize is stored at the end of the structure" */
static void test_other_offsets(void **state)
{
	static const uint8_t at_end[] = {2, 0, 0, 0, 12, 0,   0,
					 0, 0, 0, 0, 0,	 'a', 'b'};
	static const uint8_t empty[] = {0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
	DATA_BLOB bytes = exactly(*state, at_end, sizeof(at_end));
	DATA_BLOB data;

	assert_werr(image_credentials_pull(&bytes, &data), 0);
	assert_int_equal(data.length, 2);
	assert_memory_equal(data.data, "ab", 2);
	/* Without data there is no place for them. */
	bytes = exactly(*state, empty, sizeof(empty));
	assert_werr(image_credentials_pull(&bytes, &data), 0);
	assert_int_equal(data.length, 0);
}

static void test_lies(void **state)
{
	static const struct {
		uint32_t dwSize, dwOffset;
	} lies[] = {
		{5, 8},
		{4, 9},
		{1, 12},
		{1, 13},
		{1, 0},
		{1, 7},
		{UINT32_MAX, 8},
		{8, UINT32_MAX},
		{UINT32_MAX, UINT32_MAX},
		{0x80000000, 0x80000000},
	};
	DATA_BLOB bytes = data_blob_talloc_zero(*state, 12), data;
	size_t i;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		put32(bytes.data, 0, lies[i].dwSize);
		put32(bytes.data, 4, lies[i].dwOffset);
		assert_werr(image_credentials_pull(&bytes, &data),
			    ERROR_INVALID_PARAMETER);
		assert_int_equal(data.length, 0);
	}
	for (i = 0; i < 8; i++) {
		bytes = data_blob_talloc_zero(*state, i);
		assert_werr(image_credentials_pull(&bytes, &data),
			    ERROR_INVALID_PARAMETER);
	}
}

/* -- EAPTLS_USER_PROPERTIES -- */

/* "jö" and "42", with pointers of 4 bytes. */
static const uint8_t plain[] = {
	0,    0,    0,	  0,  1, 0, 0, 0, /* reserved, dwVersion */
	70,   0,    0,	  0,  0, 0, 0, 0, /* dwSize, fFlags */
	3,    0,    0,	  0,		  /* cbHash */
	0xaa, 0xbb, 0xcc, 0,  0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0, 0, 0,
	0,    0,    0,	  58, 0, 0, 0, 6, 0, 0, 0, 64, 0, 0, 0, /* pointers,
								   dwPinOffset
								 */
	0,    0,    0,	  0,  0, 0, /* usLength to _pad */
	'j',  0,    0xf6, 0,  0, 0, /* awszString */
	'4',  0,    '2',  0,  0, 0,
};

static const struct router_eap jo = {
	.cbHash = 3,
	.pbHash = {0xaa, 0xbb, 0xcc},
	.identity = "jö",
	.pin = "42",
};

static void assert_eap(const struct router_eap *a, const struct router_eap *b)
{
	assert_int_equal(a->cbHash, b->cbHash);
	assert_memory_equal(a->pbHash, b->pbHash, sizeof(a->pbHash));
	assert_string_equal(a->identity, b->identity);
	assert_string_equal(a->pin, b->pin);
}

static void test_eap(void **state)
{
	struct router_eap eap;
	DATA_BLOB bytes;

	assert_werr(image_eap_push(*state, &jo, &bytes), 0);
	assert_int_equal(bytes.length, sizeof(plain));
	assert_memory_equal(bytes.data, plain, sizeof(plain));
	assert_werr(image_eap_pull(*state, &bytes, &eap), 0);
	assert_eap(&eap, &jo);
}

/* What a 64-bit client sends: other pointers, which mean nothing to us. */
static DATA_BLOB wide_image(TALLOC_CTX *mem_ctx, size_t padding)
{
	DATA_BLOB bytes = data_blob_talloc_zero(mem_ctx, 82 + padding);

	memcpy(bytes.data, plain, 40);
	put32(bytes.data, 8, (uint32_t)bytes.length);
	put32(bytes.data, 40, 0x12345678);
	put32(bytes.data, 44, 0x7ff6);
	put32(bytes.data, 48, 3);
	put32(bytes.data, 56, 0x12345684);
	put32(bytes.data, 60, 0x7ff6);
	memcpy(bytes.data + 70, plain + 58, 12);
	return bytes;
}

static void test_eap_wide(void **state)
{
	struct router_eap eap;
	size_t padding;

	for (padding = 0; padding < 8; padding++) {
		DATA_BLOB bytes = wide_image(*state, padding);

		assert_werr(image_eap_pull(*state, &bytes, &eap), 0);
		assert_eap(&eap, &jo);
	}
}

/* Just the structure, of either width: no identity and no PIN. */
static void test_eap_empty(void **state)
{
	static const size_t sizes[] = {60, 62, 72, 74};
	struct router_eap eap;
	size_t i;

	for (i = 0; i < 4; i++) {
		DATA_BLOB bytes = data_blob_talloc_zero(*state, sizes[i]);

		put32(bytes.data, 4, 1);
		put32(bytes.data, 8, (uint32_t)sizes[i]);
		assert_werr(image_eap_pull(*state, &bytes, &eap), 0);
		assert_int_equal(eap.cbHash, 0);
		assert_string_equal(eap.identity, "");
		assert_string_equal(eap.pin, "");
	}
}

static void test_eap_must(void **state)
{
	static const struct {
		size_t offset;
		uint8_t value;
	} lies[] = {
		{0, 1},	 {4, 0},   {4, 2},  {8, 69}, {8, 71}, {10, 1},
		{12, 1}, {16, 21}, {19, 1}, {52, 1}, {54, 1}, {56, 1},
	};
	DATA_BLOB bytes;
	struct router_eap eap;
	size_t i;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		bytes = exactly(*state, plain, sizeof(plain));
		bytes.data[lies[i].offset] = lies[i].value;
		assert_werr(image_eap_pull(*state, &bytes, &eap),
			    ERROR_INVALID_PARAMETER);
		assert_null(eap.pin);
	}
	/* Each length but the right one, with a dwSize that agrees. */
	for (i = 1; i < sizeof(plain); i++) {
		bytes = exactly(*state, plain, i);
		if (i >= 12) {
			put32(bytes.data, 8, (uint32_t)i);
		}
		/* It may end with the identity: there is no PIN then. */
		assert_werr(image_eap_pull(*state, &bytes, &eap),
			    i == 64 ? 0u : ERROR_INVALID_PARAMETER);
	}
}

static void test_eap_strings(void **state)
{
	const size_t size = 58 + 2 * 257 + 2 * 257;
	DATA_BLOB bytes = data_blob_talloc_zero(*state, size);
	struct router_eap eap;
	size_t i;

	memcpy(bytes.data, plain, 58);
	put32(bytes.data, 8, (uint32_t)size);
	for (i = 0; i < 256; i++) {
		bytes.data[58 + 2 * i] = 'i';
		bytes.data[58 + 2 * 257 + 2 * i] = 'p';
	}
	assert_werr(image_eap_pull(*state, &bytes, &eap), 0);
	assert_int_equal(strlen(eap.identity), 256);
	assert_int_equal(strlen(eap.pin), 256);
	/* One more has no end. */
	bytes.data[58 + 2 * 256] = 'i';
	assert_werr(image_eap_pull(*state, &bytes, &eap),
		    ERROR_INVALID_PARAMETER);
	/* Half of a pair. */
	bytes = exactly(*state, plain, sizeof(plain));
	bytes.data[59] = 0xd8;
	assert_werr(image_eap_pull(*state, &bytes, &eap),
		    ERROR_INVALID_PARAMETER);
	/* A third string. */
	bytes = data_blob_talloc_zero(*state, sizeof(plain) + 4);
	memcpy(bytes.data, plain, sizeof(plain));
	put32(bytes.data, 8, (uint32_t)bytes.length);
	bytes.data[sizeof(plain)] = 'x';
	assert_werr(image_eap_pull(*state, &bytes, &eap),
		    ERROR_INVALID_PARAMETER);
}

static void test_eap_push_errors(void **state)
{
	char *text = talloc_zero_size(*state, 258);
	struct router_eap eap = {.identity = text, .pin = ""};
	DATA_BLOB bytes;

	memset(text, 'x', 257);
	assert_werr(image_eap_push(*state, &eap, &bytes), ERROR_INVALID_DATA);
	eap = (struct router_eap){.identity = "", .pin = text};
	assert_werr(image_eap_push(*state, &eap, &bytes), ERROR_INVALID_DATA);
	text[256] = '\0';
	assert_werr(image_eap_push(*state, &eap, &bytes), 0);
	assert_int_equal(bytes.length, 58 + 2 + 2 * 257);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_container),
		TEST(test_other_offsets),
		TEST(test_lies),
		TEST(test_eap),
		TEST(test_eap_wide),
		TEST(test_eap_empty),
		TEST(test_eap_must),
		TEST(test_eap_strings),
		TEST(test_eap_push_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
