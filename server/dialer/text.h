/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words from outside (a peer, a modem, a program), made fit for logs, replies
 * and screens.
 */
#ifndef SERVER_DIALER_TEXT_H
#define SERVER_DIALER_TEXT_H

#include <stddef.h>

/** @brief Room for a peer's or a program's words. */
#define DIALER_TEXT_SIZE 256

/**
 * @brief Copy words from outside: printable, valid UTF-8, cut to fit.
 *
 * Bytes that are neither become '?'.
 */
void dialer_copy_text(char *to, size_t size, const char *from);

#endif
