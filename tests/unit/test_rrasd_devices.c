/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DeviceGetInfo and DeviceSetInfo: the devices of an interface. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/images/image_interface_device.h"
#include "server/router/router.h"
#include "rrasd_world.h"

#define DD1 3

static int setup(void **state)
{
	struct world *world = world_create();
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(hInterface, DD1);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

static uint32_t set_bytes(struct world *world, uint32_t dwLevel,
			  uint32_t hInterface, uint32_t dwIndex,
			  DATA_BLOB bytes)
{
	struct DIM_INFORMATION_CONTAINER container = {(uint32_t)bytes.length,
						      bytes.data};
	struct RRouterInterfaceDeviceSetInfo r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .dwIndex = dwIndex,
		       .hInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEDEVICESETINFO, &r);
	return W_ERROR_V(r.out.result);
}

/* At level 0 where there is no number. */
static uint32_t set(struct world *world, uint32_t hInterface, uint32_t dwIndex,
		    const char *type, const char *name, const char *number)
{
	const struct router_device device = {.szDeviceType = type,
					     .szDeviceName = name,
					     .szLocalPhoneNumber = number};
	uint32_t dwLevel = number == NULL ? 0 : 1;
	DATA_BLOB bytes = data_blob_null;

	assert_true(W_ERROR_IS_OK(
		image_interface_device_push(world, dwLevel, &device, &bytes)));
	return set_bytes(world, dwLevel, hInterface, dwIndex, bytes);
}

static uint32_t get(struct world *world, uint32_t dwLevel, uint32_t hInterface,
		    uint32_t dwIndex, struct router_device *device)
{
	uint8_t rubbish[] = {1, 2, 3};
	struct DIM_INFORMATION_CONTAINER container = {3, rubbish};
	struct RRouterInterfaceDeviceGetInfo r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .dwIndex = dwIndex,
		       .hInterface = hInterface},
	};
	DATA_BLOB bytes;

	world_dimsvc(world, NDR_RROUTERINTERFACEDEVICEGETINFO, &r);
	bytes.data = r.out.pInfoStruct->pBuffer;
	bytes.length = r.out.pInfoStruct->dwBufferSize;
	if (!W_ERROR_IS_OK(r.out.result)) {
		assert_int_equal(bytes.length, 0);
	} else {
		assert_true(W_ERROR_IS_OK(image_interface_device_pull(
			world, dwLevel, &bytes, device)));
	}
	return W_ERROR_V(r.out.result);
}

static void assert_device(struct world *world, uint32_t dwIndex,
			  const char *type, const char *name,
			  const char *number)
{
	struct router_device device;

	assert_int_equal(get(world, 1, DD1, dwIndex, &device), 0);
	assert_string_equal(device.szDeviceType, type);
	assert_string_equal(device.szDeviceName, name);
	assert_string_equal(device.szLocalPhoneNumber, number);
	assert_int_equal(get(world, 0, DD1, dwIndex, &device), 0);
	assert_string_equal(device.szDeviceType, type);
	assert_string_equal(device.szDeviceName, name);
	assert_null(device.szLocalPhoneNumber);
}

static void test_devices(void **state)
{
	struct world *world = *state;
	struct router_device device;
	const struct router_entry *entry;

	assert_int_equal(set(world, DD1, 1, "Modem", "null", "123"), 0);
	assert_device(world, 1, "Modem", "null", "123");
	assert_int_equal(set(world, DD1, 2, "Modem", "zero", NULL), 0);
	assert_device(world, 2, "Modem", "zero", "");
	assert_int_equal(get(world, 0, DD1, 3, &device),
			 ERROR_INVALID_PARAMETER);
	world_restart(world);
	assert_device(world, 1, "Modem", "null", "123");
	assert_device(world, 2, "Modem", "zero", "");
	/* So says GetInfo at level 2. */
	entry = router_get(world->rrasd->router, DD1)->entry;
	assert_int_equal(entry->dwSubEntries, 2);
	assert_string_equal(entry->szDeviceName, "null");
	assert_string_equal(entry->szLocalPhoneNumber, "123");
}

/* "If the szDeviceType is incorrect, the actual device type SHOULD be used" */
static void test_actual_type(void **state)
{
	struct world *world = *state;

	assert_int_equal(set(world, DD1, 1, "Isdn", "null", "1"), 0);
	assert_device(world, 1, "Modem", "null", "1");
	assert_int_equal(set(world, DD1, 1, "serial", "null", "1"), 0);
	assert_device(world, 1, "SERIAL", "null", "1");
	assert_int_equal(
		set(world, DD1, 1, "Modem", "WAN Miniport (PPPOE)", "isp"), 0);
	assert_device(world, 1, "PPPoE", "WAN Miniport (PPPOE)", "isp");
	/* And then further ones are ignored. */
	assert_int_equal(set(world, DD1, 2, "Modem", "null", "1"), 0);
	assert_int_equal(
		router_get(world->rrasd->router, DD1)->entry->dwSubEntries, 1);
}

/* "The szDeviceName MUST be one of the devices" */
static void test_no_such_device(void **state)
{
	struct world *world = *state;

	assert_int_equal(set(world, DD1, 1, "Modem", "ttyS77", "1"),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	assert_int_equal(set(world, DD1, 1, "Vpn", "WAN Miniport (SSTP)", "1"),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	assert_int_equal(set(world, DD1, 2, "Modem", "", "1"),
			 ERROR_DEVICE_DOES_NOT_EXIST);
	/* dd1 was made with no name: what stands there is accepted. */
	assert_int_equal(set(world, DD1, 1, "Modem", "", "1"), 0);
	assert_device(world, 1, "SERIAL", "", "1");
}

static void test_whose(void **state)
{
	struct world *world = *state;
	struct router_device device;

	assert_int_equal(get(world, 0, 99, 1, &device), ERROR_INVALID_HANDLE);
	assert_int_equal(set(world, 99, 1, "Modem", "null", NULL),
			 ERROR_INVALID_HANDLE);
	assert_int_equal(get(world, 0, 1, 1, &device), ERROR_NOT_SUPPORTED);
	assert_int_equal(set(world, 1, 1, "Modem", "null", NULL),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(get(world, 0, DD1, 0, &device),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set(world, DD1, 0, "Modem", "null", NULL),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set(world, DD1, 3, "Modem", "null", NULL),
			 ERROR_INVALID_PARAMETER);
}

static void test_hostile(void **state)
{
	struct world *world = *state;
	struct router_device device;
	DATA_BLOB bytes = data_blob_talloc_zero(world, 556);
	uint32_t level;

	for (level = 0; level < 2; level++) {
		assert_int_equal(
			set_bytes(world, level, DD1, 1, data_blob_null),
			ERROR_INVALID_PARAMETER);
		assert_int_equal(set_bytes(world, level, DD1, 1,
					   data_blob_const(bytes.data, 291)),
				 ERROR_INVALID_PARAMETER);
	}
	memset(bytes.data + 552, 0xff, 4);
	assert_int_equal(set_bytes(world, 1, DD1, 1, bytes),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(set_bytes(world, 2, DD1, 1, bytes),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(get(world, 2, DD1, 1, &device), ERROR_NOT_SUPPORTED);
	assert_int_equal(get(world, UINT32_MAX, DD1, 1, &device),
			 ERROR_NOT_SUPPORTED);
	assert_device(world, 1, "SERIAL", "", "");
}

static void test_audit(void **state)
{
	struct world *world = *state;
	char *text;

	assert_int_equal(set(world, DD1, 1, "Modem", "null", "123"), 0);
	text = world_audit(world);
	assert_non_null(strstr(text, "RRouterInterfaceDeviceSetInfo"));
	assert_non_null(strstr(text, "\"interface\":\"dd1\""));
	assert_non_null(strstr(text, "\"szDeviceName\":\"null\""));
	assert_non_null(strstr(text, "\"dwIndex\":1"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_devices),	   TEST(test_actual_type),
		TEST(test_no_such_device), TEST(test_whose),
		TEST(test_hostile),	   TEST(test_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
