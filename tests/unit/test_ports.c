/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports: slots of miniports, claims, and how they are listed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/ports/ports.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

#define PPPOE(slot) (0x10000u + (slot))
#define PPTP(slot)  (0x20000u + (slot))

static const char *const no_ttys[] = {NULL};

struct fixture {
	struct tevent_context *ev;
	struct ports *ports;
};

static void make(struct fixture *f, uint32_t pppoe, uint32_t pptp)
{
	const struct ports_config config = {
		.count = {[PORT_KIND_PPPOE] = pppoe, [PORT_KIND_PPTP] = pptp},
		.serial_devices = no_ttys,
	};

	TALLOC_FREE(f->ports);
	f->ports = ports_create(f, f->ev, &config);
	assert_non_null(f->ports);
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	make(f, 3, 2);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static struct port_claim *claim(struct fixture *f, enum port_kind kind)
{
	struct port_claim *claimed = NULL;

	assert_code(ports_claim(f, f->ports, kind, NULL, &claimed), NO_ERROR);
	return claimed;
}

static void assert_usage(struct fixture *f, enum port_kind kind, uint32_t total,
			 uint32_t in_use)
{
	uint32_t is_total, is_in_use;

	ports_usage(f->ports, kind, &is_total, &is_in_use);
	assert_int_equal(is_total, total);
	assert_int_equal(is_in_use, in_use);
}

/* The handles of all ports, in the order of the list, up to a 0. */
static void assert_listed(struct fixture *f, const uint32_t *handles)
{
	const struct port *port = NULL;
	uint32_t after = 0, left = 0;

	while (handles[left] != 0) {
		left++;
	}
	for (; *handles != 0; handles++, left--) {
		assert_int_equal(ports_count(f->ports, after), left);
		port = ports_next(f->ports, after);
		assert_non_null(port);
		assert_int_equal(port->dwPort, *handles);
		assert_ptr_equal(ports_get(f->ports, *handles), port);
		after = port->dwPort;
	}
	assert_int_equal(ports_count(f->ports, after), 0);
	assert_null(ports_next(f->ports, after));
}

#define LISTED(...) assert_listed(f, (const uint32_t[]){__VA_ARGS__, 0})

static void test_names(void **state)
{
	static const struct {
		enum port_kind kind;
		uint32_t dwPort;
		const char *name, *device, *type;
	} kinds[] = {
		{PORT_KIND_PPPOE, 0x10000, "PPPoE6-0", "WAN Miniport (PPPOE)",
		 "PPPoE"},
		{PORT_KIND_PPTP, 0x20000, "VPN3-0", "WAN Miniport (PPTP)",
		 "vpn"},
		{PORT_KIND_L2TP, 0x30000, "VPN2-0", "WAN Miniport (L2TP)",
		 "vpn"},
		{PORT_KIND_SSTP, 0x40000, "VPN0-0", "WAN Miniport (SSTP)",
		 "vpn"},
		{PORT_KIND_IKEV2, 0x50000, "VPN1-0", "WAN Miniport (IKEv2)",
		 "vpn"},
	};
	struct fixture *f = *state;
	const struct port *port;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_code(ports_set_count(f->ports, kinds[i].kind, 13),
			    NO_ERROR);
		port = ports_get(f->ports, kinds[i].dwPort);
		assert_non_null(port);
		assert_int_equal(port->kind, kinds[i].kind);
		assert_string_equal(port->wszPortName, kinds[i].name);
		assert_string_equal(port->wszDeviceName, kinds[i].device);
		assert_string_equal(port->wszDeviceType, kinds[i].type);
		assert_string_equal(port->wszMediaName, "rastapi");
		assert_null(port->tty);
		assert_true(port->present);
		assert_false(port->claimed);
		assert_int_equal(port->dwPortCondition, RAS_PORT_DISCONNECTED);
	}
	assert_string_equal(ports_get(f->ports, PPTP(12))->wszPortName,
			    "VPN3-12");
	assert_null(port_kind_device_name(PORT_KIND_SERIAL));
	assert_string_equal(port_kind_device_type(PORT_KIND_SERIAL), "modem");
}

static void test_handles(void **state)
{
	static const uint32_t none[] = {
		0,	    1,		0xffff,	    PPPOE(3),	PPPOE(0xffff),
		PPTP(2),    0x30000,	0x60000,    0x3fffffff, 0x40000000,
		0x5fffffff, 0x80000000, 0xffffffff,
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_null(ports_get(f->ports, none[i]));
	}
	LISTED(PPPOE(0), PPPOE(1), PPPOE(2), PPTP(0), PPTP(1));
	assert_null(ports_next(f->ports, UINT32_MAX));
	assert_int_equal(ports_count(f->ports, UINT32_MAX), 0);
	assert_int_equal(ports_next(f->ports, PPPOE(7))->dwPort, PPTP(0));
	assert_int_equal(ports_count(f->ports, PPPOE(7)), 2);
}

static void test_claims(void **state)
{
	struct fixture *f = *state;
	struct port_claim *a = claim(f, PORT_KIND_PPPOE);
	struct port_claim *b = claim(f, PORT_KIND_PPPOE);
	struct port_claim *c = claim(f, PORT_KIND_PPPOE), *none = NULL;
	const struct port *port = port_claim_port(b);

	assert_int_equal(port->dwPort, PPPOE(1));
	assert_true(port->claimed);
	assert_int_equal(port->dwPortCondition, RAS_PORT_INITIALIZING);
	assert_usage(f, PORT_KIND_PPPOE, 3, 3);
	assert_usage(f, PORT_KIND_PPTP, 2, 0);
	assert_code(ports_claim(f, f->ports, PORT_KIND_PPPOE, NULL, &none),
		    ERROR_PORT_NOT_AVAILABLE);
	assert_code(ports_claim(f, f->ports, PORT_KIND_L2TP, NULL, &none),
		    ERROR_PORT_NOT_FOUND);
	assert_code(ports_claim(f, f->ports, PORT_KINDS, NULL, &none),
		    ERROR_PORT_NOT_FOUND);
	assert_null(none);

	port_claim_set_condition(b, RAS_PORT_AUTHENTICATING);
	port_set_connection(f->ports, PPPOE(1), 77);
	port_set_connection(f->ports, PPPOE(9), 78);
	assert_int_equal(port->dwPortCondition, RAS_PORT_AUTHENTICATING);
	assert_int_equal(port->dwConnection, 77);
	talloc_free(b);
	assert_false(port->claimed);
	assert_int_equal(port->dwConnection, 0);
	assert_int_equal(port->dwPortCondition, RAS_PORT_DISCONNECTED);
	assert_int_equal(port->dwTotalNumberOfCalls, 0);
	assert_usage(f, PORT_KIND_PPPOE, 3, 2);
	b = claim(f, PORT_KIND_PPPOE);
	assert_ptr_equal(port_claim_port(b), port);
	talloc_free(a);
	talloc_free(b);
	talloc_free(c);
	assert_usage(f, PORT_KIND_PPPOE, 3, 0);
}

static void test_calls(void **state)
{
	struct fixture *f = *state;
	const struct port *port = ports_get(f->ports, PPPOE(0));
	struct port_claim *call;
	unsigned i;

	for (i = 1; i <= 2; i++) {
		call = claim(f, PORT_KIND_PPPOE);
		port_claim_set_condition(call, RAS_PORT_AUTHENTICATING);
		assert_int_equal(port->dwTotalNumberOfCalls, i - 1);
		port_claim_set_condition(call, RAS_PORT_AUTHENTICATED);
		port_claim_set_condition(call, RAS_PORT_AUTHENTICATING);
		port_claim_set_condition(call, RAS_PORT_AUTHENTICATED);
		assert_int_equal(port->dwTotalNumberOfCalls, i);
		talloc_free(call);
	}
	/* it is the same port when it comes back */
	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 0), NO_ERROR);
	assert_null(ports_get(f->ports, PPPOE(0)));
	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 1), NO_ERROR);
	assert_int_equal(ports_get(f->ports, PPPOE(0))->dwTotalNumberOfCalls,
			 2);
}

static void test_speed(void **state)
{
	struct fixture *f = *state;
	struct port_claim *call = claim(f, PORT_KIND_PPPOE);
	const struct port *port = port_claim_port(call);

	assert_int_equal(port->dwLineSpeed, 0);
	port_claim_set_speed(call, 1000000000);
	assert_int_equal(port->dwLineSpeed, 1000000000);
	port_claim_set_speed(call, UINT64_C(10000000000));
	assert_int_equal(port->dwLineSpeed, UINT32_MAX);
	talloc_free(call);
	assert_int_equal(port->dwLineSpeed, 0);
}

static void test_fewer_than_in_use(void **state)
{
	struct fixture *f = *state;
	struct port_claim *claims[3];
	size_t i;

	for (i = 0; i < 3; i++) {
		claims[i] = claim(f, PORT_KIND_PPPOE);
	}
	talloc_free(claims[1]);
	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 1), NO_ERROR);
	LISTED(PPPOE(0), PPPOE(2), PPTP(0), PPTP(1));
	assert_int_equal(ports_count(f->ports, PPPOE(1)), 3);
	assert_null(ports_get(f->ports, PPPOE(1)));
	assert_false(ports_get(f->ports, PPPOE(2))->present);
	assert_true(ports_get(f->ports, PPPOE(0))->present);
	assert_usage(f, PORT_KIND_PPPOE, 2, 2);

	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 0), NO_ERROR);
	LISTED(PPPOE(0), PPPOE(2), PPTP(0), PPTP(1));
	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 3), NO_ERROR);
	assert_true(ports_get(f->ports, PPPOE(2))->present);
	assert_usage(f, PORT_KIND_PPPOE, 3, 2);

	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 1), NO_ERROR);
	talloc_free(claims[2]);
	LISTED(PPPOE(0), PPTP(0), PPTP(1));
	assert_usage(f, PORT_KIND_PPPOE, 1, 1);
	talloc_free(claims[0]);
	assert_usage(f, PORT_KIND_PPPOE, 1, 0);
}

static void test_numbers(void **state)
{
	struct fixture *f = *state;
	const struct ports_config too_many = {
		.count = {[PORT_KIND_SSTP] = PORTS_MAX + 1},
		.serial_devices = no_ttys,
	};

	assert_null(ports_create(f, f->ev, &too_many));
	assert_code(ports_set_count(f->ports, PORT_KIND_SERIAL, 1),
		    ERROR_INVALID_PARAMETER);
	assert_code(ports_set_count(f->ports, PORT_KINDS, 1),
		    ERROR_INVALID_PARAMETER);
	assert_code(ports_set_count(f->ports, PORT_KIND_PPTP, PORTS_MAX + 1),
		    ERROR_INVALID_PARAMETER);
	assert_usage(f, PORT_KIND_PPTP, 2, 0);
}

/* All that a kind may have: claimed, above the number, given back. */
static void test_many(void **state)
{
	struct fixture *f = *state;
	struct port_claim **claims =
		talloc_array(f, struct port_claim *, PORTS_MAX);
	struct port_claim *none = NULL;
	uint32_t i, after;

	make(f, PORTS_MAX, PORTS_MAX);
	assert_string_equal(
		ports_get(f->ports, PPPOE(PORTS_MAX - 1))->wszPortName,
		"PPPoE6-16383");
	for (i = 0; i < PORTS_MAX; i++) {
		claims[i] = claim(f, PORT_KIND_PPPOE);
		assert_int_equal(port_claim_port(claims[i])->dwPort, PPPOE(i));
	}
	assert_code(ports_claim(f, f->ports, PORT_KIND_PPPOE, NULL, &none),
		    ERROR_PORT_NOT_AVAILABLE);
	for (i = 0; i < PORTS_MAX; i += 2) {
		talloc_free(claims[i]);
	}
	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 100), NO_ERROR);
	assert_usage(f, PORT_KIND_PPPOE, 100 + (PORTS_MAX - 100) / 2,
		     PORTS_MAX / 2);
	assert_int_equal(ports_count(f->ports, PPPOE(16381)), 1 + PORTS_MAX);
	for (i = 0, after = 0; i < 100; i++) {
		after = ports_next(f->ports, after)->dwPort;
		assert_int_equal(after, PPPOE(i));
	}
	for (i = 101; i < PORTS_MAX; i += 2) {
		after = ports_next(f->ports, after)->dwPort;
		assert_int_equal(after, PPPOE(i));
	}
	assert_int_equal(ports_next(f->ports, after)->dwPort, PPTP(0));
	for (i = 1; i < PORTS_MAX; i += 2) {
		talloc_free(claims[i]);
	}
	assert_usage(f, PORT_KIND_PPPOE, 100, 0);
	assert_usage(f, PORT_KIND_PPTP, PORTS_MAX, 0);
}

/* A link that was there before us has the port that it had. */
static void test_reclaim(void **state)
{
	struct fixture *f = *state;
	struct port_claim *first = NULL, *above = NULL, *none = NULL;

	assert_code(ports_reclaim(f, f->ports, PPPOE(1), &first), NO_ERROR);
	assert_int_equal(port_claim_port(first)->dwPort, PPPOE(1));
	assert_true(ports_get(f->ports, PPPOE(1))->claimed);
	assert_usage(f, PORT_KIND_PPPOE, 3, 1);
	assert_code(ports_reclaim(f, f->ports, PPPOE(1), &none),
		    ERROR_PORT_NOT_AVAILABLE);
	/* who dials gets others */
	assert_int_equal(port_claim_port(claim(f, PORT_KIND_PPPOE))->dwPort,
			 PPPOE(0));
	assert_int_equal(port_claim_port(claim(f, PORT_KIND_PPPOE))->dwPort,
			 PPPOE(2));

	/* there are fewer ports now than there were: it stays while used */
	assert_code(ports_reclaim(f, f->ports, PPPOE(7), &above), NO_ERROR);
	LISTED(PPPOE(0), PPPOE(1), PPPOE(2), PPPOE(7), PPTP(0), PPTP(1));
	assert_false(ports_get(f->ports, PPPOE(7))->present);
	assert_usage(f, PORT_KIND_PPPOE, 4, 4);
	talloc_free(above);
	assert_null(ports_get(f->ports, PPPOE(7)));
	talloc_free(first);
	assert_usage(f, PORT_KIND_PPPOE, 3, 2);
}

/* A record may say anything. */
static void test_reclaim_nonsense(void **state)
{
	static const uint32_t handles[] = {0,
					   1,
					   0xffff,
					   PPPOE(PORTS_MAX),
					   PPPOE(0xffff),
					   0x60000,
					   0x7fffffff,
					   0x80000000,
					   0xdeadbeef,
					   0xffffffff};
	struct fixture *f = *state;
	struct port_claim *none = NULL;
	size_t i;

	for (i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
		assert_code(ports_reclaim(f, f->ports, handles[i], &none),
			    ERROR_PORT_NOT_FOUND);
		assert_null(none);
	}
	LISTED(PPPOE(0), PPPOE(1), PPPOE(2), PPTP(0), PPTP(1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names),   TEST(test_handles),
		TEST(test_claims),  TEST(test_calls),
		TEST(test_speed),   TEST(test_fewer_than_in_use),
		TEST(test_numbers), TEST(test_many),
		TEST(test_reclaim), TEST(test_reclaim_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
