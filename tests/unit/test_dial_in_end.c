/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How served links end: by themselves, and by being hung up. */
#include "dial_in_fixture.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct waiting {
	struct fixture *f;
	size_t done;
	WERROR error;
};

static void hung_up(struct tevent_req *req)
{
	struct waiting *waiting = tevent_req_callback_data_void(req);

	waiting->error = waiting->f->connections.link.disconnect_recv(req);
	waiting->done++;
	talloc_free(req);
}

static struct tevent_req *hang_up(struct fixture *f, struct waiting *waiting)
{
	const struct client_link *link = &f->connections.link;
	struct tevent_req *req =
		link->disconnect_send(f, f->ev, link->private_data);

	assert_non_null(req);
	*waiting = (struct waiting){.f = f};
	tevent_req_set_callback(req, hung_up, waiting);
	return req;
}

static void assert_port_free(struct fixture *f)
{
	uint32_t total, in_use;

	ports_usage(f->ports, PORT_KIND_PPPOE, &total, &in_use);
	assert_int_equal(in_use, 0);
}

static void test_killed(void **state)
{
	struct fixture *f = *state;
	pid_t pid = serve(f, 1, GONE_IFINDEX, true);

	kill(pid, SIGKILL);
	loop_until(f->ev, &f->connections.removed, 1);
	assert_string_equal(f->connections.reason, "the process has ended");
	assert_non_null(strstr(f->log, " is over: the process has ended"));
	assert_ended_by(pid, SIGKILL);
	assert_port_free(f);
}

/* pppd in the background is another process, with the same socket at first. */
static void test_handover(void **state)
{
	struct fixture *f = *state;
	pid_t first, second;
	int fd, ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	first = fork();
	if (first == 0) {
		fd = plugin_connect(f);
		plugin_say_state(fd, 1, GONE_IFINDEX);
		if (read(ready[0], &byte, 1) != 1) {
			_exit(1);
		}
		second = fork();
		if (second != 0) {
			_exit(write(ready[1], &second, sizeof(second)) !=
			      sizeof(second));
		}
		usleep(100000);
		close(fd);
		fd = plugin_connect(f);
		plugin_say_state(fd, 1, GONE_IFINDEX);
		for (;;) {
			pause();
		}
	}
	loop_until(f->ev, &f->connections.added, 1);
	assert_int_equal(write(ready[1], "", 1), 1);
	assert_int_equal(waitpid(first, NULL, 0), first);
	assert_int_equal(read(ready[0], &second, sizeof(second)),
			 sizeof(second));
	loop_until(f->ev, &f->connections.updated, 1);
	assert_int_equal(f->connections.removed, 0);
	/* now it is the second one that is watched */
	kill(second, SIGKILL);
	loop_until(f->ev, &f->connections.removed, 1);
	assert_int_equal(f->connections.added, 1);
	close(ready[0]);
	close(ready[1]);
}

static void test_hang_up(void **state)
{
	struct fixture *f = *state;
	struct waiting first, second;
	pid_t pid = serve(f, 1, GONE_IFINDEX, true);

	hang_up(f, &first);
	hang_up(f, &second);
	loop_until(f->ev, &first.done, 1);
	loop_until(f->ev, &second.done, 1);
	assert_true(W_ERROR_IS_OK(first.error));
	assert_true(W_ERROR_IS_OK(second.error));
	assert_int_equal(f->connections.removed, 1);
	assert_string_equal(f->connections.reason,
			    "An administrator has hung up");
	assert_ended_by(pid, SIGTERM);
	run_a_while(f, 10);
	assert_port_free(f);
}

static void test_hang_up_by_force(void **state)
{
	struct fixture *f = *state;
	struct waiting waiting;
	pid_t pid = serve(f, 1, GONE_IFINDEX, false);

	hang_up(f, &waiting);
	loop_until(f->ev, &waiting.done, 1);
	assert_true(W_ERROR_IS_OK(waiting.error));
	assert_int_equal(f->connections.removed, 1);
	assert_ended_by(pid, SIGKILL);
}

static void test_hang_up_waits_for_interface(void **state)
{
	struct fixture *f = *state;
	struct waiting waiting;
	pid_t pid = serve(f, 1, 1, true); /* lo */

	hang_up(f, &waiting);
	run_a_while(f, 200);
	assert_int_equal(waiting.done, 0);
	loop_until(f->ev, &waiting.done, 1);
	assert_int_equal(W_ERROR_V(waiting.error), ERROR_TIMEOUT);
	assert_int_equal(f->connections.removed, 1);
	assert_ended_by(pid, SIGTERM);
}

/* The hang-up goes on. */
static void test_nobody_waits(void **state)
{
	struct fixture *f = *state;
	struct waiting waiting;
	pid_t pid = serve(f, 1, GONE_IFINDEX, false);

	talloc_free(hang_up(f, &waiting));
	loop_until(f->ev, &f->connections.removed, 1);
	assert_int_equal(waiting.done, 0);
	assert_ended_by(pid, SIGKILL);
}

/* The plugin says that it is down; the process lives on for a while. */
static void test_hang_up_while_down(void **state)
{
	struct fixture *f = *state;
	struct waiting waiting;
	int fd = plugin_connect(f);
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

	sigaction(SIGTERM, &ignore, &before); /* this process is the pppd */
	f->config.hangup_timeout = 60;
	TALLOC_FREE(f->dial_in);
	close(fd);
	dial_in_restart(f);
	fd = plugin_connect(f);
	plugin_say_state(fd, 1, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.added, 1);
	hang_up(f, &waiting);
	plugin_say_event(fd, RRAS_PLUGIN_IP_DOWN);
	loop_until(f->ev, &f->connections.removed, 1);
	close(fd);
	run_a_while(f, 50);
	assert_int_equal(waiting.done, 0); /* not gone yet */
	sigaction(SIGTERM, &before, NULL);
}

/* Served links are not the daemon's: they stay when it goes. */
static void test_daemon_ends(void **state)
{
	struct fixture *f = *state;
	pid_t pid = serve(f, 1, GONE_IFINDEX, true);

	TALLOC_FREE(f->dial_in);
	run_a_while(f, 50);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
	kill(pid, SIGKILL);
	assert_ended_by(pid, SIGKILL);
	assert_port_free(f);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, dial_in_setup, dial_in_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_killed),
		TEST(test_handover),
		TEST(test_hang_up),
		TEST(test_hang_up_by_force),
		TEST(test_hang_up_waits_for_interface),
		TEST(test_nobody_waits),
		TEST(test_hang_up_while_down),
		TEST(test_daemon_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
