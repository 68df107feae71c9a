/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The connections of this router ([MS-RRASM] 2.2.1.2.77): every PPP link that
 * is up, whether we dialed it or serve it (dial_in.h).
 *
 * A connection begins when its link is up and ends when nothing of the link
 * is left to be used.  Its handle is never given again, not even by the next
 * daemon.
 */
#ifndef SERVER_CONNECTIONS_CONNECTIONS_H
#define SERVER_CONNECTIONS_CONNECTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include <gen_ndr/misc.h>
#include "server/dialer/projection.h"
#include "server/router/router.h"
#include "counters.h"

struct connection_handles;
struct connections;
struct link_events;
struct ports;
struct rras_connection_record; /* gen_ndr/link_record.h */

/** @brief A connection as it is now; read-only for all but connections. */
struct connection {
	uint32_t dwConnection;
	uint32_t dwInterface;	      /**< 0xFFFFFFFF for a CLIENT:
				       * INVALID_HANDLE_VALUE */
	uint32_t dwInterfaceType;     /**< ROUTER_IF_TYPE_* */
	uint32_t dwPort;	      /**< 0 when it has none */
	const char *wszInterfaceName; /**< UTF-8; of a CLIENT its user's name */
	const char *wszUserName;
	const char *wszLogonDomain;
	const char *wszRemoteComputer; /**< "" when not known */
	struct GUID guid;
	struct timespec started; /**< CLOCK_REALTIME, for displays */
	struct timespec started_boottime;
	const char *remote_endpoint; /**< a MAC address, an IP address, a
				      * number; "" when not known */
	const char *local_endpoint;
	const char *ifname;
	int ifindex;
	struct ppp_projection ppp;
	struct link_counters baseline; /**< what ClearStats has set aside */
	struct link_counters port_baseline; /**< the same for its port */
};

/** @brief What connections are made of; all outlive them. */
struct connections_config {
	struct router *router;
	struct ports *ports;
	struct counters *counters;
	struct connection_handles *handles;
	struct link_events *events;
	router_log_fn log; /**< NULL: nothing is logged */
};

/**
 * @brief Make the list, and follow the router's links.
 *
 * @param[in]  config  copied
 * @param[out] why     on failure a sentence
 */
WERROR connections_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			  const struct connections_config *config,
			  struct connections **connections, const char **why);

/** @name Reading, in the order of handles
 * A pointer is valid until the next turn of the loop.  O(log n) each. */
/**@{*/
const struct connection *connections_get(const struct connections *connections,
					 uint32_t dwConnection);
const struct connection *connections_next(const struct connections *connections,
					  uint32_t after);
uint32_t connections_count(const struct connections *connections,
			   uint32_t after);
/** @brief Seconds that it lasts, asleep or not. */
uint32_t connection_duration(const struct connection *connection);
/**@}*/

/**
 * @brief Bring the kernel's counters up to date: of one connection, or of all
 *        (@dwConnection 0).
 *
 * Then connection_counters() and connection_port_counters() tell them.
 * Errors: those of counters_read_recv(), and below.
 */
struct tevent_req *connections_count_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct connections *connections,
					  uint32_t dwConnection);
/** @retval ERROR_INVALID_HANDLE  no such connection (any more) */
WERROR connections_count_recv(struct tevent_req *req);

/** @brief What the kernel said last, less the base line. */
struct link_counters connection_counters(const struct connections *connections,
					 const struct connection *connection);
struct link_counters
connection_port_counters(const struct connections *connections,
			 const struct connection *connection);

/** @brief Let a base line be what the counters are now (3.1.4.4, 3.1.4.7). */
struct tevent_req *connections_clear_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct connections *connections,
					  uint32_t dwConnection, bool of_port);
WERROR connections_clear_recv(struct tevent_req *req);

/**
 * @brief Hang up; done when the link is gone, bounded by its deadlines.
 *
 * Freeing the request stops the waiting, not the hang-up.
 * Errors: ERROR_INVALID_HANDLE; those of the link's own hang-up.
 */
struct tevent_req *connections_disconnect_send(TALLOC_CTX *mem_ctx,
					       struct tevent_context *ev,
					       struct connections *connections,
					       uint32_t dwConnection);
WERROR connections_disconnect_recv(struct tevent_req *req);

/** @brief A link that this machine serves; strings UTF-8, copied. */
struct client_link {
	const char *user;   /**< whom the peer has proven to be */
	const char *domain; /**< "" when the name had none */
	const char *remote_endpoint, *local_endpoint;
	const char *ifname;
	int ifindex;
	uint32_t dwPort;
	/** Of the link, not of the daemon; by both clocks, for the wall clock
	 * may be set while the link lasts: CLOCK_REALTIME, CLOCK_BOOTTIME. */
	struct timespec started, started_boottime;
	struct ppp_projection ppp;
	/** How it is hung up; freeing the request stops the waiting.  Not
	 * called after connections_remove_client(). */
	struct tevent_req *(*disconnect_send)(TALLOC_CTX *mem_ctx,
					      struct tevent_context *ev,
					      void *private_data);
	WERROR (*disconnect_recv)(struct tevent_req *req);
	/** Its base lines have changed: what is kept of it over restarts is
	 * another; NULL for nobody. */
	void (*noted)(const struct connection *connection, void *private_data);
	/** What an earlier daemon has made of it; NULL: it is new. */
	const struct rras_connection_record *known;
	void *private_data;
};

/**
 * @brief Add a connection of type CLIENT.
 *
 * @param[in]  link          copied
 * @param[out] dwConnection  its handle
 * @retval ERROR_RETRY       no handle could be stored, for the disk takes
 *                           nothing: try again in a while
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR connections_add_client(struct connections *connections,
			      const struct client_link *link,
			      uint32_t *dwConnection);

/**
 * @brief Tell what has changed: IPv6 comes up after IPv4, CCP after both.
 *
 * @param[in] link  as for connections_add_client(); handle, user, port, start
 *                  and base lines stay what they are
 * @retval ERROR_INVALID_HANDLE  no such connection of type CLIENT
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR connections_update_client(struct connections *connections,
				 uint32_t dwConnection,
				 const struct client_link *link);

/**
 * @brief Its link is gone; @reason for the events.  A handle that is not
 *        there is fine.
 *
 * Also while one of its disconnect_send is under way, which then completes by
 * itself.
 */
void connections_remove_client(struct connections *connections,
			       uint32_t dwConnection, const char *reason);

#endif
