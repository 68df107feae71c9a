/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of SSTP share; see sstp_fixture.h. */
#include "sstp_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

int sstp_set_up(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->sstp = tunnel_sstp();
	f->ready.fd = -1;
	*state = f;
	return 0;
}

int sstp_tear_down(void **state)
{
	struct fixture *f = *state;

	if (f->ready.fd != -1) {
		close(f->ready.fd);
	}
	talloc_free(f);
	return 0;
}

void serve_as(struct fixture *f, enum sstp_server_certificate kind, bool tls,
	      sstp_server_fn fn)
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

void serve(struct fixture *f, sstp_server_fn fn)
{
	serve_as(f, SSTP_SERVER_GOOD, true, fn);
}

bool connect_tunnel(struct fixture *f)
{
	struct tevent_req *req = f->sstp->connect_send(f, f->ev, &f->config);
	bool ok;

	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
	ok = f->sstp->connect_recv(req, f, &f->tunnel, &f->ready, &f->end);
	talloc_free(req);
	return ok;
}

void assert_refused(struct fixture *f, enum dialer_connect_result result,
		    const char *text)
{
	assert_false(connect_tunnel(f));
	assert_null(f->tunnel);
	if (f->end.result != result || strstr(f->end.text, text) == NULL) {
		fail_msg("%d %s", f->end.result, f->end.text);
	}
	assert_true(sstp_server_was_content(f->server));
}

void run_to_end(struct fixture *f, enum dialer_connect_result result,
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

void authenticate(struct fixture *f)
{
	static const uint8_t key[16] = "0123456789abcdef";

	f->sstp->keys(f->tunnel, key, key, sizeof(key));
}

static void forget_timer(struct tevent_context *ev, struct tevent_timer *te,
			 struct timeval now, void *private_data)
{
	*(struct tevent_timer **)private_data = NULL; /* tevent frees it */
}

void turn(struct fixture *f)
{
	struct tevent_timer *te = NULL;

	te = tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 20000),
			      forget_timer, &te);
	assert_int_equal(tevent_loop_once(f->ev), 0);
	TALLOC_FREE(te);
}

/* -- what servers do; in the child -- */

static const uint8_t nonce[SSTP_NONCE_SIZE] =
	"a nonce that is not random at al";

void receive_request(struct sstp_peer *peer)
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

void answer(struct sstp_peer *peer, const char *text)
{
	receive_request(peer);
	sstp_peer_send(peer, text, strlen(text));
}

void answer_ok(struct sstp_peer *peer)
{
	answer(peer, "HTTP/1.1 200\r\n"
		     "Content-Length: 18446744073709551615\r\n"
		     "Server: Microsoft-HTTPAPI/2.0\r\n\r\n");
}

void send_message(struct sstp_peer *peer, const struct sstp_message *message)
{
	uint8_t packet[SSTP_MAX_MESSAGE];

	sstp_peer_send(peer, packet, sstp_message_push(message, packet));
}

void send_type(struct sstp_peer *peer, enum sstp_type type)
{
	send_message(peer, &(struct sstp_message){.type = type});
}

/* @return size of the whole packet */
size_t receive_packet(struct sstp_peer *peer, uint8_t packet[SSTP_MAX_PACKET])
{
	size_t size = 0;

	sstp_peer_receive(peer, packet, SSTP_HEADER_SIZE);
	size = (size_t)(packet[2] & 0x0f) << 8 | packet[3];
	sstp_peer_receive(peer, packet + SSTP_HEADER_SIZE,
			  size - SSTP_HEADER_SIZE);
	return size;
}

struct sstp_message expect_type(struct sstp_peer *peer, enum sstp_type type)
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

struct sstp_message connect_ack(uint8_t hash)
{
	struct sstp_message ack = {.type = SSTP_MSG_CALL_CONNECT_ACK,
				   .hash = hash};

	memcpy(ack.nonce, nonce, sizeof(nonce));
	return ack;
}

void acknowledge(struct sstp_peer *peer)
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
void expect_connected(struct sstp_peer *peer)
{
	struct sstp_message connected =
		expect_type(peer, SSTP_MSG_CALL_CONNECTED);
	uint8_t hash[32];

	sstp_peer_certificate_hash(peer, hash);
	sstp_peer_expect(connected.hash == CERT_HASH_PROTOCOL_SHA256);
	sstp_peer_expect(memcmp(connected.nonce, nonce, sizeof(nonce)) == 0);
	sstp_peer_expect(memcmp(connected.certificate_hash, hash, 32) == 0);
}

void expect_abort(struct sstp_peer *peer, uint32_t status)
{
	struct sstp_message message = expect_type(peer, SSTP_MSG_CALL_ABORT);

	sstp_peer_expect(message.has_status && message.status == status);
	send_type(peer, SSTP_MSG_CALL_ABORT);
	sstp_peer_expect_end(peer);
}

void close_tunnel(struct fixture *f)
{
	struct tevent_req *req = f->sstp->close_send(f, f->ev, f->tunnel);

	assert_true(tevent_req_poll(req, f->ev));
	f->sstp->close_recv(req);
	talloc_free(req);
	TALLOC_FREE(f->tunnel);
	close(f->ready.fd);
	f->ready.fd = -1;
}
