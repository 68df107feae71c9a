/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The HTTP request that SSTP begins with, and its answer ([MS-SSTP] 3.2.4.1,
 * 3.1.5): one of each, then both directions are SSTP's.  Pure functions.
 */
#ifndef SERVER_DIALER_TUNNEL_SSTP_HTTP_H
#define SERVER_DIALER_TUNNEL_SSTP_HTTP_H

#include <stddef.h>
#include <stdint.h>
#include <talloc.h>

/** @brief Longer headers are no answer of a server of SSTP. */
#define SSTP_HTTP_MAX 4096

/**
 * @brief Make the request.
 *
 * @param[in] host  as it was dialed, with the port if it has one
 * @param[in] id    random: the same call in the logs of both ends
 * @return on @mem_ctx, NULL without memory
 */
char *sstp_http_request(TALLOC_CTX *mem_ctx, const char *host,
			const uint8_t id[16]);

enum sstp_http_peek {
	SSTP_HTTP_PART,	   /**< not all of it yet */
	SSTP_HTTP_ANSWER,  /**< whole */
	SSTP_HTTP_NO_HTTP, /**< something else, or too long */
};

struct sstp_http_answer {
	unsigned status; /**< 200 and so on */
	char reason[64]; /**< the server's words for it; "" for none */
	size_t size;	 /**< of the headers, the empty line included */
};

/** @param[out] answer  set with SSTP_HTTP_ANSWER only */
enum sstp_http_peek sstp_http_peek(const uint8_t *bytes, size_t available,
				   struct sstp_http_answer *answer);

#endif
