/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The methods that tell of one connection and change it: opnums 2, 3, 35, 42,
 * 46 and 48, every code and level.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/images/image_connection.h"
#include "rrasd_connection.h"

/* -- opnums 2 and 46 -- */

static uint32_t get_info(struct world *world, uint32_t level, uint32_t handle,
			 DATA_BLOB *bytes)
{
	struct RRasAdminConnectionGetInfo r = {
		.in = {.dwLevel = level, .hDimConnection = handle},
	};

	world_dimsvc(world, NDR_RRASADMINCONNECTIONGETINFO, &r);
	bytes->data = r.out.pInfoStruct->pBuffer;
	bytes->length = r.out.pInfoStruct->dwBufferSize;
	if (!W_ERROR_IS_OK(r.out.result)) {
		assert_int_equal(bytes->length, 0);
	}
	return W_ERROR_V(r.out.result);
}

static void test_get_info(void **state)
{
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice"), level;
	struct RASI_CONNECTION_0 image;
	DATA_BLOB bytes;

	for (level = 0; level < 4; level++) {
		assert_int_equal(get_info(world, level, handle, &bytes),
				 NO_ERROR);
		assert_int_equal(bytes.length, sizes[level]);
		assert_int_equal(get_u32(bytes.data + handle_at[level]),
				 handle);
		assert_int_equal(get_info(world, level, handle + 1, &bytes),
				 ERROR_INTERFACE_NOT_CONNECTED);
		assert_int_equal(get_info(world, level, 0, &bytes),
				 ERROR_INTERFACE_NOT_CONNECTED);
		assert_int_equal(get_info(world, level, UINT32_MAX, &bytes),
				 ERROR_INTERFACE_NOT_CONNECTED);
	}
	/* The level is looked at first. */
	assert_int_equal(get_info(world, 4, handle, &bytes),
			 ERROR_INVALID_LEVEL);
	assert_int_equal(get_info(world, UINT32_MAX, 99, &bytes),
			 ERROR_INVALID_LEVEL);
	assert_int_equal(get_info(world, 0, handle, &bytes), NO_ERROR);
	assert_int_equal(
		ndr_pull_struct_blob(
			&bytes, world, &image,
			(ndr_pull_flags_fn_t)ndr_pull_RASI_CONNECTION_0),
		NDR_ERR_SUCCESS);
	assert_int_equal(image.dwInterface, UINT32_MAX);
	assert_int_equal(image.dwInterfaceType, ROUTER_IF_TYPE_CLIENT);
	assert_int_equal(image.wszInterfaceName[0], 'a');
	assert_int_equal(image.wszLogonDomain[0], 'E');
	remove_client(world, handle);
	assert_int_equal(get_info(world, 1, handle, &bytes),
			 ERROR_INTERFACE_NOT_CONNECTED);
}

/* How far the kernel compresses: it is asked where there is something to. */

static unsigned asked;

void __wrap_compression_ratios(int ifindex, uint32_t *in, uint32_t *out);

void __wrap_compression_ratios(int ifindex, uint32_t *in, uint32_t *out)
{
	asked++;
	*in = 50;
	*out = 60;
}

static void test_compression(void **state)
{
	struct world *world = *state;
	struct client_link link = client_of("alice");
	uint32_t handle = add_client(world, "alice");
	DATA_BLOB bytes;

	assert_int_equal(get_info(world, 1, handle, &bytes), NO_ERROR);
	assert_int_equal(get_u32(bytes.data + 264), 100);
	assert_int_equal(get_u32(bytes.data + 268), 100);
	assert_int_equal(asked, 0);
	link.ppp.ccp_up = true;
	assert_true(W_ERROR_IS_OK(connections_update_client(
		world->rrasd->connections, handle, &link)));
	assert_int_equal(get_info(world, 1, handle, &bytes), NO_ERROR);
	assert_int_equal(get_u32(bytes.data + 264), 50);
	assert_int_equal(get_u32(bytes.data + 268), 60);
	assert_int_equal(asked, 1);
}

/* A link of ours: it is a connection as long as it is up. */
static void test_dialed_link(void **state)
{
	struct world *world = *state;
	struct RRouterInterfaceConnect r = {.in = {.hInterface = 0}};
	uint32_t hInterface, resume = 0;
	struct page page;
	DATA_BLOB bytes;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	r.in.hInterface = hInterface;
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	world_turn(world);
	assert_int_equal(enumerate(world, 0, UINT32_MAX, &resume).read, 0);
	world_link_up(world);
	page = enumerate(world, 0, UINT32_MAX, &resume);
	assert_int_equal(page.read, 1);
	assert_int_equal(get_info(world, 0, page.handles[0], &bytes), 0);
	assert_int_equal(get_u32(bytes.data + 4), hInterface);
	assert_int_equal(get_u32(bytes.data + 12), ROUTER_IF_TYPE_FULL_ROUTER);
	world_link_fail(world);
	assert_int_equal(get_info(world, 0, page.handles[0], &bytes),
			 ERROR_INTERFACE_NOT_CONNECTED);
}

static void test_get_info_ex(void **state)
{
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice");
	struct MPRAPI_OBJECT_HEADER_IDL header = good_header;
	struct RRasAdminConnectionGetInfoEx r = {
		.in = {.hDimConnection = handle, .objectHeader = &header},
	};
	const struct RAS_CONNECTION_EX_1_IDL *members;

	world_dimsvc(world, NDR_RRASADMINCONNECTIONGETINFOEX, &r);
	assert_result(r, NO_ERROR);
	members = &r.out.pRasConnection->ConnObject.RasConnection1;
	assert_int_equal(members->hConnection, handle);
	assert_int_equal(members->Header.size, IMAGE_CONNECTION_EX_SIZE);
	assert_int_equal(members->projectionInfoType, 1);
	r.in.hDimConnection = handle + 1;
	world_dimsvc(world, NDR_RRASADMINCONNECTIONGETINFOEX, &r);
	assert_result(r, ERROR_INTERFACE_NOT_CONNECTED);
	r.in.hDimConnection = 0;
	world_dimsvc(world, NDR_RRASADMINCONNECTIONGETINFOEX, &r);
	assert_result(r, ERROR_INTERFACE_NOT_CONNECTED);
}

/* -- opnums 3, 35, 42 and 48 -- */

static void test_clear_stats(void **state)
{
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice");
	struct connections *connections = world->rrasd->connections;
	struct RRasAdminConnectionClearStats r = {
		.in = {.hDimConnection = handle},
	};

	world_dimsvc(world, NDR_RRASADMINCONNECTIONCLEARSTATS, &r);
	assert_result(r, NO_ERROR);
	/* What the kernel said then, nothing is left of. */
	assert_int_equal(
		connection_counters(connections,
				    connections_get(connections, handle))
			.rx_frames,
		0);
	assert_non_null(strstr(world_audit(world), "\"alice\""));
	r.in.hDimConnection = handle + 1;
	world_dimsvc(world, NDR_RRASADMINCONNECTIONCLEARSTATS, &r);
	assert_result(r, ERROR_INVALID_PARAMETER);
	r.in.hDimConnection = 0;
	world_dimsvc(world, NDR_RRASADMINCONNECTIONCLEARSTATS, &r);
	assert_result(r, ERROR_INVALID_PARAMETER);
}

static void test_send_user_message(void **state)
{
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice");
	struct RRasAdminSendUserMessage r = {
		.in = {.hDimConnection = handle, .lpwszMessage = "hello"},
	};

	world_dimsvc(world, NDR_RRASADMINSENDUSERMESSAGE, &r);
	assert_result(r, ERROR_NOT_SUPPORTED);
	r.in.hDimConnection = handle + 1;
	world_dimsvc(world, NDR_RRASADMINSENDUSERMESSAGE, &r);
	assert_result(r, ERROR_INTERFACE_NOT_CONNECTED);
}

static void test_remove_quarantine(void **state)
{
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice");
	struct RRasAdminConnectionRemoveQuarantine r = {
		.in = {.hRasConnection = handle},
	};

	world_dimsvc(world, NDR_RRASADMINCONNECTIONREMOVEQUARANTINE, &r);
	assert_result(r, ERROR_NOT_FOUND);
	r.in.hRasConnection = handle + 1;
	world_dimsvc(world, NDR_RRASADMINCONNECTIONREMOVEQUARANTINE, &r);
	assert_result(r, ERROR_INVALID_PARAMETER);
	r.in.fIsIpAddress = 1;
	world_dimsvc(world, NDR_RRASADMINCONNECTIONREMOVEQUARANTINE, &r);
	assert_result(r, ERROR_NOT_FOUND);
}

static void test_update(void **state)
{
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice");
	struct RAS_UPDATE_CONNECTION_IDL update = {.revision = 1};
	struct MPRAPI_OBJECT_HEADER_IDL *header =
		&update.UpdateConnection.UpdateConnection1.Header;
	struct RRasAdminUpdateConnection r = {
		.in = {.hDimConnection = handle, .pServerConfig = &update},
	};

	world_dimsvc(world, NDR_RRASADMINUPDATECONNECTION, &r);
	assert_result(r, ERROR_INVALID_PARAMETER);
	header->revision = 1;
	header->type = 5;
	world_dimsvc(world, NDR_RRASADMINUPDATECONNECTION, &r);
	assert_result(r, ERROR_NOT_SUPPORTED);
	r.in.hDimConnection = handle + 1;
	world_dimsvc(world, NDR_RRASADMINUPDATECONNECTION, &r);
	assert_result(r, ERROR_INTERFACE_NOT_CONNECTED);
}

static void test_lan_only(void **state)
{
	struct world *world = *state;
	uint32_t resume = 0;
	DATA_BLOB bytes;

	world->config.router_type = ROUTER_TYPE_IS_LAN;
	world_restart(world);
	assert_int_equal(enumerate(world, 0, UINT32_MAX, &resume).result,
			 ERROR_DDM_NOT_RUNNING);
	assert_int_equal(get_info(world, 0, 1, &bytes), ERROR_DDM_NOT_RUNNING);
	assert_int_equal(
		enumerate_ex(world, good_header, UINT32_MAX, &resume).result,
		ERROR_DDM_NOT_RUNNING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_get_info),	      TEST(test_compression),
		TEST(test_dialed_link),	      TEST(test_get_info_ex),
		TEST(test_clear_stats),	      TEST(test_send_user_message),
		TEST(test_remove_quarantine), TEST(test_update),
		TEST(test_lan_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
