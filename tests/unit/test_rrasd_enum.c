/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRouterInterfaceEnum: sizes, resuming, many interfaces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "rrasd_world.h"

#define IMAGE_SIZE 540

struct page {
	uint32_t result, read, total, resume;
	uint32_t handles[64];
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

static uint32_t get_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Read one page from *resume on; NULL: without a resume handle. */
static struct page enumerate(struct world *world, uint32_t length,
			     uint32_t *resume)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceEnum r = {
		.in = {.pInfoStruct = &container,
		       .dwPreferedMaximumLength = length,
		       .lpdwResumeHandle = resume},
	};
	struct page page = {0};
	uint32_t i;

	world_dimsvc(world, NDR_RROUTERINTERFACEENUM, &r);
	page.result = W_ERROR_V(r.out.result);
	page.read = *r.out.lpdwEntriesRead;
	page.total = *r.out.lpdwTotalEntries;
	assert_int_equal(r.out.pInfoStruct->dwBufferSize,
			 page.read * IMAGE_SIZE);
	assert_int_equal(r.out.pInfoStruct->pBuffer == NULL, page.read == 0);
	if (resume == NULL) {
		assert_null(r.out.lpdwResumeHandle);
	} else {
		page.resume = *r.out.lpdwResumeHandle;
	}
	for (i = 0; i < page.read && i < 64; i++) {
		/* Behind the name and two bytes of padding. */
		page.handles[i] = get_u32(r.out.pInfoStruct->pBuffer +
					  i * IMAGE_SIZE + 516);
	}
	return page;
}

static uint32_t make(struct world *world, const char *name)
{
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, name, &hInterface), 0);
	return hInterface;
}

static void test_everything(void **state)
{
	struct world *world = *state;
	uint32_t first = make(world, "dd1"), second = make(world, "dd2");
	uint32_t start = 0;
	struct page page = enumerate(world, UINT32_MAX, &start);

	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, page.total);
	assert_true(page.read >= 2);
	assert_int_equal(page.handles[page.read - 2], first);
	assert_int_equal(page.handles[page.read - 1], second);
	assert_int_equal(page.resume, 0);
	page = enumerate(world, UINT32_MAX, NULL);
	assert_int_equal(page.result, NO_ERROR);
}

/* Whatever a client asks for, it comes to the end, each interface once. */
static void test_pages(void **state)
{
	static const uint32_t lengths[] = {0,	1,    539,  540,
					   541, 1079, 1080, 5400};
	struct world *world = *state;
	uint32_t resume = 0;
	struct page all;
	size_t i;

	make(world, "dd1");
	make(world, "dd2");
	make(world, "dd3");
	all = enumerate(world, UINT32_MAX, &resume);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint32_t most = lengths[i] / IMAGE_SIZE;
		struct page page = {.result = ERROR_MORE_DATA};
		uint32_t seen = 0;

		most = most > 0 ? most : 1;
		while (page.result == ERROR_MORE_DATA) {
			uint32_t j;

			page = enumerate(world, lengths[i], &page.resume);
			assert_true(page.read > 0 && page.read <= most);
			assert_int_equal(page.total, all.total - seen);
			for (j = 0; j < page.read; j++) {
				assert_int_equal(page.handles[j],
						 all.handles[seen++]);
			}
		}
		assert_int_equal(page.result, NO_ERROR);
		assert_int_equal(page.resume, 0);
		assert_int_equal(seen, all.total);
	}
}

static void test_no_resume_handle(void **state)
{
	struct world *world = *state;
	struct page page;

	make(world, "dd1");
	make(world, "dd2");
	page = enumerate(world, 540, NULL);
	assert_int_equal(page.result, ERROR_MORE_DATA);
	assert_int_equal(page.read, 1);
}

/* The interface that the handle is of is gone, and a new one has come. */
static void test_changes_between(void **state)
{
	struct world *world = *state;
	uint32_t first = make(world, "dd1"), second = make(world, "dd2");
	uint32_t third, resume = first - 1;
	struct page page = enumerate(world, 540, &resume);
	struct RRouterInterfaceDelete r = {.in = {.hInterface = first}};

	assert_int_equal(page.handles[0], first);
	assert_int_equal(page.result, ERROR_MORE_DATA);
	world_dimsvc(world, NDR_RROUTERINTERFACEDELETE, &r);
	assert_result(r, NO_ERROR);
	third = make(world, "dd3");
	page = enumerate(world, 540, &page.resume);
	assert_int_equal(page.handles[0], second);
	page = enumerate(world, 540, &page.resume);
	assert_int_equal(page.handles[0], third);
	assert_int_equal(page.result, NO_ERROR);
	/* A handle beyond all. */
	resume = UINT32_MAX;
	page = enumerate(world, UINT32_MAX, &resume);
	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, 0);
	assert_int_equal(page.total, 0);
	assert_int_equal(page.resume, 0);
}

static void test_level(void **state)
{
	struct world *world = *state;
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceEnum r = {
		.in = {.dwLevel = 1,
		       .pInfoStruct = &container,
		       .dwPreferedMaximumLength = UINT32_MAX},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEENUM, &r);
	assert_result(r, ERROR_NOT_SUPPORTED);
	assert_int_equal(r.out.pInfoStruct->dwBufferSize, 0);
}

/* More than one slice; other calls are answered between two of them. */
static void test_many(void **state)
{
	struct world *world = *state;
	struct DIM_INFORMATION_CONTAINER container = {0};
	uint32_t resume = 0, i;
	struct RRouterInterfaceEnum r = {
		.in = {.pInfoStruct = &container,
		       .dwPreferedMaximumLength = UINT32_MAX,
		       .lpdwResumeHandle = &resume},
	};
	struct RMprAdminServerGetInfo other = {.in = {.dwLevel = 0}};
	struct world_call *call, *between;

	for (i = 0; i < 1200; i++) {
		char name[16];

		snprintf(name, sizeof(name), "many%u", i);
		make(world, name);
	}
	call = world_begin(world, &ndr_table_dimsvc, NDR_RROUTERINTERFACEENUM,
			   &r, -1);
	between = world_begin(world, &ndr_table_dimsvc,
			      NDR_RMPRADMINSERVERGETINFO, &other, -1);
	world_end(between);
	assert_false(call->answered);
	world_end(call);
	assert_result(r, NO_ERROR);
	assert_true(*r.out.lpdwEntriesRead >= 1200);
	assert_int_equal(*r.out.lpdwEntriesRead, *r.out.lpdwTotalEntries);
	/* One that is abandoned half-way. */
	call = world_begin(world, &ndr_table_dimsvc, NDR_RROUTERINTERFACEENUM,
			   &r, -1);
	talloc_free(call);
	world_turn(world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static bool room;

static bool has_room(const struct rrasd_asker *asker)
{
	return room;
}

static struct world_call *begin_enum(struct world *world)
{
	static struct DIM_INFORMATION_CONTAINER container;
	struct RRouterInterfaceEnum *r =
		talloc_zero(world, struct RRouterInterfaceEnum);

	r->in.pInfoStruct = &container;
	r->in.dwPreferedMaximumLength = UINT32_MAX;
	return world_begin(world, &ndr_table_dimsvc, NDR_RROUTERINTERFACEENUM,
			   r, -1);
}

/* Who does not read what he has been sent gets no more; others do. */
static void test_asker_without_room(void **state)
{
	const struct rrasd_asker asker = {.has_room = has_room};
	struct world *world = *state;
	struct world_call *slow, *other;

	make(world, "a");
	room = false;
	world->asker = &asker;
	slow = begin_enum(world);
	world->asker = NULL;
	other = begin_enum(world);
	world_end(other);
	other = begin_enum(world);
	world_end(other);
	assert_false(slow->answered);
	room = true;
	world_end(slow);
}

/* One that is cancelled, waiting or under way, leaves the queue. */
static void test_cancelled(void **state)
{
	struct world *world = *state;
	struct world_call *first, *second, *third;

	make(world, "a");
	first = begin_enum(world);
	second = begin_enum(world);
	third = begin_enum(world);
	talloc_free(second);
	talloc_free(first);
	world_end(third);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_everything),
		TEST(test_pages),
		TEST(test_no_resume_handle),
		TEST(test_changes_between),
		TEST(test_level),
		TEST(test_many),
		TEST(test_asker_without_room),
		TEST(test_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
