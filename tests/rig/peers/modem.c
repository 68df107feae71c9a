/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hayes commands. */
#include "modem.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

void modem_reset(struct modem *modem)
{
	*modem = (struct modem){.echo = true};
}

/* Keep what is dialed; drop T, P, W, commas, dashes and blanks. */
static void take_number(struct modem *modem, const char *text)
{
	size_t len = 0;

	for (; *text != '\0' && len < sizeof(modem->number) - 1; text++) {
		if (strchr("0123456789*#", *text) != NULL) {
			modem->number[len++] = *text;
		}
	}
	modem->number[len] = '\0';
}

/* The commands after AT: a letter (or &letter), then its value. */
static enum modem_result take_commands(struct modem *modem, const char *p)
{
	enum modem_result result = MODEM_OK;

	while (*p != '\0') {
		char command = (char)toupper((unsigned char)*p++);

		if (command == 'D') {
			take_number(modem, p);
			return MODEM_DIAL;
		}
		if (command == 'E') {
			modem->echo = (*p != '0');
		} else if (command == 'H') {
			result = MODEM_HANG_UP;
		} else if (command == 'Z') {
			result = MODEM_RESET;
		} else if (strchr("&\\%+ ", command) == NULL &&
			   !isalpha((unsigned char)command)) {
			return MODEM_ERROR;
		}
		p += strspn(p, "0123456789=?");
	}
	return result;
}

enum modem_result modem_take(struct modem *modem, char c)
{
	size_t len = modem->have;

	if (c != '\r' && c != '\n') {
		if (len < sizeof(modem->line) - 1) {
			modem->line[modem->have++] = c;
		}
		return MODEM_NOTHING;
	}
	modem->have = 0;
	modem->line[len] = '\0';
	if (len == 0) {
		return MODEM_NOTHING;
	}
	if (strncasecmp(modem->line, "AT", 2) != 0) {
		return MODEM_ERROR;
	}
	return take_commands(modem, modem->line + 2);
}
