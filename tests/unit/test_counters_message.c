/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters in the kernel's messages, and what is between two readings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <cmocka.h>
#include "server/connections/counters_message.h"

static struct nl_msg *make_answer(int type, int attribute, size_t size)
{
	unsigned char body[sizeof(struct ifinfomsg)] = {0};
	unsigned char stats[512];
	size_t length = type == RTM_NEWSTATS ? sizeof(struct if_stats_msg)
					     : sizeof(struct ifinfomsg);
	struct nl_msg *msg = nlmsg_alloc_simple(type, 0);
	size_t i;

	for (i = 0; i < sizeof(stats); i++) {
		stats[i] = (unsigned char)(1 + i / 8);
	}
	body[4] = 7; /* the index is there in both */
	assert_int_equal(nlmsg_append(msg, body, length, NLMSG_ALIGNTO), 0);
	assert_int_equal(nla_put(msg, attribute, (int)size, stats), 0);
	return msg;
}

static bool understands(int type, int attribute, size_t size,
			struct link_counters *values)
{
	struct nl_msg *msg = make_answer(type, attribute, size);
	int ifindex = 0;
	bool ok = counters_answer(nlmsg_hdr(msg), &ifindex, values);

	nlmsg_free(msg);
	assert_true(!ok || ifindex == 7);
	return ok;
}

static void test_answers(void **state)
{
	const uint64_t all = 0x0101010101010101;
	const size_t needed =
		offsetof(struct rtnl_link_stats64, tx_aborted_errors);
	struct link_counters v;
	size_t size;

	/* the nth member is n times 0x0101... */
	for (size = needed; size < 400; size += 8) {
		assert_true(understands(RTM_NEWSTATS, IFLA_STATS_LINK_64, size,
					&v));
		assert_true(understands(RTM_NEWLINK, IFLA_STATS64, size, &v));
		assert_true(v.rx_frames == 1 * all && v.tx_frames == 2 * all);
		assert_true(v.rx_bytes == 3 * all && v.tx_bytes == 4 * all);
		assert_true(v.rx_errors == 5 * all);
		assert_true(v.rx_overruns == (12 + 15) * all);
		assert_true(v.rx_crc_errors == 13 * all);
		assert_true(v.rx_frame_errors == 14 * all);
	}
	for (size = 0; size < needed; size++) {
		assert_false(understands(RTM_NEWSTATS, IFLA_STATS_LINK_64, size,
					 &v));
	}
	assert_false(understands(RTM_NEWSTATS, IFLA_STATS64, 200, &v));
	assert_false(understands(RTM_NEWLINK, IFLA_STATS_LINK_64, 200, &v));
	assert_false(understands(RTM_NEWADDR, IFLA_STATS64, 200, &v));
}

/* Of the length that they claim, in memory of just that length. */
static void test_hostile_answers(void **state)
{
	struct link_counters values;
	struct nlmsghdr *copy;
	int round, ifindex;
	size_t i, size;

	srand(3);
	for (round = 0; round < 100000; round++) {
		size = sizeof(*copy) + (size_t)rand() % 64;
		copy = malloc(size);
		assert_non_null(copy);
		for (i = 0; i < size; i++) {
			((unsigned char *)copy)[i] = (unsigned char)rand();
		}
		copy->nlmsg_type = round % 2 ? RTM_NEWSTATS : RTM_NEWLINK;
		copy->nlmsg_len = (uint32_t)size;
		assert_false(counters_answer(copy, &ifindex, &values));
		free(copy);
	}
}

static void test_since(void **state)
{
	const struct link_counters a = {.rx_bytes = 5000000000,
					.tx_bytes = 1,
					.rx_frames = 3,
					.tx_frames = 4,
					.rx_errors = 9,
					.rx_crc_errors = 1,
					.rx_frame_errors = 2,
					.rx_overruns = 3};
	const struct link_counters b = {.rx_bytes = 1000000000,
					.tx_bytes = 2, /* made anew */
					.rx_frames = 1,
					.tx_frames = 4,
					.rx_errors = 2,
					.rx_crc_errors = 1,
					.rx_frame_errors = 1,
					.rx_overruns = 0};
	const struct link_counters c = link_counters_since(&a, &b);

	assert_true(c.rx_bytes == 4000000000);
	assert_true(c.tx_bytes == 0);
	assert_true(c.rx_frames == 2 && c.tx_frames == 0);
	assert_true(c.rx_errors == 7);
	assert_true(c.rx_crc_errors == 0 && c.rx_frame_errors == 1);
	assert_true(c.rx_overruns == 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_hostile_answers),
		cmocka_unit_test(test_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
