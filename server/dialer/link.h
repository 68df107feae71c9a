/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the dialer, for its own files only.
 */
#ifndef SERVER_DIALER_LINK_H
#define SERVER_DIALER_LINK_H

#include <sys/queue.h>
#include "backend.h"
#include "cause.h"
#include "device.h"
#include "dial_queue.h"
#include "history.h"
#include "link_record.h"
#include "server/ports/ports.h"

struct dialer {
	struct tevent_context *ev;
	const struct dialer_config *config;
	const struct dialer_backend *backend;
	struct ports *ports;
	struct dial_queue *queue;
	/** NULL: links do not outlive this daemon, or are not looked for yet */
	struct link_records *records;
	struct link_calls *calls; /**< NULL as long */
	LIST_HEAD(, dialer_link) links;
	dialer_attempt_fn watch_attempts; /**< NULL for none */
	void *watch_private_data;
};

/** @brief How far the end of an attempt has been pressed. */
enum link_ending {
	LINK_ENDING_NONE,
	LINK_ENDING_BY_ITSELF, /**< it goes down, nobody has asked */
	LINK_ENDING_HANGUP,    /**< the backend was asked */
	LINK_ENDING_KILL,      /**< and did not obey in time */
};

struct link_waiter;

struct dialer_link {
	LIST_ENTRY(dialer_link) entry;
	uint32_t key; /**< of its records, 0: it has none */
	struct dialer *dialer;
	const char *name;
	dialer_link_fn changed;
	void *private_data;
	struct tevent_immediate *notify;
	bool notify_scheduled;

	struct dialer_status status;

	/* of the attempt under way; NULL and zero without one.  One that is
	 * queued has all but the first. */
	struct dialer_attempt *attempt;
	struct dialer_settings *settings;
	struct port_claim *claim;
	struct dial_turn *turn;	    /**< until the link is up */
	struct link_record *record; /**< for the daemon after this one */
	/** Of the attempt before, until the owner has been told of its end. */
	struct link_record *record_of_end;
	DATA_BLOB note; /**< the owner's, kept in it */
	/** Adopted, and its child has not told how it is. */
	bool silent;
	/** When an adopted one came up, as its child tells; zero: not yet. */
	struct timespec told_up, told_up_boottime;
	struct tevent_immediate *died; /**< it is shown dead next */
	struct dialer_facts facts;
	enum link_ending ending;
	struct tevent_timer *deadline;
	char tried[2 * DIALER_TEXT_SIZE]; /**< targets that have failed */
	uint32_t kinds_tried;		  /**< bits, by enum dialer_kind */

	WERROR hangup_error; /**< how the last end was completed */
	struct dialer_history *history;

	TAILQ_HEAD(, link_waiter) waiters; /**< in the order of arrival */
};

/** @brief The backend's events; the link is @private_data. */
void link_event(const struct dialer_event *event, void *private_data);

/** @brief An attempt begins: it has been started, or waits for its turn. */
void link_begin(struct dialer_link *link);

/** @brief Its child is being started: the phase is DIAL. */
void link_dial(struct dialer_link *link);

/** @brief Its child has another pid now, or has got one. */
void link_child_changed(struct dialer_link *link);

/** @brief There will be no child, and why: the attempt is over. */
void link_not_started(struct dialer_link *link, WERROR error);

/** @brief A target has been prepared (and is started at once, or in its turn):
 * what was known of the one before is void. */
void link_begin_target(struct dialer_link *link);

/** @brief Start what has been prepared. */
WERROR link_start(struct dialer_link *link);

/**
 * @brief Prepare the first target that can be: its port is claimed.
 *
 * @return what is wrong with the first one when none can
 */
WERROR link_first_target(struct dialer_link *link);

/** @brief Whether the failure that is known so far makes another target worth
 * trying, and there is one. */
bool link_has_next_target(const struct dialer_link *link);

/**
 * @brief A target has failed and nothing of it is left: start the next.
 *
 * @return false when there is none, or none is to be tried
 */
bool link_next_target(struct dialer_link *link);

/** @name The record of an attempt (link_save.c) */
/**@{*/
/** @brief Write what is known now.  On failure, as on a full disk, the record
 * stays what it was: the link is found all the same, and its plugin tells the
 * rest; but the first one is needed for that. */
WERROR link_save(struct dialer_link *link);
/** @brief Whether what it says can be believed. */
bool link_record_makes_sense(const struct rras_link_record *record);
/** @brief Settings of a link that was found; @now are those of its owner, or
 * NULL when it cannot be dialed any more. */
WERROR link_restore_settings(struct dialer_link *link,
			     const struct rras_link_record *record,
			     const struct dialer_settings *now);
/** @brief Show it as it was. */
void link_restore_status(struct dialer_link *link,
			 const struct rras_link_record *record);
/**@}*/

/** @brief The link is up: tell its port how fast it is. */
void link_tell_speed(struct dialer_link *link);

/** @brief The child of an adopted attempt has told how it is. */
void link_told(struct dialer_link *link);

/** @brief Hang up because somebody asks for it. */
void link_hangup(struct dialer_link *link, enum dialer_hangup why);

/** @brief Press the end of the attempt on, at least to @ending. */
void link_end(struct dialer_link *link, enum link_ending ending);

/** @brief Nothing of the attempt is left, or so little that it is given up. */
void link_finish(struct dialer_link *link, WERROR hangup_error);

/** @brief Go to another state. */
void link_set_state(struct dialer_link *link, enum dialer_state state);

/** @brief Go to another phase and set its deadline. */
void link_set_phase(struct dialer_link *link, enum dialer_phase phase);

/** @brief Replace a string of the status. */
void link_set_text(struct dialer_link *link, const char **text,
		   const char *value);

/** @brief Have the owner told of a change, from the loop. */
void link_status_changed(struct dialer_link *link);

/** @brief The attempt is up for the first time, or over: tell the watcher of
 * its record, if there is one. */
void link_attempt_seen(struct dialer_link *link,
		       const struct dialer_attempt_record *record);

/** @brief Answer all who wait and for whom the attempt is over. */
void link_answer_waiters(struct dialer_link *link);

/** @brief The link is being freed: all who wait get this error. */
void link_abort_waiters(struct dialer_link *link, WERROR error);

#endif
