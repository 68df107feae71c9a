/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pppd logs: the last words of it are kept.
 */
#ifndef SERVER_DIALER_PPPD_LOG_H
#define SERVER_DIALER_PPPD_LOG_H

#include <stddef.h>
#include "text.h"

#define PPPD_LAST_WORDS_SIZE 120 /**< two of them make a text */

/** @brief Zero at first. */
struct pppd_log {
	char line[DIALER_TEXT_SIZE]; /**< not complete yet */
	char last_words[2][PPPD_LAST_WORDS_SIZE];
};

/** @brief Take in what was read. */
void pppd_log_take(struct pppd_log *log, const char *bytes, size_t size);

/** @brief A line, or its beginning, is complete. */
void pppd_log_end_line(struct pppd_log *log);

/** @brief Words of ours, as if it had logged them. */
void pppd_log_say(struct pppd_log *log, const char *words);

/** @brief The last two lines as one. */
void pppd_log_last_words(const struct pppd_log *log,
			 char text[DIALER_TEXT_SIZE]);

#endif
