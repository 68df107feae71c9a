/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both ends of a PPP link have agreed upon.
 */
#include <string.h>
#include "backend.h"
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

static void ip_up(struct ppp_projection *ppp, const struct dialer_event *event)
{
	ppp->ip_up = true;
	ppp->local = event->ip.local;
	ppp->remote = event->ip.remote;
	ppp->dns[0] = event->ip.dns[0];
	ppp->dns[1] = event->ip.dns[1];
	ppp->vj_local = event->ip.vj_local;
	ppp->vj_remote = event->ip.vj_remote;
}

static void ip_down(struct ppp_projection *ppp)
{
	ppp->ip_up = false;
	memset(&ppp->local, 0, sizeof(ppp->local));
	memset(&ppp->remote, 0, sizeof(ppp->remote));
	memset(ppp->dns, 0, sizeof(ppp->dns));
	ppp->vj_local = ppp->vj_remote = false;
}

static void ip6_up(struct ppp_projection *ppp, const struct dialer_event *event)
{
	ppp->ip6_up = true;
	memcpy(ppp->local_ifid, event->ip6.local_ifid, sizeof(ppp->local_ifid));
	memcpy(ppp->remote_ifid, event->ip6.remote_ifid,
	       sizeof(ppp->remote_ifid));
}

static void ip6_down(struct ppp_projection *ppp)
{
	ppp->ip6_up = false;
	memset(ppp->local_ifid, 0, sizeof(ppp->local_ifid));
	memset(ppp->remote_ifid, 0, sizeof(ppp->remote_ifid));
}

void ppp_projection_take(struct ppp_projection *ppp,
			 const struct dialer_event *event)
{
	switch (event->type) {
	case DIALER_EVENT_LCP:
		ppp->lcp_up = true;
		ppp->lcp_local = event->lcp.local;
		ppp->lcp_remote = event->lcp.remote;
		break;
	case DIALER_EVENT_CCP:
		ppp->ccp_up = event->ccp.up;
		ppp->ccp_local = event->ccp.local;
		ppp->ccp_remote = event->ccp.remote;
		break;
	case DIALER_EVENT_IP_UP:
		ip_up(ppp, event);
		break;
	case DIALER_EVENT_IP6_UP:
		ip6_up(ppp, event);
		break;
	case DIALER_EVENT_IP_DOWN:
		ip_down(ppp);
		break;
	case DIALER_EVENT_IP6_DOWN:
		ip6_down(ppp);
		break;
	default:
		break;
	}
}
