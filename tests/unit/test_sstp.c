/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SSTP against a server that does what it should, and everything else.  The
 * test is the program that has the tunnel, and pppd at the pty.
 */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <netinet/in.h>
#include "hdlc.h"
#include "loop.h"
#include "sstp_binding.h"
#include "sstp_server.h"
#include "sstp_message.h"
#include "tunnel.h"

#define LONG_ENOUGH 20 /* seconds, for what is to happen */
#define BRIEF	    1  /* for what is waited for in vain */

struct fixture {
	struct tevent_context *ev;
	struct sstp_server *server;
	struct tunnel_config config;
	const struct tunnel_protocol *sstp;
	struct tunnel *tunnel;
	struct tunnel_ready ready;
	struct tunnel_end end;
};

static int set_up(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->sstp = tunnel_sstp();
	f->ready.fd = -1;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	if (f->ready.fd != -1) {
		close(f->ready.fd);
	}
	talloc_free(f);
	return 0;
}

static void serve_as(struct fixture *f, enum sstp_server_certificate kind,
		     bool tls, sstp_server_fn fn)
{
	f->server = sstp_server_start(f, kind, tls, fn);
	f->config = (struct tunnel_config){
		.server = SSTP_SERVER_NAME,
		.local_name = "router",
		.timeout = LONG_ENOUGH,
		.hello_interval = LONG_ENOUGH,
		.ca_file = sstp_server_ca_file(f->server),
	};
	sstp_server_address(f->server, &f->config.address,
			    &f->config.address_size);
}

static void serve(struct fixture *f, sstp_server_fn fn)
{
	serve_as(f, SSTP_SERVER_GOOD, true, fn);
}

static bool connect_tunnel(struct fixture *f)
{
	struct tevent_req *req = f->sstp->connect_send(f, f->ev, &f->config);
	bool ok;

	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	ok = f->sstp->connect_recv(req, f, &f->tunnel, &f->ready, &f->end);
	talloc_free(req);
	return ok;
}

static void assert_refused(struct fixture *f, enum dialer_connect_result result,
			   const char *text)
{
	assert_false(connect_tunnel(f));
	assert_null(f->tunnel);
	if (f->end.result != result || strstr(f->end.text, text) == NULL) {
		fail_msg("%d %s", f->end.result, f->end.text);
	}
	assert_true(sstp_server_was_content(f->server));
}

static void run_to_end(struct fixture *f, enum dialer_connect_result result,
		       const char *text)
{
	struct tevent_req *req = f->sstp->run_send(f, f->ev, f->tunnel);

	assert_true(tevent_req_poll(req, f->ev));
	f->sstp->run_recv(req, &f->end);
	talloc_free(req);
	if (f->end.result != result || strstr(f->end.text, text) == NULL) {
		fail_msg("%d %s", f->end.result, f->end.text);
	}
	TALLOC_FREE(f->tunnel);
	assert_true(sstp_server_was_content(f->server));
}

static void authenticate(struct fixture *f)
{
	static const uint8_t key[16] = "0123456789abcdef";

	f->sstp->keys(f->tunnel, key, key, sizeof(key));
}

/* -- what servers do; in the child -- */

static const uint8_t nonce[SSTP_NONCE_SIZE] =
	"a nonce that is not random at al";
static const uint8_t lcp[] = "\xff\x03\xc0\x21\x01\x01\x00\x04";
#define LCP_SIZE (sizeof(lcp) - 1)

static void receive_request(struct sstp_peer *peer)
{
	char text[1024];
	size_t size = 0;

	do {
		sstp_peer_expect(size < sizeof(text) - 1);
		sstp_peer_receive(peer, text + size++, 1);
		text[size] = '\0';
	} while (strstr(text, "\r\n\r\n") == NULL);
	sstp_peer_expect(
		strstr(text, "SSTP_DUPLEX_POST /sra_{BA195980-CD49-"
			     "458b-9E23-C84EE0ADCD75}/ HTTP/1.1\r\n") == text);
	sstp_peer_expect(strstr(text, "\r\nHost: " SSTP_SERVER_NAME "\r\n") !=
			 NULL);
	sstp_peer_expect(strstr(text, "\r\nSSTPCORRELATIONID: {") != NULL);
}

static void answer(struct sstp_peer *peer, const char *text)
{
	receive_request(peer);
	sstp_peer_send(peer, text, strlen(text));
}

static void answer_ok(struct sstp_peer *peer)
{
	answer(peer, "HTTP/1.1 200\r\n"
		     "Content-Length: 18446744073709551615\r\n"
		     "Server: Microsoft-HTTPAPI/2.0\r\n\r\n");
}

static void send_message(struct sstp_peer *peer,
			 const struct sstp_message *message)
{
	uint8_t packet[SSTP_MAX_MESSAGE];

	sstp_peer_send(peer, packet, sstp_message_push(message, packet));
}

static void send_type(struct sstp_peer *peer, enum sstp_type type)
{
	send_message(peer, &(struct sstp_message){.type = type});
}

/* @return size of the whole packet */
static size_t receive_packet(struct sstp_peer *peer,
			     uint8_t packet[SSTP_MAX_PACKET])
{
	size_t size = 0;

	sstp_peer_receive(peer, packet, SSTP_HEADER_SIZE);
	size = (size_t)(packet[2] & 0x0f) << 8 | packet[3];
	sstp_peer_receive(peer, packet + SSTP_HEADER_SIZE,
			  size - SSTP_HEADER_SIZE);
	return size;
}

static struct sstp_message expect_type(struct sstp_peer *peer,
				       enum sstp_type type)
{
	uint8_t packet[SSTP_MAX_PACKET];
	struct sstp_message message;
	size_t size = receive_packet(peer, packet);

	sstp_peer_expect((packet[1] & 1) == 1);
	sstp_peer_expect(sstp_message_pull(packet, size, &message) ==
			 ATTRIB_STATUS_NO_ERROR);
	sstp_peer_expect(message.type == type);
	return message;
}

static struct sstp_message connect_ack(uint8_t hash)
{
	struct sstp_message ack = {.type = SSTP_MSG_CALL_CONNECT_ACK,
				   .hash = hash};

	memcpy(ack.nonce, nonce, sizeof(nonce));
	return ack;
}

static void acknowledge(struct sstp_peer *peer)
{
	const struct sstp_message ack = connect_ack(CERT_HASH_PROTOCOL_SHA1 |
						    CERT_HASH_PROTOCOL_SHA256);

	answer_ok(peer);
	sstp_peer_expect(
		expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST).protocol ==
		SSTP_ENCAPSULATED_PROTOCOL_PPP);
	send_message(peer, &ack);
}

/* The compound MAC is test_sstp_message's matter. */
static void expect_connected(struct sstp_peer *peer)
{
	struct sstp_message connected =
		expect_type(peer, SSTP_MSG_CALL_CONNECTED);
	uint8_t hash[32];

	sstp_peer_certificate_hash(peer, hash);
	sstp_peer_expect(connected.hash == CERT_HASH_PROTOCOL_SHA256);
	sstp_peer_expect(memcmp(connected.nonce, nonce, sizeof(nonce)) == 0);
	sstp_peer_expect(memcmp(connected.certificate_hash, hash, 32) == 0);
}

static void expect_abort(struct sstp_peer *peer, uint32_t status)
{
	struct sstp_message message = expect_type(peer, SSTP_MSG_CALL_ABORT);

	sstp_peer_expect(message.has_status && message.status == status);
	send_type(peer, SSTP_MSG_CALL_ABORT);
	sstp_peer_expect_end(peer);
}

/* -- TCP and TLS -- */

static void never(struct sstp_peer *peer)
{
	sstp_peer_expect(false);
}

static void test_nobody_listens(void **state)
{
	struct fixture *f = *state;

	serve(f, never);
	/* no longer: its child is killed, the port closed */
	talloc_free(f->server);
	f->config.ca_file = "";
	assert_false(connect_tunnel(f));
	assert_int_equal(f->end.result, DIALER_CONNECT_CLOSED);
}

static void test_no_name(void **state)
{
	struct fixture *f = *state;

	serve(f, never);
	f->config.server = "not a name\r\n";
	assert_false(connect_tunnel(f));
	assert_int_equal(f->end.result, DIALER_CONNECT_NO_NAME);
}

static void speaks_ssh(struct sstp_peer *peer)
{
	sstp_peer_send(peer, "SSH-2.0-OpenSSH_9.2p1 Debian\r\n", 30);
	sstp_peer_sleep(peer);
}

static void test_no_tls(void **state)
{
	struct fixture *f = *state;

	serve_as(f, SSTP_SERVER_GOOD, false, speaks_ssh);
	assert_refused(f, DIALER_CONNECT_BAD_REPLY, "no TLS with the server");
}

static void hangs_up(struct sstp_peer *peer)
{
}

static void test_closed_in_handshake(void **state)
{
	struct fixture *f = *state;

	serve_as(f, SSTP_SERVER_GOOD, false, hangs_up);
	assert_refused(f, DIALER_CONNECT_BAD_REPLY, "no TLS with the server");
}

static void sleeps(struct sstp_peer *peer)
{
	sstp_peer_sleep(peer);
}

static void test_silent_in_handshake(void **state)
{
	struct fixture *f = *state;

	serve_as(f, SSTP_SERVER_GOOD, false, sleeps);
	f->config.timeout = BRIEF;
	assert_refused(f, DIALER_CONNECT_SILENT, "TLS handshake");
}

static void test_certificates(void **state)
{
	static const struct {
		enum sstp_server_certificate kind;
		const char *name, *text;
	} cases[] = {
		{SSTP_SERVER_EXPIRED, SSTP_SERVER_NAME, "expired"},
		{SSTP_SERVER_OTHER_CA, SSTP_SERVER_NAME, "issuer is unknown"},
		{SSTP_SERVER_SELF_SIGNED, SSTP_SERVER_NAME,
		 "issuer is unknown"},
		{SSTP_SERVER_GOOD, "other.example.test", "name"},
		{SSTP_SERVER_GOOD, "127.0.0.2", "name"},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve_as(f, cases[i].kind, true, never);
		f->config.server = cases[i].name;
		assert_refused(f, DIALER_CONNECT_BAD_CERT, cases[i].text);
		TALLOC_FREE(f->server);
	}
}

/* Without a file it is the machine's authorities, who do not know ours. */
static void test_authorities(void **state)
{
	struct fixture *f = *state;

	serve(f, never);
	f->config.ca_file = "";
	assert_refused(f, DIALER_CONNECT_BAD_CERT, "issuer is unknown");
	TALLOC_FREE(f->server);
	serve(f, never);
	f->config.ca_file = "/nonexistent/ca.pem";
	assert_false(connect_tunnel(f));
	assert_int_equal(f->end.result, DIALER_CONNECT_LOCAL);
	assert_non_null(strstr(f->end.text, "/nonexistent/ca.pem"));
}

/* -- HTTP -- */

static void test_silent_http(void **state)
{
	struct fixture *f = *state;

	serve(f, sleeps);
	f->config.timeout = BRIEF;
	assert_refused(f, DIALER_CONNECT_SILENT, "SSTP_DUPLEX_POST");
}

static void closes_instead(struct sstp_peer *peer)
{
	receive_request(peer);
}

static void test_closed_http(void **state)
{
	struct fixture *f = *state;

	serve(f, closes_instead);
	assert_refused(f, DIALER_CONNECT_BAD_REPLY, "closed the connection");
}

static void answers_401(struct sstp_peer *peer)
{
	answer(peer, "HTTP/1.1 401 Unauthorized\r\n"
		     "WWW-Authenticate: Basic\r\n\r\n");
}

static void answers_404(struct sstp_peer *peer)
{
	answer(peer, "HTTP/1.1 404 Not \x1b[31mFound\r\n\r\n<html>");
}

static void answers_500(struct sstp_peer *peer)
{
	answer(peer, "HTTP/1.1 500 Internal Server Error\r\n\r\n");
}

static void answers_503(struct sstp_peer *peer)
{
	answer(peer, "HTTP/1.1 503 Service Unavailable\r\n\r\n");
}

static void answers_smtp(struct sstp_peer *peer)
{
	answer(peer, "220 mail.example.test ESMTP\r\n");
}

static void test_http(void **state)
{
	static const struct {
		sstp_server_fn fn;
		enum dialer_connect_result result;
		const char *text;
	} cases[] = {
		{answers_401, DIALER_CONNECT_NOT_ALLOWED, "401 Unauthorized"},
		{answers_404, DIALER_CONNECT_REFUSED, "404 Not ?[31mFound"},
		{answers_500, DIALER_CONNECT_REFUSED, "500"},
		{answers_503, DIALER_CONNECT_REFUSED, "is busy: HTTP 503"},
		{answers_smtp, DIALER_CONNECT_BAD_REPLY, "not HTTP"},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve(f, cases[i].fn);
		assert_refused(f, cases[i].result, cases[i].text);
		TALLOC_FREE(f->server);
	}
}

/* -- Call Connect -- */

static void silent_after_http(struct sstp_peer *peer)
{
	answer_ok(peer);
	sstp_peer_sleep(peer);
}

static void test_silent_call(void **state)
{
	struct fixture *f = *state;

	serve(f, silent_after_http);
	f->config.timeout = BRIEF;
	assert_refused(f, DIALER_CONNECT_SILENT, "Call Connect Request");
}

static void refuses(struct sstp_peer *peer)
{
	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	send_message(peer, &(struct sstp_message){
				   .type = SSTP_MSG_CALL_CONNECT_NAK,
				   .has_status = true,
				   .status_attribute =
					   SSTP_ATTRIB_ENCAPSULATED_PROTOCOL_ID,
				   .status = ATTRIB_STATUS_VALUE_NOT_SUPPORTED,
			   });
	expect_abort(peer, ATTRIB_STATUS_RETRY_COUNT_EXCEEDED);
}

static void test_nak(void **state)
{
	struct fixture *f = *state;

	serve(f, refuses);
	assert_refused(f, DIALER_CONNECT_REFUSED,
		       "a value that is not supported for the protocol "
		       "(status 4)");
}

static void aborts(struct sstp_peer *peer)
{
	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	send_type(peer, SSTP_MSG_CALL_ABORT);
	expect_type(peer, SSTP_MSG_CALL_ABORT);
	sstp_peer_expect_end(peer);
}

static void test_abort(void **state)
{
	struct fixture *f = *state;

	serve(f, aborts);
	assert_refused(f, DIALER_CONNECT_REFUSED,
		       "the server aborted the call");
}

static void knows_other_hashes(struct sstp_peer *peer)
{
	const struct sstp_message ack = connect_ack(0xfc);

	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	send_message(peer, &ack);
	expect_abort(peer, ATTRIB_STATUS_VALUE_NOT_SUPPORTED);
}

static void test_unknown_hash(void **state)
{
	struct fixture *f = *state;

	serve(f, knows_other_hashes);
	assert_refused(f, DIALER_CONNECT_BAD_REPLY, "hash");
}

static void acknowledges_too_early(struct sstp_peer *peer)
{
	answer_ok(peer);
	send_type(peer, SSTP_MSG_ECHO_REQUEST);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	expect_abort(peer, ATTRIB_STATUS_UNACCEPTED_FRAME_RECEIVED);
}

static void sends_garbage(struct sstp_peer *peer)
{
	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	sstp_peer_send(peer, "\x10\x01\x00\x03", 4);
	sstp_peer_expect_end(peer);
}

static void leaves_out_the_nonce(struct sstp_peer *peer)
{
	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	sstp_peer_send(peer, "\x10\x01\x00\x08\x00\x02\x00\x00", 8);
	expect_abort(peer, ATTRIB_STATUS_REQUIRED_ATTRIBUTE_MISSING);
}

static void test_wrong_messages(void **state)
{
	static const sstp_server_fn cases[] = {
		acknowledges_too_early, sends_garbage, leaves_out_the_nonce};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve(f, cases[i]);
		assert_refused(f, DIALER_CONNECT_BAD_REPLY, "");
		TALLOC_FREE(f->server);
	}
}

/* A peer that does not even answer our Abort. */
static void ignores_abort(struct sstp_peer *peer)
{
	answer_ok(peer);
	expect_type(peer, SSTP_MSG_CALL_CONNECT_REQUEST);
	send_type(peer, SSTP_MSG_ECHO_REQUEST);
	sstp_peer_sleep(peer);
}

static void test_abort_without_answer(void **state)
{
	struct fixture *f = *state;

	serve(f, ignores_abort);
	f->config.timeout = BRIEF; /* shorter than the Abort's timer */
	assert_refused(f, DIALER_CONNECT_BAD_REPLY, "does not fit the state");
}

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

static void close_tunnel(struct fixture *f)
{
	struct tevent_req *req = f->sstp->close_send(f, f->ev, f->tunnel);

	assert_true(tevent_req_poll(req, f->ev));
	f->sstp->close_recv(req);
	talloc_free(req);
	TALLOC_FREE(f->tunnel);
	close(f->ready.fd);
	f->ready.fd = -1;
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

/* An address is a name too: the certificate has it. */
static void test_address(void **state)
{
	struct fixture *f = *state;

	serve(f, never);
	f->config.server = "127.0.0.1";
	assert_false(connect_tunnel(f)); /* never() is not content with us */
	assert_int_equal(f->end.result, DIALER_CONNECT_BAD_REPLY);
	assert_non_null(strstr(f->end.text, "closed the connection"));
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

static void forget_timer(struct tevent_context *ev, struct tevent_timer *te,
			 struct timeval now, void *private_data)
{
	*(struct tevent_timer **)private_data = NULL; /* tevent frees it */
}

/* One turn of the loop, not longer than a moment. */
static void turn(struct fixture *f)
{
	struct tevent_timer *te = NULL;

	te = tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 10000),
			      forget_timer, &te);
	assert_int_equal(tevent_loop_once(f->ev), 0);
	TALLOC_FREE(te);
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

/* Reads nothing until it has been told that the client has stopped. */
static void reads_nothing(struct sstp_peer *peer)
{
	acknowledge(peer);
	for (;;) {
		pause();
	}
}

/* A server that takes nothing: the pty fills, our memory does not. */
static void test_slow_server(void **state)
{
	struct fixture *f = *state;
	uint8_t frame[FRAME_SIZE], bytes[HDLC_MAX_ENCODED(FRAME_SIZE)];
	struct pollfd ready;
	size_t size, total = 0;
	int idle = 0;

	serve(f, reads_nothing);
	assert_true(connect_tunnel(f));
	ready = (struct pollfd){.fd = f->ready.fd, .events = POLLOUT};
	fill(frame, sizeof(frame), 0);
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
	TALLOC_FREE(f->tunnel);
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

/* Freed in every state: nothing is left, nothing crashes. */
static void test_freed(void **state)
{
	static const sstp_server_fn servers[] = {sleeps, silent_after_http,
						 freezes};
	struct fixture *f = *state;
	size_t i, turns;

	for (i = 0; i < sizeof(servers) / sizeof(servers[0]); i++) {
		for (turns = 0; turns < 8; turns++) {
			struct tevent_req *req;
			size_t n;

			serve(f, servers[i]);
			req = f->sstp->connect_send(f, f->ev, &f->config);
			for (n = 0; n < turns; n++) {
				assert_int_equal(tevent_loop_once(f->ev), 0);
			}
			talloc_free(req);
			TALLOC_FREE(f->server);
		}
	}
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nobody_listens),
		TEST(test_no_name),
		TEST(test_no_tls),
		TEST(test_closed_in_handshake),
		TEST(test_silent_in_handshake),
		TEST(test_certificates),
		TEST(test_authorities),
		TEST(test_silent_http),
		TEST(test_closed_http),
		TEST(test_http),
		TEST(test_silent_call),
		TEST(test_nak),
		TEST(test_abort),
		TEST(test_unknown_hash),
		TEST(test_wrong_messages),
		TEST(test_abort_without_answer),
		TEST(test_split_anywhere),
		TEST(test_address),
		TEST(test_peer_disconnects),
		TEST(test_binding_refused),
		TEST(test_peer_dies),
		TEST(test_peer_freezes),
		TEST(test_echo),
		TEST(test_disconnect_without_answer),
		TEST(test_frames),
		TEST(test_server_speaks_first),
		TEST(test_slow_server),
		TEST(test_pppd_closes),
		TEST(test_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
