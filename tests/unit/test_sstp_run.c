/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SSTP: a tunnel that is up, to its end, and the frames in it.  The test is the
 * program that has the tunnel, and pppd at the pty. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "hdlc.h"
#include "sstp_fixture.h"

static const uint8_t lcp[] = "\xff\x03\xc0\x21\x01\x01\x00\x04";
#define LCP_SIZE (sizeof(lcp) - 1)

/* -- the good case -- */

static uint8_t cut_at; /* where the Connect Ack is split; inherited */

static void acknowledges_in_two(struct sstp_peer *peer)
{
	const struct sstp_message ack = connect_ack(CERT_HASH_PROTOCOL_SHA256);
	uint8_t packet[SSTP_MAX_MESSAGE];
	size_t size = sstp_message_push(&ack, packet);

	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	sstp_peer_send(peer, packet, cut_at);
	sstp_peer_send(peer, packet + cut_at, size - cut_at);
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT);
	send_type(peer, SSTP_MSG_CALL_DISCONNECT_ACK);
	sstp_peer_expect_end(peer);
}

static void test_split_anywhere(void **state)
{
	struct fixture *f = *state;

	for (cut_at = 1; cut_at < 48; cut_at++) {
		serve(f, acknowledges_in_two);
		assert_true(connect_tunnel(f));
		assert_true(f->ready.is_tty);
		assert_string_equal(f->ready.local, "127.0.0.1");
		assert_string_equal(f->ready.remote, "127.0.0.1");
		close_tunnel(f);
		assert_true(sstp_server_was_content(f->server));
		TALLOC_FREE(f->server);
	}
}

static void disconnects(struct sstp_peer *peer)
{
	acknowledge(peer);
	expect_connected(peer);
	send_type(peer, SSTP_MSG_CALL_DISCONNECT);
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT_ACK);
	sstp_peer_expect_end(peer);
}

static void test_peer_disconnects(void **state)
{
	struct fixture *f = *state;

	serve(f, disconnects);
	assert_true(connect_tunnel(f));
	authenticate(f);
	authenticate(f); /* once more: the second one is not told */
	run_to_end(f, DIALER_CONNECT_ENDED, "the server disconnected");
}

static void refuses_binding(struct sstp_peer *peer)
{
	acknowledge(peer);
	expect_connected(peer);
	send_message(peer,
		     &(struct sstp_message){
			     .type = SSTP_MSG_CALL_ABORT,
			     .has_status = true,
			     .status_attribute = SSTP_ATTRIB_CRYPTO_BINDING,
			     .status = ATTRIB_STATUS_VALUE_NOT_SUPPORTED,
		     });
	expect_type(peer, SSTP_MSG_CALL_ABORT);
	sstp_peer_expect_end(peer);
}

static void test_binding_refused(void **state)
{
	struct fixture *f = *state;

	serve(f, refuses_binding);
	assert_true(connect_tunnel(f));
	authenticate(f);
	run_to_end(f, DIALER_CONNECT_REFUSED, "for the crypto binding");
}

static void dies(struct sstp_peer *peer)
{
	acknowledge(peer);
}

static void test_peer_dies(void **state)
{
	struct fixture *f = *state;

	serve(f, dies);
	assert_true(connect_tunnel(f));
	run_to_end(f, DIALER_CONNECT_ENDED, "closed the connection");
}

static void freezes(struct sstp_peer *peer)
{
	int i;

	acknowledge(peer);
	for (i = 0; i < 3; i++) {
		expect_type(peer, SSTP_MSG_ECHO_REQUEST);
	}
	sstp_peer_sleep(peer);
}

static void test_peer_freezes(void **state)
{
	struct fixture *f = *state;

	serve(f, freezes);
	f->config.hello_interval = BRIEF;
	assert_true(connect_tunnel(f));
	run_to_end(f, DIALER_CONNECT_LOST, "echo");
}

static void asks_for_echo(struct sstp_peer *peer)
{
	acknowledge(peer);
	send_type(peer, SSTP_MSG_ECHO_REQUEST);
	expect_type(peer, SSTP_MSG_ECHO_RESPONSE);
	/* two of ours, of which the second is answered late, but is */
	expect_type(peer, SSTP_MSG_ECHO_REQUEST);
	send_type(peer, SSTP_MSG_ECHO_RESPONSE);
	expect_type(peer, SSTP_MSG_ECHO_REQUEST);
	expect_type(peer, SSTP_MSG_ECHO_REQUEST);
	send_type(peer, SSTP_MSG_ECHO_RESPONSE);
	send_type(peer, SSTP_MSG_CALL_DISCONNECT);
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT_ACK);
	sstp_peer_expect_end(peer);
}

static void test_echo(void **state)
{
	struct fixture *f = *state;

	serve(f, asks_for_echo);
	f->config.hello_interval = BRIEF;
	assert_true(connect_tunnel(f));
	run_to_end(f, DIALER_CONNECT_ENDED, "the server disconnected");
}

static void ignores_disconnect(struct sstp_peer *peer)
{
	acknowledge(peer);
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT);
	sstp_peer_sleep(peer);
}

static void test_disconnect_without_answer(void **state)
{
	struct fixture *f = *state;

	serve(f, ignores_disconnect);
	assert_true(connect_tunnel(f));
	close_tunnel(f);
	assert_true(sstp_server_was_content(f->server));
}

/* -- frames -- */

static void fill(uint8_t *frame, size_t size, size_t number)
{
	size_t i;

	for (i = 0; i < size; i++) {
		frame[i] = (uint8_t)(i * 7 + number);
	}
}

#define NUM_FRAMES 200
#define FRAME_SIZE 1400

/* Back what comes. */
static void reflects(struct sstp_peer *peer)
{
	uint8_t packet[SSTP_MAX_PACKET];
	int i;

	acknowledge(peer);
	for (i = 0; i < NUM_FRAMES; i++) {
		size_t size = receive_packet(peer, packet);

		sstp_peer_expect((packet[1] & 1) == 0);
		sstp_peer_send(peer, packet, size);
	}
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT);
	send_type(peer, SSTP_MSG_CALL_DISCONNECT_ACK);
	sstp_peer_expect_end(peer);
}

struct pppd {
	struct hdlc_decoder decoder;
	size_t received;
};

static void pppd_frame(const uint8_t *frame, size_t size, void *private_data)
{
	struct pppd *pppd = private_data;
	uint8_t wanted[FRAME_SIZE];

	fill(wanted, sizeof(wanted), pppd->received++);
	assert_int_equal(size, FRAME_SIZE);
	assert_memory_equal(frame, wanted, FRAME_SIZE);
}

/* What the slave has; the loop goes on in between. */
static void pppd_read(struct fixture *f, struct pppd *pppd)
{
	struct pollfd ready = {.fd = f->ready.fd, .events = POLLIN};
	uint8_t bytes[4096];
	ssize_t ret;

	while (poll(&ready, 1, 0) == 1) {
		ret = read(f->ready.fd, bytes, sizeof(bytes));
		assert_true(ret > 0);
		hdlc_decode(&pppd->decoder, bytes, (size_t)ret, pppd_frame,
			    pppd);
	}
}

static void test_frames(void **state)
{
	struct fixture *f = *state;
	struct pppd *pppd = talloc_zero(f, struct pppd);
	uint8_t frame[FRAME_SIZE], bytes[HDLC_MAX_ENCODED(FRAME_SIZE)];
	size_t i, size;

	serve(f, reflects);
	assert_true(connect_tunnel(f));
	for (i = 0; i < NUM_FRAMES; i++) {
		fill(frame, sizeof(frame), i);
		size = hdlc_encode(frame, sizeof(frame), HDLC_ACCM_ALL, bytes);
		assert_int_equal(write(f->ready.fd, bytes, size), size);
		turn(f);
		pppd_read(f, pppd);
	}
	while (pppd->received < NUM_FRAMES) {
		turn(f);
		pppd_read(f, pppd);
	}
	close_tunnel(f);
	assert_true(sstp_server_was_content(f->server));
}

static void speaks_first(struct sstp_peer *peer)
{
	uint8_t packet[SSTP_MAX_PACKET];

	sstp_data_header(packet, LCP_SIZE);
	memcpy(packet + SSTP_HEADER_SIZE, lcp, LCP_SIZE);
	acknowledge(peer);
	sstp_peer_send(peer, packet, SSTP_HEADER_SIZE + LCP_SIZE);
	send_type(peer, SSTP_MSG_ECHO_REQUEST);
	expect_type(peer, SSTP_MSG_ECHO_RESPONSE);
	sstp_peer_expect(receive_packet(peer, packet) ==
			 SSTP_HEADER_SIZE + LCP_SIZE);
	expect_type(peer, SSTP_MSG_CALL_DISCONNECT);
	send_type(peer, SSTP_MSG_CALL_DISCONNECT_ACK);
}

/* A frame that comes before pppd has the tty ready is not lost. */
static void test_server_speaks_first(void **state)
{
	struct fixture *f = *state;
	struct pollfd ready;
	uint8_t wanted[HDLC_MAX_ENCODED(LCP_SIZE)], bytes[256];
	size_t size = hdlc_encode(lcp, LCP_SIZE, HDLC_ACCM_ALL, wanted), i;

	serve(f, speaks_first);
	assert_true(connect_tunnel(f));
	ready = (struct pollfd){.fd = f->ready.fd, .events = POLLIN};
	for (i = 0; i < 20; i++) {
		turn(f);
		assert_int_equal(poll(&ready, 1, 0), 0);
	}
	assert_int_equal(write(f->ready.fd, wanted, size), size);
	while (poll(&ready, 1, 0) == 0) {
		turn(f);
	}
	assert_int_equal(read(f->ready.fd, bytes, sizeof(bytes)), size);
	assert_memory_equal(bytes, wanted, size);
	close_tunnel(f);
	assert_true(sstp_server_was_content(f->server));
}

/* pppd closes the tty: its plugin tells, the tunnel waits for that. */
static void test_pppd_closes(void **state)
{
	struct fixture *f = *state;

	serve(f, ignores_disconnect);
	assert_true(connect_tunnel(f));
	close(f->ready.fd);
	f->ready.fd = -1;
	turn(f);
	turn(f);
	close_tunnel(f);
	assert_true(sstp_server_was_content(f->server));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SSTP_TEST(test_split_anywhere),
		SSTP_TEST(test_peer_disconnects),
		SSTP_TEST(test_binding_refused),
		SSTP_TEST(test_peer_dies),
		SSTP_TEST(test_peer_freezes),
		SSTP_TEST(test_echo),
		SSTP_TEST(test_disconnect_without_answer),
		SSTP_TEST(test_frames),
		SSTP_TEST(test_server_speaks_first),
		SSTP_TEST(test_pppd_closes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
