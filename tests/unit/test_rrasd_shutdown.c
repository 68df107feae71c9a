/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clean stop: links are hung up, the wait has an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/rrasd/peer.h"
#include "server/rrasd/shutdown.h"
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

struct stop {
	struct tevent_req *req;
	bool done;
	unsigned left;
};

static void stopped(struct tevent_req *req)
{
	struct stop *stop = tevent_req_callback_data_void(req);

	stop->done = true;
	stop->left = shutdown_recv(req);
}

static void begin(struct world *world, struct stop *stop)
{
	*stop = (struct stop){
		.req = shutdown_send(world, world->ev, world->rrasd),
	};
	assert_non_null(stop->req);
	tevent_req_set_callback(stop->req, stopped, stop);
}

static void wait_for(struct world *world, struct stop *stop)
{
	while (!stop->done) {
		assert_int_equal(tevent_loop_once(world->ev), 0);
	}
}

static uint32_t dial(struct world *world, const char *name)
{
	struct RRouterInterfaceConnect r = {0};

	assert_int_equal(world_create_interface(world, name, &r.in.hInterface),
			 0);
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, PENDING);
	return r.in.hInterface;
}

static void test_no_links(void **state)
{
	struct world *world = *state;
	uint32_t hInterface;
	struct stop stop;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	begin(world, &stop);
	wait_for(world, &stop);
	assert_int_equal(stop.left, 0);
}

/* One is up, one is on its way. */
static void test_links(void **state)
{
	struct world *world = *state;
	struct stop stop;

	dial(world, "dd1");
	world_link_up(world);
	dial(world, "dd2");
	assert_int_equal(world->memory->attempts, 2);
	begin(world, &stop);
	wait_for(world, &stop);
	assert_int_equal(stop.left, 0);
	assert_int_equal(world->memory->attempts, 0);
}

/* Links that take their time do not get it: one is up, one is on its way. */
static void test_hurry(void **state)
{
	struct world *world = *state;
	struct stop stop;

	dial(world, "dd1");
	world_link_up(world);
	dial(world, "dd2");
	world->memory->slow = true;
	begin(world, &stop);
	world_turn(world);
	assert_false(stop.done);
	assert_int_equal(world->memory->attempts, 2);
	shutdown_hurry(stop.req);
	wait_for(world, &stop);
	assert_int_equal(stop.left, 0);
	assert_int_equal(world->memory->attempts, 0);
}

/* Nobody dials while the daemon stops, and nobody can connect to it. */
static void test_no_new_links(void **state)
{
	struct world *world = *state;
	struct listener_config config = {
		.run_dir = world->dir,
		.max_calls = 10,
	};
	struct RRouterInterfaceConnect r = {0};
	const char *why;
	struct stop stop;

	assert_int_equal(world_create_interface(world, "dd1", &r.in.hInterface),
			 0);
	assert_true(rrasd_listen(world->rrasd, &config, &why));
	begin(world, &stop);
	assert_null(world->rrasd->listener);
	world_dimsvc(world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, ERROR_SERVICE_IS_PAUSED);
	wait_for(world, &stop);
}

/* A link that neither hangs up nor dies does not hold up the daemon's end. */
static void test_deadline(void **state)
{
	struct world *world = *state;
	struct stop stop;

	world->config.dialer.hangup_timeout = 1;
	dial(world, "dd1");
	world_link_up(world);
	world->memory->obeys = false;
	begin(world, &stop);
	wait_for(world, &stop);
	assert_true(stop.left <= 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_links),	 TEST(test_links),    TEST(test_hurry),
		TEST(test_no_new_links), TEST(test_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
