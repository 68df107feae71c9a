/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tty of a link.
 */
#ifndef SERVER_DIALER_PLUGIN_PORT_H
#define SERVER_DIALER_PLUGIN_PORT_H

#include "plugin.h"

/** @brief pppd is in another phase: it knows its channel, if that is a tty. */
void port_phase(void);

#endif
