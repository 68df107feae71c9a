/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The router's own state, for the files of server/router.
 */
#ifndef SERVER_ROUTER_ROUTER_PRIVATE_H
#define SERVER_ROUTER_ROUTER_PRIVATE_H

#include "interface.h"
#include "interface_list.h"
#include "persist.h"
#include "phonebook_file.h"
#include "router.h"

/* Interfaces that every machine has keep these handles and need no record. */
#define ROUTER_LOOPBACK_HANDLE 1
#define ROUTER_INTERNAL_HANDLE 2
#define ROUTER_FIRST_HANDLE    3

struct RASRPC_PBUSER;
struct called_id;
struct clock_watch;
struct kernel_links;
struct name_servers;
struct server_settings;
struct tevent_queue;

struct router {
	struct tevent_context *ev;
	enum router_type type;
	router_log_fn log;
	struct dialer *dialer;
	struct persist *persist;
	struct tevent_queue *changes; /**< one change at a time */
	struct interface_list *list;
	struct interface *lan; /**< those that are DEDICATED, again: each of
				* the kernel's news looks for its card */
	struct phonebook_file *phonebook;
	struct RASRPC_PBUSER *preferences;
	struct called_id *called_ids;
	struct router_key *key; /**< the server's own for L2TP, or NULL */
	uint32_t next_handle;	/**< as it is in the store */
	struct server_settings *server;
	uint32_t prepared_ports[PORT_KINDS]; /**< a higher number waits for
					      * the next start */
	router_ports_fn set_ports;
	void *set_ports_data;
	struct autodial_config autodial;
	const struct router_clock *clock;
	struct clock_watch *clock_watch;
	bool dials; /**< router_start_dialing() */
	bool paused;
	router_link_fn link_changed; /**< the watcher of links, or NULL */
	void *link_changed_data;
	struct name_servers *names;	/**< NULL: nobody is told of them */
	struct kernel_links *links;	/**< NULL: not followed */
	struct tevent_timer *lan_retry; /**< a LAN record was not written */
};

/** @brief Log a line; nothing when the configuration has no log. */
void router_log(const struct router *router, int priority, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/** @brief The interface of a handle that is not about to be deleted. */
struct interface *router_lookup(const struct router *router,
				uint32_t dwInterface);

/**
 * @brief Fill a router from the store and the phonebook.
 *
 * @param[out] why  on error a sentence; a child of the router
 */
WERROR router_load(struct router *router, const char **why);

/**
 * @brief What the dialer is told of an interface, by its entry and by what
 *        this router is and has learnt.
 *
 * L2TP's IPsec included: also an attempt that was begun by an earlier daemon
 * goes on with another target (link_security()).
 *
 * @param[out] settings  as for link_settings()
 */
WERROR router_link_settings(TALLOC_CTX *mem_ctx, struct interface *iface,
			    struct dialer_settings *settings);

/** @brief Put an interface into the list; it becomes the router's. */
void router_add_interface(struct router *router, struct interface *iface);
/** @brief Take an interface out of the list and free it. */
void router_drop_interface(struct router *router, struct interface *iface);

/** @brief The next handle to give; false when all have been given. */
bool router_has_handles(const struct router *router);

#endif
