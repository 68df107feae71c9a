/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Routes of a stand-in device and their copies, in a network namespace of our
 * own; what came of them is asked by other means: ip(8).
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>
#include <tevent.h>
#include "server/router/demand_routes.h"

struct fixture {
	struct tevent_context *ev;
	struct demand_routes *routes;
	const char *why;
	int from, to;
	bool copied;
};

static bool have_namespace;
static int connects_left = -1; /* before the kernel refuses; -1: never */
static bool no_send;

int __real_nl_connect(struct nl_sock *sock, int protocol);
int __wrap_nl_connect(struct nl_sock *sock, int protocol);
int __real_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg);
int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg);

int __wrap_nl_connect(struct nl_sock *sock, int protocol)
{
	if (connects_left == 0) {
		return -NLE_FAILURE;
	}
	connects_left -= connects_left > 0;
	return __real_nl_connect(sock, protocol);
}

int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg)
{
	return no_send ? -NLE_NOMEM : __real_nl_send_auto(sock, msg);
}

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

/* What ip(8) prints, its first line. */
static const char *ask(struct fixture *f, const char *command)
{
	char line[256] = "";
	FILE *pipe = popen(command, "re");

	assert_non_null(pipe);
	if (fgets(line, sizeof(line), pipe) == NULL) {
		line[0] = '\0';
	}
	pclose(pipe);
	return talloc_strdup(f, line);
}

#define assert_route(command, device) \
	assert_non_null(strstr(ask(f, "ip " command), "dev " device))

static void on_copied(void *private_data)
{
	struct fixture *f = private_data;

	f->copied = true;
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
	struct fixture *f;

	if (!have_namespace) {
		*state = NULL;
		return 0;
	}
	run("ip link add standin type veth peer name uplink");
	run("ip link set standin up && ip link set uplink up");
	f = talloc_zero(NULL, struct fixture);
	f->ev = tevent_context_init(f);
	f->from = (int)if_nametoindex("standin");
	f->to = (int)if_nametoindex("uplink");
	f->routes = demand_routes_create(f, f->ev, on_copied, f);
	assert_non_null(f->routes);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	if (*state != NULL) {
		talloc_free(*state);
		run("ip link del standin");
	}
	connects_left = -1;
	no_send = false;
	return 0;
}

static struct fixture *ready(void **state)
{
	if (*state == NULL) {
		skip();
	}
	return *state;
}

static void add(struct fixture *f, const char *networks)
{
	assert_true(
		demand_routes_add(f->routes, f, f->from, networks, &f->why));
}

static void copy(struct fixture *f)
{
	f->copied = false;
	assert_true(demand_routes_copy(f->routes, f->from, f->to));
	while (!f->copied) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
}

static void test_add(void **state)
{
	struct fixture *f = ready(state);

	add(f, "");
	add(f, " 10.1.0.0/16\t2001:db8:1::/48  192.0.2.7 ");
	assert_route("route show 10.1.0.0/16", "standin");
	assert_route("route show 192.0.2.7", "standin");
	assert_route("-6 route show 2001:db8:1::/48", "standin");
}

static void test_bad_network(void **state)
{
	struct fixture *f = ready(state);

	assert_false(demand_routes_add(f->routes, f, f->from,
				       "10.1.0.0/16 10.2.0.0/99", &f->why));
	assert_non_null(strstr(f->why, "route to 10.2.0.0/99: "));
	/* of a device that has gone */
	assert_false(
		demand_routes_add(f->routes, f, 4711, "10.3.0.0/16", &f->why));
	assert_non_null(strstr(f->why, "route to 10.3.0.0/16: "));
}

static void test_copies_come_first(void **state)
{
	struct fixture *f = ready(state);

	add(f, "10.1.0.0/16 2001:db8:1::/48");
	run("ip route add 10.2.0.0/16 dev standin metric 50");
	copy(f);
	assert_route("route show 10.1.0.0/16", "uplink");
	assert_route("route show 10.2.0.0/16 metric 50", "uplink");
	assert_route("route get 10.1.2.3", "uplink");
	assert_route("route get 10.2.2.3", "uplink");
	assert_route("-6 route get 2001:db8:1::9", "uplink");
	/* the kernel takes them away with the link */
	run("ip link set uplink down");
	assert_route("route show 10.1.0.0/16", "standin");
	assert_route("-6 route show 2001:db8:1::/48", "standin");
}

/* Once more does no harm: a peer that negotiates anew. */
static void test_copied_twice(void **state)
{
	struct fixture *f = ready(state);

	add(f, "10.1.0.0/16");
	copy(f);
	copy(f);
	assert_string_equal(
		ask(f, "ip route show 10.1.0.0/16 dev uplink | wc -l"), "1\n");
}

/* The link has outlived a daemon, whose stand-in is made anew: its routes come
 * in front of the copies then. */
static void test_copied_by_an_earlier_daemon(void **state)
{
	struct fixture *f = ready(state);

	add(f, "10.1.0.0/16 2001:db8:1::/48");
	copy(f);
	run("ip route del 10.1.0.0/16 dev standin");
	run("ip -6 route del 2001:db8:1::/48 dev standin");
	add(f, "10.1.0.0/16 2001:db8:1::/48");
	assert_route("route get 10.1.2.3", "standin");
	copy(f);
	assert_route("route show 10.1.0.0/16", "uplink");
	assert_route("route get 10.1.2.3", "uplink");
	assert_route("-6 route get 2001:db8:1::9", "uplink");
	assert_string_equal(
		ask(f, "ip route show 10.1.0.0/16 dev uplink | wc -l"), "1\n");
	/* the stand-in's is still there */
	run("ip link set uplink down");
	assert_route("route show 10.1.0.0/16", "standin");
}

/* Routes elsewhere, other tables and other types are nobody's business. */
static void test_what_is_not_copied(void **state)
{
	struct fixture *f = ready(state);

	run("ip addr add 10.9.0.1/24 dev standin"); /* the kernel's own route */
	run("ip route add 10.3.0.0/16 dev standin table 77");
	run("ip route add unreachable 10.4.0.0/16");
	copy(f);
	assert_string_equal(
		ask(f, "ip route show dev uplink table all proto static"), "");
	assert_string_equal(ask(f, "ip route show dev uplink"), "");
}

static void test_no_netlink(void **state)
{
	struct fixture *f = ready(state);

	connects_left = 0;
	assert_null(demand_routes_create(f, f->ev, on_copied, f));
	connects_left = 1;
	assert_null(demand_routes_create(f, f->ev, on_copied, f));
	no_send = true;
	assert_false(demand_routes_copy(f->routes, f->from, f->to));
	assert_false(f->copied);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_add),
		TEST(test_bad_network),
		TEST(test_copies_come_first),
		TEST(test_copied_twice),
		TEST(test_copied_by_an_earlier_daemon),
		TEST(test_what_is_not_copied),
		TEST(test_no_netlink),
#undef TEST
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
