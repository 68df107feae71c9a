/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPsec for a UDP socket, by a pre-shared key: transport mode, IKEv1, as
 * L2TP/IPsec is done everywhere (RFC 3193).
 *
 * strongSwan's IKE daemon does it; we tell it by vici.  Nothing leaves the
 * socket in the clear, whatever becomes of the daemon: the socket has a policy
 * of its own, which lets only ESP through.
 */
#ifndef SERVER_DIALER_IPSEC_H
#define SERVER_DIALER_IPSEC_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>
#include "tunnel.h"

#define IPSEC_DEFAULT_SOCKET "/run/charon.vici"

/** @brief What is to be protected; outlives what is made of it. */
struct ipsec_config {
	const char *socket; /**< of the IKE daemon's vici */
	uint16_t number;    /**< of the tunnel, unique on this machine */
	struct sockaddr_storage local, remote; /**< with their ports */
	DATA_BLOB key;
	uint32_t timeout; /**< seconds until it is agreed */
};

/** @brief Security that has been agreed upon.  Freeing it ends it, and takes
 * back what the IKE daemon was told; that may take a second. */
struct ipsec;

/**
 * @brief From now on this socket sends and takes only what IPsec protects, by
 *        the association of this number and no other.
 *
 * @return 0, or an errno: EOPNOTSUPP and the like when the kernel has no IPsec
 */
int ipsec_protect(int fd, sa_family_t family, uint16_t number);

/**
 * @brief Agree with the other end.
 *
 * @param[in] lost  the IKE daemon has gone since; called from the loop, once
 */
struct tevent_req *ipsec_up_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct ipsec_config *config,
				 void (*lost)(void *private_data),
				 void *private_data);

/** @return false: see @end; else @ipsec is the caller's */
bool ipsec_up_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		   struct ipsec **ipsec, struct tunnel_end *end);

#endif
