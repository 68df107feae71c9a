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
				  strncmp(key, "ikev2/", 6) == 0 ||
				  strncmp(key, "tunnel/", 7) == 0
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

static enum dialer_kind first_kind(struct fixture *f, uint32_t handle)
{
	assert_werror(router_connect(f->router, handle), PENDING);
	return dialer_memory_attempt(f->memory->last)->settings->kind;
}

static void come_up(struct fixture *f, uint32_t handle)
{
	const struct dialer_event network = {.type = DIALER_EVENT_PHASE,
					     .phase = DIALER_PHASE_NETWORK};
	const struct dialer_event up = {.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7"}};

	dialer_memory_event(f->memory->last, &network);
	dialer_memory_event(f->memory->last, &up);
	assert_werror(do_wait(f, handle), ERROR_SUCCESS);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	fixture_settle(f);
}

/* "The protocol that succeeds is tried first in subsequent dialing": with
 * MPR_VS_Default, and also by the next daemon. */
static void test_tunnel(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = extended_vpn(f, MPR_VS_Default);

	assert_int_equal(first_kind(f, handle), DIALER_KIND_PPTP);
	extended_vpn_refused(f);
	come_up(f, handle);
	assert_int_equal(count_records(f), 1);
	assert_int_equal(first_kind(f, handle), DIALER_KIND_L2TP);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(first_kind(f, handle), DIALER_KIND_L2TP);
	extended_vpn_refused(f);
	come_up(f, handle);
	assert_int_equal(first_kind(f, handle), DIALER_KIND_PPTP);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	assert_werror(do_delete(f, handle), ERROR_SUCCESS);
	assert_int_equal(count_records(f), 0);
}

static void test_tunnel_of_a_fixed_order(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = extended_vpn(f, MPR_VS_PptpFirst);

	assert_int_equal(first_kind(f, handle), DIALER_KIND_PPTP);
	extended_vpn_refused(f);
	come_up(f, handle);
	assert_int_equal(first_kind(f, handle), DIALER_KIND_PPTP);
	assert_int_equal(count_records(f), 0);
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
		struct rras_store_tunnel tunnel = {
			.version = RRAS_STORE_VERSION,
			.dwInterface = handles[i],
			.dwVpnStrategy = MPR_VS_L2tpOnly};

		put(f, talloc_asprintf(f->mem, "key/%u", (unsigned)handles[i]),
		    &key, (ndr_push_flags_fn_t)ndr_push_rras_store_key);
		put(f, talloc_asprintf(f->mem, "eap/%u", (unsigned)handles[i]),
		    &eap, (ndr_push_flags_fn_t)ndr_push_rras_store_eap);
		put(f,
		    talloc_asprintf(f->mem, "ikev2/%u", (unsigned)handles[i]),
		    &ikev2, (ndr_push_flags_fn_t)ndr_push_rras_store_ikev2);
		put(f,
		    talloc_asprintf(f->mem, "tunnel/%u", (unsigned)handles[i]),
		    &tunnel, (ndr_push_flags_fn_t)ndr_push_rras_store_tunnel);
	}
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_key(f, ROUTER_SERVER_HANDLE, NULL);
}

static void test_damaged(void **state)
{
	struct fixture *f = *state;
	static const char *const keys[] = {"eap/9", "key/9", "ikev2/9",
					   "tunnel/9"};
	struct rras_store_header header = {.version = RRAS_STORE_VERSION};
	size_t i;

	for (i = 0; i < 8; i++) {
		void *fresh = NULL;

		header.version = RRAS_STORE_VERSION + (i >= 4 ? 1 : 0);
		put(f, keys[i % 4], &header,
		    (ndr_push_flags_fn_t)ndr_push_rras_store_header);
		assert_werror(fixture_reopen(f),
			      i >= 4 ? ERROR_REVISION_MISMATCH
				     : ERROR_FILE_CORRUPT);
		assert_non_null(strstr(f->why, keys[i % 4]));
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
		TEST(test_tunnel),	TEST(test_tunnel_of_a_fixed_order),
		TEST(test_orphans),	TEST(test_damaged),
		TEST(test_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
