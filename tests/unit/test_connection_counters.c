/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections' counters, and the base lines of clearing them. */
#include "connections_fixture.h"

static WERROR count_now(struct world *w, uint32_t dwConnection)
{
	struct tevent_req *req = connections_count_send(
		w, w->f->ev, w->connections, dwConnection);
	WERROR result;

	assert_true(tevent_req_poll(req, w->f->ev));
	result = connections_count_recv(req);
	talloc_free(req);
	return result;
}

static WERROR clear_now(struct world *w, uint32_t dwConnection, bool of_port)
{
	struct tevent_req *req = connections_clear_send(
		w, w->f->ev, w->connections, dwConnection, of_port);
	WERROR result;

	assert_true(tevent_req_poll(req, w->f->ev));
	result = connections_clear_recv(req);
	talloc_free(req);
	return result;
}

static void test_counters(void **state)
{
	struct world *w = *state;
	uint32_t handle = add_client(w);

	w->counters->values.rx_bytes = 1000;
	/* Nobody has asked the kernel yet. */
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 0);
	assert_werror(count_now(w, handle), ERROR_SUCCESS);
	assert_int_equal(w->counters->last, 17);
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 1000);
	assert_werror(count_now(w, 0), ERROR_SUCCESS);
	assert_int_equal(w->counters->last, 0);
	/* Two base lines: the connection's and the port's. */
	assert_werror(clear_now(w, handle, false), ERROR_SUCCESS);
	w->counters->values.rx_bytes = 1600;
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 600);
	assert_int_equal(
		connection_port_counters(w->connections, only(w)).rx_bytes,
		1600);
	assert_werror(clear_now(w, handle, true), ERROR_SUCCESS);
	assert_int_equal(connection_counters(w->connections, only(w)).rx_bytes,
			 600);
	assert_int_equal(
		connection_port_counters(w->connections, only(w)).rx_bytes, 0);
}

static void test_counters_fail(void **state)
{
	struct world *w = *state;
	uint32_t handle;
	struct tevent_req *req;

	/* No connection: the kernel is not asked. */
	assert_werror(count_now(w, 0), ERROR_SUCCESS);
	assert_int_equal(w->counters->reads, 0);
	assert_werror(count_now(w, 5), ERROR_INVALID_HANDLE);
	assert_werror(clear_now(w, 5, false), ERROR_INVALID_HANDLE);
	assert_werror(clear_now(w, 0, false), ERROR_INVALID_HANDLE);
	handle = add_client(w);
	w->counters->result = W_ERROR(ERROR_TIMEOUT);
	assert_werror(count_now(w, handle), ERROR_TIMEOUT);
	assert_werror(clear_now(w, handle, false), ERROR_TIMEOUT);
	w->counters->result = WERR_OK;
	/* Its interface has gone, and its end is about to be told. */
	w->counters->missing = 17;
	assert_werror(count_now(w, handle), ERROR_SUCCESS);
	assert_werror(clear_now(w, handle, false), ERROR_SUCCESS);
	w->counters->missing = -1;
	/* It ends meanwhile. */
	req = connections_clear_send(w, w->f->ev, w->connections, handle,
				     false);
	connections_remove_client(w->connections, handle, "");
	assert_true(tevent_req_poll(req, w->f->ev));
	assert_werror(connections_clear_recv(req), ERROR_INVALID_HANDLE);
	talloc_free(req);
	/* Nobody waits any more. */
	w->counters->waits = true;
	talloc_free(connections_count_send(w, w->f->ev, w->connections,
					   add_client(w)));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_counters),
		TEST(test_counters_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
