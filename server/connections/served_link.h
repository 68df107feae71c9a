/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that this machine serves, from the first word of its plugin to the
 * end of its pppd: its port, its connection, and how it is hung up.
 *
 * It is over when its process is gone and its kernel interface too.  A plugin
 * that is not connected is no end: it comes again.
 */
#ifndef SERVER_CONNECTIONS_SERVED_LINK_H
#define SERVER_CONNECTIONS_SERVED_LINK_H

#include <sys/types.h>
#include "dial_in.h"
#include "served_state.h"

struct rras_served_record; /* gen_ndr/link_record.h */
struct served_link;

/** @brief Called when it is over, or nothing is known of it any more; the
 *         callee frees it. */
typedef void (*served_link_over_fn)(struct served_link *link,
				    void *private_data);

/**
 * @brief A link whose plugin has told its state.
 *
 * @param[in] config  outlives the link
 * @param[in] state   copied
 * @return NULL when out of memory; freeing it leaves pppd alone
 */
struct served_link *served_link_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       const struct dial_in_config *config,
				       const struct served_state *state,
				       served_link_over_fn over,
				       void *private_data);

/**
 * @brief Its plugin is connected: for the first time, or again.
 *
 * A pppd that goes to the background is another process afterwards.
 *
 * @param[in] pidfd   of the process; becomes the link's, also on failure
 * @param[in] socket  the plugin's, open until served_link_detach()
 * @return false when out of memory
 */
bool served_link_attach(struct served_link *link, pid_t pid, int pidfd,
			int socket);

/**
 * @brief An earlier daemon knew it: it has its port and its connection again,
 *        before its plugin is connected.
 *
 * @param[in] record  of it; read in the call
 * @param[in] pidfd   of its process, becomes the link's; -1: it has ended
 *                    meanwhile.  Ends in a call of over then.
 */
void served_link_restore(struct served_link *link,
			 const struct rras_served_record *record, int pidfd);

/** @brief Its state is another one; may end in a call of over. */
void served_link_tell(struct served_link *link,
		      const struct served_state *state);

/** @brief Its plugin's socket is closed; may end in a call of over. */
void served_link_detach(struct served_link *link);

#endif
