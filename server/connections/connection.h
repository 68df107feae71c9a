/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One connection, and what connections keep besides; for the files of
 * server/connections.
 */
#ifndef SERVER_CONNECTIONS_CONNECTION_H
#define SERVER_CONNECTIONS_CONNECTION_H

#include <sys/time.h>
#include "connections.h"

struct dialer_status;
struct handle_map;
struct router_interface;

struct connections {
	struct tevent_context *ev;
	struct connections_config config;
	struct handle_map *by_handle; /* of struct live_connection */
	struct handle_map *dialed;    /* of struct dialed, by dwInterface */
	bool incomplete; /* a link lacks what there was no memory for */
	struct tevent_timer *completing; /* when that is tried again */
};

struct live_connection {
	struct connection info; /* what others see */
	char port_name[33];	/* "" for none: the port may go first */
	bool adopted;		/* it has begun under an earlier daemon */
	/* Of a CLIENT; NULL for a link that we dialed. */
	struct tevent_req *(*disconnect_send)(TALLOC_CTX *mem_ctx,
					      struct tevent_context *ev,
					      void *private_data);
	WERROR (*disconnect_recv)(struct tevent_req *req);
	void (*noted)(const struct connection *connection, void *private_data);
	void *private_data;
};

/** @brief An attempt that the router's link of an interface makes or has
 * made; it is there as long as the link is not disconnected. */
struct dialed {
	uint32_t dwInterface;
	struct timeval attempt_started;	    /* which attempt it is */
	struct live_connection *connection; /* NULL: it is not up (yet) */
};

/**
 * @brief Make a connection of a link that we have dialed, or of one that we
 *        serve; it is not in the list yet.
 *
 * @return child of @mem_ctx, NULL when out of memory
 */
struct live_connection *
connection_of_link(TALLOC_CTX *mem_ctx, uint32_t dwConnection,
		   const struct router_interface *interface,
		   const struct dialer_status *link);
struct live_connection *connection_of_client(TALLOC_CTX *mem_ctx,
					     uint32_t dwConnection,
					     const struct client_link *link);

/** @name What is negotiated while the link is up; false: out of memory. */
/**@{*/
bool connection_update(struct live_connection *live,
		       const struct dialer_status *link);
bool connection_update_client(struct live_connection *live,
			      const struct client_link *link);
/**@}*/

/** @brief The connection of a handle, or NULL. */
struct live_connection *connections_find(const struct connections *connections,
					 uint32_t dwConnection);

/** @brief Put a new connection into the list, and tell that it is there. */
bool connections_begin(struct connections *connections,
		       struct live_connection *live);

/** @brief Take a connection out of the list, tell it, and free it. */
void connections_end(struct connections *connections,
		     struct live_connection *live, uint32_t dwLastError,
		     const char *reason);

/** @brief Have a connection known to the daemon after this one, as it is. */
void connections_note(struct connections *connections,
		      const struct live_connection *live);

/** @name Following the router's links (dialed.c) */
/**@{*/
void dialed_follow(struct connections *connections);
/** @brief A connection is for the daemon after this one to know. */
void dialed_note(struct connections *connections,
		 const struct live_connection *live);
/** @brief There are handles again: those that are up and have none. */
void dialed_retry(struct connections *connections);
/**@}*/

#endif
