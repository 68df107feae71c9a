/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETDEVICECONFIGINFO and REQTYPE_SETDEVICECONFIGINFO. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/ports/ports.h"
#include "rrasd_request.h"

/* Offsets in RB_Buffer and in RAS_DEVICE_INFO. */
#define ABDATA	 16
#define FWRITE	 4
#define RAS	 8
#define ROUTER	 12
#define OUTBOUND 16
#define LINE_ID	 20
#define DWERROR	 24
#define NUM	 28
#define MAX_OUT	 32
#define MAX_IN	 36
#define MIN_WAN	 40
#define MAX_WAN	 44
#define TYPE	 48
#define GUID_AT	 52
#define PORTNAME 68
#define NAME	 85

/* -- GETDEVICECONFIGINFO -- */

static struct request *get_devices(struct world *world, uint32_t size,
				   uint32_t cbBuffer)
{
	struct request *request =
		request_make(world, GETDEVICECONFIGINFO, size);

	request_put(request, 4, 6);
	request_put(request, 8, cbBuffer);
	return request;
}

/* Example 4.8 with two serial devices; there are five miniports. */
static void test_device_sizing(void **state)
{
	struct request *request = get_devices(*state, MIN_SIZE, 0);

	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 4), 6);
	assert_int_equal(request_get(request, 8), 3304);
	assert_int_equal(request_get(request, 12), 7);
	request_assert_untouched(request, ABDATA);
	talloc_free(request);
	/* Those that fit, whole ones */
	request = get_devices(*state, MIN_SIZE, 2 * DEVICE_SIZE + 471);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, 8), 3304);
	assert_int_equal(request_get(request, 12), 7);
	request_assert_ansi(request, ABDATA + DEVICE_SIZE + NAME,
			    "WAN Miniport (PPTP)");
	request_assert_untouched(request, ABDATA + 2 * DEVICE_SIZE);
	talloc_free(request);
}

static void assert_miniport(const struct request *request, unsigned index,
			    const char *name, uint32_t type, uint32_t ports)
{
	size_t at = ABDATA + index * DEVICE_SIZE;
	size_t i;

	assert_int_equal(request_get(request, at), 6);
	assert_int_equal(request_get(request, at + FWRITE), 0);
	assert_int_equal(request_get(request, at + RAS), 1);
	assert_int_equal(request_get(request, at + ROUTER), 1);
	assert_int_equal(request_get(request, at + OUTBOUND), 0);
	assert_int_equal(request_get(request, at + LINE_ID), index);
	assert_int_equal(request_get(request, at + DWERROR), 0);
	assert_int_equal(request_get(request, at + NUM), ports);
	assert_int_equal(request_get(request, at + MAX_OUT), ports);
	assert_int_equal(request_get(request, at + MAX_IN), ports);
	assert_int_equal(request_get(request, at + MIN_WAN), 0);
	assert_int_equal(request_get(request, at + MAX_WAN), 16384);
	assert_int_equal(request_get(request, at + TYPE), type);
	assert_int_equal(request_get(request, at + GUID_AT),
			 0x7b9f1d2e + index);
	request_assert_ansi(request, at + PORTNAME, "");
	request_assert_ansi(request, at + NAME, name);
	for (i = 0; i <= strlen(name); i++) {
		const uint8_t *unit =
			request->bytes + BUFFER + at + WNAME + 2 * i;

		assert_int_equal(unit[0], name[i]);
		assert_int_equal(unit[1], 0);
	}
}

static void test_devices(void **state)
{
	struct request *request = get_devices(*state, MIN_SIZE, 3304);
	size_t serial = ABDATA + 5 * DEVICE_SIZE;

	assert_int_equal(request_retcode(request), 0);
	assert_miniport(request, 0, "WAN Miniport (PPPOE)", 0x8000d, 7);
	assert_miniport(request, 1, "WAN Miniport (PPTP)", 0x10008, 5);
	assert_miniport(request, 2, "WAN Miniport (L2TP)", 0x10009, 6);
	assert_miniport(request, 3, "WAN Miniport (SSTP)", 0x1000e, 0);
	assert_miniport(request, 4, "WAN Miniport (IKEv2)", 0x1000f, 0);
	assert_int_equal(request_get(request, serial + NUM), 1);
	assert_int_equal(request_get(request, serial + MAX_WAN), 1);
	assert_int_equal(request_get(request, serial + TYPE), 0);
	assert_int_equal(request_get(request, serial + GUID_AT), 0);
	request_assert_ansi(request, serial + PORTNAME, "null");
	request_assert_ansi(request, serial + NAME, "/dev/null");
	request_assert_ansi(request, serial + DEVICE_SIZE + NAME, "/dev/zero");
	request_assert_untouched(request, ABDATA + 3304);
	talloc_free(request);
}

static void test_device_errors(void **state)
{
	struct request *request;

	/* The most that a buffer of that size may speak of, and one more */
	request = get_devices(*state, MIN_SIZE, MIN_SIZE - BUFFER - 20);
	assert_int_equal(request_retcode(request), 0);
	talloc_free(request);
	request_assert_refused(
		get_devices(*state, MIN_SIZE, MIN_SIZE - BUFFER - 19),
		E_INVALIDARG);
	request_assert_refused(get_devices(*state, MIN_SIZE, 0xffffffff),
			       E_INVALIDARG);
	request = get_devices(*state, MIN_SIZE, 3304);
	request_put(request, 4, 5);
	request_assert_refused(request, ERROR_NOT_SUPPORTED);
}

/* -- SETDEVICECONFIGINFO -- */

/* @count entries, named; fWrite, both usages, four ports. */
static struct request *set_devices(struct world *world, uint32_t count,
				   const char *const *names)
{
	struct request *request = request_make(world, SETDEVICECONFIGINFO,
					       MIN_SIZE + count * DEVICE_SIZE);
	uint32_t i;

	request_put(request, 4, 6);
	request_put(request, 8, count * DEVICE_SIZE);
	request_put(request, 12, count);
	for (i = 0; i < count; i++) {
		size_t at = ABDATA + i * DEVICE_SIZE;
		uint16_t units[129];

		memset(request->bytes + BUFFER + at, 0, DEVICE_SIZE);
		request_put(request, at, 6);
		request_put(request, at + FWRITE, 1);
		request_put(request, at + RAS, 1);
		request_put(request, at + ROUTER, 1);
		request_put(request, at + NUM, 4);
		request_put(request, at + MAX_WAN, 16384);
		world_text(units, 129, names[i]);
		memcpy(request->bytes + BUFFER + at + WNAME, units,
		       2 * strlen(names[i]));
	}
	return request;
}

static uint32_t ports_of(struct world *world, enum port_kind kind)
{
	uint32_t total, in_use;

	ports_usage(world->rrasd->ports, kind, &total, &in_use);
	return total;
}

static void test_set_devices(void **state)
{
	static const char *const names[] = {"wan miniport (pptp)",
					    "WAN Miniport (PPPOE)"};
	struct world *world = *state;
	struct request *request = set_devices(world, 2, names);

	request_put(request, ABDATA + NUM, 300);
	request_put(request, ABDATA + RAS, 0);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, ABDATA + DWERROR), 0);
	assert_int_equal(request_get(request, ABDATA + DEVICE_SIZE + DWERROR),
			 0);
	request_assert_untouched(request, ABDATA + 2 * DEVICE_SIZE);
	talloc_free(request);
	/* It takes effect at once, and after a start. */
	assert_int_equal(ports_of(world, PORT_KIND_PPTP), 300);
	assert_int_equal(ports_of(world, PORT_KIND_PPPOE), 4);
	assert_non_null(strstr(world_audit(world), "WAN Miniport (PPTP)"));
	world_restart(world);
	assert_int_equal(ports_of(world, PORT_KIND_PPTP), 300);
	request = get_devices(world, MIN_SIZE, 2 * DEVICE_SIZE);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, ABDATA + NUM), 4);
	assert_int_equal(request_get(request, ABDATA + DEVICE_SIZE + NUM), 300);
	assert_int_equal(request_get(request, ABDATA + DEVICE_SIZE + RAS), 0);
	assert_int_equal(request_get(request, ABDATA + DEVICE_SIZE + ROUTER),
			 1);
	talloc_free(request);
}

/* Neither is there any usage that can be told from a fWrite of 0. */
static void test_set_nothing(void **state)
{
	static const char *const names[] = {"WAN Miniport (PPTP)"};
	struct request *request = set_devices(*state, 0, names);

	assert_int_equal(request_retcode(request), 0);
	request_assert_untouched(request, ABDATA);
	talloc_free(request);
	request = set_devices(*state, 1, names);
	request_put(request, ABDATA + FWRITE, 0);
	request_put(request, ABDATA + NUM, 99999);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, ABDATA + NUM), 16384);
	assert_int_equal(ports_of(*state, PORT_KIND_PPTP), 5);
	talloc_free(request);
}

static void test_set_more_than_maximum(void **state)
{
	static const char *const names[] = {"WAN Miniport (L2TP)"};
	struct world *world = *state;
	struct request *request = set_devices(world, 1, names);

	request_put(request, ABDATA + NUM, 16385);
	request_put(request, ABDATA + MAX_WAN, 0xffffffff);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, ABDATA + NUM), 16384);
	assert_int_equal(request_get(request, ABDATA + MAX_WAN), 16384);
	/* Note 317: more than the start has prepared it for */
	assert_int_equal(request_get(request, ABDATA + DWERROR),
			 ERROR_SUCCESS_REBOOT_REQUIRED);
	world_restart(world);
	assert_int_equal(ports_of(world, PORT_KIND_L2TP), 16384);
	talloc_free(request);
}

static void test_set_serial(void **state)
{
	static const char *const names[] = {"/dev/null"};
	struct request *request = set_devices(*state, 1, names);

	/* As it is, but for the number, which is too large */
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, ABDATA + NUM), 1);
	assert_int_equal(request_get(request, ABDATA + MAX_WAN), 1);
	request_put(request, ABDATA + RAS, 0);
	assert_int_equal(request_retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(request_get(request, ABDATA + DWERROR),
			 ERROR_NOT_SUPPORTED);
	talloc_free(request);
}

static void test_set_not_stored(void **state)
{
	static const char *const names[] = {"WAN Miniport (X25)",
					    "WAN Miniport (SSTP)",
					    "WAN Miniport (PPTP)"};
	struct request *request = set_devices(*state, 3, names);
	size_t second = ABDATA + DEVICE_SIZE, third = second + DEVICE_SIZE;

	request_put(request, second + OUTBOUND, 1);
	assert_int_equal(request_retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(request_get(request, ABDATA + DWERROR),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	assert_int_equal(request_get(request, second + DWERROR),
			 ERROR_INVALID_PARAMETER);
	/* What can be stored is. */
	assert_int_equal(request_get(request, third + DWERROR), 0);
	assert_int_equal(ports_of(*state, PORT_KIND_SSTP), 0);
	assert_int_equal(ports_of(*state, PORT_KIND_PPTP), 4);
	request_put(request, second + ROUTER, 0);
	assert_int_equal(request_retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(request_get(request, second + DWERROR),
			 ERROR_NOT_SUPPORTED);
	talloc_free(request);
	/* A device that is not there, and nothing to store */
	request = set_devices(*state, 1, names);
	request_put(request, ABDATA + FWRITE, 0);
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(request_get(request, ABDATA + DWERROR),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	talloc_free(request);
}

/* Clients before Windows Server 2003 know no wszDeviceName; and names that
 * have no end are no device's. */
static void test_set_ansi_name(void **state)
{
	static const char *const names[] = {""};
	struct request *request = set_devices(*state, 1, names);
	char *ansi = (char *)request->bytes + BUFFER + ABDATA + NAME;

	strcpy(ansi, "WAN Miniport (IKEv2)");
	assert_int_equal(request_retcode(request), 0);
	assert_int_equal(ports_of(*state, PORT_KIND_IKEV2), 4);
	memset(ansi, 'x', 129);
	assert_int_equal(request_retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(request_get(request, ABDATA + DWERROR),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	memset(request->bytes + BUFFER + ABDATA + WNAME, 'x', 258);
	assert_int_equal(request_retcode(request), ERROR_CAN_NOT_COMPLETE);
	/* A lone surrogate */
	memset(request->bytes + BUFFER + ABDATA + WNAME, 0, 258);
	request_put(request, ABDATA + WNAME, 0x0000d800);
	assert_int_equal(request_retcode(request), ERROR_CAN_NOT_COMPLETE);
	talloc_free(request);
}

/* MS06-025 and its like: counts and sizes that do not go together. */
static void test_set_lies(void **state)
{
	static const char *const names[] = {"WAN Miniport (PPTP)"};
	struct request *request;
	uint32_t i;
	static const uint32_t counts[] = {2, 0x09000000, 0x08acb90f, 0x80000000,
					  0xffffffff};

	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		request = set_devices(*state, 1, names);
		request_put(request, 12, counts[i]);
		request_assert_refused(request, ERROR_INVALID_PARAMETER);
	}
	request = set_devices(*state, 1, names);
	request_put(request, 8, DEVICE_SIZE - 1);
	request_assert_refused(request, ERROR_INVALID_PARAMETER);
	request = set_devices(*state, 1, names);
	request_put(request, 8, 0xffffffff);
	request_assert_refused(request, E_INVALIDARG);
	request = set_devices(*state, 1, names);
	request_put(request, 8, request->size - BUFFER - 19);
	request_assert_refused(request, E_INVALIDARG);
	request = request_make(*state, SETDEVICECONFIGINFO,
			       1001 * DEVICE_SIZE + MIN_SIZE);
	request_put(request, 8, 1001 * DEVICE_SIZE);
	request_put(request, 12, 1001);
	request_assert_refused(request, ERROR_INVALID_PARAMETER);
	assert_int_equal(ports_of(*state, PORT_KIND_PPTP), 5);
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, request_setup, request_teardown)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(test_device_sizing),
		TEST(test_devices),
		TEST(test_device_errors),
		TEST(test_set_devices),
		TEST(test_set_nothing),
		TEST(test_set_more_than_maximum),
		TEST(test_set_serial),
		TEST(test_set_not_stored),
		TEST(test_set_ansi_name),
		TEST(test_set_lies),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
