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

/* "RRAS requests the configured IPv4 address as the primary DNS server address
 * from the remote RRAS endpoint" ([MS-RRASM] 2.2.2.2.65). */
static void add_names(struct argv *argv, const struct dialer_settings *settings)
{
	char first[INET_ADDRSTRLEN], second[INET_ADDRSTRLEN], *text;

	if (!settings->specific_dns) {
		argv_add_value(argv, "rras-names", "peer");
		return;
	}
	inet_ntop(AF_INET, &settings->dns[0], first, sizeof(first));
	inet_ntop(AF_INET, &settings->dns[1], second, sizeof(second));
	text = talloc_asprintf(NULL, "%s,%s", first, second);
	argv_add_value(argv, "rras-names", text);
	talloc_free(text);
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
	add_names(argv, settings);
	argv_add_if(argv, !settings->ip_header_compression, "novj");
	/* pppd's own would not touch a default route that is there */
	argv_add(argv, "nodefaultroute");
	argv_add_if(argv, settings->default_gateway, "rras-default-route");
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
