/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stand-in device: what has the link dialed, what is kept and in which
 * order it is sent, and a kernel that refuses.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <dirent.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <sys/socket.h>
#include <cmocka.h>
#include "alloc_fail.h"
#include "demand_kernel.h"
#include "server/router/demand.h"

/* -- a demand -------------------------------------------------------------- */

struct fixture {
	struct tevent_context *ev;
	struct demand *demand;
	bool wanted; /* what the link's owner answers */
	unsigned asked;
	const char *why;
	unsigned descriptors;
};

static unsigned open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned count = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL) {
		count++;
	}
	closedir(dir);
	return count;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	kernel = (struct kernel){.far_end = -1};
	f->ev = tevent_context_init(f);
	f->wanted = true;
	f->descriptors = open_descriptors();
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->demand);
	if (kernel.far_end != -1) {
		close(kernel.far_end);
	}
	assert_int_equal(open_descriptors(), f->descriptors);
	talloc_free(f);
	return 0;
}

static bool on_demand(void *private_data)
{
	struct fixture *f = private_data;

	f->asked++;
	return f->wanted;
}

static void make(struct fixture *f)
{
	f->demand = demand_create(f, f->ev, "to-isp", "10.0.0.0/8", on_demand,
				  f, &f->why);
}

/* A packet comes to the device; its last byte is its number. */
static void put(struct fixture *f, uint8_t *bytes, size_t size, uint8_t number)
{
	unsigned reads = kernel.reads;

	bytes[size - 1] = number;
	assert_int_equal(send(kernel.far_end, bytes, size, 0), (ssize_t)size);
	while (kernel.reads == reads) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
}

static void put_ip4(struct fixture *f, uint32_t to, uint8_t number)
{
	struct {
		struct ip ip;
		uint8_t data[8];
	} packet = {.ip = {.ip_v = 4, .ip_hl = 5, .ip_dst = {htonl(to)}}};

	put(f, (void *)&packet, sizeof(packet), number);
}

static void put_ip6(struct fixture *f, const char *to, uint8_t number)
{
	struct {
		struct ip6_hdr ip6;
		uint8_t data[8];
	} packet = {.ip6 = {.ip6_vfc = 6 << 4}};

	assert_int_equal(inet_pton(AF_INET6, to, &packet.ip6.ip6_dst), 1);
	put(f, (void *)&packet, sizeof(packet), number);
}

#define SOMEONE 0x0a000001 /* 10.0.0.1 */

static void link_up(struct fixture *f)
{
	demand_link_up(f->demand, "ppp3", LINK_IFINDEX);
	routes->fn(routes->private_data);
}

/* -- tests ----------------------------------------------------------------- */

static void test_device(void **state)
{
	struct fixture *f = *state;

	make(f);
	assert_non_null(f->demand);
	assert_true(kernel.up);
	assert_true(demand_is(f->demand, "to-isp", "10.0.0.0/8"));
	assert_false(demand_is(f->demand, "to-isp2", "10.0.0.0/8"));
	assert_false(demand_is(f->demand, "to-isp", "10.0.0.0/9"));
}

static void test_what_is_worth_dialing(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 4 << 4, none[sizeof(struct ip6_hdr) - 1] = {6 << 4};

	make(f);
	put_ip4(f, 0xe0000001, 1); /* 224.0.0.1 */
	put_ip4(f, INADDR_BROADCAST, 1);
	put_ip6(f, "ff02::2", 1);
	put_ip6(f, "fe80::1", 1);
	put(f, &byte, 1, 4 << 4);
	put(f, none, sizeof(none), 0);
	assert_int_equal(f->asked, 0);
	put_ip4(f, SOMEONE, 1);
	assert_int_equal(f->asked, 1);
	put_ip6(f, "2001:db8::1", 1);
	assert_int_equal(f->asked, 2);
}

/* In the order in which they came, of both protocols, after the routes. */
static void test_kept_then_sent(void **state)
{
	struct fixture *f = *state;
	uint8_t i;

	make(f);
	for (i = 0; i < 4; i++) {
		put_ip4(f, SOMEONE, (uint8_t)(2 * i));
		put_ip6(f, "2001:db8::1", (uint8_t)(2 * i + 1));
	}
	demand_link_up(f->demand, "ppp3", LINK_IFINDEX);
	assert_int_equal(routes->from, IFINDEX);
	assert_int_equal(routes->to, LINK_IFINDEX);
	put_ip4(f, SOMEONE, 8); /* too late for the other routes */
	routes->fn(routes->private_data);
	assert_int_equal(kernel.sent_count, 9);
	for (i = 0; i < 9; i++) {
		assert_int_equal(kernel.sent[i].number, i);
		assert_int_equal(kernel.sent[i].family,
				 i % 2 == 0 ? AF_INET : AF_INET6);
		assert_string_equal(kernel.sent[i].device, "ppp3");
	}
	assert_int_equal(kernel.sent[0].size, sizeof(struct ip) + 8);
	assert_int_equal(kernel.sent[1].size, sizeof(struct ip6_hdr) + 8);
}

static void test_no_more_are_kept(void **state)
{
	struct fixture *f = *state;
	uint8_t i;

	make(f);
	for (i = 0; i < KEPT_MAX + 10; i++) {
		put_ip4(f, SOMEONE, i);
	}
	assert_int_equal(f->asked, KEPT_MAX + 10);
	link_up(f);
	while (kernel.sent_count == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(kernel.sent_count, KEPT_MAX);
	assert_int_equal(kernel.sent[KEPT_MAX - 1].number, KEPT_MAX - 1);
}

/* The owner does not dial: the link's hours, a wait, a pause. */
static void test_not_wanted(void **state)
{
	struct fixture *f = *state;

	make(f);
	f->wanted = false;
	put_ip4(f, SOMEONE, 1);
	f->wanted = true;
	put_ip4(f, SOMEONE, 2);
	link_up(f);
	while (kernel.sent_count == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(kernel.sent_count, 1);
	assert_int_equal(kernel.sent[0].number, 2);
}

/* What was kept for a link that did not come up is not sent on the next. */
static void test_down(void **state)
{
	struct fixture *f = *state;

	make(f);
	put_ip4(f, SOMEONE, 1);
	demand_link_down(f->demand);
	put_ip4(f, SOMEONE, 2);
	link_up(f);
	demand_link_down(f->demand); /* before the peer was ready */
	routes->fn(routes->private_data);
	put_ip4(f, SOMEONE, 3);
	link_up(f);
	while (kernel.sent_count == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(kernel.sent_count, 1);
	assert_int_equal(kernel.sent[0].number, 3);
	/* one on its way while the routes changed */
	put_ip4(f, SOMEONE, 4);
	assert_int_equal(kernel.sent_count, 2);
}

/* As any packet that is lost, and none stays behind. */
static void test_cannot_send(void **state)
{
	struct fixture *f = *state;
	int *const errors[] = {&kernel.socket, &kernel.bind, &kernel.send};
	size_t i;

	make(f);
	kernel.no_list = true; /* nor list the routes */
	for (i = 0; i < 3; i++) {
		*errors[i] = EPERM;
		kernel.sent_count = 0;
		put_ip4(f, SOMEONE, 1);
		put_ip6(f, "2001:db8::1", 2);
		demand_link_up(f->demand, "ppp3", LINK_IFINDEX);
		while (kernel.sent_count < 2) {
			assert_int_equal(tevent_loop_once(f->ev), 0);
		}
		*errors[i] = 0;
		put_ip4(f, SOMEONE, 3);
		assert_int_equal(kernel.sent_count, 3);
		assert_int_equal(kernel.sent[2].number, 3);
		demand_link_down(f->demand);
	}
}

static void refused(struct fixture *f, const char *why)
{
	make(f);
	assert_null(f->demand);
	assert_string_equal(f->why, why);
	if (kernel.far_end != -1) {
		close(kernel.far_end);
	}
	assert_int_equal(open_descriptors(), f->descriptors);
	kernel = (struct kernel){.far_end = -1};
}

static void test_no_device(void **state)
{
	struct fixture *f = *state;

	kernel.open = ENOENT; /* no module, or a container */
	refused(f, "network device to-isp: No such file or directory");
	kernel.open = EACCES;
	refused(f, "network device to-isp: Permission denied");
	kernel.set_iff = EPERM;
	refused(f, "network device to-isp: Operation not permitted");
	kernel.set_iff = EBUSY; /* another program's persistent one */
	refused(f, "network device to-isp: Device or resource busy");
	kernel.get_flags = ENODEV;
	refused(f, "network device to-isp: No such device");
	kernel.set_flags = EPERM;
	refused(f, "network device to-isp: Operation not permitted");
	kernel.socket = EMFILE;
	refused(f, "network device to-isp: Too many open files");
	kernel.no_index = true; /* renamed in this very moment */
	refused(f, "network device to-isp: No such device");
	kernel.no_routes = true;
	refused(f, "no netlink, or out of memory");
}

/* The device of somebody else is not touched. */
static void test_name_is_taken(void **state)
{
	struct fixture *f = *state;

	kernel.name_is_taken = true;
	make(f);
	assert_null(f->demand);
	assert_string_equal(f->why, "network device to-isp: File exists");
	assert_int_equal(kernel.opened, 0);
}

static void test_name_is_too_long(void **state)
{
	struct fixture *f = *state;

	assert_null(demand_create(f, f->ev, "sixteen-letters.", "10.0.0.0/8",
				  on_demand, f, &f->why));
	assert_string_equal(
		f->why, "network device sixteen-letters.: File name too long");
}

static void test_no_route(void **state)
{
	struct fixture *f = *state;

	assert_null(demand_create(f, f->ev, "to-isp", "nonsense", on_demand, f,
				  &f->why));
	assert_string_equal(f->why, "route to nonsense");
}

static void dial_and_send(struct fixture *f)
{
	make(f);
	if (f->demand == NULL) {
		assert_non_null(f->why);
		return;
	}
	put_ip4(f, SOMEONE, 1);
	link_up(f);
	demand_link_down(f->demand);
}

static void test_out_of_memory(void **state)
{
	struct fixture *f = *state;
	size_t before = alloc_fail_count();
	bool again;

	kernel.open = ENOENT; /* the sentence itself cannot be said */
	do {
		alloc_fail_arm();
		dial_and_send(f);
		again = alloc_fail_disarm();
	} while (again);
	kernel.open = 0;
	do {
		alloc_fail_arm();
		dial_and_send(f);
		again = alloc_fail_disarm();
		TALLOC_FREE(f->demand);
		if (kernel.far_end != -1) {
			close(kernel.far_end);
		}
		kernel = (struct kernel){.far_end = -1};
		assert_int_equal(open_descriptors(), f->descriptors);
	} while (again);
	assert_true(alloc_fail_count() - before >= 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_device),	   TEST(test_what_is_worth_dialing),
		TEST(test_kept_then_sent), TEST(test_no_more_are_kept),
		TEST(test_not_wanted),	   TEST(test_down),
		TEST(test_cannot_send),	   TEST(test_no_device),
		TEST(test_name_is_taken),  TEST(test_name_is_too_long),
		TEST(test_no_route),	   TEST(test_out_of_memory),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
