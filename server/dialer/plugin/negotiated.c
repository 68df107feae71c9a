/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both ends have agreed upon, out of pppd's own records of it.
 *
 * What we have asked for and got is in gotoptions, what the peer has asked
 * for and we have granted in hisoptions.  Both hold also what was never
 * agreed: only behind its "neg_" is an option's value one.
 */
#include <net/if.h>
#include <string.h>
#include "plugin.h"

enum {
	PROTOCOL_PAP = 0xc023,
	PROTOCOL_CHAP = 0xc223,
	PROTOCOL_EAP = 0xc227,
	DEFAULT_MRU = 1500, /* RFC 1661 6.1 */
};

#define DEFAULT_ACCM 0xffffffff /* RFC 1662 7.1 */

/* -- LCP -- */

enum rras_plugin_auth plugin_auth_of(const lcp_options *peer)
{
	if (peer->neg_eap) {
		return RRAS_PLUGIN_AUTH_EAP;
	}
	if (peer->neg_chap) {
		switch (peer->chap_mdtype) {
		case MDTYPE_MICROSOFT_V2:
			return RRAS_PLUGIN_AUTH_MSCHAPV2;
		case MDTYPE_MICROSOFT:
			return RRAS_PLUGIN_AUTH_MSCHAP;
		default:
			return RRAS_PLUGIN_AUTH_CHAP_MD5;
		}
	}
	return peer->neg_upap ? RRAS_PLUGIN_AUTH_PAP : RRAS_PLUGIN_AUTH_NONE;
}

/* pppd asks for one protocol at a time, in this order (lcp_addci()). */
static void fill_auth(struct rras_plugin_lcp_end *end,
		      const lcp_options *options)
{
	if (options->neg_eap) {
		end->auth_protocol = PROTOCOL_EAP;
	} else if (options->neg_chap) {
		end->auth_protocol = PROTOCOL_CHAP;
		end->auth_algorithm =
			(uint32_t)(CHAP_DIGEST(options->chap_mdtype));
	} else if (options->neg_upap) {
		end->auth_protocol = PROTOCOL_PAP;
	}
}

static void fill_lcp(struct rras_plugin_lcp_end *end,
		     const lcp_options *options)
{
	end->mru = options->neg_mru ? (uint32_t)options->mru : DEFAULT_MRU;
	end->accm = options->neg_asyncmap ? options->asyncmap : DEFAULT_ACCM;
	end->mrru = options->neg_mrru ? (uint32_t)options->mrru : 0;
	end->pfc = options->neg_pcompression;
	end->acfc = options->neg_accompression;
	end->magic = options->neg_magicnumber;
	end->ssnhf = options->neg_ssnhf;
	fill_auth(end, options);
}

void plugin_report_lcp(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_LCP};

	fill_lcp(&message.lcp.local, &lcp_gotoptions[0]);
	fill_lcp(&message.lcp.remote, &lcp_hisoptions[0]);
	plugin_copy_name(message.lcp.endpoint, sizeof(message.lcp.endpoint),
			 compat_remote_number());
	plugin_send(&message, sizeof(message.lcp));
}

/* -- CCP -- */

static void fill_ccp(struct rras_plugin_ccp_end *end,
		     const ccp_options *options)
{
	if (options->method <= 0) {
		return; /* this end compresses and encrypts nothing */
	}
	end->method = (uint32_t)options->method;
	if (options->method != CI_MPPE) {
		return;
	}
	if (options->mppe & MPPE_OPT_128) {
		end->mppe_bits = 128;
	} else if (options->mppe & MPPE_OPT_56) {
		end->mppe_bits = 56;
	} else if (options->mppe & MPPE_OPT_40) {
		end->mppe_bits = 40;
	}
	end->stateless = (options->mppe & MPPE_OPT_STATEFUL) == 0;
	end->mppc = (options->mppe & MPPE_OPT_MPPC) != 0;
}

/* CCP opens before or after IP does, may be negotiated anew, and be given up:
 * whenever it may have changed, what has changed is told. */
void plugin_report_ccp(void)
{
	static struct rras_plugin_ccp told;
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_CCP};

	if (ccp_fsm[0].state == OPENED) {
		message.ccp.up = 1;
		mppe_optional_opened();
		fill_ccp(&message.ccp.local, &ccp_gotoptions[0]);
		fill_ccp(&message.ccp.remote, &ccp_hisoptions[0]);
	}
	if (memcmp(&message.ccp, &told, sizeof(told)) != 0) {
		told = message.ccp;
		plugin_send(&message, sizeof(message.ccp));
	}
}

static bool ccp_is_deferred;

static void deferred_ccp(void *unused)
{
	ccp_is_deferred = false;
	plugin_report_ccp();
}

/* pppd has no notifier for CCP: its packets tell that something happens. */
void plugin_ccp_moves(void)
{
	if (!ccp_is_deferred) {
		ccp_is_deferred = true;
		compat_defer(deferred_ccp);
	}
}

/* -- IPCP, IPV6CP -- */

static uint32_t copy_interface(char to[RRAS_PLUGIN_IFNAME])
{
	plugin_copy_name(to, RRAS_PLUGIN_IFNAME, compat_ifname());
	return if_nametoindex(to);
}

void plugin_report_ip(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_IP_UP};
	const ipcp_options *got = &ipcp_gotoptions[0];

	message.ip.ifindex = copy_interface(message.ip.ifname);
	message.ip.local = got->ouraddr;
	message.ip.remote = ipcp_hisoptions[0].hisaddr;
	message.ip.dns[0] = got->dnsaddr[0];
	message.ip.dns[1] = got->dnsaddr[1];
	message.ip.vj_local = got->neg_vj;
	message.ip.vj_remote = ipcp_hisoptions[0].neg_vj;
	plugin_send(&message, sizeof(message.ip));
}

void plugin_report_ip6(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_IP6_UP};

	message.ip6.ifindex = copy_interface(message.ip6.ifname);
	memcpy(message.ip6.local, &ipv6cp_gotoptions[0].ourid,
	       sizeof(message.ip6.local));
	memcpy(message.ip6.remote, &ipv6cp_hisoptions[0].hisid,
	       sizeof(message.ip6.remote));
	plugin_send(&message, sizeof(message.ip6));
}

/* -- the peer of a link that we serve -- */

void plugin_report_peer(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_PEER};

	message.peer.eap_type = plugin_seen.eap_ours;
	compat_peer_name(message.peer.name, sizeof(message.peer.name));
	plugin_send(&message, sizeof(message.peer));
}
