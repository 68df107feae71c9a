/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that rrasd has dialed, which outlives it: the next rrasd is told what
 * it is ("rras-link-id", "rras-link-socket", "rras-lock-fd").
 */
#ifndef SERVER_DIALER_PLUGIN_DIALED_H
#define SERVER_DIALER_PLUGIN_DIALED_H

#include "plugin.h"

/** @brief Option "rras-link-id ID": in hexadecimal; false when it is none. */
bool dialed_set_id(const char *text);

/** @brief Option "rras-link-socket PATH": where to find the next rrasd. */
extern char *dialed_socket;

/** @brief The file that this process holds the lock of: what pppd runs must
 * not have it. */
void dialed_set_lock(int fd);

/** @brief pppd is in another phase. */
void dialed_phase(void);

/** @brief IPv4 or IPv6 is up. */
void dialed_up(void);

#endif
