/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last attempts of a link: how far each came, how long each phase took,
 * and why it ended.  In memory only, oldest first out.
 */
#ifndef SERVER_DIALER_HISTORY_H
#define SERVER_DIALER_HISTORY_H

#include "dialer.h"

/** @brief How many attempts a link remembers. */
#define DIALER_HISTORY_MAX 16

/** @brief One attempt; the last may still be under way. */
struct dialer_attempt_record {
	struct timespec started;     /**< CLOCK_REALTIME */
	enum dialer_kind kind;	     /**< of the target that was tried last */
	const char *device, *number; /**< of that target */
	uint32_t targets_tried;
	enum dialer_phase farthest;
	/** Milliseconds spent in each phase, index enum dialer_phase; that of
	 * DIALER_PHASE_UP is how long the link was up. */
	uint64_t phase_ms[DIALER_PHASE_HANGUP + 1];
	bool ended;	   /**< the three below are known */
	bool failed;	   /**< as dialer_status.failed */
	WERROR last_error; /**< as dialer_status.last_error */
	const char *reason;
};

struct dialer_history;

/** @brief An empty one; it takes no memory for records before the first. */
struct dialer_history *dialer_history_create(TALLOC_CTX *mem_ctx);

/** @name Written by the dialer's link */
/**@{*/
void dialer_history_begin(struct dialer_history *history);
void dialer_history_target(struct dialer_history *history,
			   const struct dialer_settings *settings);
void dialer_history_phase(struct dialer_history *history,
			  enum dialer_phase phase);
void dialer_history_end(struct dialer_history *history,
			const struct dialer_status *status);
/**@}*/

/**
 * @brief The records, oldest first; valid until the next turn of the loop.
 *
 * @param[out] count
 */
const struct dialer_attempt_record *
dialer_history_get(const struct dialer_history *history, size_t *count);

/** @brief The history of a link (link.c). */
const struct dialer_history *
dialer_link_history(const struct dialer_link *link);

#endif
