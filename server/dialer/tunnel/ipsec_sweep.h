/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tunnels have left in the IKE daemon that were killed by force: a key,
 * a connection, perhaps an association that the daemon keeps up for ever.
 *
 * A tunnel holds the reservation of its number (l2tp_kernel.h) as long as it
 * lives: what has the name of a number that nobody holds is nobody's.
 */
#ifndef SERVER_DIALER_IPSEC_SWEEP_H
#define SERVER_DIALER_IPSEC_SWEEP_H

#include <talloc.h>
#include <tevent.h>
#include "vici.h"

/**
 * @brief Have it forgotten.
 *
 * @param[in] vici  without a call under way; it has none afterwards
 */
struct tevent_req *ipsec_sweep_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    struct vici *vici);

/** @brief What failed is left to the next one. */
void ipsec_sweep_recv(struct tevent_req *req);

#endif
