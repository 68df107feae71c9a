/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of connections, opnums 1 and 45: every code, level and page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/images/image_connection.h"
#include "rrasd_connection.h"

/* -- opnum 1 -- */

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

/* What comes and goes between two slices of one page: all that stay are in it,
 * each once. */
static void test_enum_while_links_end(void **state)
{
	struct world *world = *state;
	struct DIM_INFORMATION_CONTAINER container = {0};
	uint32_t first = add_client(world, "first"), last, i, handle = first;
	struct RRasAdminConnectionEnum r = {
		.in = {.pInfoStruct = &container,
		       .dwPreferedMaximumLength = UINT32_MAX},
	};
	struct world_call *call;

	for (i = 1; i < 1200; i++) {
		last = add_client(world, "many");
	}
	call = world_begin(world, &ndr_table_dimsvc,
			   NDR_RRASADMINCONNECTIONENUM, &r, -1);
	for (i = 0; i < 300; i++) {
		tevent_loop_once(world->ev);
		/* One that is in it already, and one that is not. */
		remove_client(world, first + i);
		remove_client(world, last - i);
		assert_true(add_client(world, "new") > last);
		if (call->answered) {
			break;
		}
	}
	world_end(call);
	assert_true(r.out.pInfoStruct->dwBufferSize ==
		    *r.out.lpdwEntriesRead * sizes[0]);
	assert_true(*r.out.lpdwTotalEntries >= *r.out.lpdwEntriesRead);
	assert_int_equal(W_ERROR_V(r.out.result),
			 *r.out.lpdwTotalEntries > *r.out.lpdwEntriesRead
				 ? ERROR_MORE_DATA
				 : NO_ERROR);
	for (i = 0; i < *r.out.lpdwEntriesRead; i++) {
		uint32_t next =
			get_u32(r.out.pInfoStruct->pBuffer + i * sizes[0]);

		/* Those in the middle have never gone. */
		if (next > first + 300 && next < last - 300) {
			assert_int_equal(next, handle + 1);
		}
		assert_true(i == 0 || next > handle);
		handle = next;
	}
	assert_true(handle >= last - 300);
}

/* -- opnum 45 -- */

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_enum),
		TEST(test_enum_of_none),
		TEST(test_enum_of_moving_list),
		TEST(test_enum_of_many),
		TEST(test_enum_while_links_end),
		TEST(test_enum_ex),
		TEST(test_enum_ex_of_many),
		TEST(test_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
