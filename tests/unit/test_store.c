/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of rras.tdb as a start finds them: of a later version, damaged,
 * impossible, or left by a crash.
 */
#include "router_fixture.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <ndr.h>
#include "ndr_store.h"
#include "server/router/preferences.h"
#include "server/router/router_private.h"

/* Put a record into the database behind the router's back. */
static void put(struct fixture *f, const char *key, DATA_BLOB blob)
{
	struct persist_job *job = persist_job(f->mem);
	TDB_DATA value = {.dptr = blob.data, .dsize = blob.length};
	struct tevent_req *req;

	assert_true(persist_job_store(job, key, value));
	req = persist_send(f->mem, f->ev, f->persist, job);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_recv(req, f->mem, NULL), ERROR_SUCCESS);
}

static void put_interface(struct fixture *f,
			  const struct rras_store_interface *record)
{
	char key[32];
	DATA_BLOB blob;

	snprintf(key, sizeof(key), "interface/%" PRIu32, record->dwInterface);
	assert_int_equal(
		ndr_push_struct_blob(
			&blob, f->mem, record,
			(ndr_push_flags_fn_t)ndr_push_rras_store_interface),
		NDR_ERR_SUCCESS);
	put(f, key, blob);
}

static struct rras_store_interface lan(uint32_t handle, const char *name)
{
	return (struct rras_store_interface){
		.version = RRAS_STORE_VERSION,
		.dwInterface = handle,
		.wszInterfaceName = name,
		.dwIfType = ROUTER_IF_TYPE_DEDICATED,
		.fEnabled = true,
	};
}

static void test_later_version(void **state)
{
	struct fixture *f = *state;
	static const char *const keys[] = {"interface/9", "server",
					   "settings",	  "credentials/9",
					   "preferences", "called-id/ttyS0"};
	uint8_t bytes[64] = {RRAS_STORE_VERSION + 1};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		void *fresh = NULL;

		put(f, keys[i], (DATA_BLOB){bytes, sizeof(bytes)});
		assert_werror(fixture_reopen(f), ERROR_REVISION_MISMATCH);
		assert_null(f->router);
		assert_non_null(strstr(f->why, keys[i]));
		assert_non_null(strstr(f->why, "later version"));
		assert_int_equal(fixture_teardown(state), 0);
		assert_int_equal(fixture_setup(&fresh), 0);
		*state = f = fresh;
	}
}

static void test_damaged(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[6] = {RRAS_STORE_VERSION};

	put(f, "interface/9", (DATA_BLOB){bytes, sizeof(bytes)});
	assert_werror(fixture_reopen(f), ERROR_FILE_CORRUPT);
	assert_non_null(strstr(f->why, "interface/9"));
}

static void test_damaged_credentials(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[3] = {RRAS_STORE_VERSION};

	put(f, "credentials/9", (DATA_BLOB){bytes, sizeof(bytes)});
	assert_werror(fixture_reopen(f), ERROR_FILE_CORRUPT);
	assert_non_null(strstr(f->why, "credentials/9"));
}

/* Room for the password has been made, and it is not there. */
static void test_credentials_without_strings(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[20] = {
		[0] = RRAS_STORE_VERSION, [4] = 9, [8] = 1, [12] = 1, [16] = 1};

	put(f, "credentials/9", (DATA_BLOB){bytes, sizeof(bytes)});
	assert_werror(fixture_reopen(f), ERROR_FILE_CORRUPT);
	assert_non_null(strstr(f->why, "credentials/9"));
}

static void test_other_keys(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 1;

	put(f, "transport/33", (DATA_BLOB){&byte, 1});
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
}

static void test_impossible(void **state)
{
	struct fixture *f = *state;
	struct rras_store_interface record = lan(20, "eth0");

	put_interface(f, &record);
	record = lan(2, "eth1"); /* Internal's handle */
	put_interface(f, &record);
	record = lan(UINT32_MAX, "eth2");
	put_interface(f, &record);
	record = lan(21, "Loopback");
	put_interface(f, &record);
	record = lan(22, "eth3");
	record.dwIfType = ROUTER_IF_TYPE_TUNNEL1;
	put_interface(f, &record);
	record = lan(23, NULL);
	put_interface(f, &record);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(router_count(f->router, 0), 3);
	assert_non_null(router_get(f->router, 20));
	/* Whatever the "server" record says, no handle is given twice. */
	assert_int_equal(make_interface(f, "dd1"), 24);
}

/* A device type that 2.2.1.2.230 does not list is no reason not to start. */
static void test_impossible_preferences(void **state)
{
	struct fixture *f = *state;
	struct RASRPC_CALLBACKLIST callback = {.dwDeviceType = 9};
	struct rras_store_preferences record = {
		.version = RRAS_STORE_VERSION,
		.user = {.fInitialized = 1, .pCallbacks = &callback},
	};
	DATA_BLOB blob;

	assert_int_equal(
		ndr_push_struct_blob(
			&blob, f->mem, &record,
			(ndr_push_flags_fn_t)ndr_push_rras_store_preferences),
		NDR_ERR_SUCCESS);
	put(f, "preferences", blob);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(router_preferences(f->router)->fInitialized, 1);
	assert_null(router_preferences(f->router)->pCallbacks);
}

/* A crash after the records of a deletion, before the phonebook. */
static void test_interrupted_deletion(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;

	make_interface(f, "stays");
	write_phonebook(f, talloc_asprintf(f->mem, "%s[gone]\r\nEncoding=1\r\n",
					   read_phonebook(f)));
	put(f, "removed/gone", (DATA_BLOB){&byte, 1});
	put(f, "removed/stays", (DATA_BLOB){&byte, 1});
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	fixture_settle(f);
	assert_null(strstr(read_phonebook(f), "[gone]"));
	assert_non_null(strstr(read_phonebook(f), "[stays]"));
	/* It is done once: an entry that comes later is not touched. */
	write_phonebook(f, talloc_asprintf(f->mem, "%s[gone]\r\nEncoding=1\r\n",
					   read_phonebook(f)));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	fixture_settle(f);
	assert_non_null(strstr(read_phonebook(f), "[gone]"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_later_version),
		TEST(test_damaged),
		TEST(test_damaged_credentials),
		TEST(test_other_keys),
		TEST(test_credentials_without_strings),
		TEST(test_impossible),
		TEST(test_impossible_preferences),
		TEST(test_interrupted_deletion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
