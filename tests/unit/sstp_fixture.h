/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of SSTP share: the side of rras-tunnel, and the steps of
 * servers (sstp_server.h). */
#ifndef TESTS_UNIT_SSTP_FIXTURE_H
#define TESTS_UNIT_SSTP_FIXTURE_H

#include "sstp_message.h"
#include "sstp_server.h"
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

/** @name The test; each fails it when something else happens */
/**@{*/
int sstp_set_up(void **state);
int sstp_tear_down(void **state);
void serve_as(struct fixture *f, enum sstp_server_certificate kind, bool tls,
	      sstp_server_fn fn);
void serve(struct fixture *f, sstp_server_fn fn);
bool connect_tunnel(struct fixture *f);
void assert_refused(struct fixture *f, enum dialer_connect_result result,
		    const char *text);
void run_to_end(struct fixture *f, enum dialer_connect_result result,
		const char *text);
void authenticate(struct fixture *f);
void close_tunnel(struct fixture *f);
/** @brief One turn of the loop, or a moment in which nothing happens. */
void turn(struct fixture *f);
/**@}*/

/** @name Steps of a server, in the child */
/**@{*/
void receive_request(struct sstp_peer *peer);
void answer(struct sstp_peer *peer, const char *text);
void answer_ok(struct sstp_peer *peer);
void send_message(struct sstp_peer *peer, const struct sstp_message *message);
void send_type(struct sstp_peer *peer, enum sstp_type type);
size_t receive_packet(struct sstp_peer *peer, uint8_t packet[SSTP_MAX_PACKET]);
struct sstp_message expect_type(struct sstp_peer *peer, enum sstp_type type);
struct sstp_message connect_ack(uint8_t hash);
void acknowledge(struct sstp_peer *peer);
void expect_connected(struct sstp_peer *peer);
void expect_abort(struct sstp_peer *peer, uint32_t status);
/**@}*/

#define SSTP_TEST(function) \
	cmocka_unit_test_setup_teardown(function, sstp_set_up, sstp_tear_down)

#endif
