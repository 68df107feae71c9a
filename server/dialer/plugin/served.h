/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that this machine serves: rrasd has not started its pppd, but is to
 * know of it ("rras-dial-in").
 */
#ifndef SERVER_DIALER_PLUGIN_SERVED_H
#define SERVER_DIALER_PLUGIN_SERVED_H

#include "plugin.h"

/** @brief Option "rras-dial-in KIND"; false when there is no such kind. */
bool served_set_kind(const char *kind);

/** @brief Option "rras-dial-in-socket PATH": another place than rrasd's. */
extern char *served_socket;

/** @brief pppd is in another phase; what was sent before is kept. */
void served_phase(int phase);

/** @brief IPv4 or IPv6 is up. */
void served_up(void);

#endif
