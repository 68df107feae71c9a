/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adoption: links outlive their daemon, and the next one takes them over.
 *
 * In this order, before anything is dialed: dialer_find_left(), then for each
 * of what it has found dialer_link_adopt() or dialer_end_left().  An owner
 * that has not asked has links that end with the daemon.
 */
#ifndef SERVER_DIALER_ADOPT_H
#define SERVER_DIALER_ADOPT_H

#include "dialer.h"

struct link_record_found;

/** @brief A link that an earlier daemon has left. */
struct dialer_left {
	uint32_t key; /**< dialer_link_set_key() */
	bool alive;   /**< its process lives */
	bool usable;  /**< its record says what it is */
	const struct link_record_found *found; /**< the dialer's own */
};

/**
 * @brief Find what an earlier daemon has left; from now on each new attempt
 *        has a record, too, in config.run_dir, which the daemon has locked.
 *
 * @param[out] left  child of @mem_ctx; those that live come first
 * @param[out] why   on failure a sentence, child of @mem_ctx or static
 *         Errors: those of link_records_open() and link_records_read()
 */
WERROR dialer_find_left(struct dialer *dialer, TALLOC_CTX *mem_ctx,
			struct dialer_left **left, size_t *count,
			const char **why);

/**
 * @brief Show a link as it was left, and go on with it.
 *
 * One that lives is in its state at once, and in its phase with a new
 * deadline; what has happened since it was left comes with the call of its
 * plugin.  One that has died meanwhile is shown as it was for a turn of the
 * loop, without a pid, and then as disconnected, with a cause that says so; its
 * files go when the owner has been told.  One that lives, but whose record is
 * not usable, is DISCONNECTING until it has ended.
 *
 * @param[in] settings  as for dialer_link_connect(), for a password that is
 *                      asked for and for further targets; NULL when it could
 *                      not be dialed now
 * @retval ERROR_ALREADY_CONNECTING  the link is not disconnected
 * @retval ERROR_FILE_NOT_FOUND      neither alive nor usable
 * @retval ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES  it is as it was
 */
WERROR dialer_link_adopt(struct dialer_link *link,
			 const struct dialer_left *left,
			 const struct dialer_settings *settings);

/** @brief End one that no link is to take, bounded by the hang-up deadline,
 * nobody waits; of a dead one the files are removed. */
void dialer_end_left(struct dialer *dialer, const struct dialer_left *left);

/**
 * @brief Leave all links that have records to the next daemon.
 *
 * So are the ends that no owner has been told of.  Nothing happens to them any
 * more; the dialer is to be freed next.
 */
void dialer_leave(struct dialer *dialer);

#endif
