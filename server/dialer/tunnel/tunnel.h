/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The control side of a tunnel, inside of rras-tunnel: one table of functions
 * a protocol (pptp.c, l2tp.c, sstp.c), all of them tevent clients.
 *
 * The program resolves the server's name, tries its addresses in order, and
 * puts what a protocol tells into messages (tunnel_proto.h); a protocol knows
 * neither pppd nor rrasd.
 */
#ifndef SERVER_DIALER_TUNNEL_H
#define SERVER_DIALER_TUNNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>
#include "server/dialer/connect_result.h"

/** @brief What a tunnel is made to; outlives it. */
struct tunnel_config {
	const char *server; /**< as it was dialed: for TLS's name check */
	struct sockaddr_storage address; /**< with a port when one was dialed */
	socklen_t address_size;
	const char *local_name;	 /**< our host's name, for the peer's log */
	uint32_t timeout;	 /**< seconds until the tunnel is ready */
	uint32_t hello_interval; /**< seconds between signs of life; a peer
				  * that misses three is dead */
	const char *ca_file;	 /**< PEM, "" for the machine's own (SSTP) */
	DATA_BLOB ipsec_key;	 /**< L2TP; empty without IPsec */
	const char *vici_socket; /**< of the IKE daemon; "" for the usual */
};

/** @brief Why there is no tunnel (any more); text "" when there is no more to
 * say.  It is for administrators: the peer's own words and code. */
struct tunnel_end {
	enum dialer_connect_result result;
	char text[256];
};

/** @brief What pppd gets. */
struct tunnel_ready {
	int fd;	     /**< of the caller from then on */
	bool is_tty; /**< a pty's slave, else a connected PPPoX socket */
	char local[64], remote[64];
};

struct tunnel; /**< a protocol's own; freeing it closes everything at once */

struct tunnel_protocol {
	const char *name; /**< "pptp", "l2tp", "sstp" */
	uint16_t port;	  /**< of the server, when none was dialed */
	int family;	  /**< AF_INET for IPv4 alone, AF_UNSPEC for both */

	/** @brief Connect; the deadline is config->timeout. */
	struct tevent_req *(*connect_send)(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   const struct tunnel_config *config);
	/** @return false: see @end; else @tunnel is the caller's */
	bool (*connect_recv)(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			     struct tunnel **tunnel, struct tunnel_ready *ready,
			     struct tunnel_end *end);

	/** @brief Keep it alive until the peer ends it, or is dead. */
	struct tevent_req *(*run_send)(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       struct tunnel *tunnel);
	void (*run_recv)(struct tevent_req *req, struct tunnel_end *end);

	/** @brief Tell the peer that we end it; bounded to 2 seconds. */
	struct tevent_req *(*close_send)(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct tunnel *tunnel);
	void (*close_recv)(struct tevent_req *req);

	/** @brief PPP has authenticated; NULL: of no use to the protocol.
	 * @param[in] size  of each key; 0 when there are none */
	void (*keys)(struct tunnel *tunnel, const uint8_t *send_key,
		     const uint8_t *receive_key, size_t size);
};

const struct tunnel_protocol *tunnel_pptp(void);
const struct tunnel_protocol *tunnel_l2tp(void);
const struct tunnel_protocol *tunnel_sstp(void);

/** @brief A protocol by its name; NULL: it is none that we speak. */
const struct tunnel_protocol *tunnel_protocol(const char *name);

/** @brief Say why there is no tunnel; @format and what follows make the text,
 * of which what is no printable ASCII is masked: it may be the peer's. */
void tunnel_end_set(struct tunnel_end *end, enum dialer_connect_result result,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** @brief Which socket an errno is of. */
enum tunnel_socket {
	TUNNEL_NETWORK, /**< TCP or UDP, to the server */
	TUNNEL_KERNEL,	/**< PPPoX: the kernel's part of the tunnel */
};

/** @brief What an errno means while a tunnel is being made; never
 * DIALER_CONNECT_OK.  Of one that was ready it is for the caller to say. */
enum dialer_connect_result tunnel_result_of_errno(enum tunnel_socket socket,
						  int error);

#endif
