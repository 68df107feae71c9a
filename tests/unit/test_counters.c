/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's counters.  The kernel is real; what it never does is done by
 * functions in the place of libnl's (the linker's --wrap): they lose its
 * answers, or make other answers of them.
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <limits.h>
#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <netlink/attr.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/connections/counters_message.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

/* -- the kernel's misbehaviour -- */

enum fault {
	NO_FAULT,
	LOSE,	    /* ENOBUFS */
	SILENT,	    /* nothing comes */
	STRANGER,   /* it comes from another process */
	LATE,	    /* it answers another question */
	REFUSE,	    /* an error instead */
	REFUSE_END, /* an error at the end of the dump */
	INTERRUPT,  /* the list has changed */
	BARE,	    /* without the counters */
	DROP_MINE,  /* interrupted, and an interface is not in it */
};

static struct {
	enum fault fault;
	unsigned times; /* datagrams that it befalls */
	int error;	/* of a refusal */
	int ifindex;	/* of DROP_MINE */
	unsigned sends, recvs;
	unsigned type; /* of the last question */
	bool dump;
} kernel;

int __real_nl_recv(struct nl_sock *sock, struct sockaddr_nl *peer,
		   unsigned char **bytes, struct ucred **creds);
int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *peer,
		   unsigned char **bytes, struct ucred **creds);
int __real_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg);
int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg);

static bool no_send;

int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg)
{
	if (no_send) {
		return -NLE_NOMEM;
	}
	kernel.sends++;
	kernel.type = nlmsg_hdr(msg)->nlmsg_type;
	kernel.dump = (nlmsg_hdr(msg)->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	return __real_nl_send_auto(sock, msg);
}

static int refuse(unsigned char *bytes)
{
	struct nlmsghdr *header = (struct nlmsghdr *)(void *)bytes;
	struct nlmsgerr *error = nlmsg_data(header);

	header->nlmsg_type = NLMSG_ERROR;
	header->nlmsg_flags = 0;
	header->nlmsg_len = NLMSG_HDRLEN + sizeof(*error);
	memset(error, 0, sizeof(*error));
	error->error = -kernel.error;
	return (int)header->nlmsg_len;
}

static void spoil(struct nlmsghdr *header)
{
	struct if_stats_msg *stats = nlmsg_data(header);

	switch (kernel.fault) {
	case LATE:
		header->nlmsg_seq--;
		break;
	case INTERRUPT:
		header->nlmsg_flags |= NLM_F_DUMP_INTR;
		break;
	case DROP_MINE:
		header->nlmsg_flags |= NLM_F_DUMP_INTR;
		if (header->nlmsg_type == RTM_NEWSTATS &&
		    (int)stats->ifindex == kernel.ifindex) {
			header->nlmsg_type = NLMSG_NOOP;
		}
		break;
	case BARE:
		if (header->nlmsg_type == RTM_NEWSTATS) {
			stats->ifindex = 0;
		}
		break;
	case REFUSE_END:
		if (header->nlmsg_type == NLMSG_DONE) {
			*(int *)nlmsg_data(header) = -kernel.error;
		}
		break;
	default:
		break;
	}
}

int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *peer,
		   unsigned char **bytes, struct ucred **creds)
{
	int size = __real_nl_recv(sock, peer, bytes, creds), left = size;
	struct nlmsghdr *header;

	if (size <= 0) {
		return size;
	}
	kernel.recvs++;
	if (kernel.fault == NO_FAULT || kernel.times == 0 ||
	    (kernel.fault == DROP_MINE && !kernel.dump)) {
		return size;
	}
	kernel.times--;
	for (header = (struct nlmsghdr *)(void *)*bytes; nlmsg_ok(header, left);
	     header = nlmsg_next(header, &left)) {
		spoil(header);
	}
	switch (kernel.fault) {
	case LOSE:
		free(*bytes);
		return -NLE_NOMEM;
	case SILENT:
		free(*bytes);
		return -NLE_AGAIN;
	case STRANGER:
		peer->nl_pid = 4711;
		return size;
	case REFUSE:
		return refuse(*bytes);
	default:
		return size;
	}
}

static void misbehave(enum fault fault, unsigned times)
{
	kernel.fault = fault;
	kernel.times = times;
}

static void refuse_with(int error, unsigned times)
{
	misbehave(REFUSE, times);
	kernel.error = error;
}

/* -- fixture -- */

struct fixture {
	struct tevent_context *ev;
	struct counters *counters;
	int lo;
};

static bool have_namespace;

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

static int group_setup(void **state)
{
	have_namespace =
		geteuid() == 0 && unshare(CLONE_NEWNET) == 0 &&
		system("ip link set lo up") == 0 &&
		system("ip link add probe type veth 2>/dev/null") == 0 &&
		system("ip link del probe") == 0;
	if (!have_namespace) {
		print_message("some need root, a network namespace and veth\n");
	}
	return 0;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	memset(&kernel, 0, sizeof(kernel));
	no_send = false;
	f->ev = tevent_context_init(f);
	f->counters = counters_create(f, f->ev);
	assert_non_null(f->counters);
	f->lo = (int)if_nametoindex("lo");
	assert_true(f->lo > 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static struct tevent_req *ask(struct fixture *f, int ifindex)
{
	struct tevent_req *req =
		counters_read_send(f, f->ev, f->counters, ifindex);

	assert_non_null(req);
	return req;
}

static WERROR result_of(struct fixture *f, struct tevent_req *req)
{
	WERROR werr;

	assert_true(tevent_req_poll(req, f->ev));
	werr = counters_read_recv(req);
	talloc_free(req);
	return werr;
}

static WERROR read_now(struct fixture *f, int ifindex)
{
	return result_of(f, ask(f, ifindex));
}

static struct link_counters values_of(struct fixture *f, int ifindex)
{
	struct link_counters values;

	assert_code(read_now(f, ifindex), ERROR_SUCCESS);
	assert_true(counters_get(f->counters, ifindex, &values));
	return values;
}

/* Through lo, which counts each frame twice: out and in. */
static void send_through_lo(unsigned count)
{
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = {htonl(INADDR_LOOPBACK)},
	};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	char bytes[1000] = {0};

	assert_true(fd != -1);
	while (count-- > 0) {
		/* ECONNREFUSED is of the one before */
		(void)!sendto(fd, bytes, sizeof(bytes), 0,
			      (const struct sockaddr *)&to, sizeof(to));
	}
	close(fd);
}

/* -- the kernel as it is -- */

static void assert_traffic(const struct link_counters *now,
			   const struct link_counters *then)
{
	struct link_counters diff = link_counters_since(now, then);

	assert_true(diff.rx_bytes >= 8 * 1028 && diff.rx_bytes < 100000000);
	assert_true(diff.tx_bytes >= 8 * 1028 && diff.tx_bytes < 100000000);
	assert_true(diff.rx_frames >= 8 && diff.rx_frames < 1000000);
	assert_true(diff.tx_frames >= 8 && diff.tx_frames < 1000000);
	assert_true(now->rx_errors == then->rx_errors);
}

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

/* A kernel that does not know RTM_GETSTATS is asked in the other way. */
static void test_old_kernel(void **state)
{
	struct fixture *f = *state;
	struct link_counters before = values_of(f, f->lo), after;

	refuse_with(EOPNOTSUPP, 1);
	send_through_lo(8);
	after = values_of(f, f->lo);
	assert_traffic(&after, &before);
	assert_int_equal(kernel.type, RTM_GETLINK);
	assert_int_equal(kernel.sends, 3);
	assert_code(read_now(f, 0), ERROR_SUCCESS); /* and stays so */
	assert_int_equal(kernel.type, RTM_GETLINK);
	assert_int_equal(kernel.sends, 4);
	assert_code(read_now(f, INT_MAX), ERROR_FILE_NOT_FOUND);
	refuse_with(EOPNOTSUPP, 1); /* neither way */
	assert_code(read_now(f, f->lo), ERROR_GEN_FAILURE);
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

/* -- the kernel as it never is -- */

static void test_lost_answers(void **state)
{
	struct fixture *f = *state;

	misbehave(LOSE, 1);
	assert_code(read_now(f, f->lo), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 2);
	misbehave(LOSE, 2);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	misbehave(LOSE, UINT_MAX);
	assert_code(read_now(f, 0), ERROR_NO_SYSTEM_RESOURCES);
	assert_code(read_now(f, f->lo), ERROR_NO_SYSTEM_RESOURCES);
	misbehave(NO_FAULT, 0);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
}

static void test_nothing_can_be_sent(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[3];
	size_t i;

	no_send = true;
	for (i = 0; i < 3; i++) {
		reqs[i] = ask(f, i == 1 ? 0 : f->lo);
	}
	for (i = 0; i < 3; i++) {
		assert_code(result_of(f, reqs[i]), ERROR_NO_SYSTEM_RESOURCES);
	}
	no_send = false;
	assert_code(read_now(f, 0), ERROR_SUCCESS);
}

static void test_silence(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[3];

	misbehave(SILENT, UINT_MAX);
	reqs[0] = ask(f, f->lo);
	reqs[1] = ask(f, f->lo);
	assert_code(result_of(f, reqs[0]), ERROR_TIMEOUT);
	assert_code(result_of(f, reqs[1]), ERROR_TIMEOUT);
	misbehave(STRANGER, UINT_MAX);
	reqs[0] = ask(f, 0);
	assert_code(result_of(f, reqs[0]), ERROR_TIMEOUT);
	misbehave(LATE, UINT_MAX);
	assert_code(read_now(f, f->lo), ERROR_TIMEOUT);
	misbehave(NO_FAULT, 0);
	assert_code(read_now(f, f->lo), ERROR_SUCCESS);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	struct link_counters values = values_of(f, f->lo);

	refuse_with(EPERM, 1);
	assert_code(read_now(f, f->lo), ERROR_GEN_FAILURE);
	assert_true(counters_get(f->counters, f->lo, &values));
	refuse_with(ENODEV, 1); /* gone: no longer spoken of */
	assert_code(read_now(f, f->lo), ERROR_FILE_NOT_FOUND);
	assert_false(counters_get(f->counters, f->lo, &values));
	misbehave(BARE, 1);
	assert_code(read_now(f, f->lo), ERROR_GEN_FAILURE);
	misbehave(REFUSE_END, UINT_MAX);
	kernel.error = ENOMEM;
	assert_code(read_now(f, 0), ERROR_GEN_FAILURE);
}

static void test_interrupted_dump(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[12];
	size_t i;

	misbehave(INTERRUPT, 1);
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 2);
	misbehave(INTERRUPT, UINT_MAX); /* there is an end to it */
	assert_code(read_now(f, 0), ERROR_SUCCESS);
	assert_int_equal(kernel.sends, 5);

	/* An interface that is not in it may be there: it is asked for. */
	misbehave(DROP_MINE, 6); /* its end may be a datagram too */
	kernel.ifindex = f->lo;
	kernel.sends = 0;
	for (i = 0; i < 12; i++) {
		reqs[i] = ask(f, f->lo);
	}
	for (i = 0; i < 12; i++) {
		assert_code(result_of(f, reqs[i]), ERROR_SUCCESS);
	}
	assert_in_range(kernel.sends, 1 + 3 + 1, 1 + 6 + 1);
}

/* -- many interfaces -- */

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

/* -- messages by themselves -- */

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one),
		TEST(test_all),
		TEST(test_no_such_interface),
		TEST(test_old_kernel),
		TEST(test_those_who_ask_meanwhile_share),
		TEST(test_many_single_ones_are_a_dump),
		TEST(test_few_single_ones_are_no_dump),
		TEST(test_a_dump_now_and_then),
		TEST(test_freed_request),
		TEST(test_freed_counters),
		TEST(test_lost_answers),
		TEST(test_nothing_can_be_sent),
		TEST(test_silence),
		TEST(test_refusals),
		TEST(test_interrupted_dump),
		TEST(test_gone_interfaces_are_forgotten),
		TEST(test_many_interfaces),
		TEST(test_answers),
		TEST(test_hostile_answers),
		TEST(test_since),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
