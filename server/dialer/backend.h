/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a dialer backend is: a table of functions that start and end one
 * attempt, and the events by which it tells what happens.
 *
 * A backend reports facts in the order in which they happen and decides
 * nothing: deadlines, errors and retries are the dialer's.
 */
#ifndef SERVER_DIALER_BACKEND_H
#define SERVER_DIALER_BACKEND_H

#include <sys/types.h>
#include "connect_result.h"
#include "dialer.h"

struct dialer_attempt; /**< a backend's own; a talloc object */
struct link_record;

enum dialer_event_type {
	DIALER_EVENT_STARTED,	      /**< there is a child: pid() */
	DIALER_EVENT_NOT_STARTED,     /**< .error: there is none; last event of
				       * an attempt, in the place of GONE */
	DIALER_EVENT_PHASE,	      /**< .phase */
	DIALER_EVENT_CONNECT_REPORT,  /**< .connect: what the modem said, or
				       * why there is no tunnel */
	DIALER_EVENT_TUNNEL_UP,	      /**< .tunnel */
	DIALER_EVENT_TUNNEL_CLOSED,   /**< .connect: it was up */
	DIALER_EVENT_PEER_HEARD,      /**< first PPP packet of the peer */
	DIALER_EVENT_LCP,	      /**< .lcp: LCP is open */
	DIALER_EVENT_LCP_TIMEOUT,     /**< LCP gave up before it was open */
	DIALER_EVENT_AUTH_REFUSED,    /**< .text: we refused a protocol by which
				       * the peer wanted us to prove ourselves */
	DIALER_EVENT_AUTH,	      /**< .auth: the peer's verdict on us */
	DIALER_EVENT_UNPROVEN,	      /**< .text: the peer has not proven who
				       * it is; what was wrong */
	DIALER_EVENT_PEER,	      /**< .peer: our verdict on the peer; of
				       * links that we serve */
	DIALER_EVENT_CCP,	      /**< .ccp: open, or open no longer */
	DIALER_EVENT_IP_UP,	      /**< .ip */
	DIALER_EVENT_IP6_UP,	      /**< .ip6 */
	DIALER_EVENT_IP_DOWN,	      /**< the IPv4 side is no longer usable */
	DIALER_EVENT_IP6_DOWN,	      /**< the IPv6 side is no longer usable */
	DIALER_EVENT_PROTOCOL_REJECT, /**< .protocol: peer does not speak it */
	DIALER_EVENT_TERMINATE,	      /**< .terminate: a Terminate-Request */
	DIALER_EVENT_HANGUP,	      /**< carrier or descriptor lost */
	DIALER_EVENT_ECHO_TIMEOUT,    /**< the peer is silent */
	DIALER_EVENT_BROKEN,	      /**< the backend does not understand its
				       * child and ends it */
	DIALER_EVENT_TRAFFIC,	      /**< .traffic: counters at the end */
	DIALER_EVENT_TOLD,	      /**< after attach(): the present state was
				       * told, as events; it has no other */
	DIALER_EVENT_GONE,	      /**< .gone: last event of an attempt */
};

/** @brief The PPP control protocols that events speak of. */
enum dialer_protocol {
	DIALER_PROTOCOL_LCP,
	DIALER_PROTOCOL_IPCP,
	DIALER_PROTOCOL_IPV6CP,
	DIALER_PROTOCOL_CCP,
	DIALER_PROTOCOL_OTHER,
};

/** @brief One fact.  Strings are UTF-8, never NULL, valid in the call. */
struct dialer_event {
	enum dialer_event_type type;
	union {
		WERROR error;
		enum dialer_phase phase;
		enum dialer_protocol protocol;
		const char *text;
		struct {
			enum dialer_connect_result result;
			const char *text;
		} connect;
		struct {
			const char *local, *remote; /**< addresses */
		} tunnel;
		struct {
			struct ppp_lcp_options local, remote;
			const char *endpoint; /**< whom the device has
					       * reached; "" not known */
		} lcp;
		struct {
			bool ok;
			uint32_t eap_type;   /**< that the peer asked for */
			const char *message; /**< "E=691 R=1 ...", PAP text */
		} auth;
		struct {
			uint32_t eap_type; /**< that we asked for */
			const char *name;  /**< whom the peer has proven to
					    * be */
		} peer;
		struct {
			bool up; /**< false: what was agreed is void */
			struct ppp_ccp_options local, remote;
		} ccp;
		struct {
			const char *ifname;
			int ifindex;
			struct in_addr local, remote, dns[2];
			bool vj_local, vj_remote;
		} ip;
		struct {
			const char *ifname;
			int ifindex;
			uint8_t local_ifid[8], remote_ifid[8];
		} ip6;
		struct {
			enum dialer_protocol protocol;
			bool from_peer;
			const char *text;
		} terminate;
		struct {
			uint64_t rx_bytes, tx_bytes;
		} traffic;
		struct {
			bool signalled;
			int status;	  /**< exit status or signal */
			const char *text; /**< backend's last words, or "" */
			bool unknown;	  /**< how: the first two say nothing */
		} gone;
	};
};

typedef void (*dialer_event_fn)(const struct dialer_event *event,
				void *private_data);

/** @brief What an attempt is made of; all of it outlives the attempt. */
struct dialer_attempt_config {
	const struct dialer_config *config;
	const char *name;   /**< of the link */
	const char *device; /**< that the dialer has picked */
	const struct dialer_settings *settings;
	struct link_record *record; /**< NULL: the link does not outlive the
				     * daemon */
	/** Called from the loop, never from start().  On DIALER_EVENT_GONE
	 * and DIALER_EVENT_NOT_STARTED it frees the attempt. */
	dialer_event_fn fn;
	void *private_data;
};

struct dialer_backend {
	const char *name;

	/** @see dialer_probe() */
	WERROR(*probe)
	(const struct dialer_backend *backend,
	 const struct dialer_config *config, TALLOC_CTX *mem_ctx,
	 const char **why);

	/**
	 * @brief Start an attempt; STARTED or NOT_STARTED follows.
	 *
	 * @param[in]  made     copied
	 * @param[out] attempt  freeing it kills the attempt and all of its
	 *                      processes at once, without further events
	 * @return WERR_OK, or why nothing is started
	 */
	WERROR(*start)
	(const struct dialer_backend *backend, TALLOC_CTX *mem_ctx,
	 struct tevent_context *ev, const struct dialer_attempt_config *made,
	 struct dialer_attempt **attempt);

	/**
	 * @brief Take over an attempt that an earlier daemon has started; what
	 *        it tells begins with attach().
	 *
	 * When its process ends before that, GONE is held back for a moment:
	 * its call may be on its way.
	 *
	 * @param[in] made     copied; its record is the one that was found
	 * @param[in] pid      of the process, as the record's lock says
	 * @param[in] pidfd    of it; the attempt's, also on failure
	 * @param[in] ifindex  of its kernel interface, 0 for none yet
	 */
	WERROR(*adopt)
	(const struct dialer_backend *backend, TALLOC_CTX *mem_ctx,
	 struct tevent_context *ev, const struct dialer_attempt_config *made,
	 pid_t pid, int pidfd, uint32_t ifindex,
	 struct dialer_attempt **attempt);

	/**
	 * @brief The child has called, because it has lost its daemon.
	 *
	 * It may have ended since: then this is what it has said last.
	 *
	 * @param[in] fd  connected to it, all read but its present state; the
	 *                attempt's, in the place of the one before
	 */
	void (*attach)(struct dialer_attempt *attempt, int fd);

	/**
	 * @brief Put away what a child that has ended without a daemon has
	 *        left; nobody waits.
	 *
	 * @param[in] pid  that it had; may be another process's by now
	 */
	void (*tidy)(pid_t pid);

	/** @brief Free the attempt and leave its processes alone. */
	void (*leave)(struct dialer_attempt *attempt);

	/** @brief Ask an attempt to end; its last event follows. */
	void (*hangup)(struct dialer_attempt *attempt);

	/** @brief End it by force, process group and all; its last
	 * event follows. */
	void (*kill)(struct dialer_attempt *attempt);

	/** @brief The child's pid, 0 for none (yet); of one that was taken over
	 * as long as there is the attempt. */
	int (*pid)(const struct dialer_attempt *attempt);
};

/** @brief Real links: one pppd child each. */
const struct dialer_backend *dialer_backend_pppd(void);

#endif
