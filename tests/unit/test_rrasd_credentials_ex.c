/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set and GetCredentialsEx: keys, EAP, the mask, whose they are, what lies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/images/image_credentials.h"
#include "server/router/router.h"
#include "rrasd_world.h"

#define MASK   "****************"
#define SECRET "Xyzzy-Plugh"

/* A service has this handle in no table: dd1 is the first interface. */
#define DD1 3

static int setup(void **state)
{
	struct world *world = world_create();
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(hInterface, DD1);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

static uint32_t set_bytes(struct world *world, uint32_t dwLevel,
			  uint32_t hInterface, DATA_BLOB bytes)
{
	struct DIM_INFORMATION_CONTAINER container = {(uint32_t)bytes.length,
						      bytes.data};
	struct RRouterInterfaceSetCredentialsEx r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .hInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACESETCREDENTIALSEX, &r);
	return W_ERROR_V(r.out.result);
}

static uint32_t set(struct world *world, uint32_t dwLevel, uint32_t hInterface,
		    DATA_BLOB data)
{
	DATA_BLOB bytes;

	assert_true(W_ERROR_IS_OK(image_credentials_push(world, data, &bytes)));
	return set_bytes(world, dwLevel, hInterface, bytes);
}

static uint32_t set_key(struct world *world, uint32_t hInterface,
			const char *key)
{
	return set(world, 2, hInterface, data_blob_string_const(key));
}

/* @data is what the structure holds, nothing on error. */
static uint32_t get(struct world *world, uint32_t dwLevel, uint32_t hInterface,
		    DATA_BLOB *data)
{
	uint8_t rubbish[] = {1, 2, 3};
	struct DIM_INFORMATION_CONTAINER container = {3, rubbish};
	struct RRouterInterfaceGetCredentialsEx r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .hInterface = hInterface},
	};
	DATA_BLOB bytes;

	world_dimsvc(world, NDR_RROUTERINTERFACEGETCREDENTIALSEX, &r);
	bytes.data = r.out.pInfoStruct->pBuffer;
	bytes.length = r.out.pInfoStruct->dwBufferSize;
	*data = data_blob_null;
	if (!W_ERROR_IS_OK(r.out.result)) {
		assert_int_equal(bytes.length, 0);
		assert_null(bytes.data);
	} else {
		assert_true(
			W_ERROR_IS_OK(image_credentials_pull(&bytes, data)));
	}
	return W_ERROR_V(r.out.result);
}

static void assert_key(struct world *world, uint32_t dwLevel,
		       uint32_t hInterface, const char *key)
{
	DATA_BLOB data;

	assert_int_equal(get(world, dwLevel, hInterface, &data), 0);
	assert_int_equal(data.length, strlen(key));
	assert_memory_equal(data.data, key, data.length);
}

static void assert_stored(struct world *world, uint32_t hInterface,
			  const char *key)
{
	const struct router_key *stored;

	assert_int_equal(W_ERROR_V(router_get_key(world->rrasd->router,
						  hInterface, &stored)),
			 0);
	assert_int_equal(stored->size, strlen(key));
	assert_memory_equal(stored->bytes, key, stored->size);
}

static void test_key(void **state)
{
	struct world *world = *state;
	uint32_t level;
	DATA_BLOB data;

	for (level = 1; level <= 3; level++) {
		assert_int_equal(get(world, level, DD1, &data),
				 ERROR_NOT_FOUND);
	}
	/* "these can be used interchangeably" */
	for (level = 1; level <= 3; level++) {
		assert_int_equal(
			set(world, level, DD1, data_blob_const("abc", level)),
			0);
		assert_key(world, 4 - level, DD1, MASK);
	}
	assert_stored(world, DD1, "abc");
	world_restart(world);
	assert_stored(world, DD1, "abc");
	/* "If dwSize is zero (0) [...] the key is deleted" */
	assert_int_equal(set(world, 1, DD1, data_blob_null), 0);
	assert_int_equal(get(world, 1, DD1, &data), ERROR_NOT_FOUND);
	world_restart(world);
	assert_int_equal(get(world, 1, DD1, &data), ERROR_NOT_FOUND);
	assert_int_equal(set(world, 1, DD1, data_blob_null), 0);
}

static void test_mask(void **state)
{
	struct world *world = *state;
	size_t ends;

	/* There is no key that could stay. */
	assert_int_equal(set_key(world, DD1, MASK), ERROR_NOT_FOUND);
	assert_int_equal(set_key(world, DD1, SECRET), 0);
	assert_key(world, 1, DD1, MASK);
	/* as it was answered, or with the end of a text behind it */
	for (ends = 0; ends <= 2; ends++) {
		assert_int_equal(
			set(world, 1, DD1,
			    data_blob_const(MASK "\0\0", strlen(MASK) + ends)),
			0);
		assert_stored(world, DD1, SECRET);
	}
	assert_int_equal(set_key(world, 99, MASK), ERROR_INVALID_HANDLE);
	/* Nearly the mask is a key. */
	assert_int_equal(set_key(world, DD1, MASK "*"), 0);
	assert_stored(world, DD1, MASK "*");
}

static void test_return_passwords(void **state)
{
	struct world *world = *state;

	world->config.return_passwords = true;
	assert_int_equal(set_key(world, DD1, SECRET), 0);
	assert_key(world, 1, DD1, SECRET);
	/* Signed is not sealed. */
	world->caller.auth_level = 5;
	assert_key(world, 1, DD1, MASK);
	world->caller.transport = RRAS_TRANSPORT_LOCAL;
	assert_key(world, 1, DD1, SECRET);
}

/* "If dwLevel is 0x0000002 and hInterface is NULL" */
static void test_server(void **state)
{
	struct world *world = *state;
	DATA_BLOB data;
	uint32_t level;

	assert_int_equal(get(world, 2, 0, &data), ERROR_NOT_FOUND);
	assert_int_equal(set_key(world, 0, SECRET), 0);
	assert_key(world, 2, 0, MASK);
	assert_int_equal(get(world, 2, DD1, &data), ERROR_NOT_FOUND);
	for (level = 0; level <= 3; level++) {
		if (level != 2) {
			assert_int_equal(set(world, level, 0, data_blob_null),
					 ERROR_INVALID_HANDLE);
			assert_int_equal(get(world, level, 0, &data),
					 ERROR_INVALID_HANDLE);
		}
	}
	world_restart(world);
	assert_stored(world, 0, SECRET);
}

static void test_whose(void **state)
{
	struct world *world = *state;
	DATA_BLOB data;
	uint32_t level;

	for (level = 0; level <= 3; level++) {
		assert_int_equal(set(world, level, 99, data_blob_null),
				 ERROR_INVALID_HANDLE);
		assert_int_equal(get(world, level, 99, &data),
				 ERROR_INVALID_HANDLE);
	}
	/* Loopback cannot be dialed. */
	assert_int_equal(set_key(world, 1, SECRET),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(get(world, 1, 1, &data),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(set(world, 0, 1, data_blob_null), ERROR_INVALID_LEVEL);
	assert_int_equal(get(world, 0, 1, &data), ERROR_INVALID_LEVEL);
}

static void test_limits(void **state)
{
	struct world *world = *state;
	DATA_BLOB key = data_blob_talloc_zero(world, 257), data;

	assert_int_equal(set(world, 1, DD1, key), ERROR_INVALID_PARAMETER);
	assert_int_equal(get(world, 1, DD1, &data), ERROR_NOT_FOUND);
	key.length = 256;
	assert_int_equal(set(world, 1, DD1, key), 0);
	world->config.return_passwords = true;
	assert_int_equal(get(world, 1, DD1, &data), 0);
	assert_int_equal(data_blob_cmp(&data, &key), 0);
}

static void test_hostile(void **state)
{
	struct world *world = *state;
	uint8_t liar[12] = {200, 0, 0, 0, 8, 0, 0, 0, 'x'};
	DATA_BLOB data;
	uint32_t level;

	for (level = 0; level <= 3; level++) {
		size_t length;

		assert_int_equal(set_bytes(world, level, DD1, data_blob_null),
				 ERROR_INVALID_PARAMETER);
		for (length = 1; length <= sizeof(liar); length++) {
			assert_int_equal(
				set_bytes(world, level, DD1,
					  data_blob_const(liar, length)),
				ERROR_INVALID_PARAMETER);
		}
	}
	/* Data that are no EAPTLS_USER_PROPERTIES. */
	assert_int_equal(set(world, 0, DD1, data_blob_const(liar, 12)),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set_bytes(world, 4, DD1, data_blob_null),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(get(world, 4, DD1, &data), ERROR_NOT_SUPPORTED);
	assert_int_equal(get(world, UINT32_MAX, 99, &data),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(get(world, 0, DD1, &data), 0);
	assert_int_equal(data.length, 0);
	assert_int_equal(get(world, 1, DD1, &data), ERROR_NOT_FOUND);
}

static uint32_t set_eap(struct world *world, const char *identity,
			const char *pin)
{
	const struct router_eap eap = {.cbHash = 20,
				       .pbHash = {[19] = 0x5a},
				       .identity = identity,
				       .pin = pin};
	DATA_BLOB data;

	assert_true(W_ERROR_IS_OK(image_eap_push(world, &eap, &data)));
	return set(world, 0, DD1, data);
}

static void assert_eap(struct world *world, const char *identity,
		       const char *pin)
{
	struct router_eap eap;
	DATA_BLOB data;

	assert_int_equal(get(world, 0, DD1, &data), 0);
	assert_true(W_ERROR_IS_OK(image_eap_pull(world, &data, &eap)));
	assert_int_equal(eap.cbHash, 20);
	assert_int_equal(eap.pbHash[19], 0x5a);
	assert_string_equal(eap.identity, identity);
	assert_string_equal(eap.pin, pin);
}

static void test_eap(void **state)
{
	struct world *world = *state;
	DATA_BLOB data;

	/* "the dwSize field [...] MUST be set to zero" */
	assert_int_equal(get(world, 0, DD1, &data), 0);
	assert_int_equal(data.length, 0);
	assert_int_equal(set_eap(world, "bob", ""), 0);
	assert_eap(world, "bob", "");
	assert_int_equal(set_eap(world, "bob", SECRET), 0);
	assert_eap(world, "bob", MASK);
	/* Read, change the identity, write back: the PIN stays. */
	assert_int_equal(set_eap(world, "älice", MASK), 0);
	world_restart(world);
	assert_eap(world, "älice", MASK);
	world->config.return_passwords = true;
	assert_eap(world, "älice", SECRET);
	assert_int_equal(set(world, 0, DD1, data_blob_null), 0);
	assert_int_equal(get(world, 0, DD1, &data), 0);
	assert_int_equal(data.length, 0);
}

static void test_audit(void **state)
{
	struct world *world = *state;
	DATA_BLOB data;
	char *text;

	assert_int_equal(set_key(world, DD1, SECRET), 0);
	assert_int_equal(set_key(world, 99, SECRET), ERROR_INVALID_HANDLE);
	assert_int_equal(set_eap(world, "bob", SECRET), 0);
	assert_int_equal(get(world, 1, DD1, &data), 0);
	text = world_audit(world);
	assert_non_null(strstr(text, "RRouterInterfaceSetCredentialsEx"));
	assert_non_null(strstr(text, "\"interface\":\"dd1\""));
	assert_non_null(strstr(text, "\"dwLevel\":2"));
	assert_null(strstr(text, "Xyzzy"));
	assert_null(strstr(text, "GetCredentialsEx"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_key),
		TEST(test_mask),
		TEST(test_return_passwords),
		TEST(test_server),
		TEST(test_whose),
		TEST(test_limits),
		TEST(test_hostile),
		TEST(test_eap),
		TEST(test_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
