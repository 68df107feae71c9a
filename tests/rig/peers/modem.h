/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hayes commands: what a modem makes of a line of text. */
#ifndef RIG_MODEM_H
#define RIG_MODEM_H

#include <stdbool.h>
#include <stddef.h>

enum modem_result {
	MODEM_NOTHING, /**< the line is not complete, or empty */
	MODEM_OK,
	MODEM_ERROR,
	MODEM_DIAL,    /**< `number` is set */
	MODEM_HANG_UP, /**< ATH */
	MODEM_RESET,   /**< ATZ */
};

struct modem {
	bool echo;
	size_t have;
	char line[128];
	char number[64]; /**< digits, '*' and '#' only */
};

/** @brief The state after power-up: echo on, no line. */
void modem_reset(struct modem *modem);

/** @brief Take one character from the router. */
enum modem_result modem_take(struct modem *modem, char c);

#endif
