/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of the router: which ports make one, and finding one by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/ports/port_device.h"

/* Character devices that are everywhere stand for serial ports. */
static const char *const ttys[] = {"/dev/null", "/dev/zero", NULL};

struct fixture {
	struct tevent_context *ev;
	struct ports *ports;
};

static int setup(void **state)
{
	const struct ports_config config = {
		.count = {[PORT_KIND_PPPOE] = 3, [PORT_KIND_L2TP] = 200},
		.serial_devices = ttys,
	};
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->ports = ports_create(f, f->ev, &config);
	*state = f;
	return f->ports != NULL ? 0 : -1;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static void assert_next(struct fixture *f, uint32_t *after, const char *name,
			const char *type)
{
	const struct port *port = port_device_next(f->ports, after);

	assert_non_null(port);
	assert_string_equal(port->wszDeviceName, name);
	assert_string_equal(port->wszDeviceType, type);
}

static void test_next(void **state)
{
	struct fixture *f = *state;
	uint32_t after = 0;

	assert_next(f, &after, "WAN Miniport (PPPOE)", "PPPoE");
	assert_next(f, &after, "WAN Miniport (L2TP)", "vpn");
	assert_next(f, &after, "/dev/null", "modem");
	assert_next(f, &after, "/dev/zero", "modem");
	assert_null(port_device_next(f->ports, &after));
}

static void test_find(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		port_device_find(f->ports, "wan miniport (l2tp)")->kind,
		PORT_KIND_L2TP);
	assert_string_equal(port_device_find(f->ports, "zero")->tty,
			    "/dev/zero");
	assert_string_equal(port_device_find(f->ports, "/dev/zero")->tty,
			    "/dev/zero");
	assert_null(port_device_find(f->ports, "ZERO"));
	assert_null(port_device_find(f->ports, ""));
	assert_null(port_device_find(f->ports, "WAN Miniport (PPTP)"));
}

/* A kind without ports is none, although a link still uses one. */
static void test_taken_away(void **state)
{
	struct fixture *f = *state;
	struct port_claim *claim = NULL;

	assert_int_equal(W_ERROR_V(ports_claim(f, f->ports, PORT_KIND_PPPOE,
					       NULL, &claim)),
			 0);
	assert_int_equal(
		W_ERROR_V(ports_set_count(f->ports, PORT_KIND_PPPOE, 0)), 0);
	assert_null(port_device_find(f->ports, "WAN Miniport (PPPOE)"));
	assert_int_equal(
		W_ERROR_V(ports_set_count(f->ports, PORT_KIND_PPPOE, 1)), 0);
	assert_non_null(port_device_find(f->ports, "WAN Miniport (PPPOE)"));
	talloc_free(claim);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_next),
		TEST(test_find),
		TEST(test_taken_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
