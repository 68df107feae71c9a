/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A peer of a daemon that is short of memory: its call is answered, or its
 * connection is closed; it never waits for ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/rrasd/dispatch.h"
#include "alloc_fail.h"
#include "rrasd_peer.h"

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

/* Something to read, or the end of it. */
static bool is_over(int fd)
{
	char byte;
	ssize_t got = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return got >= 0 || errno == ECONNRESET;
}

/* What comes of a question; false when nothing was refused any more. It is
 * over when it is over, on a loaded machine too; a little longer, for what the
 * daemon does behind its answer. */
static bool ask(struct peer_fixture *f)
{
	bool refused, rung = false, too_long = false;
	struct tevent_timer *bound;

	tevent_add_timer(f->fake->ev, f, tevent_timeval_current_ofs(0, 5000),
			 ring, &rung);
	bound = tevent_add_timer(f->fake->ev, f,
				 tevent_timeval_current_ofs(30, 0), ring,
				 &too_long);
	peer_send_call(f, 1, 0);
	alloc_fail_arm();
	while (!rung || (!is_over(f->fd) && !too_long)) {
		assert_int_equal(tevent_loop_once(f->fake->ev), 0);
	}
	refused = alloc_fail_disarm();
	assert_false(too_long);
	talloc_free(bound);
	peer_turn(f);
	assert_true(is_over(f->fd));
	assert_int_equal(dispatch_num_calls(f->fake->rrasd.dispatch), 0);
	return refused;
}

static void test_answered_or_closed(void **state)
{
	void *fixture;
	bool refused;

	do {
		assert_int_equal(peer_setup(&fixture), 0);
		refused = ask(fixture);
		assert_int_equal(peer_teardown(&fixture), 0);
	} while (refused);
	assert_true(alloc_fail_count() > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answered_or_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
