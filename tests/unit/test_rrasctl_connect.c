/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasctl dials and hangs up: one interface, or all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>
#include "compat/rras_errors.h"
#include "rrasctl_run.h"

static const struct mpr_fake_plan good_dial = {
	.connect_result = PENDING,
	.states = {ROUTER_IF_STATE_CONNECTING, ROUTER_IF_STATE_CONNECTING,
		   ROUTER_IF_STATE_CONNECTED},
	.num_states = 3,
};

static const struct mpr_fake_plan bad_dial = {
	.connect_result = PENDING,
	.states = {ROUTER_IF_STATE_CONNECTING, ROUTER_IF_STATE_UNREACHABLE},
	.num_states = 2,
	.last_error = 691,
};

static const struct mpr_fake_plan endless_dial = {
	.connect_result = PENDING,
	.states = {ROUTER_IF_STATE_CONNECTING},
	.num_states = 1,
};

static void test_connect(void **state)
{
	run_expect(&good_dial, "interface connect %s", RRASCTL_OK,
		   "connecting: lcp", "");
	run_expect(&good_dial, "interface connect %s", RRASCTL_OK,
		   "Kernel interface:      ppp0", "");
	run_expect(&good_dial, "interface connect %s --json", RRASCTL_OK,
		   "\"state\":\"connected\",\"error\":null", "");
	run_expect(&good_dial, "interface connect %s --no-wait", RRASCTL_OK,
		   "] PENDING (600)", "");
	run_expect(&good_dial, "interface connect %s", RRASCTL_OK,
		   "] PENDING (600)", "");
	run_expect(&good_dial, "interface connect %s --no-wait --json",
		   RRASCTL_OK, "{\"name\":", "");
}

static void test_connect_fails(void **state)
{
	struct mpr_fake_plan quoting = bad_dial;

	run_expect(&bad_dial, "interface connect %s", RRASCTL_NOT_CONNECTED,
		   "unreachable",
		   "(691, ERROR_AUTHENTICATION_FAILURE); the peer "
		   "refused us; the peer says: E=691");
	quoting.reason = "the peer said E=691";
	run_expect(&quoting, "interface connect %s", RRASCTL_NOT_CONNECTED,
		   "unreachable", "; the peer said E=691\n");
	run_expect(&bad_dial, "interface connect %s -j", RRASCTL_NOT_CONNECTED,
		   "\"error\":{\"code\":691", "\"code\":691");
}

static void test_connect_refused(void **state)
{
	const struct mpr_fake_plan disabled = {
		.connect_result = ERROR_INTERFACE_DISABLED};
	const struct mpr_fake_plan there = {
		.states = {ROUTER_IF_STATE_CONNECTED}, .num_states = 1};
	struct mpr_fake_plan twice = good_dial;

	twice.connect_result = ERROR_ALREADY_CONNECTING;
	run_expect(&disabled, "interface connect %s", RRASCTL_REFUSED, "",
		   "(916, ERROR_INTERFACE_DISABLED)");
	run_expect(&there, "interface connect %s", RRASCTL_OK, "connected", "");
	run_expect(&twice, "interface connect %s", RRASCTL_OK, "connected", "");
	run_expect(&twice, "interface connect %s --no-wait", RRASCTL_REFUSED,
		   "", "910");
}

static void test_connect_timeout(void **state)
{
	run_expect(&endless_dial, "interface connect %s --timeout 1",
		   RRASCTL_TIMEOUT, "connecting", "the attempt goes on");
	run_expect(&endless_dial, "interface connect %s --timeout 1 --cancel",
		   RRASCTL_TIMEOUT, "connecting", "the attempt was ended");
}

static void test_connect_all(void **state)
{
	struct mpr_fake_plan plan = good_dial;

	plan.num_interfaces = 3;
	run_expect(&plan, "interface connect --all", RRASCTL_OK,
		   "wan1: connected\n", "");
	run_expect(&plan, "interface connect -a -p 1", RRASCTL_OK,
		   "wan0: connected\nwan1: connected\nwan2: connected\n", "");
	run_expect(&plan, "interface connect --all -j", RRASCTL_OK,
		   "{\"name\":\"wan1\",\"result\":\"connected\",\"error\":"
		   "null,\"reason\":null}",
		   "");
	run_expect(&plan, "interface connect --all --no-wait", RRASCTL_OK,
		   "wan2: connecting\n", "");
	plan.connect_result = ERROR_SUCCESS; /* they are there already */
	run_expect(&plan, "interface connect --all --no-wait", RRASCTL_OK,
		   "wan2: connected\n", "");
	plan.num_interfaces = 0;
	run_expect(&plan, "interface connect --all", RRASCTL_OK, "", "");
	run_expect(&plan, "interface connect --all -j", RRASCTL_OK, "[]\n", "");
}

/* More than one answer of Enum has room for, and one of them fails. */
static void test_connect_all_fails(void **state)
{
	struct mpr_fake_plan plan = good_dial;
	struct run run = {0};

	plan.num_interfaces = 500;
	plan.failing = 499;
	run_call_fake(&run, &plan, "interface connect --all -p 100");
	assert_int_equal(run.exit_code, RRASCTL_NOT_CONNECTED);
	assert_non_null(strstr(run.out, "wan498: connected\n"));
	assert_non_null(strstr(run.out, "wan499: not connected: the peer "
					"refused us: The line is busy (676, "
					"ERROR_LINE_BUSY)\n"));
	run_forget(&run);
	plan = (struct mpr_fake_plan){
		.num_interfaces = 2,
		.connect_result = ERROR_INTERFACE_HAS_NO_DEVICES,
	};
	run_expect(&plan, "interface connect --all", RRASCTL_NOT_CONNECTED,
		   "wan1: not connected: ", "");
	plan = (struct mpr_fake_plan){
		.num_interfaces = 2,
		.connect_result = ERROR_ACCESS_DENIED,
	};
	run_expect(&plan, "interface connect --all", RRASCTL_DENIED, "",
		   "ERROR_ACCESS_DENIED");
	plan = (struct mpr_fake_plan){.result = ERROR_ACCESS_DENIED};
	run_expect(&plan, "interface connect --all", RRASCTL_DENIED, "",
		   "ERROR_ACCESS_DENIED");
}

static void test_connect_all_timeout(void **state)
{
	struct mpr_fake_plan plan = endless_dial;

	plan.num_interfaces = 2;
	run_expect(&plan, "interface connect --all --timeout 1 -p 1",
		   RRASCTL_TIMEOUT, "wan0: still connecting: ", "");
	run_expect(&plan, "interface connect --all --timeout 1 -p 1",
		   RRASCTL_TIMEOUT, "wan1: not begun: ", "");
	run_expect(&plan, "interface connect --all --timeout 1 --cancel",
		   RRASCTL_TIMEOUT, "wan1: ended: ", "");
}

static void test_disconnect_all(void **state)
{
	struct mpr_fake_plan plan = {
		.num_interfaces = 2,
		.states = {ROUTER_IF_STATE_CONNECTED},
		.num_states = 1,
	};

	run_expect(&plan, "interface disconnect --all", RRASCTL_OK,
		   "wan0: disconnected\nwan1: disconnected\n", "");
	plan.failing = 1; /* it is not connected */
	run_expect(&plan, "interface disconnect --all -j", RRASCTL_OK,
		   "[{\"name\":\"wan0\",\"result\":\"disconnected\","
		   "\"error\":null,\"reason\":null}]\n",
		   "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect),
		cmocka_unit_test(test_connect_fails),
		cmocka_unit_test(test_connect_refused),
		cmocka_unit_test(test_connect_timeout),
		cmocka_unit_test(test_connect_all),
		cmocka_unit_test(test_connect_all_fails),
		cmocka_unit_test(test_connect_all_timeout),
		cmocka_unit_test(test_disconnect_all),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
