/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A daemon with connections; see rrasd_connection.h. */
#include "rrasd_connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <util/tevent_werror.h>
#include <cmocka.h>

#include "server/connections/connections.h"
#include "server/images/image_connection.h"

const uint32_t sizes[] = {1116, 272, 828, 788, 1680};
const uint32_t handle_at[] = {0, 0, 0, 8, 1664};

const struct MPRAPI_OBJECT_HEADER_IDL good_header = {
	.revision = 1, .type = 1, .size = IMAGE_CONNECTION_EX_SIZE};

int setup(void **state)
{
	*state = world_create();
	return 0;
}

int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

static struct tevent_req *
never_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev, void *private_data)
{
	return NULL;
}

struct client_link client_of(const char *user)
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

	clock_gettime(CLOCK_REALTIME, &link.started);
	clock_gettime(CLOCK_BOOTTIME, &link.started_boottime);
	return link;
}

uint32_t add_client(struct world *world, const char *user)
{
	const struct client_link link = client_of(user);
	uint32_t handle = 0;

	assert_true(W_ERROR_IS_OK(connections_add_client(
		world->rrasd->connections, &link, &handle)));
	return handle;
}

void remove_client(struct world *world, uint32_t handle)
{
	connections_remove_client(world->rrasd->connections, handle, "");
}

uint32_t get_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

struct page enumerate(struct world *world, uint32_t level, uint32_t length,
		      uint32_t *resume)
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

struct page enumerate_ex(struct world *world,
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
