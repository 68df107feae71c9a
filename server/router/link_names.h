/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a link means to the machine's resolver.
 */
#ifndef SERVER_ROUTER_LINK_NAMES_H
#define SERVER_ROUTER_LINK_NAMES_H

#include "interface.h"

/**
 * @brief The status of an interface's link has changed: it has name servers,
 *        others, or none any more.
 *
 * Those of the entry ("uses the ipaddrDns [...] members", MPRIO_
 * SpecificNameServers; [MS-RRASM] 2.2.1.2.84) or, without that flag, those
 * that the peer has named.  IPv6CP names none: of IPv6 there are the entry's.
 */
void link_names_follow(struct interface *iface);

#endif
