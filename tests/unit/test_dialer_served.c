/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plugin tells again and again of a link that this machine serves, and
 * that nobody waits for rrasd.
 */
#include "transport_fixture.h"
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "server/dialer/plugin/served.h"

static int setup(void **state)
{
	served_socket = transport_path;
	assert_true(served_set_kind("l2tp"));
	strcpy(devnam, "/dev/pts/3");
	ipparam = NULL;
	return 0;
}

static int teardown(void **state)
{
	served_phase(PHASE_DEAD);
	assert_null(timer_fn);
	unlink(transport_path);
	return 0;
}

static void test_kinds(void **state)
{
	assert_true(served_set_kind("pppoe"));
	assert_true(served_set_kind("serial"));
	assert_false(served_set_kind("isdn"));
	assert_false(served_set_kind(""));
}

static void test_told_at_once(void **state)
{
	static char address[] = "192.0.2.7";
	int listener = rrasd_listen(), fd;
	struct rras_plugin_message link;
	uint64_t id;

	ipparam = address;
	served_phase(PHASE_ESTABLISH);
	fd = accept(listener, NULL, NULL);
	assert_int_equal(next(fd).hello.version, RRAS_PLUGIN_VERSION);
	link = next(fd);
	assert_int_equal(link.type, RRAS_PLUGIN_LINK);
	assert_int_equal(link.link.kind, RRAS_PLUGIN_KIND_L2TP);
	assert_string_equal(link.link.device, "/dev/pts/3");
	assert_string_equal(link.link.parameter, "192.0.2.7");
	assert_true(link.link.up_realtime == 0);
	id = link.link.id;
	assert_true(id != 0);
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	assert_no_more(fd);
	/* It is up: the same link, with the time, which does not change. */
	served_up();
	served_up();
	link = next(fd);
	assert_true(link.link.id == id);
	assert_true(link.link.up_realtime != 0);
	assert_true(link.link.up_boottime != 0);
	assert_no_more(fd);
	close(fd);
	close(listener);
}

/* What is over is not told again; what is, is told in order. */
static void test_told_again(void **state)
{
	int listener, fd;

	served_phase(PHASE_ESTABLISH); /* nobody is there */
	send_type(RRAS_PLUGIN_IP_UP, sizeof(struct rras_plugin_ip));
	send_type(RRAS_PLUGIN_IP6_UP, sizeof(struct rras_plugin_ip6));
	send_type(RRAS_PLUGIN_PEER, sizeof(struct rras_plugin_peer));
	send_type(RRAS_PLUGIN_HEARD, 0);
	send_type(RRAS_PLUGIN_IP_DOWN, 0);
	tick();
	assert_int_equal(timer_seconds, 2);
	listener = rrasd_listen();
	tick();
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	assert_next(fd, RRAS_PLUGIN_LINK);
	assert_next(fd, RRAS_PLUGIN_HEARD);
	assert_next(fd, RRAS_PLUGIN_PEER);
	assert_next(fd, RRAS_PLUGIN_IP6_UP);
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	assert_no_more(fd);
	tick(); /* all is well */
	assert_no_more(fd);
	assert_int_equal(accept(listener, NULL, NULL), -1);
	/* rrasd is started again. */
	close(fd);
	rrasd_end(listener);
	send_type(RRAS_PLUGIN_IP_UP, sizeof(struct rras_plugin_ip));
	tick();
	listener = rrasd_listen();
	tick();
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	assert_next(fd, RRAS_PLUGIN_LINK);
	assert_next(fd, RRAS_PLUGIN_HEARD);
	assert_next(fd, RRAS_PLUGIN_PEER);
	assert_next(fd, RRAS_PLUGIN_IP_UP);
	assert_next(fd, RRAS_PLUGIN_IP6_UP);
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	close(fd);
	close(listener);
}

/* An rrasd that wants nothing of us is left alone more and more. */
static void test_refused(void **state)
{
	static const int paces[] = {4, 8, 16, 32, 64, 64, 2};
	int listener = rrasd_listen(), fd;
	size_t i;

	served_phase(PHASE_ESTABLISH);
	for (i = 0; i < sizeof(paces) / sizeof(paces[0]); i++) {
		fd = accept(listener, NULL, NULL);
		assert_true(fd != -1);
		if (paces[i] != 2) {
			close(fd);
		}
		tick();
		assert_int_equal(timer_seconds, paces[i]);
	}
	close(fd);
	close(listener);
}

/* rrasd does not read: pppd does not wait, and tells all the next time. */
static void test_full(void **state)
{
	int listener = rrasd_listen(), fd, i;

	served_phase(PHASE_ESTABLISH);
	fd = accept(listener, NULL, NULL);
	for (i = 0; i < 10000; i++) {
		send_type(RRAS_PLUGIN_PEER, sizeof(struct rras_plugin_peer));
	}
	close(fd);
	tick();
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	assert_next(fd, RRAS_PLUGIN_LINK);
	assert_next(fd, RRAS_PLUGIN_PEER);
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	close(fd);
	close(listener);
}

/* pppd in the background is another process, and says so. */
static void test_background(void **state)
{
	int listener = rrasd_listen(), first, second;
	struct ucred ucred;
	socklen_t length = sizeof(ucred);
	pid_t pid;

	served_phase(PHASE_ESTABLISH);
	first = accept(listener, NULL, NULL);
	pid = fork();
	if (pid == 0) {
		timer_fn(NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	second = accept(listener, NULL, NULL);
	assert_true(second != -1);
	assert_int_equal(
		getsockopt(second, SOL_SOCKET, SO_PEERCRED, &ucred, &length),
		0);
	assert_int_equal(ucred.pid, pid);
	assert_next(second, RRAS_PLUGIN_HELLO);
	close(first);
	close(second);
	close(listener);
}

/* With "persist" the next caller's link is another one. */
static void test_next_link(void **state)
{
	int listener = rrasd_listen(), fd;
	uint64_t id;

	served_phase(PHASE_ESTABLISH);
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	id = next(fd).link.id;
	served_up();
	served_phase(PHASE_ESTABLISH); /* negotiated anew */
	assert_int_equal(accept(listener, NULL, NULL), -1);
	served_phase(PHASE_DEAD);
	assert_null(timer_fn);
	close(fd);
	served_phase(PHASE_ESTABLISH);
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	assert_true(next(fd).link.id != id);
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	close(fd);
	close(listener);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kinds),      TEST(test_told_at_once),
		TEST(test_told_again), TEST(test_refused),
		TEST(test_full),       TEST(test_background),
		TEST(test_next_link),
	};

	return cmocka_run_group_tests(tests, transport_set_up,
				      transport_tear_down);
}
