/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Telephone numbers, as far as a modem may be given them.
 */
#include <string.h>
#include "dialer.h"
#include "number.h"

/* ITU-T V.250 6.3.1: digits and tones, and the modifiers pause, wait for dial
 * tone, wait for silence, hook flash, tone and pulse; then what people write
 * between digits, which modems ignore. */
static const char digits[] = "0123456789*#ABCDabcd";
static const char others[] = "+,!@TtPpWw ()-./";

WERROR dialer_number_check(const char *number)
{
	bool dials = false;
	const char *p;

	if (strlen(number) > DIALER_MAX_NUMBER) {
		return W_ERROR(ERROR_PHONE_NUMBER_TOO_LONG);
	}
	for (p = number; *p != '\0'; p++) {
		if (strchr(digits, *p) != NULL) {
			dials = true;
		} else if (strchr(others, *p) == NULL) {
			return W_ERROR(ERROR_BAD_PHONE_NUMBER);
		}
	}
	return dials ? WERR_OK : W_ERROR(ERROR_BAD_PHONE_NUMBER);
}
