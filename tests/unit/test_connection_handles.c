/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handles of connections: each is given once, whatever daemon gives it. */
#include "connections_fixture.h"
#include <string.h>

#include "server/connections/connection_handles.h"
#include "server/router/store.h"

/* -- a disk that is full as long as a test says so -- */

static bool disk_is_full;
static bool hurry; /* the next timer is that of another attempt */

WERROR __real_persist_now(TALLOC_CTX *mem_ctx, struct persist *persist,
			  struct persist_job *job, const char **why);
WERROR __wrap_persist_now(TALLOC_CTX *mem_ctx, struct persist *persist,
			  struct persist_job *job, const char **why);
WERROR __real_persist_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			   struct persist_result *result);
WERROR __wrap_persist_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			   struct persist_result *result);
struct timeval __real_tevent_timeval_current_ofs(uint32_t secs, uint32_t usecs);
struct timeval __wrap_tevent_timeval_current_ofs(uint32_t secs, uint32_t usecs);

WERROR __wrap_persist_now(TALLOC_CTX *mem_ctx, struct persist *persist,
			  struct persist_job *job, const char **why)
{
	if (!disk_is_full) {
		return __real_persist_now(mem_ctx, persist, job, why);
	}
	hurry = true;
	talloc_free(job);
	*why = talloc_strdup(mem_ctx, "no space");
	return W_ERROR(ERROR_DISK_FULL);
}

WERROR __wrap_persist_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			   struct persist_result *result)
{
	WERROR werr = __real_persist_recv(req, mem_ctx, result);

	if (!disk_is_full) {
		return werr;
	}
	hurry = true;
	talloc_free((void *)(uintptr_t)result->why);
	result->why = talloc_strdup(mem_ctx, "no space");
	return W_ERROR(ERROR_DISK_FULL);
}

struct timeval __wrap_tevent_timeval_current_ofs(uint32_t secs, uint32_t usecs)
{
	if (hurry) {
		hurry = false;
		secs = 0;
	}
	return __real_tevent_timeval_current_ofs(secs, usecs);
}

static void test_handles_are_not_reused(void **state)
{
	struct world *w = *state;
	uint32_t first = add_client(w), second = add_client(w), third;

	assert_true(second > first);
	assert_int_equal(connections_count(w->connections, first), 1);
	assert_int_equal(connections_count(w->connections, second), 0);
	connections_remove_client(w->connections, second, "");
	third = add_client(w);
	assert_true(third > second);
	world_restart(w);
	assert_true(add_client(w) > third);
}

/* A daemon that is killed has stored what it gave. */
static void test_many_handles(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle = 0, last = 0;
	unsigned i;

	for (i = 0; i < 3 * CONNECTION_HANDLES_BLOCK; i++) {
		WERROR result =
			connections_add_client(w->connections, &link, &handle);

		while (W_ERROR_V(result) == ERROR_RETRY) {
			tevent_loop_once(w->f->ev);
			result = connections_add_client(w->connections, &link,
							&handle);
		}
		assert_werror(result, ERROR_SUCCESS);
		assert_true(handle > last);
		last = handle;
		connections_remove_client(w->connections, handle, "");
	}
	world_restart(w);
	assert_true(add_client(w) > last);
}

/* A link that comes up while there is no handle gets one soon. */
static void test_link_waits_for_a_handle(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle = 0;

	dial(w, "dd1");
	while (W_ERROR_IS_OK(
		connections_add_client(w->connections, &link, &handle))) {
		connections_remove_client(w->connections, handle, "");
	}
	come_up(w);
	while (connections_count(w->connections, 0) == 0) {
		tevent_loop_once(w->f->ev);
	}
	assert_string_equal(only(w)->wszInterfaceName, "dd1");
	assert_true(only(w)->dwConnection > handle);
	assert_int_equal(last_event(w)->type, LINK_EVENT_CONNECTED);
}

/* As many as are reserved; there are no more while the loop stands still. */
static uint32_t use_up(struct world *w)
{
	uint32_t handle, last = 0;

	while ((handle = connection_handles_take(w->handles)) != 0) {
		last = handle;
	}
	return last;
}

/* No handle can be stored: no connection is told of, until one can. */
static void test_disk_is_full(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t dd1 = make_interface(w->f, "dd1");
	uint32_t dd2 = make_interface(w->f, "dd2"), handle, last;

	disk_is_full = true;
	last = use_up(w);
	assert_werror(router_connect(w->f->router, dd1), PENDING);
	turn(w);
	come_up(w);
	turn(w);
	assert_non_null(strstr(world_logged, "no space"));
	assert_int_equal(connections_count(w->connections, 0), 0);
	assert_events(w, "c");
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_RETRY);
	/* One that ends meanwhile has been up all the same. */
	lose(w);
	turn(w);
	assert_int_equal(last_event(w)->type, LINK_EVENT_DISCONNECTED);
	assert_int_equal(last_event(w)->dwConnection, 0);
	assert_werror(router_connect(w->f->router, dd2), PENDING);
	turn(w);
	come_up(w);
	turn(w);
	assert_int_equal(connections_count(w->connections, 0), 0);
	disk_is_full = false;
	while (connections_count(w->connections, 0) == 0) {
		tevent_loop_once(w->f->ev);
	}
	assert_string_equal(only(w)->wszInterfaceName, "dd2");
	assert_true(only(w)->dwConnection > last);
	assert_int_equal(last_event(w)->type, LINK_EVENT_CONNECTED);
}

/* Not even at the start: no error, and tried again. */
static void test_disk_is_full_at_start(void **state)
{
	struct world *w = *state;
	uint32_t last = use_up(w);

	world_close(w);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
	disk_is_full = true;
	world_open(w);
	assert_int_equal(connection_handles_take(w->handles), 0);
	while (strstr(world_logged, "no space") == NULL) {
		tevent_loop_once(w->f->ev);
	}
	disk_is_full = false;
	while (connection_handles_take(w->handles) == 0) {
		tevent_loop_once(w->f->ev);
	}
	assert_true(add_client(w) > last);
}

static void put_next_handle(struct world *w, uint32_t next)
{
	struct persist_job *job = persist_job(w);
	struct tevent_req *req;

	world_close(w);
	assert_true(store_put_connections(job, next));
	req = persist_send(w, w->f->ev, w->f->persist, job);
	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(persist_recv(req, w, NULL), ERROR_SUCCESS);
	talloc_free(req);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
}

/* The last handle is INVALID_HANDLE_VALUE; nothing starts anew. */
static void test_last_handles(void **state)
{
	struct world *w = *state;
	const struct client_link link = client_of(w);
	uint32_t handle;

	put_next_handle(w, UINT32_MAX - 2);
	world_open(w);
	assert_int_equal(add_client(w), UINT32_MAX - 2);
	assert_int_equal(add_client(w), UINT32_MAX - 1);
	assert_werror(connections_add_client(w->connections, &link, &handle),
		      ERROR_RETRY);
	assert_null(connections_next(w->connections, UINT32_MAX));
	assert_int_equal(connections_count(w->connections, UINT32_MAX), 0);
}

static void store_record(struct world *w, const void *bytes, size_t length)
{
	struct persist_job *job = persist_job(w);
	TDB_DATA value = {.dptr = (uint8_t *)(uintptr_t)bytes, .dsize = length};
	struct tevent_req *req;

	world_close(w);
	assert_true(persist_job_store(job, "connections", value));
	req = persist_send(w, w->f->ev, w->f->persist, job);
	assert_true(tevent_req_poll(req, w->f->ev));
	talloc_free(req);
	assert_werror(fixture_reopen(w->f), ERROR_SUCCESS);
}

static void test_bad_records(void **state)
{
	static const uint8_t later[] = {2, 0, 0, 0, 1, 0, 0, 0};
	struct world *w = *state;
	const char *why = NULL;

	store_record(w, later, sizeof(later));
	assert_werror(connection_handles_create(w, w->f->ev, w->f->persist,
						&w->handles, &why),
		      ERROR_REVISION_MISMATCH);
	assert_non_null(strstr(why, "later version"));
	store_record(w, later, 3);
	assert_werror(connection_handles_create(w, w->f->ev, w->f->persist,
						&w->handles, &why),
		      ERROR_FILE_CORRUPT);
	assert_non_null(strstr(why, "damaged"));
	w->handles = NULL;
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_handles_are_not_reused),
		TEST(test_many_handles),
		TEST(test_link_waits_for_a_handle),
		TEST(test_disk_is_full),
		TEST(test_disk_is_full_at_start),
		TEST(test_last_handles),
		TEST(test_bad_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
