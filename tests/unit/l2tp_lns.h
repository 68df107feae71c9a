/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small L2TP server on the loopback, that misbehaves on request. */
#ifndef TESTS_UNIT_L2TP_LNS_H
#define TESTS_UNIT_L2TP_LNS_H

#include "l2tp.h"

#define LNS_TUNNEL	 0x4242
#define LNS_SESSION	 0x1717
#define LNS_MAX_MESSAGES 64

/** @brief What is wrong with it; all zero: nothing. */
struct lns_faults {
	bool lose;	 /**< each message is lost once, in both directions */
	bool twice;	 /**< each comes twice */
	bool reorder;	 /**< an acknowledgement with a wrong Ns, and data,
			  * before each message */
	bool other_port; /**< answers from another port (8.1) */
	bool other_host; /**< answers from another address; to be set before
			  * it is created */
	enum l2tp_type silent_at;  /**< does not answer this any more */
	enum l2tp_type stop_at;	   /**< answers it with a StopCCN ... */
	enum l2tp_type hang_up_at; /**< ... with a CDN, of .result */
	uint16_t result, error;
	const char *error_text;
	enum l2tp_type raw_at; /**< answers it with .raw behind a header */
	const uint8_t *raw;
	size_t raw_size;
};

struct lns {
	struct tevent_context *ev;
	const struct lns_faults *faults;
	int fd, other_fd;
	struct sockaddr_storage address, peer;
	socklen_t size;
	uint16_t peer_tunnel, peer_session; /**< that the peer has assigned */
	struct l2tp_reliable *reliable;
	size_t heard[32];      /**< messages of each type */
	size_t count;	       /**< all of them */
	uint16_t heard_result; /**< of its StopCCN or CDN */
	uint16_t heard_error;
	uint32_t lost_in, lost_out; /**< a bit for each Ns lost once */
};

/** @brief Serve; the faults are read at each message. */
struct lns *lns_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       const struct lns_faults *faults);

/** @brief Send a message of its own accord: HELLO, StopCCN, CDN, any type. */
void lns_say(struct lns *lns, enum l2tp_type type);

/** @brief Send bytes, reliably, behind a header. */
void lns_say_raw(struct lns *lns, const uint8_t *body, size_t size);

/** @brief Send one datagram as it is. */
void lns_throw(struct lns *lns, const uint8_t *bytes, size_t size);

/** @brief Gone: its port answers with ICMP. */
void lns_die(struct lns *lns);

#endif
