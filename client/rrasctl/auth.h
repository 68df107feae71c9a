/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords: where they come from and how they go. */
#ifndef CLIENT_RRASCTL_AUTH_H
#define CLIENT_RRASCTL_AUTH_H

#include "client/rrasctl/rrasctl.h"

/** @brief Overwrite and free a string. */
void burn_string(char **string);

/**
 * @brief Move the password of -U user%password out of the arguments.
 *
 * Samba's tools take it so, and so do we; but it stays visible to all users
 * of the machine for the moment that this takes.
 */
void auth_take_passwords(struct rrasctl *ctl, int argc, char **argv);

/** @brief Read username, password, domain out of --authentication-file. */
bool auth_read_file(struct rrasctl *ctl, int *exit_code);

/**
 * @brief Ask at the terminal, without echo.
 *
 * @return for burn_string(); NULL without a terminal or at its end
 */
char *password_ask(const char *prompt);

/**
 * @brief Read the first line of a file, or of standard input for "-".
 *
 * @param[out] why  on error what is wrong; static
 * @return for burn_string(), or NULL
 */
char *password_read(const char *path, const char **why);

#endif
