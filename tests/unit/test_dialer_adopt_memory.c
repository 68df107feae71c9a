/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adoption whose every allocation is refused once: nothing is adopted, or all
 * is, and no link is harmed; what was not is found the next time.
 */
#include "adopt_fixture.h"
#include <signal.h>
#include "alloc_fail.h"
#include "server/dialer/link.h"

/* @return whether it is adopted */
static bool adopt_once(struct world *w)
{
	struct dialer_left *left;
	const char *why = NULL;
	size_t count;
	WERROR error;

	error = dialer_find_left(w->dialer, w, &left, &count, &why);
	if (!W_ERROR_IS_OK(error)) {
		assert_non_null(why);
		assert_true(why[0] != '\0');
		return false;
	}
	assert_int_equal(count, 1);
	assert_true(left->usable);
	error = dialer_link_adopt(w->links[0], left, NULL);
	if (!W_ERROR_IS_OK(error)) {
		assert_code(error, ERROR_NOT_ENOUGH_MEMORY);
		assert_int_equal(w->links[0]->note.length, 0);
	}
	return W_ERROR_IS_OK(error);
}

static void test_alive(void **state)
{
	pid_t pid = start_links(1);
	const struct dialer_status *status;
	size_t not_adopted = 0;
	bool adopted, refused;
	struct world *w;

	do {
		w = make_world(1);
		status = dialer_link_status(w->links[0]);
		alloc_fail_arm();
		adopted = adopt_once(w);
		refused = alloc_fail_disarm();
		assert_int_equal(status->state, adopted ? DIALER_CONNECTED
							: DIALER_DISCONNECTED);
		assert_int_equal(w->memory->attempts, adopted);
		assert_true(adopted || refused);
		not_adopted += !adopted;
		dialer_leave(w->dialer);
		end_world(w);
		assert_int_equal(kill(pid, 0), 0);
	} while (refused);
	assert_true(not_adopted > 0);
	w = make_world(1);
	adopt_all(w, 1);
	kill_links(pid);
	end_world(w);
}

/* Its end is told, or its files stay for the next daemon. */
static void test_dead(void **state)
{
	const struct dialer_status *status;
	size_t not_adopted = 0;
	bool adopted, refused;
	struct world *w;

	kill_links(start_links(1));
	do {
		w = make_world(1);
		status = dialer_link_status(w->links[0]);
		alloc_fail_arm();
		adopted = adopt_once(w);
		refused = alloc_fail_disarm();
		assert_int_equal(status->state, adopted ? DIALER_CONNECTED
							: DIALER_DISCONNECTED);
		assert_true(adopted || refused);
		not_adopted += !adopted;
		dialer_leave(w->dialer);
		end_world(w);
	} while (refused);
	assert_true(not_adopted > 0);
	assert_int_equal(count_left(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alive),
		cmocka_unit_test(test_dead),
	};

	return cmocka_run_group_tests(tests, make_run_dir, remove_run_dir);
}
