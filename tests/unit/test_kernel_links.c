/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following the kernel's links, in a network namespace of our own.  The
 * changes are made by other means than those that are tested: ip(8).
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "router_fixture.h"
#include "server/router/kernel_links.h"
#include "server/router/router_private.h"

enum { MAX_SEEN = 32 };

struct seen {
	struct kernel_link link;
	bool gone;
};

struct watch {
	struct tevent_context *ev;
	struct kernel_links *links;
	const char *why;
	struct seen seen[MAX_SEEN];
	unsigned count;
};

static bool have_namespace;

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

static void on_link(const struct kernel_link *link, bool gone,
		    void *private_data)
{
	struct watch *w = private_data;
	unsigned i;

	for (i = 0; i < w->count; i++) {
		if (w->seen[i].link.ifindex == link->ifindex) {
			break;
		}
	}
	assert_true(i < MAX_SEEN);
	w->seen[i] = (struct seen){*link, gone};
	if (i == w->count) {
		w->count++;
	}
}

static const struct seen *look(const struct watch *w, const char *name)
{
	unsigned i;

	for (i = 0; i < w->count; i++) {
		if (strcmp(w->seen[i].link.name, name) == 0) {
			return &w->seen[i];
		}
	}
	return NULL;
}

static int group_setup(void **state)
{
	have_namespace =
		geteuid() == 0 && unshare(CLONE_NEWNET) == 0 &&
		system("ip link add probe type veth 2>/dev/null") == 0 &&
		system("ip link del probe") == 0;
	if (!have_namespace) {
		print_message("needs root, a network namespace and veth\n");
	}
	return 0;
}

static int setup(void **state)
{
	struct watch *w;

	if (!have_namespace) {
		return 0;
	}
	run("ip link add d0 type veth peer name e0 && ip link set e0 up");
	w = talloc_zero(NULL, struct watch);
	w->ev = tevent_context_init(w);
	assert_werror(
		kernel_links_create(w, w->ev, on_link, w, &w->links, &w->why),
		ERROR_SUCCESS);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct watch *w = *state;

	if (w != NULL) {
		TALLOC_FREE(w->links);
		TALLOC_FREE(w);
		(void)!system("for l in d0 d1 d2 br0 v0 vrf0 t0; do "
			      "ip link del $l; done 2>/dev/null");
	}
	return 0;
}

static struct watch *watch_of(void **state)
{
	if (*state == NULL) {
		skip();
	}
	return *state;
}

#define wait_until(w, condition)                                \
	while (!(condition)) {                                  \
		assert_int_equal(tevent_loop_once((w)->ev), 0); \
	}

static void test_first_list(void **state)
{
	struct watch *w = watch_of(state);
	const struct seen *lo = look(w, "lo"), *d0 = look(w, "d0");

	assert_true(lo->link.is_loopback && !lo->link.is_lan);
	assert_true(d0->link.is_lan && !d0->link.is_loopback);
	assert_false(d0->link.up || d0->link.running || d0->gone);
}

static void test_up_and_down(void **state)
{
	struct watch *w = watch_of(state);

	run("ip link set d0 up");
	wait_until(w, look(w, "d0")->link.up && look(w, "d0")->link.running);
	run("ip link set d0 down");
	wait_until(w, !look(w, "d0")->link.up);
}

static void test_carrier(void **state)
{
	struct watch *w = watch_of(state);

	run("ip link add v0 type veth peer name v1");
	run("ip link set v0 up");
	wait_until(w, look(w, "v0") != NULL && look(w, "v0")->link.up);
	assert_false(look(w, "v0")->link.running);
	run("ip link set v1 up");
	wait_until(w, look(w, "v0")->link.running);
	run("ip link set v1 down");
	wait_until(w, !look(w, "v0")->link.running);
	assert_true(look(w, "v0")->link.up && look(w, "v0")->link.is_lan);
}

static void test_add_rename_remove(void **state)
{
	struct watch *w = watch_of(state);
	int ifindex;

	run("ip link add d1 type veth peer name e1");
	wait_until(w, look(w, "d1") != NULL);
	ifindex = look(w, "d1")->link.ifindex;
	run("ip link set d1 name d2");
	wait_until(w, look(w, "d2") != NULL);
	assert_int_equal(look(w, "d2")->link.ifindex, ifindex);
	run("ip link del d2");
	wait_until(w, look(w, "d2")->gone);
}

static void test_bridge(void **state)
{
	struct watch *w = watch_of(state);

	run("ip link add br0 type bridge && ip link set d0 master br0");
	wait_until(w, !look(w, "d0")->link.is_lan);
	wait_until(w, look(w, "br0") != NULL);
	assert_true(look(w, "br0")->link.is_lan);
	/* A port that leaves its bridge is not gone. */
	run("ip link set d0 nomaster && ip link set d0 up");
	wait_until(w, look(w, "d0")->link.up && look(w, "d0")->link.is_lan);
	assert_false(look(w, "d0")->gone);
}

static void test_kinds(void **state)
{
	struct watch *w = watch_of(state);

	if (system("ip link add vrf0 type vrf table 10 2>/dev/null") == 0) {
		run("ip link set d0 master vrf0");
		wait_until(w, look(w, "vrf0") != NULL);
		assert_false(look(w, "vrf0")->link.is_lan);
		/* A member of a VRF carries addresses of its own. */
		run("ip link set d0 up");
		wait_until(w, look(w, "d0")->link.up);
		assert_true(look(w, "d0")->link.is_lan);
	}
	if (system("ip tuntap add t0 mode tun 2>/dev/null") == 0) {
		wait_until(w, look(w, "t0") != NULL);
		assert_false(look(w, "t0")->link.is_lan);
	}
}

static void test_repeat(void **state)
{
	struct watch *w = watch_of(state);
	unsigned count = w->count;

	w->count = 0;
	kernel_links_repeat(w->links);
	assert_int_equal(w->count, count);
}

/* More news than the socket can hold: the list is asked for again, and what
 * has come and gone meanwhile is as it is. */
static void test_overrun(void **state)
{
	struct watch *w = watch_of(state);

	run("i=0; while [ $i -lt 3000 ]; do echo link set d0 mtu "
	    "$((1000 + i % 400)); echo link set d0 alias x$i; i=$((i + 1)); "
	    "done | ip -batch -");
	run("ip link del d0 && ip link add d1 type veth peer name e1");
	wait_until(w, look(w, "d0")->gone && look(w, "d1") != NULL);
}

/* The router itself, on the real thing. */
static void test_router_follows(void **state)
{
	struct watch *w = watch_of(state);
	struct fixture *f = NULL;

	assert_int_equal(fixture_setup((void **)&f), 0);
	f->config.without_links = false;
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	fixture_settle(f);
	assert_non_null(router_find(f->router, "d0", false));
	assert_int_equal(
		router_find(f->router, "D0", false)->fUnReachabilityReasons,
		MPR_INTERFACE_ADMIN_DISABLED);
	run("ip link set d0 up");
	wait_until(f, router_find(f->router, "d0", false)->dwConnectionState ==
			      ROUTER_IF_STATE_CONNECTED);
	run("ip link add d1 type veth peer name e1");
	wait_until(f, router_find(f->router, "d1", false) != NULL);
	run("ip link del d1");
	wait_until(
		f,
		router_find(f->router, "d1", false)->fUnReachabilityReasons ==
			MPR_INTERFACE_NO_DEVICE);
	assert_non_null(w);
	assert_int_equal(fixture_teardown((void **)&f), 0);
}

/* A burst of cards that come, are renamed and go costs a record each, keeps
 * the handles and is not multiplied by itself. */
static void test_router_burst(void **state)
{
	struct watch *w = watch_of(state);
	struct fixture *f = NULL;
	enum { COUNT = 60 };
	uint32_t handles[COUNT], i, turns = 0;
	char name[IF_NAMESIZE];

	assert_int_equal(fixture_setup((void **)&f), 0);
	f->config.without_links = false;
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	run("i=0; while [ $i -lt 60 ]; do echo link add a$i type veth "
	    "peer name p$i; "
	    "i=$((i + 1)); done | ip -batch -");
	wait_until(f, router_find(f->router, "a59", false) != NULL);
	fixture_settle(f);
	for (i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "a%u", i);
		handles[i] = router_find(f->router, name, false)->dwInterface;
	}
	run("i=0; while [ $i -lt 60 ]; do echo link set a$i name b$i; "
	    "i=$((i + 1)); done | ip -batch -");
	wait_until(f, router_find(f->router, "b59", false) != NULL);
	while (tevent_queue_length(f->router->changes) > 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
		turns++;
	}
	assert_true(turns < 10 * COUNT);
	for (i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "b%u", i);
		assert_int_equal(
			router_find(f->router, name, false)->dwInterface,
			handles[i]);
	}
	run("i=0; while [ $i -lt 60 ]; do echo link del b$i; "
	    "i=$((i + 1)); done | ip -batch -");
	wait_until(
		f,
		router_find(f->router, "b59", false)->fUnReachabilityReasons ==
			MPR_INTERFACE_NO_DEVICE);
	assert_non_null(w);
	assert_int_equal(fixture_teardown((void **)&f), 0);
}

/* A name that a demand-dial interface has is not the card's until it goes. */
static void test_router_name_taken(void **state)
{
	struct watch *w = watch_of(state);
	struct fixture *f = NULL;
	uint32_t dd;

	assert_int_equal(fixture_setup((void **)&f), 0);
	f->config.without_links = false;
	dd = make_interface(f, "D1");
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	run("ip link add d1 type veth peer name e1");
	wait_until(f, router_find(f->router, "e1", false) != NULL);
	fixture_settle(f);
	assert_int_equal(router_find(f->router, "d1", false)->dwInterface, dd);
	assert_werror(do_delete(f, dd), ERROR_SUCCESS);
	fixture_settle(f);
	assert_int_equal(router_find(f->router, "d1", false)->dwIfType,
			 ROUTER_IF_TYPE_DEDICATED);
	assert_non_null(w);
	assert_int_equal(fixture_teardown((void **)&f), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first_list),
		TEST(test_up_and_down),
		TEST(test_carrier),
		TEST(test_add_rename_remove),
		TEST(test_bridge),
		TEST(test_kinds),
		TEST(test_repeat),
		TEST(test_overrun),
		TEST(test_router_follows),
		TEST(test_router_burst),
		TEST(test_router_name_taken),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
