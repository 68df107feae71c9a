/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * So many attempts at once: who waits, for how long, and who is next.
 */
#include "dialer_fixture.h"
#include "server/dialer/dial_queue.h"
#include "server/dialer/link.h"

/* -- the queue alone -- */

static struct dial_turn *order[8];
static unsigned came;

static void note_turn(void *private_data)
{
	order[came++] = *(struct dial_turn **)private_data;
}

static void turn_for(struct tevent_context *ev, unsigned wanted)
{
	while (came < wanted) {
		tevent_loop_once(ev);
	}
}

static void test_first_come_first_served(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct tevent_context *ev = tevent_context_init(mem_ctx);
	struct dial_queue *queue = dial_queue_create(mem_ctx, ev, 2);
	struct dial_turn *turns[6];
	size_t i;

	came = 0;
	for (i = 0; i < 6; i++) {
		turns[i] = dial_queue_enter(queue, queue, note_turn, &turns[i]);
		assert_int_equal(dial_turn_has_come(turns[i]), i < 2);
	}
	assert_int_equal(dial_queue_length(queue), 4);
	TALLOC_FREE(turns[3]); /* tired of waiting: no turn is lost by it */
	assert_int_equal(dial_queue_length(queue), 3);
	TALLOC_FREE(turns[0]);
	assert_int_equal(came, 0); /* told from the loop only */
	turn_for(ev, 1);
	assert_ptr_equal(order[0], turns[2]);
	TALLOC_FREE(turns[1]);
	TALLOC_FREE(turns[2]);
	turn_for(ev, 3);
	assert_ptr_equal(order[1], turns[4]);
	assert_ptr_equal(order[2], turns[5]);
	assert_true(dial_turn_has_come(turns[5]));
	assert_int_equal(dial_queue_length(queue), 0);
	TALLOC_FREE(turns[4]);
	TALLOC_FREE(turns[5]);
	talloc_free(mem_ctx);
}

/* Room that has just become free belongs to who waits. */
static void test_nobody_jumps_the_queue(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct tevent_context *ev = tevent_context_init(mem_ctx);
	struct dial_queue *queue = dial_queue_create(mem_ctx, ev, 1);
	struct dial_turn *first, *second, *third;

	came = 0;
	first = dial_queue_enter(queue, queue, note_turn, &first);
	second = dial_queue_enter(queue, queue, note_turn, &second);
	TALLOC_FREE(first);
	third = dial_queue_enter(queue, queue, note_turn, &third);
	assert_false(dial_turn_has_come(third));
	turn_for(ev, 1);
	assert_ptr_equal(order[0], second);
	TALLOC_FREE(second);
	TALLOC_FREE(third); /* with the room already promised to it */
	talloc_free(mem_ctx);
}

static void test_no_limit(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct tevent_context *ev = tevent_context_init(mem_ctx);
	struct dial_queue *queue = dial_queue_create(mem_ctx, ev, 0);
	struct dial_turn *turns[100];
	size_t i;

	for (i = 0; i < 100; i++) {
		turns[i] = dial_queue_enter(queue, queue, note_turn, NULL);
		assert_true(dial_turn_has_come(turns[i]));
	}
	for (i = 0; i < 100; i++) {
		TALLOC_FREE(turns[i]);
	}
	talloc_free(mem_ctx);
}

/* -- links in it -- */

#define LINKS 5

static const struct dialer_config narrow = {
	.dial_timeout = 60,
	.authenticate_timeout = 60,
	.network_timeout = 60,
	.hangup_timeout = 60,
	.max_dials = 2,
	.queue_timeout = 60,
};

struct crowd {
	struct fixture *f;
	struct dialer *dialer;
	struct dialer_link *links[LINKS];
	const struct dialer_status *status[LINKS];
};

static struct crowd dial_all(struct fixture *f,
			     const struct dialer_config *config)
{
	struct crowd crowd = {.f = f};
	size_t i;

	crowd.dialer =
		dialer_create(f, f->ev, config, f->ports, &f->memory->backend);
	for (i = 0; i < LINKS; i++) {
		crowd.links[i] =
			dialer_link_create(f, crowd.dialer, "l", NULL, NULL);
		crowd.status[i] = dialer_link_status(crowd.links[i]);
		assert_code(dialer_link_connect(crowd.links[i], &direct),
			    PENDING);
		assert_int_equal(crowd.status[i]->state, DIALER_CONNECTING);
		assert_int_equal(crowd.status[i]->phase,
				 i < 2 ? DIALER_PHASE_DIAL
				       : DIALER_PHASE_QUEUED);
	}
	assert_int_equal(f->memory->starts, 2);
	return crowd;
}

static void run_until_phase(struct crowd *crowd, size_t i,
			    enum dialer_phase which)
{
	while (crowd->status[i]->phase != which) {
		tevent_loop_once(crowd->f->ev);
	}
}

static void test_queued_link(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = dial_all(f, &narrow);

	assert_non_null(crowd.links[2]->deadline);
	/* what it will need is its own already */
	assert_string_equal(crowd.status[2]->device, ports[2]);
	assert_int_not_equal(crowd.status[2]->dwPort, 0);
	assert_int_equal(crowd.status[2]->pid, 0);
	assert_true(timerisset(&crowd.status[2]->attempt_started));
	assert_code(dialer_link_connect(crowd.links[2], &direct),
		    ERROR_ALREADY_CONNECTING);
	assert_code(dialer_link_connect(f->link, &direct),
		    ERROR_INTERFACE_HAS_NO_DEVICES);
}

/* A link that is up makes room, and one that fails does. */
static void test_turn_ends(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = dial_all(f, &narrow);

	ip_up(f); /* of the last one started: the second */
	assert_int_equal(crowd.status[1]->state, DIALER_CONNECTED);
	run_until_phase(&crowd, 2, DIALER_PHASE_DIAL);
	assert_int_equal(f->memory->starts, 3);
	assert_int_equal(crowd.status[2]->pid, 4711);
	assert_int_equal(crowd.status[3]->phase, DIALER_PHASE_QUEUED);
	gone(f, false, 16);
	assert_int_equal(crowd.status[2]->state, DIALER_DISCONNECTED);
	run_until_phase(&crowd, 3, DIALER_PHASE_DIAL);
	talloc_free(crowd.links[0]); /* in the middle of its attempt */
	run_until_phase(&crowd, 4, DIALER_PHASE_DIAL);
	assert_int_equal(f->memory->starts, 5);
}

/* One that is being hung up still has its process. */
static void test_turn_lasts_until_the_end(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = dial_all(f, &narrow);
	struct tevent_req *req;

	f->memory->obeys = false;
	req = dialer_link_disconnect_send(f, f->ev, crowd.links[1]);
	assert_int_equal(crowd.status[1]->state, DIALER_DISCONNECTING);
	assert_int_equal(crowd.status[2]->phase, DIALER_PHASE_QUEUED);
	gone(f, false, 5);
	run_until_phase(&crowd, 2, DIALER_PHASE_DIAL);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
}

static void test_disconnect_in_the_queue(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = dial_all(f, &narrow);
	struct tevent_req *wait, *disconnect;

	wait = dialer_link_wait_send(f, f->ev, crowd.links[2]);
	disconnect = dialer_link_disconnect_send(f, f->ev, crowd.links[2]);
	assert_int_equal(crowd.status[2]->state, DIALER_DISCONNECTED);
	assert_int_equal(crowd.status[2]->dwPort, 0);
	assert_true(tevent_req_poll(disconnect, f->ev));
	assert_code(dialer_link_disconnect_recv(disconnect), NO_ERROR);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_code(dialer_link_wait_recv(wait), ERROR_INTERFACE_DISCONNECTED);
	assert_false(crowd.status[2]->failed);
	ip_up(f);
	run_until_phase(&crowd, 3, DIALER_PHASE_DIAL);
	assert_int_equal(f->memory->starts, 3);
}

static void test_turn_never_comes(void **state)
{
	struct dialer_config impatient = narrow;
	struct fixture *f = *state;
	struct crowd crowd;

	impatient.queue_timeout = 1;
	crowd = dial_all(f, &impatient);
	run_until(f, crowd.links[4], DIALER_DISCONNECTED);
	assert_code(crowd.status[4]->last_error, ERROR_REQUEST_TIMEOUT);
	assert_true(crowd.status[4]->failed);
	assert_true(crowd.status[4]->reason[0] != '\0');
	assert_int_equal(crowd.status[1]->phase, DIALER_PHASE_DIAL);
	assert_int_equal(f->memory->starts, 2);
	talloc_free(crowd.dialer);
}

/* What Connect would have said is what the attempt ends with. */
static void test_start_fails_after_the_wait(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = dial_all(f, &narrow);

	f->memory->start_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	ip_up(f);
	run_until(f, crowd.links[2], DIALER_DISCONNECTED);
	assert_code(crowd.status[2]->last_error, ERROR_DDM_NOT_RUNNING);
	assert_true(crowd.status[2]->failed);
	run_until(f, crowd.links[4], DIALER_DISCONNECTED); /* and the next */
	assert_code(crowd.status[4]->last_error, ERROR_DDM_NOT_RUNNING);
}

static void test_freed_in_the_queue(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = dial_all(f, &narrow);
	struct tevent_req *wait =
		dialer_link_wait_send(f, f->ev, crowd.links[3]);

	talloc_free(crowd.links[2]);
	talloc_free(crowd.dialer); /* the others with it */
	assert_int_equal(f->memory->attempts, 0);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_code(dialer_link_wait_recv(wait), ERROR_OPERATION_ABORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_come_first_served),
		cmocka_unit_test(test_nobody_jumps_the_queue),
		cmocka_unit_test(test_no_limit),
		TEST(test_queued_link),
		TEST(test_turn_ends),
		TEST(test_turn_lasts_until_the_end),
		TEST(test_disconnect_in_the_queue),
		TEST(test_turn_never_comes),
		TEST(test_start_fails_after_the_wait),
		TEST(test_freed_in_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
