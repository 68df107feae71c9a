/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetHandle, Create, GetInfo, SetInfo, Delete, UpdatePhonebookInfo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "rrasd_world.h"

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

static uint32_t get_handle(struct world *world, const char *name,
			   uint32_t *hInterface)
{
	struct RRouterInterfaceGetHandle r = {
		.in = {.lpwsInterfaceName = name, .phInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEGETHANDLE, &r);
	*hInterface = *r.out.phInterface;
	return W_ERROR_V(r.out.result);
}

static void test_get_handle(void **state)
{
	struct world *world = *state;
	uint32_t created, found = 77;

	assert_int_equal(get_handle(world, "Büro", &found),
			 ERROR_NO_SUCH_INTERFACE);
	assert_int_equal(world_create_interface(world, "Branch", &created), 0);
	assert_int_equal(get_handle(world, "Branch", &found), 0);
	assert_int_equal(found, created);
	assert_int_equal(get_handle(world, "bRANCH", &found), 0);
	assert_int_equal(found, created);
	assert_int_equal(get_handle(world, "", &found),
			 ERROR_NO_SUCH_INTERFACE);
}

static uint32_t create(struct world *world, uint32_t dwLevel, uint8_t *bytes,
		       uint32_t length)
{
	struct DIM_INFORMATION_CONTAINER container = {length, bytes};
	uint32_t hInterface = 0;
	struct RRouterInterfaceCreate r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .phInterface = &hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACECREATE, &r);
	return W_ERROR_V(r.out.result);
}

static DATA_BLOB image_0(struct world *world, const char *name,
			 enum ROUTER_INTERFACE_TYPE type, uint32_t fEnabled)
{
	struct MPRI_INTERFACE_0 image = {.dwIfType = type,
					 .fEnabled = fEnabled};
	DATA_BLOB bytes;

	world_text(image.wszInterfaceName, 257, name);
	assert_int_equal(
		ndr_push_struct_blob(
			&bytes, world, &image,
			(ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_0),
		NDR_ERR_SUCCESS);
	return bytes;
}

static void test_create_errors(void **state)
{
	struct world *world = *state;
	DATA_BLOB image = image_0(world, "dd1", ROUTER_IF_TYPE_FULL_ROUTER, 1);
	uint8_t *longer = talloc_zero_size(world, 541);
	uint32_t hInterface, level;
	unsigned i;

	memcpy(longer, image.data, 540);
	/* Its settings are not in the phonebook. */
	assert_int_equal(create(world, 0, image.data, 540),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	for (level = 0; level < 4; level++) {
		assert_int_equal(create(world, level, NULL, 0),
				 ERROR_INVALID_PARAMETER);
		assert_int_equal(create(world, level, longer, 541),
				 ERROR_INVALID_PARAMETER);
		assert_int_equal(create(world, level, longer, 1),
				 ERROR_INVALID_PARAMETER);
	}
	assert_int_equal(create(world, 4, image.data, 540),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(create(world, UINT32_MAX, image.data, 540),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(world_create_interface(world, "DD1", &hInterface),
			 ERROR_INTERFACE_ALREADY_EXISTS);
	assert_int_equal(world_create_interface(world, "", &hInterface),
			 ERROR_INVALID_PARAMETER);
	/* A name without its end. */
	for (i = 0; i < 257; i++) {
		longer[2 * i] = 'x';
		longer[2 * i + 1] = 0;
	}
	assert_int_equal(create(world, 0, longer, 540),
			 ERROR_INVALID_PARAMETER);
}

/* 3.1.4.13: types that cannot be made, and that cannot be made disabled. */
static void test_create_types(void **state)
{
	static const struct {
		enum ROUTER_INTERFACE_TYPE type;
		uint32_t fEnabled;
	} bad[] = {
		{ROUTER_IF_TYPE_TUNNEL1, 1},   {ROUTER_IF_TYPE_DIALOUT, 1},
		{ROUTER_IF_TYPE_DEDICATED, 0}, {ROUTER_IF_TYPE_INTERNAL, 0},
		{ROUTER_IF_TYPE_LOOPBACK, 0},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		DATA_BLOB image =
			image_0(world, "x", bad[i].type, bad[i].fEnabled);

		assert_int_not_equal(create(world, 0, image.data, 540), 0);
	}
}

static uint32_t set_info(struct world *world, uint32_t hInterface,
			 uint32_t dwLevel, DATA_BLOB bytes)
{
	struct DIM_INFORMATION_CONTAINER container = {
		(uint32_t)bytes.length,
		bytes.data,
	};
	struct RRouterInterfaceSetInfo r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .hInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACESETINFO, &r);
	return W_ERROR_V(r.out.result);
}

static uint32_t get_bytes(struct world *world, uint32_t hInterface,
			  uint32_t dwLevel, DATA_BLOB *bytes)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceGetInfo r = {
		.in = {.dwLevel = dwLevel,
		       .pInfoStruct = &container,
		       .hInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEGETINFO, &r);
	bytes->data = r.out.pInfoStruct->pBuffer;
	bytes->length = r.out.pInfoStruct->dwBufferSize;
	return W_ERROR_V(r.out.result);
}

/* What a client reads it can write back, at every level. */
static void test_read_and_write_back(void **state)
{
	struct world *world = *state;
	DATA_BLOB before, after;
	uint32_t hInterface, level;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	for (level = 0; level < 4; level++) {
		assert_int_equal(get_bytes(world, hInterface, level, &before),
				 0);
		assert_int_equal(set_info(world, hInterface, level, before), 0);
		assert_int_equal(get_bytes(world, hInterface, level, &after),
				 0);
		assert_int_equal(before.length, after.length);
		if (level < 2) {
			/* At 2 and 3 the protocols get their defaults. */
			assert_memory_equal(before.data, after.data,
					    before.length);
		}
	}
}

static void test_disable(void **state)
{
	struct world *world = *state;
	struct MPRI_INTERFACE_0 info;
	uint32_t hInterface;
	struct RRouterInterfaceConnect r;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(
		set_info(world, hInterface, 0,
			 image_0(world, "dd1", ROUTER_IF_TYPE_FULL_ROUTER, 0)),
		0);
	assert_int_equal(world_get_info(world, hInterface, &info), 0);
	assert_int_equal(info.fEnabled, 0);
	assert_true(info.fUnReachabilityReasons & MPR_INTERFACE_ADMIN_DISABLED);
	r = (struct RRouterInterfaceConnect){
		.in = {.hInterface = hInterface},
	};
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, ERROR_INTERFACE_DISABLED);
	/* It lasts. */
	world_restart(world);
	assert_int_equal(world_get_info(world, hInterface, &info), 0);
	assert_int_equal(info.fEnabled, 0);
	assert_int_equal(
		set_info(world, hInterface, 0,
			 image_0(world, "dd1", ROUTER_IF_TYPE_FULL_ROUTER, 1)),
		0);
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, PENDING);
}

static void test_get_and_set_errors(void **state)
{
	struct world *world = *state;
	DATA_BLOB image = image_0(world, "dd1", ROUTER_IF_TYPE_FULL_ROUTER, 1);
	DATA_BLOB bytes;
	uint32_t hInterface, level;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(get_bytes(world, hInterface, 4, &bytes),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(set_info(world, hInterface, 4, image),
			 ERROR_NOT_SUPPORTED);
	for (level = 0; level < 4; level++) {
		assert_int_equal(
			get_bytes(world, hInterface + 1, level, &bytes),
			ERROR_INVALID_HANDLE);
		assert_int_equal(bytes.length, 0);
		assert_int_equal(
			set_info(world, hInterface, level, data_blob_null),
			ERROR_INVALID_PARAMETER);
	}
	assert_int_equal(set_info(world, hInterface + 1, 0, image),
			 ERROR_INVALID_HANDLE);
}

/* Loopback and Internal are always there; they have no settings. */
static void test_levels_of_a_lan_interface(void **state)
{
	struct world *world = *state;
	DATA_BLOB bytes, settings;
	uint32_t loopback, demand_dial;

	assert_int_equal(get_handle(world, "Loopback", &loopback), 0);
	assert_int_equal(get_bytes(world, loopback, 0, &bytes), 0);
	assert_int_equal(get_bytes(world, loopback, 2, &bytes),
			 ERROR_INVALID_LEVEL);
	assert_int_equal(get_bytes(world, loopback, 3, &bytes),
			 ERROR_INVALID_LEVEL);
	assert_int_equal(world_create_interface(world, "dd1", &demand_dial), 0);
	assert_int_equal(get_bytes(world, demand_dial, 2, &settings), 0);
	assert_int_equal(set_info(world, loopback, 2, settings),
			 ERROR_INVALID_LEVEL);
}

/* The phonebook has lost the entry: said as it is, and mended by SetInfo. */
static void test_lost_entry(void **state)
{
	struct world *world = *state;
	DATA_BLOB bytes, settings, again;
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(get_bytes(world, hInterface, 2, &settings), 0);
	assert_int_equal(unlink(talloc_asprintf(world, "%s/state/router.pbk",
						world->dir)),
			 0);
	world_restart(world);
	assert_int_equal(get_bytes(world, hInterface, 0, &bytes), 0);
	assert_int_equal(get_bytes(world, hInterface, 2, &bytes),
			 ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_int_equal(bytes.length, 0);
	assert_int_equal(set_info(world, hInterface, 2, settings), 0);
	assert_int_equal(get_bytes(world, hInterface, 2, &again), 0);
	assert_int_equal(again.length, settings.length);
	world_restart(world);
	assert_int_equal(get_bytes(world, hInterface, 2, &again), 0);
}

/* One-way demand dial: another name and type in the image of level 2. */
static uint32_t create_home_router(struct world *world, const char *name,
				   DATA_BLOB settings)
{
	uint32_t hInterface;

	memset(settings.data, 0, 514);
	memcpy(settings.data, image_0(world, name, 0, 1).data, 514);
	settings.data[524] = ROUTER_IF_TYPE_HOME_ROUTER;
	assert_int_equal(
		create(world, 2, settings.data, (uint32_t)settings.length), 0);
	assert_int_equal(get_handle(world, name, &hInterface), 0);
	return hInterface;
}

/* "The interface MUST be of type ROUTER_IF_TYPE_FULL_ROUTER if dwLevel is set
 * to 2 or 3." */
static void test_levels_of_a_home_router(void **state)
{
	struct world *world = *state;
	uint32_t hInterface, level;
	DATA_BLOB bytes, settings;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(get_bytes(world, hInterface, 2, &settings), 0);
	hInterface = create_home_router(world, "home", settings);
	for (level = 0; level < 2; level++) {
		assert_int_equal(get_bytes(world, hInterface, level, &bytes),
				 0);
		assert_int_equal(set_info(world, hInterface, level, bytes), 0);
	}
	for (level = 2; level < 4; level++) {
		assert_int_equal(get_bytes(world, hInterface, level, &bytes),
				 ERROR_INVALID_LEVEL);
		assert_int_equal(bytes.length, 0);
	}
	assert_int_equal(set_info(world, hInterface, 2, settings),
			 ERROR_INVALID_LEVEL);
}

static uint32_t delete_interface(struct world *world, uint32_t hInterface)
{
	struct RRouterInterfaceDelete r = {
		.in = {.hInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEDELETE, &r);
	return W_ERROR_V(r.out.result);
}

/* 3.1.4.13, level 1: "Setting other values has no effect." */
static void test_create_ignores_hours(void **state)
{
	static const uint16_t hours[] = u"1 00:00-24:00\0";
	struct world *world = *state;
	DATA_BLOB bytes, settings;
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(get_bytes(world, hInterface, 2, &settings), 0);
	/* What a HOME_ROUTER leaves behind is an entry without an interface. */
	hInterface = create_home_router(world, "home", settings);
	assert_int_equal(delete_interface(world, hInterface), 0);
	bytes = data_blob_talloc_zero(world, 544);
	memcpy(bytes.data,
	       image_0(world, "home", ROUTER_IF_TYPE_FULL_ROUTER, 1).data, 540);
	bytes.data[540] = 544 & 0xff;
	bytes.data[541] = 544 >> 8;
	assert_true(data_blob_append(world, &bytes, hours, sizeof(hours)));
	assert_int_equal(create(world, 1, bytes.data, (uint32_t)bytes.length),
			 0);
	assert_int_equal(get_handle(world, "home", &hInterface), 0);
	assert_int_equal(get_bytes(world, hInterface, 1, &settings), 0);
	assert_int_equal(settings.length, 544);
	/* Set means them. */
	assert_int_equal(set_info(world, hInterface, 1, bytes), 0);
	assert_int_equal(get_bytes(world, hInterface, 1, &settings), 0);
	assert_int_equal(settings.length, bytes.length);
}

static void test_delete(void **state)
{
	struct world *world = *state;
	struct RRouterInterfaceConnect r;
	struct MPRI_INTERFACE_0 info;
	uint32_t hInterface, again;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	r = (struct RRouterInterfaceConnect){
		.in = {.hInterface = hInterface},
	};
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	world_link_up(world);
	assert_int_equal(delete_interface(world, hInterface),
			 ERROR_INTERFACE_CONNECTED);
	world_dimsvc(world, NDR_RROUTERINTERFACEDISCONNECT,
		     &(struct RRouterInterfaceDisconnect){
			     .in = {.hInterface = hInterface}});
	assert_int_equal(delete_interface(world, hInterface), 0);
	assert_int_equal(delete_interface(world, hInterface),
			 ERROR_INVALID_HANDLE);
	assert_int_equal(world_get_info(world, hInterface, &info),
			 ERROR_INVALID_HANDLE);
	/* The name is free, the handle is not used again. */
	assert_int_equal(world_create_interface(world, "dd1", &again), 0);
	assert_int_not_equal(again, hInterface);
	world_restart(world);
	assert_int_equal(get_handle(world, "dd1", &hInterface), 0);
	assert_int_equal(hInterface, again);
}

static uint32_t update(struct world *world, uint32_t hInterface)
{
	struct RRouterInterfaceUpdatePhonebookInfo r = {
		.in = {.hInterface = hInterface},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEUPDATEPHONEBOOKINFO, &r);
	return W_ERROR_V(r.out.result);
}

static void test_update_phonebook(void **state)
{
	struct world *world = *state;
	uint32_t hInterface, loopback;
	char *path;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(get_handle(world, "Loopback", &loopback), 0);
	assert_int_equal(update(world, hInterface), 0);
	assert_int_equal(update(world, hInterface + 1000),
			 ERROR_INVALID_HANDLE);
	assert_int_equal(update(world, loopback), ERROR_NOT_SUPPORTED);
	path = talloc_asprintf(world, "%s/router.pbk", world->config.state_dir);
	assert_int_equal(remove(path), 0);
	assert_int_equal(update(world, hInterface),
			 ERROR_CANNOT_OPEN_PHONEBOOK);
}

static void test_audit(void **state)
{
	struct world *world = *state;
	uint32_t hInterface;
	char *text;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(delete_interface(world, hInterface), 0);
	text = world_audit(world);
	assert_non_null(strstr(text, "\"RRouterInterfaceCreate\""));
	assert_non_null(strstr(text, "\"interface\":\"dd1\""));
	assert_non_null(strstr(text, "\"dwLevel\":2"));
	assert_non_null(strstr(text, "\"RRouterInterfaceDelete\""));
	assert_non_null(strstr(text, "\"Administrator\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_get_handle),
		TEST(test_create_errors),
		TEST(test_create_types),
		TEST(test_read_and_write_back),
		TEST(test_disable),
		TEST(test_get_and_set_errors),
		TEST(test_levels_of_a_lan_interface),
		TEST(test_lost_entry),
		TEST(test_levels_of_a_home_router),
		TEST(test_create_ignores_hours),
		TEST(test_delete),
		TEST(test_update_phonebook),
		TEST(test_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
