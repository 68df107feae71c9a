/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * InterfaceList: by handle, by name, in order, and cheap with ten thousand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "server/router/interface.h"
#include "server/router/interface_list.h"

static struct interface *new_interface(TALLOC_CTX *mem_ctx, uint32_t handle,
				       const char *name)
{
	struct interface *iface = talloc_zero(mem_ctx, struct interface);

	iface->info.dwInterface = handle;
	iface->info.wszInterfaceName = talloc_strdup(iface, name);
	return iface;
}

static void add(struct interface_list *list, struct interface *iface)
{
	assert_true(interface_list_reserve(list));
	interface_list_add(list, iface);
}

static void test_empty(void **state)
{
	struct interface_list *list = interface_list_create(NULL);

	assert_null(interface_list_get(list, 1));
	assert_null(interface_list_find(list, "a"));
	assert_null(interface_list_next(list, 0));
	assert_int_equal(interface_list_count(list, 0), 0);
	talloc_free(list);
}

static void test_order(void **state)
{
	struct interface_list *list = interface_list_create(NULL);
	struct interface *five = new_interface(list, 5, "Beta");
	struct interface *two = new_interface(list, 2, "alpha");
	struct interface *nine = new_interface(list, 9, "GAMMA");

	add(list, five);
	add(list, two);
	add(list, nine);
	assert_ptr_equal(interface_list_next(list, 0), two);
	assert_ptr_equal(interface_list_next(list, 2), five);
	assert_ptr_equal(interface_list_next(list, 3), five);
	assert_ptr_equal(interface_list_next(list, 5), nine);
	assert_null(interface_list_next(list, 9));
	assert_null(interface_list_next(list, UINT32_MAX));
	assert_int_equal(interface_list_count(list, 0), 3);
	assert_int_equal(interface_list_count(list, 2), 2);
	assert_int_equal(interface_list_count(list, 4), 2);
	assert_int_equal(interface_list_count(list, 9), 0);
	assert_int_equal(interface_list_count(list, UINT32_MAX), 0);
	assert_ptr_equal(interface_list_get(list, 5), five);
	assert_null(interface_list_get(list, 4));
	assert_ptr_equal(interface_list_find(list, "BETA"), five);
	assert_ptr_equal(interface_list_find(list, "gamma"), nine);
	assert_null(interface_list_find(list, "delta"));
	interface_list_remove(list, five);
	assert_null(interface_list_get(list, 5));
	assert_null(interface_list_find(list, "beta"));
	assert_ptr_equal(interface_list_next(list, 2), nine);
	assert_int_equal(interface_list_count(list, 0), 2);
	talloc_free(list);
}

static void test_ten_thousand(void **state)
{
	struct interface_list *list = interface_list_create(NULL);
	uint32_t i, after = 0;
	char name[32];

	for (i = 1; i <= 10000; i++) {
		/* names in another order than the handles */
		snprintf(name, sizeof(name), "if %u", i * 7919 % 10007);
		add(list, new_interface(list, i * 3, name));
	}
	for (i = 1; i <= 10000; i++) {
		snprintf(name, sizeof(name), "IF %u", i * 7919 % 10007);
		assert_int_equal(
			interface_list_find(list, name)->info.dwInterface,
			i * 3);
		assert_int_equal(interface_list_count(list, after), 10001 - i);
		after = interface_list_next(list, after)->info.dwInterface;
	}
	for (i = 10000; i >= 1; i--) {
		interface_list_remove(list, interface_list_get(list, i * 3));
	}
	assert_int_equal(interface_list_count(list, 0), 0);
	talloc_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_ten_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
