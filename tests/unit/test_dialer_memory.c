/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link whose every allocation is refused once, at every step of its life:
 * it is never left in a state that nothing ends, it says why it has failed,
 * and nothing of it stays.
 */
#include "alloc_fail.h"
#include "dialer_fixture.h"

/* A story is told until nothing is refused in it any more. */
static void tell(void (*story)(struct fixture *f))
{
	size_t before = alloc_fail_count();
	bool refused;
	void *state;

	do {
		assert_int_equal(setup(&state), 0);
		alloc_fail_arm();
		story(state);
		refused = alloc_fail_disarm();
		assert_int_equal(teardown(&state), 0);
	} while (refused);
	assert_true(alloc_fail_count() > before);
}

/* Without memory nothing may have begun; @last is the attempt before. */
static void begin_again(struct fixture *f, const struct dialer_attempt *last)
{
	WERROR error = dialer_link_connect(f->link, &direct);

	if (W_ERROR_V(error) != PENDING) {
		assert_code(error, ERROR_NOT_ENOUGH_MEMORY);
		assert_int_equal(f->status->state, DIALER_DISCONNECTED);
		assert_ptr_equal(f->memory->last, last);
		dial(f);
	}
}

static void begin(struct fixture *f)
{
	begin_again(f, NULL);
}

/* What happens while there is an attempt that it can happen to. */
static void perhaps(struct fixture *f, struct dialer_event event)
{
	if (f->memory->last != NULL) {
		happen(f, event);
	}
}

static void perhaps_phase(struct fixture *f, enum dialer_phase which)
{
	perhaps(f, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					 .phase = which});
}

static void come_up(struct fixture *f)
{
	static const struct dialer_event up = {
		.type = DIALER_EVENT_IP_UP,
		.ip = {.ifname = "ppp7", .ifindex = 70}};
	static const struct dialer_event lcp = {
		.type = DIALER_EVENT_LCP,
		.lcp = {.endpoint = "00:11:22:33:44:55"}};

	begin(f);
	perhaps_phase(f, DIALER_PHASE_LCP);
	perhaps(f, lcp);
	perhaps_phase(f, DIALER_PHASE_AUTHENTICATE);
	perhaps_phase(f, DIALER_PHASE_NETWORK);
	perhaps(f, up);
}

/* The end of the attempt, whose child obeys. */
static void end(struct fixture *f)
{
	f->memory->obeys = true;
	while (f->status->state != DIALER_DISCONNECTED) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(f->memory->attempts, 0);
	assert_int_equal(f->status->pid, 0);
	assert_int_equal(f->status->phase, DIALER_PHASE_NONE);
}

/* An attempt that was cut short by us says so. */
static void assert_up_or_no_memory(struct fixture *f)
{
	if (f->status->state == DIALER_CONNECTED) {
		return;
	}
	end(f);
	assert_code(f->status->last_error, ERROR_NOT_ENOUGH_MEMORY);
	assert_true(f->status->failed);
}

static void hang_up(struct fixture *f)
{
	struct tevent_req *req = dialer_link_disconnect_send(f, f->ev, f->link);

	if (req == NULL) {
		req = dialer_link_disconnect_send(f, f->ev, f->link);
	}
	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	talloc_free(req);
	end(f);
}

static void up_and_down(struct fixture *f)
{
	f->memory->obeys = true;
	come_up(f);
	assert_up_or_no_memory(f);
	hang_up(f);
}

static void test_up_and_down(void **state)
{
	tell(up_and_down);
}

static void with_a_waiter(struct fixture *f)
{
	struct tevent_req *req;
	WERROR error;

	f->memory->obeys = true;
	begin(f);
	req = dialer_link_wait_send(f, f->ev, f->link);
	if (req == NULL) {
		req = dialer_link_wait_send(f, f->ev, f->link);
	}
	assert_non_null(req);
	perhaps_phase(f, DIALER_PHASE_NETWORK);
	if (f->memory->last != NULL) {
		ip_up(f);
	}
	assert_true(tevent_req_poll(req, f->ev));
	error = dialer_link_wait_recv(req);
	if (!W_ERROR_IS_OK(error)) {
		assert_code(error, ERROR_NOT_ENOUGH_MEMORY);
	}
	talloc_free(req);
	hang_up(f);
}

static void test_with_a_waiter(void **state)
{
	tell(with_a_waiter);
}

/* The peer's refusal stays the reason, even when its words are lost. */
static void refused(struct fixture *f)
{
	static const struct dialer_event no = {
		.type = DIALER_EVENT_AUTH,
		.auth = {.ok = false, .message = "E=691 R=0"}};

	f->memory->obeys = true;
	begin(f);
	perhaps_phase(f, DIALER_PHASE_AUTHENTICATE);
	perhaps(f, no);
	if (f->memory->last != NULL) {
		gone(f, false, 19);
	}
	end(f);
	if (W_ERROR_V(f->status->last_error) != ERROR_NOT_ENOUGH_MEMORY) {
		assert_code(f->status->last_error,
			    ERROR_AUTHENTICATION_FAILURE);
	}
}

static void test_refused(void **state)
{
	tell(refused);
}

/* A child that never obeys is given up all the same. */
static void stubborn(struct fixture *f)
{
	come_up(f);
	if (f->status->state == DIALER_CONNECTED) {
		struct tevent_req *req =
			dialer_link_disconnect_send(f, f->ev, f->link);

		talloc_free(req);
	}
	while (f->status->state == DIALER_CONNECTED) {
		struct tevent_req *req =
			dialer_link_disconnect_send(f, f->ev, f->link);

		talloc_free(req);
	}
	end(f);
}

static void test_stubborn(void **state)
{
	tell(stubborn);
}

/* A dialer for one attempt at a time, and its first link, which dials. */
static struct dialer_link *occupied(struct fixture *f)
{
	static const struct dialer_config one = {.dial_timeout = 1,
						 .authenticate_timeout = 1,
						 .network_timeout = 1,
						 .hangup_timeout = 1,
						 .max_dials = 1,
						 .queue_timeout = 1};
	struct dialer_link *first;

	f->memory->obeys = true;
	TALLOC_FREE(f->link);
	TALLOC_FREE(f->dialer);
	f->dialer =
		dialer_create(f, f->ev, &one, f->ports, &f->memory->backend);
	f->link = dialer_link_create(f, f->dialer, "link", NULL, NULL);
	f->status = dialer_link_status(f->link);
	first = dialer_link_create(f, f->dialer, "first", NULL, NULL);
	assert_code(dialer_link_connect(first, &direct), PENDING);
	return first;
}

static void queued(struct fixture *f)
{
	struct dialer_link *first;
	struct dialer_attempt *dials;

	alloc_fail_pause(true);
	first = occupied(f);
	dials = f->memory->last;
	alloc_fail_pause(false);
	begin_again(f, dials);
	talloc_free(first); /* ends its attempt */
	while (f->status->phase == DIALER_PHASE_QUEUED) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	perhaps_phase(f, DIALER_PHASE_NETWORK);
	if (f->memory->last != NULL) {
		ip_up(f);
	}
	assert_up_or_no_memory(f);
	hang_up(f);
}

static void test_queued(void **state)
{
	tell(queued);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_up_and_down),
		cmocka_unit_test(test_with_a_waiter),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_stubborn),
		cmocka_unit_test(test_queued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
