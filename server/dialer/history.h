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

/** @brief Room for every phase, index enum dialer_phase. */
#define DIALER_NUM_PHASES (DIALER_PHASE_HANGUP + 1)

/** @brief One attempt; the last may still be under way. */
struct dialer_attempt_record {
	struct timespec started;     /**< CLOCK_REALTIME */
	enum dialer_kind kind;	     /**< of the target that was tried last */
	const char *device, *number; /**< of that target; "" for none */
	uint32_t targets_tried;
	enum dialer_phase farthest; /**< DIALER_PHASE_UP at most */
	/** Milliseconds spent in each phase; that of DIALER_PHASE_UP is how
	 * long the link was up.  Of an adopted link only what it did since it
	 * was up is known. */
	uint64_t phase_ms[DIALER_NUM_PHASES];
	uint32_t
		phases; /**< that it has been in: bits 1 << enum dialer_phase */
	bool adopted;	/**< begun by a rrasd before this one */
	bool ended;	/**< the three below are known */
	bool failed;	/**< as dialer_status.failed */
	WERROR last_error;  /**< as dialer_status.last_error */
	const char *reason; /**< "" when there is none */
};

struct dialer_history;

/** @brief An empty one; it takes no memory for records before the first. */
struct dialer_history *dialer_history_create(TALLOC_CTX *mem_ctx);

/**
 * @name Written by the dialer's link
 * Without memory an attempt is not remembered, and nothing else happens.
 */
/**@{*/
/** @brief An attempt begins, or one is adopted: @status is of its beginning. */
void dialer_history_begin(struct dialer_history *history,
			  const struct dialer_status *status);
/** @brief What is tried now, and from now on. */
void dialer_history_target(struct dialer_history *history,
			   const struct dialer_settings *settings);
void dialer_history_phase(struct dialer_history *history,
			  enum dialer_phase phase);
/** @return the attempt's record; NULL when it is not remembered */
const struct dialer_attempt_record *
dialer_history_end(struct dialer_history *history,
		   const struct dialer_status *status);
/**@}*/

/**
 * @brief The records, oldest first; valid until the next turn of the loop.
 *
 * The phase of an attempt that is under way is measured up to now.
 *
 * @param[out] count
 */
const struct dialer_attempt_record *
dialer_history_get(struct dialer_history *history, size_t *count);

/** @brief The attempt that is under way, or up; NULL for none. */
const struct dialer_attempt_record *
dialer_history_present(struct dialer_history *history);

/** @brief The history of a link (link.c). */
struct dialer_history *dialer_link_history(const struct dialer_link *link);

/** @brief The word for a phase, as users see it; "" for DIALER_PHASE_NONE. */
const char *dialer_phase_name(enum dialer_phase phase);

/** @brief The word for a kind, as users see it: "pppoe", "modem", ... */
const char *dialer_kind_name(enum dialer_kind kind);

/**
 * @brief Called when an attempt is adopted and when a link is up for the first
 *        time (@record is not ended), and when an attempt is over, whether it
 *        has been up or not.
 *
 * It comes from inside of the state machine: it looks and counts, no more.
 */
typedef void (*dialer_attempt_fn)(const struct dialer_attempt_record *record,
				  void *private_data);

/** @brief Have all attempts watched; there is one watcher. */
void dialer_watch_attempts(struct dialer *dialer, dialer_attempt_fn watch,
			   void *private_data);

#endif
