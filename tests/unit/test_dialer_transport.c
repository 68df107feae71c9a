/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's way to rrasd, outside of pppd: what is told again and again of
 * a served link, and that nobody waits for rrasd.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "server/dialer/plugin/dialed.h"
#include "server/dialer/plugin/served.h"
#include "server/dialer/plugin/snapshot.h"
#include "server/dialer/plugin/transport.h"
#include <cmocka.h>

/* pppd's, as far as these files use them. */
char devnam[MAXPATHLEN];
char *ipparam;

static void (*timer_fn)(void *);
static int timer_seconds;

void timeout(void (*fn)(void *), void *arg, int seconds, int usec)
{
	timer_fn = fn;
	timer_seconds = seconds;
}

void untimeout(void (*fn)(void *), void *arg)
{
	assert_ptr_equal(fn, timer_fn);
	timer_fn = NULL;
}

static char directory[] = "/tmp/test_transport_XXXXXX";
static char path[64];

static int rrasd_listen(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	strcpy(address.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(listen(fd, 8), 0);
	return fd;
}

static void rrasd_end(int fd)
{
	close(fd);
	unlink(path);
}

static struct rras_plugin_message next(int fd)
{
	struct rras_plugin_message message = {0};

	assert_true(recv(fd, &message, sizeof(message), MSG_DONTWAIT) >=
		    RRAS_PLUGIN_HEADER);
	return message;
}

static void assert_next(int fd, enum rras_plugin_type type)
{
	assert_int_equal(next(fd).type, type);
}

static void assert_no_more(int fd)
{
	char byte;

	assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), -1);
}

static void send_type(enum rras_plugin_type type, size_t body)
{
	struct rras_plugin_message message = {.type = type};

	plugin_send(&message, body);
}

static void tick(void)
{
	assert_non_null(timer_fn);
	timer_fn(NULL);
}

static int setup(void **state)
{
	served_socket = path;
	assert_true(served_set_kind("l2tp"));
	strcpy(devnam, "/dev/pts/3");
	ipparam = NULL;
	return 0;
}

static int teardown(void **state)
{
	served_phase(PHASE_DEAD);
	assert_null(timer_fn);
	unlink(path);
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

/* -- the socket of a link that rrasd dials -- */

static void answer(int fd, const char *secret)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_SECRET};

	message.secret.known = secret != NULL;
	strcpy(message.secret.secret, secret != NULL ? secret : "");
	assert_true(send(fd, &message,
			 RRAS_PLUGIN_HEADER + sizeof(message.secret), 0) > 0);
}

static void test_inherited(void **state)
{
	char secret[MAXSECRETLEN];
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	transport_inherit(fds[1]);
	assert_next(fds[0], RRAS_PLUGIN_HELLO);
	send_type(RRAS_PLUGIN_HEARD, 0);
	assert_next(fds[0], RRAS_PLUGIN_HEARD);
	answer(fds[0], "sesame");
	assert_true(transport_ask_secret(RRAS_PLUGIN_AUTH_PAP, secret));
	assert_string_equal(secret, "sesame");
	assert_next(fds[0], RRAS_PLUGIN_SECRET_REQUEST);
	answer(fds[0], NULL);
	assert_false(transport_ask_secret(RRAS_PLUGIN_AUTH_PAP, secret));
	close(fds[0]);
	assert_false(transport_ask_secret(RRAS_PLUGIN_AUTH_PAP, secret));
	send_type(RRAS_PLUGIN_HEARD, 0); /* nobody hears it */
	transport_close();
	send_type(RRAS_PLUGIN_HEARD, 0);
}

/* -- that rrasd is gone, and the next one comes -- */

static void send_protocol(enum rras_plugin_type type, uint32_t protocol,
			  const char *text)
{
	struct rras_plugin_message message = {.type = type};

	if (type == RRAS_PLUGIN_TERMINATE) {
		message.terminate.protocol = protocol;
		strcpy(message.terminate.text, text);
		plugin_send(&message, sizeof(message.terminate));
	} else {
		message.protocol = protocol;
		plugin_send(&message, sizeof(message.protocol));
	}
}

static void test_next_rrasd(void **state)
{
	struct rras_plugin_message message;
	int fds[2], fd, listener;
	uint64_t up;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	transport_inherit(fds[1]);
	assert_next(fds[0], RRAS_PLUGIN_HELLO);
	dialed_phase();
	message = next(fds[0]);
	assert_int_equal(message.type, RRAS_PLUGIN_DIALED);
	assert_true(message.dialed.id == 0x1234abcd);
	assert_true(message.dialed.up_realtime == 0);
	dialed_phase(); /* says it once */
	dialed_up();
	dialed_up();
	message = next(fds[0]);
	assert_int_equal(message.type, RRAS_PLUGIN_DIALED);
	up = message.dialed.up_realtime;
	assert_true(up != 0);
	assert_no_more(fds[0]);
	tick(); /* all is well */
	assert_int_equal(timer_seconds, 2);
	close(fds[0]);
	tick(); /* gone */
	assert_int_equal(timer_seconds, 1);
	send_type(RRAS_PLUGIN_HEARD, 0);
	send_protocol(RRAS_PLUGIN_PROTOCOL_REJECT, PPP_IPCP, "");
	send_protocol(RRAS_PLUGIN_PROTOCOL_REJECT, PPP_CCP, "");
	send_type(RRAS_PLUGIN_IP6_UP, sizeof(struct rras_plugin_ip6));
	send_protocol(RRAS_PLUGIN_TERMINATE, PPP_LCP, "first");
	send_protocol(RRAS_PLUGIN_TERMINATE, PPP_LCP, "second");
	send_protocol(RRAS_PLUGIN_TERMINATE, PPP_IPCP, "ended");
	send_type(RRAS_PLUGIN_IP_UP, sizeof(struct rras_plugin_ip));
	listener = rrasd_listen();
	tick();
	assert_int_equal(timer_seconds, 2);
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	message = next(fd);
	assert_int_equal(message.type, RRAS_PLUGIN_DIALED);
	assert_true(message.dialed.id == 0x1234abcd);
	assert_true(message.dialed.up_realtime == up);
	assert_next(fd, RRAS_PLUGIN_HEARD);
	message = next(fd);
	assert_int_equal(message.type, RRAS_PLUGIN_PROTOCOL_REJECT);
	assert_int_equal(message.protocol, PPP_IPCP);
	assert_next(fd, RRAS_PLUGIN_IP_UP);
	assert_next(fd, RRAS_PLUGIN_IP6_UP);
	message = next(fd);
	assert_int_equal(message.type, RRAS_PLUGIN_TERMINATE);
	assert_string_equal(message.terminate.text, "first");
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	assert_no_more(fd);
	close(fd);
	rrasd_end(listener);
	transport_disconnect();
}

/* The link ends before it has looked for the next rrasd: that is there. */
static void test_last_words(void **state)
{
	struct rras_plugin_message ended = {.type = RRAS_PLUGIN_TUNNEL_ENDED};
	int fds[2], listener, fd;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	transport_inherit(fds[1]);
	transport_stay_connected(path);
	send_type(RRAS_PLUGIN_IP_UP, sizeof(struct rras_plugin_ip));
	close(fds[0]);
	listener = rrasd_listen();
	ended.tunnel_ended.was_up = 1;
	strcpy(ended.tunnel_ended.text, "first");
	plugin_send(&ended, sizeof(ended.tunnel_ended));
	send_type(RRAS_PLUGIN_HANGUP, 0);
	fd = accept(listener, NULL, NULL);
	assert_next(fd, RRAS_PLUGIN_HELLO);
	assert_next(fd, RRAS_PLUGIN_IP_UP);
	ended = next(fd);
	assert_int_equal(ended.type, RRAS_PLUGIN_TUNNEL_ENDED);
	assert_string_equal(ended.tunnel_ended.text, "first");
	assert_next(fd, RRAS_PLUGIN_STATE_END);
	assert_next(fd, RRAS_PLUGIN_HANGUP);
	assert_no_more(fd);
	close(fd);
	rrasd_end(listener);
	transport_disconnect();
}

/* The rrasd that was asked dies; the next one answers. */
static void test_asked_while_away(void **state)
{
	struct rras_plugin_message message;
	char secret[MAXSECRETLEN];
	int fds[2], listener, fd, status;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	transport_inherit(fds[1]);
	transport_stay_connected(path);
	send_type(RRAS_PLUGIN_HEARD, 0);
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		do {
			message = next(fds[0]);
		} while (message.type != RRAS_PLUGIN_HEARD);
		recv(fds[0], &message, sizeof(message), 0); /* the question */
		close(fds[0]);
		listener = rrasd_listen();
		fcntl(listener, F_SETFL, 0);
		fd = accept(listener, NULL, NULL);
		do {
			recv(fd, &message, sizeof(message), 0);
		} while (message.type != RRAS_PLUGIN_SECRET_REQUEST);
		answer(fd, "open");
		_exit(0);
	}
	close(fds[0]);
	assert_true(transport_ask_secret(RRAS_PLUGIN_AUTH_PAP, secret));
	assert_string_equal(secret, "open");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	transport_disconnect();
	unlink(path);
}

static void test_ids(void **state)
{
	assert_false(dialed_set_id(""));
	assert_false(dialed_set_id("0"));
	assert_false(dialed_set_id("12x"));
	assert_true(dialed_set_id("000000001234abcd"));
	dialed_socket = path;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kinds),
		TEST(test_told_at_once),
		TEST(test_told_again),
		TEST(test_refused),
		TEST(test_full),
		TEST(test_background),
		TEST(test_next_link),
		cmocka_unit_test(test_inherited),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_next_rrasd),
		cmocka_unit_test(test_last_words),
		cmocka_unit_test(test_asked_while_away),
	};
	int result;

	if (mkdtemp(directory) == NULL) {
		return 1;
	}
	snprintf(path, sizeof(path), "%s/socket", directory);
	result = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(directory);
	return result;
}
