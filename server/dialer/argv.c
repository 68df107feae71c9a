/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of a command line; see argv.h.
 */
#include "argv.h"
#include <talloc.h>

void argv_add(struct argv *argv, const char *word)
{
	char **words;

	if (argv->failed || word == NULL) {
		argv->failed = true;
		return;
	}
	words = talloc_realloc(NULL, argv->words, char *, argv->count + 2);
	if (words == NULL) {
		argv->failed = true;
		return;
	}
	argv->words = words;
	words[argv->count] = talloc_strdup(words, word);
	argv->failed = words[argv->count] == NULL;
	words[++argv->count] = NULL;
}

void argv_add_if(struct argv *argv, bool condition, const char *word)
{
	if (condition) {
		argv_add(argv, word);
	}
}

void argv_add_value(struct argv *argv, const char *option, const char *value)
{
	argv_add(argv, option);
	argv_add(argv, value);
}

void argv_add_number(struct argv *argv, const char *option, uint32_t value)
{
	char *text = talloc_asprintf(NULL, "%u", value);

	argv_add_value(argv, option, text);
	talloc_free(text);
}

void argv_add_nonzero(struct argv *argv, const char *option, uint32_t value)
{
	if (value != 0) {
		argv_add_number(argv, option, value);
	}
}
