/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plugin inside pppd and rrasd say to each other: one message a
 * datagram, over an inherited SOCK_SEQPACKET pair.
 *
 * Plain structures in the machine's own layout, not NDR: both ends run on one
 * machine and are built from this file, the version in the first message
 * tells when they were not; and libndr would bring Samba's libraries into
 * every pppd, whose start is mostly the loading of its 19 libraries already.
 */
#ifndef SERVER_DIALER_PLUGIN_PROTO_H
#define SERVER_DIALER_PLUGIN_PROTO_H

#include <stdint.h>

/** @brief Where served links connect to, in rrasd's run directory, and those
 * that were dialed by a rrasd that is gone. */
#define RRAS_DIAL_IN_SOCKET "dial-in.sock"
#define RRAS_LINK_SOCKET    "link.sock"

#define RRAS_PLUGIN_VERSION 3

#define RRAS_PLUGIN_IFNAME	16
#define RRAS_PLUGIN_NAME	256 /**< MAXNAMELEN of pppd */
#define RRAS_PLUGIN_SECRET_SIZE 256 /**< MAXSECRETLEN of pppd */
#define RRAS_PLUGIN_TEXT	256
#define RRAS_PLUGIN_KEY_SIZE	512
#define RRAS_PLUGIN_ENDPOINT	64

enum rras_plugin_type {
	RRAS_PLUGIN_HELLO = 1,
	RRAS_PLUGIN_PHASE,
	RRAS_PLUGIN_HEARD, /**< no body: first packet of the peer */
	RRAS_PLUGIN_LCP,
	RRAS_PLUGIN_LCP_TIMEOUT,  /**< no body */
	RRAS_PLUGIN_AUTH_REFUSED, /**< .protocol: an enum rras_plugin_auth */
	RRAS_PLUGIN_SECRET_REQUEST,
	RRAS_PLUGIN_AUTH,
	RRAS_PLUGIN_CCP,
	RRAS_PLUGIN_IP_UP,
	RRAS_PLUGIN_IP_DOWN, /**< no body */
	RRAS_PLUGIN_IP6_UP,
	RRAS_PLUGIN_IP6_DOWN,	     /**< no body */
	RRAS_PLUGIN_PROTOCOL_REJECT, /**< .protocol: a PPP protocol number */
	RRAS_PLUGIN_TERMINATE,
	RRAS_PLUGIN_HANGUP,	  /**< no body */
	RRAS_PLUGIN_ECHO_TIMEOUT, /**< no body */
	RRAS_PLUGIN_EXIT,
	RRAS_PLUGIN_PEER,     /**< of a link that we serve: the peer has proven
			       * who it is */
	RRAS_PLUGIN_UNPROVEN, /**< .auth: the peer's proof is no good */
	RRAS_PLUGIN_KEY_REQUEST,  /**< no body: the tunnel's IPsec key */
	RRAS_PLUGIN_TUNNEL_UP,	  /**< PPP can begin */
	RRAS_PLUGIN_TUNNEL_ENDED, /**< by itself, before or after it was up */
	/* Of a link that rrasd has not started, when it connects: what it
	 * is, then messages that tell its present state, then the end. */
	RRAS_PLUGIN_LINK = 40,
	RRAS_PLUGIN_STATE_END, /**< no body */
	/* The same of a link that an earlier rrasd has dialed. */
	RRAS_PLUGIN_DIALED,
	RRAS_PLUGIN_SECRET = 100, /**< from rrasd: answers SECRET_REQUEST */
	RRAS_PLUGIN_KEY,	  /**< from rrasd: answers KEY_REQUEST */
};

enum rras_plugin_phase {
	RRAS_PLUGIN_PHASE_DIAL,
	RRAS_PLUGIN_PHASE_ESTABLISH,
	RRAS_PLUGIN_PHASE_AUTHENTICATE,
	RRAS_PLUGIN_PHASE_NETWORK,
	RRAS_PLUGIN_PHASE_DOWN,
};

enum rras_plugin_auth {
	RRAS_PLUGIN_AUTH_NONE,
	RRAS_PLUGIN_AUTH_PAP,
	RRAS_PLUGIN_AUTH_CHAP_MD5,
	RRAS_PLUGIN_AUTH_MSCHAP,
	RRAS_PLUGIN_AUTH_MSCHAPV2,
	RRAS_PLUGIN_AUTH_EAP,
	RRAS_PLUGIN_AUTH_KEY, /**< the secret that opens EAP-TLS's key */
	RRAS_PLUGIN_AUTH_COUNT,
};

/** @brief What a link that this machine serves comes over. */
enum rras_plugin_kind {
	RRAS_PLUGIN_KIND_PPPOE,
	RRAS_PLUGIN_KIND_PPTP,
	RRAS_PLUGIN_KIND_L2TP,
	RRAS_PLUGIN_KIND_SSTP,
	RRAS_PLUGIN_KIND_SERIAL,
	RRAS_PLUGIN_KIND_COUNT,
};

/* Strings are in pppd's bytes, always with a NUL; addresses are in network
 * byte order. */

struct rras_plugin_hello {
	uint32_t version;
};

struct rras_plugin_link {
	uint64_t id; /**< random: the same each time that it connects */
	/** When it came up, in ns of CLOCK_REALTIME and CLOCK_BOOTTIME; 0
	 * when it is not yet. */
	uint64_t up_realtime, up_boottime;
	uint32_t kind;		       /**< enum rras_plugin_kind */
	uint32_t reserved;	       /**< 0 */
	char device[RRAS_PLUGIN_NAME]; /**< pppd's: a tty, a NIC, or "" */
	/** pppd's "ipparam": servers of tunnels may tell whom they serve. */
	char parameter[RRAS_PLUGIN_NAME];
};

struct rras_plugin_dialed {
	uint64_t id;			   /**< of its record (link_record.h) */
	uint64_t up_realtime, up_boottime; /**< as of a served one */
};

struct rras_plugin_phase_body {
	uint32_t phase;	  /**< enum rras_plugin_phase */
	uint32_t ifindex; /**< of the kernel's interface, 0 for none yet */
};

/** @brief LCP, one end; what was not negotiated has its default. */
struct rras_plugin_lcp_end {
	uint32_t mru, accm, mrru;
	uint32_t pfc, acfc, magic, ssnhf;
	uint32_t auth_protocol;	 /**< that this end asks for; 0 none */
	uint32_t auth_algorithm; /**< of CHAP, else 0 */
};

struct rras_plugin_lcp {
	struct rras_plugin_lcp_end local, remote;
	/** pppd's "remotenumber": of PPPoE the other end's MAC address. */
	char endpoint[RRAS_PLUGIN_NAME];
};

struct rras_plugin_secret_request {
	uint32_t auth;
};

struct rras_plugin_secret {
	uint32_t known; /**< 0: there is no password */
	char secret[RRAS_PLUGIN_SECRET_SIZE];
};

struct rras_plugin_key {
	uint32_t size; /**< 0: there is none */
	uint8_t key[RRAS_PLUGIN_KEY_SIZE];
};

struct rras_plugin_tunnel_up {
	char local[RRAS_PLUGIN_ENDPOINT], remote[RRAS_PLUGIN_ENDPOINT];
};

struct rras_plugin_tunnel_ended {
	uint32_t was_up;
	uint32_t result; /**< enum dialer_connect_result */
	char text[RRAS_PLUGIN_TEXT];
};

struct rras_plugin_auth_body {
	uint32_t auth;
	uint32_t ok;
	uint32_t eap_type; /**< that the peer asked for, 0 none */
	char message[RRAS_PLUGIN_TEXT];
};

struct rras_plugin_peer {
	uint32_t eap_type; /**< that we asked for, 0 none */
	char name[RRAS_PLUGIN_NAME];
};

/** @brief CCP, one end. */
struct rras_plugin_ccp_end {
	uint32_t method;    /**< CCP option number, 0 none */
	uint32_t mppe_bits; /**< 0, 40, 56, 128 */
	uint32_t stateless;
	uint32_t mppc;
};

struct rras_plugin_ccp {
	uint32_t up; /**< 0: no longer, and the rest is zero */
	struct rras_plugin_ccp_end local, remote;
};

struct rras_plugin_ip {
	char ifname[RRAS_PLUGIN_IFNAME];
	uint32_t ifindex;
	uint32_t local, remote, dns[2];
	uint32_t vj_local, vj_remote;
};

struct rras_plugin_ip6 {
	char ifname[RRAS_PLUGIN_IFNAME];
	uint32_t ifindex;
	uint8_t local[8], remote[8];
};

struct rras_plugin_terminate {
	uint32_t protocol; /**< PPP protocol number */
	uint32_t from_peer;
	char text[RRAS_PLUGIN_TEXT];
};

struct rras_plugin_exit {
	uint64_t rx_bytes, tx_bytes;
};

/** @brief One datagram: the type and the body that goes with it, no more. */
struct rras_plugin_message {
	uint32_t type;
	uint32_t reserved; /**< 0; aligns the body */
	union {
		uint32_t protocol;
		struct rras_plugin_hello hello;
		struct rras_plugin_link link;
		struct rras_plugin_dialed dialed;
		struct rras_plugin_phase_body phase;
		struct rras_plugin_lcp lcp;
		struct rras_plugin_secret_request secret_request;
		struct rras_plugin_secret secret;
		struct rras_plugin_key key;
		struct rras_plugin_tunnel_up tunnel_up;
		struct rras_plugin_tunnel_ended tunnel_ended;
		struct rras_plugin_auth_body auth;
		struct rras_plugin_peer peer;
		struct rras_plugin_ccp ccp;
		struct rras_plugin_ip ip;
		struct rras_plugin_ip6 ip6;
		struct rras_plugin_terminate terminate;
		struct rras_plugin_exit exit;
	};
};

#define RRAS_PLUGIN_HEADER 8 /**< size of a message without a body */

_Static_assert(__builtin_offsetof(struct rras_plugin_message, hello) ==
		       RRAS_PLUGIN_HEADER,
	       "the body follows the header");

#endif
