/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the router dials by itself. */
#include "autodial_fixture.h"
#include <string.h>
#include "server/router/router_private.h"

/* -- redial -- */

static void test_redial(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 2, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_PORT_DISCONNECTED);
	pass_time(f, handle, 9);
	assert_int_equal(starts(f), 1);
	pass_time(f, handle, 1);
	assert_int_equal(starts(f), 2);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	end_attempt(f);
	pass_time(f, handle, 19); /* ever farther */
	assert_int_equal(starts(f), 2);
	pass_time(f, handle, 1);
	assert_int_equal(starts(f), 3);
	end_attempt(f); /* the second redial: no more */
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass_time(f, handle, 3600);
	assert_int_equal(starts(f), 3);
	assert_werror(do_disconnect(f, handle), ERROR_INTERFACE_NOT_CONNECTED);
	/* a Connect by hand begins a new series */
	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
}

/* The timers are real, whatever clock they obey. */
static void test_timer_fires(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, true);

	assert_int_equal(starts(f), 1);
	come_up(f);
	pass_time(f, handle, 3600);
	end_attempt(f);
	assert_int_not_equal(router_next_dial(f->router, handle), 0);
	boot.tv_sec += 10; /* and nobody looks */
	while (starts(f) < 2) {
		tevent_loop_once(f->ev);
	}
}

static void test_success_ends_the_series(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 1, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	pass_time(f, handle, 10);
	come_up(f);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	pass_time(f, handle, 3600);
	end_attempt(f); /* a loss, and RedialOnLinkFailure is not set */
	assert_int_equal(router_next_dial(f->router, handle), 0);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0,
		     ERROR_NO_CONNECTION);
}

static void test_refused_user(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 5, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	refuse_attempt(f);
	assert_int_equal(router_next_dial(f->router, handle), wall + 1800);
	/* who gives another password means it to be tried */
	assert_werror(do_credentials(f, "dd1", "alice", "", "right"),
		      ERROR_SUCCESS);
	assert_int_equal(starts(f), 2);
	assert_string_equal(
		dialer_memory_attempt(f->memory->last)->settings->password,
		"right");
}

/* -- hands -- */

static void test_disconnect_ends_a_wait(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	assert_werror(do_disconnect(f, handle), ERROR_INTERFACE_NOT_CONNECTED);
	pass_time(f, handle, 3600);
	assert_int_equal(starts(f), 1);
	/* the attempt has failed all the same */
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_PORT_DISCONNECTED);
}

static void test_connect_ends_a_wait(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	assert_werror(router_connect(f->router, handle), PENDING);
	assert_int_equal(starts(f), 2);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass_time(f, handle, 60); /* the wait's end is nobody's any more */
	assert_int_equal(starts(f), 2);
}

static void test_disconnect_of_an_attempt_of_a_series(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 9, false);

	assert_werror(router_connect(f->router, handle), PENDING);
	end_attempt(f);
	pass_time(f, handle, 10);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	turn_loop(f);
	assert_int_equal(router_next_dial(f->router, handle), 0);
	pass_time(f, handle, 3600);
	assert_int_equal(starts(f), 2);
}

/* -- persistent -- */

static void test_persistent_at_start(void **state)
{
	struct fixture *f = *state;
	uint32_t handle;

	make_redialed(f, "dd1", PERSISTENT);
	handle = make_redialed(f, "dd2", 3, false);
	assert_int_equal(starts(f), 1); /* from its creation on */
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	turn_loop(f);
	assert_int_equal(starts(f), 0); /* it is not yet known what is up */
	router_start_dialing(f->router);
	assert_int_equal(starts(f), 1);
	assert_string_equal(dialer_memory_attempt(f->memory->last)->name,
			    "dd1");
	assert_int_equal(router_next_dial(f->router, handle), 0);
}

static void test_persistent_is_kept_up(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", PERSISTENT);
	unsigned i;

	for (i = 0; i < 50; i++) { /* it never gives up */
		assert_int_equal(starts(f), i + 1);
		end_attempt(f);
		pass_time(f, handle, 40);
	}
	come_up(f);
	pass_time(f, handle, 61);
	end_attempt(f);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_NO_CONNECTION);
	pass_time(f, handle, 1); /* at once */
	assert_int_equal(starts(f), i + 2);
}

static void test_flapping(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", PERSISTENT);

	come_up(f);
	end_attempt(f);
	pass_time(f, handle, 1); /* the first loss */
	assert_int_equal(starts(f), 2);
	come_up(f);
	pass_time(f, handle, 5);
	end_attempt(f);
	pass_time(f, handle, 19);
	assert_int_equal(starts(f), 2);
	pass_time(f, handle, 1);
	assert_int_equal(starts(f), 3);
}

static void test_persistent_and_disconnect(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", PERSISTENT);
	struct router_change change = {.fEnabled = false};

	come_up(f);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	turn_loop(f);
	pass_time(f, handle, 3600);
	assert_int_equal(starts(f), 1);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, 0);
	/* disabled and enabled it is as new */
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_int_equal(starts(f), 2);
	come_up(f);
	/* disabling hangs up, and does not dial */
	change.fEnabled = false;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	turn_loop(f);
	pass_time(f, handle, 3600);
	assert_int_equal(starts(f), 2);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_int_equal(starts(f), 3);
}

static void test_persistent_without_a_device(void **state)
{
	struct fixture *f = *state;
	uint32_t handle;

	f->memory->start_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	handle = make_redialed(f, "dd1", PERSISTENT);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_DDM_NOT_RUNNING);
	assert_int_equal(router_next_dial(f->router, handle), wall + 10);
	f->memory->start_result = WERR_OK;
	/* a Connect that fails at once does not end it either */
	f->memory->probe_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	assert_werror(router_connect(f->router, handle), ERROR_DDM_NOT_RUNNING);
	assert_int_not_equal(router_next_dial(f->router, handle), 0);
	f->memory->probe_result = WERR_OK;
	pass_time(f, handle, 10);
	assert_int_equal(starts(f), 1);
}

/* The entry becomes persistent in an editor, and is read again. */
static void test_becomes_persistent(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);
	char *text = read_phonebook(f);
	char *key = strstr(text, "RedialOnLinkFailure=0");

	assert_non_null(key);
	key[strlen("RedialOnLinkFailure=")] = '1';
	write_phonebook(f, text);
	assert_int_equal(starts(f), 0);
	assert_werror(do_reload(f, handle), ERROR_SUCCESS);
	assert_int_equal(starts(f), 1);
}

/* -- demand -- */

static void test_demand(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);
	struct autodial *autodial = autodial_of(f, handle);

	assert_true(autodial_demand(autodial));
	assert_int_equal(starts(f), 1);
	assert_true(autodial_demand(autodial)); /* it is under way */
	assert_int_equal(starts(f), 1);
	end_attempt(f);
	assert_false(autodial_demand(autodial));
	pass_time(f, handle, 9);
	assert_false(autodial_demand(autodial));
	pass_time(f, handle, 1);
	assert_true(autodial_demand(autodial));
	assert_int_equal(starts(f), 2);
	end_attempt(f);
	pass_time(f, handle, 10); /* twice as long */
	assert_false(autodial_demand(autodial));
	pass_time(f, handle, 10);
	assert_true(autodial_demand(autodial));
	come_up(f);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	turn_loop(f);
	/* the next packet wants it again */
	assert_true(autodial_demand(autodial));
}

static void test_demand_is_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_redialed(f, "dd1", 0, false);
	struct autodial *autodial = autodial_of(f, handle);
	struct router_change change = {.fEnabled = false};

	router_pause(f->router);
	assert_false(autodial_demand(autodial));
	router_continue(f->router);
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_false(autodial_demand(autodial));
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	set_hours(f, handle, "3 00:00-24:00");
	assert_false(autodial_demand(autodial));
	assert_int_equal(starts(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AUTODIAL_TEST(test_redial),
		AUTODIAL_TEST(test_timer_fires),
		AUTODIAL_TEST(test_success_ends_the_series),
		AUTODIAL_TEST(test_refused_user),
		AUTODIAL_TEST(test_disconnect_ends_a_wait),
		AUTODIAL_TEST(test_connect_ends_a_wait),
		AUTODIAL_TEST(test_disconnect_of_an_attempt_of_a_series),
		AUTODIAL_TEST(test_persistent_at_start),
		AUTODIAL_TEST(test_persistent_is_kept_up),
		AUTODIAL_TEST(test_flapping),
		AUTODIAL_TEST(test_persistent_and_disconnect),
		AUTODIAL_TEST(test_persistent_without_a_device),
		AUTODIAL_TEST(test_becomes_persistent),
		AUTODIAL_TEST(test_demand),
		AUTODIAL_TEST(test_demand_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
