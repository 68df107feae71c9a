/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a served link, for served_link.c and served_hangup.c.
 */
#ifndef SERVER_CONNECTIONS_SERVED_LINK_PRIVATE_H
#define SERVER_CONNECTIONS_SERVED_LINK_PRIVATE_H

#include <sys/queue.h>
#include "connections.h"
#include "served_link.h"

struct served_waiter {
	TAILQ_ENTRY(served_waiter) entries;
	struct served_link *link; /* NULL when it is over */
	struct tevent_req *req;
};

struct served_link {
	struct tevent_context *ev;
	const struct dial_in_config *config;
	served_link_over_fn over;
	void *private_data;
	struct served_state state;
	int socket; /* of the plugin; -1: it is not connected */

	pid_t pid;
	uint64_t pid_started; /* for its record */
	int pidfd;
	struct tevent_fd *pid_fde; /* NULL: the process is gone */
	/* Until when another process, which has the socket, may come. */
	struct tevent_timer *handover;

	struct port_claim *claim; /* NULL: it has no port */
	uint32_t dwConnection;	  /* 0: none */
	/* Of an earlier daemon; only while the connection is made again. */
	const struct rras_served_record *record;
	struct tevent_timer *look; /* look again whether it is over */
	struct timeval patience;   /* until when the interface may stay */

	TAILQ_HEAD(, served_waiter) waiters;
	struct tevent_timer *hangup; /* the next step of hanging up */
	bool hanging_up;
};

/** @brief Log a line about it. */
void served_link_say(const struct served_link *link, int priority,
		     const char *what);

/** @name Hanging up (served_hangup.c), as struct client_link has it
 * SIGTERM, and SIGKILL after the hang-up timeout.  Done when process and
 * interface are gone; ERROR_TIMEOUT when not even SIGKILL has ended it in
 * time.  Freeing the request stops the waiting, not the hang-up. */
/**@{*/
struct tevent_req *served_hangup_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      void *private_data);
WERROR served_hangup_recv(struct tevent_req *req);
/**@}*/

/** @brief It is over, or cannot be ended: all who wait are answered. */
void served_hangup_answer(struct served_link *link, WERROR error);

/** @brief The link is being freed: who waits is not answered. */
void served_hangup_forget(struct served_link *link);

#endif
