/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server of SSTP for tests: a child process that speaks TLS and does what a
 * test says, step by step, with certificates that are made in memory.
 */
#ifndef TESTS_UNIT_SSTP_SERVER_H
#define TESTS_UNIT_SSTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <talloc.h>

/** @brief The name in the good certificate; 127.0.0.1 is in it too. */
#define SSTP_SERVER_NAME "vpn.example.test"

/** @brief What is wrong, or unusual, with the server's certificate. */
enum sstp_server_certificate {
	SSTP_SERVER_GOOD,
	SSTP_SERVER_EXPIRED,
	SSTP_SERVER_OTHER_CA,
	SSTP_SERVER_SELF_SIGNED,
	SSTP_SERVER_FOR_CLIENTS,  /**< its purposes: clientAuth */
	SSTP_SERVER_FOR_BOTH,	  /**< ... clientAuth and serverAuth */
	SSTP_SERVER_FOR_ANYTHING, /**< ... anyExtendedKeyUsage */
	SSTP_SERVER_UNSAID,	  /**< ... it has none of them */
};

struct sstp_server;
struct sstp_peer; /**< in the child: a client that has connected */

/** @brief Runs in the child; its end is the end of the connection. */
typedef void (*sstp_server_fn)(struct sstp_peer *peer);

/**
 * @brief Listen on 127.0.0.1; @fn is called for one client.
 *
 * @param[in] shakes_hands  false: @fn gets a TCP connection
 */
struct sstp_server *sstp_server_start(TALLOC_CTX *mem_ctx,
				      enum sstp_server_certificate certificate,
				      bool shakes_hands, sstp_server_fn fn);

void sstp_server_address(const struct sstp_server *server,
			 struct sockaddr_storage *address, socklen_t *size);

/** @brief PEM of who has signed the good certificate. */
const char *sstp_server_ca_file(const struct sstp_server *server);

/** @brief Wait for the child. @return whether all that it expected has come */
bool sstp_server_was_content(struct sstp_server *server);

/** @name In the child: each ends it, not content, when it fails */
/**@{*/
void sstp_peer_expect(bool condition);
int sstp_peer_fd(const struct sstp_peer *peer);
void sstp_peer_send(struct sstp_peer *peer, const void *bytes, size_t size);
/** @brief Fill the whole of it. */
void sstp_peer_receive(struct sstp_peer *peer, void *bytes, size_t size);
/** @brief The client closes its side, in an orderly way or not. */
void sstp_peer_expect_end(struct sstp_peer *peer);
/** @brief Say nothing until the client goes. */
void sstp_peer_sleep(struct sstp_peer *peer);
/** @brief SHA-256 of the certificate in use. */
void sstp_peer_certificate_hash(const struct sstp_peer *peer, uint8_t hash[32]);
/**@}*/

#endif
