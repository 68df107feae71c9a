/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SSTP: servers that mean no good, after they have been let in: they flood us,
 * take nothing, never come to an end. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <cmocka.h>
#include "hdlc.h"
#include "sstp_fixture.h"

static const uint8_t lcp[] = "\xff\x03\xc0\x21\x01\x01\x00\x04";
#define LCP_SIZE   (sizeof(lcp) - 1)
#define FRAME_SIZE 1400

static int told[2]; /* the server has sent all; inherited */

static void sends_much(struct sstp_peer *peer)
{
	int i;

	acknowledge(peer);
	for (i = 0; i < 500; i++) {
		send_type(peer, SSTP_MSG_ECHO_RESPONSE);
	}
	sstp_peer_expect(write(told[1], "", 1) == 1);
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT);
	send_type(peer, SSTP_MSG_CALL_DISCONNECT_ACK);
	sstp_peer_expect_end(peer);
}

static void on_told(struct tevent_context *ev, struct tevent_fd *fde,
		    uint16_t flags, void *private_data)
{
	*(bool *)private_data = true;
}

/* A server that floods us has its share of the loop, and no more: what others
 * say (the plugin: close) is heard between its records. */
static void test_peer_floods(void **state)
{
	struct fixture *f = *state;
	struct pollfd sent = {.events = POLLIN};
	struct tevent_fd *fde;
	bool heard = false;
	int turns;

	assert_int_equal(pipe(told), 0);
	sent.fd = told[0];
	serve(f, sends_much);
	assert_true(connect_tunnel(f));
	assert_int_equal(poll(&sent, 1, -1), 1);
	assert_int_equal(tevent_loop_once(f->ev), 0); /* its first ones */
	fde = tevent_add_fd(f->ev, f, told[0], TEVENT_FD_READ, on_told, &heard);
	for (turns = 0; !heard; turns++) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	talloc_free(fde);
	assert_in_range(turns, 1, 10);
	close_tunnel(f);
	assert_true(sstp_server_was_content(f->server));
	close(told[0]);
	close(told[1]);
}

/* Reads nothing until it has been told that the client has stopped. */
static void reads_nothing(struct sstp_peer *peer)
{
	acknowledge(peer);
	for (;;) {
		pause();
	}
}

/* What the server and the test tell each other, beside the tunnel; inherited */
static int talk[2];

static void open_talk(void)
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, talk), 0);
}

static void close_talk(void)
{
	close(talk[0]);
	close(talk[1]);
}

static void wait_for_test(void)
{
	char byte;

	sstp_peer_expect(read(talk[1], &byte, 1) == 1);
}

/* Takes nothing, and says again and again that it goes. */
static void disconnects_for_ever(struct sstp_peer *peer)
{
	int i;

	acknowledge(peer);
	wait_for_test();
	for (i = 0; i < 16; i++) {
		send_type(peer, SSTP_MSG_CALL_DISCONNECT);
		usleep(400000);
	}
	sstp_peer_expect(write(talk[1], "", 1) == 1);
}

/* pppd sends until there is no room for more in the tunnel. */
static void fill_tunnel(struct fixture *f)
{
	uint8_t frame[FRAME_SIZE], bytes[HDLC_MAX_ENCODED(FRAME_SIZE)];
	struct pollfd ready = {.fd = f->ready.fd, .events = POLLOUT};
	size_t size, total = 0;
	int idle = 0;

	memset(frame, 'f', sizeof(frame));
	size = hdlc_encode(frame, sizeof(frame), HDLC_ACCM_ALL, bytes);
	/* sockets' buffers grow to some megabytes; then it must end */
	while (idle < 20) {
		if (poll(&ready, 1, 0) == 1) {
			assert_true(write(f->ready.fd, bytes, size) > 0);
			total += size;
			idle = 0;
		} else {
			idle++;
		}
		assert_true(total < 64 << 20);
		turn(f);
	}
}

/* A server that takes nothing: the pty fills, our memory does not. */
static void test_slow_server(void **state)
{
	struct fixture *f = *state;

	serve(f, reads_nothing);
	assert_true(connect_tunnel(f));
	fill_tunnel(f);
	TALLOC_FREE(f->tunnel);
}

/* Leaving has a deadline, which the server cannot put off: it ends while the
 * server is still at it. */
static void test_endless_disconnect(void **state)
{
	struct fixture *f = *state;
	struct pollfd done;
	struct tevent_req *req;

	open_talk();
	done = (struct pollfd){.fd = talk[0], .events = POLLIN};
	serve(f, disconnects_for_ever);
	assert_true(connect_tunnel(f));
	fill_tunnel(f);
	assert_int_equal(write(talk[0], "", 1), 1);
	req = f->sstp->run_send(f, f->ev, f->tunnel);
	assert_true(tevent_req_poll(req, f->ev));
	f->sstp->run_recv(req, &f->end);
	talloc_free(req);
	assert_int_equal(f->end.result, DIALER_CONNECT_ENDED);
	assert_int_equal(poll(&done, 1, 0), 0);
	TALLOC_FREE(f->tunnel);
	close_talk();
}

/* More echo requests than there is room for answers, of which it takes none;
 * then a frame. */
static void drowns_us(struct sstp_peer *peer)
{
	static uint8_t requests[8 * 2048];
	uint8_t packet[SSTP_MAX_PACKET];
	size_t i;

	acknowledge(peer);
	for (i = 0; i < sizeof(requests); i += 8) {
		memcpy(requests + i, "\x10\x01\x00\x08\x00\x08\x00\x00", 8);
	}
	for (i = 0; i < 1024; i++) {
		sstp_peer_send(peer, requests, sizeof(requests));
	}
	sstp_data_header(packet, LCP_SIZE);
	memcpy(packet + SSTP_HEADER_SIZE, lcp, LCP_SIZE);
	sstp_peer_send(peer, packet, SSTP_HEADER_SIZE + LCP_SIZE);
	wait_for_test();
}

/* The crypto binding is sent, or there is no tunnel. */
static void test_no_room_for_binding(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[HDLC_MAX_ENCODED(LCP_SIZE)];
	size_t size = hdlc_encode(lcp, LCP_SIZE, HDLC_ACCM_ALL, bytes);
	struct pollfd ready;

	open_talk();
	serve(f, drowns_us);
	assert_true(connect_tunnel(f));
	ready = (struct pollfd){.fd = f->ready.fd, .events = POLLIN};
	assert_int_equal(write(f->ready.fd, bytes, size), size);
	while (poll(&ready, 1, 0) == 0) {
		turn(f);
	}
	authenticate(f);
	assert_int_equal(write(talk[0], "", 1), 1);
	run_to_end(f, DIALER_CONNECT_LOST, "crypto binding");
	close_talk();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SSTP_TEST(test_peer_floods),
		SSTP_TEST(test_slow_server),
		SSTP_TEST(test_endless_disconnect),
		SSTP_TEST(test_no_room_for_binding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
