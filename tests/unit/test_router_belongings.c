/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What belongs to an interface, as records: what a deletion leaves of them, and
 * what a start makes of those that it finds.
 */
#include "router_extended.h"
#include <string.h>
#include <ndr.h>
#include "ndr_store.h"

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
	struct router_ikev2 config = extended_ikev2();
	const struct router_key *found = NULL;

	assert_werror(extended_set_eap(f, dd1, &extended_alice), ERROR_SUCCESS);
	assert_werror(extended_set_key(f, dd1, &extended_hush), ERROR_SUCCESS);
	assert_werror(extended_set_key(f, ROUTER_SERVER_HANDLE, &extended_hush),
		      ERROR_SUCCESS);
	assert_werror(extended_set_ikev2(f, dd1, &config, false),
		      ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(count_records(f), 4);
	assert_werror(do_delete(f, dd1), ERROR_SUCCESS);
	assert_werror(router_get_key(f->router, dd1, &found),
		      ERROR_INVALID_HANDLE);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(count_records(f), 1);
	assert_key(f, ROUTER_SERVER_HANDLE, &extended_hush);
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
	struct tevent_req *late = router_set_key_send(f->mem, f->ev, f->router,
						      dd1, &extended_hush);

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
		TEST(test_deletion),	TEST(test_after_deletion),
		TEST(test_orphans),	TEST(test_damaged),
		TEST(test_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
