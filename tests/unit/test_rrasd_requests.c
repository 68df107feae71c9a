/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RasRpcSubmitRequest: every type of request with all of its retcodes, bytes
 * at their offsets, and buffers that lie.
 *
 * The daemon writes over the question: what a request has no business with
 * must come back as it was, so each buffer is filled with a pattern first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/dialer/mppe.h"
#include "server/ports/ports.h"
#include "rrasd_world.h"

#define MIN_SIZE 5032 /* sizeof(RequestBuffer) + 5000 */
#define PATTERN	 0x5a
#define BUFFER	 24 /* RB_Buffer */

/* ReqTypes, as numbers: the IDL is what is tested. */
#define PORTENUM	     21
#define GETINFO		     22
#define GETDEVCONFIG	     73
#define SETDEVICECONFIGINFO  94
#define GETDEVICECONFIGINFO  95
#define GETCALLEDID	     105
#define SETCALLEDID	     106
#define GETNDISWANDRIVERCAPS 111

/* Offsets in RB_Buffer and in RAS_DEVICE_INFO. */
#define ABDATA	 16
#define DEVICE	 472
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
#define WNAME	 214

#define NULL_DEVICE "/dev/null" /* stands for a serial one */

struct request {
	struct world *world;
	uint8_t *bytes;
	uint32_t size;
};

static int setup(void **state)
{
	*state = world_create();
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

/* -- buffers -- */

static void put(struct request *request, size_t at, uint32_t value)
{
	assert_true(BUFFER + at + 4 <= request->size);
	request->bytes[BUFFER + at] = (uint8_t)value;
	request->bytes[BUFFER + at + 1] = (uint8_t)(value >> 8);
	request->bytes[BUFFER + at + 2] = (uint8_t)(value >> 16);
	request->bytes[BUFFER + at + 3] = (uint8_t)(value >> 24);
}

static uint32_t get(const struct request *request, size_t at)
{
	const uint8_t *p = request->bytes + BUFFER + at;

	assert_true(BUFFER + at + 4 <= request->size);
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* The rest of RB_Buffer after what a test looks at. */
static void assert_untouched(const struct request *request, size_t from)
{
	size_t i;

	for (i = BUFFER + from; i < request->size; i++) {
		if (request->bytes[i] != PATTERN) {
			fail_msg("byte %zu of %u was written", i,
				 (unsigned)request->size);
		}
	}
}

static void assert_ansi(const struct request *request, size_t at,
			const char *text)
{
	assert_string_equal((char *)request->bytes + BUFFER + at, text);
}

static struct request *make(struct world *world, uint32_t type, uint32_t size)
{
	struct request *request = talloc_zero(world, struct request);

	request->world = world;
	request->size = size;
	request->bytes = talloc_size(request, size + 24);
	memset(request->bytes, PATTERN, size);
	memset(request->bytes, 0, 24);
	request->bytes[4] = (uint8_t)type;
	request->bytes[8] = 8;
	return request;
}

/* Send it; the answer is in its place. */
static void submit(struct request *request)
{
	struct RasRpcSubmitRequest r = {
		.in = {.pReqBuffer = request->bytes,
		       .dwcbBufSize = request->size},
	};

	world_rasrpc(request->world, NDR_RASRPCSUBMITREQUEST, &r);
	assert_result(r, 0);
	assert_non_null(r.out.pReqBuffer);
	memcpy(request->bytes, r.out.pReqBuffer, request->size);
}

static uint32_t retcode(struct request *request)
{
	submit(request);
	return get(request, 0);
}

/* It changes nothing but the retcode. */
static void assert_refused(struct request *request, uint32_t code)
{
	uint8_t *before = talloc_memdup(request, request->bytes, request->size);

	assert_int_equal(retcode(request), code);
	assert_memory_equal(request->bytes, before, BUFFER);
	assert_memory_equal(request->bytes + BUFFER + 4, before + BUFFER + 4,
			    request->size - BUFFER - 4);
	talloc_free(request);
}

/* -- what is no request -- */

static void assert_ignored(struct request *request)
{
	uint8_t *before = talloc_memdup(request, request->bytes, request->size);

	submit(request);
	assert_memory_equal(request->bytes, before, request->size);
	talloc_free(request);
}

static void test_ignored(void **state)
{
	static const uint32_t sizes[] = {0,  1,	 4,   8,    23,	  24,
					 28, 32, 100, 5000, 5024, 5031};
	struct RasRpcSubmitRequest r = {.in = {.dwcbBufSize = 0}};
	struct request *request;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		request = make(*state, GETDEVICECONFIGINFO, sizes[i]);
		assert_ignored(request);
	}
	/* "pReqBuffer is NULL" */
	world_rasrpc(*state, NDR_RASRPCSUBMITREQUEST, &r);
	assert_result(r, 0);
	assert_null(r.out.pReqBuffer);
	/* "less than zero (0) or greater than maximum ReqTypes" */
	assert_ignored(make(*state, 142, MIN_SIZE));
	request = make(*state, 21, MIN_SIZE);
	request->bytes[7] = 0xff;
	assert_ignored(request);
	request = make(*state, 21, MIN_SIZE);
	request->bytes[5] = 1;
	assert_ignored(request);
}

static void test_unknown_types(void **state)
{
	static const uint8_t types[] = {0, 1, 20, 23, 93, 96, 110, 112, 141};
	size_t i;

	for (i = 0; i < sizeof(types); i++) {
		assert_refused(make(*state, types[i], MIN_SIZE),
			       ERROR_NOT_SUPPORTED);
	}
}

/* -- GETDEVICECONFIGINFO -- */

static struct request *get_devices(struct world *world, uint32_t size,
				   uint32_t cbBuffer)
{
	struct request *request = make(world, GETDEVICECONFIGINFO, size);

	put(request, 4, 6);
	put(request, 8, cbBuffer);
	return request;
}

/* Example 4.8 with two serial devices; there are five miniports. */
static void test_device_sizing(void **state)
{
	struct request *request = get_devices(*state, MIN_SIZE, 0);

	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 6);
	assert_int_equal(get(request, 8), 3304);
	assert_int_equal(get(request, 12), 7);
	assert_untouched(request, ABDATA);
	talloc_free(request);
	/* Those that fit, whole ones */
	request = get_devices(*state, MIN_SIZE, 2 * DEVICE + 471);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8), 3304);
	assert_int_equal(get(request, 12), 7);
	assert_ansi(request, ABDATA + DEVICE + NAME, "WAN Miniport (PPTP)");
	assert_untouched(request, ABDATA + 2 * DEVICE);
	talloc_free(request);
}

static void assert_miniport(const struct request *request, unsigned index,
			    const char *name, uint32_t type, uint32_t ports)
{
	size_t at = ABDATA + index * DEVICE;
	size_t i;

	assert_int_equal(get(request, at), 6);
	assert_int_equal(get(request, at + FWRITE), 0);
	assert_int_equal(get(request, at + RAS), 1);
	assert_int_equal(get(request, at + ROUTER), 1);
	assert_int_equal(get(request, at + OUTBOUND), 0);
	assert_int_equal(get(request, at + LINE_ID), index);
	assert_int_equal(get(request, at + DWERROR), 0);
	assert_int_equal(get(request, at + NUM), ports);
	assert_int_equal(get(request, at + MAX_OUT), ports);
	assert_int_equal(get(request, at + MAX_IN), ports);
	assert_int_equal(get(request, at + MIN_WAN), 0);
	assert_int_equal(get(request, at + MAX_WAN), 16384);
	assert_int_equal(get(request, at + TYPE), type);
	assert_int_equal(get(request, at + GUID_AT), 0x7b9f1d2e + index);
	assert_ansi(request, at + PORTNAME, "");
	assert_ansi(request, at + NAME, name);
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
	size_t serial = ABDATA + 5 * DEVICE;

	assert_int_equal(retcode(request), 0);
	assert_miniport(request, 0, "WAN Miniport (PPPOE)", 0x8000d, 7);
	assert_miniport(request, 1, "WAN Miniport (PPTP)", 0x10008, 5);
	assert_miniport(request, 2, "WAN Miniport (L2TP)", 0x10009, 6);
	assert_miniport(request, 3, "WAN Miniport (SSTP)", 0x1000e, 0);
	assert_miniport(request, 4, "WAN Miniport (IKEv2)", 0x1000f, 0);
	assert_int_equal(get(request, serial + NUM), 1);
	assert_int_equal(get(request, serial + MAX_WAN), 1);
	assert_int_equal(get(request, serial + TYPE), 0);
	assert_int_equal(get(request, serial + GUID_AT), 0);
	assert_ansi(request, serial + PORTNAME, "null");
	assert_ansi(request, serial + NAME, "/dev/null");
	assert_ansi(request, serial + DEVICE + NAME, "/dev/zero");
	assert_untouched(request, ABDATA + 3304);
	talloc_free(request);
}

static void test_device_errors(void **state)
{
	struct request *request;

	/* The most that a buffer of that size may speak of, and one more */
	request = get_devices(*state, MIN_SIZE, MIN_SIZE - BUFFER - 20);
	assert_int_equal(retcode(request), 0);
	talloc_free(request);
	assert_refused(get_devices(*state, MIN_SIZE, MIN_SIZE - BUFFER - 19),
		       E_INVALIDARG);
	assert_refused(get_devices(*state, MIN_SIZE, 0xffffffff), E_INVALIDARG);
	request = get_devices(*state, MIN_SIZE, 3304);
	put(request, 4, 5);
	assert_refused(request, ERROR_NOT_SUPPORTED);
}

/* -- SETDEVICECONFIGINFO -- */

/* @count entries, named; fWrite, both usages, four ports. */
static struct request *set_devices(struct world *world, uint32_t count,
				   const char *const *names)
{
	struct request *request =
		make(world, SETDEVICECONFIGINFO, MIN_SIZE + count * DEVICE);
	uint32_t i;

	put(request, 4, 6);
	put(request, 8, count * DEVICE);
	put(request, 12, count);
	for (i = 0; i < count; i++) {
		size_t at = ABDATA + i * DEVICE;
		uint16_t units[129];

		memset(request->bytes + BUFFER + at, 0, DEVICE);
		put(request, at, 6);
		put(request, at + FWRITE, 1);
		put(request, at + RAS, 1);
		put(request, at + ROUTER, 1);
		put(request, at + NUM, 4);
		put(request, at + MAX_WAN, 16384);
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

	put(request, ABDATA + NUM, 300);
	put(request, ABDATA + RAS, 0);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, ABDATA + DWERROR), 0);
	assert_int_equal(get(request, ABDATA + DEVICE + DWERROR), 0);
	assert_untouched(request, ABDATA + 2 * DEVICE);
	talloc_free(request);
	/* It takes effect at once, and after a start. */
	assert_int_equal(ports_of(world, PORT_KIND_PPTP), 300);
	assert_int_equal(ports_of(world, PORT_KIND_PPPOE), 4);
	assert_non_null(strstr(world_audit(world), "WAN Miniport (PPTP)"));
	world_restart(world);
	assert_int_equal(ports_of(world, PORT_KIND_PPTP), 300);
	request = get_devices(world, MIN_SIZE, 2 * DEVICE);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, ABDATA + NUM), 4);
	assert_int_equal(get(request, ABDATA + DEVICE + NUM), 300);
	assert_int_equal(get(request, ABDATA + DEVICE + RAS), 0);
	assert_int_equal(get(request, ABDATA + DEVICE + ROUTER), 1);
	talloc_free(request);
}

/* Neither is there any usage that can be told from a fWrite of 0. */
static void test_set_nothing(void **state)
{
	static const char *const names[] = {"WAN Miniport (PPTP)"};
	struct request *request = set_devices(*state, 0, names);

	assert_int_equal(retcode(request), 0);
	assert_untouched(request, ABDATA);
	talloc_free(request);
	request = set_devices(*state, 1, names);
	put(request, ABDATA + FWRITE, 0);
	put(request, ABDATA + NUM, 99999);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, ABDATA + NUM), 16384);
	assert_int_equal(ports_of(*state, PORT_KIND_PPTP), 5);
	talloc_free(request);
}

static void test_set_more_than_maximum(void **state)
{
	static const char *const names[] = {"WAN Miniport (L2TP)"};
	struct world *world = *state;
	struct request *request = set_devices(world, 1, names);

	put(request, ABDATA + NUM, 16385);
	put(request, ABDATA + MAX_WAN, 0xffffffff);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, ABDATA + NUM), 16384);
	assert_int_equal(get(request, ABDATA + MAX_WAN), 16384);
	/* Note 317: more than the start has prepared it for */
	assert_int_equal(get(request, ABDATA + DWERROR),
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
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, ABDATA + NUM), 1);
	assert_int_equal(get(request, ABDATA + MAX_WAN), 1);
	put(request, ABDATA + RAS, 0);
	assert_int_equal(retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(get(request, ABDATA + DWERROR), ERROR_NOT_SUPPORTED);
	talloc_free(request);
}

static void test_set_not_stored(void **state)
{
	static const char *const names[] = {"WAN Miniport (X25)",
					    "WAN Miniport (SSTP)",
					    "WAN Miniport (PPTP)"};
	struct request *request = set_devices(*state, 3, names);
	size_t second = ABDATA + DEVICE, third = second + DEVICE;

	put(request, second + OUTBOUND, 1);
	assert_int_equal(retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(get(request, ABDATA + DWERROR),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	assert_int_equal(get(request, second + DWERROR),
			 ERROR_INVALID_PARAMETER);
	/* What can be stored is. */
	assert_int_equal(get(request, third + DWERROR), 0);
	assert_int_equal(ports_of(*state, PORT_KIND_SSTP), 0);
	assert_int_equal(ports_of(*state, PORT_KIND_PPTP), 4);
	put(request, second + ROUTER, 0);
	assert_int_equal(retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(get(request, second + DWERROR), ERROR_NOT_SUPPORTED);
	talloc_free(request);
	/* A device that is not there, and nothing to store */
	request = set_devices(*state, 1, names);
	put(request, ABDATA + FWRITE, 0);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, ABDATA + DWERROR),
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
	assert_int_equal(retcode(request), 0);
	assert_int_equal(ports_of(*state, PORT_KIND_IKEV2), 4);
	memset(ansi, 'x', 129);
	assert_int_equal(retcode(request), ERROR_CAN_NOT_COMPLETE);
	assert_int_equal(get(request, ABDATA + DWERROR),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	memset(request->bytes + BUFFER + ABDATA + WNAME, 'x', 258);
	assert_int_equal(retcode(request), ERROR_CAN_NOT_COMPLETE);
	/* A lone surrogate */
	memset(request->bytes + BUFFER + ABDATA + WNAME, 0, 258);
	put(request, ABDATA + WNAME, 0x0000d800);
	assert_int_equal(retcode(request), ERROR_CAN_NOT_COMPLETE);
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
		put(request, 12, counts[i]);
		assert_refused(request, ERROR_INVALID_PARAMETER);
	}
	request = set_devices(*state, 1, names);
	put(request, 8, DEVICE - 1);
	assert_refused(request, ERROR_INVALID_PARAMETER);
	request = set_devices(*state, 1, names);
	put(request, 8, 0xffffffff);
	assert_refused(request, E_INVALIDARG);
	request = set_devices(*state, 1, names);
	put(request, 8, request->size - BUFFER - 19);
	assert_refused(request, E_INVALIDARG);
	request = make(*state, SETDEVICECONFIGINFO, 1001 * DEVICE + MIN_SIZE);
	put(request, 8, 1001 * DEVICE);
	put(request, 12, 1001);
	assert_refused(request, ERROR_INVALID_PARAMETER);
	assert_int_equal(ports_of(*state, PORT_KIND_PPTP), 5);
}

/* -- called IDs -- */

#define RDI	 28
#define RCI_SIZE 500
#define RCI	 504

static struct request *called_id(struct world *world, uint32_t type,
				 const char *device, uint32_t dwSize)
{
	struct request *request = make(world, type, MIN_SIZE);
	uint16_t units[129];

	memset(request->bytes + BUFFER, 0, RCI);
	put(request, 4, 1);
	put(request, 8, dwSize);
	world_text(units, 129, device);
	memcpy(request->bytes + BUFFER + RDI + WNAME, units,
	       2 * strlen(device));
	return request;
}

static uint32_t set_called_id(struct world *world, const char *device,
			      const void *bytes, uint32_t size)
{
	struct request *request =
		called_id(world, SETCALLEDID, device, size + 8);
	uint32_t code;

	put(request, RCI_SIZE, size);
	memcpy(request->bytes + BUFFER + RCI, bytes, size);
	code = retcode(request);
	talloc_free(request);
	return code;
}

static void assert_called_id(struct world *world, const char *device,
			     const void *bytes, uint32_t size)
{
	struct request *request =
		called_id(world, GETCALLEDID, device, size + 8);

	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8), size + 8);
	assert_int_equal(get(request, RCI_SIZE), size);
	assert_memory_equal(request->bytes + BUFFER + RCI, bytes, size);
	assert_untouched(request, RCI + size);
	talloc_free(request);
}

static void test_called_id(void **state)
{
	static const uint8_t first[] = "5\0005\0\0\0\0"; /* two terminators */
	static const uint8_t second[] = "1\0.\0002\0\0";
	struct world *world = *state;
	const char *device = "WAN Miniport (PPTP)";
	struct request *request;

	assert_called_id(world, device, "", 0);
	assert_int_equal(set_called_id(world, "wan miniport (PPTP)", first, 8),
			 0);
	assert_int_equal(set_called_id(world, NULL_DEVICE, second, 8), 0);
	assert_called_id(world, device, first, 8);
	world_restart(world);
	assert_called_id(world, device, first, 8);
	assert_called_id(world, "/DEV/NULL", second, 8);
	assert_called_id(world, "/dev/zero", "", 0);
	/* dwSize tells how much is needed; nothing is filled. */
	request = called_id(world, GETCALLEDID, device, 15);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8), 16);
	assert_int_equal(get(request, RCI_SIZE), 0);
	assert_untouched(request, RCI);
	talloc_free(request);
	/* Another one, then none */
	assert_int_equal(set_called_id(world, device, second, 8), 0);
	assert_called_id(world, device, second, 8);
	assert_int_equal(set_called_id(world, device, "", 0), 0);
	assert_called_id(world, device, "", 0);
	world_restart(world);
	assert_called_id(world, device, "", 0);
	assert_called_id(world, NULL_DEVICE, second, 8);
}

static void test_called_id_not_written(void **state)
{
	struct request *request =
		called_id(*state, SETCALLEDID, NULL_DEVICE, 4 + 8);

	put(request, 4, 0);
	put(request, RCI_SIZE, 4);
	put(request, RCI, '5');
	assert_int_equal(retcode(request), 0);
	assert_called_id(*state, NULL_DEVICE, "", 0);
	talloc_free(request);
}

static void test_called_id_errors(void **state)
{
	struct request *request;
	char *much = talloc_zero_size(*state, 4200);
	int i;

	assert_refused(called_id(*state, GETCALLEDID, "COM9", 8),
		       ERROR_DEVICE_DOES_NOT_EXIST);
	assert_refused(called_id(*state, SETCALLEDID, "", 8),
		       ERROR_DEVICE_DOES_NOT_EXIST);
	for (i = 0; i < 2; i++) {
		uint32_t type = i == 0 ? GETCALLEDID : SETCALLEDID;
		uint32_t most = MIN_SIZE - BUFFER - 508;

		request = called_id(*state, type, NULL_DEVICE, 8);
		put(request, RCI_SIZE, most + 1);
		assert_refused(request, E_INVALIDARG);
		request = called_id(*state, type, NULL_DEVICE, 8);
		put(request, RCI_SIZE, 0xfffffffc);
		assert_refused(request, E_INVALIDARG);
	}
	assert_refused(called_id(*state, GETCALLEDID, NULL_DEVICE, 0xffffffff),
		       E_INVALIDARG);
	assert_refused(called_id(*state, GETCALLEDID, NULL_DEVICE,
				 MIN_SIZE - BUFFER - 500 + 1),
		       E_INVALIDARG);
	/* "a null-terminated Unicode string", and our limit */
	assert_int_equal(set_called_id(*state, NULL_DEVICE, "5\0006\0", 4),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set_called_id(*state, NULL_DEVICE, "5\0\0", 3),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set_called_id(*state, NULL_DEVICE, much, 4096), 0);
	assert_int_equal(set_called_id(*state, NULL_DEVICE, much, 4098),
			 ERROR_INVALID_PARAMETER);
	assert_called_id(*state, NULL_DEVICE, much, 4096);
}

/* -- ports -- */

#define PORT 208

static struct request *port_enum(struct world *world, uint32_t size,
				 uint32_t room)
{
	struct request *request = make(world, PORTENUM, size);

	put(request, 4, room);
	return request;
}

static void test_port_enum(void **state)
{
	struct request *request = port_enum(*state, MIN_SIZE, 0);
	size_t at = 12;

	/* Seven PPPoE ports, five PPTP, six L2TP and two serial ones */
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 20 * PORT);
	assert_int_equal(get(request, 8), 20);
	assert_untouched(request, 12);
	put(request, 4, 20 * PORT);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8), 20);
	assert_int_equal(
		get(request, at),
		ports_next(((struct world *)*state)->rrasd->ports, 0)->dwPort);
	assert_ansi(request, at + 4, "PPPoE6-0");
	assert_int_equal(get(request, at + 20), 1);	  /* CLOSED */
	assert_int_equal(get(request, at + 24), 0x8000d); /* PPPoE */
	assert_int_equal(get(request, at + 28), 5); /* CALL_IN, CALL_ROUTER */
	assert_int_equal(get(request, at + 32), 0); /* CALL_NONE */
	assert_ansi(request, at + 36, "rastapi");
	assert_ansi(request, at + 52, "PPPoE");
	assert_ansi(request, at + 68, "WAN Miniport (PPPOE)");
	assert_int_equal(get(request, at + 200), 0);
	assert_int_equal(get(request, at + 204), 0);
	at += 19 * PORT;
	assert_ansi(request, at + 4, "zero");
	assert_int_equal(get(request, at + 24), 0); /* RDT_Modem */
	assert_ansi(request, at + 52, "modem");
	assert_int_equal(get(request, at + 200), get(request, at));
	assert_untouched(request, 12 + 20 * PORT);
	talloc_free(request);
}

static void test_port_enum_sizes(void **state)
{
	struct request *request = port_enum(*state, MIN_SIZE, 3 * PORT - 1);

	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 20 * PORT);
	assert_int_equal(get(request, 8), 20);
	assert_ansi(request, 12 + PORT + 4, "PPPoE6-1");
	assert_untouched(request, 12 + 2 * PORT);
	talloc_free(request);
	assert_refused(port_enum(*state, MIN_SIZE, MIN_SIZE - BUFFER - 15),
		       E_INVALIDARG);
	assert_refused(port_enum(*state, MIN_SIZE, 0xffffffff), E_INVALIDARG);
}

/* More than a slice: the last one is there, and others are served between. */
static void test_many_ports(void **state)
{
	struct world *world = *state;
	struct request *request =
		port_enum(world, MIN_SIZE + 1300 * PORT, 1300 * PORT);

	assert_int_equal(W_ERROR_V(ports_set_count(world->rrasd->ports,
						   PORT_KIND_PPTP, 1200)),
			 0);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8), 1215);
	assert_ansi(request, 12 + 1206 * PORT + 4, "VPN3-1199");
	assert_ansi(request, 12 + 1214 * PORT + 4, "zero");
	assert_untouched(request, 12 + 12020 * PORT);
	talloc_free(request);
}

static struct request *get_info(struct world *world, uint32_t port,
				uint8_t pointer)
{
	struct request *request = make(world, GETINFO, MIN_SIZE);

	request->bytes[8] = pointer;
	request->bytes[0] = (uint8_t)port;
	request->bytes[1] = (uint8_t)(port >> 8);
	request->bytes[2] = (uint8_t)(port >> 16);
	request->bytes[3] = (uint8_t)(port >> 24);
	return request;
}

static uint32_t first_port(struct world *world, enum port_kind kind)
{
	const struct port *port =
		ports_next_of_kind(world->rrasd->ports, kind, 0);

	assert_non_null(port);
	return port->dwPort;
}

/* Both forms: @base is where RASMAN_INFO begins, @handle its HANDLE's size. */
static void assert_idle(const struct request *request, size_t base,
			size_t handle)
{
	size_t behind = base + 864 + handle;

	assert_int_equal(get(request, base), 1);      /* CLOSED */
	assert_int_equal(get(request, base + 4), 4);  /* DISCONNECTED */
	assert_int_equal(get(request, base + 12), 0); /* RI_LastError */
	assert_int_equal(get(request, base + 16), 0); /* CALL_NONE */
	assert_ansi(request, base + 20, "");
	assert_ansi(request, base + 165, "PPPoE");
	assert_ansi(request, base + 181, "WAN Miniport (PPPOE)");
	assert_ansi(request, base + 310, "PPPoE6-0");
	assert_int_equal(get(request, base + 328), 0); /* USER_REQUESTED */
	assert_int_equal(get(request, base + 864), 0);
	assert_int_equal(get(request, behind + 4), 0x8000d);
	assert_untouched(request, behind + 48);
}

static void test_get_info(void **state)
{
	uint32_t port = first_port(*state, PORT_KIND_PPPOE);
	struct request *request = get_info(*state, port, 4);

	assert_int_equal(retcode(request), 0);
	assert_idle(request, 4, 4);
	talloc_free(request);
	request = get_info(*state, port, 8);
	assert_int_equal(retcode(request), 0);
	assert_idle(request, 8, 8);
	talloc_free(request);
	/* "If it is not equal and [...] equal to the size of DWORD" */
	request = get_info(*state, port, 0);
	assert_int_equal(retcode(request), 0);
	assert_idle(request, 8, 8);
	talloc_free(request);
}

/* The port that is in use, of a link that the world has dialed. */
static uint32_t port_in_use(struct world *world)
{
	const struct port *port = NULL;

	do {
		port = ports_next(world->rrasd->ports,
				  port != NULL ? port->dwPort : 0);
		assert_non_null(port);
	} while (!port->claimed);
	return port->dwPort;
}

static void start_link(struct world *world)
{
	struct RRouterInterfaceConnect r = {.in = {.hInterface = 0}};

	assert_int_equal(
		world_create_interface(world, "dd\xe4", &r.in.hInterface), 0);
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, PENDING);
}

static void test_get_info_of_link(void **state)
{
	struct world *world = *state;
	const struct connection *connection;
	struct request *request;
	uint32_t port;

	start_link(world);
	port = port_in_use(world);
	request = get_info(world, port, 4);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 0);	   /* OPEN */
	assert_int_equal(get(request, 4 + 4), 0);  /* CONNECTING */
	assert_int_equal(get(request, 4 + 16), 4); /* CALL_ROUTER */
	assert_ansi(request, 4 + 20, "modem");
	assert_ansi(request, 4 + 36, "/dev/null");
	assert_int_equal(get(request, 4 + 328), 3); /* NOT_DISCONNECTED */
	assert_int_equal(get(request, 4 + 864), 0);
	talloc_free(request);

	world_link_up(world);
	connection = connections_next(world->rrasd->connections, 0);
	assert_non_null(connection);
	assert_int_equal(connection->dwPort, port);
	request = get_info(world, port, 4);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 0);	  /* OPEN */
	assert_int_equal(get(request, 4 + 4), 2); /* CONNECTED */
	assert_ansi(request, 4 + 20, "");
	assert_ansi(request, 4 + 165, "modem");
	assert_ansi(request, 4 + 344, "C:\\Windows\\System32\\ras\\router.pbk");
	assert_ansi(request, 4 + 605, "dd?");
	assert_int_equal(get(request, 4 + 864), connection->dwConnection);
	assert_int_equal(get(request, 4 + 868), 1); /* RI_SubEntry */
	assert_int_equal(get(request, 4 + 876), connection->guid.time_low);
	assert_int_equal(get(request, 4 + 896), 2); /* outgoing */
	assert_int_equal(get(request, 4 + 900), connection->guid.time_low);
	talloc_free(request);
	request = get_info(world, port, 8);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8 + 864), connection->dwConnection);
	assert_int_equal(get(request, 8 + 868), 0);
	assert_int_equal(get(request, 8 + 872), 1);
	assert_int_equal(get(request, 8 + 880), connection->guid.time_low);
	talloc_free(request);
	world_link_fail(world);
}

/* A link that this machine serves. */
static void test_get_info_of_client(void **state)
{
	struct world *world = *state;
	struct client_link link = {
		.user = "bob",
		.domain = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "ppp9",
		.ifindex = 99999,
	};
	struct port_claim *claim;
	struct request *request;
	uint32_t dwConnection;

	assert_int_equal(W_ERROR_V(ports_claim(world, world->rrasd->ports,
					       PORT_KIND_PPTP, NULL, &claim)),
			 0);
	link.dwPort = port_claim_port(claim)->dwPort;
	port_claim_set_condition(claim, RAS_PORT_AUTHENTICATED);
	assert_int_equal(
		W_ERROR_V(connections_add_client(world->rrasd->connections,
						 &link, &dwConnection)),
		0);
	request = get_info(world, link.dwPort, 8);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 8 + 4), 2);  /* CONNECTED */
	assert_int_equal(get(request, 8 + 16), 1); /* CALL_IN */
	assert_ansi(request, 8 + 344, "");
	assert_ansi(request, 8 + 605, "");
	assert_int_equal(get(request, 8 + 864), dwConnection);
	assert_int_equal(get(request, 8 + 900), 0); /* not outgoing */
	talloc_free(request);
	request = port_enum(world, MIN_SIZE, 20 * PORT);
	assert_int_equal(retcode(request), 0);
	assert_ansi(request, 12 + 7 * PORT + 4, "VPN3-0");
	assert_int_equal(get(request, 12 + 7 * PORT + 20), 0); /* OPEN */
	assert_int_equal(get(request, 12 + 7 * PORT + 32), 1); /* CALL_IN */
	talloc_free(request);
	connections_remove_client(world->rrasd->connections, dwConnection, "");
	talloc_free(claim);
}

/* A port above the number is there until it is given back. */
static void test_port_above_number(void **state)
{
	struct world *world = *state;
	struct port_claim *claim;
	struct request *request;
	uint32_t port;

	assert_int_equal(W_ERROR_V(ports_claim(world, world->rrasd->ports,
					       PORT_KIND_PPTP, NULL, &claim)),
			 0);
	port = port_claim_port(claim)->dwPort;
	assert_int_equal(W_ERROR_V(ports_set_count(world->rrasd->ports,
						   PORT_KIND_PPTP, 0)),
			 0);
	request = get_info(world, port, 4);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 2); /* UNAVAILABLE */
	talloc_free(request);
	talloc_free(claim);
	assert_refused(get_info(world, port, 4), ERROR_PORT_NOT_FOUND);
}

static void test_get_info_errors(void **state)
{
	assert_refused(get_info(*state, 0, 8), ERROR_PORT_NOT_FOUND);
	assert_refused(get_info(*state, 0xffffffff, 8), ERROR_PORT_NOT_FOUND);
}

/* -- GETDEVCONFIG, GETNDISWANDRIVERCAPS -- */

static struct request *dev_config(struct world *world, uint32_t port,
				  const char *type, uint32_t size)
{
	struct request *request = get_info(world, port, 8);

	request->bytes[4] = GETDEVCONFIG;
	strcpy((char *)request->bytes + BUFFER + 4, type);
	put(request, 24, size);
	return request;
}

static void test_dev_config(void **state)
{
	struct request *request = dev_config(
		*state, first_port(*state, PORT_KIND_PPPOE), "pppoe", 1000);

	/* "a value other than "MODEM"" */
	assert_int_equal(retcode(request), 0);
	assert_ansi(request, 4, "pppoe");
	assert_int_equal(get(request, 24), 0);
	assert_untouched(request, 28);
	talloc_free(request);
	request = dev_config(*state, first_port(*state, PORT_KIND_SERIAL),
			     "MODEM", 1000);
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 24), 0);
	assert_untouched(request, 28);
	talloc_free(request);
}

static void test_dev_config_errors(void **state)
{
	uint32_t port = first_port(*state, PORT_KIND_SERIAL);
	struct request *request;

	assert_refused(dev_config(*state, 7, "modem", 0), ERROR_PORT_NOT_FOUND);
	assert_refused(dev_config(*state, port, "isdn", 0),
		       ERROR_DEVICE_DOES_NOT_EXIST);
	request = dev_config(*state, port, "modem", 0);
	memset(request->bytes + BUFFER + 4, 'm', 17);
	assert_refused(request, ERROR_DEVICE_DOES_NOT_EXIST);
	assert_refused(
		dev_config(*state, port, "modem", MIN_SIZE - BUFFER - 32 + 1),
		E_INVALIDARG);
	assert_refused(dev_config(*state, 7, "modem", 0xffffffff),
		       E_INVALIDARG);
}

static void test_driver_caps(void **state)
{
	struct request *request = make(*state, GETNDISWANDRIVERCAPS, MIN_SIZE);

	if (!mppe_is_supported()) {
		assert_refused(request, ERROR_NOT_SUPPORTED);
		return;
	}
	assert_int_equal(retcode(request), 0);
	assert_int_equal(get(request, 4), 1);
	assert_int_equal(get(request, 8), 0);
	assert_untouched(request, 12);
	talloc_free(request);
}

/* -- the audit trail -- */

static void test_audit(void **state)
{
	struct request *request = get_devices(*state, MIN_SIZE, 0);
	struct request *ids = called_id(*state, SETCALLEDID, NULL_DEVICE, 8);

	assert_int_equal(retcode(request), 0);
	assert_ignored(make(*state, PORTENUM, 100));
	assert_null(strstr(world_audit(*state), "RasRpcSubmitRequest"));
	put(ids, RCI_SIZE, 0);
	assert_int_equal(retcode(ids), 0);
	assert_non_null(strstr(world_audit(*state), "RasRpcSubmitRequest"));
	talloc_free(request);
	talloc_free(ids);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(test_ignored),
		TEST(test_unknown_types),
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
		TEST(test_called_id),
		TEST(test_called_id_not_written),
		TEST(test_called_id_errors),
		TEST(test_port_enum),
		TEST(test_port_enum_sizes),
		TEST(test_many_ports),
		TEST(test_get_info),
		TEST(test_get_info_of_link),
		TEST(test_get_info_of_client),
		TEST(test_port_above_number),
		TEST(test_get_info_errors),
		TEST(test_dev_config),
		TEST(test_dev_config_errors),
		TEST(test_driver_caps),
		TEST(test_audit),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}
