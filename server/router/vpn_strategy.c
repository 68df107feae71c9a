/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order in which the kinds of tunnels of a VPN entry are tried.
 *
 * "MPR_VS_Default: The RRAS server dials the PPTP first. If the PPTP fails,
 * the L2TP is attempted. If the L2TP fails, the IKEv2 is attempted. The
 * protocol that succeeds is tried first in subsequent dialing for this entry."
 * IKEv2 is not dialed by this router: where it is one of several it is left
 * out, alone it is no device.
 *
 * SSTP has no strategy of the router's: 5 and 6 are those of RAS clients
 * (note 206 calls them unsupported by the protocol), which a phonebook of
 * Windows may have all the same.  An entry for "WAN Miniport (SSTP)" without
 * a strategy cannot mean anything but SSTP.
 */
#include "vpn_strategy.h"
#include <string.h>
#include <strings.h>
#include "gen_ndr/rras_types.h"
#include "server/ports/ports.h"

#define VS_SstpOnly  5
#define VS_SstpFirst 6

static const struct {
	uint32_t dwVpnStrategy;
	size_t count;
	enum dialer_kind kinds[VPN_STRATEGY_KINDS];
} strategies[] = {
	{MPR_VS_Default, 2, {DIALER_KIND_PPTP, DIALER_KIND_L2TP}},
	{MPR_VS_PptpOnly, 1, {DIALER_KIND_PPTP}},
	{MPR_VS_PptpFirst, 2, {DIALER_KIND_PPTP, DIALER_KIND_L2TP}},
	{MPR_VS_L2tpOnly, 1, {DIALER_KIND_L2TP}},
	{MPR_VS_L2tpFirst, 2, {DIALER_KIND_L2TP, DIALER_KIND_PPTP}},
	{VS_SstpOnly, 1, {DIALER_KIND_SSTP}},
	{VS_SstpFirst,
	 3,
	 {DIALER_KIND_SSTP, DIALER_KIND_PPTP, DIALER_KIND_L2TP}},
	{MPR_VS_Ikev2First, 2, {DIALER_KIND_PPTP, DIALER_KIND_L2TP}},
};

#define STRATEGIES (sizeof(strategies) / sizeof(strategies[0]))

uint32_t vpn_strategy_of_kind(enum dialer_kind kind)
{
	size_t i = 0;

	while (i < STRATEGIES - 1 &&
	       (strategies[i].count != 1 || strategies[i].kinds[0] != kind)) {
		i++;
	}
	return strategies[i].dwVpnStrategy;
}

bool vpn_strategy_kind(uint32_t dwVpnStrategy, enum dialer_kind *kind)
{
	size_t i;

	for (i = 0; i < STRATEGIES; i++) {
		if (strategies[i].dwVpnStrategy == dwVpnStrategy &&
		    strategies[i].count == 1) {
			*kind = strategies[i].kinds[0];
			return true;
		}
	}
	return false;
}

static bool is_sstp_alone(const struct router_entry *entry)
{
	return entry->dwVpnStrategy == MPR_VS_Default &&
	       strcasecmp(entry->szDeviceName,
			  port_kind_device_name(PORT_KIND_SSTP)) == 0;
}

size_t vpn_strategy(const struct router_entry *entry,
		    enum dialer_kind kinds[VPN_STRATEGY_KINDS])
{
	size_t i;

	if (is_sstp_alone(entry)) {
		kinds[0] = DIALER_KIND_SSTP;
		return 1;
	}
	for (i = 0; i < STRATEGIES; i++) {
		if (strategies[i].dwVpnStrategy == entry->dwVpnStrategy) {
			memcpy(kinds, strategies[i].kinds,
			       sizeof(strategies[i].kinds));
			return strategies[i].count;
		}
	}
	return 0;
}

bool vpn_strategy_learns(const struct router_entry *entry)
{
	return entry->dwVpnStrategy == MPR_VS_Default && !is_sstp_alone(entry);
}

/* Move targets[@from] to @to, in front of those between. */
static void move(struct dialer_target *targets, size_t from, size_t to)
{
	struct dialer_target moved = targets[from];

	for (; from > to; from--) {
		targets[from] = targets[from - 1];
	}
	targets[to] = moved;
}

void vpn_strategy_prefer(struct dialer_settings *settings,
			 struct dialer_target *targets, enum dialer_kind kind)
{
	size_t i, first = 0;

	for (i = 0; i < settings->num_targets; i++) {
		if (strcmp(targets[i].number, targets[first].number) != 0) {
			first = i;
		}
		if (targets[i].kind == kind) {
			move(targets, i, first);
		}
	}
	if (settings->num_targets > 0) {
		settings->kind = targets[0].kind;
		settings->device = targets[0].device;
		settings->number = targets[0].number;
	}
}
