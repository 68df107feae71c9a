/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The methods that tell of connections and change them: opnums 1, 2, 3, 35,
 * 42, 45, 46 and 48, every code, level and page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <util/tevent_werror.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/images/image_connection.h"
#include "rrasd_world.h"

#define LOOPBACK_IFINDEX 1 /* its counters are there, and never shrink */

static const uint32_t sizes[] = {1116, 272, 828, 788, 1680};
/* Where in an image the handle is. */
static const uint32_t handle_at[] = {0, 0, 0, 8, 1664};

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

static struct tevent_req *
never_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev, void *private_data)
{
	return NULL;
}

static uint32_t add_client(struct world *world, const char *user)
{
	struct client_link link = {
		.user = user,
		.domain = "EXAMPLE",
		.remote_endpoint = "02:00:00:00:00:01",
		.local_endpoint = "02:00:00:00:00:02",
		.ifname = "lo",
		.ifindex = LOOPBACK_IFINDEX,
		.ppp = {.lcp_up = true},
		.disconnect_send = never_send,
		.disconnect_recv = tevent_req_simple_recv_werror,
	};
	uint32_t handle = 0;

	clock_gettime(CLOCK_REALTIME, &link.started);
	assert_true(W_ERROR_IS_OK(connections_add_client(
		world->rrasd->connections, &link, &handle)));
	return handle;
}

static void remove_client(struct world *world, uint32_t handle)
{
	connections_remove_client(world->rrasd->connections, handle, "");
}

static uint32_t get_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* -- opnum 1 -- */

struct page {
	uint32_t result, read, total, resume;
	uint32_t handles[64];
};

static struct page enumerate(struct world *world, uint32_t level,
			     uint32_t length, uint32_t *resume)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRasAdminConnectionEnum r = {
		.in = {.dwLevel = level,
		       .pInfoStruct = &container,
		       .dwPreferedMaximumLength = length,
		       .lpdwResumeHandle = resume},
	};
	struct page page = {0};
	uint32_t i;

	world_dimsvc(world, NDR_RRASADMINCONNECTIONENUM, &r);
	page.result = W_ERROR_V(r.out.result);
	page.read = *r.out.lpdwEntriesRead;
	page.total = *r.out.lpdwTotalEntries;
	if (resume != NULL) {
		page.resume = *r.out.lpdwResumeHandle;
	}
	if (page.result != NO_ERROR && page.result != ERROR_MORE_DATA) {
		assert_int_equal(r.out.pInfoStruct->dwBufferSize, 0);
		return page;
	}
	assert_int_equal(r.out.pInfoStruct->dwBufferSize,
			 page.read * sizes[level]);
	for (i = 0; i < page.read && i < 64; i++) {
		page.handles[i] = get_u32(r.out.pInfoStruct->pBuffer +
					  i * sizes[level] + handle_at[level]);
	}
	return page;
}

/* All levels and sizes: each connection once, totals right. */
static void test_enum(void **state)
{
	struct world *world = *state;
	uint32_t handles[3], level;

	handles[0] = add_client(world, "alice");
	handles[1] = add_client(world, "bob");
	handles[2] = add_client(world, "carol");
	for (level = 0; level < 5; level++) {
		uint32_t size = sizes[level], start = 0, i;
		const uint32_t lengths[] = {0,
					    1,
					    size - 1,
					    size,
					    size + 1,
					    2 * size,
					    2 * size + 3,
					    3 * size,
					    UINT32_MAX - 1,
					    UINT32_MAX};

		for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
			struct page page = {.resume = start};
			uint32_t most = lengths[i] / size, seen = 0, j;

			most = most > 0 ? most : 1;
			do {
				page = enumerate(world, level, lengths[i],
						 &page.resume);
				assert_true(page.read > 0 && page.read <= most);
				assert_int_equal(page.total, 3 - seen);
				for (j = 0; j < page.read; j++) {
					assert_int_equal(page.handles[j],
							 handles[seen++]);
				}
			} while (page.result == ERROR_MORE_DATA);
			assert_int_equal(page.result, NO_ERROR);
			assert_int_equal(page.resume, 0);
			assert_int_equal(seen, 3);
		}
	}
}

static void test_enum_of_none(void **state)
{
	struct world *world = *state;
	uint32_t level, resume = 0;

	for (level = 0; level < 5; level++) {
		struct page page = enumerate(world, level, UINT32_MAX, &resume);

		assert_int_equal(page.result, NO_ERROR);
		assert_int_equal(page.read, 0);
		assert_int_equal(page.total, 0);
	}
	assert_int_equal(enumerate(world, 5, UINT32_MAX, &resume).result,
			 ERROR_INVALID_LEVEL);
	assert_int_equal(enumerate(world, UINT32_MAX, 0, NULL).result,
			 ERROR_INVALID_LEVEL);
}

/* What comes and goes between two pages. */
static void test_enum_of_moving_list(void **state)
{
	struct world *world = *state;
	uint32_t first = add_client(world, "a"),
		 second = add_client(world, "b");
	uint32_t third = add_client(world, "c"), fourth, resume = 0;
	struct page page = enumerate(world, 0, 1116, &resume);

	assert_int_equal(page.result, ERROR_MORE_DATA);
	assert_int_equal(page.handles[0], first);
	/* The one that the resume handle is of, and the next one, are gone. */
	remove_client(world, first);
	remove_client(world, second);
	fourth = add_client(world, "d");
	page = enumerate(world, 0, 1116, &page.resume);
	assert_int_equal(page.result, ERROR_MORE_DATA);
	assert_int_equal(page.handles[0], third);
	assert_int_equal(page.total, 2);
	remove_client(world, fourth);
	page = enumerate(world, 0, 1116, &page.resume);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 0);
	assert_int_equal(page.resume, 0);
	resume = UINT32_MAX;
	page = enumerate(world, 4, UINT32_MAX, &resume);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.total, 0);
}

/* More than a slice; others are answered meanwhile; half-way it is left. */
static void test_enum_of_many(void **state)
{
	struct world *world = *state;
	struct DIM_INFORMATION_CONTAINER container = {0};
	uint32_t resume = 0, i;
	struct RRasAdminConnectionEnum r = {
		.in = {.dwLevel = 1,
		       .pInfoStruct = &container,
		       .dwPreferedMaximumLength = UINT32_MAX,
		       .lpdwResumeHandle = &resume},
	};
	struct world_call *call;

	for (i = 0; i < 1200; i++) {
		add_client(world, "many");
	}
	call = world_begin(world, &ndr_table_dimsvc,
			   NDR_RRASADMINCONNECTIONENUM, &r, -1);
	assert_int_equal(enumerate(world, 9, 0, NULL).result,
			 ERROR_INVALID_LEVEL);
	assert_false(call->answered);
	world_end(call);
	assert_result(r, NO_ERROR);
	assert_int_equal(*r.out.lpdwEntriesRead, 1200);
	assert_int_equal(*r.out.lpdwTotalEntries, 1200);
	call = world_begin(world, &ndr_table_dimsvc,
			   NDR_RRASADMINCONNECTIONENUM, &r, -1);
	talloc_free(call);
	world_turn(world);
}

/* -- opnum 45 -- */

static const struct MPRAPI_OBJECT_HEADER_IDL good_header = {
	.revision = 1, .type = 1, .size = IMAGE_CONNECTION_EX_SIZE};

static struct page enumerate_ex(struct world *world,
				struct MPRAPI_OBJECT_HEADER_IDL header,
				uint32_t length, uint32_t *resume)
{
	struct RRasAdminConnectionEnumEx r = {
		.in = {.objectHeader = &header,
		       .dwPreferedMaxLen = length,
		       .lpdwResumeHandle = resume},
	};
	struct page page = {0};
	uint32_t i;

	world_dimsvc(world, NDR_RRASADMINCONNECTIONENUMEX, &r);
	page.result = W_ERROR_V(r.out.result);
	page.read = *r.out.lpdwEntriesRead;
	page.total = *r.out.lpdNumTotalElements;
	if (resume != NULL) {
		page.resume = *r.out.lpdwResumeHandle;
	}
	for (i = 0; i < page.read; i++) {
		const struct RAS_CONNECTION_EX_IDL *connection =
			&(*r.out.pRasConections)[i];
		const struct RAS_CONNECTION_EX_1_IDL *members =
			&connection->ConnObject.RasConnection1;

		assert_int_equal(connection->revision, 1);
		assert_int_equal(members->Header.revision, 1);
		assert_int_equal(members->Header.type, 1);
		assert_int_equal(members->dwInterfaceType,
				 ROUTER_IF_TYPE_CLIENT);
		assert_int_equal(members->hInterface, UINT32_MAX);
		if (i < 64) {
			page.handles[i] = members->hConnection;
		}
	}
	return page;
}

/* "zero (0) in the case that dwPreferedMaxLen is less than the size of one
 * item; otherwise [...] one more than what could be accommodated". */
static void test_enum_ex(void **state)
{
	static const struct {
		uint32_t length, read;
	} rules[] = {
		{0, 0},
		{1, 0},
		{IMAGE_CONNECTION_EX_SIZE - 1, 0},
		{IMAGE_CONNECTION_EX_SIZE, 2},
		{IMAGE_CONNECTION_EX_SIZE + 1, 2},
		{2 * IMAGE_CONNECTION_EX_SIZE - 1, 2},
		{2 * IMAGE_CONNECTION_EX_SIZE, 3},
		{3 * IMAGE_CONNECTION_EX_SIZE, 4},
		{4 * IMAGE_CONNECTION_EX_SIZE, 4},
		{UINT32_MAX - 1, 4},
		{UINT32_MAX, 4},
	};
	struct world *world = *state;
	uint32_t handles[4], i;
	size_t rule;

	for (i = 0; i < 4; i++) {
		handles[i] = add_client(world, "alice");
	}
	for (rule = 0; rule < sizeof(rules) / sizeof(rules[0]); rule++) {
		uint32_t resume = 0;
		struct page page = enumerate_ex(world, good_header,
						rules[rule].length, &resume);

		assert_int_equal(page.read, rules[rule].read);
		assert_int_equal(page.total, 4);
		assert_int_equal(page.result,
				 page.read < 4 ? ERROR_MORE_DATA : NO_ERROR);
		for (i = 0; i < page.read; i++) {
			assert_int_equal(page.handles[i], handles[i]);
		}
		if (page.read == 2) {
			assert_int_equal(page.resume, handles[1]);
			remove_client(world, handles[1]);
			page = enumerate_ex(world, good_header,
					    rules[rule].length, &page.resume);
			assert_int_equal(page.result, NO_ERROR);
			assert_int_equal(page.handles[0], handles[2]);
			assert_int_equal(page.handles[1], handles[3]);
			/* As it was. */
			handles[1] = handles[2];
			handles[2] = handles[3];
			handles[3] = add_client(world, "alice");
		}
	}
	assert_int_equal(
		enumerate_ex(world, good_header, UINT32_MAX, NULL).read, 4);
}

static void test_enum_ex_of_many(void **state)
{
	struct world *world = *state;
	uint32_t resume = 0, i;
	struct page page;

	for (i = 0; i < 1100; i++) {
		add_client(world, "many");
	}
	page = enumerate_ex(world, good_header, UINT32_MAX, &resume);
	assert_int_equal(page.result, ERROR_MORE_DATA);
	assert_int_equal(page.read, 1000);
	assert_int_equal(page.total, 1100);
	page = enumerate_ex(world, good_header, UINT32_MAX, &page.resume);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 100);
}

static void test_headers(void **state)
{
	static const struct MPRAPI_OBJECT_HEADER_IDL wrong[] = {
		{0, 1, 1672}, {2, 1, 1672}, {1, 0, 1672},
		{1, 2, 1672}, {1, 1, 1},    {1, 1, 1663},
	};
	static const struct MPRAPI_OBJECT_HEADER_IDL right[] = {
		{1, 1, 0}, {1, 1, 1664}, {1, 1, 1672}, {1, 1, 2000}};
	struct world *world = *state;
	uint32_t handle = add_client(world, "alice"), resume = 0;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct MPRAPI_OBJECT_HEADER_IDL header = wrong[i];
		struct RRasAdminConnectionGetInfoEx r = {
			.in = {.hDimConnection = handle,
			       .objectHeader = &header},
		};
		struct page page =
			enumerate_ex(world, header, UINT32_MAX, &resume);

		assert_int_equal(page.result, ERROR_INVALID_PARAMETER);
		assert_int_equal(page.read, 0);
		world_dimsvc(world, NDR_RRASADMINCONNECTIONGETINFOEX, &r);
		assert_result(r, ERROR_INVALID_PARAMETER);
	}
	for (i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(
			enumerate_ex(world, right[i], UINT32_MAX, &resume).read,
			1);
	}
}

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
		TEST(test_enum),
		TEST(test_enum_of_none),
		TEST(test_enum_of_moving_list),
		TEST(test_enum_of_many),
		TEST(test_enum_ex),
		TEST(test_enum_ex_of_many),
		TEST(test_headers),
		TEST(test_get_info),
		TEST(test_dialed_link),
		TEST(test_get_info_ex),
		TEST(test_clear_stats),
		TEST(test_send_user_message),
		TEST(test_remove_quarantine),
		TEST(test_update),
		TEST(test_lan_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
