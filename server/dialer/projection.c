/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both ends of a PPP link have agreed upon.
 */
#include <string.h>
#include "projection.h"

static const char *chap_name(uint32_t algorithm)
{
	switch (algorithm) {
	case PPP_CHAP_MD5:
		return "CHAP-MD5";
	case PPP_CHAP_MS:
		return "MS-CHAP";
	case PPP_CHAP_MSV2:
		return "MS-CHAPv2";
	default:
		return "CHAP";
	}
}

const char *ppp_auth_name(const struct ppp_lcp_options *options)
{
	switch (options->auth_protocol) {
	case PPP_AUTH_PAP:
		return "PAP";
	case PPP_AUTH_CHAP:
		return chap_name(options->auth_algorithm);
	case PPP_AUTH_EAP:
		return "EAP";
	default:
		return "";
	}
}

void ppp_projection_ip_down(struct ppp_projection *ppp)
{
	ppp->ip_up = false;
	memset(&ppp->local, 0, sizeof(ppp->local));
	memset(&ppp->remote, 0, sizeof(ppp->remote));
	memset(ppp->dns, 0, sizeof(ppp->dns));
	ppp->vj_local = ppp->vj_remote = false;
}

void ppp_projection_ip6_down(struct ppp_projection *ppp)
{
	ppp->ip6_up = false;
	memset(ppp->local_ifid, 0, sizeof(ppp->local_ifid));
	memset(ppp->remote_ifid, 0, sizeof(ppp->remote_ifid));
}
