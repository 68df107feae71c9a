/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pppd's options of the network protocols.
 */
#include <arpa/inet.h>
#include "pppd_args_parts.h"

void pppd_args_address(struct argv *argv,
		       const struct dialer_settings *settings)
{
	char address[INET_ADDRSTRLEN], *word;

	if (!settings->ipv4 || !settings->specific_ip) {
		return;
	}
	inet_ntop(AF_INET, &settings->ipaddr, address, sizeof(address));
	word = talloc_asprintf(NULL, "%s:", address);
	argv_add(argv, word);
	talloc_free(word);
}

static void add_ipv4(struct argv *argv, const struct dialer_settings *settings)
{
	if (!settings->ipv4) {
		argv_add(argv, "noip");
		return;
	}
	if (!settings->specific_ip) {
		argv_add(argv, "noipdefault");
		argv_add(argv, "ipcp-accept-local");
	}
	argv_add(argv, "ipcp-accept-remote");
	argv_add(argv, "usepeerdns");
	argv_add_if(argv, !settings->ip_header_compression, "novj");
	argv_add(argv,
		 settings->default_gateway ? "defaultroute" : "nodefaultroute");
}

static void add_ipv6(struct argv *argv, const struct dialer_settings *settings)
{
	if (!settings->ipv6) {
		argv_add(argv, "noipv6");
		return;
	}
	argv_add(argv, "+ipv6");
	argv_add(argv, settings->default_gateway ? "defaultroute6"
						 : "nodefaultroute6");
}

void pppd_args_network(struct argv *argv,
		       const struct dialer_settings *settings)
{
	add_ipv4(argv, settings);
	add_ipv6(argv, settings);
}
