/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The name servers that IPCP asks the peer for (RFC 1877).
 *
 * pppd's "usepeerdns" asks too, but has each pppd of the machine rewrite the
 * one /etc/ppp/resolv.conf, and the distribution's scripts the resolver's
 * configuration.  Who resolves with them is rrasd's decision.  And pppd has no
 * option to ask for a certain address.
 */
#include <string.h>
#include <arpa/inet.h>
#include "plugin.h"

static struct in_addr wanted[2]; /* 0.0.0.0: the peer says which */

/* pppd has just reset IPCP's options and not sent them yet. */
static void on_ip_choose(uint32_t *unused)
{
	ipcp_options *got = &ipcp_gotoptions[0];
	int i;

	got->req_dns1 = got->req_dns2 = 1;
	for (i = 0; i < 2; i++) {
		got->dnsaddr[i] = wanted[i].s_addr;
	}
}

bool names_ask(const char *text)
{
	char copy[2 * INET_ADDRSTRLEN];
	char *comma;

	if (strcmp(text, "peer") != 0) {
		snprintf(copy, sizeof(copy), "%s", text);
		comma = strchr(copy, ',');
		if (comma != NULL) {
			*comma++ = '\0';
		}
		if (inet_pton(AF_INET, copy, &wanted[0]) != 1 ||
		    (comma != NULL &&
		     inet_pton(AF_INET, comma, &wanted[1]) != 1)) {
			return false;
		}
	}
	ip_choose_hook = on_ip_choose;
	return true;
}
