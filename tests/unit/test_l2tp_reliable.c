/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reliable delivery of L2TP control messages (RFC 2661 section 5.8).
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "l2tp_reliable.h"
#include "loop.h"

#define MAX_SENT 64

struct fixture {
	struct tevent_context *ev;
	struct l2tp_reliable *reliable;
	struct {
		size_t size;
		uint16_t type, ns, nr;
	} sent[MAX_SENT];
	size_t count, lost;
};

static uint16_t get16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void transmit(const uint8_t *bytes, size_t size, void *private_data)
{
	struct fixture *f = private_data;

	assert_true(f->count < MAX_SENT);
	f->sent[f->count].size = size;
	f->sent[f->count].type =
		size > L2TP_HEADER_SIZE ? get16(bytes + 18) : 0;
	f->sent[f->count].ns = get16(bytes + 8);
	f->sent[f->count].nr = get16(bytes + 10);
	f->count++;
}

static void lost(void *private_data)
{
	struct fixture *f = private_data;

	f->lost++;
	TALLOC_FREE(f->reliable); /* it may */
}

static void begin(struct fixture *f, uint32_t wait, uint32_t tries)
{
	const struct l2tp_reliable_config config = {
		.first_wait = wait,
		.longest_wait = wait * 8,
		.tries = tries,
		.transmit = transmit,
		.lost = lost,
		.private_data = f,
	};

	talloc_free(f->reliable);
	f->reliable = l2tp_reliable_create(f, f->ev, &config);
	assert_non_null(f->reliable);
	f->count = 0;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	begin(f, 60000, 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static void say(struct fixture *f, enum l2tp_type type)
{
	struct l2tp_writer writer;

	l2tp_write(&writer, type, 1, 0);
	assert_true(l2tp_reliable_send(f->reliable, &writer));
}

static enum l2tp_arrival hear(struct fixture *f, enum l2tp_type type,
			      uint16_t ns, uint16_t nr)
{
	const struct l2tp_header header = {.ns = ns, .nr = nr};

	return l2tp_reliable_receive(f->reliable, &header, type);
}

static void assert_sent(const struct fixture *f, size_t i, uint16_t type,
			uint16_t ns, uint16_t nr)
{
	assert_true(i < f->count);
	assert_int_equal(f->sent[i].type, type);
	assert_int_equal(f->sent[i].ns, ns);
	assert_int_equal(f->sent[i].nr, nr);
}

static void test_numbers(void **state)
{
	struct fixture *f = *state;

	say(f, L2TP_SCCRQ);
	assert_sent(f, 0, L2TP_SCCRQ, 0, 0);
	assert_int_equal(hear(f, L2TP_SCCRP, 0, 1), L2TP_ARRIVAL_NEW);
	assert_true(l2tp_reliable_is_idle(f->reliable));
	say(f, L2TP_SCCCN);
	say(f, L2TP_ICRQ);
	assert_sent(f, 1, L2TP_SCCCN, 1, 1);
	assert_sent(f, 2, L2TP_ICRQ, 2, 1);
	/* they have acknowledged */
	l2tp_reliable_acknowledge(f->reliable);
	assert_int_equal(f->count, 3);
}

static void test_acknowledge(void **state)
{
	struct fixture *f = *state;

	l2tp_reliable_acknowledge(f->reliable);
	assert_int_equal(f->count, 0);
	assert_int_equal(hear(f, L2TP_HELLO, 0, 0), L2TP_ARRIVAL_NEW);
	l2tp_reliable_acknowledge(f->reliable);
	assert_sent(f, 0, L2TP_ZLB, 0, 1);
	assert_int_equal(f->sent[0].size, L2TP_HEADER_SIZE);
	/* once is enough, and it has used no number up */
	l2tp_reliable_acknowledge(f->reliable);
	say(f, L2TP_HELLO);
	assert_int_equal(f->count, 2);
	assert_sent(f, 1, L2TP_HELLO, 0, 1);
}

static void test_zlb_is_no_message(void **state)
{
	struct fixture *f = *state;

	say(f, L2TP_HELLO);
	assert_int_equal(hear(f, L2TP_ZLB, 0, 1), L2TP_ARRIVAL_ACK);
	assert_true(l2tp_reliable_is_idle(f->reliable));
	assert_int_equal(hear(f, L2TP_HELLO, 0, 1), L2TP_ARRIVAL_NEW);
}

static void test_duplicate(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(hear(f, L2TP_HELLO, 0, 0), L2TP_ARRIVAL_NEW);
	l2tp_reliable_acknowledge(f->reliable);
	/* "MUST be acknowledged" each time */
	assert_int_equal(hear(f, L2TP_HELLO, 0, 0), L2TP_ARRIVAL_OLD);
	assert_int_equal(f->count, 2);
	assert_sent(f, 1, L2TP_ZLB, 0, 1);
}

static void test_early(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(hear(f, L2TP_HELLO, 1, 0), L2TP_ARRIVAL_EARLY);
	assert_int_equal(hear(f, L2TP_HELLO, 32767, 0), L2TP_ARRIVAL_EARLY);
	assert_int_equal(hear(f, L2TP_HELLO, 32768, 0), L2TP_ARRIVAL_OLD);
	assert_int_equal(hear(f, L2TP_HELLO, 0, 0), L2TP_ARRIVAL_NEW);
	assert_int_equal(hear(f, L2TP_HELLO, 1, 0), L2TP_ARRIVAL_NEW);
}

/* An acknowledgement of what was never sent. */
static void test_wild_nr(void **state)
{
	struct fixture *f = *state;

	say(f, L2TP_HELLO);
	hear(f, L2TP_ZLB, 0, 2);
	assert_false(l2tp_reliable_is_idle(f->reliable));
	hear(f, L2TP_ZLB, 0, 0);
	assert_false(l2tp_reliable_is_idle(f->reliable));
	hear(f, L2TP_ZLB, 0, 1);
	assert_true(l2tp_reliable_is_idle(f->reliable));
}

static void test_window(void **state)
{
	struct fixture *f = *state;
	int i;

	l2tp_reliable_set_peer(f->reliable, 1, 2);
	for (i = 0; i < 5; i++) {
		say(f, L2TP_HELLO);
	}
	assert_int_equal(f->count, 2);
	hear(f, L2TP_ZLB, 0, 1);
	assert_int_equal(f->count, 3);
	assert_sent(f, 2, L2TP_HELLO, 2, 0);
	/* a ZLB between them has the number of the next that goes out */
	hear(f, L2TP_HELLO, 0, 1);
	l2tp_reliable_acknowledge(f->reliable);
	assert_sent(f, 3, L2TP_ZLB, 3, 1);
	hear(f, L2TP_ZLB, 1, 5);
	assert_int_equal(f->count, 6);
	hear(f, L2TP_ZLB, 1, 5);
	assert_true(l2tp_reliable_is_idle(f->reliable));
}

static void test_default_window(void **state)
{
	struct fixture *f = *state;
	int i;

	l2tp_reliable_set_peer(f->reliable, 1, 0);
	for (i = 0; i < 6; i++) {
		say(f, L2TP_HELLO);
	}
	assert_int_equal(f->count, L2TP_DEFAULT_WINDOW);
}

static void test_wrap(void **state)
{
	struct fixture *f = *state;
	uint32_t i;

	for (i = 0; i < 65540; i++) {
		f->count = 0;
		say(f, L2TP_HELLO);
		assert_sent(f, 0, L2TP_HELLO, (uint16_t)i, (uint16_t)i);
		assert_int_equal(
			hear(f, L2TP_HELLO, (uint16_t)i, (uint16_t)(i + 1)),
			L2TP_ARRIVAL_NEW);
		assert_true(l2tp_reliable_is_idle(f->reliable));
	}
}

static void test_again(void **state)
{
	struct fixture *f = *state;

	begin(f, 1, 0);
	say(f, L2TP_SCCRQ);
	say(f, L2TP_HELLO);
	loop_until(f->ev, &f->count, 7);
	/* the first of those under way only, with the latest Nr */
	assert_sent(f, 1, L2TP_HELLO, 1, 0);
	assert_sent(f, 6, L2TP_SCCRQ, 0, 0);
	assert_true(l2tp_reliable_sent(f->reliable) > 3);
	hear(f, L2TP_SCCRP, 0, 1);
	loop_until(f->ev, &f->count, f->count + 1);
	assert_sent(f, f->count - 1, L2TP_HELLO, 1, 1);
	hear(f, L2TP_ZLB, 1, 2);
	assert_int_equal(l2tp_reliable_sent(f->reliable), 0);
}

static void test_lost(void **state)
{
	struct fixture *f = *state;

	begin(f, 1, 4);
	say(f, L2TP_HELLO);
	loop_until(f->ev, &f->lost, 1);
	assert_int_equal(f->count, 4);
	assert_null(f->reliable);
}

/* What was tried in vain before the tunnel was up does not count after. */
static void test_tries_anew(void **state)
{
	struct fixture *f = *state;

	begin(f, 1, 0);
	say(f, L2TP_ICCN);
	loop_until(f->ev, &f->count, 6);
	l2tp_reliable_set_tries(f->reliable, 3);
	loop_until(f->ev, &f->lost, 1);
	assert_int_equal(f->count, 8);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_numbers),
		TEST(test_acknowledge),
		TEST(test_zlb_is_no_message),
		TEST(test_duplicate),
		TEST(test_early),
		TEST(test_wild_nr),
		TEST(test_window),
		TEST(test_default_window),
		TEST(test_wrap),
		TEST(test_again),
		TEST(test_lost),
		TEST(test_tries_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
