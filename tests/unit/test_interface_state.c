/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dwConnectionState, fUnReachabilityReasons and dwLastError: each line of the
 * table in interface_state.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/router/interface_state.h"

#define UNREACHABLE  ROUTER_IF_STATE_UNREACHABLE
#define DISCONNECTED ROUTER_IF_STATE_DISCONNECTED
#define CONNECTING   ROUTER_IF_STATE_CONNECTING
#define CONNECTED    ROUTER_IF_STATE_CONNECTED

static void assert_link(struct interface_link_facts facts, uint32_t state,
			uint32_t reasons, uint32_t error)
{
	struct interface_state s = interface_link_state(&facts);

	assert_int_equal(s.dwConnectionState, state);
	assert_int_equal(s.fUnReachabilityReasons, reasons);
	assert_int_equal(s.dwLastError, error);
}

#define FACTS(...) ((struct interface_link_facts){__VA_ARGS__})
#define AUTH	   W_ERROR(ERROR_AUTHENTICATION_FAILURE)
#define LOST	   W_ERROR(ERROR_NO_CONNECTION)

static void test_link(void **state)
{
	assert_link(FACTS(.link = DIALER_CONNECTED), CONNECTED, 0, 0);
	assert_link(FACTS(.link = DIALER_CONNECTING), CONNECTING, 0, 0);
	assert_link(FACTS(.link = DIALER_DISCONNECTING, .was_up = true),
		    CONNECTED, 0, 0);
	assert_link(FACTS(.link = DIALER_DISCONNECTING), CONNECTING, 0, 0);
	assert_link(FACTS(.link = DIALER_DISCONNECTED), DISCONNECTED, 0, 0);
}

/* A link that exists shows nothing of what came before it, nor of what would
 * forbid a new one. */
static void test_link_over_all(void **state)
{
	struct interface_link_facts facts =
		FACTS(.link = DIALER_CONNECTED, .last_error = AUTH,
		      .failed = true, .disabled = true, .paused = true,
		      .outside_hours = true);

	assert_link(facts, CONNECTED, 0, 0);
	facts.link = DIALER_CONNECTING;
	assert_link(facts, CONNECTING, 0, 0);
}

static void test_reasons(void **state)
{
	assert_link(FACTS(.disabled = true), UNREACHABLE,
		    MPR_INTERFACE_ADMIN_DISABLED, 0);
	assert_link(FACTS(.paused = true), UNREACHABLE,
		    MPR_INTERFACE_SERVICE_PAUSED, 0);
	assert_link(FACTS(.outside_hours = true), UNREACHABLE,
		    MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION, 0);
	assert_link(FACTS(.lan_only = true), UNREACHABLE,
		    MPR_INTERFACE_OUT_OF_RESOURCES, 0);
	assert_link(FACTS(.disabled = true, .paused = true), UNREACHABLE,
		    MPR_INTERFACE_ADMIN_DISABLED | MPR_INTERFACE_SERVICE_PAUSED,
		    0);
}

static void test_failures(void **state)
{
	assert_link(FACTS(.last_error = AUTH, .failed = true), UNREACHABLE,
		    MPR_INTERFACE_CONNECTION_FAILURE,
		    ERROR_AUTHENTICATION_FAILURE);
	/* lost after it had been up; hung up for idleness; cancelled */
	assert_link(FACTS(.last_error = LOST, .failed = true, .was_up = true),
		    DISCONNECTED, 0, ERROR_NO_CONNECTION);
	assert_link(FACTS(.last_error = W_ERROR(ERROR_IDLE_DISCONNECTED),
			  .was_up = true),
		    DISCONNECTED, 0, ERROR_IDLE_DISCONNECTED);
	assert_link(FACTS(.last_error = W_ERROR(ERROR_INTERFACE_DISCONNECTED)),
		    DISCONNECTED, 0, ERROR_INTERFACE_DISCONNECTED);
	assert_link(FACTS(.last_error = AUTH, .failed = true, .disabled = true),
		    UNREACHABLE,
		    MPR_INTERFACE_CONNECTION_FAILURE |
			    MPR_INTERFACE_ADMIN_DISABLED,
		    ERROR_AUTHENTICATION_FAILURE);
}

static void test_refusals(void **state)
{
	assert_link(FACTS(.refused = W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES)),
		    UNREACHABLE, MPR_INTERFACE_OUT_OF_RESOURCES,
		    ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_link(FACTS(.refused = W_ERROR(ERROR_DDM_NOT_RUNNING),
			  .last_error = AUTH, .failed = true),
		    UNREACHABLE, MPR_INTERFACE_CONNECTION_FAILURE,
		    ERROR_DDM_NOT_RUNNING);
}

static void assert_device(bool present, bool up, bool running, uint32_t state,
			  uint32_t reasons)
{
	struct interface_state s = interface_device_state(present, up, running);

	assert_int_equal(s.dwConnectionState, state);
	assert_int_equal(s.fUnReachabilityReasons, reasons);
	assert_int_equal(s.dwLastError, 0);
}

static void test_device(void **state)
{
	assert_device(true, true, true, CONNECTED, 0);
	assert_device(true, true, false, UNREACHABLE,
		      MPR_INTERFACE_NO_MEDIA_SENSE);
	assert_device(true, false, false, UNREACHABLE,
		      MPR_INTERFACE_ADMIN_DISABLED);
	assert_device(false, false, false, UNREACHABLE,
		      MPR_INTERFACE_NO_DEVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_link_over_all),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
