/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of PPP's negotiations.
 *
 * "local" and "remote".  In a projection (projection.h), "local" is what this
 * end has asked for, and that is mostly how it wants to *receive*.
 */
#include "image_projection.h"
#include <arpa/inet.h>
#include <string.h>

#include "gen_ndr/images.h"
#include "gen_ndr/ras_connection.h"
#include "compat/rras_errors.h"

/* 2.2.1.2.66, 2.2.1.2.70 and 2.2.1.2.71 */
#define PPP_IPCP_VJ		  0x00000001
#define RASCCPCA_MPPC		  0x00000006
#define PPP_CCP_COMPRESSION	  0x00000001
#define PPP_CCP_ENCRYPTION40BIT	  0x00000020
#define PPP_CCP_ENCRYPTION128BIT  0x00000040
#define PPP_CCP_ENCRYPTION56BIT	  0x00000080
#define PPP_CCP_HISTORYLESS	  0x01000000
#define PPP_LCP_MULTILINK_FRAMING 0x00000001
#define PPP_LCP_PFC		  0x00000002
#define PPP_LCP_ACFC		  0x00000004
#define PPP_LCP_SSHF		  0x00000008

/* CCP's number of MPPC and MPPE (RFC 2118, RFC 3078) */
#define CCP_MPPC 18

/*
 * dwError: "A nonzero value indicates failure and is the actual fatal error
 * that occurred during the control protocol negotiation."  What is not up on
 * a link that is up was not wanted by one end.
 */
static uint32_t error_of(bool up)
{
	return up ? 0 : ERROR_PROTOCOL_NOT_CONFIGURED;
}

/* IPCP */

static void put_address(struct in_addr address, uint16_t units[16])
{
	char text[INET_ADDRSTRLEN];
	size_t i;

	inet_ntop(AF_INET, &address, text, sizeof(text));
	for (i = 0; text[i] != '\0'; i++) {
		units[i] = (unsigned char)text[i];
	}
}

/* "If the address is not available, this member is an empty string." */
static void put_addresses(const struct ppp_projection *ppp, uint16_t local[16],
			  uint16_t remote[16])
{
	if (!ppp->ip_up) {
		return;
	}
	put_address(ppp->local, local);
	if (ppp->remote.s_addr != INADDR_ANY) {
		put_address(ppp->remote, remote);
	}
}

/*
 * 2.2.1.2.66: "When set to PPP_IPCP_VJ (0x00000001), indicates that IP
 * datagrams sent by the local computer are compressed", which is what the
 * peer has asked for.  dwRemoteOptons "applies to datagrams received".
 */
static uint32_t vj_sent(const struct ppp_projection *ppp)
{
	return ppp->vj_remote ? PPP_IPCP_VJ : 0;
}

static uint32_t vj_received(const struct ppp_projection *ppp)
{
	return ppp->vj_local ? PPP_IPCP_VJ : 0;
}

static void put_ipcp_2(const struct ppp_projection *ppp,
		       struct PPP_IPCP_INFO2 *to)
{
	to->dwError = error_of(ppp->ip_up);
	put_addresses(ppp, to->wszAddress, to->wszRemoteAddress);
	to->dwOptions = vj_sent(ppp);
	to->dwRemoteOptons = vj_received(ppp);
}

/* IPv6CP: dwVersion, dwSize, dwOptions and dwRemoteOptions are zero. */
static void put_ipv6cp(const struct ppp_projection *ppp,
		       struct PPP_IPV6_CP_INFO *to)
{
	to->dwError = error_of(ppp->ip6_up);
	memcpy(to->bInterfaceIdentifier, ppp->local_ifid, 8);
	memcpy(to->bRemoteInterfaceIdentifier, ppp->remote_ifid, 8);
}

/* LCP */

static uint32_t lcp_options(const struct ppp_lcp_options *from)
{
	return (from->mrru != 0 ? PPP_LCP_MULTILINK_FRAMING : 0) |
	       (from->protocol_compression ? PPP_LCP_PFC : 0) |
	       (from->address_compression ? PPP_LCP_ACFC : 0) |
	       (from->short_sequence ? PPP_LCP_SSHF : 0);
}

/*
 * 2.2.1.2.71: dwAuthenticationProtocol is "used to authenticate the local
 * computer", which the peer has asked for.  dwRemoteEapTypeId "MUST be zero
 * (0) and has no significance".
 */
static void put_lcp(const struct ppp_projection *ppp, struct PPP_LCP_INFO *to)
{
	const struct ppp_lcp_options *local = &ppp->lcp_local;
	const struct ppp_lcp_options *remote = &ppp->lcp_remote;

	to->dwError = error_of(ppp->lcp_up);
	to->dwAuthenticationProtocol = remote->auth_protocol;
	to->dwAuthenticationData = remote->auth_algorithm;
	to->dwRemoteAuthenticationProtocol = local->auth_protocol;
	to->dwRemoteAuthenticationData = local->auth_algorithm;
	to->dwOptions = lcp_options(local);
	to->dwRemoteOptions = lcp_options(remote);
	if (remote->auth_protocol == PPP_AUTH_EAP) {
		to->dwEapTypeId = remote->eap_type;
	}
}

/* CCP */

static uint32_t ccp_options(const struct ppp_ccp_options *from)
{
	uint32_t options = from->mppe_stateless ? PPP_CCP_HISTORYLESS : 0;

	/* What Windows has no number for compresses all the same. */
	if (from->mppc ||
	    (from->algorithm != 0 && from->algorithm != CCP_MPPC)) {
		options |= PPP_CCP_COMPRESSION;
	}
	switch (from->mppe_bits) {
	case 40:
		return options | PPP_CCP_ENCRYPTION40BIT;
	case 56:
		return options | PPP_CCP_ENCRYPTION56BIT;
	case 128:
		return options | PPP_CCP_ENCRYPTION128BIT;
	default:
		return options;
	}
}

static uint32_t ccp_algorithm(const struct ppp_ccp_options *from)
{
	return from->algorithm == CCP_MPPC ? RASCCPCA_MPPC : 0;
}

/*
 * 2.2.1.2.70: dwCompressionAlgorithm is "used by the local computer": as it
 * compresses what it sends, which the peer has asked for.
 */
static void put_ccp(const struct ppp_projection *ppp, struct PPP_CCP_INFO *to)
{
	to->dwError = error_of(ppp->ccp_up);
	to->dwCompressionAlgorithm = ccp_algorithm(&ppp->ccp_remote);
	to->dwOptions = ccp_options(&ppp->ccp_remote);
	to->dwRemoteCompressionAlgorithm = ccp_algorithm(&ppp->ccp_local);
	to->dwRemoteOptions = ccp_options(&ppp->ccp_local);
}

/* The structures; NetBEUI, IPX and AppleTalk are never negotiated. */

void image_ppp_info(const struct ppp_projection *ppp, struct PPP_INFO *to)
{
	to->nbf.dwError = error_of(false);
	to->ip.dwError = error_of(ppp->ip_up);
	put_addresses(ppp, to->ip.wszAddress, to->ip.wszRemoteAddress);
	to->ipx.dwError = error_of(false);
	to->at.dwError = error_of(false);
}

void image_ppp_info_2(const struct ppp_projection *ppp, struct PPP_INFO_2 *to)
{
	to->nbf.dwError = error_of(false);
	put_ipcp_2(ppp, &to->ip);
	to->ipx.dwError = error_of(false);
	to->at.dwError = error_of(false);
	put_ccp(ppp, &to->ccp);
	put_lcp(ppp, &to->lcp);
}

void image_ppp_info_3(const struct ppp_projection *ppp, struct PPP_INFO_3 *to)
{
	to->nbf.dwError = error_of(false);
	put_ipcp_2(ppp, &to->ip);
	put_ipv6cp(ppp, &to->ipv6);
	put_ccp(ppp, &to->ccp);
	put_lcp(ppp, &to->lcp);
}

/*
 * 2.2.1.2.130, dwIPv6NegotiationError: "A value of zero (0) indicates that
 * either IPv6 was not negotiated or Ipv6 has been negotiated successfully",
 * and interface identifiers of zero tell which.  So it stays zero here.
 *
 * PPP_PROJECTION_INFO_1 and _2 have the same members but for one.
 */
#define PUT_PROJECTION(ppp, ifindex, to)                                       \
	do {                                                                   \
		struct PPP_CCP_INFO ccp = {0};                                 \
		struct PPP_LCP_INFO lcp = {0};                                 \
                                                                               \
		put_ccp(ppp, &ccp);                                            \
		put_lcp(ppp, &lcp);                                            \
		(to)->dwIPv4NegotiationError = error_of((ppp)->ip_up);         \
		put_addresses(ppp, (to)->wszAddress, (to)->wszRemoteAddress);  \
		(to)->dwIPv4Options = vj_sent(ppp);                            \
		(to)->dwIPv4RemoteOptions = vj_received(ppp);                  \
		(to)->IPv4SubInterfaceIndex = (ppp)->ip_up ? (ifindex) : 0;    \
		memcpy((to)->bInterfaceIdentifier, (ppp)->local_ifid, 8);      \
		memcpy((to)->bRemoteInterfaceIdentifier, (ppp)->remote_ifid,   \
		       8);                                                     \
		(to)->IPv6SubInterfaceIndex = (ppp)->ip6_up ? (ifindex) : 0;   \
		(to)->dwLcpError = lcp.dwError;                                \
		(to)->dwAuthenticationProtocol = lcp.dwAuthenticationProtocol; \
		(to)->dwAuthenticationData = lcp.dwAuthenticationData;         \
		(to)->dwRemoteAuthenticationProtocol =                         \
			lcp.dwRemoteAuthenticationProtocol;                    \
		(to)->dwRemoteAuthenticationData =                             \
			lcp.dwRemoteAuthenticationData;                        \
		(to)->dwLcpOptions = lcp.dwOptions;                            \
		(to)->dwLcpRemoteOptions = lcp.dwRemoteOptions;                \
		(to)->dwEapTypeId = lcp.dwEapTypeId;                           \
		(to)->dwCcpError = ccp.dwError;                                \
		(to)->dwCompressionAlgorithm = ccp.dwCompressionAlgorithm;     \
		(to)->dwCcpOptions = ccp.dwOptions;                            \
		(to)->dwRemoteCompressionAlgorithm =                           \
			ccp.dwRemoteCompressionAlgorithm;                      \
		(to)->dwCcpRemoteOptions = ccp.dwRemoteOptions;                \
	} while (0)

void image_ppp_projection_1(const struct ppp_projection *ppp, int ifindex,
			    struct PPP_PROJECTION_INFO_1 *to)
{
	PUT_PROJECTION(ppp, (uint64_t)ifindex, to);
}

void image_ppp_projection_2(const struct ppp_projection *ppp, int ifindex,
			    struct PPP_PROJECTION_INFO_2 *to)
{
	PUT_PROJECTION(ppp, (uint64_t)ifindex, to);
}
