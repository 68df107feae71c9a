/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of a command line, one by one.
 */
#ifndef SERVER_DIALER_ARGV_H
#define SERVER_DIALER_ARGV_H

#include <stdbool.h>
#include <stdint.h>

/** @brief A command line in the making; zeroed, it is empty. */
struct argv {
	char **words;	/**< NULL-terminated talloc object, or NULL: none */
	unsigned count; /**< of words */
	bool failed;	/**< out of memory; no further word is added */
};

/** @brief Add a word; a NULL one is the failure of whoever made it. */
void argv_add(struct argv *argv, const char *word);

/** @brief Add a word on a condition. */
void argv_add_if(struct argv *argv, bool condition, const char *word);

/** @brief Add an option and its value. */
void argv_add_value(struct argv *argv, const char *option, const char *value);

/** @brief Add an option and a number. */
void argv_add_number(struct argv *argv, const char *option, uint32_t value);

/** @brief The same, for an option whose 0 means the program's default. */
void argv_add_nonzero(struct argv *argv, const char *option, uint32_t value);

#endif
