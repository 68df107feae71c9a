/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's counters, as the kernel tells them. */
#include "counters_kernel.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

static void test_one(void **state)
{
	struct fixture *f = *state;
	struct link_counters before = values_of(f, f->lo), after;

	send_through_lo(8);
	after = values_of(f, f->lo);
	assert_traffic(&after, &before);
	assert_int_equal(kernel.type, RTM_GETSTATS);
	assert_false(kernel.dump);
}

static void test_all(void **state)
{
	struct fixture *f = *state;
	struct link_counters before, after;

	assert_false(counters_get(f->counters, f->lo, &before));
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_true(kernel.dump);
	assert_true(counters_get(f->counters, f->lo, &before));
	send_through_lo(8);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_true(counters_get(f->counters, f->lo, &after));
	assert_traffic(&after, &before);
}

static void test_no_such_interface(void **state)
{
	struct fixture *f = *state;
	struct link_counters values;

	assert_code(read_now(f, INT_MAX), ERROR_FILE_NOT_FOUND);
	assert_code(read_now(f, -1), ERROR_FILE_NOT_FOUND);
	assert_code(read_now(f, INT_MIN), ERROR_FILE_NOT_FOUND);
	assert_false(counters_get(f->counters, INT_MAX, &values));
	assert_false(counters_get(f->counters, 0, &values));
}

/* -- sharing -- */

static void test_those_who_ask_meanwhile_share(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[100];
	size_t i;

	for (i = 0; i < 100; i++) {
		reqs[i] = ask(f, 0);
	}
	for (i = 0; i < 100; i++) {
		assert_code(result_of(f, reqs[i]), ERROR_SUCCESS);
	}
	assert_int_equal(kernel.sends, 2);
}

static void test_many_single_ones_are_a_dump(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[21];
	size_t i;

	for (i = 0; i < 20; i++) {
		reqs[i] = ask(f, i % 2 ? f->lo : INT_MAX);
	}
	reqs[20] = ask(f, 0);
	for (i = 0; i < 20; i++) {
		assert_code(result_of(f, reqs[i]),
			    i % 2 ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND);
	}
	assert_code(result_of(f, reqs[20]), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 2);
	assert_true(kernel.dump);
}

static void test_few_single_ones_are_no_dump(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[4];
	size_t i;

	for (i = 0; i < 4; i++) {
		reqs[i] = ask(f, i % 2 ? f->lo : INT_MAX);
	}
	for (i = 0; i < 4; i++) {
		assert_code(result_of(f, reqs[i]),
			    i % 2 ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND);
		assert_false(kernel.dump);
	}
	/* the first; the same one's second; both of the other one */
	assert_in_range(kernel.sends, 3, 3);
}

/* Else what is gone would be kept for ever by who asks for one at a time. */
static void test_a_dump_now_and_then(void **state)
{
	struct fixture *f = *state;
	unsigned i, dumps = 0;

	for (i = 0; i < 1100; i++) {
		assert_code(read_now(f, f->lo), ERROR_SUCCESS);
		dumps += kernel.dump;
	}
	assert_int_equal(dumps, 1);
}

/* -- requests that end early -- */

static void test_freed_request(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *first = ask(f, 0), *second = ask(f, f->lo);

	talloc_free(first);
	assert_code(result_of(f, second), ERROR_SUCCESS);
	talloc_free(ask(f, 0));
	talloc_free(ask(f, f->lo));
	assert_code(read_now(f, f->lo), ERROR_SUCCESS);
}

static void test_freed_counters(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *first = ask(f, 0), *second = ask(f, f->lo);

	TALLOC_FREE(f->counters);
	assert_code(result_of(f, first), ERROR_OPERATION_ABORTED);
	assert_code(result_of(f, second), ERROR_OPERATION_ABORTED);
}

/* -- many interfaces -- */

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

static struct fixture *with_namespace(void **state)
{
	if (!have_namespace) {
		skip();
	}
	return *state;
}

static void test_gone_interfaces_are_forgotten(void **state)
{
	struct fixture *f = with_namespace(state);
	struct link_counters values;
	int ifindex;

	run("ip link add d0 type veth peer name e0");
	ifindex = (int)if_nametoindex("d0");
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_true(counters_get(f->counters, ifindex, &values));
	run("ip link del d0");
	misbehave(INTERRUPT, UINT_MAX); /* may have missed it */
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_true(counters_get(f->counters, ifindex, &values));
	misbehave(NO_FAULT, 0);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_false(counters_get(f->counters, ifindex, &values));
	assert_true(counters_get(f->counters, f->lo, &values));
}

static void make_interfaces(unsigned pairs)
{
	FILE *batch = popen("ip -batch -", "w");
	unsigned i;

	assert_non_null(batch);
	for (i = 0; i < pairs; i++) {
		fprintf(batch, "link add d%u type veth peer name e%u\n", i, i);
	}
	assert_int_equal(pclose(batch), 0);
}

/* 1,000 of them: a turn of the loop for each piece, others in between. */
static void test_many_interfaces(void **state)
{
	struct fixture *f = with_namespace(state);
	struct link_counters values;
	struct tevent_req *req;
	unsigned before, turns = 0, i;
	char name[IF_NAMESIZE];

	make_interfaces(500);
	req = ask(f, 0);
	while (tevent_req_is_in_progress(req)) {
		before = kernel.recvs;
		assert_int_equal(tevent_loop_once(f->ev), 0);
		assert_in_range(kernel.recvs - before, 0, 1);
		turns += kernel.recvs - before;
	}
	assert_code(counters_read_recv(req), ERROR_SUCCESS);
	assert_true(turns > 1001 * sizeof(struct rtnl_link_stats64) / 32768);
	for (i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "e%u", i);
		assert_true(counters_get(f->counters, (int)if_nametoindex(name),
					 &values));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one),
		TEST(test_all),
		TEST(test_no_such_interface),
		TEST(test_those_who_ask_meanwhile_share),
		TEST(test_many_single_ones_are_a_dump),
		TEST(test_few_single_ones_are_no_dump),
		TEST(test_a_dump_now_and_then),
		TEST(test_freed_request),
		TEST(test_freed_counters),
		TEST(test_gone_interfaces_are_forgotten),
		TEST(test_many_interfaces),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
