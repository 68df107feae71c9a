/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of what the log says of a link. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>

#include "compat/rras_errors.h"
#include "server/router/link_log.h"
#include "server/router/router_private.h"

static char said[512];
static unsigned lines;

static void listen_to(int priority, const char *line)
{
	lines++;
	snprintf(said, sizeof(said), "%d %s", priority, line);
}

static int setup(void **state)
{
	lines = 0;
	said[0] = '\0';
	return 0;
}

static struct dialer_status status_of(enum dialer_state state)
{
	return (struct dialer_status){
		.state = state,
		.last_error = WERR_OK,
		.reason = "",
		.peer_message = "",
		.device = "eth1",
	};
}

static void test_way(void **state)
{
	struct router router = {.log = listen_to};
	struct dialer_status status = status_of(DIALER_CONNECTING);
	int logged = DIALER_DISCONNECTED;

	link_log_change(&router, "dd1", &status, &logged);
	link_log_change(&router, "dd1", &status, &logged);
	assert_int_equal(lines, 1);
	assert_string_equal(said, "6 dd1: connecting over eth1");

	status.state = DIALER_CONNECTED;
	strcpy(status.ifname, "ppp3");
	status.ppp.local.s_addr = htonl(0x0a000002);
	status.ppp.remote.s_addr = htonl(0x0a000001);
	link_log_change(&router, "dd1", &status, &logged);
	assert_string_equal(said, "5 dd1: connected over eth1 as ppp3, "
				  "10.0.0.2 to 10.0.0.1");

	status.state = DIALER_DISCONNECTING;
	link_log_change(&router, "dd1", &status, &logged);
	assert_int_equal(lines, 2);
	status.state = DIALER_DISCONNECTED;
	link_log_change(&router, "dd1", &status, &logged);
	assert_string_equal(said, "5 dd1: disconnected");
	assert_int_equal(lines, 3);
}

static void test_failure(void **state)
{
	struct router router = {.log = listen_to};
	struct dialer_status status = status_of(DIALER_DISCONNECTED);
	int logged = DIALER_CONNECTING;

	status.last_error = W_ERROR(ERROR_AUTHENTICATION_FAILURE);
	status.reason = "the peer refused the password";
	status.peer_message = "E=691 R=0";
	link_log_change(&router, "dd1", &status, &logged);
	assert_string_equal(said,
			    "5 dd1: disconnected: the peer refused the "
			    "password (691, ERROR_AUTHENTICATION_FAILURE); "
			    "the peer says: E=691 R=0");
	/* It is not said twice. */
	status.reason = "refused: E=691 R=0";
	logged = DIALER_CONNECTING;
	link_log_change(&router, "dd1", &status, &logged);
	assert_string_equal(said, "5 dd1: disconnected: refused: E=691 R=0 "
				  "(691, ERROR_AUTHENTICATION_FAILURE)");
}

static void test_nothing_new(void **state)
{
	struct router router = {.log = listen_to};
	struct dialer_status status = status_of(DIALER_DISCONNECTED);
	int logged = DIALER_DISCONNECTED;

	link_log_change(&router, "dd1", &status, &logged);
	assert_int_equal(lines, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_way, setup),
		cmocka_unit_test_setup(test_failure, setup),
		cmocka_unit_test_setup(test_nothing_new, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
