/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tunnel by L2TPv2 (RFC 2661): one control connection and one incoming call,
 * the "incoming" being how the server sees it.
 *
 *   l2tp.c           the requests of tunnel.h
 *   l2tp_begin.c     what is needed before the first message
 *   l2tp_dialog.c    the states, and what each message does in them
 *   l2tp_say.c       what we say
 *   l2tp_end.c       why it ended, in the dialer's terms
 *   l2tp_reliable.c  sequence numbers, retransmission
 *   l2tp_message.c   bytes
 *   l2tp_udp.c, l2tp_kernel.c  sockets
 *
 * This header is for those files and their tests; others use tunnel.h.
 */
#ifndef SERVER_DIALER_L2TP_H
#define SERVER_DIALER_L2TP_H

#include "l2tp_kernel.h"
#include "l2tp_message.h"
#include "l2tp_reliable.h"
#include "l2tp_udp.h"
#include "ipsec.h"
#include "tunnel.h"

/** @brief UDP port of the server (RFC 2661 section 8.1). */
#define L2TP_PORT 1701

/** @brief What the protocol leaves to us; static. */
struct l2tp_knobs {
	uint32_t first_wait;   /**< milliseconds, see l2tp_reliable.h */
	uint32_t longest_wait; /**< milliseconds */
	uint32_t tries;	       /**< of a message once the tunnel is up; before
				* that the deadline ends it */
	l2tp_kernel_fn kernel;
	/** @see ipsec_protect() */
	int (*protect)(int fd, sa_family_t family, uint16_t number);
};

enum l2tp_state {
	L2TP_SECURING,	 /**< IPsec is agreed upon first */
	L2TP_WAIT_SCCRP, /**< SCCRQ is sent */
	L2TP_WAIT_ICRP,	 /**< SCCCN and ICRQ are */
	L2TP_UP,
	L2TP_CLOSING, /**< CDN and StopCCN are sent */
	L2TP_OVER,    /**< .end is true; all is closed */
};

struct tunnel {
	struct tevent_context *ev;
	const struct tunnel_config *config;
	const struct l2tp_knobs *knobs;
	enum l2tp_state state;
	struct l2tp_udp udp;
	struct l2tp_ids ids;
	struct l2tp_sockets sockets;
	int reservation; /**< of ids.tunnel */
	struct l2tp_reliable *reliable;
	struct ipsec_config security; /**< without a key: none */
	struct tevent_req *securing;  /**< while it is agreed upon */
	struct ipsec *ipsec;
	struct tevent_fd *fde;
	struct tevent_timer *hello;
	struct tunnel_end end;
	char peer_name[L2TP_TEXT]; /**< as it calls itself */
	/** @brief The state has changed; called when nothing is done with the
	 * tunnel afterwards. */
	void (*changed)(struct tunnel *tunnel);
	struct tevent_req *connecting, *running, *closing; /**< or NULL */
};

/**
 * @brief connect_send() with other knobs, for tests.
 */
struct tevent_req *l2tp_connect_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     const struct tunnel_config *config,
				     const struct l2tp_knobs *knobs);

/** @brief The first step: sockets and numbers, and IPsec if there is a key. */
void l2tp_begin(struct tunnel *tunnel);

/** @brief Open the control connection; on failure the tunnel is over. */
void l2tp_dialog_start(struct tunnel *tunnel);

/** @brief End the call and the control connection; closing until the peer has
 * acknowledged. */
void l2tp_dialog_close(struct tunnel *tunnel);

/**
 * @brief It is over, for a reason of our own; the peer is told once, if there
 *        is one.
 *
 * @param[in] format  of the end's text
 */
void l2tp_dialog_fail(struct tunnel *tunnel, enum dialer_connect_result result,
		      const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** @name Messages to the server (l2tp_say.c); false when out of memory. */
/**@{*/
bool l2tp_say_request(struct tunnel *tunnel);	     /**< SCCRQ */
bool l2tp_say_connected(struct tunnel *tunnel);	     /**< SCCCN */
bool l2tp_say_call(struct tunnel *tunnel);	     /**< ICRQ */
bool l2tp_say_call_connected(struct tunnel *tunnel); /**< ICCN */
bool l2tp_say_hello(struct tunnel *tunnel);	     /**< HELLO */
bool l2tp_say_hangup(struct tunnel *tunnel);	     /**< CDN */
bool l2tp_say_stop(struct tunnel *tunnel, uint16_t result, uint16_t error,
		   const char *text); /**< StopCCN */
/**@}*/

/** @brief What a StopCCN or CDN means for us.
 *
 * @param[in] was_up  the session had been there before */
void l2tp_end_by_peer(const struct l2tp_message *message, bool was_up,
		      struct tunnel_end *end);

#endif
