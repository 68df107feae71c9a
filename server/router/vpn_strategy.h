/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order in which the kinds of tunnels of a VPN entry are tried
 * ([MS-RRASM] 2.2.1.2.84, dwVpnStrategy; 2.2.2.2.11, VpnStrategy).
 */
#ifndef SERVER_ROUTER_VPN_STRATEGY_H
#define SERVER_ROUTER_VPN_STRATEGY_H

#include "entry.h"
#include "server/dialer/dialer.h"

#define VPN_STRATEGY_KINDS 3

/**
 * @brief The kinds that an entry asks for, in order.
 *
 * @return how many; 0 when we dial none of them (IKEv2)
 */
size_t vpn_strategy(const struct router_entry *entry,
		    enum dialer_kind kinds[VPN_STRATEGY_KINDS]);

/**
 * @brief Whether the kind that has succeeded is tried first from then on:
 *        MPR_VS_Default.
 */
bool vpn_strategy_learns(const struct router_entry *entry);

/** @name A kind as the strategy that is this kind alone */
/**@{*/
uint32_t vpn_strategy_of_kind(enum dialer_kind kind);
/** @return false, and nothing in @kind, when the strategy is none of these */
bool vpn_strategy_kind(uint32_t dwVpnStrategy, enum dialer_kind *kind);
/**@}*/

/** @brief Put the targets of a kind before those of the others, number by
 * number, and the first one into the settings. */
void vpn_strategy_prefer(struct dialer_settings *settings,
			 struct dialer_target *targets, enum dialer_kind kind);

#endif
