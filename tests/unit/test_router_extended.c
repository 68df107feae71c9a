/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended credentials and IKEv2 configurations of an interface: whose they
 * are, what is refused, what is left after a restart and after a deletion.
 */
#include "router_fixture.h"
#include <string.h>
#include <sys/stat.h>
#include <ndr.h>
#include "ndr_store.h"
#include "server/router/credentials_ex.h"
#include "server/router/ikev2.h"

static WERROR do_eap(struct fixture *f, uint32_t dwInterface,
		     const struct router_eap *eap)
{
	struct tevent_req *req =
		router_set_eap_send(f->mem, f->ev, f->router, dwInterface, eap);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_eap_recv(req);
}

static WERROR do_key(struct fixture *f, uint32_t dwInterface,
		     const struct router_key *key)
{
	struct tevent_req *req =
		router_set_key_send(f->mem, f->ev, f->router, dwInterface, key);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_key_recv(req);
}

static WERROR do_ikev2(struct fixture *f, uint32_t dwInterface,
		       const struct router_ikev2 *config, bool keeps_hash)
{
	struct tevent_req *req = router_set_ikev2_send(
		f->mem, f->ev, f->router, dwInterface, config, keeps_hash);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_ikev2_recv(req);
}

/* A one-way demand-dial interface, whose entry the phonebook has. */
static uint32_t make_home_router(struct fixture *f, const char *name)
{
	struct router_change change = fixture_change(f, name);
	uint32_t dwInterface;

	change.dwIfType = ROUTER_IF_TYPE_HOME_ROUTER;
	assert_werror(do_create(f, &change, &dwInterface), ERROR_SUCCESS);
	return dwInterface;
}

static const struct router_eap alice = {
	.cbHash = 20,
	.pbHash = {1, 2, 3, [19] = 20},
	.identity = "älice@example",
	.pin = "12π4",
};

static void assert_eap(struct fixture *f, uint32_t dwInterface,
		       const struct router_eap *expected)
{
	const struct router_eap *eap = NULL;

	assert_werror(router_get_eap(f->router, dwInterface, &eap),
		      ERROR_SUCCESS);
	if (expected == NULL) {
		assert_null(eap);
		return;
	}
	assert_int_equal(eap->cbHash, expected->cbHash);
	assert_memory_equal(eap->pbHash, expected->pbHash, expected->cbHash);
	assert_string_equal(eap->identity, expected->identity);
	assert_string_equal(eap->pin, expected->pin);
}

static void test_eap(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	uint32_t dd2 = make_interface(f, "dd2");
	struct router_eap bob = {.identity = "bob", .pin = NULL};

	assert_eap(f, dd1, NULL);
	assert_werror(do_eap(f, dd1, &alice), ERROR_SUCCESS);
	assert_eap(f, dd1, &alice);
	assert_eap(f, dd2, NULL);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_eap(f, dd1, &alice);
	/* A pin that is not given stays. */
	assert_werror(do_eap(f, dd1, &bob), ERROR_SUCCESS);
	bob.pin = alice.pin;
	assert_eap(f, dd1, &bob);
	/* Where none was, there is an empty one. */
	bob.pin = NULL;
	assert_werror(do_eap(f, dd2, &bob), ERROR_SUCCESS);
	bob.pin = "";
	assert_eap(f, dd2, &bob);
	assert_werror(do_eap(f, dd1, NULL), ERROR_SUCCESS);
	assert_eap(f, dd1, NULL);
	assert_werror(do_eap(f, dd1, NULL), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_eap(f, dd1, NULL);
	assert_eap(f, dd2, &bob);
}

static char *letters(struct fixture *f, size_t count)
{
	char *text = talloc_zero_size(f->mem, count + 1);

	memset(text, 'x', count);
	return text;
}

static void test_eap_errors(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	uint32_t home = make_home_router(f, "home");
	const struct router_eap *found = NULL;
	struct router_eap eap = alice;

	assert_werror(do_eap(f, 99, &eap), ERROR_INVALID_HANDLE);
	assert_werror(do_eap(f, 0, &eap), ERROR_INVALID_HANDLE);
	assert_werror(do_eap(f, LOOPBACK, &eap), ERROR_INVALID_LEVEL);
	assert_werror(do_eap(f, home, &eap), ERROR_INVALID_LEVEL);
	assert_werror(do_eap(f, home, NULL), ERROR_INVALID_LEVEL);
	assert_werror(router_get_eap(f->router, 99, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(router_get_eap(f->router, home, &found),
		      ERROR_INVALID_LEVEL);
	eap.cbHash = 21;
	assert_werror(do_eap(f, dd1, &eap), ERROR_INVALID_PARAMETER);
	eap.cbHash = 0;
	eap.identity = letters(f, 257);
	assert_werror(do_eap(f, dd1, &eap), ERROR_INVALID_PARAMETER);
	eap.identity = letters(f, 256);
	eap.pin = letters(f, 257);
	assert_werror(do_eap(f, dd1, &eap), ERROR_INVALID_PARAMETER);
	assert_eap(f, dd1, NULL);
	eap.pin = letters(f, 256);
	assert_werror(do_eap(f, dd1, &eap), ERROR_SUCCESS);
	assert_eap(f, dd1, &eap);
}

static const struct router_key hush = {.size = 4, .bytes = "h\0sh"};

static void assert_key(struct fixture *f, uint32_t dwInterface,
		       const struct router_key *expected)
{
	const struct router_key *key = NULL;

	if (expected == NULL) {
		assert_werror(router_get_key(f->router, dwInterface, &key),
			      ERROR_NOT_FOUND);
		return;
	}
	assert_werror(router_get_key(f->router, dwInterface, &key),
		      ERROR_SUCCESS);
	assert_int_equal(key->size, expected->size);
	assert_memory_equal(key->bytes, expected->bytes, expected->size);
}

static void test_key(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	uint32_t home = make_home_router(f, "home");
	struct router_key longest = {.size = ROUTER_MAX_KEY};
	struct stat st;

	memset(longest.bytes, 0xfe, sizeof(longest.bytes));
	assert_key(f, dd1, NULL);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
	assert_werror(do_key(f, dd1, &hush), ERROR_SUCCESS);
	assert_werror(do_key(f, home, &longest), ERROR_SUCCESS);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
	assert_werror(do_key(f, ROUTER_SERVER_HANDLE, &longest), ERROR_SUCCESS);
	assert_werror(do_key(f, ROUTER_SERVER_HANDLE, &hush), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_key(f, dd1, &hush);
	assert_key(f, home, &longest);
	assert_key(f, ROUTER_SERVER_HANDLE, &hush);
	assert_int_equal(
		stat(talloc_asprintf(f->mem, "%s/rras.tdb", f->dir), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_werror(do_key(f, dd1, NULL), ERROR_SUCCESS);
	assert_werror(do_key(f, ROUTER_SERVER_HANDLE, NULL), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_key(f, dd1, NULL);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
	assert_key(f, home, &longest);
}

static void test_key_errors(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	const struct router_key *found = NULL;
	struct router_key bad = {.size = 0};

	assert_werror(do_key(f, 99, &hush), ERROR_INVALID_HANDLE);
	assert_werror(do_key(f, 99, NULL), ERROR_INVALID_HANDLE);
	assert_werror(do_key(f, LOOPBACK, &hush),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(router_get_key(f->router, 99, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(router_get_key(f->router, INTERNAL, &found),
		      ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werror(do_key(f, dd1, &bad), ERROR_INVALID_PARAMETER);
	bad.size = ROUTER_MAX_KEY + 1;
	assert_werror(do_key(f, dd1, &bad), ERROR_INVALID_PARAMETER);
	assert_key(f, dd1, NULL);
}

static const struct ROUTER_CUSTOM_IKEv2_POLICY_0 strong = {2, 4, 8, 5, 5, 4};

static struct router_ikev2 fixture_ikev2(void)
{
	static uint8_t name[] = {0x30, 0x00}, hash[20] = {7};

	return (struct router_ikev2){
		.dwSaLifeTime = 28800,
		.dwSaDataSize = 102400,
		.certificateName = {name, sizeof(name)},
		.certificateHash = {hash, sizeof(hash)},
		.customPolicy = &strong,
	};
}

static void assert_ikev2(struct fixture *f, uint32_t dwInterface,
			 const struct router_ikev2 *expected)
{
	const struct router_ikev2 *config = NULL;

	assert_werror(router_get_ikev2(f->router, dwInterface, &config),
		      ERROR_SUCCESS);
	if (expected == NULL) {
		assert_null(config);
		return;
	}
	assert_int_equal(config->dwSaLifeTime, expected->dwSaLifeTime);
	assert_int_equal(config->dwSaDataSize, expected->dwSaDataSize);
	assert_int_equal(data_blob_cmp(&config->certificateName,
				       &expected->certificateName),
			 0);
	assert_int_equal(data_blob_cmp(&config->certificateHash,
				       &expected->certificateHash),
			 0);
	assert_int_equal(config->customPolicy != NULL,
			 expected->customPolicy != NULL);
	if (config->customPolicy != NULL) {
		assert_memory_equal(config->customPolicy,
				    expected->customPolicy, sizeof(strong));
	}
}

static void test_ikev2(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = fixture_ikev2();
	struct router_ikev2 bare = {.dwSaLifeTime = 300, .dwSaDataSize = 1024};

	assert_ikev2(f, dd1, NULL);
	assert_werror(do_ikev2(f, dd1, &config, false), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &config);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &config);
	assert_werror(do_ikev2(f, dd1, &bare, false), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &bare);
	assert_werror(do_ikev2(f, dd1, NULL, false), ERROR_SUCCESS);
	assert_ikev2(f, dd1, NULL);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, NULL);
}

/* A caller who knows of no hash. */
static void test_ikev2_hash(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = fixture_ikev2(), other = config;
	uint8_t name[] = {0x30, 0x01, 0x00};

	other.certificateHash = data_blob_null;
	assert_werror(do_ikev2(f, dd1, &other, true), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &other);
	assert_werror(do_ikev2(f, dd1, &config, false), ERROR_SUCCESS);
	other.dwSaLifeTime = 600;
	assert_werror(do_ikev2(f, dd1, &other, true), ERROR_SUCCESS);
	config.dwSaLifeTime = 600;
	assert_ikev2(f, dd1, &config);
	other.certificateName = (DATA_BLOB){name, sizeof(name)};
	assert_werror(do_ikev2(f, dd1, &other, true), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &other);
}

static void test_ikev2_whose(void **state)
{
	struct fixture *f = *state;
	uint32_t home = make_home_router(f, "home");
	struct router_ikev2 config = fixture_ikev2();
	const struct router_ikev2 *found = NULL;

	assert_werror(do_ikev2(f, 99, &config, false), ERROR_INVALID_HANDLE);
	assert_werror(do_ikev2(f, home, &config, false),
		      ERROR_INVALID_PARAMETER);
	assert_werror(do_ikev2(f, LOOPBACK, NULL, false),
		      ERROR_INVALID_PARAMETER);
	assert_werror(router_get_ikev2(f->router, 99, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(router_get_ikev2(f->router, home, &found),
		      ERROR_INVALID_PARAMETER);
}

#define assert_range(member, low, high)                             \
	do {                                                        \
		__typeof__(member) good = member;                   \
                                                                    \
		member = (low);                                     \
		assert_werror(router_ikev2_check(&config), 0);      \
		member = (high);                                    \
		assert_werror(router_ikev2_check(&config), 0);      \
		if ((low) > 0) {                                    \
			member = (low)-1;                           \
			assert_werror(router_ikev2_check(&config),  \
				      ERROR_INVALID_PARAMETER);     \
		}                                                   \
		if ((high) < UINT32_MAX) {                          \
			member = (__typeof__(member))((high) + 1u); \
			assert_werror(router_ikev2_check(&config),  \
				      ERROR_INVALID_PARAMETER);     \
		}                                                   \
		member = good;                                      \
	} while (0)

static void test_ikev2_ranges(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = strong;
	struct router_ikev2 config = fixture_ikev2();

	config.customPolicy = &policy;
	assert_range(config.dwSaLifeTime, 300u, 17279999u);
	assert_range(config.dwSaDataSize, 1024u, UINT32_MAX);
	assert_range(policy.dwIntegrityMethod, 0u, 3u);
	assert_range(policy.dwEncryptionMethod, 0u, 4u);
	assert_range(policy.dwCipherTransformConstant, 1u, 8u);
	assert_range(policy.dwAuthTransformConstant, 0u, 5u);
	assert_range(policy.dwPfsGroup, 0u, 7u);
	assert_range(policy.dwDhGroup, 0u, 6u);
	assert_range(config.certificateName.length, 0u, 0x10000u);
	assert_range(config.certificateHash.length, 0u, 0x10000u);
	policy.dwDhGroup = 7;
	assert_werror(do_ikev2(f, dd1, &config, false),
		      ERROR_INVALID_PARAMETER);
	assert_ikev2(f, dd1, NULL);
}

/* The certificate's bytes are as long as they may be. */
static void test_ikev2_large(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = fixture_ikev2();

	config.certificateName = data_blob_talloc_zero(f->mem, 0x10000);
	config.certificateHash = data_blob_talloc_zero(f->mem, 0x10000);
	memset(config.certificateName.data, 0x5a, 0x10000);
	assert_werror(do_ikev2(f, dd1, &config, false), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_ikev2(f, dd1, &config);
}

/* -- what is left -- */

static int count_key(const char *key, TDB_DATA value, void *private_data)
{
	unsigned *count = private_data;

	*count += strncmp(key, "eap/", 4) == 0 ||
				  strncmp(key, "key/", 4) == 0 ||
				  strncmp(key, "ikev2/", 6) == 0
			  ? 1
			  : 0;
	return 0;
}

static unsigned count_records(struct fixture *f)
{
	unsigned count = 0;

	assert_werror(persist_traverse(f->persist, count_key, &count),
		      ERROR_SUCCESS);
	return count;
}

static void test_deletion(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct router_ikev2 config = fixture_ikev2();
	const struct router_key *found = NULL;

	assert_werror(do_eap(f, dd1, &alice), ERROR_SUCCESS);
	assert_werror(do_key(f, dd1, &hush), ERROR_SUCCESS);
	assert_werror(do_key(f, ROUTER_SERVER_HANDLE, &hush), ERROR_SUCCESS);
	assert_werror(do_ikev2(f, dd1, &config, false), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(count_records(f), 4);
	assert_werror(do_delete(f, dd1), ERROR_SUCCESS);
	assert_werror(router_get_key(f->router, dd1, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(count_records(f), 1);
	assert_key(f, ROUTER_SERVER_HANDLE, &hush);
	/* The same name is another interface. */
	dd1 = make_interface(f, "dd1");
	assert_eap(f, dd1, NULL);
	assert_key(f, dd1, NULL);
	assert_ikev2(f, dd1, NULL);
}

/* A change that is waiting when its interface goes. */
static void test_after_deletion(void **state)
{
	struct fixture *f = *state;
	uint32_t dd1 = make_interface(f, "dd1");
	struct tevent_req *gone =
		router_delete_send(f->mem, f->ev, f->router, dd1);
	struct tevent_req *late =
		router_set_key_send(f->mem, f->ev, f->router, dd1, &hush);

	assert_true(tevent_req_poll(late, f->ev));
	assert_werror(router_set_key_recv(late), ERROR_INVALID_HANDLE);
	assert_werror(router_delete_recv(gone), ERROR_SUCCESS);
	assert_int_equal(count_records(f), 0);
}

/* -- records as a start finds them -- */

static void put(struct fixture *f, const char *key, const void *record,
		ndr_push_flags_fn_t fn)
{
	struct persist_job *job = persist_job(f->mem);
	struct tevent_req *req;
	DATA_BLOB blob;
	TDB_DATA value;

	assert_int_equal(ndr_push_struct_blob(&blob, f->mem, record, fn),
			 NDR_ERR_SUCCESS);
	value = (TDB_DATA){.dptr = blob.data, .dsize = blob.length};
	assert_true(persist_job_store(job, key, value));
	req = persist_send(f->mem, f->ev, f->persist, job);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_recv(req, f->mem, NULL), ERROR_SUCCESS);
}

/* Of an interface that is not there, or has no use for them. */
static void test_orphans(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 1;
	uint32_t handles[] = {LOOPBACK, 77};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct rras_store_key key = {.version = RRAS_STORE_VERSION,
					     .dwInterface = handles[i],
					     .size = 1,
					     .key = &byte};
		struct rras_store_eap eap = {.version = RRAS_STORE_VERSION,
					     .dwInterface = handles[i]};
		struct rras_store_ikev2 ikev2 = {.version = RRAS_STORE_VERSION,
						 .dwInterface = handles[i]};

		put(f, talloc_asprintf(f->mem, "key/%u", (unsigned)handles[i]),
		    &key, (ndr_push_flags_fn_t)ndr_push_rras_store_key);
		put(f, talloc_asprintf(f->mem, "eap/%u", (unsigned)handles[i]),
		    &eap, (ndr_push_flags_fn_t)ndr_push_rras_store_eap);
		put(f,
		    talloc_asprintf(f->mem, "ikev2/%u", (unsigned)handles[i]),
		    &ikev2, (ndr_push_flags_fn_t)ndr_push_rras_store_ikev2);
	}
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
}

static void test_damaged(void **state)
{
	struct fixture *f = *state;
	static const char *const keys[] = {"eap/9", "key/9", "ikev2/9"};
	struct rras_store_header header = {.version = RRAS_STORE_VERSION};
	size_t i;

	for (i = 0; i < 6; i++) {
		void *fresh = NULL;

		header.version = RRAS_STORE_VERSION + (i >= 3 ? 1 : 0);
		put(f, keys[i % 3], &header,
		    (ndr_push_flags_fn_t)ndr_push_rras_store_header);
		assert_werror(fixture_reopen(f),
			      i >= 3 ? ERROR_REVISION_MISMATCH
				     : ERROR_FILE_CORRUPT);
		assert_non_null(strstr(f->why, keys[i % 3]));
		assert_int_equal(fixture_teardown(state), 0);
		assert_int_equal(fixture_setup(&fresh), 0);
		*state = f = fresh;
	}
}

/* What a debugger's ndr_print shows of a record. */
static void test_not_printed(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[] = {0xab, 0xcd};
	struct rras_store_key key = {.size = 2, .key = bytes};
	struct rras_store_eap eap = {.identity = "bob", .pin = "4711"};
	char *text = ndr_print_struct_string(
		f->mem, (ndr_print_fn_t)ndr_print_rras_store_key, "key", &key);

	assert_null(strstr(text, "ab"));
	assert_non_null(strstr(text, "REDACTED"));
	text = ndr_print_struct_string(
		f->mem, (ndr_print_fn_t)ndr_print_rras_store_eap, "eap", &eap);
	assert_null(strstr(text, "4711"));
	assert_non_null(strstr(text, "bob"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_eap),
		TEST(test_eap_errors),
		TEST(test_key),
		TEST(test_key_errors),
		TEST(test_ikev2),
		TEST(test_ikev2_hash),
		TEST(test_ikev2_whose),
		TEST(test_ikev2_ranges),
		TEST(test_ikev2_large),
		TEST(test_deletion),
		TEST(test_after_deletion),
		TEST(test_orphans),
		TEST(test_damaged),
		TEST(test_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
