/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dialer: one state machine per demand-dial link.
 *
 * It knows a link only through a backend (backend.h) and its owner only
 * through a callback.  It knows nothing of the wire, of phonebooks and of
 * interfaces.  One attempt runs at a time on a link; the dialer decides about
 * its deadlines and about the error that its end is reported as, and is the
 * only authority that starts or ends a backend attempt.
 */
#ifndef SERVER_DIALER_DIALER_H
#define SERVER_DIALER_DIALER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <netinet/in.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "compat/rras_errors.h"
#include "projection.h"

struct dialer;
struct dialer_link;
struct dialer_backend;
struct ports;

/** @brief How a link reaches its peer. */
enum dialer_kind {
	DIALER_KIND_PPPOE,  /**< PPPoE over an Ethernet device */
	DIALER_KIND_MODEM,  /**< a tty with a Hayes modem and a number */
	DIALER_KIND_DIRECT, /**< a tty with the peer at its other end */
	DIALER_KIND_PPTP,   /**< RFC 2637, control by rras-tunnel */
	DIALER_KIND_L2TP, /**< L2TPv2 (RFC 2661), with IPsec where asked for */
	DIALER_KIND_SSTP, /**< [MS-SSTP] */
};

/** @brief Whether the kind is a tunnel: its number is a server's name. */
bool dialer_kind_is_tunnel(enum dialer_kind kind);

/** @brief One way to the peer; an attempt may have several, in order. */
struct dialer_target {
	enum dialer_kind kind;
	const char *device; /**< as dialer_settings.device */
	const char *number; /**< as dialer_settings.number */
};

/** @brief What the owner wants of MPPE ([MS-RRASM] dwEncryptionType). */
enum dialer_encryption {
	DIALER_ENCRYPTION_NONE,
	DIALER_ENCRYPTION_OPTIONAL,
	DIALER_ENCRYPTION_REQUIRE,     /**< 40, 56 or 128 bit */
	DIALER_ENCRYPTION_REQUIRE_MAX, /**< 128 bit only */
};

/** @brief The longest number of a modem, as Windows has it. */
#define DIALER_MAX_NUMBER 128

/** @brief Bytes of a certificate's hash: SHA-1. */
#define DIALER_CERTIFICATE_HASH 20

/** @brief What EAP-TLS proves who we are with; see certificate.h. */
struct dialer_eap_tls {
	uint8_t hash[DIALER_CERTIFICATE_HASH]; /**< all zero: none */
	const char *pin; /**< opens the key; burnt with the settings */
};

/** @brief Methods of EAP (RFC 3748), by their numbers. */
enum dialer_eap_method {
	DIALER_EAP_MD5 = 4,
	DIALER_EAP_TLS = 13,
	DIALER_EAP_MSCHAPV2 = 26,
};

/** @brief Everything that one attempt needs; owned by whoever made it. */
struct dialer_settings {
	/** The target that is tried first, or now: the dialer puts each of
	 * @targets into these three members in its turn. */
	enum dialer_kind kind;
	/** Name of the device that the entry asks for; "" for any of the kind:
	 * a kernel network device (PPPoE) or a tty path (serial). */
	const char *device;
	/** PPPoE: "service" or "AC-name\\service", "" for any; modem: the
	 * number to dial; direct: unused. */
	const char *number;
	/** All targets in the order of trying, the first one included; with
	 * none of them the three members above are the only one. */
	const struct dialer_target *targets;
	size_t num_targets;
	const char *user;     /**< UTF-8, "" for none */
	const char *domain;   /**< UTF-8, "" for none */
	const char *password; /**< UTF-8; burnt with the settings */
	/** Authentication protocols that we agree to be authenticated by. */
	bool allow_pap;
	bool allow_chap;
	bool allow_mschapv2;
	bool allow_eap;
	uint32_t eap_methods; /**< with allow_eap: bit N is the method N */
	enum dialer_encryption encryption;
	bool ip_header_compression;
	bool software_compression;
	bool ipv4;
	bool ipv6;
	bool default_gateway;
	bool specific_ip;      /**< use @ipaddr */
	struct in_addr ipaddr; /**< network byte order */
	uint32_t speed;	       /**< serial: bits per second, 0 default */
	bool hw_flow_control;  /**< serial: RTS/CTS */
	uint32_t idle_seconds; /**< hang up when idle so long, 0 never */
	bool lcp_extensions;   /**< RFC 1570 */
	/** What our side resolves names with: of the peer, or these; all zero
	 * without @specific_dns. */
	bool specific_dns;
	struct in_addr dns[2];	       /**< network byte order; 0 for none */
	struct in6_addr dns6[2];       /**< :: for none */
	struct dialer_eap_tls eap_tls; /**< with DIALER_EAP_TLS */
	/** L2TP: the pre-shared key of its IPsec; empty for L2TP alone.
	 * Burnt with the settings. */
	DATA_BLOB ipsec_key;
	/** SSTP: its TLS is the encryption, and there is no MPPE inside of it,
	 * as there is none inside of IPsec. */
	bool tls_encrypts;
};

/** @brief The states of a link, as GetInfo shows them. */
enum dialer_state {
	DIALER_DISCONNECTED,
	DIALER_CONNECTING,
	DIALER_CONNECTED,
	DIALER_DISCONNECTING, /**< hang-up under way, kernel not yet clean */
};

/** @brief The phase inside DIALER_CONNECTING, for progress displays. */
enum dialer_phase {
	DIALER_PHASE_NONE,
	DIALER_PHASE_QUEUED, /**< others dial first: config.max_dials */
	DIALER_PHASE_DIAL,   /**< discovery, chat script, tunnel */
	DIALER_PHASE_LCP,
	DIALER_PHASE_AUTHENTICATE,
	DIALER_PHASE_NETWORK,
	DIALER_PHASE_UP,
	DIALER_PHASE_HANGUP,
};

/**
 * @brief What is known of a link now; read-only for all but the dialer.
 *
 * Strings are UTF-8, never NULL, "" when there is nothing to say.  A change
 * of anything in it is told to the owner.
 */
struct dialer_status {
	enum dialer_state state;
	enum dialer_phase phase;
	WERROR last_error;  /**< of the last attempt that ended;
			     * WERR_OK when it was up and an
			     * administrator hung up */
	bool failed;	    /**< last_error is a failure: not a cancelled
			     * attempt, not an idle hang-up */
	bool was_up;	    /**< the present or last attempt has been up */
	const char *reason; /**< why, in words; "" when none */
	const char *peer_message; /**< the peer's own words, "" when none */
	/** Start of the present state (CLOCK_REALTIME, as the next). */
	struct timeval since;
	struct timeval attempt_started;
	uint64_t rx_bytes, tx_bytes; /**< of the last link that ended */

	/** @name Of the attempt under way; empty when there is none */
	/**@{*/
	const char *device; /**< the device in use */
	enum dialer_kind kind;
	const char *number; /**< that is tried, or that is up: as
			     * dialer_settings.number */
	size_t target;	    /**< index in settings.targets of the one that is
			     * tried, or that is up */
	bool adopted;	    /**< begun by a rrasd before this one */
	const char *user, *domain;
	/** PPPoE: the MAC addresses of the access concentrator, known from
	 * DIALER_PHASE_AUTHENTICATE on, and of the device; modem: the number
	 * and the tty; direct: "" and the tty. */
	const char *remote_endpoint, *local_endpoint;
	int pid;	 /**< of the child; 0 as long as it is being started,
			  * and of a link that an earlier rrasd has left and
			  * that has ended (adopt.h) */
	uint32_t dwPort; /**< that it uses (ports.h) */
	char ifname[16]; /**< kernel interface, when IP or IPv6 is up */
	int ifindex;	 /**< its index; 0 when there is no name */
	/** When the link became DIALER_CONNECTED first, by CLOCK_REALTIME and
	 * CLOCK_BOOTTIME; a peer that negotiates anew does not change it. */
	struct timespec connected, connected_boottime;
	struct ppp_projection ppp;
	/**@}*/
};

/** @brief For whose sake a link is hung up. */
enum dialer_hangup {
	DIALER_HANGUP_NOT,
	DIALER_HANGUP_ADMIN,  /**< an administrator asks for it */
	DIALER_HANGUP_HOURS,  /**< the hours for dialing out are over */
	DIALER_HANGUP_PAUSED, /**< no more is dialed: of a queued attempt */
};

/** @brief Deadlines and knobs, from the configuration; all in seconds. */
struct dialer_config {
	uint32_t dial_timeout;
	uint32_t authenticate_timeout;
	uint32_t network_timeout;
	uint32_t hangup_timeout;
	uint32_t lcp_echo_interval;
	uint32_t lcp_echo_failure;
	uint32_t lcp_restart;
	uint32_t lcp_max_configure;
	uint32_t padi_timeout;
	uint32_t padi_attempts;
	uint32_t modem_connect_timeout;
	const char *modem_init;	   /**< AT command, "" for none */
	uint32_t tunnel_timeout;   /**< for the control side of a tunnel */
	uint32_t tunnel_hello;	   /**< between its signs of life */
	uint32_t adopt_timeout;	   /**< for the plugin of a link that an earlier
				    * daemon has left, to call */
	const char *tunnel_helper; /**< path of rras-tunnel */
	const char *sstp_ca_file;  /**< PEM; "" for the machine's own */
	const char *vici_socket;   /**< of the IKE daemon, for L2TP's IPsec; ""
				    * for the usual */
	uint32_t max_dials;	   /**< attempts under way at once, the others
				    * wait in DIALER_PHASE_QUEUED; 0 no limit */
	uint32_t queue_timeout;	   /**< of DIALER_PHASE_QUEUED */
	const char *pppd_path;
	const char *pppd_plugin_dir;
	const char *ppp_device;	     /**< the kernel's PPP; NULL: /dev/ppp */
	const char *connect_helper;  /**< path of rras-connect */
	const char *run_dir;	     /**< 0700, for sockets and files */
	const char *certificate_dir; /**< see certificate.h */
	const char *const *pppoe_interfaces; /**< NULL-terminated; NULL: all */
};

/**
 * @brief Copy settings; the copy's password is burnt when it is freed.
 *
 * @return child of @mem_ctx, NULL when out of memory
 */
struct dialer_settings *
dialer_settings_copy(TALLOC_CTX *mem_ctx, const struct dialer_settings *from);

/** @brief What is wanted of MPPE at the target that is tried now: nothing where
 * the tunnel encrypts all of it already. */
enum dialer_encryption
dialer_settings_mppe(const struct dialer_settings *settings);

/**
 * @brief Make the dialer.
 *
 * @param[in]  mem_ctx  its owner
 * @param[in]  ev       the daemon's loop
 * @param[in]  config   must outlive the dialer
 * @param[in]  ports    what links claim; must outlive the dialer
 * @param[in]  backend  how links are made (dialer_backend_pppd(), ..._memory)
 * @return the dialer, NULL when out of memory
 */
struct dialer *dialer_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			     const struct dialer_config *config,
			     struct ports *ports,
			     const struct dialer_backend *backend);

/**
 * @brief Whether this machine can dial at all.
 *
 * @return WERR_OK, or ERROR_DDM_NOT_RUNNING with *why set to a sentence that
 *         names what is missing (no pppd, no /dev/ppp, no plugin); @why is a
 *         talloc child of @mem_ctx.  The backend is asked each time: an
 *         administrator may have installed pppd a second ago.
 */
WERROR dialer_probe(struct dialer *dialer, TALLOC_CTX *mem_ctx,
		    const char **why);

/** @brief How many attempts wait in DIALER_PHASE_QUEUED. */
uint32_t dialer_num_queued(const struct dialer *dialer);

/** @brief Kill whatever there is of all links; each is DISCONNECTED when that
 * is gone, and has the hang-up deadline for it. */
void dialer_kill(struct dialer *dialer);

/**
 * @brief Called after a change of a link's status.
 *
 * It comes from the loop, not from inside of another call, so it may free the
 * link.  Changes that follow at once on each other give one call.
 */
typedef void (*dialer_link_fn)(struct dialer_link *link, void *private_data);

/**
 * @brief Make a link, disconnected.
 *
 * Freeing a link ends its attempt at once (the child and its whole process
 * group are killed); waiting requests fail with ERROR_OPERATION_ABORTED.
 */
struct dialer_link *dialer_link_create(TALLOC_CTX *mem_ctx,
				       struct dialer *dialer, const char *name,
				       dialer_link_fn changed,
				       void *private_data);

/**
 * @brief Let attempts of a link outlive the daemon (adopt.h): under this
 *        number, which is its own and never 0.
 */
void dialer_link_set_key(struct dialer_link *link, uint32_t key);

/**
 * @brief Have some bytes kept with the attempt under way, also for the daemon
 *        that adopts it.
 *
 * @retval ERROR_INVALID_PARAMETER  more than RRAS_MAX_LINK_NOTE
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR dialer_link_set_note(struct dialer_link *link, const DATA_BLOB *note);

/** @brief What was kept last of this attempt, also by an earlier daemon; empty
 * for nothing.  Valid until the next turn of the loop. */
DATA_BLOB dialer_link_note(const struct dialer_link *link);

/** @brief The status of a link; valid until the next turn of the loop. */
const struct dialer_status *dialer_link_status(const struct dialer_link *link);

/**
 * @brief Start an attempt ([MS-RRASM] 3.1.4.22).
 *
 * @param[in] link      the link
 * @param[in] settings  copied
 * @retval PENDING      the attempt has been started, or is queued: then
 *                      what hinders its start ends it later
 * @retval WERR_OK      the link is connected already
 * @retval ERROR_ALREADY_CONNECTING  an attempt (or a hang-up) is under way
 * @retval ERROR_INTERFACE_HAS_NO_DEVICES  no device or port of the kind is
 *                      present or free
 * @retval ERROR_DDM_NOT_RUNNING  this machine cannot dial
 * @retval ERROR_BAD_PHONE_NUMBER, ERROR_PHONE_NUMBER_TOO_LONG  not a number
 *                      that may be given to a modem
 * @retval ERROR_PPP_NO_PROTOCOLS_CONFIGURED  neither IPv4 nor IPv6 is wanted
 * @retval ERROR_INVALID_PARAMETER  a string that pppd cannot take
 */
WERROR dialer_link_connect(struct dialer_link *link,
			   const struct dialer_settings *settings);

/**
 * @brief Wait until the attempt under way is over.
 *
 * Freeing the request stops the waiting, not the attempt.
 * dialer_link_wait_recv() returns WERR_OK when the link is connected, else the
 * error that the attempt ended with; ERROR_INTERFACE_DISCONNECTED when an
 * administrator hung up, ERROR_OPERATION_ABORTED when the link was freed.
 */
struct tevent_req *dialer_link_wait_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct dialer_link *link);
WERROR dialer_link_wait_recv(struct tevent_req *req);

/**
 * @brief Hang up; done when the child and the kernel interface are gone.
 *
 * On a disconnected link it is done at once, WERR_OK.  Bounded by the
 * hang-up deadline, after which the child's process group is killed; if even
 * then it does not go within another deadline: ERROR_TIMEOUT.
 * Freeing the request stops the waiting, not the hang-up.
 */
struct tevent_req *dialer_link_disconnect_send(TALLOC_CTX *mem_ctx,
					       struct tevent_context *ev,
					       struct dialer_link *link);
WERROR dialer_link_disconnect_recv(struct tevent_req *req);

/**
 * @brief The same for another reason, which becomes last_error of the link;
 *        nobody waits.  Nothing on a disconnected link.
 */
void dialer_link_hang_up(struct dialer_link *link, enum dialer_hangup why);

#endif
