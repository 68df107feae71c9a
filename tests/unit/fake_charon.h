/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An IKE daemon's vici, that does what a test says, in a thread of its own:
 * what our destructors ask they ask without a loop. */
#ifndef TESTS_UNIT_FAKE_CHARON_H
#define TESTS_UNIT_FAKE_CHARON_H

#include <stdbool.h>
#include <talloc.h>

enum charon_answer {
	CHARON_YES,
	CHARON_NO,	/**< with .error */
	CHARON_SILENT,	/**< never */
	CHARON_UNKNOWN, /**< no such command, or event */
	CHARON_CLOSE,	/**< and the connection is lost */
	CHARON_GARBAGE,
};

/** @brief How it is to behave; static. */
struct charon_script {
	const char *command; /**< that is not answered by yes, or event */
	enum charon_answer answer;
	const char *error;
	const char *responder_spi; /**< of the association that list-sas shows;
				    * NULL: there is none */
	const char *const *connections; /**< that it has already, of anybody;
					 * NULL-terminated, NULL for none */
	const char *const *keys;	/**< the same of its keys */
};

struct charon;

/** @brief It listens. */
struct charon *charon_start(TALLOC_CTX *mem_ctx,
			    const struct charon_script *script);

/** @brief Of its socket. */
const char *charon_path(const struct charon *charon);

/** @brief It ends; its connections are lost. */
void charon_stop(struct charon *charon);

/** @brief How many commands it has been given. */
size_t charon_commands(const struct charon *charon);

/**
 * @brief Whether it has been told this: "command key=value key:item
 *        section{ } ...", a line a command.  Only of one that has ended.
 */
bool charon_has_heard(const struct charon *charon, const char *text,
		      size_t size);

#endif
