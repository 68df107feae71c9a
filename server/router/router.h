/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The router: its interfaces, as an administrator knows them
 * ([MS-RRASM] 3.1.1 InterfaceList), with their settings, credentials and
 * links.  No wire format here; handlers translate.
 *
 * Changes are persisted first and answered second; one change at a time, in
 * the order of arrival.  Memory is authoritative, the store is read at start.
 */
#ifndef SERVER_ROUTER_ROUTER_H
#define SERVER_ROUTER_ROUTER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include "autodial_policy.h"
#include "entry.h"
#include "server/ports/ports.h"

struct router;
struct dialer;
struct dialer_history;
struct dialer_status;
struct persist;
struct router_eap;
struct router_key;
struct router_ikev2;

enum router_type {
	ROUTER_TYPE_IS_LAN,  /**< LAN routing only: no demand dialing */
	ROUTER_TYPE_IS_FULL, /**< LAN and demand-dial routing */
};

/** @brief An interface as it is now; read-only for all but the router. */
struct router_interface {
	uint32_t dwInterface;
	const char *wszInterfaceName; /**< UTF-8, at most 256 UTF-16 units */
	uint32_t dwIfType;	      /**< ROUTER_IF_TYPE_* */
	bool fEnabled;
	uint32_t dwConnectionState;	 /**< ROUTER_IF_STATE_* */
	uint32_t fUnReachabilityReasons; /**< MPR_INTERFACE_* */
	uint32_t dwLastError;
	const char **DialoutHours; /**< one string a day, NULL-terminated,
				    * or NULL for no restriction */
	const struct router_entry *entry; /**< demand-dial only, else NULL */
};

/**
 * @brief A line for the administrator's log.
 *
 * @param[in] priority  of syslog(3)
 * @param[in] line      without a secret, without a line end; names in it come
 *                      from clients and are to be escaped
 */
typedef void (*router_log_fn)(int priority, const char *line);

/** @brief There are to be @count ports of a miniport kind from now on. */
typedef void (*router_ports_fn)(enum port_kind kind, uint32_t count,
				void *private_data);

/** @brief Where the router reads what time it is; tests have their own. */
struct router_clock {
	time_t (*now)(void); /**< CLOCK_REALTIME: for DialoutHours */
	struct timespec (*boottime)(void); /**< CLOCK_BOOTTIME: for waits */
};

struct name_servers_config;

struct router_config {
	struct autodial_config autodial;
	const struct router_clock *clock; /**< NULL: the kernel's */
	enum router_type type;
	const char *state_dir;
	router_log_fn log;  /**< NULL: nothing is logged */
	bool without_links; /**< do not follow the kernel's links: LAN
			     * interfaces are those of the store */
	/** Of each miniport kind, where no administrator has set a number. */
	uint32_t ports[PORT_KINDS];
	/** Called at start and after changes; NULL: nobody has ports. */
	router_ports_fn set_ports;
	void *set_ports_data;
	const struct name_servers_config *names; /**< NULL: nobody is told of
						  * links' name servers */
};

/**
 * @brief Load the store and make the router.
 *
 * @param[in]  dialer, persist  must outlive the router
 * @param[out] why  on error a sentence that says what is wrong and where
 */
WERROR router_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		     const struct router_config *config, struct dialer *dialer,
		     struct persist *persist, struct router **router,
		     const char **why);

/**
 * @brief Begin to dial: what is persistent, now and whenever it is to be.
 *
 * Before that only Connect dials; so what is found to be up from before is
 * known when the first link is dialed.
 */
void router_start_dialing(struct router *router);

enum router_type router_get_type(const struct router *router);

/** @brief Pause or continue the service: paused, no link is dialed; links
 * that are up stay up, and so do attempts that are under way; those that wait
 * for their turn end with ERROR_SERVICE_IS_PAUSED. */
void router_pause(struct router *router);
void router_continue(struct router *router);
bool router_is_paused(const struct router *router);

/**
 * @brief Called from the loop after the status of an interface's link has
 *        changed; router_link_status() tells to what.
 */
typedef void (*router_link_fn)(struct router *router, uint32_t dwInterface,
			       void *private_data);

/** @brief Have @fn called from now on; one watcher, NULL for none. */
void router_watch_links(struct router *router, router_link_fn fn,
			void *private_data);

/** @name Reading
 * A pointer to an interface is valid until the next turn of the loop. */
/**@{*/
const struct router_interface *router_get(struct router *router,
					  uint32_t dwInterface);
const struct router_interface *
router_find(struct router *router, const char *name, bool include_clients);
/** @brief The interface with the lowest handle above @after, or NULL. */
const struct router_interface *router_next(struct router *router,
					   uint32_t after);
/** @brief How many interfaces have a handle above @after; O(log n). */
uint32_t router_count(struct router *router, uint32_t after);
/** @brief What the dialer knows of the link; NULL for a LAN interface and for
 * a handle that is not valid. */
const struct dialer_status *router_link_status(struct router *router,
					       uint32_t dwInterface);
/** @brief When the router dials the interface next by itself
 * (CLOCK_REALTIME); 0: it does not, as far as is known. */
time_t router_next_dial(struct router *router, uint32_t dwInterface);
/** @brief Its last attempts (dialer/history.h); NULL as above. */
struct dialer_history *router_link_history(struct router *router,
					   uint32_t dwInterface);
/**@}*/

/** @brief What Create and SetInfo may set; NULL members are left alone. */
struct router_change {
	const char *wszInterfaceName;
	uint32_t dwIfType;
	bool fEnabled;
	bool set_hours; /**< level 1: @DialoutHours is meant */
	const char **DialoutHours;
	const struct router_entry *entry; /**< levels 2 and 3 */
};

/**
 * @brief Create an interface ([MS-RRASM] 3.1.4.13).  @change is copied.
 *
 * FULL_ROUTER and HOME_ROUTER interfaces (two-way and one-way demand dial,
 * example 4.3) need a phonebook entry: @change brings one, or it is there.
 * A DEDICATED one may be made before its network card is there.
 *
 * Errors: ERROR_INTERFACE_ALREADY_EXISTS; ERROR_CANNOT_FIND_PHONEBOOK_ENTRY
 * when a demand-dial interface comes without @entry and the phonebook has
 * none; ERROR_INVALID_PARAMETER for a type that cannot be created, for
 * fEnabled FALSE where 3.1.4.13 forbids it, and for hours or an entry that
 * are not valid; ERROR_INVALID_PARAMETER and ERROR_INVALID_NAME for the name
 * (name.h); ERROR_DDM_NOT_RUNNING for a demand-dial type on a LAN-only
 * router; ERROR_CORRUPT_PHONEBOOK, ERROR_CANNOT_OPEN_PHONEBOOK;
 * ERROR_SHARING_VIOLATION when others change the phonebook all the time;
 * those of persist_send().
 * Freeing the request stops the waiting, not the change.  So for all below.
 */
struct tevent_req *router_create_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct router *router,
				      const struct router_change *change);
WERROR router_create_recv(struct tevent_req *req, uint32_t *dwInterface);

/**
 * @brief SetInfo ([MS-RRASM] 3.1.4.15): fEnabled, and where given hours and
 *        entry; name and type of @change are ignored ("cannot be modified").
 *
 * A link of an interface that is disabled is hung up.
 * Errors: ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER for fEnabled FALSE,
 * hours or an entry of an interface that is not demand-dial; those of
 * router_create_send().
 */
struct tevent_req *router_set_send(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct router *router, uint32_t dwInterface,
				   const struct router_change *change);
WERROR router_set_recv(struct tevent_req *req);

/**
 * @brief Set a device of an interface ([MS-RRASM] 3.1.4.40); copied.
 *
 * What is not spoken of stays as it is in the phonebook.  "If the device
 * information specified for dwIndex 1 is either a PPPoE interface or a VPN
 * interface, any other device information, specified (with dwIndex > 1),
 * SHOULD be ignored", and so is one that is neither a serial device nor ISDN:
 * there nothing is changed, and nothing is wrong.
 *
 * @param[in] dwIndex  one-based; one more than there are makes a further one
 * @param[in] device   that there is such a device is for the caller to check
 * Errors: ERROR_INVALID_HANDLE; ERROR_NOT_SUPPORTED for an interface that is
 * not demand-dial; ERROR_INVALID_PARAMETER for an index or a string that is
 * not valid; ERROR_CANNOT_FIND_PHONEBOOK_ENTRY and those of
 * router_create_send() for the phonebook.
 */
struct tevent_req *
router_set_device_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       struct router *router, uint32_t dwInterface,
		       uint32_t dwIndex, const struct router_device *device);
WERROR router_set_device_recv(struct tevent_req *req);

/**
 * @brief Delete ([MS-RRASM] 3.1.4.16), credentials too, and the phonebook
 *        entry of a FULL_ROUTER.
 *
 * Errors: ERROR_INVALID_HANDLE; ERROR_INTERFACE_CONNECTED while there is a
 * link or a part of one; ERROR_NOT_SUPPORTED for Loopback, Internal and the
 * interface of a network card that is present: they come from the machine.
 */
struct tevent_req *router_delete_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct router *router,
				      uint32_t dwInterface);
WERROR router_delete_recv(struct tevent_req *req);

/**
 * @brief Reread the phonebook entry ([MS-RRASM] 3.1.4.26); it is used from
 *        the next attempt on.
 *
 * What others write into the phonebook counts from here on: for the entry of
 * one interface, as the method is for.  Deviation: 3.1.1 has the file loaded
 * by each GetInfo too; we show the settings that the next attempt will use.
 *
 * Errors: ERROR_INVALID_HANDLE; ERROR_DDM_NOT_RUNNING on a LAN-only router;
 * ERROR_NOT_SUPPORTED for an interface that is not demand-dial;
 * ERROR_CANNOT_OPEN_PHONEBOOK, ERROR_CANNOT_LOAD_PHONEBOOK,
 * ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_CORRUPT_PHONEBOOK: the settings
 * are as they were.
 */
struct tevent_req *router_reload_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct router *router,
				      uint32_t dwInterface);
WERROR router_reload_recv(struct tevent_req *req);

/**
 * @brief Remove an entry from the phonebook ([MS-RRASM] 3.3.4.1).
 *
 * An interface of that name stays, as a start would find it then: without
 * settings, so that Connect fails with ERROR_CANNOT_FIND_PHONEBOOK_ENTRY; a
 * link that is up stays up.
 *
 * Errors: ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_CORRUPT_PHONEBOOK,
 * ERROR_CANNOT_OPEN_PHONEBOOK, ERROR_SHARING_VIOLATION as for Create; those
 * of persist_send().
 */
struct tevent_req *router_delete_entry_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct router *router,
					    const char *name);
WERROR router_delete_entry_recv(struct tevent_req *req);

/** @brief User, domain and password of an interface, UTF-8. */
struct router_credentials {
	const char *user;
	const char *domain;
	const char *password;
};

/**
 * @brief Store credentials by name ([MS-RRASM] 3.1.4.50); copied.
 *
 * A member that is NULL stays as it is; all three NULL remove the credentials
 * (mprapi page of MprAdminInterfaceSetCredentials).
 * Errors: ERROR_NO_SUCH_INTERFACE; ERROR_CANNOT_FIND_PHONEBOOK_ENTRY for one
 * that is not demand-dial; ERROR_INVALID_PARAMETER for a string that is too
 * long; those of persist_send().
 */
struct tevent_req *
router_set_credentials_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			    struct router *router, const char *name,
			    const struct router_credentials *credentials);
WERROR router_set_credentials_recv(struct tevent_req *req);

/**
 * @brief Read credentials by name ([MS-RRASM] 3.1.4.51).
 *
 * @retval ERROR_NO_SUCH_INTERFACE  no interface of that name
 * @retval ERROR_CANNOT_FIND_PHONEBOOK_ENTRY  none were set ("does not have any
 *         demand-dial parameters associated with it")
 * The strings are valid until the next turn of the loop.
 */
WERROR router_get_credentials(struct router *router, const char *name,
			      struct router_credentials *credentials);

/**
 * @brief Store what EAP-TLS proves who we are with ([MS-RRASM] 3.1.4.41, level
 *        0); copied, and burnt afterwards.
 *
 * @param[in] eap  NULL removes it
 * Errors: ERROR_INVALID_HANDLE; ERROR_INVALID_LEVEL for an interface that is
 * no FULL_ROUTER; ERROR_INVALID_PARAMETER (router_eap_check()); those of
 * persist_send().
 */
struct tevent_req *router_set_eap_send(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       struct router *router,
				       uint32_t dwInterface,
				       const struct router_eap *eap);
WERROR router_set_eap_recv(struct tevent_req *req);

/**
 * @brief Read it (3.1.4.42).
 *
 * @param[out] eap  NULL: none was set; valid until the next turn of the loop
 * @retval ERROR_INVALID_HANDLE, ERROR_INVALID_LEVEL  as above
 */
WERROR router_get_eap(struct router *router, uint32_t dwInterface,
		      const struct router_eap **eap);

/** @brief No interface: the server's own pre-shared key has this handle. */
#define ROUTER_SERVER_HANDLE 0

/**
 * @brief Store the pre-shared key of an interface, or of the server
 *        ([MS-RRASM] 3.1.4.41, levels 1 to 3); copied, and burnt afterwards.
 *
 * @param[in] key  NULL removes it
 * Errors: ERROR_INVALID_HANDLE; ERROR_CANNOT_FIND_PHONEBOOK_ENTRY for an
 * interface that is not demand-dial; ERROR_INVALID_PARAMETER for a size that
 * is not valid; those of persist_send().
 */
struct tevent_req *router_set_key_send(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       struct router *router,
				       uint32_t dwInterface,
				       const struct router_key *key);
WERROR router_set_key_recv(struct tevent_req *req);

/**
 * @brief Read it (3.1.4.42); valid until the next turn of the loop.
 *
 * @retval ERROR_NOT_FOUND  there is none
 * @retval ERROR_INVALID_HANDLE, ERROR_CANNOT_FIND_PHONEBOOK_ENTRY  as above
 */
WERROR router_get_key(struct router *router, uint32_t dwInterface,
		      const struct router_key **key);

/**
 * @brief Store the custom configuration of an IKEv2 tunnel ([MS-RRASM]
 *        3.1.4.53); copied.
 *
 * @param[in] config      NULL removes it
 * @param[in] keeps_hash  certificateHash is not given: it stays as long as
 *                        certificateName is the same
 * Errors: ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER for an interface that
 * is no FULL_ROUTER and for values that are not valid; those of
 * persist_send().
 */
struct tevent_req *
router_set_ikev2_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		      struct router *router, uint32_t dwInterface,
		      const struct router_ikev2 *config, bool keeps_hash);
WERROR router_set_ikev2_recv(struct tevent_req *req);

/**
 * @brief Read it (3.1.4.52).
 *
 * @param[out] config  NULL: none was set; valid until the next turn of the loop
 * @retval ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER  as above
 */
WERROR router_get_ikev2(struct router *router, uint32_t dwInterface,
			const struct router_ikev2 **config);

/**
 * @brief Start to connect ([MS-RRASM] 3.1.4.22).
 *
 * Checked in this order: ERROR_DDM_NOT_RUNNING for a LAN-only router (before
 * the handle, as 3.1.4.22 has it); ERROR_INVALID_HANDLE; ERROR_NOT_SUPPORTED
 * for an interface that is not demand-dial; ERROR_SERVICE_IS_PAUSED;
 * ERROR_INTERFACE_DISABLED; ERROR_DIALOUT_HOURS_RESTRICTION outside of its
 * DialoutHours; ERROR_CANNOT_FIND_PHONEBOOK_ENTRY; what its settings forbid
 * (link.h); ERROR_INTERFACE_HAS_NO_DEVICES when the ports of its kind are not
 * for routing (server_settings.h); then dialer_link_connect()'s own.
 * PENDING: the attempt has been started.
 */
WERROR router_connect(struct router *router, uint32_t dwInterface);

/**
 * @brief Wait for the end of the attempt under way.
 *
 * Errors: ERROR_INVALID_HANDLE, ERROR_NOT_SUPPORTED, and those of
 * dialer_link_wait_send().
 */
struct tevent_req *router_connect_wait_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct router *router,
					    uint32_t dwInterface);
WERROR router_connect_wait_recv(struct tevent_req *req);

/**
 * @brief Disconnect ([MS-RRASM] 3.1.4.23); done when the link is gone.
 *
 * Errors: ERROR_DDM_NOT_RUNNING on a LAN-only router; ERROR_INVALID_HANDLE;
 * ERROR_NOT_SUPPORTED for an interface that is not demand-dial;
 * ERROR_INTERFACE_NOT_CONNECTED when there is nothing to hang up.
 */
struct tevent_req *router_disconnect_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct router *router,
					  uint32_t dwInterface);
WERROR router_disconnect_recv(struct tevent_req *req);

/**
 * @brief Take over the links that an earlier daemon has left.
 *
 * Once, after the watcher of links is there and before anything is dialed, by
 * anybody: what the router is to dial by itself is decided after this.  Each
 * link is in its state when this returns; one that has died meanwhile is seen
 * to end a turn of the loop later.
 *
 * @param[out] why  on failure a sentence, child of @mem_ctx or static
 *         Errors: those of dialer_find_left()
 */
WERROR router_adopt(struct router *router, TALLOC_CTX *mem_ctx,
		    const char **why);

/** @name What the owner of a link's connection keeps with it
 * @see dialer_link_set_note(), dialer_link_note() */
/**@{*/
/** @retval ERROR_INVALID_HANDLE  no such interface, or it has no link */
WERROR router_link_set_note(struct router *router, uint32_t dwInterface,
			    const DATA_BLOB *note);
DATA_BLOB router_link_note(struct router *router, uint32_t dwInterface);
/**@}*/

#endif
