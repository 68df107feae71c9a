/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Telephone numbers, as far as a modem may be given them.
 */
#ifndef SERVER_DIALER_NUMBER_H
#define SERVER_DIALER_NUMBER_H

#include <core/werror.h>

/**
 * @brief Whether @number may follow ATD in a command line.
 *
 * A number comes from whoever edits the phonebook and goes into a command of
 * the modem.  Only characters that dial are allowed: no control characters,
 * nothing that ends the number and begins another command (';'), no stored
 * numbers ('S='), nothing that chat or a shell would take for its own.
 *
 * @retval ERROR_BAD_PHONE_NUMBER       another character, or nothing to dial
 * @retval ERROR_PHONE_NUMBER_TOO_LONG  more than DIALER_MAX_NUMBER characters
 */
WERROR dialer_number_check(const char *number);

#endif
