/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server of a tunnel as an administrator writes it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "server_name.h"

/* Letters, digits, hyphens and dots make a name of DNS (an underscore is
 * widely used); a literal has colons and a zone too. */
static bool is_host(const char *host, size_t length, bool literal)
{
	size_t i;

	if (length == 0 || length >= SERVER_NAME_SIZE || host[0] == '-') {
		return false;
	}
	for (i = 0; i < length; i++) {
		if (!isalnum((unsigned char)host[i]) &&
		    strchr("-._", host[i]) == NULL &&
		    (!literal || strchr(":%", host[i]) == NULL)) {
			return false;
		}
	}
	return true;
}

static bool parse_port(const char *text, uint16_t *port)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)text[0])) {
		return false;
	}
	value = strtoul(text, &end, 10);
	*port = (uint16_t)value;
	return *end == '\0' && value > 0 && value <= UINT16_MAX;
}

static bool set(struct server_name *name, const char *host, size_t length,
		bool literal)
{
	if (!is_host(host, length, literal)) {
		return false;
	}
	memcpy(name->host, host, length);
	name->host[length] = '\0';
	return true;
}

bool server_name_parse(const char *text, struct server_name *name)
{
	const char *colon = strchr(text, ':'), *bracket;

	name->port = 0;
	if (text[0] == '[') {
		bracket = strchr(text, ']');
		return bracket != NULL &&
		       set(name, text + 1, (size_t)(bracket - text - 1),
			   true) &&
		       (bracket[1] == '\0' ||
			(bracket[1] == ':' &&
			 parse_port(bracket + 2, &name->port)));
	}
	if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		return set(name, text, (size_t)(colon - text), false) &&
		       parse_port(colon + 1, &name->port);
	}
	return set(name, text, strlen(text), colon != NULL);
}
