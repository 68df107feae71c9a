/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why an attempt or a link ended: from the facts that were seen to the error
 * that Windows shows for it.
 *
 * pppd's exit status is not among the facts to trust: it was measured to
 * depend on races (a dead peer gives 16, a bad password 19, 16 or 5).  What
 * the plugin, the modem and the dialer's own deadlines said comes first, the
 * status speaks only when nothing else does.
 */
#ifndef SERVER_DIALER_CAUSE_H
#define SERVER_DIALER_CAUSE_H

#include "backend.h"
#include "text.h"

enum dialer_side {
	DIALER_SIDE_NONE,
	DIALER_SIDE_US,
	DIALER_SIDE_PEER,
};

/** @brief Who ended a protocol and with which words; the first to do so. */
struct dialer_termination {
	enum dialer_side side;
	char text[DIALER_TEXT_SIZE];
};

/** @brief All that is known of one attempt; zero is "nothing seen yet". */
struct dialer_facts {
	enum dialer_kind kind;
	bool was_up;
	enum dialer_hangup hangup_asked; /**< we end it, and why */
	WERROR not_started;	    /**< why no child could be started, when
				     * the turn had come or later */
	bool no_memory;		    /**< for a deadline: so it was killed */
	enum dialer_phase deadline; /**< whose deadline has passed, or NONE */
	enum dialer_phase phase;    /**< the farthest that was reached */
	bool heard;		    /**< the peer has sent a PPP packet */
	bool connect_reported;
	enum dialer_connect_result connect;
	char connect_text[DIALER_TEXT_SIZE];
	bool tunnel_closed; /**< after it was there; the two above say why */
	bool all_tunnels_failed; /**< of a strategy; @tried says how */
	const char *tried;	 /**< "" for none; the link's */
	bool lcp_timeout;
	bool unproven; /**< the peer has not proven to us who it is ... */
	char unproven_text[DIALER_TEXT_SIZE]; /**< ... and what was wrong */
	bool auth_refused;  /**< we refused a protocol of the peer's ... */
	bool auth_agreed;   /**< ... but LCP agreed on one all the same */
	bool mppe_demanded; /**< the settings require it */
	bool auth_failed;
	char auth_message[DIALER_TEXT_SIZE];
	struct dialer_termination lcp;
	struct dialer_termination ipcp; /**< or IPv6CP, without IPv4 */
	bool ipcp_rejected, ipv6cp_rejected;
	bool hangup;
	bool echo_timeout;
	bool broken;	  /**< the backend did not understand its child */
	bool died_away;	  /**< while no daemon was there to see it */
	bool not_adopted; /**< of an earlier daemon, and of no use to us */
	bool end_unknown; /**< it is gone, and how is not known */
	bool gone;	  /**< the three below are known */
	bool signalled;
	int status;
	char last_words[DIALER_TEXT_SIZE];
};

/** @brief The kinds of facts that a row of the table can ask for. */
enum dialer_cause_fact {
	CAUSE_HANGUP_ASKED, /**< value: enum dialer_hangup */
	CAUSE_NOT_STARTED,  /**< the error is that of the start */
	CAUSE_NO_MEMORY,    /**< we could not watch over it */
	CAUSE_AUTH_CODE,    /**< value: the E= of MS-CHAP */
	CAUSE_AUTH_FAILED,  /**< the peer said no, however it said so */
	CAUSE_CONNECT,	    /**< value: enum dialer_connect_result */
	CAUSE_TUNNEL,	    /**< the same, of one that was there */
	CAUSE_ALL_TUNNELS,  /**< several kinds were tried in vain */
	CAUSE_WE_TERMINATED,
	CAUSE_PEER_TERMINATED,
	CAUSE_MPPE_DIFFERS, /**< so, and we demanded MPPE, too */
	CAUSE_AUTH_REFUSED,
	CAUSE_UNPROVEN,		  /**< the peer's proof; text: what was wrong */
	CAUSE_LCP_TIMEOUT,	  /**< the peer was heard before */
	CAUSE_LCP_SILENCE,	  /**< value: enum dialer_kind; the peer was
				   * never heard */
	CAUSE_IPCP_WE_TERMINATED, /**< the network protocol, by us */
	CAUSE_IPCP_PEER_TERMINATED,
	CAUSE_IPCP_REJECTED,
	CAUSE_ECHO_TIMEOUT,
	CAUSE_HANGUP,
	CAUSE_DEADLINE,	   /**< value: enum dialer_phase */
	CAUSE_NO_LINK,	   /**< value: enum dialer_kind; the dial phase
			    * ended without a link to speak PPP on */
	CAUSE_BROKEN,	   /**< the backend did not understand its child */
	CAUSE_SIGNAL,	   /**< the child was killed by somebody */
	CAUSE_EXIT,	   /**< value: exit status */
	CAUSE_DIED_AWAY,   /**< while rrasd was not running */
	CAUSE_NOT_ADOPTED, /**< it could not be taken over */
	CAUSE_END_UNKNOWN, /**< the child was another daemon's */
	CAUSE_NOTHING,	   /**< always true */
};

/** @brief When in the life of a link a row holds. */
enum dialer_cause_when {
	CAUSE_ALWAYS,
	CAUSE_BEFORE_UP,
	CAUSE_AFTER_UP,
};

#define CAUSE_ANY (-1)

/** @brief One row; the first that holds is the cause. */
struct dialer_cause {
	enum dialer_cause_fact fact;
	int value;	  /**< what the fact must be, or CAUSE_ANY */
	const char *text; /**< must be in the fact's words; NULL any */
	enum dialer_cause_when when;
	enum rras_error
		error;	   /**< what an administrator reads in dwLastError */
	bool failure;	   /**< false: ended on purpose */
	const char *words; /**< the same in words */
	const char *why;   /**< why this error and not another */
};

/** @brief The table, for tests and documentation. */
const struct dialer_cause *dialer_cause_table(size_t *count);

/** @brief The row that explains @facts; never NULL. */
const struct dialer_cause *dialer_cause_find(const struct dialer_facts *facts);

/**
 * @brief A cause in words for the administrator, with what the peer, the
 *        modem or pppd said about it.
 *
 * @return child of @mem_ctx, NULL when out of memory
 */
char *dialer_cause_words(TALLOC_CTX *mem_ctx, const struct dialer_cause *cause,
			 const struct dialer_facts *facts);

#endif
