/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connect and Disconnect ([MS-RRASM] 3.1.4.22, 3.1.4.23) at the router: every
 * return code, and what GetInfo would show at each step.
 */
#include "router_fixture.h"
#include <stdio.h>
#include <time.h>
#include "server/router/router_private.h"

static void happen(struct fixture *f, struct dialer_event event)
{
	dialer_memory_event(f->memory->last, &event);
}

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

static void turn(struct fixture *f)
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		bool rung = false;

		tevent_add_timer(f->ev, f->mem,
				 tevent_timeval_current_ofs(0, 1000), ring,
				 &rung);
		while (!rung) {
			tevent_loop_once(f->ev);
		}
	}
}

static void come_up(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					.phase = DIALER_PHASE_NETWORK});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7",
					       .local = {htonl(0x0a000002)},
					       .remote = {htonl(0x0a000001)}}});
}

/* The peer refuses the password, and the child ends. */
static void refuse_password(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					.phase = DIALER_PHASE_AUTHENTICATE});
	happen(f, (struct dialer_event){
			  .type = DIALER_EVENT_AUTH,
			  .auth = {.ok = false, .message = "E=691 R=0"}});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 19, ""}});
}

static void child_gone(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_HANGUP});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 16, ""}});
}

static uint32_t connected_interface(struct fixture *f)
{
	uint32_t handle = make_interface(f, "dd1");

	assert_werror(router_connect(f->router, handle), PENDING);
	come_up(f);
	assert_werror(do_wait(f, handle), ERROR_SUCCESS);
	return handle;
}

static void test_connect(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");

	assert_werror(router_connect(f->router, handle), PENDING);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	assert_werror(router_connect(f->router, handle),
		      ERROR_ALREADY_CONNECTING);
	assert_werror(do_delete(f, handle), ERROR_INTERFACE_CONNECTED);
	come_up(f);
	assert_werror(do_wait(f, handle), ERROR_SUCCESS);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_werror(router_connect(f->router, handle), ERROR_SUCCESS);
	assert_werror(do_delete(f, handle), ERROR_INTERFACE_CONNECTED);
	/* However often it was asked for: one child. */
	assert_int_equal(f->memory->starts, 1);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, 0);
	assert_werror(do_disconnect(f, handle), ERROR_INTERFACE_NOT_CONNECTED);
	assert_werror(do_delete(f, handle), ERROR_SUCCESS);
}

static void test_handles(void **state)
{
	struct fixture *f = *state;

	assert_werror(router_connect(f->router, 0), ERROR_INVALID_HANDLE);
	assert_werror(router_connect(f->router, 999), ERROR_INVALID_HANDLE);
	assert_werror(router_connect(f->router, 1), ERROR_NOT_SUPPORTED);
	assert_werror(do_wait(f, 999), ERROR_INVALID_HANDLE);
	assert_werror(do_disconnect(f, 999), ERROR_INVALID_HANDLE);
	assert_werror(do_disconnect(f, 1), ERROR_NOT_SUPPORTED);
}

static void test_failure(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct tevent_req *wait;

	assert_werror(router_connect(f->router, handle), PENDING);
	wait = router_connect_wait_send(f->mem, f->ev, f->router, handle);
	refuse_password(f);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_werror(router_connect_wait_recv(wait),
		      ERROR_AUTHENTICATION_FAILURE);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE,
		     ERROR_AUTHENTICATION_FAILURE);
	/* A new attempt is not coloured by the old one. */
	assert_werror(router_connect(f->router, handle), PENDING);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	come_up(f);
	assert_werror(do_wait(f, handle), ERROR_SUCCESS);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
}

static void test_lost_link(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = connected_interface(f);
	uint32_t error;

	turn(f);
	child_gone(f);
	turn(f);
	error = router_get(f->router, handle)->dwLastError;
	assert_int_not_equal(error, 0);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, error);
}

/* A lost link, and not a failed attempt, however brief it was. */
static void test_lost_at_once(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	const struct router_interface *info;

	assert_werror(router_connect(f->router, handle), PENDING);
	come_up(f);
	child_gone(f);
	turn(f);
	info = router_get(f->router, handle);
	assert_int_equal(info->dwConnectionState, ROUTER_IF_STATE_DISCONNECTED);
	assert_int_equal(info->dwLastError, ERROR_NO_CONNECTION);
}

static void test_slow_hang_up(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = connected_interface(f);
	struct tevent_req *req;

	turn(f);
	f->memory->obeys = false;
	req = router_disconnect_send(f->mem, f->ev, f->router, handle);
	/* Until it is gone it is there. */
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_werror(do_delete(f, handle), ERROR_INTERFACE_CONNECTED);
	assert_werror(router_connect(f->router, handle),
		      ERROR_ALREADY_CONNECTING);
	child_gone(f);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(router_disconnect_recv(req), ERROR_SUCCESS);
	assert_state(f, handle, ROUTER_IF_STATE_DISCONNECTED, 0, 0);
}

static void test_cancelled_attempt(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct tevent_req *req;

	f->memory->obeys = false;
	assert_werror(router_connect(f->router, handle), PENDING);
	req = router_disconnect_send(f->mem, f->ev, f->router, handle);
	turn(f);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	child_gone(f);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(router_disconnect_recv(req), ERROR_SUCCESS);
	assert_int_equal(router_get(f->router, handle)->dwConnectionState,
			 ROUTER_IF_STATE_DISCONNECTED);
}

static void test_disabled(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct router_change change = {.fEnabled = false};

	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle),
		      ERROR_INTERFACE_DISABLED);
	assert_int_equal(f->memory->starts, 0);
	change.fEnabled = true;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle), PENDING);
}

static void test_disabling_hangs_up(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = connected_interface(f);
	struct router_change change = {.fEnabled = false};

	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	while (router_link_status(f->router, handle)->state !=
	       DIALER_DISCONNECTED) {
		tevent_loop_once(f->ev);
	}
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
}

static void test_paused(void **state)
{
	struct fixture *f = *state;
	uint32_t up = connected_interface(f);
	uint32_t down = make_interface(f, "dd2");
	const struct router_change disabled = {.fEnabled = false};

	router_pause(f->router);
	assert_true(router_is_paused(f->router));
	assert_werror(router_connect(f->router, down), ERROR_SERVICE_IS_PAUSED);
	assert_state(f, down, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_SERVICE_PAUSED, 0);
	/* A link that is up stays up, and can be hung up. */
	assert_state(f, up, ROUTER_IF_STATE_CONNECTED, 0, 0);
	assert_werror(do_disconnect(f, up), ERROR_SUCCESS);
	/* Paused comes before disabled; reasons add up. */
	assert_werror(do_set(f, down, &disabled), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, down), ERROR_SERVICE_IS_PAUSED);
	assert_state(
		f, down, ROUTER_IF_STATE_UNREACHABLE,
		MPR_INTERFACE_SERVICE_PAUSED | MPR_INTERFACE_ADMIN_DISABLED, 0);
	router_continue(f->router);
	assert_false(router_is_paused(f->router));
	assert_werror(router_connect(f->router, down),
		      ERROR_INTERFACE_DISABLED);
}

static void test_outside_hours(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	time_t later = time(NULL) + 3 * 24 * 3600;
	struct tm tm;
	char day[32];
	const char *hours[] = {day, NULL};
	struct router_change change = {
		.fEnabled = true, .set_hours = true, .DialoutHours = hours};

	localtime_r(&later, &tm);
	snprintf(day, sizeof(day), "%d 00:00-24:00", tm.tm_wday);
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle),
		      ERROR_DIALOUT_HOURS_RESTRICTION);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION, 0);
	change.DialoutHours = NULL;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle), PENDING);
}

static void test_no_device(void **state)
{
	struct fixture *f = *state;
	uint32_t one = make_interface(f, "dd1");
	uint32_t two = make_interface(f, "dd2");
	uint32_t three = make_interface(f, "dd3");

	/* Two ports, both in use. */
	assert_werror(router_connect(f->router, one), PENDING);
	assert_werror(router_connect(f->router, two), PENDING);
	assert_werror(router_connect(f->router, three),
		      ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_state(f, three, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_OUT_OF_RESOURCES,
		     ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_werror(do_disconnect(f, one), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, three), PENDING);
	assert_state(f, three, ROUTER_IF_STATE_CONNECTING, 0, 0);
}

static void test_cannot_dial(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");

	f->memory->probe_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	assert_werror(router_connect(f->router, handle), ERROR_DDM_NOT_RUNNING);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_DDM_NOT_RUNNING);
}

static void test_forbidden_settings(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct router_entry *entry = fixture_entry(f);
	struct router_change change = {.fEnabled = true, .entry = entry};

	entry->dwfOptions = MPRIO_RequirePAP;
	entry->dwEncryptionType = MPR_ET_Require;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle),
		      ERROR_NO_AUTH_PROTOCOL_AVAILABLE);
	assert_int_equal(f->memory->starts, 0);
}

static void test_what_the_dialer_gets(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	const struct dialer_memory_attempt *attempt;

	assert_werror(do_credentials(f, "dd1", "alice", "ISP", "secret"),
		      ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle), PENDING);
	attempt = dialer_memory_attempt(f->memory->last);
	assert_string_equal(attempt->name, "dd1");
	assert_string_equal(attempt->settings->user, "alice");
	assert_string_equal(attempt->settings->domain, "ISP");
	assert_string_equal(attempt->settings->password, "secret");
	assert_true(attempt->settings->allow_mschapv2);
	assert_false(attempt->settings->allow_pap);
}

/* A deletion that is being written: nobody can dial what is going. */
static void test_connect_while_deleting(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct interface *iface = interface_list_get(f->router->list, handle);
	struct tevent_req *req =
		router_delete_send(f->mem, f->ev, f->router, handle);

	while (!iface->leaving) {
		tevent_loop_once(f->ev);
	}
	assert_werror(router_connect(f->router, handle), ERROR_INVALID_HANDLE);
	assert_int_equal(f->memory->starts, 0);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(router_delete_recv(req), ERROR_SUCCESS);
}

/* Who waits is freed: the attempt goes on. */
static void test_abandoned_wait(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_interface(f, "dd1");
	struct tevent_req *req;

	assert_werror(router_connect(f->router, handle), PENDING);
	req = router_connect_wait_send(f->mem, f->ev, f->router, handle);
	TALLOC_FREE(req);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	come_up(f);
	assert_werror(do_wait(f, handle), ERROR_SUCCESS);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_connect),
		TEST(test_handles),
		TEST(test_failure),
		TEST(test_lost_link),
		TEST(test_lost_at_once),
		TEST(test_slow_hang_up),
		TEST(test_cancelled_attempt),
		TEST(test_disabled),
		TEST(test_disabling_hangs_up),
		TEST(test_paused),
		TEST(test_outside_hours),
		TEST(test_no_device),
		TEST(test_cannot_dial),
		TEST(test_forbidden_settings),
		TEST(test_what_the_dialer_gets),
		TEST(test_connect_while_deleting),
		TEST(test_abandoned_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
