/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One interface, as the router keeps it.  For the files of server/router.
 */
#ifndef SERVER_ROUTER_INTERFACE_H
#define SERVER_ROUTER_INTERFACE_H

#include "router.h"
#include "server/dialer/dialer.h"

struct autodial;
struct credentials;

/** @brief What the kernel says of the device of a LAN interface. */
struct interface_device {
	int ifindex;  /**< 0: there is no such device now */
	bool up;      /**< the kernel's administrator has it up */
	bool running; /**< it has a carrier and can carry packets */
};

struct interface {
	struct router_interface info; /**< what others see; refreshed on
				       * reading */
	struct router *router;
	struct GUID guid;
	bool leaving; /**< its deletion is being written */

	/* DEDICATED and LOOPBACK */
	struct interface_device device;
	struct interface *next_lan; /**< in the router's list of DEDICATED */

	/* demand-dial */
	struct router_entry *entry;	 /**< NULL: not in the phonebook */
	struct credentials *credentials; /**< NULL: none were set */
	struct router_eap *eap;		 /**< NULL: so */
	struct router_key *key;		 /**< NULL: so */
	struct router_ikev2 *ikev2;	 /**< NULL: so */
	struct dialer_link *link;
	char names_of[16]; /**< the kernel's interface that the resolver was
			    * told of */
	bool promotes;	   /**< an attempt is under way: see alternates.h */
	enum dialer_kind last_tunnel; /**< that has succeeded where the strategy
				       * learns; else no tunnel */
	struct autodial *autodial;    /**< as long as the link */
	WERROR refused; /**< why the last Connect did not even start */
	int logged;	/**< the state that the log speaks of last */
};

/** @brief FULL_ROUTER and HOME_ROUTER: it has an entry and can be dialed. */
bool interface_type_is_demand_dial(uint32_t dwIfType);
bool interface_is_demand_dial(const struct interface *iface);

/**
 * @brief Make an interface, not yet in the list; a demand-dial one with its
 *        link.
 *
 * @return child of @mem_ctx, NULL when out of memory
 */
struct interface *interface_create(TALLOC_CTX *mem_ctx, struct router *router,
				   uint32_t dwInterface, const char *name,
				   uint32_t dwIfType, bool fEnabled,
				   const struct GUID *guid);

/** @brief Set the entry; it becomes the interface's. */
void interface_set_entry(struct interface *iface, struct router_entry *entry);

/** @brief Set DialoutHours; it becomes the interface's; NULL for none. */
void interface_set_hours(struct interface *iface, const char **DialoutHours);

/** @brief Whether a link, or a part of one, exists. */
bool interface_has_link(const struct interface *iface);

/** @brief Bring state, reasons and last error of iface->info up to date. */
void interface_refresh(struct interface *iface);

/** @brief Whether its hours forbid to dial it now. */
bool interface_is_outside_hours(const struct interface *iface);

/**
 * @brief Dial an interface, as Connect does once that it is allowed.
 *
 * @return that of dialer_link_connect(), or what hinders a start; see
 *         interface_dial_was_refused()
 */
WERROR interface_dial(struct interface *iface);

/** @brief Whether the result says that an attempt could not even begin. */
bool interface_dial_was_refused(WERROR werr);

/** @brief Let a link that should not be up go down; nobody waits. */
void interface_hang_up(struct interface *iface);

#endif
