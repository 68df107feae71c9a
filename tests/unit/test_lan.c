/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LAN interfaces: what the kernel tells of its links, and what becomes of the
 * router's interfaces and their handles.
 */
#include "router_fixture.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "server/router/lan.h"

static struct kernel_link card(int ifindex, const char *name)
{
	struct kernel_link link = {.ifindex = ifindex,
				   .is_lan = true,
				   .up = true,
				   .running = true};

	snprintf(link.name, sizeof(link.name), "%s", name);
	return link;
}

static void tell(struct fixture *f, struct kernel_link link)
{
	lan_link_changed(&link, false, f->router);
	fixture_settle(f);
}

static void tell_gone(struct fixture *f, struct kernel_link link)
{
	lan_link_changed(&link, true, f->router);
	fixture_settle(f);
}

static uint32_t handle_of(struct fixture *f, const char *name)
{
	const struct router_interface *iface =
		router_find(f->router, name, false);

	return iface != NULL ? iface->dwInterface : 0;
}

static void test_appear(void **state)
{
	struct fixture *f = *state;
	const struct router_interface *iface;
	uint32_t handle;

	tell(f, card(7, "eth0"));
	handle = handle_of(f, "eth0");
	assert_true(handle >= 3);
	iface = router_get(f->router, handle);
	assert_int_equal(iface->dwIfType, ROUTER_IF_TYPE_DEDICATED);
	assert_true(iface->fEnabled);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	/* There is only one, however often it is told of. */
	tell(f, card(7, "eth0"));
	assert_int_equal(router_count(f->router, 0), 3);
	assert_werror(do_delete(f, handle), ERROR_NOT_SUPPORTED);
}

static void test_states(void **state)
{
	struct fixture *f = *state;
	struct kernel_link link = card(7, "eth0");
	uint32_t handle;

	tell(f, link);
	handle = handle_of(f, "eth0");
	link.running = false;
	tell(f, link);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_NO_MEDIA_SENSE, 0);
	link.up = false;
	tell(f, link);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
	assert_true(router_get(f->router, handle)->fEnabled);
	tell_gone(f, link);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_NO_DEVICE, 0);
	/* Back again, with another index. */
	tell(f, card(9, "eth0"));
	assert_int_equal(handle_of(f, "eth0"), handle);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_int_equal(router_count(f->router, 0), 3);
}

static void test_restart(void **state)
{
	struct fixture *f = *state;
	uint32_t eth0, eth1;

	tell(f, card(7, "eth0"));
	tell(f, card(8, "eth1"));
	eth0 = handle_of(f, "eth0");
	eth1 = handle_of(f, "eth1");
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	/* Found in the other order, with other numbers. */
	tell(f, card(3, "eth1"));
	assert_int_equal(handle_of(f, "eth0"), eth0);
	assert_int_equal(handle_of(f, "eth1"), eth1);
	assert_state(f, eth0, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_NO_DEVICE, 0);
	assert_state(f, eth1, ROUTER_IF_STATE_CONNECTED, 0, 0);
	/* What is gone can be deleted, and its handle does not come back. */
	assert_werror(do_delete(f, eth0), ERROR_SUCCESS);
	tell(f, card(4, "eth0"));
	assert_true(handle_of(f, "eth0") > eth1);
}

static void test_rename(void **state)
{
	struct fixture *f = *state;
	uint32_t handle;

	tell(f, card(7, "eth0"));
	handle = handle_of(f, "eth0");
	tell(f, card(7, "lan0"));
	assert_int_equal(handle_of(f, "lan0"), handle);
	assert_int_equal(handle_of(f, "eth0"), 0);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	/* Only the case: still the same interface. */
	tell(f, card(7, "LAN0"));
	assert_int_equal(handle_of(f, "lan0"), handle);
	assert_string_equal(router_get(f->router, handle)->wszInterfaceName,
			    "LAN0");
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(handle_of(f, "lan0"), handle);
}

/* udev at every boot: eth0 for a moment, then the name that is recorded. */
static void test_rename_to_recorded(void **state)
{
	struct fixture *f = *state;
	uint32_t handle, momentary;

	tell(f, card(7, "enp1s0"));
	handle = handle_of(f, "enp1s0");
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	tell(f, card(2, "eth0"));
	momentary = handle_of(f, "eth0");
	tell(f, card(2, "enp1s0"));
	assert_int_equal(handle_of(f, "enp1s0"), handle);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_null(router_get(f->router, momentary));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_null(router_get(f->router, momentary));
}

static void test_name_of_demand_dial(void **state)
{
	struct fixture *f = *state;
	uint32_t dd = make_interface(f, "eth0");
	uint32_t lan;

	tell(f, card(7, "eth0"));
	assert_int_equal(handle_of(f, "eth0"), dd);
	assert_int_equal(router_count(f->router, 0), 3);
	tell(f, card(8, "eth1"));
	lan = handle_of(f, "eth1");
	tell(f, card(8, "ETH0"));
	assert_int_equal(handle_of(f, "eth0"), dd);
	assert_state(f, lan, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_NO_DEVICE, 0);
	/* The name is free again: the next news bring the card in. */
	assert_werror(do_delete(f, dd), ERROR_SUCCESS);
	tell(f, card(7, "eth0"));
	assert_int_equal(router_get(f->router, handle_of(f, "eth0"))->dwIfType,
			 ROUTER_IF_TYPE_DEDICATED);
}

static void test_port_of_a_bridge(void **state)
{
	struct fixture *f = *state;
	struct kernel_link link = card(7, "eth0");
	uint32_t handle;

	link.is_lan = false;
	tell(f, link);
	assert_int_equal(router_count(f->router, 0), 2);
	tell(f, card(7, "eth0"));
	handle = handle_of(f, "eth0");
	tell(f, link);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_NO_DEVICE, 0);
	tell(f, card(7, "eth0"));
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
}

static void test_loopback(void **state)
{
	struct fixture *f = *state;
	struct kernel_link link = card(1, "lo");

	link.is_loopback = true;
	link.is_lan = false;
	tell(f, link);
	assert_state(f, 1, ROUTER_IF_STATE_CONNECTED, 0, 0);
	link.up = link.running = false;
	tell(f, link);
	assert_state(f, 1, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
	assert_int_equal(handle_of(f, "lo"), 0);
}

/* Told twice before the first one is written: one interface. */
static void test_two_at_once(void **state)
{
	struct fixture *f = *state;
	struct kernel_link link = card(7, "eth0");

	lan_link_changed(&link, false, f->router);
	lan_link_changed(&link, false, f->router);
	fixture_settle(f);
	assert_int_equal(router_count(f->router, 0), 3);
	/* Gone while it is written. */
	link = card(8, "eth1");
	lan_link_changed(&link, false, f->router);
	lan_link_changed(&link, true, f->router);
	fixture_settle(f);
	assert_int_not_equal(handle_of(f, "eth1"), 0);
}

static void test_name_that_cannot_be(void **state)
{
	struct fixture *f = *state;

	tell(f, card(7, "a[b]"));
	tell(f, card(8, "\xff\xfe"));
	assert_int_equal(router_count(f->router, 0), 2);
}

static void test_created_before(void **state)
{
	struct fixture *f = *state;
	const struct router_change change = {
		.wszInterfaceName = "eth5",
		.dwIfType = ROUTER_IF_TYPE_DEDICATED,
		.fEnabled = true,
	};
	uint32_t handle;

	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	tell(f, card(7, "eth5"));
	assert_int_equal(handle_of(f, "eth5"), handle);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_werror(do_create(f, &change, NULL),
		      ERROR_INTERFACE_ALREADY_EXISTS);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_appear),
		TEST(test_states),
		TEST(test_restart),
		TEST(test_rename),
		TEST(test_rename_to_recorded),
		TEST(test_name_of_demand_dial),
		TEST(test_port_of_a_bridge),
		TEST(test_loopback),
		TEST(test_two_at_once),
		TEST(test_name_that_cannot_be),
		TEST(test_created_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
