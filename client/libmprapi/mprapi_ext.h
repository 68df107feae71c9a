/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libmprapi offers beyond mprapi.h: a connection with a user and a
 * password, the local control of rrasd, and text.
 *
 * Threads: a call blocks until its answer is there, as on Windows.  Use a
 * handle in one thread at a time.  Samba's client libraries underneath keep
 * state of the whole process, so remote connections of one process belong to
 * one thread; a process that wants several waits with fSynchronous FALSE.
 *
 * All functions return a Win32 code, 0 for success, unless stated otherwise.
 */
#ifndef CLIENT_MPRAPI_EXT_H
#define CLIENT_MPRAPI_EXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netinet/in.h>
#include "mprapi.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rras_kerberos {
	RRAS_KERBEROS_DESIRED, /**< if there is a ticket or a KDC, else NTLM */
	RRAS_KERBEROS_OFF,
	RRAS_KERBEROS_REQUIRED,
};

/** @brief How to reach a router; all strings UTF-8, NULL for "default". */
struct rras_connect_options {
	const char *server;   /**< NULL or "": the rrasd of this machine */
	const char *user;     /**< "USER", "DOMAIN\USER" or "USER@REALM" */
	const char *domain;   /**< when not part of @user */
	const char *password; /**< from memory; copied, and burnt later */
	enum rras_kerberos kerberos;
	const char *smb_conf;  /**< NULL: Samba's own, if there is one */
	const char *socket;    /**< local: rrasd's socket; NULL: as smb.conf
				* says (rras:run directory) */
	uint32_t call_timeout; /**< seconds for a call's answer, 0: 60.  Not
				* for a synchronous connect and for a hang-up,
				* which have the server's deadlines */
};

/**
 * @brief Connect to a router as a certain user.
 *
 * The connection is named pipe ROUTER over SMB, SPNEGO, signed and sealed
 * ([MS-RRASM] 2.1).  An anonymous one is refused: without @user there must be
 * a Kerberos ticket.
 *
 * @param[out] server  freed with MprAdminServerDisconnect()
 *
 * Errors: those of MprAdminServerConnect(); ERROR_INVALID_PARAMETER without a
 * user and a ticket.
 */
DWORD rras_server_connect(const struct rras_connect_options *options,
			  MPR_SERVER_HANDLE *server);

/** @brief Why the last rras_server_connect() of this thread failed, in
 * words; "" when there is nothing to add.  Valid until the next one. */
const char *rras_server_connect_error(void);

/** @brief MprAdminInterfaceSetCredentials() on a connection, UTF-8. */
DWORD rras_interface_set_credentials(MPR_SERVER_HANDLE server,
				     const char *interface_name,
				     const char *user, const char *domain,
				     const char *password);

/** @brief What an interface dials with; UTF-8. */
struct rras_credentials {
	const char *user;
	const char *domain;
	const char *password; /**< the server's mask unless it returns it */
};

/**
 * @brief MprAdminInterfaceGetCredentials() on a connection, UTF-8.
 *
 * @param[out] credentials  one block, freed with MprAdminBufferFree()
 */
DWORD rras_interface_get_credentials(MPR_SERVER_HANDLE server,
				     const char *interface_name,
				     struct rras_credentials **credentials);

/** @brief What an interface needs for EAP-TLS; strings UTF-8, never NULL. */
struct rras_eap {
	bool present;	      /**< in an answer: there is any */
	const char *identity; /**< "": the certificate's own name */
	const char *pin;      /**< of the smart card; the server's mask unless
			       * it returns it */
	uint32_t hash_size;
	uint8_t hash[20]; /**< of the user's certificate */
};

/** @brief Set it: MprAdminInterfaceSetCredentialsEx() of level 0. */
DWORD rras_interface_set_eap(MPR_SERVER_HANDLE server, HANDLE hInterface,
			     const struct rras_eap *eap);

/**
 * @brief Read it.
 *
 * @param[out] eap  one block, freed with MprAdminBufferFree()
 */
DWORD rras_interface_get_eap(MPR_SERVER_HANDLE server, HANDLE hInterface,
			     struct rras_eap **eap);

/** @brief What rrasd says of itself; strings UTF-8, never NULL. */
struct rras_service_status {
	bool paused;
	bool lan_only;
	const char *version;
	uint32_t uptime;	  /**< seconds */
	uint32_t dialing;	  /**< 0, or why no link can be dialed */
	const char *dialing_text; /**< the same as a sentence */
	uint32_t num_interfaces;
	uint32_t num_links; /**< demand-dial interfaces */
	uint32_t num_connected;
	uint32_t num_connecting;
};

/** @brief A link as the dialer sees it; strings UTF-8, "" for none. */
struct rras_link_status {
	uint32_t state;	      /**< ROUTER_IF_STATE_* */
	const char *phase;    /**< inside CONNECTING: "dial", "lcp", ... */
	uint32_t elapsed_ms;  /**< since the attempt began */
	const char *device;   /**< the one in use */
	const char *ifname;   /**< of the kernel */
	struct in_addr local; /**< 0.0.0.0 for none */
	struct in_addr remote;
	struct in_addr dns[2];
	const char *local_ifid; /**< IPv6 interface identifiers */
	const char *remote_ifid;
	const char *auth_protocol;
	uint32_t mru;
	uint32_t mtu;
	uint32_t mppe_bits;
	uint32_t last_error;
	const char *reason;	  /**< why the last attempt ended */
	const char *peer_message; /**< the peer's own words */
	const char *kind;	  /**< of the target in use: "pppoe", ... */
	const char *number;	  /**< of that one */
	uint32_t targets;	  /**< how many the attempt has tried */
	bool adopted;		  /**< begun by a rrasd before this one */
	uint64_t next_dial;	  /**< by itself, seconds since 1970; 0: not */
};

/** @brief Where an attempt's time went, in milliseconds. */
struct rras_attempt_times {
	uint64_t queued;
	uint64_t dial;
	uint64_t lcp;
	uint64_t authenticate;
	uint64_t network;
	uint64_t up; /**< how long the link was up */
	uint64_t hangup;
};

/** @brief One attempt of a link; strings UTF-8, "" for none. */
struct rras_attempt {
	uint64_t started_us;  /**< since 1970-01-01 UTC */
	const char *kind;     /**< "pppoe", "modem", "direct", "pptp", ... */
	const char *device;   /**< of the target that was tried last */
	const char *number;   /**< of that one, too */
	uint32_t targets;     /**< how many were tried */
	const char *farthest; /**< the phase: "dial", ... "up" */
	struct rras_attempt_times ms;
	bool adopted;	     /**< begun by a rrasd before this one */
	bool ended;	     /**< else it is under way or up */
	bool failed;	     /**< the end was a failure */
	uint32_t last_error; /**< of the end */
	const char *reason;
};

struct rras_history {
	size_t count;
	struct rras_attempt attempts[]; /**< oldest first */
};

enum rras_event_type {
	RRAS_EVENT_CONNECTING,	 /**< an attempt has begun */
	RRAS_EVENT_CONNECTED,	 /**< a connection is there */
	RRAS_EVENT_DISCONNECTED, /**< a connection has ended */
	RRAS_EVENT_FAILED,	 /**< an attempt has ended without one */
};

/** @brief What happened to a link; strings UTF-8, "" for none. */
struct rras_event {
	uint64_t number; /**< 1 for the first of this rrasd */
	enum rras_event_type type;
	uint64_t time_us;   /**< since 1970-01-01 UTC */
	HANDLE hInterface;  /**< INVALID_HANDLE_VALUE for a client */
	HANDLE hConnection; /**< NULL for none */
	uint32_t last_error;
	const char *name; /**< of the interface or of the user */
	const char *port;
	const char *reason; /**< of the end, in words */
};

struct rras_events {
	uint64_t last; /**< what to wait for events after, next time */
	bool missed;   /**< some before these are not kept any more */
	size_t count;
	struct rras_event events[];
};

/** After this nothing is waited for: no event, and the last one's number. */
#define RRAS_EVENTS_NOW UINT64_MAX

/**
 * @name Local control
 * On a connection to the local server only, else ERROR_NOT_SUPPORTED.
 * A status is one block, freed with MprAdminBufferFree().
 */
/**@{*/
/** @brief Let no link be dialed until rras_service_continue(). */
DWORD rras_service_pause(MPR_SERVER_HANDLE server);
DWORD rras_service_continue(MPR_SERVER_HANDLE server);
DWORD rras_service_get_status(MPR_SERVER_HANDLE server,
			      struct rras_service_status **status);
/** @brief ERROR_INVALID_HANDLE; ERROR_NOT_SUPPORTED for a LAN interface. */
DWORD rras_link_get_status(MPR_SERVER_HANDLE server, HANDLE hInterface,
			   struct rras_link_status **status);

/** @brief The last attempts of a link; one block.  Errors as above. */
DWORD rras_link_get_history(MPR_SERVER_HANDLE server, HANDLE hInterface,
			    struct rras_history **history);

/**
 * @brief Wait for what happens to links.
 *
 * @param[in]  after      the number of the last event that is known, 0 for
 *                        all that are kept, or RRAS_EVENTS_NOW
 * @param[in]  cancel_fd  the wait ends when this is readable; -1 for none
 * @param[out] events     one block; count is 0 after RRAS_EVENTS_NOW only
 * @retval ERROR_CANCELLED  @cancel_fd is readable
 */
DWORD rras_wait_events(MPR_SERVER_HANDLE server, uint64_t after, int cancel_fd,
		       struct rras_events **events);
/**@}*/

/** @name What Get...InfoEx() functions have filled in
 * Free what the members point to; the structure itself is the caller's. */
/**@{*/
void rras_server_ex_free(MPR_SERVER_EX *info);
void rras_custom_info_free(MPR_IF_CUSTOMINFOEX *info);
/**@}*/

/**
 * @name RASRPC ([MS-RRASM] 3.3.4)
 * Strings are UTF-8.
 */
/**@{*/
/** @brief The version of the interface: 6. */
DWORD rras_rasrpc_version(MPR_SERVER_HANDLE server, uint32_t *version);

/** @brief The system directory; freed with MprAdminBufferFree(). */
DWORD rras_system_directory(MPR_SERVER_HANDLE server, char **path);

/**
 * @brief The protocols that are installed.
 *
 * @param[in]  router     those enabled for demand-dial
 * @param[in]  ras        those enabled for incoming connections
 * @param[out] protocols  MPRNP_*
 */
DWORD rras_installed_protocols(MPR_SERVER_HANDLE server, bool router, bool ras,
			       uint32_t *protocols);

/** @brief Delete an entry of a phonebook; "" for the router's own. */
DWORD rras_delete_entry(MPR_SERVER_HANDLE server, const char *phonebook,
			const char *entry);

/**
 * @brief Send a RequestBuffer (2.2.1.2.217), and get the answer in its place.
 *
 * @param[in,out] request  @size bytes, at least those of the head and 5000
 *                         more; what is shorter is answered with success and
 *                         not looked at (3.3.4.5)
 */
DWORD rras_submit_request(MPR_SERVER_HANDLE server, void *request,
			  uint32_t size);

/**
 * @brief Numbers of RASRPC_PBUSER (2.2.1.2.229).
 *
 * A router keeps them, and does not dial by them: the specification calls them
 * unused.  The list of callback numbers is not in here.
 */
struct rras_preferences {
	uint32_t redial_attempts;
	uint32_t redial_seconds;
	uint32_t idle_disconnect_seconds;
	bool redial_on_link_failure;
	uint32_t callback_mode;
};

DWORD rras_preferences_get(MPR_SERVER_HANDLE server,
			   struct rras_preferences *preferences);

/** @brief Set these; the other members stay as they are. */
DWORD rras_preferences_set(MPR_SERVER_HANDLE server,
			   const struct rras_preferences *preferences);

/** @brief A device and how many links it has room for. */
struct rras_device {
	const char *name;   /**< "WAN Miniport (PPPOE)" */
	const char *port;   /**< the port of a serial device, or "" */
	uint32_t type;	    /**< RASDEVICETYPE */
	uint32_t endpoints; /**< how many ports it has */
	uint32_t max_endpoints;
	bool ras;	      /**< for incoming connections */
	bool router;	      /**< for demand-dial connections */
	bool router_outbound; /**< for outgoing ones only */
};

struct rras_devices {
	size_t count;
	struct rras_device devices[];
};

/** @brief The devices that have a configuration; one block. */
DWORD rras_devices_get(MPR_SERVER_HANDLE server, struct rras_devices **devices);

/**
 * @brief Set how many ports a device has.
 *
 * @retval ERROR_DEVICE_DOES_NOT_EXIST  there is no device of that name
 * @retval ERROR_SUCCESS_REBOOT_REQUIRED, ERROR_SUCCESS_RESTART_REQUIRED
 *         it is set, and in force after a restart
 */
DWORD rras_device_set_endpoints(MPR_SERVER_HANDLE server, const char *name,
				uint32_t endpoints);
/**@}*/

/** @brief Whether a connection is one to the local server. */
bool rras_server_is_local(MPR_SERVER_HANDLE server);

/**
 * @brief Name and text of an error code; static strings.
 *
 * @param[out] name, text  may be NULL
 * @return false when the code has no name; @name is then "", @text too
 */
bool rras_error_lookup(DWORD code, const char **name, const char **text);

/**
 * @brief UTF-8 to UTF-16, always terminated.
 *
 * @param[in] size  units that @utf16 has room for, the terminator included
 * @retval ERROR_BUFFER_OVERFLOW  it does not fit; @utf16 is then empty
 * @retval ERROR_INVALID_NAME     not valid UTF-8; @utf16 is then empty
 */
DWORD rras_utf8_to_utf16(const char *utf8, WCHAR *utf16, size_t size);

/**
 * @brief UTF-16 to UTF-8.
 *
 * @param[in] max  units to look at for the terminator at most
 * @return a string for free(); a lone surrogate becomes U+FFFD.  NULL when
 *         there is no memory
 */
char *rras_utf16_to_utf8(const WCHAR *utf16, size_t max);

#ifdef __cplusplus
}
#endif

#endif
