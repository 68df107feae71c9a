/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes one after the other: who waits and who does not, what happens when
 * the disk fails, and many of them.
 */
#include "router_fixture.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_abandoned_change(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "dd1");
	struct tevent_req *req =
		router_create_send(f->mem, f->ev, f->router, &change);

	TALLOC_FREE(req);
	fixture_settle(f);
	assert_non_null(router_find(f->router, "dd1", true));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_non_null(router_find(f->router, "dd1", true));
}

/* The writer reads from the phonebook, and may finish after the router. */
static void test_router_goes_first(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "dd2");
	uint32_t dd1 = make_interface(f, "dd1");
	struct tevent_req *req;
	unsigned turns, i;

	for (turns = 0; turns < 8; turns++) {
		req = router_create_send(f->mem, f->ev, f->router, &change);
		for (i = 0; i < turns && tevent_req_is_in_progress(req); i++) {
			assert_int_equal(tevent_loop_once(f->ev), 0);
		}
		TALLOC_FREE(f->router);
		TALLOC_FREE(req);
		assert_werror(fixture_reopen(f), ERROR_SUCCESS);
		assert_non_null(router_get(f->router, dd1)->entry);
		if (router_find(f->router, "dd2", true) != NULL) {
			break;
		}
	}
	assert_non_null(router_find(f->router, "dd2", true)->entry);
	assert_non_null(strstr(read_phonebook(f), "[dd2]"));
}

static void test_order(void **state)
{
	struct fixture *f = *state;
	struct router_change change = fixture_change(f, "dd1");
	struct tevent_req *reqs[5];
	uint32_t handle, last = 0;
	unsigned i;

	for (i = 0; i < 5; i++) {
		change.wszInterfaceName =
			talloc_asprintf(f->mem, "dd%u", i / 2);
		reqs[i] = router_create_send(f->mem, f->ev, f->router, &change);
	}
	assert_true(tevent_req_poll(reqs[4], f->ev));
	for (i = 0; i < 5; i++) {
		WERROR werr = router_create_recv(reqs[i], &handle);

		if (i % 2 == 1) {
			assert_werror(werr, ERROR_INTERFACE_ALREADY_EXISTS);
			continue;
		}
		assert_werror(werr, ERROR_SUCCESS);
		assert_true(handle > last);
		last = handle;
	}
}

static void test_disk_error(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct router_change change = fixture_change(f, "dd2");
	char *blocker = talloc_asprintf(f->mem, "%s/router.pbk.new", f->dir);

	/* The staged file cannot be made: a directory has its name. */
	assert_int_equal(mkdir(blocker, 0700), 0);
	assert_werror(do_create(f, &change, NULL), ERROR_WRITE_FAULT);
	assert_null(router_find(f->router, "dd2", true));
	assert_werror(do_delete(f, handle), ERROR_WRITE_FAULT);
	change = (struct router_change){.fEnabled = false,
					.entry = fixture_entry(f)};
	assert_werror(do_set(f, handle, &change), ERROR_WRITE_FAULT);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, 0);
	assert_int_equal(rmdir(blocker), 0);
	assert_werror(router_connect(f->router, handle), PENDING);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_true(router_get(f->router, handle)->fEnabled);
	assert_null(router_find(f->router, "dd2", true));
}

static void test_many(void **state)
{
	struct fixture *f = *state;
	enum { COUNT = 300 };
	struct tevent_req *reqs[COUNT];
	struct router_change change = {
		.dwIfType = ROUTER_IF_TYPE_DEDICATED,
		.fEnabled = true,
	};
	uint32_t after = 0, seen = 0;
	unsigned i;

	for (i = 0; i < COUNT; i++) {
		change.wszInterfaceName = talloc_asprintf(f->mem, "nic%u", i);
		reqs[i] = router_create_send(f->mem, f->ev, f->router, &change);
	}
	assert_true(tevent_req_poll(reqs[COUNT - 1], f->ev));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(router_count(f->router, 0), COUNT + 2);
	while (router_next(f->router, after) != NULL) {
		uint32_t handle = router_next(f->router, after)->dwInterface;

		assert_true(handle > after);
		after = handle;
		seen++;
		assert_int_equal(router_count(f->router, after),
				 COUNT + 2 - seen);
	}
	assert_int_equal(seen, COUNT + 2);
	for (i = 0; i < COUNT; i++) {
		assert_non_null(router_find(
			f->router, talloc_asprintf(f->mem, "NIC%u", i), false));
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_abandoned_change),
		TEST(test_router_goes_first),
		TEST(test_order),
		TEST(test_disk_error),
		TEST(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
