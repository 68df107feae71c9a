/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a link remembers of its attempts, and that it is told once of each.
 */
#include <time.h>
#include "dialer_fixture.h"
#include "server/dialer/history.h"

/* The clock of attempts stands still, but for elapse(): a loaded machine does
 * not change what is measured. */
static struct timespec boottime = {1000, 999999999};

int __wrap_clock_gettime(clockid_t which, struct timespec *now);
int __real_clock_gettime(clockid_t which, struct timespec *now);

int __wrap_clock_gettime(clockid_t which, struct timespec *now)
{
	if (which != CLOCK_BOOTTIME) {
		return __real_clock_gettime(which, now);
	}
	*now = boottime;
	return 0;
}

static void elapse(unsigned us)
{
	boottime.tv_nsec += us * 1000L;
	boottime.tv_sec += boottime.tv_nsec / 1000000000;
	boottime.tv_nsec %= 1000000000;
}

static const struct dialer_attempt_record *only(struct fixture *f)
{
	const struct dialer_attempt_record *records;
	size_t count;

	records = dialer_history_get(dialer_link_history(f->link), &count);
	assert_int_equal(count, 1);
	return records;
}

static void test_nothing_yet(void **state)
{
	struct fixture *f = *state;
	struct dialer_history *history = dialer_link_history(f->link);
	size_t count = 7;

	dialer_history_get(history, &count);
	assert_int_equal(count, 0);
	assert_null(dialer_history_present(history));
	/* What a link costs that was never dialed. */
	assert_true(talloc_total_size(history) < 128);
	assert_int_equal(talloc_total_blocks(history), 1);
	/* Nothing is under way, so there is nothing to write into. */
	dialer_history_phase(history, DIALER_PHASE_LCP);
	dialer_history_target(history, &direct);
	assert_null(dialer_history_end(history, f->status));
	assert_int_equal(talloc_total_blocks(history), 1);
}

static void test_failed_attempt(void **state)
{
	struct fixture *f = *state;
	const struct dialer_attempt_record *record;

	dial(f);
	record = only(f);
	assert_false(record->ended);
	assert_int_equal(record->kind, DIALER_KIND_DIRECT);
	assert_string_equal(record->device, "/dev/null");
	assert_string_equal(record->number, "");
	assert_int_equal(record->targets_tried, 1);
	assert_int_equal(record->farthest, DIALER_PHASE_DIAL);
	assert_int_equal(record->started.tv_sec,
			 f->status->attempt_started.tv_sec);
	assert_ptr_equal(dialer_history_present(dialer_link_history(f->link)),
			 record);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_AUTH,
					.auth = {false, 0, "E=691"}});
	phase(f, DIALER_PHASE_HANGUP);
	gone(f, false, 16);
	record = only(f);
	assert_true(record->ended && record->failed && !record->adopted);
	assert_code(record->last_error, ERROR_AUTHENTICATION_FAILURE);
	assert_string_equal(record->reason, f->status->reason);
	assert_int_equal(record->farthest, DIALER_PHASE_AUTHENTICATE);
	assert_null(dialer_history_present(dialer_link_history(f->link)));
}

/* Each millisecond belongs to the phase that it was spent in. */
static void test_phases_are_measured(void **state)
{
	struct fixture *f = *state;
	const struct dialer_attempt_record *record;
	uint64_t before;

	dial(f);
	elapse(20000);
	phase(f, DIALER_PHASE_NETWORK);
	elapse(30500);
	ip_up(f);
	record = only(f);
	assert_int_equal(record->phase_ms[DIALER_PHASE_DIAL], 20);
	assert_int_equal(record->phase_ms[DIALER_PHASE_NETWORK], 30);
	assert_int_equal(record->phase_ms[DIALER_PHASE_LCP], 0);
	assert_int_equal(record->farthest, DIALER_PHASE_UP);
	/* It goes on while nobody looks. */
	before = record->phase_ms[DIALER_PHASE_UP];
	elapse(20000);
	assert_int_equal(only(f)->phase_ms[DIALER_PHASE_UP], before + 20);
	gone(f, true, 9);
	before = only(f)->phase_ms[DIALER_PHASE_UP];
	elapse(20000);
	assert_int_equal(only(f)->phase_ms[DIALER_PHASE_UP], before);
	assert_int_equal(only(f)->phase_ms[DIALER_PHASE_NONE], 0);
}

/* A peer that negotiates anew: what follows belongs to the same attempt. */
static void test_negotiated_anew(void **state)
{
	struct fixture *f = *state;

	connected(f);
	simple(f, DIALER_EVENT_IP_DOWN);
	elapse(20000);
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	assert_false(only(f)->ended);
	assert_int_equal(only(f)->phase_ms[DIALER_PHASE_HANGUP], 20);
	assert_int_equal(only(f)->farthest, DIALER_PHASE_UP);
}

static void test_the_oldest_go(void **state)
{
	struct fixture *f = *state;
	struct dialer_history *history = dialer_link_history(f->link);
	const struct dialer_attempt_record *records;
	char number[16];
	size_t count, i;

	for (i = 0; i < DIALER_HISTORY_MAX + 5; i++) {
		struct dialer_settings settings = direct;

		snprintf(number, sizeof(number), "%zu", i);
		settings.kind = DIALER_KIND_MODEM;
		settings.number = number;
		assert_code(dialer_link_connect(f->link, &settings), PENDING);
		gone(f, true, 9);
	}
	records = dialer_history_get(history, &count);
	assert_int_equal(count, DIALER_HISTORY_MAX);
	assert_string_equal(records[0].number, "5");
	assert_string_equal(records[count - 1].number, "20");
	assert_string_equal(records[0].device, "/dev/null");
	/* The device and the reason are there once, the numbers are not. */
	assert_ptr_equal(records[0].device, records[count - 1].device);
	assert_ptr_equal(records[0].reason, records[count - 1].reason);
	assert_int_equal(talloc_total_blocks(history),
			 1 + 1 + 2 + DIALER_HISTORY_MAX);
	assert_true(talloc_total_size(history) < 4096);
}

static void test_adopted(void **state)
{
	struct fixture *f = *state;
	struct dialer_history *history = dialer_history_create(f);
	const struct dialer_attempt_record *record;
	struct dialer_status status = {
		.state = DIALER_CONNECTED,
		.phase = DIALER_PHASE_UP,
		.attempt_started = {1000000000, 7},
		.kind = DIALER_KIND_DIRECT,
		.adopted = true,
	};
	size_t count;

	clock_gettime(CLOCK_BOOTTIME, &status.connected_boottime);
	status.connected_boottime.tv_sec -= 60;
	dialer_history_begin(history, &status);
	dialer_history_target(history, &direct);
	record = dialer_history_get(history, &count);
	assert_int_equal(count, 1);
	assert_true(record->adopted);
	assert_int_equal(record->started.tv_sec, 1000000000);
	assert_int_equal(record->started.tv_nsec, 7000);
	assert_int_equal(record->farthest, DIALER_PHASE_UP);
	assert_true(record->phase_ms[DIALER_PHASE_UP] >= 60000);
}

/* -- who watches all attempts -- */

struct seen {
	unsigned ups, ends, failures;
};

static void watch(const struct dialer_attempt_record *record,
		  void *private_data)
{
	struct seen *seen = private_data;

	if (!record->ended) {
		assert_int_equal(record->farthest, DIALER_PHASE_UP);
		seen->ups++;
	} else {
		seen->ends++;
		seen->failures += record->failed ? 1 : 0;
	}
}

static void test_watched(void **state)
{
	struct fixture *f = *state;
	struct seen seen = {0};

	dialer_watch_attempts(f->dialer, watch, &seen);
	dial(f);
	assert_int_equal(seen.ups + seen.ends, 0);
	gone(f, true, 9);
	assert_int_equal(seen.ups, 0);
	assert_int_equal(seen.ends, 1);
	connected(f);
	ip6_up(f);
	assert_int_equal(seen.ups, 1);
	simple(f, DIALER_EVENT_IP_DOWN);
	ip_up(f);
	assert_int_equal(seen.ups, 1); /* the same attempt */
	gone(f, true, 9);
	assert_int_equal(seen.ends, 2);
	assert_int_equal(seen.failures, 2);
	dialer_watch_attempts(f->dialer, NULL, NULL);
	dial(f);
	gone(f, true, 9);
	assert_int_equal(seen.ends, 2);
}

static void test_names(void **state)
{
	assert_string_equal(dialer_phase_name(DIALER_PHASE_NONE), "");
	assert_string_equal(dialer_phase_name(DIALER_PHASE_QUEUED), "queued");
	assert_string_equal(dialer_phase_name(DIALER_PHASE_HANGUP), "hangup");
	assert_string_equal(dialer_kind_name(DIALER_KIND_PPPOE), "pppoe");
	assert_string_equal(dialer_kind_name(DIALER_KIND_SSTP), "sstp");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_yet),
		TEST(test_failed_attempt),
		TEST(test_phases_are_measured),
		TEST(test_negotiated_anew),
		TEST(test_the_oldest_go),
		TEST(test_adopted),
		TEST(test_watched),
		TEST(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
