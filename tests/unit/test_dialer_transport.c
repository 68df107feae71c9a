/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's way to rrasd of a link that rrasd has dialed: the socket that is
 * inherited, and the next rrasd's.
 */
#include "transport_fixture.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "server/dialer/plugin/dialed.h"

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
	transport_stay_connected(transport_path);
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
	transport_stay_connected(transport_path);
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
	unlink(transport_path);
}

static void test_ids(void **state)
{
	assert_false(dialed_set_id(""));
	assert_false(dialed_set_id("0"));
	assert_false(dialed_set_id("12x"));
	assert_true(dialed_set_id("000000001234abcd"));
	dialed_socket = transport_path;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inherited),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_next_rrasd),
		cmocka_unit_test(test_last_words),
		cmocka_unit_test(test_asked_while_away),
	};

	return cmocka_run_group_tests(tests, transport_set_up,
				      transport_tear_down);
}
