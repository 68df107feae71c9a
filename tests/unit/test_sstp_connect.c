/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SSTP: every way in which a server can fail to become a tunnel, silent ones
 * included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "sstp_fixture.h"

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
		{SSTP_SERVER_FOR_CLIENTS, SSTP_SERVER_NAME, "purpose"},
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

static void closes_instead(struct sstp_peer *peer)
{
	receive_request(peer);
}

/* Extended key usage: RFC 5280's rule, and Windows'. */
static void test_purposes(void **state)
{
	static const enum sstp_server_certificate good[] = {
		SSTP_SERVER_FOR_BOTH, SSTP_SERVER_FOR_ANYTHING,
		SSTP_SERVER_UNSAID};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		serve_as(f, good[i], true, closes_instead);
		assert_refused(f, DIALER_CONNECT_BAD_REPLY,
			       "closed the connection instead of the answer "
			       "to SSTP_DUPLEX_POST");
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

static void acknowledges(struct sstp_peer *peer)
{
	acknowledge(peer);
	sstp_peer_sleep(peer);
}

/* Freed in every state: nothing is left, nothing crashes. */
static void test_freed(void **state)
{
	static const sstp_server_fn servers[] = {sleeps, silent_after_http,
						 acknowledges};
	struct fixture *f = *state;
	size_t i, turns;

	for (i = 0; i < sizeof(servers) / sizeof(servers[0]); i++) {
		for (turns = 0; turns < 8; turns++) {
			struct tevent_req *req;
			size_t n;

			serve(f, servers[i]);
			req = f->sstp->connect_send(f, f->ev, &f->config);
			for (n = 0; n < turns; n++) {
				turn(f);
			}
			talloc_free(req);
			TALLOC_FREE(f->server);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SSTP_TEST(test_nobody_listens),
		SSTP_TEST(test_no_name),
		SSTP_TEST(test_no_tls),
		SSTP_TEST(test_closed_in_handshake),
		SSTP_TEST(test_silent_in_handshake),
		SSTP_TEST(test_certificates),
		SSTP_TEST(test_purposes),
		SSTP_TEST(test_authorities),
		SSTP_TEST(test_silent_http),
		SSTP_TEST(test_closed_http),
		SSTP_TEST(test_http),
		SSTP_TEST(test_silent_call),
		SSTP_TEST(test_nak),
		SSTP_TEST(test_abort),
		SSTP_TEST(test_unknown_hash),
		SSTP_TEST(test_wrong_messages),
		SSTP_TEST(test_abort_without_answer),
		SSTP_TEST(test_address),
		SSTP_TEST(test_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
