/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon's log: short sentences for the administrator, to stderr while in
 * the foreground, to syslog (which is the journal under systemd) otherwise.
 *
 * Never a secret, never a client's bytes unescaped: names from outside are
 * passed through log_quote().
 */
#ifndef SERVER_RRASD_LOG_H
#define SERVER_RRASD_LOG_H

#include <stdbool.h>
#include <talloc.h>

enum log_level {
	LOG_LEVEL_ERROR,   /**< something does not work */
	LOG_LEVEL_WARNING, /**< something is likely to be wrong */
	LOG_LEVEL_NOTICE,  /**< what an administrator wants to know */
	LOG_LEVEL_INFO,	   /**< each call's way */
	LOG_LEVEL_DEBUG,
};

enum log_target { LOG_TO_STDERR, LOG_TO_SYSLOG };

/**
 * @brief Say where the log goes and how much of it.
 *
 * @param[in] level  messages above it are dropped
 *
 * Lines on a stderr that is the journal's carry the priority prefix of
 * sd-daemon(3), others the time.
 */
void log_setup(enum log_target target, enum log_level level);

/** @brief Whether a message of that level would be seen. */
bool log_enabled(enum log_level level);

/** @brief One line; a trailing newline is added. */
void log_message(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * @brief One line that is neither dropped for its level nor cut short.
 *
 * @param[in] line  of any length, without control characters
 */
void log_record(const char *line);

/**
 * @brief Text from outside, fit for a log line: control characters, quotes
 *        and backslashes escaped, in quotation marks.
 *
 * @return child of @mem_ctx; a constant when out of memory, never NULL
 */
const char *log_quote(TALLOC_CTX *mem_ctx, const char *text);

#define log_error(...)	 log_message(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_message(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...)	 log_message(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...)	 log_message(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)	 log_message(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
