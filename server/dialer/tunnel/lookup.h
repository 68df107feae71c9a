/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses of a name, without waiting for the resolver.
 */
#ifndef SERVER_DIALER_TUNNEL_LOOKUP_H
#define SERVER_DIALER_TUNNEL_LOOKUP_H

#include <stdint.h>
#include <sys/socket.h>
#include <talloc.h>
#include <tevent.h>
#include "tunnel.h"

/** @brief More of a name are not tried. */
#define LOOKUP_MAX 8

struct lookup_address {
	struct sockaddr_storage address;
	socklen_t size;
};

/**
 * @brief Look a host's addresses up, the best first (RFC 6724).
 *
 * @param[in] host     a name or a literal
 * @param[in] port     that the addresses are to have
 * @param[in] family   AF_INET, AF_INET6 or AF_UNSPEC
 * @param[in] timeout  in seconds
 */
struct tevent_req *lookup_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			       const char *host, uint16_t port, int family,
			       uint32_t timeout);

/**
 * @param[out] addresses  child of @mem_ctx
 * @return false: see @end; else there is at least one
 */
bool lookup_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		 struct lookup_address **addresses, size_t *count,
		 struct tunnel_end *end);

#endif
