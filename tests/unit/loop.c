/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running an event loop; see loop.h. */
#include "loop.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void guard(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	fail_msg("nothing happened");
}

void loop_until(struct tevent_context *ev, const size_t *counter, size_t value)
{
	struct tevent_timer *te = tevent_add_timer(
		ev, ev, tevent_timeval_current_ofs(30, 0), guard, NULL);

	while (*counter < value) {
		assert_int_equal(tevent_loop_once(ev), 0);
	}
	talloc_free(te);
}
