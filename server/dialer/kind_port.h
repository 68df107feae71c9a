/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVER_DIALER_KIND_PORT_H
#define SERVER_DIALER_KIND_PORT_H

#include "dialer.h"
#include "server/ports/ports.h"

/** @brief The kind of the ports that links of a kind take. */
enum port_kind dialer_kind_port(enum dialer_kind kind);

#endif
